"""Milestones, meetings and what went on beside them, down a line of days.

The line runs down the page, so that a label has the whole width beside it and none runs into the next however close the
dates are; where labels stand closer than their days, a thin line leads from the day to the label. A long time in which
nothing stands is cut out of the line, which shows it. Points alone that stand too close for that are spaced evenly.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, circle, diamond, line, rect, text
from hwe_portal.rendering.charts.lettering import wrap
from hwe_portal.rendering.charts.scale import CutLine, cut_line
from hwe_portal.rendering.palette import BLUE, GUIDE, INK, NAVY, QUIET, STEADY, WHITE

HEAD = 30
AXIS = 236
AXIS_ALONE = 10
AROUND = -7
OFF = 26
SIZE = 13
LINE = 16
BETWEEN = 12
MOST_LINES = 6
LEAST_HEIGHT = 150
KINDS = {
    "workshop": "workshop",
    "coaching": "coaching",
    "informal": "informal meeting",
    "milestone": "milestone",
    "phase": "programme",
    "context": "around us",
    "change": "change of leader",
    "related": "related programme",
}
CUT_OUT = "Where the line is cut, a long time is left out."
EVENLY = "They are spaced evenly: the dates say how far apart they are."
# What goes on beside the programme's own work.
BESIDE = ("context", "change", "related")


@dataclass(frozen=True)
class Moment:
    """Something dated. `when` is the date as exactly as it is known ("autumn 2021"); `at` only places it.

    `kind` is a key of KINDS; a milestone that is not `reached` is planned; `until` draws a stretch of time.
    """

    at: date
    when: str
    label: str
    kind: str = "milestone"
    reached: bool = True
    until: date | None = None

    @property
    def is_beside(self) -> bool:
        return self.kind in BESIDE

    @property
    def written_when(self) -> str:
        planned = self.kind == "milestone" and not self.reached
        return f"{self.when}, planned" if planned else self.when


@dataclass(frozen=True)
class Timeline(Chart):
    """Moments from `since` to `until`: its own to the right of the line, what was beside it to the left.

    Where nothing was beside it, the line stands at the left edge.
    """

    moments: tuple[Moment, ...]
    since: date
    until: date

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        moments = self._in_order
        width, height, elements = _narrow(moments) if narrow else self._wide(moments)
        return (Picture(width, height, tuple(elements), self._spoken(moments)),)

    def _wide(self, moments: list[Moment]) -> tuple[float, float, list[Element]]:
        around = [_Note(moment, AXIS - OFF - 8, -1, AXIS) for moment in moments if moment.is_beside]
        axis, head = (AXIS, HEAD) if around else (AXIS_ALONE, 10)
        own = [_Note(moment, WIDE - axis - OFF, 1, axis) for moment in moments if not moment.is_beside]
        height = max(sum(note.height for note in side) for side in (around, own))
        days = self._days(head, head + max(height, LEAST_HEIGHT))
        if self.is_even:
            return _evenly(own)
        elements = [*(_heads() if around else ()), line(axis, head, axis, days.right, stroke=STEADY, stroke_width=4)]
        for moment in moments:
            elements += _stretch(moment, days, axis)
        for cut in days.cuts:
            elements += _cut(axis, cut)
        for side in (around, own):
            for note, y in zip(side, _apart(side, days), strict=True):
                elements += note.drawn(days.x(note.moment.at), y)
        return WIDE, days.right + 8, elements

    @cached_property
    def is_even(self) -> bool:
        """Whether nothing but points stands on one side, some too close together for their labels."""
        if any(moment.is_beside or moment.until for moment in self.moments):
            return False
        notes = [_Note(moment, WIDE - AXIS_ALONE - OFF, 1, AXIS_ALONE) for moment in self._in_order]
        days = self._days(0, max(sum(note.height for note in notes), LEAST_HEIGHT))
        return any(
            abs(top - _beside(note, days)) > 2 * LINE for note, top in zip(notes, _apart(notes, days), strict=True)
        )

    @property
    def caution(self) -> str:
        """What must be said of how the line is drawn; "" where it shows time as it was."""
        if self.is_even:
            return EVENLY
        return CUT_OUT if self._days(0, 1).cuts else ""

    @property
    def _in_order(self) -> list[Moment]:
        return sorted(self.moments, key=lambda moment: moment.at)

    def _days(self, top: float, bottom: float) -> CutLine:
        within = (min(max(moment.at, self.since), self.until) for moment in self.moments)
        return cut_line([self.since, self.until, *within], top, bottom)

    def _spoken(self, moments: list[Moment]) -> str:
        return " ".join(f"{moment.written_when}: {moment.label.rstrip('.')}." for moment in moments)

    def table(self) -> Table:
        moments = self._in_order
        rows = tuple((moment.written_when, moment.label, KINDS[moment.kind]) for moment in moments)
        return Table(("When", "What", "Kind"), rows)


@dataclass(frozen=True)
class _Note:
    """A moment's words, `width` wide, to the left (-1) or right (1) of the line at `axis`."""

    moment: Moment
    width: float
    side: int
    axis: float

    @property
    def lines(self) -> tuple[str, ...]:
        return wrap(self.moment.label, SIZE, self.width, MOST_LINES)

    @property
    def height(self) -> float:
        return LINE * (1 + len(self.lines)) + BETWEEN

    def drawn(self, day: float, y: float) -> list[Element]:
        """The mark at the day, the words from `y` down, and the line from one to the other."""
        edge = self.axis + self.side * (OFF - 5)
        anchor = {"text_anchor": "end"} if self.side < 0 else {}
        left = self.axis + self.side * OFF
        words = [text(left, y + 11, self.moment.written_when, size=12, weight=600, fill=_ink(self.moment), **anchor)]
        for row, words_of_line in enumerate(self.lines, start=1):
            words.append(text(left, y + 11 + LINE * row, words_of_line, size=SIZE, **anchor))
        axis = self.axis + (AROUND if self.side < 0 else 0)
        lead = line(axis, day, edge, y + 7, stroke=GUIDE, stroke_width=1)
        return [lead, _mark(self.moment, axis, day), *words]


