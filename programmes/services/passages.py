"""Passages of a document: put last in their chapter, and moved by one place."""

from django.db import transaction
from django.db.models import Max, QuerySet

from programmes.models import Passage, User
from programmes.services import audit, records


@transaction.atomic
def add_passage(passage: Passage, *, by: User) -> Passage:
    """Store a new passage as the last of its chapter."""
    last = _neighbours(passage).aggregate(last=Max("position"))["last"]
    passage.position = 0 if last is None else last + 1
    return records.add(passage, by=by)


@transaction.atomic
def move(passage: Passage, *, up: bool, by: User) -> None:
    """Change places with the passage above (or below); nothing happens at the end of the chapter."""
    order = list(_neighbours(passage).select_for_update().order_by("position", "pk"))
    here = order.index(passage)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, row in enumerate(order):
        row.position = position
    Passage.objects.bulk_update(order, ["position"])
    audit.write(by=by, verb="moved up" if up else "moved down", record=passage)


def _neighbours(passage: Passage) -> QuerySet[Passage]:
    mine = {"programme": passage.programme, "document": passage.document, "chapter": passage.chapter}
    return Passage.objects.standing().filter(**mine)
