"""From the cells of a file to what each row says of one person. Nothing here asks the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parseaddr
from itertools import islice
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Sector
from programmes.roster import words
from programmes.roster.columns import EXAMPLE
from programmes.spreadsheets import Table, looks_like_formula, place

Said = TypeVar("Said")

LONGEST = {"name": 120, "email": 254, "organisation": 160, "post": 160}
FORMULA = "begins with “{}”, as a formula does. Remove that sign"
NO_SECTOR = "“{}” is not a sector that we know. Write one of: " + words.allowed_sectors()
NO_ROLE = "“{}” is not a part in a programme. Write leader, facilitator, interviewer or sponsor"
EXAMPLE_PEOPLE = {tuple(row[:2]) for row in EXAMPLE[1:]}
ASSISTANT = "an assistant is added under People, beside the leader whom they assist. Remove the row"


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the heading of the column to correct, and half a sentence."""

    heading: str
    reason: str

    def at(self, row: int) -> str:
        return f"{place(row, self.heading)}: {self.reason}."


@dataclass(frozen=True)
class Entry:
    """What one row says; "" or None where it says nothing."""

    number: int
    name: str = ""
    email: str = ""
    organisation: str = ""
    sector: Sector | None = None
    post: str = ""
    role: Role | None = None
    since: FactDate | None = None
    problems: tuple[Problem, ...] = ()

    def refused(self, *problems: Problem) -> "Entry":
        return replace(self, problems=self.problems + problems)


@dataclass(frozen=True)
class Headings:
    """What the file calls each column, for messages; the portal's own word where the file has no such column."""

    of: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.of.get(key, key)


def read(table: Table, mapping: Mapping[str, str], today: date) -> list[Entry]:
    """Each row as an entry, with the problems that the file alone tells. `mapping`: column key -> heading."""
    at = {key: table.headings.index(heading) for key, heading in mapping.items()}
    headings = Headings(mapping)
    rows = [(row.number, {key: row.cells[index] for key, index in at.items()}) for row in table.rows]
    entries = [_entry(number, cells, headings, today) for number, cells in rows if any(cells.values())]
    return _refuse_twins(entries, headings)


def _entry(number: int, cells: Mapping[str, str], headings: Headings, today: date) -> Entry:
    said = {key: "" if text.casefold() in words.NOTHING else text for key, text in cells.items()}
    name = " ".join(filter(None, (said.get("name", ""), said.get("surname", ""))))
    problems: list[Problem] = []

    def value(key: str, read_as: Callable[[str], Said]) -> Said | None:
        try:
            return read_as(said.get(key, ""))
        except ValueError as error:
            problems.append(Problem(headings[key], str(error)))
            return None

    entry = Entry(
        number=number,
        name=value("name", lambda _: _name(name)) or name,
        email=value("email", _email) or said.get("email", ""),
        organisation=value("organisation", lambda text: _text("organisation", text)) or "",
        sector=value("sector", _sector),
        post=value("post", lambda text: _text("post", text)) or "",
        role=value("role", _role),
        since=value("from", lambda text: _since(text, today)),
    )
    if (entry.name, entry.email) in EXAMPLE_PEOPLE:
        problems.append(Problem(headings["name"], "is the example of our template. Remove the row"))
    return entry.refused(*problems, *_halves(entry, headings))


def _name(text: str) -> str:
    if not text:
        raise ValueError("is empty. Write the person's name, or remove the row")
    if "@" in text:
        raise ValueError(f"“{text}” is an email address. Write the person's name")
    if not any(char.isalpha() for char in text):
        raise ValueError(f"“{text}” is not a name")
    return _text("name", text)


def _text(key: str, text: str) -> str:
    bare = text.lstrip("'")  # an apostrophe before it marks a formula as text
    if looks_like_formula(bare):
        raise ValueError(FORMULA.format(bare[0]))
    if len(text) > LONGEST[key]:
        raise ValueError(f"is longer than {LONGEST[key]} characters. Shorten it")
    return text


