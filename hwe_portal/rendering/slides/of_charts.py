"""Which sketches show a chart to a room: one, or several where one would be too small to read."""

from functools import singledispatch

from hwe_portal.rendering.charts import BandCounts, Chart, Choices, Distribution, Gaps, GroupDimensions, Themes
from hwe_portal.rendering.palette import MODES
from hwe_portal.rendering.slides import tallies
from hwe_portal.rendering.slides.gaps import gap_rows
from hwe_portal.rendering.slides.grids import grids
from hwe_portal.rendering.slides.heard import heard
from hwe_portal.rendering.slides.marks import Sketch
from hwe_portal.rendering.slides.planes import Plane
from hwe_portal.rendering.slides.shares import shares
from hwe_portal.rendering.slides.tallies import Row, Tally


@singledispatch
def sketches(chart: Chart) -> tuple[Sketch, ...]:
    """The chart for a room. One that has no drawing of its own is shown by its numbers."""
    table = chart.table()
    return grids(table) if table else ()


@sketches.register
def _(chart: Choices) -> tuple[Sketch, ...]:
    rows = tuple(_row(each.mode, (each.first, each.second, each.last)) for each in chart.modes)
    return (Tally(rows, tallies.CHOICES, chart.pictures()[0].description, chart.table()),)


@sketches.register
def _(chart: BandCounts) -> tuple[Sketch, ...]:
    rows = tuple(_row(each.mode, (each.high, each.medium, each.low)) for each in chart.modes)
    return (Tally(rows, tallies.BANDS, chart.pictures()[0].description, chart.table()),)


@sketches.register
def _(chart: GroupDimensions) -> tuple[Sketch, ...]:
    return (Plane(chart.counts, chart.pictures()[0].description, chart.table()),)


@sketches.register
def _(chart: Themes) -> tuple[Sketch, ...]:
    return heard(chart)


@sketches.register
def _(chart: Gaps) -> tuple[Sketch, ...]:
    return gap_rows(chart)


@sketches.register
def _(chart: Distribution) -> tuple[Sketch, ...]:
    return shares(chart)


def _row(mode: str, counts: tuple) -> Row:
    return Row(MODES[mode].label, MODES[mode].colour, counts)
