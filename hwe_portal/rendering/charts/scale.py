"""A line of days: where a date stands, which dates to write above it, and labels that do not run into each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

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


LONG = 183  # days without anything that are worth cutting out
TIMES = 3  # how much longer than the others a time without anything is
SHARE = 0.2  # of the whole, at least
CUT = 40  # units for what was cut out, where there is room


@dataclass(frozen=True)
class CutLine:
    """A line of days on which a long time without anything is short, so that what stands close is not pressed together.

    `stops` are days with their places, both rising; between two of them the line is even. `cuts` are the places of the
    cuts.
    """

    stops: tuple[tuple[date, float], ...]
    cuts: tuple[float, ...]

    @property
    def left(self) -> float:
        return self.stops[0][1]

    @property
    def right(self) -> float:
        return self.stops[-1][1]

    def x(self, day: date) -> float:
        """The place of a day; one outside stands at the nearer end."""
        for (since, start), (until, end) in pairwise(self.stops):
            if day <= until:
                return TimeLine(since, until, start, end).x(day)
        return self.right


def cut_line(days: Iterable[date], left: float, right: float) -> CutLine:
    """The line from the first of these days to the last, cut where there is none of them for long.

    Long is half a year, a fifth of the whole, and three times as long as the others are on average.
    """
    found = sorted(set(days))
    spans = [(later - earlier).days for earlier, later in pairwise(found)]
    if not spans:
        return CutLine(((found[0], left), (found[0], right)), ())
    long = [_is_long(span, sum(spans), len(spans)) for span in spans]
    gap = min(CUT, (right - left) / 2 / max(sum(long), 1))
    rest = sum(span for span, is_long in zip(spans, long, strict=True) if not is_long)
    scale = (right - left - gap * sum(long)) / rest
    drawn = [gap if is_long else scale * span for span, is_long in zip(spans, long, strict=True)]
    places = [left + length for length in accumulate(drawn, initial=0)]
    cuts = tuple((places[n] + places[n + 1]) / 2 for n, is_long in enumerate(long) if is_long)
    return CutLine(tuple(zip(found, places, strict=True)), cuts)


def _is_long(span: int, whole: int, number: int) -> bool:
    if number < 2 or span <= LONG or span < SHARE * whole:
        return False
    return span > TIMES * (whole - span) / (number - 1)


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


@dataclass(frozen=True)
class _Taken:
    x: float
    start: float
    end: float
    lane: int


def place_flags(flags: list[Flag], right: float, gap: float = 10) -> list[Placed]:
    """Lanes for labels in the order given, so that no two in a lane overlap.

    A label hangs to the right of its point, or to its left where no other point stands. From the last point to
    the first each takes the nearest lane where it is free, where its stem crosses no label and no stem crosses it;
    where there is none, the nearest free lane.
    """
    taken: list[_Taken] = []
    placed: dict[int, Placed] = {}
    for place in sorted(range(len(flags)), key=lambda each: -flags[each].x):
        flag = flags[place]
        chosen = _choose(
            [_Taken(flag.x, *span, lane) for lane in _lanes(taken) for span in _spans(flag, flags, right, gap)], taken
        )
        taken.append(chosen)
        placed[place] = Placed(chosen.start if chosen.start == flag.x else chosen.start + gap, chosen.lane)
    return [placed[place] for place in range(len(flags))]


def _lanes(taken: list[_Taken]) -> range:
    return range(max((each.lane for each in taken), default=-1) + 2)


def _spans(flag: Flag, flags: list[Flag], right: float, gap: float) -> list[tuple[float, float]]:
    """To the right of the point, to the left of it; and where neither has room, as far right as it fits."""
    spans = [(flag.x, flag.x + flag.width + gap)] if flag.x + flag.width <= right else []
    left = flag.x - flag.width - gap
    if left >= 0 and not any(left < other.x < flag.x for other in flags):
        spans.append((left, flag.x))
    return spans or [(right - flag.width - gap, right)]


def _choose(candidates: list[_Taken], taken: list[_Taken]) -> _Taken:
    free = [each for each in candidates if not any(_overlap(each, other) for other in taken)]
    clear = [each for each in free if not any(_cross(each, other) or _cross(other, each) for other in taken)]
    return (clear or free)[0]


def _overlap(one: _Taken, other: _Taken) -> bool:
    return one.lane == other.lane and one.start < other.end and other.start < one.end


def _cross(stem: _Taken, label: _Taken) -> bool:
    """Whether the stem of the one runs through the label of the other on its way to a farther lane."""
    return label.lane < stem.lane and label.start < stem.x < label.end
