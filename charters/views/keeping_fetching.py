"""How the pages that keep a charter get at a version and at a review."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from charters.models import CharterVersion, Review
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme


def fetch_version(
    request: HttpRequest, programme: int, pk: int, capability: Capability = Capability.SEE_CHARTER
) -> tuple[Programme, CharterVersion]:
    """The programme and a version of its charter, with the programme at hand: 404 unless the user may read it."""
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_CHARTER)
    seen = CharterVersion.objects.visible_to(request.user).of_owner(found).select_related("charter")
    version = get_object_or_404(seen, pk=pk)
    version.charter.programme = found
    return found, version


def fetch_review(
    request: HttpRequest, programme: int, pk: int, capability: Capability = Capability.SEE_CHARTER
) -> tuple[Programme, Review]:
    """The programme and a review of its charter, with its version and the round of its pulse at hand."""
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_CHARTER)
    related = (
        Review.objects.visible_to(request.user).of_owner(found).select_related("charter", "version", "wave__survey")
    )
    review = get_object_or_404(related, pk=pk)
    review.charter.programme = found
    return found, review
