"""What a programme asks before the workshops, kept by the facilitator; and the conflict profiles that come of it."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.prework import ReleaseForm
from diagnostics.forms.steps import FORMS, KindForm
from diagnostics.models import ConflictProfile, PreWorkStep
from diagnostics.selectors import profiles as selectors
from diagnostics.services import profiles, steps
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme, filter_of

ASKED_ALREADY = "The programme asks for that already. Nothing was changed."


# What is asked


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """What is asked, in its order, and what is not asked any more."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    every = list(found.steps.all())
    context = {
        "programme": found,
        "asked": [step for step in every if step.withdrawn_at is None],
        "withdrawn": [step for step in every if step.withdrawn_at],
        "today": timezone.localdate(),
    }
    return render(request, "diagnostics/steps/list.html", context)


@require_http_methods(["GET", "POST"])
def choose_kind(request: HttpRequest, programme: int) -> HttpResponse:
    """The first page of asking for something: what."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    form = KindForm(request.POST if request.method == "POST" else None, programme=found)
    if request.method == "POST" and form.is_valid():
        return redirect("diagnostics:step-add-kind", programme=found.pk, kind=form.cleaned_data["kind"])
    return render(request, "diagnostics/steps/kind.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def add_step(request: HttpRequest, programme: int, kind: str) -> HttpResponse:
    """The second: its words, dates and what else its kind has."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    if kind not in FORMS:
        raise Http404
    return _step_form(request, found, PreWorkStep(programme=found, kind=kind))


@require_http_methods(["GET", "POST"])
def correct_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    return _step_form(request, found, _step(request, found, step))


@require_POST
def move_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """Earlier or later on the leaders' list."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    moved = _step(request, found, step)
    if moved.withdrawn_at is None:
        steps.move(step=moved, earlier="earlier" in request.POST, by=request.user)
    return redirect("diagnostics:steps", programme=found.pk)


@require_POST
def withdraw_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """Ask for it no more; what leaders gave stays theirs."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    withdrawn = _step(request, found, step)
    records.withdraw(withdrawn, by=request.user)
    messages.success(request, f"Not asked for any more: {withdrawn}. What leaders have done stays.")
    return redirect("diagnostics:steps", programme=found.pk)


@require_POST
def restore_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    restored = _step(request, found, step)
    try:
        records.restore(restored, by=request.user)
    except IntegrityError:
        messages.error(request, ASKED_ALREADY)
    else:
        messages.success(request, f"Asked for again: {restored}.")
    return redirect("diagnostics:steps", programme=found.pk)


def _step_form(request: HttpRequest, programme: Programme, step: PreWorkStep) -> HttpResponse:
    form = FORMS[step.kind](*_posted(request), instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            steps.store(step=form.instance, debrief=form.cleaned_data.get("debrief", ""), by=request.user)
        except IntegrityError:
            messages.error(request, ASKED_ALREADY)
        else:
            messages.success(request, f"Saved: {form.instance}.")
        return redirect("diagnostics:steps", programme=programme.pk)
    context = {"programme": programme, "form": form, "step": step, "history": history(step) if step.pk else []}
    return render(request, "diagnostics/steps/form.html", context)


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _step(request: HttpRequest, programme: Programme, pk: int) -> PreWorkStep:
    return get_object_or_404(PreWorkStep.objects.visible_to(request.user).of_owner(programme), pk=pk)


# The conflict profiles


@require_http_methods(["GET"])
def conflict_profiles(request: HttpRequest, programme: int) -> HttpResponse:
    """How far each leader is with theirs, licensed results, and those that wait to be released."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    everybody = selectors.prework(found, at=timezone.localdate())
    state = filter_of(request, "state")
    context = {"programme": found, "prework": everybody, "rows": everybody.only(state), "state": state}
    return render(request, "diagnostics/prework_profiles.html", context)


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, programme: int) -> HttpResponse:
    """Open finished profiles to their leaders: one, some or all. What has been read cannot be closed again."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    waiting = selectors.prework(found, at=timezone.localdate()).to_release
    people = {str(row.profile): row.label for row in waiting}
    chosen = request.GET.getlist("profile") or list(people)
    form = ReleaseForm(request.POST if request.method == "POST" else None, people=people, initial={"profile": chosen})
    if request.method == "POST" and form.is_valid():
        theirs = ConflictProfile.objects.visible_to(request.user).filter(programme=found)
        wanted = theirs.filter(pk__in=form.cleaned_data["profile"])
        messages.success(request, _opened(profiles.release(profiles=wanted, by=request.user)))
        return redirect("diagnostics:pre-work-profiles", programme=found.pk)
    return render(request, "diagnostics/release.html", {"programme": found, "form": form, "waiting": waiting})


def _opened(number: int) -> str:
    if number == 1:
        return "One profile is open to its leader now."
    return f"{number} profiles are open to their leaders now."
