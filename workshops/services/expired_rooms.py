"""How long a room remembers who was in it: guests for some days, leaders as long as answers of surveys are kept."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from diagnostics.services.profiles import KEPT_FOR, ended_before
from programmes.services import audit
from workshops.models import Contribution, Room, Seat, Statement

GUESTS_KEPT = timedelta(days=30)


def forget_guests(*, at: date) -> int:
    """Delete the seats, and so the names, of guests in rooms that closed GUESTS_KEPT before the day `at`, or earlier.

    What they gave under their name stays with the exercise, without it. Returns how many were deleted.
    """
    over = Seat.objects.filter(membership=None, room__closed_at__date__lte=at - GUESTS_KEPT)
    return over.delete()[1].get(Seat._meta.label, 0)


def delete_expired(*, at: date) -> int:
    """Delete single answers and seats of the rooms of programmes that ended `KEPT_FOR` before the day `at`.

    A room that closed after that is kept as long from then. Results stay, and so do the words of cards, without whose
    they were. Returns how many seats were deleted.
    """
    long_ago = at - KEPT_FOR
    closed = Room.objects.filter(state=Room.State.CLOSED, closed_at__date__lt=long_ago).select_related("event")
    return sum(_empty(room) for room in closed.filter(event__programme__in=ended_before(long_ago)))


@transaction.atomic
def _empty(room: Room) -> int:
    answers, _ = Contribution.objects.filter(exercise__event=room.event_id).delete()
    cards = Statement.objects.filter(Q(voter__isnull=False) | Q(seat__isnull=False), exercise__event=room.event_id)
    detached = cards.update(seat=None, voter=None, nonce="", from_guest=False)
    seats, _ = Seat.objects.filter(room=room).delete()
    if answers or detached or seats:
        said = f"{room.event}: {answers} answers, and who was in the room"
        audit.write(by=None, verb="deleted answers", record=room.event, summary=said)
    return seats
