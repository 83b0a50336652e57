"""Answers from the room: one for each person and exercise, replaced while it is open, stored before it is thanked for.

An answer holds the exercise's row for share: many come at a time, finishing waits for those that are being stored, and
whoever comes later is told so. Of an anonymous exercise nothing here stores or logs whose answer it is.
"""

from typing import Any

from django.db import connection, transaction

from workshops import room_changes, tallies
from workshops.models import Contribution, Exercise, Seat
from workshops.selectors.rooms import options_of
from workshops.services import seats
from workshops.tallies import Wrong

__all__ = ["TooLate", "Wrong", "give", "given", "hold_open"]


class TooLate(Exception):
    """The exercise is not open: it was finished meanwhile, or has not begun."""


@transaction.atomic
def give(*, exercise: Exercise, seat: Seat, body: dict[str, Any]) -> dict[str, Any]:
    """Store this person's answer in place of one they gave before; returns it as it is stored.

    Raises Wrong, with a sentence for the page, TooLate, and seats.NotLetIn for a guest who was put out.
    `body` is {"options": [pk, …]}, for a ranking in order; {"point": n}; or {"dots": {pk: n}}.
    """
    known = [key for key, _ in options_of(exercise)]
    checked = tallies.check(exercise.kind, body, known, most=exercise.most, points=exercise.points)
    hold_open(exercise)
    seats.hold(seat)
    answer = Contribution(
        exercise=exercise,
        voter=seats.voter_of(exercise, seat),
        seat=None if exercise.is_anonymous else seat,
        from_guest=seat.membership_id is None,
        body=checked,
    )
    Contribution.objects.bulk_create(
        [answer], update_conflicts=True, unique_fields=["exercise", "voter"], update_fields=["body"]
    )
    room_changes.tallied(seat.room)
    return checked


def given(*, exercise: Exercise, seat: Seat) -> dict[str, Any] | None:
    """What this person answered, while it is kept; None where they have not."""
    mine = Contribution.objects.filter(exercise=exercise, voter=seats.voter_of(exercise, seat))
    return mine.values_list("body", flat=True).first()


def hold_open(exercise: Exercise) -> None:
    """Make sure that the exercise stays open until this transaction ends. Raises TooLate."""
    table = connection.ops.quote_name(Exercise._meta.db_table)
    share = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state FROM {table} WHERE id = %s{share}", [exercise.pk])  # noqa: S608 -- our own name
        found = cursor.fetchone()
    if found is None or found[0] != Exercise.State.OPEN:
        raise TooLate
