"""A line of days: where a date stands, which dates to write above it, and labels that do not run into each other."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class TimeLine:
    """The days `since` to `until`, drawn from `left` to `right`; dates outside stand at the nearer end."""

    since: date
    until: date
    left: float
    right: float

    def x(self, day: date) -> float:
        length = max((self.until - self.since).days, 1)
        reached = min(max((day - self.since).days, 0), length)
        return self.left + (self.right - self.left) * reached / length

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """First days of months or years, at least `apart` units from one to the next, each with its label."""
        for step in MONTH_STEPS:
            days = _firsts(self.since, self.until, step)
            places = [self.x(day) for day in days]
            if all(later - earlier >= apart for earlier, later in pairwise(places)):
                break
        form = "%Y" if step >= 12 else "%b %y"
        return [(place, day.strftime(form)) for place, day in zip(places, days, strict=True)]


def _firsts(since: date, until: date, step: int) -> list[date]:
    """First days of every `step`-th month from January of a round year, within the two dates."""
    start = (since.year * 12 + since.month - 1) // step * step
    end = until.year * 12 + until.month - 1
    days = [date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1, step)]
    return [day for day in days if since <= day <= until]


@dataclass(frozen=True)
class Flag:
    """A label that belongs to the point `x` and is `width` wide."""

    x: float
    width: float


@dataclass(frozen=True)
class Placed:
    """Where a flag's label starts, and in which lane: 0 is nearest to the line."""

    start: float
    lane: int


def place_flags(flags: list[Flag], right: float, gap: float = 10) -> list[Placed]:
    """Lanes for labels in the order given, so that no two in a lane overlap.

    A label starts at its point and runs to the right, or is drawn back to end at `right`. From the last point to the
    first each takes the nearest free lane that its own stem reaches without crossing a label, and where it lies on no
    other stem.
    """
    taken: list[tuple[float, float, float, int]] = []
    placed: dict[int, Placed] = {}
    for place in sorted(range(len(flags)), key=lambda each: -flags[each].x):
        flag = flags[place]
        start = min(flag.x, right - flag.width)
        lane = _free_lane(flag.x, start, start + flag.width + gap, taken)
        taken.append((flag.x, start, start + flag.width + gap, lane))
        placed[place] = Placed(start, lane)
    return [placed[place] for place in range(len(flags))]


def _free_lane(x: float, start: float, end: float, taken: list[tuple[float, float, float, int]]) -> int:
    lanes = range(max((lane for *_, lane in taken), default=-1) + 2)
    free = [
        lane
        for lane in lanes
        if not any(start < other_end and other_start < end for _, other_start, other_end, at in taken if at == lane)
    ]
    clear = [lane for lane in free if not _crosses(x, start, end, lane, taken)]
    return (clear or free)[0]


def _crosses(x: float, start: float, end: float, lane: int, taken: list[tuple[float, float, float, int]]) -> bool:
    own_stem = any(at < lane and other_start < x < other_end for _, other_start, other_end, at in taken)
    other_stem = any(at > lane and start < other_x < end for other_x, _, _, at in taken)
    return own_stem or other_stem
