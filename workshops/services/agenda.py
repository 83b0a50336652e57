"""Blocks of an agenda: added, moved, and copied from an earlier meeting. Their order is held by the meeting's row.

Whoever moves a block says which one and where it comes; nothing else moves. So two people who move blocks at once keep
what both did, and a page that has grown old harms nothing.
"""

from collections.abc import Sequence

from django.db import transaction

from programmes.models import User
from programmes.services import audit, ordering, records
from workshops.models import AgendaItem, Event

COPIED = ("title", "minutes", "method", "lead", "materials", "notes")


@transaction.atomic
def add(*, item: AgendaItem, before: AgendaItem | None = None, by: User) -> AgendaItem:
    """Put a new block last, or before another one; last too where that one is gone meanwhile."""
    _hold(item.event)
    item.position = ordering.last_place(item.event.agenda.all())
    records.add(item, by=by)
    order = _standing(item.event)
    if before in order:
        order.remove(item)
        order.insert(order.index(before), item)
        _put_in_order(order)
    return item


@transaction.atomic
def move(*, item: AgendaItem, up: bool, by: User) -> None:
    """One place earlier or later. Nothing happens at either end, nor to a block that was withdrawn meanwhile."""
    _hold(item.event)
    ordering.move(item, among=item.event.agenda.standing(), up=up, by=by)


@transaction.atomic
def place(*, item: AgendaItem, order: Sequence[int], by: User) -> None:
    """Put a block where somebody dropped it: `order` holds the ids of all blocks as they then saw them.

    It comes right after the nearest of those before it that still stands, else first. Ids that are gone or never were
    blocks of this meeting count for nothing, and blocks that `order` does not know stay where they are. Nothing
    happens where the block itself is not in `order`, or was withdrawn.
    """
    _hold(item.event)
    standing = _standing(item.event)
    if item.pk not in order or item not in standing:
        return
    moved = [each for each in standing if each != item]
    places = {each.pk: here for here, each in enumerate(moved)}
    ahead = [places[pk] for pk in order[: order.index(item.pk)] if pk in places]
    moved.insert(ahead[-1] + 1 if ahead else 0, item)
    if moved != standing:
        _put_in_order(moved)
        audit.write(by=by, verb="moved", record=item)


@transaction.atomic
def copy(*, event: Event, source: Event, by: User) -> int:
    """Add the blocks of another meeting after those of this one; returns how many. One audit row for the whole."""
    _hold(event)
    start = ordering.last_place(event.agenda.all())
    made = [
        AgendaItem(event=event, position=start + place, **{name: getattr(item, name) for name in COPIED})
        for place, item in enumerate(_standing(source))
    ]
    AgendaItem.objects.bulk_create(made)
    audit.write(by=by, verb="copied an agenda", record=event, summary=f"{len(made)} blocks of {source}")
    return len(made)


def _hold(event: Event) -> None:
    """Let nobody else change the order of this agenda until the transaction ends."""
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


def _standing(event: Event) -> list[AgendaItem]:
    return list(event.agenda.standing())


def _put_in_order(items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
