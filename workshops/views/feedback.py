"""Feedback on a meeting: asked for with one press, and how many answered. The survey's own pages show the results."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.models import Release
from programmes.access import Capability
from workshops.models import Feedback
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


@require_http_methods(["GET"])
def result(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Lead to what was published of it; the newest, where the survey was asked again."""
    found, meeting = fetch_event(request, programme, event, Capability.SEE_OUTCOMES)
    surveys = Feedback.objects.visible_to(request.user).filter(event=meeting).values("survey")
    releases = Release.objects.visible_to(request.user).to_group(found).surveys().filter(wave__survey__in=surveys)
    newest = releases.defer("figures").last()
    if newest is None:
        raise Http404
    return redirect("diagnostics:result-version", programme=found.pk, release=newest.pk)


@require_POST
def ask(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.RUN_SURVEYS)
    try:
        services.ask(event=meeting, by=request.user, at=timezone.now())
    except services.NotAsked as refused:
        messages.error(request, str(refused))
    return redirect("workshops:feedback", programme=found.pk, event=meeting.pk)
