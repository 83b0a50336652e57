"""Reading spreadsheets: what is read of good files, and the sentence that each bad one gets."""

import io
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import spreadsheets
from programmes.spreadsheets import Row, SpreadsheetError, Table, read_table, safe, tidy, write_csv, write_xlsx
from tests.programmes.workbooks import package, repacked, saved, workbook

SAVE_AS = " Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) or as CSV, and upload that."
DAMAGED = "We cannot read this workbook: it is damaged or not quite an Excel workbook." + SAVE_AS


def read(data, name="roster.csv"):
    return read_table(io.BytesIO(data), name)


def sentence(data, name="roster.csv"):
    with pytest.raises(SpreadsheetError) as refused:
        read(data, name)
    return str(refused.value)


ZOE = Table(("name", "email"), (Row(2, ("Zoë Brûlé", "zoe@example.org")),))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_ending_reads_the_same(encoding, separator, ending):
    text = ending.join(["name,email", "Zoë Brûlé,zoe@example.org", ""]).replace(",", separator)
    assert read(text.encode(encoding)) == ZOE


def test_a_mac_file_keeps_its_accents():
    text = "name,organisation\nSiân Evans,“Northshire” Hospitals\n"
    assert read(text.encode("mac_roman")).rows == (Row(2, ("Siân Evans", "“Northshire” Hospitals")),)


def test_the_separator_is_the_one_that_splits_the_rows_not_one_inside_names():
    text = "name;organisation\nBrown, Alex;Trust, North, East\nReed, Sam;Council, The\n"
    rows = (Row(2, ("Brown, Alex", "Trust, North, East")), Row(3, ("Reed, Sam", "Council, The")))
    assert read(text.encode()).rows == rows


def test_excels_own_line_names_the_separator():
    assert read(b"sep=;\r\nname;email\r\nAlex, B;a@example.org\r\n").rows == (Row(2, ("Alex, B", "a@example.org")),)


def test_titles_blank_rows_and_blank_columns_are_passed_over_and_rows_keep_their_numbers():
    text = "Leaders 2022,,,\n,,,\nname,,email,\n,,,\nAlex,,a@example.org,\n ,\xa0,,\nSam,,,\n"
    table = read(text.encode())
    assert table == Table(("name", "email"), (Row(5, ("Alex", "a@example.org")), Row(7, ("Sam", ""))))


def test_spaces_of_every_kind_and_invisible_characters_are_tidied():
    text = "name,email\n\xa0 Alex\u2003 Reed\u200b ,\u2009a@example.org\ufeff\n"
    assert read(text.encode()).rows == (Row(2, ("Alex Reed", "a@example.org")),)


def test_letters_and_accents_typed_apart_are_composed():
    assert tidy("Zoe\u0308") == "Zoë"


def test_a_column_without_a_heading_is_called_by_its_letter():
    table = read(workbook(["name", None, "email"], ["Alex", "chairs", "a@example.org"]), "roster.xlsx")
    assert table == Table(("name", "Column B", "email"), (Row(2, ("Alex", "chairs", "a@example.org")),))


def test_quoted_cells_may_hold_separators_quotes_and_line_ends():
    text = 'name,post\n"Reed, Sam","Director of ""Place""\nand People"\n'
    assert read(text.encode()).rows == (Row(2, ("Reed, Sam", 'Director of "Place" and People')),)


def test_a_workbook_reads_days_numbers_and_words():
    cells = ["Alex", date(2022, 1, 14), datetime.fromisoformat("2022-01-14 09:30:12"), 3.0, 0.5]
    table = read(workbook(["name", "from", "seen", "score", "share"], cells), "roster.xlsx")
    assert table.rows == (Row(2, ("Alex", "2022-01-14", "2022-01-14 09:30", "3", "0.5")),)


def test_of_several_sheets_the_first_visible_one_with_rows_is_read_and_named():
    book = openpyxl.Workbook()
    book.active.title = "Lists"
    book.active.sheet_state = "hidden"
    book.active.append(["secret"])
    book.create_sheet("Empty")
    book.create_sheet("Leaders").append(["name", "email"])
    book["Leaders"].append(["Alex", None])
    table = read(saved(book), "roster.xlsx")
    assert table == Table(
        ("name", "email"), (Row(2, ("Alex", "")),), ("The workbook has 2 sheets. We read only “Leaders”.",)
    )


