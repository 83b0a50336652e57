"""Who is in a room: leaders under their own part in the programme, guests under a name and a secret of their own."""

import hashlib
import hmac
import secrets

from django.db import transaction

from programmes import encryption
from programmes.models import Membership
from workshops import room_changes
from workshops.models import Exercise, Room, Seat

SECRET_BYTES = 32
MOST_GUESTS = 1_000  # in one room: whoever has the code could take seats without end


class NotLetIn(Exception):
    """The room takes no guests, is closed, or has as many guests as it takes."""


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


def find_guest(*, room: Room, secret: str) -> Seat | None:
    """The guest of this room whom the secret lets back in."""
    return Seat.objects.filter(room=room, secret_hash=_hash(secret)).first()


def voter_of(exercise: Exercise, seat: Seat) -> bytes:
    """32 bytes that stand for this seat in this exercise alone; without the portal's key nobody tells whose."""
    key = encryption.keyed_secret("room")
    return hmac.digest(key, f"{exercise.pk}:{seat.pk}".encode(), "sha256")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
