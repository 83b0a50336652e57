"""Spreadsheets that people send: a CSV file or an Excel workbook, read into headings and rows of plain text.

Pure: no model, no settings. Whatever cannot be read raises SpreadsheetError with a sentence for the person who sent it,
naming the row and the column where there is one. Nothing in a file is ever calculated or executed.
"""

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any

import openpyxl
from charset_normalizer import from_bytes
from openpyxl.utils import get_column_letter

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 1_000
MAX_UNPACKED = 12 * 1024 * 1024
MAX_SHEET_ROW = 1_048_576

SEPARATORS = (",", ";", "\t", "|")
FORMULA_STARTS = ("=", "+", "-", "@")
CALCULATION_ERRORS = {
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
}  # fmt: skip
INVISIBLE = {"\u00ad", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff", *map(chr, range(0x202A, 0x202F))}

CSV_NAMES = (".csv", ".tsv", ".txt")
XLSX_NAMES = (".xlsx", ".xlsm")
SAVE_AS = "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and upload that."
TOO_LARGE = "The file is larger than 2 MB. Remove pictures and sheets that are not needed."
DAMAGED = f"We cannot read this workbook: it is damaged or not quite an Excel workbook. {SAVE_AS}"
LOCKED = "This workbook is protected by a password. Save a copy without the password, and upload that."

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN_STARTS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a word processor's document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)
KNOWN_PARTS = (
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("mimetype", "an OpenDocument file"),
)
# A workbook never declares a document type; a file that does is after entity expansion.
DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class SpreadsheetError(Exception):
    """A file cannot be read; the message is one or two sentences for the person who sent it."""


@dataclass(frozen=True)
class Row:
    """One row below the headings: its number as the spreadsheet program shows it, a text for each heading."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds: headings (each once), rows that are not blank, and notes on what was left unread."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    """Rows as they stand in the file, blank ones left out, headings not yet told from the rest."""

    records: list[tuple[int, list[str]]]
    notes: tuple[str, ...] = ()
    # A text row longer than its headings was split in the wrong place; a worksheet's has a note beside the table.
    is_text: bool = False


def read_table(file: IO[bytes], name: str) -> Table:
    """The first sheet of a CSV file or Excel workbook; cells are tidy text, days written 2022-01-14.

    The headings are the first row with at least two filled cells, or the first row at all. Columns without any content
    are left out; a column that has content and no heading is called "Column D". Raises SpreadsheetError.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SpreadsheetError(TOO_LARGE)
    if not data.strip():
        raise SpreadsheetError("The file is empty.")
    ending = PurePath(name).suffix.lower()
    _check_kind(data, ending)
    return _table(_read_text(data) if ending in CSV_NAMES else _read_workbook(data))


def place(row: int, heading: str) -> str:
    """How every message names a cell: Row 3, column “Name”."""
    return f"Row {row}, column “{heading}”"


def tidy(text: str) -> str:
    """One line of text: spaces of every kind as single ones, nothing invisible, accents composed."""
    kept = "".join(" " if char.isspace() else char for char in text if _shows(char))
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program that opens this text from a CSV file might calculate it."""
    return text.startswith(FORMULA_STARTS)


def safe(text: str) -> str:
    """The text for a cell of an export: what would be calculated is marked as text by a leading apostrophe."""
    return f"'{text}" if looks_like_formula(text.lstrip()) else text


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a CSV file that Excel opens with its accents right."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([safe(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Rows as an Excel workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([safe(text) for text in row])
    for column in book.active.columns:
        book.active.column_dimensions[column[0].column_letter].width = 8 + max(len(cell.value or "") for cell in column)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _shows(char: str) -> bool:
    return char.isspace() or (unicodedata.category(char) not in ("Cc", "Cs") and char not in INVISIBLE)


# What kind of file it is


def _check_kind(data: bytes, ending: str) -> None:
    if ending not in CSV_NAMES + XLSX_NAMES:
        raise SpreadsheetError(f"We read Excel workbooks (.xlsx) and CSV files (.csv). {SAVE_AS}")
    found = _kind(data)
    if found == "workbook":
        if ending in CSV_NAMES:
            raise SpreadsheetError(f"This is an Excel workbook, but its name ends in {ending}. Rename it to .xlsx.")
    elif found:
        raise SpreadsheetError(f"This is {found}, but its name ends in {ending}. {SAVE_AS}")
    elif ending in XLSX_NAMES:
        raise SpreadsheetError(f"This is not an Excel workbook, but its name ends in {ending}. {SAVE_AS}")


def _kind(data: bytes) -> str:
    """What the content says the file is: "workbook", the words for another known kind, or "" for what may be text."""
    if data.startswith(OLE_START):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SpreadsheetError(LOCKED)
        return "a workbook or document of an older kind (.xls, .doc)"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_package(data)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((words for mark, words in KNOWN_STARTS if start.startswith(mark.lower())), "")


def _kind_of_package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SpreadsheetError(DAMAGED) from None
    if "xl/workbook.xml" in names:
        return "workbook"
    return next((words for part, words in KNOWN_PARTS if part in names), "a compressed folder (.zip)")


# CSV


def _read_text(data: bytes) -> _Sheet:
    text = _decode(data)
    separator, text = _separator(text)
    records: list[tuple[int, list[str]]] = []
    reader = _reader(text, separator)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            _keep(records, number, cells)
    except csv.Error:
        raise SpreadsheetError(
            f"Row {number + 1}: a quotation mark is not closed, or stands in the wrong place. Correct it."
        ) from None
    return _Sheet(records, is_text=True)


def _decode(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in text):
            break
        return text
    raise SpreadsheetError(f"This is not a CSV file: it holds more than text. {SAVE_AS}")


def _encodings(data: bytes) -> Iterator[str]:
    """The likely encodings, the surest first; the two of a single byte a character can only be guessed apart."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif data[1:200:2].count(0) > len(data[:200]) // 4:
        yield "utf-16-le"
    elif data[:200:2].count(0) > len(data[:200]) // 4:
        yield "utf-16-be"
    else:
        yield "utf-8-sig"
        guess = from_bytes(data, cp_isolation=["cp1252", "mac_roman"]).best()
        yield guess.encoding if guess else "cp1252"


def _separator(text: str) -> tuple[str, str]:
    """The separator that makes most rows as wide as the headings; the text without Excel's own line that names it."""
    first, _, rest = text.partition("\n")
    if first.strip().lower()[:4] == "sep=" and len(first.strip("\r\n ")) <= 5:
        return (first.rstrip("\r\n")[4:5] or "\t"), rest
    return max(SEPARATORS, key=lambda separator: _agreement(text, separator)), text


def _agreement(text: str, separator: str) -> tuple[int, int]:
    """How many of the first rows are as wide as the headings, and how wide that is."""
    widths = []
    try:
        for cells in _reader(text, separator):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == 50:
                break
    except csv.Error:
        pass  # a separator that does not fit may also leave quotation marks in odd places
    headings = next((width for width in widths if width > 1), 0)
    return widths.count(headings), headings


def _reader(text: str, separator: str) -> Any:
    file = io.StringIO(text, newline="")
    return csv.reader(file, delimiter=separator, skipinitialspace=separator != "\t", strict=True)


# Excel workbooks


def _read_workbook(data: bytes) -> _Sheet:
    _check_package(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which are not read
            return _first_sheet(openpyxl.load_workbook(io.BytesIO(data), read_only=True))
    except SpreadsheetError:
        raise
    except Exception:  # a damaged workbook fails inside openpyxl in a dozen ways, none of them documented
        raise SpreadsheetError(DAMAGED) from None


def _check_package(data: bytes) -> None:
    """Refuse what would unpack to far more than was sent, is locked, or declares a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise SpreadsheetError(LOCKED)
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise SpreadsheetError("The workbook unpacks to more than 12 MB. Copy the rows into a new one.")
            for part in parts:
                content = package.read(part)
                if any(mark in content for mark in DOCUMENT_TYPES):
                    raise SpreadsheetError(DAMAGED)
    except SpreadsheetError:
        raise
    except Exception:  # zipfile raises its own errors and those of every compression method
        raise SpreadsheetError(DAMAGED) from None


def _first_sheet(book: openpyxl.Workbook) -> _Sheet:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        records = _sheet_records(sheet)
        if records:
            others = len(sheets) > 1
            note = f"The workbook has {len(sheets)} sheets. We read only “{sheet.title}”." if others else ""
            return _Sheet(records, notes=(note,) if note else ())
    return _Sheet([])


def _sheet_records(sheet: Any) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # the stated size may be wrong, by mistake or on purpose
    records: list[tuple[int, list[str]]] = []
    blank = None
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if number > MAX_SHEET_ROW:
            raise SpreadsheetError(DAMAGED)
        if cells is blank:
            continue  # for rows that the file leaves out, perhaps a million, openpyxl gives the same tuple each time
        if all(cell.value is None for cell in cells):
            blank = cells
        else:
            _keep(records, number, [_cell_text(cell) for cell in cells])
    return records


def _cell_text(cell: Any) -> str:
    """A cell's value as text. A formula stays one, so that it is refused and never taken for its last result."""
    if cell.data_type == "f":
        return f"={getattr(cell.value, 'text', cell.value)}"
    return _text(cell.value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == value.time().min:
        value = value.date()
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


# From rows to a table


def _keep(records: list[tuple[int, list[str]]], number: int, cells: list[str]) -> None:
    """Add a row unless it is blank; refuse what is too much to read."""
    texts = [tidy(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        return
    if len(texts) > MAX_COLUMNS:
        raise SpreadsheetError(f"Row {number}: there are more than {MAX_COLUMNS} columns. Remove some.")
    for index, text in enumerate(texts, start=1):
        if len(text) > MAX_CELL:
            raise SpreadsheetError(f"Row {number}, column {get_column_letter(index)}: more than 1,000 characters.")
    records.append((number, texts))
    if len(records) > MAX_ROWS + 10:
        raise SpreadsheetError(f"The file has more than {MAX_ROWS:,} rows. Split it, and upload one part at a time.")


def _table(sheet: _Sheet) -> Table:
    if not sheet.records:
        raise SpreadsheetError("The file has no rows: every cell is blank.")
    top = next((index for index, (_, cells) in enumerate(sheet.records) if sum(map(bool, cells)) > 1), 0)
    heading_row, titles = sheet.records[top]
    below = sheet.records[top + 1 :]
    if not below:
        raise SpreadsheetError(f"The file has headings in row {heading_row} and nothing below them.")
    if len(below) > MAX_ROWS:
        raise SpreadsheetError(f"The file has more than {MAX_ROWS:,} rows. Split it, and upload one part at a time.")
    if sheet.is_text:
        _check_widths(below, len(titles))
    columns = _columns(below, titles)
    table = Table(tuple(_headings(columns, titles, heading_row)), tuple(_rows(below, columns)), sheet.notes)
    _refuse_formulas(table, heading_row)
    return table


def _check_widths(below: list[tuple[int, list[str]]], width: int) -> None:
    for number, cells in below:
        if len(cells) > width:
            raise SpreadsheetError(
                f"Row {number} has {len(cells)} cells, but there are {width} headings."
                " Put quotation marks around a cell that holds the separator itself."
            )


def _columns(below: list[tuple[int, list[str]]], titles: list[str]) -> list[int]:
    """The columns that have a heading or any content."""
    width = max(len(titles), *(len(cells) for _, cells in below))
    filled = {index for _, cells in below for index, text in enumerate(cells) if text}
    return [index for index in range(width) if index in filled or (index < len(titles) and titles[index])]


def _headings(columns: list[int], titles: list[str], heading_row: int) -> Iterator[str]:
    seen: dict[str, str] = {}
    for index in columns:
        letter = get_column_letter(index + 1)
        heading = (titles[index] if index < len(titles) else "") or f"Column {letter}"
        if heading.casefold() in seen:
            first = seen[heading.casefold()]
            raise SpreadsheetError(
                f"Row {heading_row}: columns {first} and {letter} are both called “{heading}”. Rename one."
            )
        seen[heading.casefold()] = letter
        yield heading


def _rows(below: list[tuple[int, list[str]]], columns: list[int]) -> Iterator[Row]:
    for number, cells in below:
        yield Row(number, tuple(cells[index] if index < len(cells) else "" for index in columns))


def _refuse_formulas(table: Table, heading_row: int) -> None:
    for row in (Row(heading_row, table.headings), *table.rows):
        for heading, text in zip(table.headings, row.cells, strict=True):
            if text.startswith("="):
                raise SpreadsheetError(
                    f"{place(row.number, heading)}: this is a formula. Replace it by what it shows, and upload again."
                )
            if text in CALCULATION_ERRORS:
                raise SpreadsheetError(
                    f"{place(row.number, heading)}: this is the error {text}. Write what belongs there."
                )
