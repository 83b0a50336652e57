"""Rows of people as marks in a few columns, the ground of `choices` and `band_counts`.

People are marks while they are few; where a cell would need more than two lines of marks the whole chart turns to bars
on one scale, each with its number, so that no row is read by another rule than the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from hwe_portal.rendering.charts.base import Count
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, line, rect, text
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import LINE, QUIET

PITCHES = (18, 17, 16, 15)
LINES = (1, 2)
LINE_GAP = 4
NAMES = 126
GAP = 22
HEAD = 24
NUMBER = 30

Mark = Callable[[float, float, float, str, str], Element]


@dataclass(frozen=True)
class Column:
    """`name` is the class of its marks, `short` its heading on a phone."""

    name: str
    heading: str
    short: str
    mark: Mark
    filled: bool = False
    from_right: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    colour: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class _Plan:
    """One rule for every cell of the picture: marks at a `pitch`, so many `per_line`; or bars, `unit` long a person."""

    widths: tuple[float, ...]
    pitch: float = PITCHES[0]
    per_line: tuple[int, ...] = ()
    unit: float | None = None


@dataclass(frozen=True)
class _Cell:
    """One count between `left` and `left + width`."""

    column: Column
    count: Count
    colour: str
    left: float
    width: float
    plan: _Plan
    per_line: int

    @property
    def lines(self) -> int:
        if isinstance(self.count, str) or self.plan.unit is not None:
            return 1
        return max(ceil(self.count / self.per_line), 1)

    def elements(self, y: float) -> list[Element]:
        if isinstance(self.count, str):
            return [self._words(self.count, y, weight=600, fill=self.colour)]
        if self.count == 0:
            return [self._words("nobody", y, fill=QUIET)]
        return self._marks(y) if self.plan.unit is None else self._bar(y, self.plan.unit)

    def _words(self, words: str, y: float, **look) -> Element:
        if self.column.from_right:
            return text(self.left + self.width, y + 4.5, words, text_anchor="end", **look)
        return text(self.left, y + 4.5, words, **look)

    def _at(self, offset: float) -> float:
        return self.left + self.width - offset if self.column.from_right else self.left + offset

    def _number(self, after: float, y: float) -> Element:
        anchor = {"text_anchor": "end"} if self.column.from_right else {}
        return text(self._at(after + 6), y + 4.5, self.count, fill=QUIET, **anchor)

    def _marks(self, y: float) -> list[Element]:
        pitch = self.plan.pitch
        radius = (pitch - LINE_GAP) / 2
        marks = [
            self.column.mark(
                self._at(radius + pitch * (place % self.per_line)),
                y + pitch * (place // self.per_line),
                radius,
                self.colour,
                self.column.name,
            )
            for place in range(self.count)
        ]
        return [*marks, self._number(pitch * min(self.count, self.per_line) - LINE_GAP, y)]

    def _bar(self, y: float, unit: float) -> list[Element]:
        length = max(self.count * unit, 2)
        left = self._at(length) if self.column.from_right else self.left
        look = {"fill": self.colour if self.column.filled else "none", "stroke": self.colour, "stroke_width": 1.6}
        name = self.column.name
        bar = rect(left + 0.8, y - 6.2, length - 1.6, 12.4, class_=f"bar bar--{name}", **look)
        return [bar, self._number(length, y)]


def tally_picture(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str, *, narrow: bool) -> Picture:
    """The rows as a table of marks, or on a phone one row of marks below the other."""
    draw = _narrow if narrow else _wide
    return draw(rows, columns, description)


def _largest(rows: tuple[Row, ...], place: int) -> int:
    return max((row.counts[place] for row in rows if isinstance(row.counts[place], int)), default=0)


def _plan(rows: tuple[Row, ...], columns: tuple[Column, ...], room: float, *, stacked: bool) -> _Plan:
    """The largest marks that fit, on one line before two; else bars on one scale.

    `room` is for all columns side by side, or, where the columns are stacked, for each of them.
    """
    least = [0.0 if stacked else _least_width(rows, columns, place) for place in range(len(columns))]
    largest = [_largest(rows, place) for place in range(len(columns))]
    for lines in LINES:
        per_line = tuple(max(ceil(count / lines), 1) for count in largest)
        for pitch in PITCHES:
            needs = [max(count * pitch + NUMBER, few) for count, few in zip(per_line, least, strict=True)]
            if (max(needs) if stacked else sum(needs)) <= room:
                widths = _spread(needs, room, stacked)
                return _Plan(widths, pitch, tuple(int((width - NUMBER + 0.01) // pitch) for width in widths))
    return _bars(largest, least, room, stacked)


def _bars(largest: list[int], least: list[float], room: float, stacked: bool) -> _Plan:
    if stacked:
        return _Plan((room,) * len(largest), unit=(room - NUMBER) / max(largest))
    unit = _unit(largest, least, room)
    widths = [max(count * unit + NUMBER, few) for count, few in zip(largest, least, strict=True)]
    return _Plan(_spread(widths, room, stacked), unit=unit)


def _unit(largest: list[int], least: list[float], room: float) -> float:
    """The length of one person: what is left once each column too short for its heading has the room for that."""
    free = set(range(len(largest)))
    while True:
        taken = sum(least[place] for place in range(len(largest)) if place not in free)
        unit = (room - taken - NUMBER * len(free)) / sum(largest[place] for place in free)
        short = {place for place in free if largest[place] * unit + NUMBER < least[place]}
        if not short:
            return unit
        free -= short


def _spread(widths: Sequence[float], room: float, stacked: bool) -> tuple[float, ...]:
    """The columns drawn out to the room that they have."""
    if stacked:
        return (room,) * len(widths)
    spare = (room - sum(widths)) / len(widths)
    return tuple(width + spare for width in widths)


def _least_width(rows: tuple[Row, ...], columns: tuple[Column, ...], place: int) -> float:
    words = [row.counts[place] for row in rows if isinstance(row.counts[place], str)]
    return max(width_of(each, 13) for each in (columns[place].heading, "nobody", *words))


def _cells(row: Row, columns: tuple[Column, ...], lefts: list[float], plan: _Plan) -> list[_Cell]:
    per_line = plan.per_line or (1,) * len(columns)
    return [
        _Cell(column, count, row.colour, left, width, plan, fits)
        for column, count, left, width, fits in zip(columns, row.counts, lefts, plan.widths, per_line, strict=True)
    ]


def _wide(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str) -> Picture:
    plan = _plan(rows, columns, WIDE - NAMES - GAP * (len(columns) - 1), stacked=False)
    lefts = [NAMES + sum(plan.widths[:place]) + GAP * place for place in range(len(columns))]
    elements = [_heading(column, left, width) for column, left, width in zip(columns, lefts, plan.widths, strict=True)]
    y = HEAD
    for row in rows:
        cells = _cells(row, columns, lefts, plan)
        elements += [line(0, y, WIDE, y, stroke=LINE), text(0, y + 21.5, row.label, weight=600)]
        elements += [element for cell in cells for element in cell.elements(y + 17)]
        y += 34 + plan.pitch * (max(cell.lines for cell in cells) - 1)
    return Picture(WIDE, y, tuple(elements), description)


def _heading(column: Column, left: float, width: float) -> Element:
    if column.from_right:
        return text(left + width, 14, column.heading, size=12, fill=QUIET, text_anchor="end")
    return text(left, 14, column.heading, size=12, fill=QUIET)


def _narrow(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str) -> Picture:
    """On a phone every line starts at the left: a last choice is told by its square and its word."""
    columns = tuple(replace(column, from_right=False) for column in columns)
    left = max(width_of(column.short, 13) for column in columns) + 10
    plan = _plan(rows, columns, NARROW - left, stacked=True)
    elements: list[Element] = []
    y = 0.0
    for row in rows:
        elements += [line(0, y + 0.5, NARROW, y + 0.5, stroke=LINE), text(0, y + 21, row.label, size=14, weight=600)]
        y += 40
        for cell in _cells(row, columns, [left] * len(columns), plan):
            elements += [text(0, y + 4.5, cell.column.short, fill=QUIET), *cell.elements(y)]
            y += 22 + plan.pitch * (cell.lines - 1)
        y += 2
    return Picture(NARROW, y, tuple(elements), description)
