"""The series: meetings, what each is for, and the pages that belong to one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.calendars import Method
from programmes import access
from programmes import selectors as programme_selectors
from programmes.access import Capability
from programmes.models import Programme
from programmes.services import records
from programmes.views.fetching import fetch_programme
from workshops import calendars
from workshops.forms.events import KINDS, AimForm, EventForm
from workshops.models import Attendance, Event, EventAim
from workshops.selectors import events as selectors
from workshops.selectors import invitations, registers
from workshops.services import events as services
from workshops.views.fetching import fetch_event
from workshops.views.telling import tell_of_mails


@require_http_methods(["GET"])
def events(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_EVENTS, seen_with=Capability.SEE_EVENTS)
    plans = access.may(request.user, Capability.EDIT_EVENTS, found)
    series = selectors.series(found, request.user, at=timezone.localdate(), plans=plans)
    context = {"programme": found, "series": series, "may_edit": plans}
    context["may_read"] = access.may(request.user, Capability.SEE_OUTCOMES, found)
    if plans:
        gone = Event.objects.visible_to(request.user).of_owner(found)
        context["withdrawn"] = gone.filter(withdrawn_at__isnull=False)
    return render(request, "workshops/events.html", context)


@require_http_methods(["GET"])
def choose_kind(request: HttpRequest, programme: int) -> HttpResponse:
    """What is planned: the form that follows asks for what belongs to its kind."""
    found = fetch_programme(request, programme, Capability.EDIT_EVENTS, seen_with=Capability.SEE_EVENTS)
    return render(request, "workshops/event_kinds.html", {"programme": found, "kinds": KINDS.values()})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, kind: str) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.EDIT_EVENTS, seen_with=Capability.SEE_EVENTS)
    if kind not in KINDS:
        raise Http404
    form = EventForm(request.POST or None, instance=Event(programme=found, kind=kind))
    if request.method == "POST" and form.is_valid():
        event = records.add(form.instance, by=request.user)
        messages.success(request, f"{event.title} is planned. Next, say what it is for.")
        return redirect("workshops:event", programme=found.pk, event=event.pk)
    context = {"programme": found, "form": form, "kind": KINDS[kind]}
    return render(request, "workshops/event_form.html", context)


@never_cache
@require_http_methods(["GET"])
def event(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """A meeting's own page: for who runs it the pages it has; for others when, where, what for, and their reply."""
    found, meeting = fetch_event(request, programme, event, Capability.SEE_EVENTS, may_be_counted=True)
    plans = access.may(request.user, Capability.EDIT_EVENTS, found)
    reads = access.may(request.user, Capability.SEE_OUTCOMES, found)
    context = {"programme": found, "event": meeting, "may_edit": plans, "may_read": reads}
    context["is_over"] = meeting.last_day < timezone.localdate()
    context["has_entry"] = calendars.has_entry(meeting)
    if reads:
        context["aims"] = meeting.aims.standing()
    if plans:
        context["history"] = programme_selectors.history(meeting)
    if not meeting.is_counted:
        context["own"] = _own(request, meeting)
        context |= _for_who_runs_it(meeting, context["is_over"]) if plans else _for_who_comes(request, meeting, reads)
    return render(request, "workshops/event.html", context)


def _own(request: HttpRequest, meeting: Event) -> list[tuple[Attendance, bool]]:
    """The lines that the reader may answer, each with whether it is their own: who runs it may be asked to it too."""
    rows = selectors.own_lines(meeting, request.user)
    return [(row, row.membership.person.user_id == request.user.pk) for row in rows]


def _for_who_runs_it(meeting: Event, is_over: bool) -> dict[str, Any]:
    turnout = registers.turnout(meeting)
    content = selectors.content(meeting, for_leaders=False)
    return {"turnout": turnout, "places": selectors.places(content, turnout, is_over=is_over)}


