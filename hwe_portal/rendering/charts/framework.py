"""The framework: its areas side by side, each with its definition, its attributes and its enablers as quiet rows.

It is words from end to end, so it is real text in a real table (on a phone one area below the other), not a drawing; it
needs no alternative text and no table behind it.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.base import Chart, Table

SIDE_BY_SIDE = 4
IN_TWO_ROWS = 3


@dataclass(frozen=True)
class Area:
    """One area, in the order in which it is given; `number` as it is written ("01"), or empty."""

    name: str
    number: str = ""
    definition: str = ""
    attributes: tuple[str, ...] = ()
    enablers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework(Chart):
    areas: tuple[Area, ...]

    def markup(self, name: str, *, narrow: bool = False, spoken_in_full: bool = False) -> tuple[SafeString, ...]:
        form = "stack" if narrow else "table"
        groups = (self.areas,) if narrow else self._groups()
        template = f"rendering/framework_{form}.html"
        return tuple(render_to_string(template, {"name": name, "areas": group}) for group in groups)

    def table(self) -> Table | None:
        return None

    def _groups(self) -> list[tuple[Area, ...]]:
        """Up to four areas stand side by side; more stand in rows of three."""
        beside = len(self.areas) if len(self.areas) <= SIDE_BY_SIDE else IN_TWO_ROWS
        return [self.areas[start : start + beside] for start in range(0, len(self.areas), beside or 1)]
