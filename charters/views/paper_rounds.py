"""Agreed in the room: the facilitator enters what those on a meeting's register agreed by show of hands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from charters.forms.rounds import PaperForm
from charters.models import Charter
from charters.selectors import round_pages
from charters.selectors import rounds as selectors
from charters.services import paper_rounds, rounds
from charters.services.charter import NothingToAdopt, charter_of
from charters.views.rounds import meetings
from programmes.access import Capability
from programmes.views.fetching import fetch_programme, filter_of, number_in
from workshops.models import Event

NO_LINE = "No commitment would be left in the charter. Leave one that stands."


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, programme: int) -> HttpResponse:
    """Choose the meeting, then enter what it agreed; a version is frozen with it."""
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    charter, choices = charter_of(found), meetings(request, found)
    context: dict[str, Any] = {"programme": found, "meetings": choices}
    chosen = filter_of(request, "event")
    if not chosen:
        return render(request, "charters/rounds/paper_meeting.html", context)
    event = get_object_or_404(choices, pk=number_in(chosen))
    present = paper_rounds.there(event)
    form = PaperForm(request.POST or None, ready=round_pages.ready(charter), there=len(present))
    if request.method == "POST" and form.is_valid() and (version := _enter(request, charter, event, form)):
        messages.success(request, f"Version {version.number} is agreed. It stays as it is from now on.")
        return redirect("charters:version", found.pk, version.pk)
    asked = selectors.leaders(found, at=timezone.localdate())
    context |= {"event": event, "present": present, "asked": asked, "form": form}
    return render(request, "charters/rounds/paper.html", context | {"already": round_pages.open_round(charter)})


def _enter(request: HttpRequest, charter: Charter, event: Event, form: PaperForm) -> Any:
    try:
        return paper_rounds.agreed_in_room(charter=charter, event=event, agreed=form.agreed(), by=request.user)
    except rounds.Refused as refused:
        form.add_error(None, str(refused))
    except NothingToAdopt:
        form.add_error(None, NO_LINE)
    return None
