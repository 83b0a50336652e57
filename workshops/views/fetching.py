"""How pages of a meeting get at it and at what belongs to it, and how they lead back to its pages."""

from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from workshops.models import Event

Row = TypeVar("Row", bound=Model)


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


def fetch_of_event(
    request: HttpRequest,
    programme: int,
    event: int,
    model: type[Row],
    pk: int,
    capability: Capability = Capability.EDIT_EVENTS,
) -> Row:
    """A row of a meeting, which it brings along as its `event`: 404 unless the user sees both, 403 as `fetch_event`."""
    _, meeting = fetch_event(request, programme, event, capability)
    row = get_object_or_404(model.objects.visible_to(request.user).filter(event=meeting), pk=pk)
    row.event = meeting
    return row


def to_page(event: Event, name: str, anchor: str = "", query: str = "") -> HttpResponse:
    """Lead to a page of a meeting by the name of its address, and to a place on it."""
    address = reverse(name, kwargs={"programme": event.programme_id, "event": event.pk})
    return redirect(f"{address}{f'?{query}' if query else ''}{f'#{anchor}' if anchor else ''}")
