"""Rows of people as large marks in a few columns; words where numbers would say too much."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from hwe_portal.rendering.charts.base import Count, Table, share_of
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import LINE, QUIET
from hwe_portal.rendering.slides.marks import SMALL, Box, Disc, Drawing, Mark, Rule, Words

HEAD = 40
TALLEST_ROW = 92
GAP = 30
NUMBER = 46
PITCHES = (28, 25, 22, 19, 17)
BETWEEN = 5
MOST_LINES = 2

Draw = Callable[[float, float, float, str], tuple[Mark, ...]]


def dot(x: float, y: float, radius: float, colour: str) -> tuple[Mark, ...]:
    return (Disc(x, y, radius, fill=colour),)


def ring(x: float, y: float, radius: float, colour: str) -> tuple[Mark, ...]:
    return (Disc(x, y, radius, stroke=colour, thickness=2.5),)


def target(x: float, y: float, radius: float, colour: str) -> tuple[Mark, ...]:
    return (Disc(x, y, radius, stroke=colour, thickness=2.5), Disc(x, y, radius * 0.42, fill=colour))


def square(x: float, y: float, radius: float, colour: str) -> tuple[Mark, ...]:
    side = radius * 1.7
    return (Box(x - side / 2, y - side / 2, side, side, stroke=colour, thickness=2.5),)


@dataclass(frozen=True)
class Column:
    heading: str
    mark: Draw


CHOICES = (Column("First choice", dot), Column("Second choice", ring), Column("Last choice", square))
BANDS = (Column("High", dot), Column("Medium", target), Column("Low", ring))


@dataclass(frozen=True)
class Row:
    label: str
    colour: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Tally:
    """One row a thing that is counted, one column a place that it may take."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    spoken: str
    numbers: Table

    def table(self) -> Table | None:
        return self.numbers

    def draw(self, width: float, height: float) -> Drawing:
        names = max(width_of(row.label, SMALL) for row in self.rows) + GAP
        each = (width - names - GAP * (len(self.columns) - 1)) / len(self.columns)
        lefts = [names + (each + GAP) * place for place in range(len(self.columns))]
        tall = min((height - HEAD) / len(self.rows), TALLEST_ROW)
        marks: list[Mark] = [
            Words(left, 26, (column.heading,), colour=QUIET)
            for left, column in zip(lefts, self.columns, strict=True)
        ]  # fmt: skip
        pitch = self._pitch(each, tall)
        for number, row in enumerate(self.rows):
            top = HEAD + tall * number
            middle = top + tall / 2
            marks += [Rule(0, top, width, top, LINE), Words(0, middle + 9, (row.label,), weight=600)]
            for left, column, count in zip(lefts, self.columns, row.counts, strict=True):
                marks += self._cell(column, count, row.colour, left, middle, each, pitch)
        return Drawing(width, HEAD + tall * len(self.rows), tuple(marks), self.spoken)

    @property
    def largest(self) -> int:
        return max((count for row in self.rows for count in row.counts if isinstance(count, int)), default=0)

    def _pitch(self, width: float, tall: float) -> float | None:
        """The largest marks of which every cell takes what it must hold; None where they must become bars."""
        for pitch in PITCHES:
            lines = min(int((tall - 8) / pitch), MOST_LINES)
            if lines * int((width - NUMBER) / pitch) >= self.largest:
                return pitch
        return None

    def _cell(
        self, column: Column, count: Count, colour: str, left: float, y: float, width: float, pitch: float | None
    ) -> list[Mark]:
        if isinstance(count, str):
            return [Words(left, y + 9, (count,), weight=600, colour=colour)]
        if count == 0:
            return [Words(left, y + 9, ("nobody",), colour=QUIET)]
        if pitch is None:
            length = max((width - NUMBER) * share_of(count, self.largest), 3)
            bar = Box(left, y - 14, length, 28, fill=colour)
            return [bar, Words(left + length + 10, y + 9, (str(count),), colour=QUIET)]
        return self._marks(column, count, colour, left, y, int((width - NUMBER) / pitch), pitch)

    def _marks(
        self, column: Column, count: int, colour: str, left: float, y: float, per_line: int, pitch: float
    ) -> list[Mark]:
        lines = ceil(count / per_line)
        first = y - pitch * (lines - 1) / 2
        radius = (pitch - BETWEEN) / 2
        marks: list[Mark] = []
        for place in range(count):
            x = left + radius + pitch * (place % per_line)
            marks += column.mark(x, first + pitch * (place // per_line), radius, colour)
        after = left + pitch * min(count, per_line) + 6
        return [*marks, Words(after, y + 9, (str(count),), colour=QUIET)]
