"""Notes that were written elsewhere: a Word document or plain text becomes words under the questions of a guide.

Pure: no model, no settings. What cannot be read raises NoteFileError with a sentence for the person who sent it.
Nothing in a file is executed, and nothing outside it is fetched.
"""

import codecs
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import IO

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from diagnostics.merging import plain

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 1_000
AT_A_TIME = 64 * 1024

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "Open it in Word, choose “Save a copy”, then “Word document (.docx)”, and send that copy."
TOO_LARGE = "The file is larger than 5 MB. Take the pictures out, or copy the words and paste them."
EMPTY = "There are no words in this file."
OTHER_KIND = f"We read Word documents (.docx) and plain text (.txt). {SAVE_AS}"
OLD_WORD = f"This is an older Word document, or one that is protected by a password. {SAVE_AS}"
MACROS = f"This document holds macros, which we do not take in. {SAVE_AS}"
NOT_WORD = f"We cannot read this file as a Word document: it is damaged, or something else under that name. {SAVE_AS}"
SWOLLEN = "This file unpacks to far more than notes need, so we did not open it. Copy the words and paste them."

# A line may go on after a heading of so many words, behind a full stop or the like; a shorter one stands alone.
LEADING_WORDS = 3


class NoteFileError(Exception):
    """A file cannot be read; the message is one or two sentences for the person who sent it."""


def read_words(file: IO[bytes], name: str) -> str:
    """The words of a .docx or .txt file, a line for each paragraph. Raises NoteFileError."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise NoteFileError(TOO_LARGE)
    words = plain(_read(data, PurePath(name).suffix.lower())).strip()
    if not words:
        raise NoteFileError(EMPTY)
    return words


def under_questions(text: str, questions: Mapping[int, str]) -> dict[int | None, str]:
    """The text in parts: under each question (its words by id) whose words head a line, else under None.

    Nothing is left out but the heading's own words.
    """
    parts: dict[int | None, list[str]] = {}
    here: int | None = None
    for line in plain(text).split("\n"):
        here, rest = _heading(line, questions) or (here, line)
        parts.setdefault(here, [])
        if rest or rest == line:
            parts[here].append(rest)
    joined = {question: "\n".join(lines).strip() for question, lines in parts.items()}
    return {question: words for question, words in joined.items() if words}


def _heading(line: str, questions: Mapping[int, str]) -> tuple[int, str] | None:
    """The question whose words begin the line, perhaps behind a number, and the rest of the line; the longest wins."""
    number = re.match(r"\W*(?:q(?:uestion)?\s*)?\d+\W+", line, re.IGNORECASE)
    starts = [line, line[number.end() :]] if number else [line]
    longest_first = sorted(questions.items(), key=lambda item: -len(item[1]))
    for question, words in longest_first:
        for start in starts:
            rest = _after(start, re.findall(r"\w+", words.casefold()))
            if rest is not None:
                return question, rest
    return None


def _after(line: str, heading: list[str]) -> str | None:
    """What follows the heading's words in a line that begins with them; None where it does not."""
    found = list(re.finditer(r"\w+", line))
    if not heading or [match.group().casefold() for match in found[: len(heading)]] != heading:
        return None
    after = line[found[len(heading) - 1].end() :].lstrip()
    rest = after.lstrip(" \t?!.:;–—-")
    goes_on = len(heading) >= LEADING_WORDS and rest != after
    return rest if goes_on or not rest else None


def _read(data: bytes, ending: str) -> str:
    if data.startswith(OLE_START) or ending == ".doc":
        raise NoteFileError(OLD_WORD)
    if ending == ".docm":
        raise NoteFileError(MACROS)
    if ending == ".docx":
        return "\n".join(_paragraphs(_checked(data)))
    if ending == ".txt":
        return _decoded(data)
    raise NoteFileError(OTHER_KIND)


def _decoded(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise NoteFileError(OTHER_KIND)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _checked(data: bytes) -> bytes:
    """The same bytes, once they are known to be an archive of a sensible size without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    # What zipfile raises for a broken, an encrypted and an oddly packed archive.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise NoteFileError(NOT_WORD) from error
    return data


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NoteFileError(SWOLLEN)
    if any(PurePath(part.filename).name.lower().startswith("vbaproject") for part in parts):
        raise NoteFileError(MACROS)
    left = MAX_UNPACKED
    for part in parts:
        with archive.open(part) as stream:
            while chunk := stream.read(AT_A_TIME):
                left -= len(chunk)
                if left < 0:
                    raise NoteFileError(SWOLLEN)


def _paragraphs(data: bytes) -> Iterator[str]:
    """The text of each paragraph in its order, those of tables and boxes too; what a tracked change deleted is gone."""
    try:
        body = Document(io.BytesIO(data)).element.body
    except (OpcError, ValueError, KeyError, AttributeError, etree.LxmlError) as error:
        raise NoteFileError(NOT_WORD) from error
    if body.getroottree().docinfo.doctype:  # no Word document declares one; a file that does is after entities
        raise NoteFileError(NOT_WORD)
    for paragraph in body.iter(qn("w:p")):
        if not any(parent.tag == FALLBACK for parent in paragraph.iterancestors()):
            yield "".join(_runs(paragraph))


# A box is stored twice; the second time for old programs.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}


def _runs(paragraph: etree._Element) -> Iterator[str]:
    for piece in paragraph.iter(qn("w:t"), *BREAKS):
        owner = next(piece.iterancestors(qn("w:p")))
        if owner is paragraph and piece.getparent().tag == qn("w:r"):
            yield piece.text or "" if piece.tag == qn("w:t") else BREAKS[piece.tag]
