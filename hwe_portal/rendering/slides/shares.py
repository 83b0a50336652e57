"""How many gave each answer, for a room: a place on a scale of words, or bars that end at steps of five per cent."""

from collections.abc import Iterator
from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.distribution import Distribution, Share
from hwe_portal.rendering.charts.lettering import lines_of, width_of, wrap
from hwe_portal.rendering.palette import GUIDE, LINE, PALE, QUIET, WHITE
from hwe_portal.rendering.slides.marks import SMALL, Box, Drawing, Mark, Rule, Words, even_parts

# So many answers stay readable with the least room that a slide leaves: short ones, and those of two lines.
IN_ONE_SHORT, IN_ONE = 8, 6
NAMES = 470
TALLEST_ROW = 84
ROW_OF_TWO_LINES = 57
THICK = 26
GAP = 6


@dataclass(frozen=True)
class Shares:
    """Some answers of a chart, in its order; each row says its own word or band, so there is no legend."""

    chart: Distribution

    def table(self) -> Table | None:
        return self.chart.table()

    def draw(self, width: float, height: float) -> Drawing:
        tall = min(height / len(self.chart.rows), TALLEST_ROW)
        said = max(width_of(self.chart.scale[row.level], SMALL) for row in self.chart.rows)
        right = width - said - 24
        marks: list[Mark] = []
        for number, row in enumerate(self.chart.rows):
            marks += self._row(row, tall * number, tall, right, width)
        return Drawing(width, tall * len(self.chart.rows), tuple(marks), self.chart.pictures()[0].description)

    def _row(self, row: Share, top: float, tall: float, right: float, width: float) -> list[Mark]:
        middle = top + tall / 2
        lines = wrap(row.label, SMALL, NAMES, 2 if tall >= ROW_OF_TWO_LINES else 1)
        first = middle + 9 - SMALL * 0.62 * (len(lines) - 1)
        look = {"colour": QUIET} if row.is_rest else {"weight": 600}
        draw = self._places if self.chart.end is None else self._bar
        return [
            Rule(0, top, width, top, LINE),
            Words(0, first, lines, **look),
            *draw(row, middle, NAMES + 24, right, min(THICK, tall * 0.6)),
            Words(width, middle + 9, (self.chart.scale[row.level],), weight=600, colour=row.colour, anchor="end"),
        ]

    def _places(self, row: Share, y: float, left: float, right: float, thick: float) -> Iterator[Mark]:
        """One box for each word of the scale, the one that is true filled: no length says more than the word."""
        cell = (right - left + GAP) / len(self.chart.scale)
        for place in range(len(self.chart.scale)):
            fill = row.colour if place == row.level else PALE
            yield Box(left + cell * place, y - thick / 2, cell - GAP, thick, fill=fill)

    def _bar(self, row: Share, y: float, left: float, right: float, thick: float) -> Iterator[Mark]:
        """Filled as far as it is sure, open where the band is."""
        full, end = (right - left) / 100, self.chart.end or 0
        yield Box(left, y - thick / 2, right - left, thick, fill="none", stroke=GUIDE, thickness=1)
        solid = 0 if row.level == 0 else min(end + 5 * (row.level - 1), 100 - end)
        if solid:
            yield Box(left, y - thick / 2, full * solid, thick, fill=row.colour)
        if row.level in (0, len(self.chart.scale) - 1):
            yield Box(left + full * solid, y - thick / 2, full * end, thick, fill=WHITE, stroke=row.colour, thickness=2)


def shares(chart: Distribution) -> tuple[Shares, ...]:
    """The answers a few at a time; that hardly anybody gave none is left to the page and its table."""
    rows = tuple(row for row in chart.rows if not (row.is_rest and row.level == 0))
    one = IN_ONE_SHORT if all(lines_of(row.label, SMALL, NAMES) == 1 for row in rows) else IN_ONE
    runs = even_parts(rows, one)
    return tuple(Shares(Distribution(rows, chart.scale, chart.end)) for rows in runs)
