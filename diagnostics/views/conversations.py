"""The list of conversations, and one of them for those who hold them; never a word of what was said."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.booking import TimesForm
from diagnostics.forms.conversations import CancelForm, DayForm, HeldElsewhereForm
from diagnostics.models import Interview
from diagnostics.selectors import arrangements
from diagnostics.selectors import conversations as selectors
from diagnostics.services import booking
from diagnostics.views.my_conversation import calendar_response
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    everybody = selectors.conversations(found, request.user, at=timezone.now())
    state, holder = request.GET.get("state", ""), request.GET.get("with", "")
    context = {"programme": found, "conversations": everybody, "state": state, "with": holder}
    context["rows"] = everybody.only(state, holder)
    return render(request, "diagnostics/conversations/list.html", context)


@require_http_methods(["GET"])
def conversation(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """One conversation: when, with whom, who reads, who has opened it, and what can be done about it."""
    found, talk = fetch_listed(request, programme, interview)
    detail = arrangements.detail(talk)
    runs = access.may(request.user, Capability.RUN_PROGRAMME, found)
    context = {"programme": found, "detail": detail, "has_account": talk.person.user_id is not None}
    context["may_read"] = any(each.row.person.user_id == request.user.pk for each in detail.readers)
    context["may_name"] = runs or context["may_read"]
    context["is_over"] = talk.starts_at is not None and talk.starts_at <= timezone.now()
    return render(request, "diagnostics/conversations/conversation.html", context)


@require_http_methods(["GET", "POST"])
def held(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Mark it as held, on which day; or correct that day."""
    found, talk = fetch_listed(request, programme, interview)
    begun = {"on": talk.held_on or min(_day_of(talk), timezone.localdate())}
    label = "On which day did you talk?"
    form = DayForm(request.POST or None, today=timezone.localdate(), label=label, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            booking.mark_held(interview=talk, on=form.cleaned_data["on"], by=request.user)
        except booking.NotFree as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Marked as held.")
        return _back(talk)
    context = {"programme": found, "form": form, "interview": talk, "heading": "Mark it as held"}
    return render(request, "diagnostics/conversations/day.html", context)


@require_POST
def not_held(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Undo "held"."""
    found, talk = fetch_listed(request, programme, interview)
    try:
        left = booking.take_back(interview=talk, by=request.user)
    except booking.NotFree as error:
        messages.error(request, str(error))
        return _back(talk)
    messages.success(request, "It is not marked as held any more.")
    gone = left.state == Interview.State.CANCELLED
    return redirect("diagnostics:conversations", programme=found.pk) if gone else _back(talk)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Move it to another of the same interviewer's free times: to anybody else's only the leader moves it."""
    found, talk = fetch_listed(request, programme, interview)
    if talk.state != Interview.State.BOOKED:
        return _back(talk)
    days = arrangements.free_times_of(talk.interviewer, found, at=timezone.now())
    slots = {str(each.slot.pk): each.slot for day in days for each in day.times}
    form = TimesForm(request.POST or None, slots=slots)
    form.fields["slot"].label = "Which time?"
    if request.method == "POST" and form.is_valid():
        try:
            booking.move(interview=talk, slot=form.cleaned_data["slot"], by=request.user)
        except booking.NotFree as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Moved. Everybody concerned gets the new calendar entry.")
        return _back(talk)
    context = {"programme": found, "form": form, "interview": talk, "days": days}
    context["where"] = arrangements.where_all_are(days)
    return render(request, "diagnostics/conversations/move.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Call it off, and say why."""
    found, talk = fetch_listed(request, programme, interview)
    if talk.state != Interview.State.BOOKED:
        return _back(talk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            booking.cancel(interview=talk, by=request.user, reason=form.cleaned_data["reason"])
        except booking.NotFree as error:
            messages.error(request, str(error))
            return _back(talk)
        messages.success(request, "Cancelled. They are told by mail, and their calendar too.")
        return redirect("diagnostics:conversations", programme=found.pk)
    context = {"programme": found, "form": form, "interview": talk}
    return render(request, "diagnostics/conversations/cancel.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, programme: int) -> HttpResponse:
    """A conversation that was arranged outside the portal."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    today = timezone.localdate()
    form = HeldElsewhereForm(
        request.POST or None,
        leaders=selectors.leaders(found, at=today),
        holders=selectors.one_each(selectors.holders(found, at=today)),
        today=today,
        initial={"person": request.GET.get("person"), "interviewer": request.user.person.pk},
    )
    if request.method == "POST" and form.is_valid():
        try:
            talk = booking.record_held(programme=found, by=request.user, **form.cleaned_data)
        except booking.NotFree as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, "Recorded.")
            return _back(talk)
    return render(request, "diagnostics/conversations/record.html", {"programme": found, "form": form})


@require_http_methods(["GET"])
def calendar(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    _, talk = fetch_listed(request, programme, interview)
    return calendar_response(talk)


def fetch_listed(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Interview]:
    """A conversation of the programme's list that stands, or 404."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    seen = Interview.objects.listed_to(request.user).standing().filter(programme=found)
    rows = seen.select_related("programme", "person", "interviewer", "quotes_told_to__person")
    return found, get_object_or_404(rows, pk=pk)


def _day_of(interview: Interview) -> date:
    return timezone.localdate(interview.starts_at) if interview.starts_at else timezone.localdate()


def _back(interview: Interview) -> HttpResponse:
    return redirect("diagnostics:conversation", programme=interview.programme_id, interview=interview.pk)
