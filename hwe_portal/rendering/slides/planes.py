"""Where the group stands, across the wall: the five modes in place on the two dimensions, by first choice."""

from dataclasses import dataclass
from math import sqrt

from hwe_portal.rendering.charts.base import Table, share_of
from hwe_portal.rendering.charts.dimensions import ModeCount
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import MODES, NAVY, PALE, QUIET, WHITE
from hwe_portal.rendering.slides.marks import SMALL, Box, Disc, Drawing, Mark, Rule, Words

FOOT = 44
AXIS = 12
WITH_WORDS = 0.55
COOPERATIVE, MEETING = "Cooperative", "how far I meet those of others"


@dataclass(frozen=True)
class Plane:
    counts: tuple[ModeCount, ...]
    spoken: str
    numbers: Table

    def table(self) -> Table | None:
        return self.numbers

    def draw(self, width: float, height: float) -> Drawing:
        side = height - FOOT
        marks = [*_ground(width, side)]
        for each in self.counts:
            marks += self._mark(each, width, side)
        return Drawing(width, height, tuple(marks), self.spoken)

    def _mark(self, each: ModeCount, width: float, side: float) -> list[Mark]:
        """A circle as large as the number, its mode and number beside it, on the side where there is room."""
        mode = MODES[each.mode]
        largest = side * 0.14
        share = share_of(each.people, self._whole()) * (WITH_WORDS if isinstance(each.people, str) else 1)
        radius = max(largest * sqrt(min(share, 1)), 8)
        x = AXIS + width * (0.08 + 0.62 * mode.cooperative)
        y = side * (0.94 - 0.88 * mode.assertive)
        look = {"stroke": mode.colour} if share == 0 else {"fill": mode.colour}
        beside = x + radius + 12
        label = "nobody" if each.people == 0 else str(each.people)
        return [
            Disc(x, y, radius, **look),
            Words(beside, y - 2, (mode.label,), weight=600),
            Words(beside, y + SMALL * 1.15, (label,), weight=600, colour=mode.colour),
        ]

    def _whole(self) -> int:
        numbers = [each.people for each in self.counts if isinstance(each.people, int)]
        return max(max(numbers, default=0), 1)


def _ground(width: float, side: float) -> list[Mark]:
    return [
        Box(AXIS, 0, width - AXIS, side, fill=PALE),
        Rule(AXIS, side / 2, width, side / 2, WHITE, 3),
        Rule(width / 2, 0, width / 2, side, WHITE, 3),
        Rule(AXIS, side, width, side, NAVY, 2.5),
        Rule(AXIS, side, AXIS, 0, NAVY, 2.5),
        *_axis(AXIS + 14, 32, "Assertive", "how far I press my own concerns"),
        *_axis(width - width_of(COOPERATIVE + MEETING, SMALL) - 8, side + 34, COOPERATIVE, MEETING),
    ]


def _axis(x: float, y: float, name: str, meaning: str) -> list[Mark]:
    after = x + width_of(name, SMALL) + 10
    return [Words(x, y, (name,), weight=600, colour=NAVY), Words(after, y, (meaning,), colour=QUIET)]
