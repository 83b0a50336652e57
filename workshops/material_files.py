"""Files that people put beside a meeting: which kinds we take, told by what is in them as well as by their name. Pure.

Nothing in a file is executed or unpacked, and nothing outside it is fetched; it goes out again as it came in, only ever
as a download.
"""

import zipfile
from pathlib import PurePath
from typing import IO

MAX_BYTES = 20 * 1024 * 1024
MAX_PARTS = 10_000
SAMPLE = 64 * 1024
# What lies in the archive of each kind; a kind that lets documents calculate or run (".xlsm", ".pptm") is not here.
IN_ARCHIVE = {
    ".docx": "word/",
    ".pptx": "ppt/",
    ".xlsx": "xl/",
    ".odt": "content.xml",
    ".odp": "content.xml",
    ".ods": "content.xml",
}
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".jpg": "image/jpeg",
}
ENDINGS = tuple(ending for ending in CONTENT_TYPES if ending != ".jpg")
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif")

EMPTY = "There is nothing in this file."
TOO_LARGE = "The file is larger than 20 MB. Make its pictures smaller, or put it elsewhere and add a link to it."
OTHER_KIND = "We take PDF, Word, PowerPoint, Excel, OpenDocument and plain text. Save it as a PDF, and add that."
A_PICTURE = "This is a picture. Add it as a photograph: it is made smaller, and where it was taken is left out."
MACROS = "This file holds macros, which we do not take in. Save it as a PDF, and add that."
DAMAGED = "We cannot read this file: it is damaged, protected by a password, or something else under that name."


class MaterialFileError(Exception):
    """A file is not taken; the message is one or two sentences for the person who sent it."""


def ending_of(file: IO[bytes], name: str, size: int) -> str:
    """The ending (".pdf") of a file of so many bytes whose content is what its name says. Raises MaterialFileError."""
    ending = PurePath(name).suffix.lower()
    if size > MAX_BYTES:
        raise MaterialFileError(TOO_LARGE)
    if not size:
        raise MaterialFileError(EMPTY)
    if ending not in ENDINGS:
        raise MaterialFileError(A_PICTURE if ending in PICTURES else OTHER_KIND)
    if ending == ".pdf":
        _check_pdf(file)
    elif ending in IN_ARCHIVE:
        _check_archive(file, IN_ARCHIVE[ending])
    else:
        _check_text(file)
    file.seek(0)
    return ending


def _check_pdf(file: IO[bytes]) -> None:
    if file.read(5) != b"%PDF-":
        raise MaterialFileError(DAMAGED)


def _check_text(file: IO[bytes]) -> None:
    if b"\0" in file.read(SAMPLE):
        raise MaterialFileError(DAMAGED)


def _check_archive(file: IO[bytes], wanted: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    # What zipfile raises for a broken and an oddly packed archive.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise MaterialFileError(DAMAGED) from error
    names = [part.filename for part in parts]
    if any("vbaproject" in name.lower() for name in names):
        raise MaterialFileError(MACROS)
    if len(parts) > MAX_PARTS or not any(name.startswith(wanted) for name in names):
        raise MaterialFileError(DAMAGED)
