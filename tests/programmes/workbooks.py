"""Spreadsheet files for tests, made in memory."""

import io
import zipfile

import openpyxl


def workbook(*rows, title="Roster"):
    """An Excel workbook of one sheet, as bytes; a cell is whatever openpyxl stores for it."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(data, **parts):
    """The same package with parts changed or added: a function of the old content, or bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.pop(name, lambda content: content)
            new.writestr(name, change(old.read(name)) if callable(change) else change)
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def package(*names):
    """A zip file with empty parts of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in names:
            new.writestr(name, b"")
    return file.getvalue()
