"""Results of a survey: composed once into plain values, which are frozen, and read from those.

`compose` gives what readers may see, as JSON; `read` makes the page, the document and the files of that JSON and of
nothing else. A release of a survey keeps in `Release.figures`

    survey, wave  their titles
    message       the title: what the results say, from shown values only
    lead          one sentence: how many answered what
    cover         title, subtitle, owner, fact, running, author: what stands around the document
    published_on  the day, as text
    by_sector     whether each part is a sector; else there is one part of the name ""
    parts         a list of {name, answered, figures}; figures as `diagnostics.surveys.figures` makes them
    in_words      the keys of the questions that were answered in words
    themes        of a result by sector the figures of kind "themes", which count everybody; else empty
    since         {before, after, people, parts: [{name, message, figures}]} where another round is out that was
                  counted alike, else None; figures as `diagnostics.surveys.changes` makes them, those that moved
    notes         how this was counted, a list of sentences

`survey_shared.py` says what of it sponsors read, `survey_table.py` makes files of it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from diagnostics import answer_pictures, words
from diagnostics.surveys import changes
from diagnostics.surveys import figures as surveys
from diagnostics.surveys.figures import Figure as Shown
from hwe_portal.rendering.documents import Chapter, PrintedDocument
from hwe_portal.rendering.figures import Figure
from programmes.access import SPONSOR_FLOOR

BODY = "diagnostics/results/body.html"
THEMES = "themes"
NOT_SHOWN = "not shown"
NOBODY_TWICE = "Nobody was asked in both rounds: what moved may be the people, and not what they think."
COMMENTS_OF_ALL = "Comments were taken apart from the other answers, so they are counted for everybody together."
# A contents page is worth its paper from so many chapters on.
FEW_CHAPTERS = 3
HELD = {
    "anonymous": "Answers were sealed when they were sent, and mixed at the close. Nobody can tell whose is whose.",
    "confidential": "Only the facilitators can see who answered what. Nobody is named here.",
    "named": "The facilitators can see who answered what. Nobody is named here.",
}


@dataclass(frozen=True)
class Facts:
    """What a result says about itself. `parts`: each name with how many answered; `of` is None for an open link;
    `in_words`: the questions answered in words.
    """

    system: str
    programme: str
    survey: str
    wave: str
    kind: str
    by_sector: bool
    parts: tuple[tuple[str, int], ...]
    put_together: tuple[str, ...]
    in_words: tuple[str, ...]
    covered: int
    of: int | None
    floor: int
    closed_on: date
    published_on: date

    @property
    def day(self) -> str:
        return date_format(self.published_on, "j F Y")

    @property
    def counted(self) -> str:
        """ "107 of 120 people"."""
        return f"{self.covered:,} people" if self.of is None else f"{self.covered:,} of {self.of:,} people"


@dataclass(frozen=True)
class Since:
    """One round beside another: the figures of both by part; how many were asked only before, in both, only after."""

    before: str
    after: str
    left: int
    both: int
    joined: int
    parts: Mapping[str, tuple[Sequence[Shown], Sequence[Shown]]]

    @property
    def people(self) -> str:
        """ "3 of 19 people changed; some movement may be theirs." """
        if not self.both:
            return NOBODY_TWICE
        changed = max(self.left, self.joined)
        return changes.sentence(changed, self.both + changed)


# From figures to frozen values ------------------------------------------------------------


def compose(
    parts: Mapping[str, Sequence[Shown]], facts: Facts, *, themes: Sequence[Shown] = (), since: Since | None = None
) -> dict[str, Any]:
    """What is frozen: JSON as it will be stored. `parts`: the figures of each part, in its order."""
    message = message_of(parts, facts.survey)
    composed = {
        "survey": facts.survey,
        "wave": facts.wave,
        "message": message,
        "lead": _lead(facts),
        "cover": _cover(message, facts),
        "published_on": facts.published_on.isoformat(),
        "by_sector": facts.by_sector,
        "parts": [{"name": name, "answered": n, "figures": list(parts[name])} for name, n in facts.parts],
        "in_words": list(facts.in_words),
        "themes": list(themes),
        "since": _since(since),
        "notes": _notes(facts),
    }
    return json.loads(json.dumps(composed))


def message_of(parts: Mapping[str, Sequence[Shown]], survey: str) -> str:
    """What the results say; of several parts what all of them say, if they do."""
    said = {surveys.message(figures) for figures in parts.values()}
    if len(said) == 1:
        return said.pop()
    return f"{survey} Sector by sector" if survey.endswith((".", "?", "!")) else f"{survey}, sector by sector"


def _lead(facts: Facts) -> str:
    by = " Each sector is counted for itself." if facts.by_sector else ""
    return f"{facts.counted} answered “{facts.survey}”, {facts.wave}.{by}"


def _cover(message: str, facts: Facts) -> dict[str, str]:
    counted = "counted by sector" if facts.by_sector else "counted together"
    return {
        "title": message,
        "subtitle": f"{facts.survey} · {facts.wave}",
        "owner": facts.system,
        "fact": f"{facts.counted}, {counted}, nobody named · published {facts.day}",
        "running": f"{facts.survey} · {facts.wave} · {facts.day}",
        "author": facts.programme,
    }


def _since(since: Since | None) -> dict[str, Any] | None:
    if since is None:
        return None
    parts = [_moved(name, *figures) for name, figures in since.parts.items()]
    return {"before": since.before, "after": since.after, "people": since.people, "parts": parts}


def _moved(name: str, before: Sequence[Shown], after: Sequence[Shown]) -> dict[str, Any]:
    """What moved in one part, as shown; the figures in which nothing did are left out."""
    beside = changes.changes(before, after)
    figures = [_titled(each) for each in beside if any(changed(line) for line in lines_of(each))]
    return {"name": name, "message": changes.message(beside), "figures": figures}


def _titled(figure: Shown) -> Shown:
    """A figure of what moved, under that; shares keep their title, which says where they stand now."""
    has_moved = any(item.get("true_by") for item in figure.get("items", ()))
    return {**figure, "title": changes.message([figure]), "has_message": True} if has_moved else figure


def lines_of(figure: Shown) -> list[dict[str, Any]]:
    """The lines of a figure: what was asked together, or the options of one question."""
    return [*figure.get("items", ()), *figure.get("options", ())]


def changed(line: Mapping[str, Any]) -> bool:
    """Whether a line moved, as shown, from one round to the other."""
    text = line.get("change_text", "")
    return text not in ("", changes.ALIKE, changes.NOT_BOTH) and not text.endswith(changes.OTHER_SCALE)


def _notes(facts: Facts) -> list[str]:
    closed = date_format(facts.closed_on, "j F Y")
    return [
        f"{facts.counted} answered. Who did not, and why, is not said.",
        HELD[facts.kind],
        "Shares are said in words or in steps of 5%, means to the nearest half. Each leaves open of every answer "
        "whether anybody or everybody gave it.",
        *(_notes_on_sectors(facts) if facts.by_sector else []),
        f"The round closed on {closed}. These figures stay as they are.",
    ]


def _notes_on_sectors(facts: Facts) -> Iterator[str]:
    yield (
        "There is no figure for everybody together: beside it, what a sector answered could be worked out from the "
        "others. The more people a sector has, the more finely its shares can be said."
    )
    if facts.put_together:
        few = words.number(facts.floor)
        yield (
            f"Sectors of which fewer than {few} answered are counted together, with as many others as it takes: "
            f"{', '.join(facts.put_together)}."
        )


# From frozen values to what is shown ------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """Figures that stand together, as they are frozen; `prefix` keeps their keys apart on the page."""

    anchor: str
    title: str
    figures: tuple[Shown, ...]
    prefix: str = ""
    lead: str = ""

    @property
    def moved(self) -> list[tuple[Shown, list[dict[str, Any]]]]:
        """Each figure with its lines that moved from one round to the other."""
        return [(figure, [line for line in lines_of(figure) if changed(line)]) for figure in self.figures]


@dataclass(frozen=True)
class SideBySide:
    """What each part says of the lines of one figure; `head` names the parts."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For templates: each line, then what each part says of it."""
        return [(row[0], list(zip(self.head, row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class SurveyPicture:
    """Everything that the page, the document and the files show of one published result."""

    survey: str
    wave: str
    message: str
    lead: str
    by_sector: bool
    parts: tuple[tuple[str, int], ...]
    sections: tuple[Section, ...]
    apart: tuple[Section, ...]
    side_by_side: tuple[SideBySide, ...]
    since: tuple[Section, ...]
    notes: Sequence[str]
    cover: Mapping[str, str]
    published_on: date

    @property
    def could_be_shared(self) -> bool:
        """Whether sponsors could read it, if the group so decides: every part is large enough for them."""
        return all(answered >= SPONSOR_FLOOR for _, answered in self.parts)

    def part(self, number: str) -> Section | None:
        """One part by its number, from 1; None for what is no number of a part."""
        return next((one for one in self.apart if one.anchor == f"part-{number}"), None)

    @property
    def figures(self) -> list[Figure]:
        """Every figure that has a picture, under the key that it has on the page."""
        drawn = (answer_pictures.picture(each, prefix=one.prefix) for one in self.every_section for each in one.figures)
        return [figure for figure in drawn if figure]

    @property
    def every_section(self) -> tuple[Section, ...]:
        return (*self.apart, *self.sections, *self.since)


def read(data: Mapping[str, Any]) -> SurveyPicture:
    """What is shown of a composed result."""
    return SurveyPicture(
        survey=data["survey"],
        wave=data["wave"],
        message=data["message"],
        lead=data["lead"],
        by_sector=data["by_sector"],
        parts=tuple((part["name"], part["answered"]) for part in data["parts"]),
        sections=tuple(_sections(data)),
        apart=tuple(_apart(data)),
        side_by_side=tuple(_side_by_side(data["parts"])) if data["by_sector"] else (),
        since=tuple(_changes(data["since"])) if data["since"] else (),
        notes=data["notes"],
        cover=data["cover"],
        published_on=date.fromisoformat(data["published_on"]),
    )


def _sections(data: Mapping[str, Any]) -> Iterator[Section]:
    """By section of the survey; of a result by sector only what counts everybody."""
    if not data["by_sector"]:
        yield from _by_section(data["parts"][0]["figures"])
    elif data["themes"]:
        yield Section("comments", "What people wrote", tuple(data["themes"]), lead=COMMENTS_OF_ALL)


def _apart(data: Mapping[str, Any]) -> Iterator[Section]:
    """Of a result by sector the figures of each part. Their numbers stand side by side before them."""
    for number, part in enumerate(data["parts"] if data["by_sector"] else (), start=1):
        answered = f"{part['answered']:,} people answered."
        yield Section(f"part-{number}", part["name"], tuple(part["figures"]), f"part-{number}-", answered)


def _by_section(figures: Sequence[Shown]) -> Iterator[Section]:
    titles = list(dict.fromkeys(figure["section"] for figure in figures))
    for number, title in enumerate(titles, start=1):
        mine = tuple(figure for figure in figures if figure["section"] == title)
        yield Section(f"section-{number}", title, mine)


def _changes(since: Mapping[str, Any]) -> Iterator[Section]:
    lead = f"From {since['before']} to {since['after']}, from what was shown of both. {since['people']}"
    for number, part in enumerate(since["parts"], start=1):
        title = f"{part['name']}: {part['message']}" if part["name"] else part["message"]
        yield Section(f"since-{number}", title, tuple(part["figures"]), f"since-{number}-", lead)


def _side_by_side(parts: Sequence[Mapping[str, Any]]) -> Iterator[SideBySide]:
    """For each figure that any part shows, its lines with what each part says of them."""
    by_key: dict[str, dict[str, Shown]] = {}
    for part in parts:
        for figure in part["figures"]:
            by_key.setdefault(figure["key"], {})[part["name"]] = figure
    head = tuple(part["name"] for part in parts)
    for figures in by_key.values():
        said = {name: dict(_lines(figure)) for name, figure in figures.items()}
        lines = list(dict.fromkeys(line for each in said.values() for line in each))
        if lines:
            first = next(iter(figures.values()))
            rows = ((line, *(said.get(name, {}).get(line, NOT_SHOWN) for name in head)) for line in lines)
            yield SideBySide(first["asked"] or first["section"], head, tuple(rows))


def _lines(figure: Shown) -> Iterator[tuple[str, str]]:
    """What stands in a figure, line by line, in words."""
    for item in figure.get("items", ()):
        matters = f"matters {item['matters_text']}, true " if item["matters_text"] else ""
        yield item["text"], f"{matters}{item['true_text']}" if item["true_text"] else NOT_SHOWN
    for option in figure.get("options", ()):
        yield option["text"], option["shown"]


def figures_of(data: Mapping[str, Any]) -> dict[str, list[Shown]]:
    """The figures of a composed result, by part."""
    return {part["name"]: part["figures"] for part in data["parts"]}


def document(picture: SurveyPicture) -> PrintedDocument:
    """What stands around the result on paper."""
    chapters = tuple(Chapter(one.anchor, one.title) for one in (*picture.sections, *picture.since))
    listed = chapters if len(chapters) > FEW_CHAPTERS else ()
    return PrintedDocument(**picture.cover, issued=picture.published_on, chapters=listed)
