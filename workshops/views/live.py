"""What every live page has: a part that is fetched anew only when something changed, and a stream that says so.

The tag of a part is made of the numbers of its room, so an answer that nothing changed costs no page.
"""

import random
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from workshops.models import Room
from workshops.streams import STREAM, event

# A part is no page: it has neither title nor language, and a browser that is led to it shows it as text.
PART = "text/x-html-part; charset=utf-8"
RETRY = (1_000, 4_000)  # milliseconds until a browser that lost its stream asks anew, each its own, never all at once


def part(request: HttpRequest, template: str, tag: str, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The live part of a page under its tag; nothing at all where the browser has it already."""
    quoted = f'"{tag}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == quoted:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render(request, template, context() | {"tag": quoted}, content_type=PART)
    response["ETag"] = quoted
    response["Cache-Control"] = "private, no-store"
    return response


def stream(room: Room, wanted: str, who: str) -> HttpResponse:
    """Where the room is now, as the first event of a stream; workshops.streams goes on from there.

    `who` names the seat or the account that listens, without a space.
    """
    first = f"retry: {random.randint(*RETRY)}\n".encode() + event(room.step, room.tally, wanted)  # noqa: S311 -- no secret
    response = HttpResponse(first, content_type="text/event-stream")
    response[STREAM] = f"{room.pk} {wanted} {who}"
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    return response
