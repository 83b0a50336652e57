"""Feedback on a meeting: asked for with one press, and how many answered. The survey's own pages show the results."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import Capability
from workshops.selectors import feedback as selectors
from workshops.services import feedback as services
from workshops.views.fetching import fetch_event


@require_http_methods(["GET"])
def feedback(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.RUN_SURVEYS)
    asked = selectors.asked(meeting)
    context = {"programme": found, "event": meeting, "asked": asked}
    if asked is None:
        context |= {"came": selectors.came(meeting), "closes_on": timezone.localdate() + services.OPEN_FOR}
    return render(request, "workshops/feedback.html", context)


@require_POST
def ask(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.RUN_SURVEYS)
    try:
        services.ask(event=meeting, by=request.user, at=timezone.now())
    except services.NotAsked as refused:
        messages.error(request, str(refused))
    return redirect("workshops:feedback", programme=found.pk, event=meeting.pk)
