"""The facilitator's desk: the laptop beside the projector."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import number_in
from workshops.models import Event, Exercise, Room
from workshops.selectors import rooms as selectors
from workshops.services import rooms as services
from workshops.services import seats
from workshops.views import live
from workshops.views.fetching import fetch_event


def fetch_room(request: HttpRequest, programme: int, event: int) -> tuple[Programme, Event, Room]:
    """The programme, its meeting and the room, which must have been opened once; for who steers rooms."""
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    room = selectors.room_of(meeting.pk)
    if room is None:
        raise Http404
    room.event = meeting
    return found, meeting, room


@require_http_methods(["GET"])
def desk(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    room = selectors.room_of(meeting.pk)
    context: dict[str, Any] = {"programme": found, "event": meeting, "room": room}
    if room is None or not room.is_open:
        context["exercises"] = Exercise.objects.visible_to(request.user).standing().filter(event=meeting)
        return render(request, "workshops/desk/closed.html", context)
    return render(request, "workshops/desk/desk.html", context | _desk(room))


@require_http_methods(["GET"])
def now(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """The part of the desk that changes."""
    found, meeting, room = fetch_room(request, programme, event)
    tag = f"{room.pk}-{room.step}-{room.tally}"
    return live.part(
        request, "workshops/desk/_now.html", tag, lambda: {"programme": found, "event": meeting} | _desk(room)
    )


def _desk(room: Room) -> dict[str, Any]:
    stage = selectors.on_the_wall(room)
    return {
        "room": room,
        "stage": stage,
        "desk": selectors.at_the_desk(room),
        "options": selectors.options_of(stage.exercise) if stage.exercise and stage.result is None else (),
        "unshown": selectors.unshown(stage.exercise) if stage.exercise else None,
        "left": stage.seconds_left(timezone.now()),
        "tag": f'"{room.pk}-{room.step}-{room.tally}"',
    }


@require_http_methods(["GET"])
def changes(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """The stream for the desk and the wall."""
    return live.stream(fetch_room(request, programme, event)[2], "all", f"account-{request.user.pk}")


@require_POST
def open_room(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    services.open_room(event=meeting, by=request.user)
    return redirect("workshops:room", programme=found.pk, event=meeting.pk)


@require_http_methods(["GET", "POST"])
def put_out(request: HttpRequest, programme: int, event: int, guest: int) -> HttpResponse:
    """Put a guest out of the room, after a page that says what it does: it cannot be undone."""
    found, meeting, room = fetch_room(request, programme, event)
    seat = selectors.guest_of(room, guest)
    if seat is None:
        raise Http404
    seat.room = room
    if request.method == "POST":
        seats.put_out(seat=seat, by=request.user)
        messages.success(request, f"{seat.guest_name} is out of the room.")
        return redirect("workshops:room", programme=found.pk, event=meeting.pk)
    context = {"programme": found, "event": meeting, "room": room, "seat": seat}
    return render(request, "workshops/desk/put_out.html", context)


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """Finish what too few have answered, after a page that says what is lost by it; back to the desk if nothing is."""
    found, meeting, room = fetch_room(request, programme, event)
    wanted = get_object_or_404(_exercises(request, room), pk=exercise)
    if request.method == "POST":
        services.finish(exercise=wanted, by=request.user)
        return redirect("workshops:room", programme=found.pk, event=meeting.pk)
    return _asked(request, room, wanted, closes=False)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Close the room while something is open in it, after a page that says what comes of that."""
    found, meeting, room = fetch_room(request, programme, event)
    if request.method == "POST" and room.is_open:
        services.close_room(room=room, by=request.user)
    if request.method == "POST":
        return redirect("workshops:room", programme=found.pk, event=meeting.pk)
    exercise = selectors.open_one(room)
    if exercise and not selectors.too_few(exercise):
        context = {"programme": found, "event": meeting, "exercise": exercise}
        return render(request, "workshops/desk/still_open.html", context)
    return _asked(request, room, exercise, closes=True)


def _asked(request: HttpRequest, room: Room, exercise: Exercise | None, *, closes: bool) -> HttpResponse:
    programme, event = room.event.programme, room.event
    unshown = selectors.too_few(exercise) if exercise else None
    if unshown is None:
        return redirect("workshops:room", programme=programme.pk, event=event.pk)
    context = {"programme": programme, "event": event, "exercise": exercise, "unshown": unshown, "closes": closes}
    return render(request, "workshops/desk/too_few.html", context)


def _exercises(request: HttpRequest, room: Room) -> QuerySet[Exercise]:
    return Exercise.objects.visible_to(request.user).standing().filter(event=room.event_id)


def _exercise(request: HttpRequest, room: Room) -> Exercise:
    """The exercise that a form names."""
    key = request.POST.get("exercise", "")
    return get_object_or_404(_exercises(request, room), pk=number_in(key))


ACTS: dict[str, Callable[[HttpRequest, Room], object]] = {
    "join": lambda request, room: services.show(room=room, exercise=None, by=request.user),
    "show": lambda request, room: services.show(room=room, exercise=_exercise(request, room), by=request.user),
    "start": lambda request, room: services.start(exercise=_exercise(request, room), by=request.user),
    "finish": lambda request, room: services.finish(exercise=_exercise(request, room), by=request.user, sure=False),
    "timer-start": lambda request, room: services.start_timer(room=room),
    "timer-add": lambda request, room: services.add_minute(room=room),
    "timer-stop": lambda request, room: services.stop_timer(room=room),
    "guests-in": lambda request, room: services.let_guests_in(room=room, allowed=True, by=request.user),
    "guests-out": lambda request, room: services.let_guests_in(room=room, allowed=False, by=request.user),
    "close": lambda request, room: services.close_room(room=room, by=request.user, sure=False),
}


@require_POST
def steer(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """One act at the desk, named by the button; back to the desk, with the reason where it was refused.

    An act by which answers would be lost, or a question be over, is asked about first, on a page of its own.
    """
    found, meeting, room = fetch_room(request, programme, event)
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act and room.is_open:
            act(request, room)
    except services.Refused as refused:
        messages.error(request, str(refused))
    except services.StillOpen:
        return redirect("workshops:room-close", programme=found.pk, event=meeting.pk)
    except services.TooFew as few:
        return redirect("workshops:room-finish", programme=found.pk, event=meeting.pk, exercise=few.exercise.pk)
    return redirect("workshops:room", programme=found.pk, event=meeting.pk)