def _for_who_comes(request: HttpRequest, meeting: Event, reads: bool) -> dict[str, Any]:
    """An assistant, who keeps dates, gets the replies of their leaders and nothing of what is said there."""
    if not reads:
        return {}
    content = selectors.content(meeting, for_leaders=True)
    joins = access.may(request.user, Capability.JOIN_ROOM, meeting.programme)
    places = selectors.places_for_leaders(content)
    return {"places": places, "room_code": content.room_code if joins else ""}


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Correct a meeting. `?kind=` asks for the fields of another kind, which it then becomes."""
    found, meeting = fetch_event(request, programme, event, may_be_counted=True)
    is_over = meeting.last_day < timezone.localdate()  # then nobody is written to about it
    open_to_it, was = _kinds_open_to(meeting), meeting.kind
    meeting.kind = request.GET.get("kind") if request.GET.get("kind") in open_to_it else meeting.kind
    form = EventForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        sent = services.correct(form.instance, by=request.user)
        messages.success(request, f"Saved: {meeting.title}.")
        tell_of_mails(request, sent)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    asked = 0 if is_over else meeting.attendances.filter(invited_at__isnull=False).count()
    others = [KINDS[kind] for kind in open_to_it if kind != meeting.kind]
    context = {"programme": found, "form": form, "event": meeting, "asked": asked}
    context |= {"kind": KINDS[meeting.kind], "others": others, "becomes": meeting.kind != was}
    return render(request, "workshops/event_form.html", context)


def _kinds_open_to(meeting: Event) -> list[str]:
    """What a meeting may be of, as it is and after a change: what has people or contents is not only counted."""
    may_be = selectors.may_be_counted(meeting)
    return [kind for kind in KINDS if kind != Event.Kind.INDIVIDUAL_COACHING or may_be]


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, may_be_counted=True)
    sent = services.call_off(meeting, by=request.user)
    messages.success(request, f"Called off: {meeting.title}. You can restore it below.")
    tell_of_mails(request, sent)
    return redirect("workshops:events", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, may_be_counted=True)
    sent = services.take_up_again(meeting, by=request.user)
    messages.success(request, f"Restored: {meeting.title}.")
    tell_of_mails(request, sent)
    return redirect("workshops:events", programme=found.pk)


@require_http_methods(["GET"])
def calendar(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """The meeting as a file for one's own calendar, which asks nobody. Http404 where its day is not known exactly."""
    _, meeting = fetch_event(request, programme, event, Capability.SEE_EVENTS)
    if not calendars.has_entry(meeting):
        raise Http404
    method = Method.CANCEL if meeting.withdrawn_at else calendars.PUBLISH
    sequence = invitations.entry_sequence_of(meeting)
    content = calendars.calendar_file(meeting, sequence=sequence, method=method, at=timezone.now())
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = f'attachment; filename="{calendars.FILE_NAME}"'
    return response


# What it is for ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def add_aim(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    form = AimForm(request.POST or None, instance=EventAim(event=meeting))
    if request.method == "POST" and form.is_valid():
        records.add(form.instance, by=request.user)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/aim_form.html", {"programme": found, "form": form, "event": meeting})


@require_http_methods(["GET", "POST"])
def aim(request: HttpRequest, programme: int, event: int, aim: int) -> HttpResponse:
    found, meeting, row = _aim(request, programme, event, aim)
    form = AimForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/aim_form.html", {"programme": found, "form": form, "event": meeting, "aim": row})


@require_POST
def withdraw_aim(request: HttpRequest, programme: int, event: int, aim: int) -> HttpResponse:
    found, meeting, row = _aim(request, programme, event, aim)
    records.withdraw(row, by=request.user)
    messages.success(request, "The aim is withdrawn.")
    return redirect("workshops:event", programme=found.pk, event=meeting.pk)


def _aim(request: HttpRequest, programme: int, event: int, aim: int) -> tuple[Programme, Event, EventAim]:
    found, meeting = fetch_event(request, programme, event)
    return found, meeting, get_object_or_404(meeting.aims.visible_to(request.user), pk=aim)
