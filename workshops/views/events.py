"""The series: workshops and coaching, what each is for, and who took part."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes import selectors as programme_selectors
from programmes.access import Capability
from programmes.services import records
from programmes.views.fetching import fetch_programme
from workshops.forms.events import AimForm, EventForm, RegisterForm
from workshops.models import Attendance, Event, EventAim
from workshops.selectors import registers as selectors
from workshops.services.events import keep_register


@require_http_methods(["GET"])
def events(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_EVENTS, seen_with=Capability.SEE_EVENTS)
    mine = Event.objects.visible_to(request.user).of_owner(found)
    may_edit = access.may(request.user, Capability.EDIT_EVENTS, found)
    context = {"programme": found, "events": mine.standing().prefetch_related("aims"), "may_edit": may_edit}
    if may_edit:
        context["withdrawn"] = mine.filter(withdrawn_at__isnull=False)
    return render(request, "workshops/events.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.EDIT_EVENTS, seen_with=Capability.SEE_EVENTS)
    form = EventForm(request.POST or None, instance=Event(programme=found))
    if request.method == "POST" and form.is_valid():
        event = records.add(form.instance, by=request.user)
        messages.success(request, f"{event.title} is planned. Next, say what it is for.")
        return redirect("workshops:event", programme=found.pk, event=event.pk)
    return render(request, "workshops/event_form.html", {"programme": found, "form": form})


@require_http_methods(["GET"])
def event(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.SEE_EVENTS)
    context = {"programme": found, "event": meeting, "aims": meeting.aims.standing()}
    context["own"] = Attendance.objects.filter(event=meeting, membership__person__user=request.user).first()
    if access.may(request.user, Capability.EDIT_EVENTS, found):
        context |= {
            "may_edit": True,
            "turnout": selectors.turnout(meeting),
            "history": programme_selectors.history(meeting),
        }
    return render(request, "workshops/event.html", context)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    form = EventForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, f"Saved: {meeting.title}.")
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/event_form.html", {"programme": found, "form": form, "event": meeting})


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """How each participant took part, on one page."""
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    form = RegisterForm(request.POST or None, lines=selectors.register(meeting))
    if request.method == "POST" and form.is_valid():
        changed = keep_register(event=meeting, marks=form.marks(), by=request.user)
        messages.success(request, f"The register is saved: {changed} changed.")
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/register.html", {"programme": found, "form": form, "event": meeting})


@require_http_methods(["GET", "POST"])
def add_aim(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    form = AimForm(request.POST or None, instance=EventAim(event=meeting))
    if request.method == "POST" and form.is_valid():
        records.add(form.instance, by=request.user)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/aim_form.html", {"programme": found, "form": form, "event": meeting})


@require_http_methods(["GET", "POST"])
def aim(request: HttpRequest, programme: int, event: int, aim: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    row = get_object_or_404(meeting.aims.visible_to(request.user), pk=aim)
    form = AimForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/aim_form.html", {"programme": found, "form": form, "event": meeting, "aim": row})


@require_POST
def withdraw_aim(request: HttpRequest, programme: int, event: int, aim: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    records.withdraw(get_object_or_404(meeting.aims.visible_to(request.user), pk=aim), by=request.user)
    messages.success(request, "The aim is withdrawn.")
    return redirect("workshops:event", programme=found.pk, event=meeting.pk)


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    records.withdraw(meeting, by=request.user)
    messages.success(request, f"Withdrawn: {meeting.title}. You can restore it below.")
    return redirect("workshops:events", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = _event(request, programme, event, Capability.EDIT_EVENTS)
    records.restore(meeting, by=request.user)
    messages.success(request, f"Restored: {meeting.title}.")
    return redirect("workshops:events", programme=found.pk)


def _event(request: HttpRequest, programme: int, event: int, capability: Capability):
    found = fetch_programme(request, programme, capability, seen_with=Capability.SEE_EVENTS)
    return found, get_object_or_404(Event.objects.visible_to(request.user).of_owner(found), pk=event)
