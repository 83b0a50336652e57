"""Phones in the room: join, see what is asked, answer it once or anew, come back to the right place.

What each kind of exercise shows is in templates/workshops/phone/_<kind>.html: a whole form that posts to
`workshops:phone-answer` the hidden field `exercise` and

    single, multiple  option: keys of options
    scale             point
    dots              dots-<key>: how many
    ranking           place-<key>: 1 for the best, empty for none
    cards             text and nonce; or take_back: the id of a card

and gets in its context `room`, `seat`, `stage`, `exercise`, `choices` (selectors.rooms.Choice), `given` (the stored
answer or None), `cards` and `nonce` for cards, `typed` (what was posted, where it came back) and `problem`.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes.views.fetching import number_in
from workshops.forms.rooms import CodeForm, GuestForm
from workshops.models import Exercise, Room, Seat
from workshops.selectors import rooms as selectors
from workshops.services import answers, cards, seats
from workshops.views import doors, live
from workshops.views.doors import in_the_room

Kind = Exercise.Kind

FULL = "This room takes no more guests. Ask the facilitator."
LATE = "This exercise has closed. Your answer came too late to be counted."


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The page for typing the code of a room."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and doors.guesses_too_much(request):
        return doors.too_many(request)
    if request.method == "POST" and form.is_valid():
        if doors.find(request, form.cleaned_data["code"]):
            return redirect("workshops:phone", code=form.cleaned_data["code"])
        form.add_error("code", "No room has this code. Look at the wall, then enter it again.")
    return render(request, "workshops/phone/code.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_not_required
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The door: sign in, or a name where the room takes guests."""
    room = doors.find(request, code)
    if room is not None and doors.seat_of(request, room):
        return redirect("workshops:phone", code=room.code)
    if doors.guesses_too_much(request):
        return doors.too_many(request)
    if room is None or not doors.may_knock(request, room):
        raise Http404
    form = GuestForm(request.POST or None)
    if request.method == "POST" and room.guests_allowed and form.is_valid():
        try:
            return _let_in(room, form.cleaned_data["name"])
        except seats.NotLetIn:
            form.add_error(None, FULL)
    return render(request, "workshops/phone/join.html", {"room": room, "form": form})


def _let_in(room: Room, name: str) -> HttpResponse:
    _, secret = seats.take_as_guest(room=room, name=name)
    response = redirect("workshops:phone", code=room.code)
    doors.give_secret(response, room, secret)
    return response


@require_http_methods(["GET"])
@in_the_room
def phone(request: HttpRequest, room: Room, seat: Seat) -> HttpResponse:
    """What the room does now, for somebody in it."""
    response = render(request, "workshops/phone/phone.html", _context(room, seat))
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET"])
@in_the_room
def now(request: HttpRequest, room: Room, seat: Seat) -> HttpResponse:
    """The part of a phone's page that changes."""
    stage = selectors.on_phones(room)
    own = _own(stage, seat)
    return live.part(request, "workshops/phone/_now.html", _tag(stage, seat, own), lambda: _shown(stage, seat, own))


@require_http_methods(["GET"])
@in_the_room
def changes(request: HttpRequest, room: Room, seat: Seat) -> HttpResponse:
    """The stream for a phone: it tells of steps, never of answers."""
    return live.stream(room, "step", f"seat-{seat.pk}")


@require_POST
@in_the_room
def answer(request: HttpRequest, room: Room, seat: Seat) -> HttpResponse:
    """Store an answer, then thank; what cannot be stored comes back with the reason and what was typed."""
    try:
        stage, own = _store(request, room, seat)
    except answers.Wrong as wrong:
        return _again(request, room, seat, status=422, problem=str(wrong), typed=request.POST)
    except seats.NotLetIn:  # put out while the answer was on its way: the room's page says so
        return redirect("workshops:phone", code=room.code)
    except answers.TooLate:
        return _again(request, room, seat, status=409, late=LATE, typed_text=request.POST.get("text", ""))
    if _is_fetched(request):
        return render(request, "workshops/phone/_now.html", _shown(stage, seat, own))
    return redirect("workshops:phone", code=room.code)


