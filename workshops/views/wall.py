"""The wall: what the projector shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshops import codes, wall_pages
from workshops.models import Exercise, Room
from workshops.selectors import clusters
from workshops.selectors import rooms as selectors
from workshops.views import live, sizes
from workshops.views.desk import fetch_room


@require_http_methods(["GET"])
def wall(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting, room = fetch_room(request, programme, event)
    return render(request, "workshops/wall/wall.html", {"programme": found, "event": meeting} | _wall(request, room))


@require_http_methods(["GET"])
def now(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """The part of the wall that changes."""
    found, meeting, room = fetch_room(request, programme, event)
    tag = f"{room.pk}-{room.step}-{room.tally}"
    facts = {"programme": found, "event": meeting}
    return live.part(request, "workshops/wall/_now.html", tag, lambda: facts | _wall(request, room))


def _wall(request: HttpRequest, room: Room) -> dict[str, Any]:
    stage = selectors.on_the_wall(room)
    context = {"room": room, "stage": stage, "exercise": stage.exercise, "result": stage.result}
    if stage.exercise and stage.exercise.kind == Exercise.Kind.PAGE:
        context["page"] = wall_pages.drawn(request, stage.exercise.address)
    context["board"] = clusters.on_wall(stage.exercise) if stage.exercise else None
    if stage.scene == "join":
        context |= {"address": codes.short_address(room), "qr": codes.qr(room)}
    return context | {
        "size": sizes.size_of(stage),
        "left": stage.seconds_left(timezone.now()),
        "tag": f'"{room.pk}-{room.step}-{room.tally}"',
        "here": codes.short_address(room),
    }