def _evenly(notes: list[_Note]) -> tuple[float, float, list[Element]]:
    """Each mark beside its label, one after the other."""
    tops = [10 + sum(note.height for note in notes[:place]) for place in range(len(notes))]
    elements = [line(AXIS_ALONE, tops[0] + 7, AXIS_ALONE, tops[-1] + 7, stroke=STEADY, stroke_width=4)]
    for note, top in zip(notes, tops, strict=True):
        elements += note.drawn(top + 7, top)
    return WIDE, tops[-1] + notes[-1].height, elements


def _beside(note: _Note, days: CutLine) -> float:
    """Where the words of a note begin that stand right beside their day."""
    return days.x(note.moment.at) - 7


def _apart(notes: list[_Note], days: CutLine) -> list[float]:
    """Tops of the notes: each beside its day where it can be, in order, none over the next, none past the end."""
    tops: list[float] = []
    free = days.left - 7
    for note in notes:
        tops.append(max(_beside(note, days), free))
        free = tops[-1] + note.height
    limit = days.right + 8
    for place in range(len(notes) - 1, -1, -1):
        tops[place] = min(tops[place], limit - notes[place].height + BETWEEN)
        limit = tops[place] - BETWEEN
    return tops


def _heads() -> list[Element]:
    look = {"size": 12, "fill": QUIET}
    return [
        text(AXIS - OFF, 12, "Around us", text_anchor="end", **look),
        text(AXIS + OFF, 12, "The programme", **look),
    ]


def _stretch(moment: Moment, days: CutLine, axis: float) -> list[Element]:
    if moment.until is None:
        return []
    top = days.x(moment.at)
    return [rect(axis - 3, top, 6, max(days.x(moment.until) - top, 2), fill=BLUE, class_="bar bar--stretch")]


def _cut(axis: float, y: float) -> list[Element]:
    """A gap in the line between two strokes."""
    gap = rect(axis - 4, y - 3, 8, 6, fill=WHITE)
    strokes = (line(axis - 7, at + 2.5, axis + 7, at - 2.5, stroke=QUIET, stroke_width=1.4) for at in (y - 3, y + 3))
    return [gap, *strokes]


def _ink(moment: Moment) -> str:
    return QUIET if moment.is_beside else NAVY


def _mark(moment: Moment, x: float, y: float) -> Element:
    """Told apart by shape: a workshop is a dot, coaching a ring, informal time a small ring, a milestone a diamond
    (open while planned), a change of leader a square, a related programme an open square, the rest small.
    """
    name = f"mark mark--{moment.kind}"
    if moment.kind == "workshop":
        return circle(x, y, 6, fill=BLUE, class_=name)
    if moment.kind in ("coaching", "informal"):
        radius = 5 if moment.kind == "coaching" else 3.5
        return circle(x, y, radius, fill=WHITE, stroke=BLUE, stroke_width=2, class_=name)
    if moment.kind == "milestone":
        return diamond(x, y, 7, fill=NAVY if moment.reached else WHITE, stroke=NAVY, stroke_width=1.6, class_=name)
    if moment.kind in ("change", "related"):
        fill = INK if moment.kind == "change" else WHITE
        return rect(x - 4, y - 4, 8, 8, fill=fill, stroke=INK, stroke_width=1, class_=name)
    return circle(x, y, 4, fill=QUIET if moment.kind == "context" else WHITE, stroke=INK, stroke_width=1, class_=name)


def _narrow(moments: list[Moment]) -> tuple[float, float, list[Element]]:
    """On a phone all on one side, evenly spaced: the dates say how far apart they are."""
    marks: list[Element] = []
    words: list[Element] = []
    y = 16.0
    for moment in moments:
        marks.append(_mark(moment, 9, y - 5))
        words.append(text(28, y, moment.written_when, weight=600, fill=_ink(moment)))
        lines = wrap(moment.label, 14, NARROW - 28, MOST_LINES)
        words += [text(28, y + 19 * row, each, size=14) for row, each in enumerate(lines, start=1)]
        y += 19 * len(lines) + 34
    last = 11.0 if not moments else y - 39 - 19 * len(wrap(moments[-1].label, 14, NARROW - 28, MOST_LINES))
    return NARROW, max(y - 26, 12), [line(9, 11, 9, last, stroke=STEADY, stroke_width=2), *marks, *words]
