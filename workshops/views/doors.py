"""Who comes into a room by its code: leaders with their account, guests with a secret in a cookie of their own.

Whoever tries codes that nobody was given is held up for a while; who has a seat, or takes part, never is. Counting
lives in the cache that all processes share, by the address that the outermost proxy of ours saw: a whole group in one
conference room is one address, so it takes more wrong codes than a group mistypes.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from programmes import access
from programmes.access import Capability
from programmes.views.kept import kept_words
from workshops.models import Room, Seat
from workshops.selectors import rooms as selectors
from workshops.services import seats

SALT = "workshops.seat"
COOKIE_AGE = 12 * 60 * 60  # seconds: longer than any workshop
WRONG_CODES = 60  # within WRONG_WITHIN seconds, from one address
WRONG_WITHIN = 5 * 60


def in_the_room(view: Callable[[HttpRequest, Room, Seat], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for whoever has a seat in the room or may take one; all others are led to the door, or find nothing."""

    @login_not_required
    @wraps(view)
    def entered(request: HttpRequest, code: str) -> HttpResponse:
        if own := _taken(request, code):
            return view(request, own.room, own)
        room = find(request, code)
        seat = seat_of(request, room) if room else None
        if room is not None and seat is not None:
            return view(request, room, seat)
        if guesses_too_much(request):
            return too_many(request)
        if room is None:
            raise Http404
        return _to_the_door(request, room)

    return entered


def find(request: HttpRequest, code: str) -> Room | None:
    """The room with this code; a code that no room has is counted."""
    room = selectors.find_room(code)
    if room is None:
        _count_wrong(request)
    return room


def seat_of(request: HttpRequest, room: Room) -> Seat | None:
    """Who knocks, if they have a seat or may take one by their account."""
    return _seat_of_leader(request, room) or _seat_of_guest(request, room)


def _seat_of_leader(request: HttpRequest, room: Room) -> Seat | None:
    if seat := _taken(request, room.code):
        return seat
    own = selectors.part_of(room, request.user, at=timezone.localdate()) if request.user.is_authenticated else None
    return _in(room, seats.take(room=room, membership=own)) if own and room.is_open else None


def _taken(request: HttpRequest, code: str) -> Seat | None:
    """The seat that whoever is signed in took already."""
    if not request.user.is_authenticated:
        return None
    seat = selectors.seat_of(code, request.user, at=timezone.localdate())
    return _in(seat.room, seat) if seat else None


def _seat_of_guest(request: HttpRequest, room: Room) -> Seat | None:
    secret = _secret(request, room)
    return _in(room, seats.find_guest(room=room, secret=secret)) if secret else None


def _in(room: Room, seat: Seat | None) -> Seat | None:
    if seat is not None:
        seat.room = room
        if room.is_open and seat.joined_at < room.opened_at:
            seats.come_back(room=room, seat=seat)
    return seat


def _was_put_out(request: HttpRequest, room: Room) -> bool:
    secret = _secret(request, room)
    return bool(secret) and seats.was_put_out(room=room, secret=secret)


def _secret(request: HttpRequest, room: Room) -> str:
    return request.get_signed_cookie(_cookie(room), default="", salt=SALT)


def give_secret(response: HttpResponse, room: Room, secret: str) -> None:
    """The cookie that lets a guest back in; it is sent to the addresses of rooms alone."""
    response.set_signed_cookie(
        _cookie(room), secret, salt=SALT, max_age=COOKIE_AGE, path=reverse("workshops:phone-code"), httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _cookie(room: Room) -> str:
    return f"seat-{room.pk}"


def may_knock(request: HttpRequest, room: Room) -> bool:
    """Whether somebody without a seat sees the door: signed out, or as a guest where the room takes guests."""
    return room.is_open and (room.guests_allowed or not request.user.is_authenticated)


def _to_the_door(request: HttpRequest, room: Room) -> HttpResponse:
    if access.may(request.user, Capability.STEER_ROOM, room.event.programme):
        return redirect("workshops:room", programme=room.event.programme_id, event=room.event_id)
    if _was_put_out(request, room):
        return render(request, "workshops/phone/put_out.html", {"room": room}, status=403)
    if not may_knock(request, room):
        raise Http404
    if not request.accepts("text/html"):
        return JsonResponse({"why": "no-seat"}, status=401)
    return kept_words(request) or redirect("workshops:phone-join", code=room.code)


# Wrong codes


def guesses_too_much(request: HttpRequest) -> bool:
    return cache.get(_key(request), 0) > WRONG_CODES


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def _count_wrong(request: HttpRequest) -> None:
    key = _key(request)
    if not cache.add(key, 1, WRONG_WITHIN):
        try:
            cache.incr(key)
        except ValueError:  # it ended between the two
            cache.set(key, 1, WRONG_WITHIN)


def _key(request: HttpRequest) -> str:
    return f"room-codes-{get_adapter().get_client_ip(request)}"
