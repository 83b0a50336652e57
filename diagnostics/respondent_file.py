"""A file of people to ask: which column holds what, and what each row says. Nothing here asks the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from programmes.models import Sector
from programmes.roster import columns, words
from programmes.spreadsheets import Row, SpreadsheetError, Table, place

# What is read of a file, and the most characters that each may have.
MOST = {"name": 120, "email": 254, "sector": 60, "role": 120}
NO_COLUMN = "The file has no column for the {}. Give it a heading such as “{}”, and upload it again."
HEADINGS = ("name", "email", "sector", "role")
EXAMPLE = (
    HEADINGS,
    ("Alex Example", "alex.example@example.org", "Hospital", "Chief Executive"),
    ("Sam Example", "sam.example@example.org", "Council or social care", "Director of Adult Social Care"),
)


@dataclass(frozen=True)
class Entry:
    """What one row says of somebody; `problems` are whole sentences, each with its row and column."""

    number: int
    name: str
    email: str
    sector: str
    role: str
    problems: tuple[str, ...] = ()


def headings_of(table: Table) -> dict[str, str]:
    """The heading for each thing that is recognised; a column of posts counts as roles where there is none of those.

    Raises SpreadsheetError where there is no column of names or of addresses.
    """
    found = columns.guess(table)
    found.setdefault("role", found.get("post", ""))
    for key, example in (("name", "Name"), ("email", "Email")):
        if key not in found:
            raise SpreadsheetError(NO_COLUMN.format("email address" if key == "email" else key, example))
    return {key: heading for key, heading in found.items() if heading and key in (*MOST, "surname")}


def read(table: Table) -> Iterator[Entry]:
    """Each row as an entry, with the problems that can be told from the file alone. Raises SpreadsheetError."""
    headings = headings_of(table)
    first: dict[str, int] = {}
    for row in table.rows:
        entry = _entry(row, table.headings, headings)
        twice = first.setdefault(entry.email, row.number)
        if entry.email and twice != row.number:
            said = f"{place(row.number, headings['email'])}: this address is in row {twice} too. Keep one of the rows."
            entry = Entry(row.number, entry.name, entry.email, entry.sector, entry.role, (*entry.problems, said))
        yield entry


def sector_of(text: str) -> str:
    """A sector in the portal's own word where it has one, else as it was written: results are shown by these words."""
    known = words.sector(text) if text else None
    return str(known.label) if known and known != Sector.OTHER else text


def _entry(row: Row, titles: tuple[str, ...], headings: Mapping[str, str]) -> Entry:
    cells = dict(zip(titles, row.cells, strict=True))
    said = {key: _cell(cells, headings.get(key, "")) for key in (*MOST, "surname")}
    said["name"] = " ".join(part for part in (said["name"], said.pop("surname")) if part)
    said["email"], said["sector"] = said["email"].lower(), sector_of(said["sector"])
    problems = tuple(f"{place(row.number, headings[key])}: {why}" for key, why in _problems(said))
    return Entry(row.number, **said, problems=problems)


def _cell(cells: Mapping[str, str], heading: str) -> str:
    text = cells.get(heading, "").strip()
    return "" if text.casefold() in words.NOTHING else text


def _problems(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not said["name"]:
        yield "name", "the name is missing. Write it."
    for key, most in MOST.items():
        if len(said[key]) > most:
            yield key, f"this is longer than {most} characters. Shorten it."
    why = _wrong_address(said["email"])
    if why:
        yield "email", why


def _wrong_address(email: str) -> str:
    if not email:
        return "the address is missing. Without one, nobody can get a link."
    try:
        validate_email(email)
    except ValidationError:
        return f"“{email}” is not an email address. Write one like name@example.org."
    return ""
