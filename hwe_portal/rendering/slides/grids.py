"""A table for a room: for what has no drawing of its own, a few rows at a time."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.lettering import shorten, width_of
from hwe_portal.rendering.palette import LINE, NAVY, QUIET
from hwe_portal.rendering.slides.marks import SMALL, Drawing, Mark, Rule, Words, even_parts

ROWS = 7
TALLEST = 60
GAP = 30
NAME = 0.45


@dataclass(frozen=True)
class Grid:
    """Heads and rows; the first cell names the row and is cut where it is too long for a wall."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    def table(self) -> Table | None:
        return Table(self.head, self.rows)

    def draw(self, width: float, height: float) -> Drawing:
        tall = min(height / (len(self.rows) + 1), TALLEST)
        lefts, each = self._places(width)
        marks: list[Mark] = []
        for number, row in enumerate((self.head, *self.rows)):
            y = tall * number + tall / 2 + 9
            if number:
                marks.append(Rule(0, tall * number, width, tall * number, LINE))
            for place, (left, cell) in enumerate(zip(lefts, row, strict=True)):
                words = shorten(str(cell), SMALL, each[place])
                look = {"colour": QUIET} if not number else {"weight": 600, "colour": NAVY} if place else {}
                marks.append(Words(left, y, (words,), **look))
        return Drawing(width, tall * (len(self.rows) + 1), tuple(marks), self._spoken())

    def _places(self, width: float) -> tuple[list[float], list[float]]:
        """Where each column begins, and how wide it may be: the first takes what it needs up to nearly half."""
        named = max(width_of(str(row[0]), SMALL) for row in (self.head, *self.rows))
        first = min(named, width * NAME) if len(self.head) > 1 else width
        rest = (width - first) / max(len(self.head) - 1, 1) - GAP
        lefts = [0.0, *(first + GAP + (rest + GAP) * place for place in range(len(self.head) - 1))]
        return lefts, [first, *[rest] * (len(self.head) - 1)]

    def _spoken(self) -> str:
        heads = self.head[1:]
        return " ".join(
            f"{row[0]}: {', '.join(f'{head} {cell}' for head, cell in zip(heads, row[1:], strict=True))}."
            for row in self.rows
        )


def grids(table: Table) -> tuple[Grid, ...]:
    """The table a few rows at a time."""
    return tuple(Grid(table.head, rows) for rows in even_parts(table.rows, ROWS))
