"""Coaching sets: who is in them, and whether they are of a good size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from programmes.models import Membership, Programme
from workshops.models import CoachingSet


@dataclass(frozen=True)
class Set:
    """A coaching set with those of its members who take part on a day, and how often it meets."""

    record: CoachingSet
    names: tuple[str, ...]
    sessions: int

    @property
    def advice(self) -> str:
        """What to think of, kindly; "" where its size is as it should be."""
        return advice(len(self.names))


def advice(number: int) -> str:
    """What to think of with a set of this many; "" for five to eight."""
    fewest, most = CoachingSet.FEWEST, CoachingSet.MOST
    if number < fewest:
        return f"With {number} there is little to draw on when one cannot come. {fewest} to {most} work best."
    if number > most:
        return f"With {number} not everybody gets time in a session. {fewest} to {most} work best; perhaps make two."
    return ""


def advice_on(chosen: Iterable[Membership], *, at: date) -> str:
    """What to think of with a set of these, of whom those count who take part on the day `at` or later."""
    return advice(sum(_takes_part(part, at) for part in chosen))


def sets(programme: Programme, *, at: date) -> list[Set]:
    """The standing sets of a programme, in three queries whatever their number."""
    found = CoachingSet.objects.of_owner(programme).standing().prefetch_related("members__person", "events")
    return [
        Set(each, tuple(part.shown_name for part in each.members.all() if _takes_part(part, at)), _sessions(each))
        for each in found
    ]


def _takes_part(part: Membership, at: date) -> bool:
    return part.withdrawn_at is None and (part.ends_on is None or part.ends_on >= at)


def _sessions(each: CoachingSet) -> int:
    return sum(event.withdrawn_at is None for event in each.events.all())
