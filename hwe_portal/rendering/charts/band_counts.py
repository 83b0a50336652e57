"""High, medium and low per mode, as counts of people: only where licensed percentiles exist."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Chart, Count, Table, in_words
from hwe_portal.rendering.charts.drawing import Picture, dot, half_dot, ring
from hwe_portal.rendering.charts.tally import Column, Row, tally_picture
from hwe_portal.rendering.palette import MODES

COLUMNS = (
    Column("high", "High", "high", dot, filled=True),
    Column("medium", "Medium", "medium", half_dot),
    Column("low", "Low", "low", ring),
)


@dataclass(frozen=True)
class ModeBands:
    """How many people are in each band of `mode`: numbers, or words for a whole column."""

    mode: str
    high: Count
    medium: Count
    low: Count


@dataclass(frozen=True)
class BandCounts(Chart):
    modes: tuple[ModeBands, ...]

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        rows = tuple(
            Row(MODES[each.mode].label, MODES[each.mode].colour, (each.high, each.medium, each.low))
            for each in self.modes
        )
        return (tally_picture(rows, COLUMNS, self._spoken(), narrow=narrow),)

    def _spoken(self) -> str:
        return " ".join(
            f"{MODES[each.mode].label}: high for {in_words(each.high)}, medium for {in_words(each.medium)}, "
            f"low for {in_words(each.low)}."
            for each in self.modes
        )

    def table(self) -> Table:
        rows = tuple((MODES[each.mode].label, each.high, each.medium, each.low) for each in self.modes)
        return Table(("Mode", "High", "Medium", "Low"), rows)
