"""How pages of a meeting get at it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from workshops.models import Event


def fetch_event(
    request: HttpRequest,
    programme: int,
    event: int,
    capability: Capability = Capability.EDIT_EVENTS,
    *,
    may_be_counted: bool = False,
) -> tuple[Programme, Event]:
    """The programme and its meeting: 404 unless the user sees both, 403 without the capability.

    A meeting that is withdrawn is there only for who plans meetings. Individual coaching is only counted: it has
    neither register, agenda, room nor outcomes, so it is not there (404) unless `may_be_counted`.
    """
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_EVENTS)
    seen = Event.objects.visible_to(request.user).of_owner(found)
    if not access.may(request.user, Capability.EDIT_EVENTS, found):
        seen = seen.standing()
    meeting = get_object_or_404(seen, pk=event)
    if meeting.is_counted and not may_be_counted:
        raise Http404
    meeting.programme = found
    return found, meeting
