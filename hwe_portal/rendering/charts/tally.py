"""Rows of people as marks in a few columns, the ground of `choices` and `band_counts`.

People are marks while they are few; where a cell would need more than two lines of marks the whole chart turns to bars
on one scale, each with its number, so that no row is read by another rule than the next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from hwe_portal.rendering.charts.base import Count
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, line, rect, text
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import LINE, QUIET, WHITE

RADIUS = 7
PITCH = 18
LINES = 2
NAMES = 126
GAP = 22
HEAD = 24
NUMBER = 24

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
class _Cell:
    """One count between `left` and `left + width`; `scale` is the length of one person where bars stand for marks."""

    column: Column
    count: Count
    colour: str
    left: float
    width: float
    scale: float | None

    @property
    def per_line(self) -> int:
        return max(int((self.width - NUMBER) // PITCH), 1)

    @property
    def lines(self) -> int:
        if isinstance(self.count, str) or self.scale is not None:
            return 1
        return max(ceil(self.count / self.per_line), 1)

    def elements(self, y: float) -> list[Element]:
        if isinstance(self.count, str):
            return [self._words(self.count, y, weight=600, fill=self.colour)]
        if self.count == 0:
            return [self._words("nobody", y, fill=QUIET)]
        return self._bar(y) if self.scale is not None else self._marks(y)

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
        marks = [
            self.column.mark(
                self._at(RADIUS + PITCH * (place % self.per_line)),
                y + PITCH * (place // self.per_line),
                RADIUS,
                self.colour,
                self.column.name,
            )
            for place in range(self.count)
        ]
        return [*marks, self._number(PITCH * min(self.count, self.per_line) - 4, y)]

    def _bar(self, y: float) -> list[Element]:
        length = max(self.count * self.scale, 2)
        left = self._at(length) if self.column.from_right else self.left
        look = {"fill": self.colour if self.column.filled else WHITE, "stroke": self.colour, "stroke_width": 1.6}
        name = self.column.name
        bar = rect(left + 0.8, y - 6.2, length - 1.6, 12.4, class_=f"bar bar--{name}", **look)
        return [bar, self._number(length, y)]


def tally_picture(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str, *, narrow: bool) -> Picture:
    """The rows as a table of marks, or on a phone one row of marks below the other."""
    draw = _narrow if narrow else _wide
    return draw(rows, columns, description)


def _largest(rows: tuple[Row, ...], place: int) -> int:
    return max((row.counts[place] for row in rows if isinstance(row.counts[place], int)), default=0)


def _widths(rows: tuple[Row, ...], columns: tuple[Column, ...]) -> list[float]:
    """The room shared out by the longest row of each column, no column under its heading's width."""
    room = WIDE - NAMES - GAP * (len(columns) - 1)
    needs = [max(_largest(rows, place), 5) for place in range(len(columns))]
    least = [_least_width(rows, columns, place) for place in range(len(columns))]
    spare = room - sum(least)
    return [width + spare * need / sum(needs) for width, need in zip(least, needs, strict=True)]


def _least_width(rows: tuple[Row, ...], columns: tuple[Column, ...], place: int) -> float:
    words = [row.counts[place] for row in rows if isinstance(row.counts[place], str)]
    return max([width_of(columns[place].heading, 13), *(width_of(each, 13) for each in words)])


def _scale(rows: tuple[Row, ...], columns: tuple[Column, ...], widths: list[float]) -> float | None:
    """None while marks fit; else the length of one person on a scale that all columns share."""
    largest = [_largest(rows, place) for place in range(len(columns))]
    fits = [int((width - NUMBER) // PITCH) * LINES for width in widths]
    if all(count <= room for count, room in zip(largest, fits, strict=True)):
        return None
    return min((width - NUMBER) / count for width, count in zip(widths, largest, strict=True) if count)


def _wide(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str) -> Picture:
    widths = _widths(rows, columns)
    scale = _scale(rows, columns, widths)
    lefts = [NAMES + sum(widths[:place]) + GAP * place for place in range(len(columns))]
    elements = [_heading(column, left, width) for column, left, width in zip(columns, lefts, widths, strict=True)]
    y = HEAD
    for row in rows:
        cells = [
            _Cell(column, count, row.colour, left, width, scale)
            for column, count, left, width in zip(columns, row.counts, lefts, widths, strict=True)
        ]
        elements += [line(0, y, WIDE, y, stroke=LINE), text(0, y + 21.5, row.label, weight=600)]
        for cell in cells:
            elements += cell.elements(y + 17)
        y += 34 + PITCH * (max(cell.lines for cell in cells) - 1)
    return Picture(WIDE, y, tuple(elements), description)


def _heading(column: Column, left: float, width: float) -> Element:
    if column.from_right:
        return text(left + width, 14, column.heading, size=12, fill=QUIET, text_anchor="end")
    return text(left, 14, column.heading, size=12, fill=QUIET)


def _narrow(rows: tuple[Row, ...], columns: tuple[Column, ...], description: str) -> Picture:
    left = max(width_of(column.short, 13) for column in columns) + 10
    width = NARROW - left
    scale = _scale(rows, columns, [width] * len(columns))
    elements: list[Element] = []
    y = 0
    for row in rows:
        elements += [line(0, y + 0.5, NARROW, y + 0.5, stroke=LINE), text(0, y + 21, row.label, size=14, weight=600)]
        y += 40
        for column, count in zip(columns, row.counts, strict=True):
            cell = _Cell(column, count, row.colour, left, width, scale)
            elements.append(text(0, y + 4.5, column.short, fill=QUIET))
            elements += _from_left(cell).elements(y)
            y += 22 + PITCH * (cell.lines - 1)
        y += 2
    return Picture(NARROW, y, tuple(elements), description)


def _from_left(cell: _Cell) -> _Cell:
    """On a phone every row starts at the left: a last choice is told by its square and its word."""
    column = Column(cell.column.name, cell.column.heading, cell.column.short, cell.column.mark, cell.column.filled)
    return _Cell(column, cell.count, cell.colour, cell.left, cell.width, cell.scale)
