"""Agreed in the room: the facilitator enters what those on a meeting's register agreed by show of hands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from charters.forms.rounds import PaperForm
from charters.models import Charter, CharterVersion
from charters.selectors import round_pages, signatures
from charters.services import paper_rounds, rounds
from charters.services.charter import NothingToAdopt, charter_of
from charters.views.rounds import meetings
from programmes.access import Capability
from programmes.views.fetching import fetch_programme, filter_of, number_in
from workshops.models import Event

NO_LINE = "No commitment would be left in the charter. Leave one that stands."


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, programme: int) -> HttpResponse:
    """Choose the meeting, enter what it agreed, read what will come of it; then a version is frozen with it."""
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    charter, choices = charter_of(found), meetings(request, found)
    context: dict[str, Any] = {"programme": found, "meetings": choices}
    chosen = filter_of(request, "event")
    if not chosen:
        return render(request, "charters/rounds/paper_meeting.html", context)
    event, today = get_object_or_404(choices, pk=number_in(chosen)), timezone.localdate()
    present = paper_rounds.present(event, at=today)
    form = PaperForm(request.POST or None, ready=round_pages.ready(charter), there=len(present.people))
    context |= {"event": event, "present": present, "form": form}
    if request.method == "POST" and form.is_valid() and (done := _go_on(request, charter, event, form, context)):
        return done
    context |= {
        "already": round_pages.open_round(charter),
        "too_early": paper_rounds.too_early(charter, event, at=today),
    }
    return render(request, "charters/rounds/paper.html", context)


def _go_on(
    request: HttpRequest, charter: Charter, event: Event, form: PaperForm, context: dict[str, Any]
) -> HttpResponse | None:
    """To the check page, and from there to the version; None where something is to be put right first."""
    if "change" in request.POST:
        return None
    if "sure" not in request.POST:
        return _check(request, charter, event, form, context)
    version = _enter(request, charter, event, form)
    if version is None:
        return None
    messages.success(request, f"Version {version.number} is agreed. It stays as it is from now on.")
    return redirect("charters:version", charter.programme_id, version.pk)


def _check(
    request: HttpRequest, charter: Charter, event: Event, form: PaperForm, context: dict[str, Any]
) -> HttpResponse | None:
    """So many of so many were there, and their words will be the next version for everybody."""
    rows = form.agreed()
    try:
        paper_rounds.require_possible(charter, event, rows, at=timezone.localdate())
    except rounds.Refused as refused:
        form.add_error(None, str(refused))
        return None
    newest = signatures.newest(charter)
    number = newest.number + 1 if newest else 1
    agreed = [(row, round_pages.words_proposed(row.proposal)) for row in rows]
    context = context | {"agreed": agreed, "number": number, "newest": newest}
    return render(request, "charters/rounds/paper_check.html", context)


def _enter(request: HttpRequest, charter: Charter, event: Event, form: PaperForm) -> CharterVersion | None:
    try:
        return paper_rounds.agreed_in_room(charter=charter, event=event, agreed=form.agreed(), by=request.user)
    except rounds.Refused as refused:
        form.add_error(None, str(refused))
    except NothingToAdopt:
        form.add_error(None, NO_LINE)
    return None
