"""The agenda of a meeting on the clock, and the agendas that another may begin from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.db.models import Count, Prefetch, Q, QuerySet

from programmes.dates import Precision
from programmes.models import User
from workshops.models import AgendaItem, Event
from workshops.running_order import Running, Span, over_days, running

# A meeting that lasts longer is a series of meetings, and has an agenda for each.
MOST_DAYS = 14


@dataclass(frozen=True)
class Block:
    """A block in its place (from 1, through all days) and at its time."""

    item: AgendaItem
    place: int
    span: Span


@dataclass(frozen=True)
class Day:
    """A day of a meeting: its blocks in their order, and how they run.

    `name` is "Day 2, Tuesday 5 May", or "" where the meeting lasts one day or its days are not known.
    """

    number: int
    name: str
    blocks: tuple[Block, ...]
    running: Running


@dataclass(frozen=True)
class Agenda:
    """The standing blocks of a meeting, day by day; one day at least."""

    days: tuple[Day, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for day in self.days for block in day.blocks)

    @property
    def message(self) -> str:
        """How it ends, or how long it takes, to go on after its name; "" without blocks."""
        if len(self.days) > 1:
            return over_days([day.running for day in self.days])
        return self.days[0].running.message

    @property
    def advice(self) -> str:
        """What to do so that blocks get their times, "" where they have."""
        return self.days[0].running.advice

    @property
    def ends(self) -> str:
        """When a meeting of one day ends; "" where that is not known."""
        return self.days[0].running.ends if len(self.days) == 1 else ""

    def block(self, pk: int | None) -> Block | None:
        return next((block for block in self.blocks if block.item.pk == pk), None)

    def day_of(self, found: Block) -> Day:
        return next(day for day in self.days if found in day.blocks)


def days_of(event: Event) -> tuple[date, ...]:
    """The days of a meeting that lasts several of which each is known; else none."""
    first, last = event.starts_on, event.ends_on
    if last is None or any(each.precision != Precision.DAY for each in (first, last)):
        return ()
    number = (last.day - first.day).days + 1
    return tuple(first.day + timedelta(days=n) for n in range(number)) if 1 < number <= MOST_DAYS else ()


def agenda_of(event: Event, *, prefetched: Prefetch | None = None) -> Agenda:
    """The agenda as it stands, in one query, and one more where something of its blocks is `prefetched`.

    Each day begins when the meeting does; the planned end is that of the last one.
    """
    items = list(event.agenda.standing().prefetch_related(*[prefetched] if prefetched else []))
    dates, places = days_of(event), count(1)
    if not dates:
        lasts = event.ends_on is not None and event.ends_on.last_day > event.starts_on.day
        clock = running(_minutes(items), begins=event.starts_at, ends=event.ends_at, unknown_days=lasts)
        return Agenda((Day(1, "", _placed(items, places, clock), clock),))
    days = []
    for number, on in enumerate(dates, start=1):
        rows = [item for item in items if min(item.day, len(dates)) == number]
        ends = event.ends_at if number == len(dates) else None
        clock = running(_minutes(rows), begins=event.starts_at, ends=ends)
        days.append(Day(number, f"Day {number}, {on:%A} {on.day} {on:%B}", _placed(rows, places, clock), clock))
    return Agenda(tuple(days))


def _minutes(items: Sequence[AgendaItem]) -> list[int]:
    return [item.minutes for item in items]


def _placed(items: Sequence[AgendaItem], places: Iterator[int], clock: Running) -> tuple[Block, ...]:
    return tuple(Block(item, next(places), span) for item, span in zip(items, clock.spans, strict=True))


def withdrawn_blocks(event: Event) -> QuerySet[AgendaItem]:
    return event.agenda.filter(withdrawn_at__isnull=False)


def to_copy_from(user: User, event: Event) -> QuerySet[Event]:
    """The other meetings that the user plans, of any programme, that have an agenda; the newest first.

    Each has `found`, how many blocks it has.
    """
    planned = Event.objects.editable_by(user).standing().filter(programme__withdrawn_at=None).exclude(pk=event.pk)
    counted = planned.annotate(found=Count("agenda", filter=Q(agenda__withdrawn_at=None)))
    return counted.filter(found__gt=0).select_related("programme").order_by("-starts_on", "-pk")