def _email(text: str) -> str:
    """An address in lower case, out of "mailto:…" or "Name <…>" where need be."""
    if not text:
        return ""
    address = parseaddr(text)[1] if text.endswith(">") else text
    address = address.removeprefix("mailto:").strip().lower()
    if address.count("@") > 1:
        raise ValueError("holds more than one address. Keep the one that the person reads")
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"“{text}” is not an email address") from None
    return _text("email", address)


def _sector(text: str) -> Sector | None:
    found = words.sector(text)
    if text and found is None:
        raise ValueError(NO_SECTOR.format(text))
    return found


def _role(text: str) -> Role | None:
    found = words.role(text)
    if text and found is None:
        raise ValueError(NO_ROLE.format(text))
    if found == Role.ASSISTANT:
        raise ValueError(ASSISTANT)
    return found


def _since(text: str, today: date) -> FactDate | None:
    if not text:
        return None
    try:
        return words.since(text, today)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text}” is not a date that we can read. {words.HOW_TO_WRITE}") from None


def _halves(entry: Entry, headings: Headings) -> Iterator[Problem]:
    """A post is somewhere, and an organisation says nothing of a person without a post."""
    named = {problem.heading for problem in entry.problems}
    if entry.post and not entry.organisation and headings["organisation"] not in named:
        yield Problem(headings["organisation"], "is empty. Write where they hold the post")
    if entry.organisation and not entry.post and headings["post"] not in named:
        yield Problem(headings["post"], f"is empty. Write the post that they hold at {entry.organisation}")


# Rows that may be about one person

# The numbers of the rows that share something, in order: keys of a dictionary, so that a look into a long one is quick.
_Groups = dict[object, dict[int, None]]


@dataclass(frozen=True)
class _Twins:
    """Rows by what two rows may not share: an address, a name in one post, a name where an address is missing."""

    by_email: _Groups
    by_post: _Groups
    by_name: _Groups
    without_email: _Groups


def _refuse_twins(entries: list[Entry], headings: Headings) -> list[Entry]:
    twins = _Twins(
        by_email=_groups(entries, lambda entry: entry.email),
        by_post=_groups(entries, lambda entry: entry.post and (*_named(entry), words.key(entry.post))),
        by_name=_groups(entries, _named),
        without_email=_groups((entry for entry in entries if not entry.email), _named),
    )
    return [entry.refused(*_twin_problems(entry, twins, headings)) for entry in entries]


def _named(entry: Entry) -> tuple[str, str]:
    return words.key(entry.name), words.key(entry.organisation)


def _groups(entries: Iterable[Entry], of: Callable[[Entry], object]) -> _Groups:
    groups: _Groups = {}
    for entry in entries:
        if of(entry):
            groups.setdefault(of(entry), {})[entry.number] = None
    return groups


def _twin_problems(entry: Entry, twins: _Twins, headings: Headings) -> Iterator[Problem]:
    """Namesakes at one organisation are told apart by two addresses and two posts, and by nothing less."""
    if said := _have(entry, twins.by_email.get(entry.email, {})):
        yield Problem(headings["email"], f"{said} the same address. Keep one row for each person")
    elif entry.name:
        in_post = twins.by_post.get((*_named(entry), words.key(entry.post)), {})
        unclear = twins.without_email if entry.email else twins.by_name
        if said := _have(entry, in_post) or _have(entry, unclear.get(_named(entry), {})):
            yield Problem(headings["name"], f"{said} the same name. Keep one row for each person")


def _have(entry: Entry, group: dict[int, None]) -> str:
    """ "row 3 has", "rows 3 and 9 have" of the others in a group; "" when there are none."""
    numbers = [str(number) for number in islice((number for number in group if number != entry.number), 3)]
    if not numbers:
        return ""
    more = len(group) - (entry.number in group) - len(numbers)
    numbers += [f"{more} more"] if more else []
    if len(numbers) == 1:
        return f"row {numbers[0]} has"
    return f"rows {', '.join(numbers[:-1])} and {numbers[-1]} have"