def test_merged_cells_count_once():
    book = openpyxl.Workbook()
    for row in (["Leaders of Northshire", None, None], ["name", "email", None], ["Alex", "a@example.org", None]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    assert read(saved(book), "roster.xlsx") == Table(("name", "email"), (Row(3, ("Alex", "a@example.org")),))


def test_macros_are_ignored():
    data = repacked(workbook(["name", "email"], ["Alex", ""]), **{"xl/vbaProject.bin": b"\x00macro"})
    assert read(data, "roster.xlsm").rows == (Row(2, ("Alex", "")),)


def test_a_size_that_the_workbook_only_claims_is_not_believed():
    data = workbook(["name", "email"], ["Alex", "a@example.org"])
    claimed = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')}
    assert read(repacked(data, **claimed), "roster.xlsx").rows == (Row(2, ("Alex", "a@example.org")),)


BAD_TEXT = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \r\n \r\n", "The file is empty."),
    "only separators": (b",,\n,,\n", "The file has no rows: every cell is blank."),
    "only headings": (b"name,email\n\n", "The file has headings in row 1 and nothing below them."),
    "heading twice": (
        b"name,email,Name\nA,b,c\n", "Row 1: columns A and C are both called “Name”. Rename one."
    ),
    "formula": (
        b"name,email\nAlex,a\n=1+1,b\n",
        "Row 3, column “name”: this is a formula. Replace it by what it shows, and upload again.",
    ),
    "calculation error": (
        b"name,email\nAlex,#N/A\n", "Row 2, column “email”: this is the error #N/A. Write what belongs there."
    ),
    "too many cells": (
        b"name,email\nAlex,Reed,a@example.org\n",
        "Row 2 has 3 cells, but there are 2 headings."
        " Put quotation marks around a cell that holds the separator itself.",
    ),
    "open quotation": (
        b'name,email\nAlex,a\n"Sam,b\nKim,c\n',
        "Row 3: a quotation mark is not closed, or stands in the wrong place. Correct it.",
    ),
    "long cell": (b"name,email\nAlex," + b"x" * 1001 + b"\n", "Row 2, column B: more than 1,000 characters."),
    "wide": (b"name," * 101 + b"x\n", "Row 1: there are more than 100 columns. Remove some."),
    "long": (
        b"name,email\n" + b"A,b\n" * 5001, "The file has more than 5,000 rows. Split it, and upload one part at a time."
    ),
    "too large": (
        b"name,email\n" + b" " * 2**21,
        "The file is larger than 2 MB. Remove pictures and sheets that are not needed.",
    ),
    "binary": (b"name\x00\x01\x02,email\n", "This is not a CSV file: it holds more than text." + SAVE_AS),
    "pdf": (b"%PDF-1.7\n", "This is a PDF document, but its name ends in .csv." + SAVE_AS),
    "picture": (b"\x89PNG\r\n\x1a\n\x00", "This is a picture, but its name ends in .csv." + SAVE_AS),
    "web page": (b"\r\n<!DOCTYPE HTML><table>", "This is a web page, but its name ends in .csv." + SAVE_AS),
    "workbook": (workbook(["name"]), "This is an Excel workbook, but its name ends in .csv. Rename it to .xlsx."),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), BAD_TEXT.values(), ids=BAD_TEXT)
