"""The team snapshot: composed once from a group's results into plain values, which are frozen, and read from those.

`compose` sees results and gives what readers may see, as JSON. `read` makes the page and the document of that JSON and
of nothing else, so that a published picture stays as it was, whatever texts and records say later.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from diagnostics import messages, scoring, texts, words
from diagnostics.modes import Mode
from diagnostics.scoring import Band, Choices, Instrument
from hwe_portal.rendering import charts
from hwe_portal.rendering.documents import PrintedDocument
from hwe_portal.rendering.figures import Figure

BODY = "diagnostics/snapshot/body.html"
TITLE = "How we handle conflict, together"
# The order in which modes are drawn; a database need not keep the order of keys.
MODES = tuple(map(str, Mode))


@dataclass(frozen=True)
class Facts:
    """What a picture says about itself. `past`: some whom it is about take part no more."""

    system: str
    programme: str
    group: str
    number: int
    covered: int
    of: int
    past: bool
    floor: int
    published_on: date
    room_on: date | None

    @property
    def day(self) -> str:
        return date_format(self.published_on, "j F Y")

    @property
    def counted(self) -> str:
        """ "17 of 19 leaders"."""
        return f"{self.covered} of {self.of} {'past and present leaders' if self.past else 'leaders'}"

    @property
    def naming(self) -> str:
        """Never more than is true: with a day in the room, names may be shown there."""
        if self.room_on is None:
            return "nobody named"
        return f"named only in the room on {date_format(self.room_on, 'j F Y')}, where they agreed"


@dataclass(frozen=True)
class Snapshot:
    """Everything that the page and the document show of one picture."""

    message: str
    lead: str
    choices: Figure
    dimensions: Figure
    bands: Figure | None
    bands_message: str
    meanings: Sequence[Mapping[str, str]]
    use_message: str
    over_used: Sequence[Mapping[str, str]]
    under_used: Sequence[Mapping[str, str]]
    at_hand: Sequence[Mapping[str, str]]
    questions: Sequence[str]
    notes: Sequence[str]
    cover: Mapping[str, str]
    published_on: date


# From results to frozen values ------------------------------------------------------------


def compose(results: Sequence[scoring.Profile], facts: Facts) -> dict[str, Any]:
    """What is frozen: JSON as it will be stored, counts already as they may be shown.

    Raises MixedInstrumentsError for results of both questionnaires, ValueError for fewer than five.
    """
    counted = scoring.count_choices(results)
    columns = messages.shown_columns(counted)
    reading = messages.group_reading(counted)
    bands = _bands(results)
    composed = {
        "cover": _cover(facts),
        "published_on": facts.published_on.isoformat(),
        "lead": _lead(facts),
        "columns": {name: column.as_data() for name, column in columns.items()},
        "titles": {
            "choices": messages.first_message(columns["first"]),
            "dimensions": "Where the group stands",
            "bands": "High, medium and low, by mode",
            "beside_norms": "Beside other people, as the licensed reports place us",
            "use": messages.use_message(reading),
        },
        "figure_notes": _figure_notes(facts),
        "reading": reading.as_data(),
        "bands": {mode: column.as_data() for mode, column in bands.items()} if bands else None,
        "meanings": [{"mode": mode, "name": mode.capitalize(), "text": _meaning(mode)} for mode in Mode],
        "notes": _notes(facts, counted, all(column.exact for column in [*columns.values(), *bands.values()])),
    }
    return json.loads(json.dumps(composed))


def _cover(facts: Facts) -> dict[str, str]:
    of = facts.group or facts.programme
    version = "" if facts.number == 1 else f", version {facts.number}"
    return {
        "title": TITLE,
        "subtitle": f"Team snapshot, {of}{version}",
        "owner": facts.system,
        "fact": f"{facts.counted}, counted together, {facts.naming} · published {facts.day}",
        "running": f"{of} · team snapshot{version} · {facts.day}",
        "author": facts.programme,
    }


def _lead(facts: Facts) -> str:
    return (
        f"{facts.counted} are counted here. For each of us the questionnaire put five ways of handling a disagreement "
        "in order; we show for how many each comes first, second and last."
    )


def _figure_notes(facts: Facts) -> dict[str, str]:
    shown = f"{facts.covered} people, {facts.day}"
    return {
        "choices": f"First choice filled, second a ring, last a square. {shown}. Ties count under each mode.",
        "dimensions": f"People by first choice. {shown}.",
        "bands": f"How many people's reports print each mode as high, medium or low. {shown}.",
    }


def _meaning(mode: Mode) -> str:
    return texts.MODE_TEXTS[mode].meaning


def _bands(results: Sequence[scoring.Profile]) -> dict[Mode, words.Column[Band]]:
    """For each mode its three bands as they may be shown; nothing unless every report prints bands.

    Those whose report does would be a set of people of their own. A mode's three counts add up to everybody, so they
    turn into words together.
    """
    if not all(result.bands for result in results):
        return {}
    return {mode: words.column(counts, len(results)) for mode, counts in scoring.count_bands(results).items()}


def _notes(facts: Facts, counted: Choices, exact: bool) -> list[str]:
    few = words.number(facts.floor)
    return [
        f"{facts.counted} are counted. Each had agreed to it. Who is not counted, and why, is not said.",
        _note_on_change(facts, few),
        texts.TIES_NOTE,
        *([] if exact else [texts.WORDS_NOTE]),
        "Scores are never added up or averaged across people: they compare one person's five modes with each other.",
        texts.TRADE_MARK if counted.instrument == Instrument.LICENSED else texts.OWN_NOTE,
    ]


def _note_on_change(facts: Facts, few: str) -> str:
    if facts.number == 1:
        return f"Later answers wait until there are {few}, so that nobody's can be told by comparing two pictures."
    return (
        f"From picture to picture no fewer than {few} people change, unless they agreed to it. Until there are enough, "
        "whoever joined waits, and whoever left, answered again or changed their mind stays counted as before."
    )


# From frozen values to what is shown ------------------------------------------------------------


def read(data: Mapping[str, Any]) -> Snapshot:
    """What is shown of a composed picture."""
    reading, titles = data["reading"], data["titles"]
    return Snapshot(
        message=reading["title"],
        lead=data["lead"],
        choices=_figure(data, "choices", charts.Choices(_choices(data["columns"]))),
        dimensions=_figure(data, "dimensions", charts.GroupDimensions(_places(data["columns"]))),
        bands=_figure(data, "bands", charts.BandCounts(_band_rows(data["bands"]))) if data["bands"] else None,
        bands_message=titles["beside_norms"],
        meanings=data["meanings"],
        use_message=titles["use"],
        over_used=reading["over_used"],
        under_used=reading["under_used"],
        at_hand=reading["at_hand"],
        questions=reading["questions"],
        notes=data["notes"],
        cover=data["cover"],
        published_on=date.fromisoformat(data["published_on"]),
    )


def document(snapshot: Snapshot) -> PrintedDocument:
    """What stands around the picture on paper."""
    return PrintedDocument(**snapshot.cover, issued=snapshot.published_on)


def _figure(data: Mapping[str, Any], key: str, chart: charts.Chart) -> Figure:
    return Figure(key, data["titles"][key], data["figure_notes"][key], chart)


def _choices(columns: Mapping[str, Any]) -> tuple[charts.ModeChoices, ...]:
    first, second, last = (columns[name]["shown"] for name in scoring.COLUMNS)
    return tuple(charts.ModeChoices(mode, first[mode], second[mode], last[mode]) for mode in MODES)


def _places(columns: Mapping[str, Any]) -> tuple[charts.ModeCount, ...]:
    return tuple(charts.ModeCount(mode, columns["first"]["shown"][mode]) for mode in MODES)


def _band_rows(bands: Mapping[str, Any]) -> tuple[charts.ModeBands, ...]:
    return tuple(charts.ModeBands(mode, *(bands[mode]["shown"][band] for band in Band)) for mode in MODES)
