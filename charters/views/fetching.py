"""How pages of a charter get at it and at what belongs to it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from charters.models import Charter, Commitment, Proposal, Section
from charters.selectors.proposals import with_everything, with_words
from charters.services.charter import charter_of
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme, require


def fetch_charter(
    request: HttpRequest, programme: int, capability: Capability = Capability.SEE_CHARTER
) -> tuple[Programme, Charter]:
    """The programme and its charter: 404 unless the user may read it, 403 without the capability."""
    seen = Charter.objects.visible_to(request.user).select_related("programme__system", "programme__group")
    mine = seen.filter(programme=programme).first()
    if mine is None:
        found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_CHARTER)
        mine = charter_of(found)
        mine.programme = found
    request.programme = mine.programme
    require(request, capability, mine.programme)
    return mine.programme, mine


def fetch_commitment(
    request: HttpRequest, programme: int, pk: int, capability: Capability
) -> tuple[Programme, Commitment]:
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_CHARTER)
    seen = Commitment.objects.visible_to(request.user).of_owner(found).select_related("section", "charter")
    return found, get_object_or_404(seen, pk=pk)


def fetch_section(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Section]:
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER, seen_with=Capability.SEE_CHARTER)
    seen = Section.objects.visible_to(request.user).of_owner(found).select_related("charter")
    return found, get_object_or_404(seen, pk=pk)


def fetch_proposal(
    request: HttpRequest, programme: int, pk: int, capability: Capability = Capability.SEE_CHARTER
) -> tuple[Programme, Proposal]:
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_CHARTER)
    seen = with_everything(Proposal.objects.visible_to(request.user).of_owner(found))
    return found, get_object_or_404(seen, pk=pk)


def fetch_words(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Proposal]:
    """A proposal to better, with its words and those of its commitment; without what was said and saved before."""
    found = fetch_programme(request, programme, Capability.PROPOSE_CHARTER, seen_with=Capability.SEE_CHARTER)
    seen = with_words(Proposal.objects.visible_to(request.user).of_owner(found))
    return found, get_object_or_404(seen, pk=pk)
