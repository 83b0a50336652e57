"""Where a record came from: apps below keep a key, which is resolved here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hwe_portal.reports import evidence
from programmes import access
from programmes.access import Capability
from programmes.views.fetching import fetch_programme

MEETING = "workshops.event"


@require_http_methods(["GET"])
def origin(request: HttpRequest, programme: int, key: str) -> HttpResponse:
    """Lead to the page behind the key of a record's origin; what may be read there, that page decides.

    What was made in a meeting is read among its outcomes, where the reader may see them.
    """
    found = fetch_programme(request, programme, Capability.SEE_PROGRAMME)
    try:
        address = evidence.address(key, found)
    except ValueError:
        raise Http404 from None
    if not address:
        raise Http404
    label, _, pk = key.partition(":")
    if label == MEETING and access.may(request.user, Capability.SEE_OUTCOMES, found):
        address = f"{reverse('workshops:outcomes', kwargs={'programme': found.pk, 'event': int(pk)})}#made"
    return redirect(address)
