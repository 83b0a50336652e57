"""A figure: a chart with its message as title and one line that says what is shown, of how many, when."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.base import Chart, Table


@dataclass(frozen=True)
class Figure:
    """One figure of a page or document; `key` (letters, digits, hyphens) is unique on the page and names its anchor.

    On a page the table is one click away. On paper it follows the picture only where `print_table` says so; elsewhere
    the picture's alternative text reads out every number and the annex may hold the table. Two figures, or a figure
    and words, stand side by side in `<div class="app-figure-pair">`.
    """

    key: str
    title: str
    note: str
    chart: Chart
    print_table: bool = False

    @property
    def wide(self) -> tuple[SafeString, ...]:
        return self.chart.markup(self.title)

    @property
    def narrow(self) -> tuple[SafeString, ...]:
        return self.chart.markup(self.title, narrow=True) if self.chart.has_narrow else ()

    @property
    def printed(self) -> tuple[SafeString, ...]:
        return self.chart.markup(self.title, spoken_in_full=True)

    @property
    def table(self) -> Table | None:
        return self.chart.table()

    @property
    def is_compact(self) -> bool:
        """Whether one small picture serves every width, and is not blown up to the whole measure."""
        return not self.chart.has_narrow

    @property
    def is_long(self) -> bool:
        """Whether it is drawn in several pictures and may run over to the next page between them."""
        return self.chart.is_long