def _store(request: HttpRequest, room: Room, seat: Seat) -> tuple[selectors.Stage, Any]:
    """Store what a form brought; returns what the phone shows next, and what this person has given to it."""
    posted = request.POST
    exercise = selectors.open_exercise(room, _number(posted.get("exercise", "")))
    if exercise is None:
        raise answers.TooLate
    stage = selectors.Stage(room, exercise)
    if exercise.kind != Kind.CARDS:
        return stage, answers.give(exercise=exercise, seat=seat, body=read(exercise, posted))
    if card := posted.get("take_back"):
        cards.take_back(exercise=exercise, seat=seat, card=_uuid(card))
    else:
        cards.give(exercise=exercise, seat=seat, text=posted.get("text", ""), nonce=posted.get("nonce", ""))
    return stage, cards.given(exercise=exercise, seat=seat)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise answers.Wrong("Load the page again, then take the card back.") from error


def read(exercise: Exercise, posted: Any) -> dict[str, Any]:
    """The answer that a form brought; what is no answer at all becomes one that is refused with a sentence."""
    if exercise.kind == Kind.SCALE:
        return {"point": _number(posted.get("point", ""))}
    if exercise.kind == Kind.DOTS:
        return {"dots": {key: number for key, number in _numbers(posted, "dots-").items() if number}}
    if exercise.kind == Kind.RANKING:
        return {"options": _in_order(_numbers(posted, "place-"))}
    return {"options": [_number(key) for key in posted.getlist("option") if key != "none"]}


def _in_order(places: dict[int, int]) -> list[int]:
    given = {key: place for key, place in places.items() if place}
    if len(set(given.values())) != len(given):
        raise answers.Wrong("Two of them have the same place. Give each a place of its own.")
    return sorted(given, key=lambda key: given[key])


def _numbers(posted: Any, prefix: str) -> dict[int, int]:
    names = [name for name in posted if name.startswith(prefix)]
    return {_number(name.removeprefix(prefix)): _number(posted[name]) for name in names}


def _number(text: str) -> int:
    """The number that a field holds, 0 for none, which no option and no point has."""
    return number_in(text) or 0


def _again(request: HttpRequest, room: Room, seat: Seat, *, status: int, **said: Any) -> HttpResponse:
    template = "workshops/phone/_now.html" if _is_fetched(request) else "workshops/phone/phone.html"
    context = _context(room, seat) | said
    if "typed" in said:
        context["choices"] = _as_typed(context["choices"], said["typed"])
    return render(request, template, context, status=status)


def _as_typed(choices: Iterable[selectors.Choice], posted: Any) -> list[selectors.Choice]:
    """The options with the dots and places that came back, in place of those that are stored."""
    dots, places = _numbers(posted, "dots-"), _numbers(posted, "place-")
    return [replace(each, dots=dots.get(each.pk, each.dots), place=places.get(each.pk, each.place)) for each in choices]


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _context(room: Room, seat: Seat) -> dict[str, Any]:
    stage = selectors.on_phones(room)
    return _shown(stage, seat, _own(stage, seat))


def _own(stage: selectors.Stage, seat: Seat) -> Any:
    """What this person has given to what is open: their answer, or their cards."""
    if stage.exercise is None or stage.scene != "open":
        return None
    if stage.exercise.kind == Kind.CARDS:
        return cards.given(exercise=stage.exercise, seat=seat)
    return answers.given(exercise=stage.exercise, seat=seat)


def _shown(stage: selectors.Stage, seat: Seat, own: Any) -> dict[str, Any]:
    exercise = stage.exercise
    collects = exercise is not None and exercise.kind == Kind.CARDS
    given = None if collects else own
    return {
        "room": stage.room,
        "seat": seat,
        "stage": stage,
        "exercise": exercise,
        "result": stage.result,
        "given": given,
        "choices": selectors.choices(exercise, given) if exercise and stage.scene == "open" else (),
        "points": range(1, exercise.points + 1) if exercise else (),
        "cards": own or () if collects else (),
        "nonce": secrets.token_urlsafe(16),
        "left": stage.seconds_left(timezone.now()),
        "tag": f'"{_tag(stage, seat, own)}"',
    }


def _tag(stage: selectors.Stage, seat: Seat, own: Any) -> str:
    said = [str(card.pk) for card in own] if isinstance(own, list) else own
    return f"{stage.room.pk}-{stage.room.step}-{seat.pk}-{hashlib.sha256(repr(said).encode()).hexdigest()[:12]}"
