"""The clock of an agenda: when each block begins and ends, and how its end compares with the plan. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import accumulate, pairwise

from diagnostics.words import number

HOUR = 60
DAY = 24 * HOUR
NO_BEGIN = "Say when the meeting begins, and each block gets its time."
UNKNOWN_DAYS = "The meeting lasts several days. Say exactly which, and each of them gets its own times."


@dataclass(frozen=True)
class Span:
    """When a block begins and ends, "9:30"; both empty where the clock is not known."""

    begins: str
    ends: str


@dataclass(frozen=True)
class Running:
    """The blocks on the clock. `minutes` is how long all take; `ends` is "" where the clock is not known.

    `message` says in words how it ends; `advice` what to do so that the blocks get their times, "" where they have.
    """

    spans: tuple[Span, ...]
    minutes: int
    ends: str
    message: str
    advice: str


def running(minutes: Sequence[int], *, begins: time | None, ends: time | None, unknown_days: bool = False) -> Running:
    """Put the blocks of one day, of so many minutes, on the clock one after another.

    They run from `begins`; `ends` is the planned end. `unknown_days`: they are of several days, nobody knows which.
    """
    total = sum(minutes)
    if begins is None or unknown_days:
        advice = UNKNOWN_DAYS if unknown_days else NO_BEGIN
        takes = f"takes {length(total)}" if total else ""
        return Running((Span("", ""),) * len(minutes), total, "", takes, advice)
    first = _minute(begins)
    edges = list(accumulate(minutes, initial=first))
    spans = tuple(Span(clock(start), clock(end)) for start, end in pairwise(edges))
    end = edges[-1]
    return Running(spans, total, clock(end), _ending(first, end, ends) if total else "", "")


def over_days(days: Sequence[Running]) -> str:
    """How long the blocks of several days take together: "takes nine hours over two days"; "" without blocks."""
    total = sum(day.minutes for day in days)
    return f"takes {length(total)} over {number(len(days))} days" if total else ""


def clock(minute: int) -> str:
    """A minute counted from midnight as people write it: "9:05", "0:30 the next day"."""
    hour, rest = divmod(minute % DAY, HOUR)
    return f"{hour}:{rest:02}{' the next day' if minute >= DAY else ''}"


def length(minutes: int) -> str:
    """So many minutes (1 or more) in words: "ten minutes", "one hour 20 minutes"."""
    hours, rest = divmod(minutes, HOUR)
    parts = [_of(hours, "hour")] if hours else []
    return " ".join([*parts, _of(rest, "minute")] if rest else parts)


def _ending(first: int, end: int, planned: time | None) -> str:
    """How the agenda ends: "ends at 16:40, ten minutes after the meeting does".

    A planned end at or before the begin is the next day's.
    """
    said = f"ends at {clock(end)}"
    if planned is None:
        return said
    wanted = _minute(planned)
    late = end - (wanted if wanted > first else wanted + DAY)
    if not late:
        return f"{said}, as planned"
    return f"{said}, {length(abs(late))} {'after' if late > 0 else 'before'} the meeting does"


def _minute(moment: time) -> int:
    return moment.hour * HOUR + moment.minute


def _of(count: int, what: str) -> str:
    return f"{number(count)} {what}{'' if count == 1 else 's'}"
