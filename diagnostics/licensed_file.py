"""A file of licensed results: which column holds what, and what each row says. Nothing here asks the database."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diagnostics import scoring
from diagnostics.modes import Mode
from programmes.roster import columns, words
from programmes.spreadsheets import Row, SpreadsheetError, Table

KINDS = ("score", "percentile", "band")
# How headings begin that mean a mode, and the words that say which number of it is meant.
STEMS = {"compet": Mode.COMPETING, "collab": Mode.COLLABORATING, "comprom": Mode.COMPROMISING,
         "avoid": Mode.AVOIDING, "accom": Mode.ACCOMMODATING}  # fmt: skip
PERCENTILE_WORDS = frozenset({"percentile", "percentiles", "percent", "pct", "pctl", "%", "%ile"})
CONSENT_WORDS = frozenset({"consent", "counted", "agreed", "agrees"})
# What a leader told the facilitator about being counted; being shown by name only they can say themselves.
CONSENTS = {"count": "count", "counted": "count", "yes": "count", "y": "count", "unnamed": "count",
            "out": "out", "leave out": "out", "no": "out", "n": "out"}  # fmt: skip
BAND_WORDS = frozenset({"band", "level", "range", "category", "rating"})
NUMBER = re.compile(r"(\d{1,4})(?:\.0+)?(?:st|nd|rd|th|\s?%)?", re.IGNORECASE)

NOBODY = "The file has no column that says whose each result is. Add one called Name, or Email."
TWICE = "The columns “{}” and “{}” both look like the {} for {}. Remove one, or give it another heading."
MISSING = "The file has no column for {}. Each row needs all five scores: {}."


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the columns to correct, and a sentence."""

    headings: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        *most, last = (f"“{heading}”" for heading in self.headings)
        named = f"columns {', '.join(most)} and {last}" if most else f"column {last}"
        return f"{named}: {self.reason}"


@dataclass(frozen=True)
class Entry:
    """What one row says. `result` is None exactly where `problems` say why."""

    number: int
    name: str
    email: str
    result: scoring.Profile | None
    problems: tuple[Problem, ...]
    consent: str = ""


@dataclass(frozen=True)
class Headings:
    """The headings that were recognised: of the person, of each number of each mode, and of what the leader agreed."""

    person: Mapping[str, str]
    modes: Mapping[tuple[str, Mode], str]
    consent: str = ""

    def of_person(self) -> tuple[str, ...]:
        return tuple(heading for key, heading in self.person.items() if key != "surname")


def recognise(table: Table) -> Headings:
    """Which column holds what. Raises SpreadsheetError where something is missing or said twice."""
    person = {key: value for key, value in columns.guess(table).items() if key in ("name", "surname", "email")}
    if not person.keys() & {"name", "email"}:
        raise SpreadsheetError(NOBODY)
    found: dict[tuple[str, Mode], str] = {}
    for heading in table.headings:
        meant = _meaning(heading)
        if meant in found:
            raise SpreadsheetError(TWICE.format(found[meant], heading, *meant))
        if meant:
            found[meant] = heading
    _refuse_gaps(found)
    return Headings(person, found, _consent_heading(table))


def read(table: Table, headings: Headings) -> list[Entry]:
    """Each row as an entry, with the problems that can be told from the file alone."""
    return [_entry(row, table.headings, headings) for row in table.rows]


def _consent_heading(table: Table) -> str:
    said = (heading for heading in table.headings if CONSENT_WORDS & set(re.findall(r"[a-z]+", heading.casefold())))
    return next(said, "")


def _meaning(heading: str) -> tuple[str, Mode] | None:
    said = re.findall(r"[a-z]+|%[a-z]*", heading.casefold())
    modes = {mode for word in said for stem, mode in STEMS.items() if word.startswith(stem)}
    if len(modes) != 1:
        return None
    kind = "percentile" if PERCENTILE_WORDS & set(said) else "band" if BAND_WORDS & set(said) else "score"
    return kind, modes.pop()


