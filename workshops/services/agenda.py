"""Blocks of an agenda: added, moved, and copied from an earlier meeting. Their order is held by the meeting's row.

Whoever moves a block says which one and where it comes; nothing else moves. So two people who move blocks at once keep
what both did, and a page that has grown old harms nothing. The order runs through all days of a meeting.
"""

from collections.abc import Sequence

from django.db import transaction

from programmes.models import User
from programmes.services import audit, ordering, records
from workshops.models import AgendaItem, Event
from workshops.selectors.agenda import days_of

COPIED = ("title", "minutes", "method", "lead", "materials", "notes")


@transaction.atomic
def add(*, item: AgendaItem, before: AgendaItem | None = None, by: User) -> AgendaItem:
    """Put a new block last on its day, or before another one; last on its day too where that one is gone meanwhile."""
    _hold(item.event)
    item.position = ordering.last_place(item.event.agenda.all())
    records.add(item, by=by)
    order = [each for each in _standing(item.event) if each != item]
    place = order.index(before) if before in order else _end_of(item.day, order)
    item.day = order[place].day if before in order else min(item.day, _last_day(item.event))
    order.insert(place, item)
    _put_in_order(order)
    return item


@transaction.atomic
def correct(*, item: AgendaItem, by: User) -> AgendaItem:
    """Store a changed block, which stays where it is: also where somebody has moved or withdrawn it meanwhile."""
    _hold(item.event)
    item.refresh_from_db(fields=["day", "position", "withdrawn_at"])
    return records.correct(item, by=by)


@transaction.atomic
def move(*, item: AgendaItem, up: bool, by: User) -> None:
    """One place earlier or later; from the end of a day into the next one, and back.

    Nothing happens at either end, nor to a block that was withdrawn meanwhile.
    """
    _hold(item.event)
    order = _standing(item.event)
    if item not in order:
        return
    here, step = order.index(item), -1 if up else 1
    moved = order[here]
    beside = order[here + step] if 0 <= here + step < len(order) else None
    if beside is not None and beside.day == moved.day:
        order[here], order[here + step] = beside, moved
    elif 1 <= moved.day + step <= _last_day(item.event):
        moved.day += step
    else:
        return
    _put_in_order(order)
    audit.write(by=by, verb="moved up" if up else "moved down", record=item)


@transaction.atomic
def place(*, item: AgendaItem, order: Sequence[int], day: int | None = None, by: User) -> None:
    """Put a block where somebody dropped it: `order` holds the ids of all blocks as they then saw them.

    It comes right after the nearest of those before it that still stands, else first; on the `day` that they dropped
    it on, its own unless said. Ids that are gone or never were blocks of this meeting count for nothing, and blocks
    that `order` does not know stay where they are. Nothing happens where the block itself is not in `order`, or was
    withdrawn.
    """
    _hold(item.event)
    standing = _standing(item.event)
    if item.pk not in order or item not in standing:
        return
    dropped = standing[standing.index(item)]
    moved = [each for each in standing if each != item]
    places = {each.pk: here for here, each in enumerate(moved)}
    ahead = [places[pk] for pk in order[: order.index(item.pk)] if pk in places]
    moved.insert(ahead[-1] + 1 if ahead else 0, dropped)
    before, dropped.day = dropped.day, min(max(day or dropped.day, 1), _last_day(item.event))
    if moved != standing or dropped.day != before:
        _put_in_order(moved)
        audit.write(by=by, verb="moved", record=item)


@transaction.atomic
def copy(*, event: Event, source: Event, by: User) -> int:
    """Add the blocks of another meeting after those of each day; returns how many. One audit row for the whole."""
    _hold(event)
    _put_in_order(_standing(event))
    start, last = ordering.last_place(event.agenda.all()), _last_day(event)
    made = [
        AgendaItem(
            event=event, day=min(item.day, last), position=place, **{name: getattr(item, name) for name in COPIED}
        )
        for place, item in enumerate(_standing(source), start=start)
    ]
    AgendaItem.objects.bulk_create(made)
    audit.write(by=by, verb="copied an agenda", record=event, summary=f"{len(made)} blocks of {source}")
    return len(made)


def _hold(event: Event) -> None:
    """Let nobody else change the order of this agenda until the transaction ends."""
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


def _last_day(event: Event) -> int:
    return len(days_of(event)) or 1


def _standing(event: Event) -> list[AgendaItem]:
    """The blocks in their order, each on a day that the meeting still has."""
    items, last = list(event.agenda.standing()), _last_day(event)
    for item in items:
        item.day = min(item.day, last)
    return items


def _end_of(day: int, order: Sequence[AgendaItem]) -> int:
    """The place after all blocks of a day."""
    return sum(each.day <= day for each in order)


def _put_in_order(items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["day", "position"])
