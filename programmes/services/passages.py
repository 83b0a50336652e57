"""Passages of a document: put last in their chapter, and moved by one place."""

from django.db import transaction
from django.db.models import QuerySet

from programmes.models import Passage, User
from programmes.services import ordering, records


@transaction.atomic
def add_passage(passage: Passage, *, by: User) -> Passage:
    """Store a new passage as the last of its chapter."""
    passage.position = ordering.last_place(_neighbours(passage))
    return records.add(passage, by=by)


def move(passage: Passage, *, up: bool, by: User) -> None:
    """Change places with the passage above (or below); nothing happens at the end of the chapter."""
    ordering.move(passage, among=_neighbours(passage), up=up, by=by)


def _neighbours(passage: Passage) -> QuerySet[Passage]:
    mine = {"programme": passage.programme, "document": passage.document, "chapter": passage.chapter}
    return Passage.objects.standing().filter(**mine)
