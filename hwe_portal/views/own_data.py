"""What a programme holds about the signed-in person, to read and to take away; also for those who left lately."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hwe_portal.reports.own_data.gather import gather
from hwe_portal.services import own_data as services
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in


@never_cache
@require_http_methods(["GET"])
@strong_sign_in
def own_data(request: HttpRequest, programme: int) -> HttpResponse:
    found = _fetch(request, programme)
    own = gather(request.user.person, found, at=timezone.now())
    return render(request, "portal/own_data/page.html", {"programme": found, "own": own})


@require_POST
@strong_sign_in
def file(request: HttpRequest, programme: int) -> HttpResponse:
    """The same with their documents, as one file. It is small, so it is made while they wait and kept nowhere."""
    found = _fetch(request, programme)
    content = services.take(person=request.user.person, programme=found, by=request.user, at=timezone.now())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="what-we-hold.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _fetch(request: HttpRequest, pk: int) -> Programme:
    return fetch_programme(request, pk, Capability.TAKE_OWN_DATA, seen_with=Capability.TAKE_OWN_DATA)
