"""Who is in a room: leaders under their own part in the programme, guests under a name and a secret of their own."""

import hashlib
import hmac
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programmes import encryption
from programmes.models import Membership, User
from programmes.services import audit
from workshops import room_changes
from workshops.models import Contribution, Exercise, Room, Seat, Statement

SECRET_BYTES = 32
MOST_GUESTS = 1_000  # in one room: whoever has the code could take seats without end


class NotLetIn(Exception):
    """The room takes no guests, is closed, or has as many guests as it takes; or this guest was put out."""


@transaction.atomic
def take(*, room: Room, membership: Membership) -> Seat:
    """The leader's seat; taken the first time, the same ever after."""
    seat, is_new = Seat.objects.get_or_create(room=room, membership=membership)
    if is_new:
        room_changes.tallied(room)
    return seat


@transaction.atomic
def take_as_guest(*, room: Room, name: str) -> tuple[Seat, str]:
    """A new seat for a guest, and the secret that lets them back in; only its hash is stored. Raises NotLetIn."""
    if not (room.is_open and room.guests_allowed):
        raise NotLetIn
    if Seat.objects.filter(room=room, membership=None).count() >= MOST_GUESTS:
        raise NotLetIn
    secret = secrets.token_urlsafe(SECRET_BYTES)
    seat = Seat.objects.create(room=room, guest_name=name, secret_hash=_hash(secret))
    room_changes.tallied(room)
    return seat, secret


@transaction.atomic
def come_back(*, room: Room, seat: Seat) -> None:
    """Somebody who was in the room before it was opened again is in it once more."""
    seat.joined_at = timezone.now()
    Seat.objects.filter(pk=seat.pk).update(joined_at=seat.joined_at)
    room_changes.tallied(room)


def find_guest(*, room: Room, secret: str) -> Seat | None:
    """The guest of this room whom the secret lets back in: nobody who was put out.

    A guest from before the room was opened again comes back once guests are let in.
    """
    known = Seat.objects.filter(room=room, secret_hash=_hash(secret), put_out_at=None)
    return known.filter(Q() if room.guests_allowed else Q(joined_at__gte=room.opened_at)).first()


def was_put_out(*, room: Room, secret: str) -> bool:
    """Whether the secret is that of a guest who was put out."""
    return Seat.objects.filter(room=room, secret_hash=_hash(secret), put_out_at__isnull=False).exists()


@transaction.atomic
def put_out(*, seat: Seat, by: User) -> None:
    """Put a guest out: their secret lets them in no more, and what they gave to an open exercise is deleted.

    What was finished before stays as it was. The audit row says neither who it was nor what they gave: a guest's name
    is kept for some days only (services.expired_rooms).
    """
    held = Seat.objects.filter(pk=seat.pk, membership=None, put_out_at=None)
    if not held.update(put_out_at=timezone.now()):
        return
    for exercise in Exercise.objects.filter(event=seat.room.event_id, state=Exercise.State.OPEN):
        voter = voter_of(exercise, seat)
        Contribution.objects.filter(exercise=exercise, voter=voter).delete()
        Statement.objects.filter(exercise=exercise, voter=voter).delete()
    audit.write(by=by, verb="put a guest out of the room", record=seat.room.event)
    room_changes.stepped(seat.room)


def hold(seat: Seat) -> None:
    """Make sure that a guest is not put out until this transaction ends. Raises NotLetIn for one who was."""
    if seat.membership_id is not None:
        return
    held = Seat.objects.select_for_update().filter(pk=seat.pk, put_out_at=None)
    if not held.values_list("pk", flat=True).first():
        raise NotLetIn


def voter_of(exercise: Exercise, seat: Seat) -> bytes:
    """32 bytes that stand for this seat in this exercise alone; without the portal's key nobody tells whose."""
    key = encryption.keyed_secret("room")
    return hmac.digest(key, f"{exercise.pk}:{seat.pk}".encode(), "sha256")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
