"""How much it matters, how true it is of us now, for a room: two dots and the line between; the line is the message."""

from collections.abc import Iterator
from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.gap import EARLIER, MATTERS, MEAN, TOO_FEW, TRUE, GapItem, Gaps
from hwe_portal.rendering.charts.lettering import lines_of, width_of, wrap
from hwe_portal.rendering.palette import BLUE, GUIDE, INK, LINE, PINK, QUIET, WHITE
from hwe_portal.rendering.slides.marks import SMALL, Disc, Drawing, Mark, Rule, Words, even_parts

# So many statements stay readable with the least room that a slide leaves: by the lines that the longest takes.
IN_ONE = {1: 6, 2: 5}
IN_ONE_LONG = 4
NAMES = 560
LINES = 3
HEAD = 40
KEY = 44
TALLEST_ROW = 100
RADIUS = 12
LINE_HEIGHT = 33
EARLIER_RADIUS = 6


@dataclass(frozen=True)
class GapRows:
    """Some statements of a chart, in its order."""

    chart: Gaps

    def table(self) -> Table | None:
        return self.chart.table()

    def draw(self, width: float, height: float) -> Drawing:
        tall = min((height - HEAD - KEY) / len(self.chart.items), TALLEST_ROW)
        foot = HEAD + tall * len(self.chart.items)
        marks = [*self._axis(width, foot)]
        for number, item in enumerate(self.chart.items):
            marks += self._row(item, HEAD + tall * number, tall, width)
        marks += self._key(foot + 34)
        return Drawing(width, foot + KEY, tuple(marks), self.chart.pictures()[0].description)

    def _x(self, mean: float, width: float) -> float:
        left, right = NAMES + 40, width - RADIUS - 8
        return left + (right - left) * (mean - 1) / (self.chart.points - 1)

    def _axis(self, width: float, foot: float) -> Iterator[Mark]:
        """The points of the scale; at its ends their words instead, where they fit."""
        for point in range(1, self.chart.points + 1):
            x = self._x(point, width)
            yield Rule(x, HEAD - 4, x, foot, GUIDE, 1)
            if 1 < point < self.chart.points or not self._ends:
                yield Words(x, 24, (str(point),), colour=QUIET, anchor="middle")
        if self._ends:
            yield Words(self._x(1, width) - RADIUS, 24, (self._ends[0],), colour=QUIET)
            yield Words(width, 24, (self._ends[1],), colour=QUIET, anchor="end")

    @property
    def _ends(self) -> tuple[str, str] | None:
        """What the ends of the scale say, where that leaves room for the points between."""
        ends = f"1 {self.chart.low}".strip(), f"{self.chart.high} {self.chart.points}".strip()
        return ends if all(width_of(end, SMALL) < 110 for end in ends) else None

    def _row(self, item: GapItem, top: float, tall: float, width: float) -> list[Mark]:
        middle = top + tall / 2
        lines = wrap(item.label, SMALL, NAMES, min(max(int(tall / LINE_HEIGHT), 1), LINES))
        first = middle + 9 - SMALL * 0.62 * (len(lines) - 1)
        weight = 600 if item.stands_out else 400
        marks = [Rule(0, top, width, top, LINE), Words(0, first, lines, weight=weight)]
        if item.true is None:
            return [*marks, Words(NAMES + 40, middle + 9, (TOO_FEW,), colour=QUIET)]
        return [*marks, *self._earlier(item, middle, width), *self._means(item, item.true, middle, width)]

    def _means(self, item: GapItem, mean: float, y: float, width: float) -> list[Mark]:
        true = self._x(mean, width)
        if item.matters is None:
            return [Disc(true, y, RADIUS, fill=BLUE)]
        matters = self._x(item.matters, width)
        if matters == true:
            return [Disc(true, y, RADIUS + 5, fill=WHITE, stroke=BLUE), Disc(true, y, RADIUS - 3, fill=BLUE)]
        colour = PINK if item.stands_out else QUIET
        ring = Disc(true, y, RADIUS, fill=WHITE, stroke=BLUE)
        return [Rule(true, y, matters, y, colour, 6), ring, Disc(matters, y, RADIUS, fill=BLUE)]

    def _earlier(self, item: GapItem, y: float, width: float) -> Iterator[Mark]:
        """Where a mean that moved stood before: small, a little higher."""
        above = y - RADIUS - EARLIER_RADIUS - 1
        if item.true_before not in (None, item.true):
            yield Disc(self._x(item.true_before, width), above, EARLIER_RADIUS, stroke=QUIET, thickness=2)
        if item.matters_before not in (None, item.matters):
            yield Disc(self._x(item.matters_before, width), above, EARLIER_RADIUS, fill=QUIET)

    def _key(self, y: float) -> Iterator[Mark]:
        keys = [(TRUE, Disc(0, 0, 9, fill=WHITE, stroke=BLUE)), (MATTERS, Disc(0, 0, 10, fill=BLUE))]
        if not self.chart.pairs:
            keys = [(MEAN, Disc(0, 0, 10, fill=BLUE))]
        if self.chart.has_earlier:
            keys.append((EARLIER, Disc(0, 0, EARLIER_RADIUS, stroke=QUIET, thickness=2)))
        x = 12.0
        for words, mark in keys:
            yield Disc(x, y - 8, mark.radius, mark.fill, mark.stroke, mark.thickness)
            yield Words(x + 22, y, (words,), colour=INK)
            x += width_of(words, SMALL) + 66


def gap_rows(chart: Gaps) -> tuple[GapRows, ...]:
    """The statements a few at a time, in the order given: the widest gaps come first there."""
    longest = max((lines_of(item.label, SMALL, NAMES) for item in chart.items), default=1)
    runs = even_parts(chart.items, IN_ONE.get(longest, IN_ONE_LONG))
    return tuple(GapRows(Gaps(items, chart.points, chart.low, chart.high, chart.pairs)) for items in runs)