def test_a_bad_csv_file_is_refused_with_its_sentence(data, said):
    assert sentence(data) == said


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROSTER = workbook(["name", "email"], ["Alex", "a@example.org"])
OLDER = "This is a workbook or document of an older kind (.xls, .doc), but its name ends in .xlsx." + SAVE_AS
LOCKED = "This workbook is protected by a password. Save a copy without the password, and upload that."
BAD_WORKBOOKS = {
    "csv": (b"name,email\nAlex,b\n", "This is not an Excel workbook, but its name ends in .xlsx." + SAVE_AS),
    "pdf": (b"%PDF-1.7\n", "This is a PDF document, but its name ends in .xlsx." + SAVE_AS),
    "xls": (OLE + b"\x00" * 600, OLDER),
    "encrypted": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    "word": (package("word/document.xml"), "This is a Word document, but its name ends in .xlsx." + SAVE_AS),
    "binary": (
        package("xl/workbook.bin"),
        "This is an Excel binary workbook (.xlsb), but its name ends in .xlsx." + SAVE_AS,
    ),
    "open": (package("mimetype"), "This is an OpenDocument file, but its name ends in .xlsx." + SAVE_AS),
    "folder": (package("a.txt"), "This is a compressed folder (.zip), but its name ends in .xlsx." + SAVE_AS),
    "cut off": (ROSTER[:-200], DAMAGED),
    "not a zip": (b"PK\x03\x04" + b"\x00" * 100, DAMAGED),
    "no sheet": (repacked(ROSTER, **{"xl/worksheets/sheet1.xml": b"<"}), DAMAGED),
    "number that is none": (
        repacked(
            workbook(["name"], [17]), **{"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<v>17<", b"<v>x<")}
        ),
        DAMAGED,
    ),
    "row beyond the last": (
        repacked(ROSTER, **{"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'r="2"', b'r="99999999999"')}),
        DAMAGED,
    ),
    "bomb": (
        repacked(ROSTER, **{"xl/media/bomb.bin": b"\x00" * (13 * 2**20)}),
        "The workbook unpacks to more than 12 MB. Copy the rows into a new one.",
    ),
    "entities": (
        repacked(ROSTER, **{"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "aaaa">]><sst>&a;</sst>'}),
        DAMAGED,
    ),
    "no rows": (workbook(), "The file has no rows: every cell is blank."),
    "formula": (
        workbook(["name", "email"], ["Alex", "=LOWER(A2)"]),
        "Row 2, column “email”: this is a formula. Replace it by what it shows, and upload again.",
    ),
    "wide": (workbook(["name"] * 101), "Row 1: there are more than 100 columns. Remove some."),
    "calculation error": (
        workbook(["name", "email"], ["Alex", "#REF!"]),
        "Row 2, column “email”: this is the error #REF!. Write what belongs there.",
    ),
}


@pytest.mark.parametrize(("data", "said"), BAD_WORKBOOKS.values(), ids=BAD_WORKBOOKS)
def test_a_bad_workbook_is_refused_with_its_sentence(data, said):
    assert sentence(data, "roster.xlsx") == said


@pytest.mark.parametrize("name", ["roster.xls", "roster.ods", "roster", "roster.csv.exe"])
def test_a_name_of_another_kind_is_refused(name):
    assert sentence(b"name,email\nAlex,b\n", name) == "We read Excel workbooks (.xlsx) and CSV files (.csv)." + SAVE_AS


def test_an_array_formula_is_a_formula():
    book = openpyxl.Workbook()
    book.active.append(["name", "email"])
    book.active.append(["Alex", None])
    book.active["B2"] = openpyxl.worksheet.formula.ArrayFormula("B2:B2", "=A2")
    said = "Row 2, column “email”: this is a formula. Replace it by what it shows, and upload again."
    assert sentence(saved(book), "roster.xlsx") == said


def test_what_is_written_is_read_again():
    rows = (("name", "from"), ("Zoë “Z” O'Hara, Dr", "1 April 2021"))
    table = Table(rows[0], (Row(2, rows[1]),))
    assert read(write_csv(rows)) == table
    assert read(write_xlsx(rows, title="Roster"), "roster.xlsx") == table


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", " =1"])
def test_no_export_holds_a_cell_that_is_calculated(text):
    assert safe(text) == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([(text,)], title="Out")))
    assert [cell.data_type for cell in book.active[1]] == ["s"]
    assert write_csv([(text,)]).decode("utf-8-sig").lstrip('"').startswith("'")


@given(st.binary(max_size=400), st.sampled_from(["roster.csv", "roster.xlsx"]))
def test_whatever_the_bytes_there_is_a_table_or_a_sentence(data, name):
    with suppress(SpreadsheetError):
        table = read(data, name)
        assert {len(row.cells) for row in table.rows} == {len(table.headings)}


@given(st.data())
def test_whatever_happens_to_a_workbook_on_its_way_there_is_a_table_or_a_sentence(data):
    at = data.draw(st.integers(0, len(ROSTER) - 1))
    spoiled = ROSTER[:at] + data.draw(st.binary(max_size=8)) + ROSTER[at + data.draw(st.integers(0, 8)) :]
    with suppress(SpreadsheetError):
        read(spoiled, "roster.xlsx")


def test_the_limits_are_those_that_the_page_names():
    assert (spreadsheets.MAX_BYTES, spreadsheets.MAX_ROWS) == (2 * 1024 * 1024, 5_000)
