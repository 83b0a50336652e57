"""The facilitator's page of pre-work: what is asked, who has not done it, whose profile to open."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.prework import ReleaseForm, StepForm
from diagnostics.models import ConflictProfile, PreWorkStep
from diagnostics.selectors import profiles as selectors
from diagnostics.services import profiles, steps
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme

ASKED_ALREADY = "The programme asks for a conflict profile already. Nothing was changed."


@require_http_methods(["GET"])
def prework(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    everybody = selectors.prework(found, at=timezone.localdate())
    state = request.GET.get("state", "")
    context = {"programme": found, "prework": everybody, "rows": everybody.only(state), "state": state}
    if everybody.step is None:
        context["withdrawn_step"] = found.steps.filter(withdrawn_at__isnull=False).order_by("withdrawn_at").last()
    return render(request, "diagnostics/prework.html", context)


@require_http_methods(["GET", "POST"])
def add_step(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    return _step_form(request, found, PreWorkStep(programme=found))


@require_http_methods(["GET", "POST"])
def correct_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    return _step_form(request, found, _step(request, found, step))


@require_POST
def withdraw_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """Ask for it no more; what leaders gave stays theirs."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    records.withdraw(_step(request, found, step), by=request.user)
    messages.success(request, "The conflict profile is not asked for any more. Profiles that are finished stay.")
    return redirect("diagnostics:pre-work", programme=found.pk)


@require_POST
def restore_step(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    try:
        records.restore(_step(request, found, step), by=request.user)
    except IntegrityError:
        messages.error(request, ASKED_ALREADY)
    else:
        messages.success(request, "The conflict profile is asked for again.")
    return redirect("diagnostics:pre-work", programme=found.pk)


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
        return redirect("diagnostics:pre-work", programme=found.pk)
    return render(request, "diagnostics/release.html", {"programme": found, "form": form, "waiting": waiting})


def _step_form(request: HttpRequest, programme: Programme, step: PreWorkStep) -> HttpResponse:
    form = StepForm(request.POST if request.method == "POST" else None, instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            steps.store(step=form.instance, debrief=form.cleaned_data["debrief"], by=request.user)
        except IntegrityError:
            messages.error(request, ASKED_ALREADY)
        else:
            messages.success(request, "Saved.")
        return redirect("diagnostics:pre-work", programme=programme.pk)
    context = {"programme": programme, "form": form, "step": step, "history": history(step) if step.pk else []}
    return render(request, "diagnostics/step.html", context)


def _step(request: HttpRequest, programme: Programme, pk: int) -> PreWorkStep:
    return get_object_or_404(PreWorkStep.objects.visible_to(request.user).filter(programme=programme), pk=pk)


def _opened(number: int) -> str:
    if number == 1:
        return "One profile is open to its leader now."
    return f"{number} profiles are open to their leaders now."
