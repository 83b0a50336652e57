"""How many gave each answer: as a place on a scale of words, or as bars that end at steps of five per cent.

A word is a place and is drawn as one: no length says more than the word does. A band that is open is drawn open.
"""

from dataclasses import dataclass
from typing import ClassVar

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, line, rect, text
from hwe_portal.rendering.charts.lettering import width_of, wrap
from hwe_portal.rendering.palette import BLUE, GUIDE, PALE, QUIET, WHITE

NAMES = 222
SIZE = 13
LEADING = 16
LINES = 3
CELL = 14
GAP = 3
BAR = 15
QUARTERS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Share:
    """An answer; `level` is its place in the chart's scale, from 0. `is_rest` for "no answer" and its like."""

    label: str
    level: int
    is_rest: bool = False

    @property
    def colour(self) -> str:
        return QUIET if self.is_rest else BLUE


@dataclass(frozen=True)
class Distribution(Chart):
    """`scale` says what each level is called, from least to most. `end`: how wide open bands are, of percentages."""

    rows: tuple[Share, ...]
    scale: tuple[str, ...]
    end: int | None = None

    in_one: ClassVar[int] = 16

    @property
    def is_long(self) -> bool:
        return len(self.rows) > self.in_one

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        runs = [self.rows[start : start + self.in_one] for start in range(0, len(self.rows), self.in_one)]
        return tuple(self._picture(run, narrow) for run in runs)

    def table(self) -> Table:
        return Table(("Answer", "How many"), tuple((row.label, self.scale[row.level]) for row in self.rows))

    def _picture(self, rows: tuple[Share, ...], narrow: bool) -> Picture:
        width, left = (NARROW, 0.0) if narrow else (WIDE, NAMES + 14.0)
        right = width - (0 if self.end is None else 14 if narrow else 74)
        y = top = self._top(narrow)
        drawn: list[Element] = []
        for row in rows:
            elements, height = self._row(row, y, left, right, narrow)
            drawn += elements
            y += height
        return Picture(width, y, (*self._above(left, right, top, y, narrow), *drawn), self._spoken(rows))

    def _top(self, narrow: bool) -> float:
        if self.end is not None:
            return 22
        return 4 if narrow else 38

    def _above(self, left: float, right: float, top: float, foot: float, narrow: bool) -> list[Element]:
        """Guides for percentages; for words, what each place is called (on a phone each row says its own)."""
        if self.end is not None:
            lines = [] if narrow else _guides(left, right, top - 4, foot)
            return [*(_quarter(value, left, right, top - 9) for value in QUARTERS), *lines]
        return [] if narrow else self._headings(left, right)

    def _headings(self, left: float, right: float) -> list[Element]:
        cell = (right - left + GAP) / len(self.scale)
        elements = []
        for place, words in enumerate(self.scale):
            lines = wrap(words, 12, cell - GAP, 2)
            first = 30 - 14 * (len(lines) - 1)
            x = left + cell * place + (cell - GAP) / 2
            look = {"size": 12, "fill": QUIET, "text_anchor": "middle"}
            elements += [text(x, first + 14 * number, each, **look) for number, each in enumerate(lines)]
        return elements

    def _row(self, row: Share, y: float, left: float, right: float, narrow: bool) -> tuple[list[Element], float]:
        said = self.scale[row.level]
        look = {"fill": QUIET} if row.is_rest else {"weight": 600}
        if narrow:
            lines = wrap(row.label, SIZE, NARROW - 118, LINES)
            words = [text(0, y + 15 + LEADING * place, each, **look) for place, each in enumerate(lines)]
            words.append(text(NARROW, y + 15, said, fill=row.colour, weight=600, text_anchor="end"))
            below = y + 15 + LEADING * (len(lines) - 1) + 15
            guides = [] if self.end is None else _guides(left, right, below - 11, below + 11)
            return [*words, *guides, *self._marks(row, below, left, right)], below - y + 18
        lines = wrap(row.label, SIZE, NAMES, LINES)
        height = max(LEADING * len(lines) + 10, 26)
        first = y + (height - LEADING * (len(lines) - 1)) / 2 + 4.5
        words = [text(0, first + LEADING * place, each, **look) for place, each in enumerate(lines)]
        marks = self._marks(row, y + height / 2, left, right)
        if self.end is not None:
            at = self._reach(row, left, right) + 8
            marks.append(rect(at - 3, y + height / 2 - 9, width_of(said, SIZE) + 6, 18, fill=WHITE))
            marks.append(text(at, y + height / 2 + 4.5, said, weight=600, fill=row.colour))
        return [*words, *marks], height

    def _marks(self, row: Share, y: float, left: float, right: float) -> list[Element]:
        return self._places(row, y, left, right) if self.end is None else self._bar(row, y, left, right)

    def _places(self, row: Share, y: float, left: float, right: float) -> list[Element]:
        cell = (right - left + GAP) / len(self.scale)
        marks = []
        for place in range(len(self.scale)):
            here = place == row.level
            look = {"fill": row.colour, "class_": f"place place--{place}"} if here else {"fill": PALE}
            marks.append(rect(left + cell * place, y - CELL / 2, cell - GAP, CELL, rx=3, **look))
        return marks

    def _bar(self, row: Share, y: float, left: float, right: float) -> list[Element]:
        """Solid as far as it is sure, dotted where the band is open."""
        full, end = (right - left) / 100, self.end or 0
        solid = 0 if row.level == 0 else min(end + 5 * (row.level - 1), 100 - end)
        bar = [rect(left, y - BAR / 2, full * solid, BAR, fill=row.colour, class_="bar")] if solid else []
        if row.level in (0, len(self.scale) - 1):
            look = {"fill": WHITE, "stroke": row.colour, "stroke_width": 1.2, "stroke_dasharray": "2 2.5"}
            bar.append(rect(left + full * solid, y - BAR / 2 + 0.6, full * end, BAR - 1.2, class_="bar--open", **look))
        return bar

    def _reach(self, row: Share, left: float, right: float) -> float:
        end = self.end or 0
        percent = end if row.level == 0 else 100 if row.level == len(self.scale) - 1 else end + 5 * (row.level - 1)
        return left + (right - left) * percent / 100

    def _spoken(self, rows: tuple[Share, ...]) -> str:
        return " ".join(f"{row.label.rstrip('.')}: {self.scale[row.level]}." for row in rows)


def _quarter(value: int, left: float, right: float, y: float) -> Element:
    anchor = {0: "start", 100: "end"}.get(value, "middle")
    return text(left + (right - left) * value / 100, y, f"{value}%", size=12, fill=QUIET, text_anchor=anchor)


def _guides(left: float, right: float, top: float, foot: float) -> list[Element]:
    """Drawn through all rows, or on a phone within each, so that they cross no words."""
    places = (left + (right - left) * value / 100 for value in QUARTERS)
    return [line(x, top, x, foot, stroke=GUIDE, stroke_width=0.8) for x in places]
