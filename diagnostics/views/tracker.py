"""Who has not done what: people by steps, one person, dates of their own, nudges, and the table to take away."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.steps import OwnStepForm
from diagnostics.models import PreWorkStep
from diagnostics.selectors import tracker as selectors
from diagnostics.selectors.tracker import Asked, PersonRow, Tracker
from diagnostics.services import mailings, steps
from programmes.access import Capability
from programmes.models import Membership, Programme
from programmes.services import notices
from programmes.spreadsheets import write_csv
from programmes.views.fetching import fetch_programme, filter_of, number_in


@require_http_methods(["GET"])
def prework(request: HttpRequest, programme: int) -> HttpResponse:
    """What is asked, how many have done it, and each person by each step; filters in the address."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    today = timezone.localdate()
    everybody = selectors.tracker(found, at=today)
    step, state = _filters(request, everybody)
    rows = everybody.only(step=step, state=state)
    context = {
        "programme": found,
        "tracker": everybody,
        "columns": [(column, _to_nudge(everybody, today, column.step.pk)) for column in everybody.columns],
        "rows": [(row, next(iter(row.to_nudge(today, step=step)), None)) for row in rows],
        "shown": [each for each in everybody.steps if step in (None, each.pk)],
        "step": step,
        "state": state,
        "filters": selectors.FILTERS,
        "is_held": notices.held(found),
        "today": today,
    }
    return render(request, "diagnostics/tracker/tracker.html", context)


@require_http_methods(["GET"])
def table(request: HttpRequest, programme: int) -> HttpResponse:
    """The same as a table that Excel opens: how far each is, never an answer, a score or a word of notes."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    content = write_csv(selectors.table(selectors.tracker(found, at=timezone.localdate())))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pre-work.csv"'
    return response


@require_http_methods(["GET"])
def person(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """One leader: each step with its own date, and the mails about it."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    row = _row(request, found, membership)
    today = timezone.localdate()
    context = {
        "programme": found,
        "row": row,
        "steps": [(asked, asked in row.to_nudge(today)) for asked in row.steps],
        "mails": selectors.mails_to(row.membership.person_id, found),
        "is_held": notices.held(found),
        "today": today,
    }
    return render(request, "diagnostics/tracker/person.html", context)


@require_http_methods(["GET", "POST"])
def person_step(request: HttpRequest, programme: int, membership: int, step: int) -> HttpResponse:
    """A date of their own, or nothing asked of them at all."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    asked_step = _standing(request, found, step)
    row = _row(request, found, membership)
    asked = next(each for each in row.steps if each.step == asked_step)
    form = OwnStepForm(
        request.POST if request.method == "POST" else None, common=_common(asked), initial=_initial(asked)
    )
    if request.method == "POST" and form.is_valid():
        _keep(row.membership, asked, form.cleaned_data, request)
        messages.success(request, f"Saved: {asked.step} for {row.membership.shown_name}.")
        return redirect("diagnostics:tracker-person", programme=found.pk, membership=membership)
    context = {"programme": found, "row": row, "asked": asked, "form": form}
    return render(request, "diagnostics/tracker/person_step.html", context)


@require_POST
def nudge(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """Remind everybody who has not done a step, or the one person named in the form."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    asked = _standing(request, found, step)
    today = timezone.localdate()
    rows = [row for row in selectors.tracker(found, at=today).rows if row.to_nudge(today, step=asked.pk)]
    only = request.POST.get("person", "")
    people = [row.membership.person for row in rows if only in ("", str(row.membership.pk))]
    _say(request, mailings.nudge(step=asked, people=people, by=request.user, at=today))
    membership = Membership.objects.visible_to(request.user).of_owner(found).filter(pk=number_in(only)).first()
    if membership is not None:
        return redirect("diagnostics:tracker-person", programme=found.pk, membership=membership.pk)
    return redirect("diagnostics:pre-work", programme=found.pk)


def _filters(request: HttpRequest, everybody: Tracker) -> tuple[int | None, str]:
    """The step and the state that the address narrows to; what is none of either narrows nothing."""
    step = filter_of(request, "step")
    state = filter_of(request, "state")
    return (
        next((each.pk for each in everybody.steps if str(each.pk) == step), None),
        state if state in dict(selectors.FILTERS) else "",
    )


def _to_nudge(everybody: Tracker, at: date, step: int) -> int:
    return sum(bool(row.to_nudge(at, step=step)) for row in everybody.rows)


def _row(request: HttpRequest, programme: Programme, pk: int) -> PersonRow:
    """The person's row as it is today, also where they join only later."""
    parts = Membership.objects.visible_to(request.user).of_owner(programme).participants()
    part = get_object_or_404(parts.select_related("programme", "person__user", "post__organisation"), pk=pk)
    return selectors.row_of(part)


def _standing(request: HttpRequest, programme: Programme, pk: int) -> PreWorkStep:
    seen = PreWorkStep.objects.visible_to(request.user).of_owner(programme).standing()
    return get_object_or_404(seen.select_related("programme"), pk=pk)


def _initial(asked: Asked) -> dict[str, Any]:
    return {
        "asked": "no" if asked.state == selectors.State.LEFT_OUT else "yes",
        "due_on": asked.due_on if asked.has_own_date else None,
    }


def _common(asked: Asked) -> str:
    return date_format(asked.step.due_on, "j F Y") if asked.step.due_on else "none"


def _keep(part: Membership, asked: Asked, cleaned: dict[str, Any], request: HttpRequest) -> None:
    change = steps.ask_again if cleaned["asked"] == "yes" else steps.leave_out
    change(step=asked.step, person=part.person, by=request.user)
    steps.give_own_date(step=asked.step, person=part.person, due_on=cleaned["due_on"], by=request.user)


def _say(request: HttpRequest, sent: mailings.Sent) -> None:
    if sent.number:
        messages.success(request, f"{sent.number} {'reminder is' if sent.number == 1 else 'reminders are'} going out.")
    for reason in sent.refused:
        messages.warning(request, reason)
    if not sent.number and not sent.refused:
        messages.warning(request, "There is nobody to nudge about it just now.")
