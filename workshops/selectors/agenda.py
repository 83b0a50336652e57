"""The agenda of a meeting on the clock, and the agendas that another may begin from."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from programmes.models import User
from workshops.models import AgendaItem, Event
from workshops.running_order import Running, Span, running


@dataclass(frozen=True)
class Block:
    """A block in its place (from 1) and at its time."""

    item: AgendaItem
    place: int
    span: Span


@dataclass(frozen=True)
class Agenda:
    """The standing blocks of a meeting in their order, and how they run."""

    blocks: tuple[Block, ...]
    running: Running

    def block(self, pk: int) -> Block | None:
        return next((block for block in self.blocks if block.item.pk == pk), None)


def agenda_of(event: Event, *, prefetched: Prefetch | None = None) -> Agenda:
    """The agenda as it stands, in one query, and one more where something of its blocks is `prefetched`."""
    items = list(event.agenda.standing().prefetch_related(*[prefetched] if prefetched else []))
    several_days = event.ends_on is not None and event.ends_on.last_day > event.starts_on.day
    clock = running(
        [item.minutes for item in items], begins=event.starts_at, ends=event.ends_at, several_days=several_days
    )
    blocks = zip(items, range(1, len(items) + 1), clock.spans, strict=True)
    return Agenda(tuple(Block(*each) for each in blocks), clock)


def withdrawn_blocks(event: Event) -> QuerySet[AgendaItem]:
    return event.agenda.filter(withdrawn_at__isnull=False)


def to_copy_from(user: User, event: Event) -> QuerySet[Event]:
    """The other meetings that the user plans, of any programme, that have an agenda; the newest first.

    Each has `blocks`, how many it has.
    """
    planned = Event.objects.editable_by(user).standing().filter(programme__withdrawn_at=None).exclude(pk=event.pk)
    counted = planned.annotate(blocks=Count("agenda", filter=Q(agenda__withdrawn_at=None)))
    return counted.filter(blocks__gt=0).select_related("programme").order_by("-starts_on", "-pk")
