"""Records in an order that people choose: a new one comes last, and each changes places with its neighbour."""

from django.db import transaction
from django.db.models import Max, QuerySet

from programmes.models import User
from programmes.models.base import Record
from programmes.services import audit


def last_place(among: QuerySet) -> int:
    """The `position` after all of these records, from 0."""
    last = among.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def move(record: Record, *, among: QuerySet, up: bool, by: User | None) -> None:
    """Change places with the record above (or below) in the order of `among`.

    Nothing happens at either end, nor to a record that is not among them (a withdrawn one).
    """
    order = list(among.select_for_update())
    if record not in order:
        return
    here = order.index(record)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, row in enumerate(order):
        row.position = position
    among.model._default_manager.bulk_update(order, ["position"])
    audit.write(by=by, verb="moved up" if up else "moved down", record=record)
