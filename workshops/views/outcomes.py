"""What came of a meeting: read by who takes part, noted by who runs it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes import selectors as programme_selectors
from programmes.access import Capability
from programmes.models import Programme
from programmes.services import records
from workshops.forms.actions import ActionForm, owners_of
from workshops.forms.outcomes import DecisionForm, DecisionsForm, MadeForm, PointForm, StocktakeForm
from workshops.models import Action, Decision, Event, StocktakePoint
from workshops.selectors import actions as action_selectors
from workshops.selectors import outcomes as selectors
from workshops.services import outcomes as services
from workshops.views.fetching import fetch_event, fetch_of_event, to_page

PAGE = "workshops:outcomes"


@require_http_methods(["GET"])
def outcomes(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """What we said we would do, what was decided and agreed, what was made, and the stocktake."""
    found, meeting = fetch_event(request, programme, event, Capability.SEE_OUTCOMES)
    now = {"user": request.user, "at": timezone.localdate()}
    came, actions = selectors.came_of(meeting), action_selectors.at_meeting(meeting, **now)
    context = {
        "programme": found,
        "event": meeting,
        "message": _message(meeting, came, len(actions.agreed)),
        "came": came,
        "carried": actions.carried,
        "agreed": actions.agreed,
    }
    if access.may(request.user, Capability.EDIT_EVENTS, found):
        context |= {"may_edit": True, **_forms(request, found, meeting)}
    return render(request, "workshops/outcomes/page.html", context)


def _message(event: Event, came: selectors.Came, actions: int) -> str:
    """The title of the page: what came of the meeting."""
    said = selectors.counted(came, actions=actions)
    return f"{event.title}: {said}" if said else f"Nothing is noted of {event.title} yet"


def _forms(request: HttpRequest, programme: Programme, event: Event) -> dict[str, Any]:
    """The forms that stand on the page itself, each with a prefix of its own."""
    owners = owners_of(programme, request.user, now=timezone.localdate())
    return {
        "decisions_form": DecisionsForm(prefix="decisions"),
        "action_form": ActionForm(prefix="action", owners=owners, instance=Action(programme=programme, event=event)),
        "made_form": MadeForm(prefix="made"),
        "stocktake_form": StocktakeForm(prefix="stocktake"),
    }


@require_http_methods(["GET", "POST"])
def add_decisions(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    form = DecisionsForm(request.POST or None, prefix="decisions")
    if request.method == "POST" and form.is_valid():
        made = services.decide_all(event=meeting, texts=form.cleaned_data["texts"], by=request.user)
        messages.success(request, _noted(len(made), "decision"))
        return to_page(meeting, PAGE, "decisions")
    return _form(request, meeting, form, "Note what was decided")


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, programme: int, event: int, decision: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Decision, decision)
    form = DecisionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, f"Saved: {row}")
        return to_page(row.event, PAGE, "decisions")
    withdraw_url = reverse("workshops:decision-withdraw", args=[programme, event, row.pk])
    return _form(request, row.event, form, "Correct a decision", row=row, withdraw_url=withdraw_url)


@require_POST
def withdraw_decision(request: HttpRequest, programme: int, event: int, decision: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Decision, decision)
    records.withdraw(row, by=request.user)
    messages.success(request, "The decision is withdrawn. You can restore it at the foot of this page.")
    return to_page(row.event, PAGE, "decisions")


@require_POST
def restore_decision(request: HttpRequest, programme: int, event: int, decision: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Decision, decision)
    records.restore(row, by=request.user)
    messages.success(request, "The decision stands again.")
    return to_page(row.event, PAGE, "decisions")


@require_http_methods(["GET", "POST"])
def add_points(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    form = StocktakeForm(request.POST or None, prefix="stocktake")
    if request.method == "POST" and form.is_valid():
        made = services.take_whole_stock(event=meeting, points=form.points, by=request.user)
        messages.success(request, _noted(len(made), "point"))
        return to_page(meeting, PAGE, "stocktake")
    return _form(request, meeting, form, "Take stock: what do we keep, stop and start?")


@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, programme: int, event: int, point: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, StocktakePoint, point)
    form = PointForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, f"Saved: {row}")
        return to_page(row.event, PAGE, "stocktake")
    withdraw_url = reverse("workshops:stocktake-withdraw", args=[programme, event, row.pk])
    title = "Correct a point of the stocktake"
    return _form(request, row.event, form, title, row=row, withdraw_url=withdraw_url)


@require_POST
def withdraw_point(request: HttpRequest, programme: int, event: int, point: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, StocktakePoint, point)
    records.withdraw(row, by=request.user)
    messages.success(request, "The point is withdrawn. You can restore it at the foot of this page.")
    return to_page(row.event, PAGE, "stocktake")


@require_POST
def restore_point(request: HttpRequest, programme: int, event: int, point: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, StocktakePoint, point)
    records.restore(row, by=request.user)
    messages.success(request, "The point stands again.")
    return to_page(row.event, PAGE, "stocktake")


@require_POST
def make_aim(request: HttpRequest, programme: int, event: int, point: int) -> HttpResponse:
    """A revised aim becomes an aim of the programme with one press."""
    row = fetch_of_event(request, programme, event, StocktakePoint, point)
    if row.kind != StocktakePoint.Kind.AIM:
        raise Http404
    services.make_aim(point=row, by=request.user)
    messages.success(request, "It is an aim of the programme now. The aims before it stand until you withdraw them.")
    return to_page(row.event, PAGE, "stocktake")


@require_http_methods(["GET", "POST"])
def make_record(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """What a session made becomes records of the programme."""
    _, meeting = fetch_event(request, programme, event)
    form = MadeForm(request.POST or None, prefix="made")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = services.make_records(
            event=meeting, kind=said["kind"], texts=said["texts"], agreed=said["agreed"], by=request.user
        )
        messages.success(request, _noted(len(made), "record"))
        return to_page(meeting, PAGE, "made")
    return _form(request, meeting, form, "Record what was made")


def _form(request: HttpRequest, event: Event, form: Any, title: str, *, row: Any = None, **more: Any) -> HttpResponse:
    context = {"programme": event.programme, "event": event, "form": form, "title": title, **more}
    if row is not None:
        context["history"] = programme_selectors.history(row)
    return render(request, "workshops/outcomes/form.html", context)


def _noted(number: int, what: str) -> str:
    return f"Noted: {number} {what}{'' if number == 1 else 's'}."