def _refuse_gaps(found: Mapping[tuple[str, Mode], str]) -> None:
    for kind in KINDS:
        missing = [mode for mode in Mode if (kind, mode) not in found]
        if missing and (kind == "score" or len(missing) < len(Mode)):
            what = f"the {kind} for {missing[0]}"
            raise SpreadsheetError(MISSING.format(what, ", ".join(mode.capitalize() for mode in Mode)))


def _entry(row: Row, titles: tuple[str, ...], headings: Headings) -> Entry:
    cells = dict(zip(titles, row.cells, strict=True))
    problems: list[Problem] = []
    numbers = {
        kind: {mode: _number(cells, headings, kind, mode, problems) for mode in Mode}
        for kind in ("score", "percentile")
        if _says(cells, headings, kind)
    }
    bands = {mode: _band(cells, headings, mode, problems) for mode in Mode} if _says(cells, headings, "band") else {}
    result = None if problems else _result(numbers, bands, headings, problems)
    name = " ".join(cells[headings.person[key]] for key in ("name", "surname") if key in headings.person)
    email = cells[headings.person["email"]] if "email" in headings.person else ""
    consent = _consent(cells, headings, problems)
    return Entry(row.number, name.strip(), email.casefold(), result, tuple(problems), consent)


def _consent(cells: Mapping[str, str], headings: Headings, problems: list[Problem]) -> str:
    """ "count", "out", or "" where the column is missing or empty."""
    text = " ".join(cells.get(headings.consent, "").casefold().split())
    if not text or text in words.NOTHING:
        return ""
    if text in CONSENTS:
        return CONSENTS[text]
    problems.append(Problem((headings.consent,), f"“{text}” is not an answer. Write count or out, or leave it empty."))
    return ""


def _says(cells: Mapping[str, str], headings: Headings, kind: str) -> bool:
    """Whether a row says anything of this kind; scores are always expected."""
    return kind == "score" or any(_cell(cells, headings, kind, mode) for mode in Mode)


def _cell(cells: Mapping[str, str], headings: Headings, kind: str, mode: Mode) -> str:
    text = cells.get(headings.modes.get((kind, mode), ""), "")
    return "" if text.casefold() in words.NOTHING else text


def _number(cells: Mapping[str, str], headings: Headings, kind: str, mode: Mode, problems: list[Problem]) -> int | None:
    text, heading = _cell(cells, headings, kind, mode), headings.modes[kind, mode]
    most = scoring.MOST if kind == "score" else 100
    found = NUMBER.fullmatch(text)
    if found and int(found[1]) <= most:
        return int(found[1])
    said = f"“{text}” is not" if text else "is empty. Write"
    problems.append(Problem((heading,), f"{said} a whole number from 0 to {most}."))
    return None


def _band(cells: Mapping[str, str], headings: Headings, mode: Mode, problems: list[Problem]) -> str:
    text = _cell(cells, headings, "band", mode).capitalize()
    if text not in list(scoring.Band):
        said = f"“{text}” is not a band. Write" if text else "is empty. Write"
        problems.append(Problem((headings.modes["band", mode],), f"{said} High, Medium or Low."))
    return text


def _result(
    numbers: Mapping[str, Mapping[Mode, int]], bands: Mapping[Mode, str], headings: Headings, problems: list[Problem]
) -> scoring.Profile | None:
    try:
        return scoring.licensed_profile(numbers["score"], numbers.get("percentile"), bands or None)
    except scoring.ScoreError as error:
        problems += [Problem(_columns(sentence, headings), sentence) for sentence in error.problems]
        return None


def _columns(sentence: str, headings: Headings) -> tuple[str, ...]:
    """The columns that a sentence about several numbers is about: those of the modes that it names, else all five."""
    kind = "band" if sentence.startswith("Bands") else "score"
    named = [mode for mode in Mode if mode.value in sentence] or list(Mode)
    return tuple(headings.modes[kind, mode] for mode in named)


def example() -> Iterator[tuple[str, ...]]:
    """The headings of a file that is read without questions."""
    modes = [mode.capitalize() for mode in Mode]
    yield (
        "Name",
        "Email",
        *modes,
        *[f"{mode} percentile" for mode in modes],
        *[f"{mode} band" for mode in modes],
        "Counted",
    )
