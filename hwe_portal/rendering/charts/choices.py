"""First, second and last choice by mode: first filled, second a ring, last a square."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Chart, Count, Table, in_words
from hwe_portal.rendering.charts.drawing import Picture, dot, ring, square
from hwe_portal.rendering.charts.tally import Column, Row, tally_picture
from hwe_portal.rendering.palette import MODES

COLUMNS = (
    Column("first", "First choice", "first", dot, filled=True),
    Column("second", "Second choice", "second", ring),
    Column("last", "Last choice", "last", square, from_right=True),
)


@dataclass(frozen=True)
class ModeChoices:
    """For how many people `mode` comes first, second, last: numbers, or words for a whole column. Ties count twice."""

    mode: str
    first: Count
    second: Count
    last: Count


@dataclass(frozen=True)
class Choices(Chart):
    modes: tuple[ModeChoices, ...]

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        rows = tuple(
            Row(MODES[each.mode].label, MODES[each.mode].colour, (each.first, each.second, each.last))
            for each in self.modes
        )
        return (tally_picture(rows, COLUMNS, self._spoken(), narrow=narrow),)

    def _spoken(self) -> str:
        return " ".join(
            f"{MODES[each.mode].label}: first choice of {in_words(each.first)}, second of {in_words(each.second)}, "
            f"last of {in_words(each.last)}."
            for each in self.modes
        )

    def table(self) -> Table:
        rows = tuple((MODES[each.mode].label, each.first, each.second, each.last) for each in self.modes)
        return Table(("Mode", "First choice", "Second choice", "Last choice"), rows)
