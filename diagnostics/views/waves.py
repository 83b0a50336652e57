"""The rounds of a survey: planned, opened, watched, extended, closed. Their pages say how many answered, never who."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostics.forms.waves import ExtendForm, NewLinkForm, WaveForm
from diagnostics.models import Survey, Wave
from diagnostics.selectors import waves as selectors
from diagnostics.selectors.surveys import form_of
from diagnostics.services import wave_mail, waves
from diagnostics.surveys.words import PROMISES
from diagnostics.views.asking import fetch_survey
from programmes.models import Job

BEFORE = "This round was opened already."


@require_safe
def listing(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    return _page(request, "waves.html", found, rounds=selectors.rounds(found))


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """A round that is not open yet."""
    found = fetch_survey(request, programme, survey)
    form = WaveForm(request.POST if request.method == "POST" else None, instance=Wave(survey=found))
    if request.method == "POST" and form.is_valid():
        made = waves.plan(survey=found, by=request.user, **form.cleaned_data)
        return redirect("diagnostics:wave", found.programme_id, found.pk, made.pk)
    return _page(request, "wave_form.html", found, form=form)


@require_safe
def page(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """How the round stands, and what can be done about it now."""
    found, one = _fetch(request, programme, survey, wave)
    standing = selectors.standing(one, at=timezone.now())
    mine = Job.objects.visible_to(request.user).filter(subject__wave=one.pk, task__in=(waves.OPEN, waves.CLOSE))
    context = {
        "standing": standing,
        "job": mine.exclude(state=Job.State.DONE).first(),
        "address": _address(one),
    }
    return _page(request, "wave.html", found, wave=one, **context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Change what is planned; a round that is open is extended or closed instead."""
    found, one = _fetch(request, programme, survey, wave)
    if one.state != Wave.State.PLANNED:
        messages.error(request, BEFORE)
        return _back(one)
    form = WaveForm(request.POST if request.method == "POST" else None, instance=one)
    if request.method == "POST" and form.is_valid():
        _try(request, waves.change, "Saved.", wave=one, **form.cleaned_data)
        return _back(one)
    return _page(request, "wave_form.html", found, wave=one, form=form)


@require_POST
def remove(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Take away a round that was never opened."""
    found, one = _fetch(request, programme, survey, wave)
    if _try(request, waves.remove, f"“{one.title}” is not planned any more.", wave=one):
        return redirect("diagnostics:waves", found.programme_id, found.pk)
    return _back(one)


@require_http_methods(["GET", "POST"])
def open_it(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """What opening fixes, to how many people a link goes and what they are promised; posted, it begins."""
    found, one = _fetch(request, programme, survey, wave)
    if request.method == "POST":
        return _ask(request, waves.ask_to_open, one)
    if one.state != Wave.State.PLANNED:
        return _back(one)
    form = form_of(found)
    context = {
        "refused": _refusal(one),
        "number": selectors.not_invited(one).count(),
        "questions": len(form.questions),
        "promise": PROMISES[found.kind],
        "held": selectors.standing(one, at=timezone.now()).held,
    }
    return _page(request, "wave_open.html", found, wave=one, **context)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """What closing cannot undo; posted, it begins."""
    found, one = _fetch(request, programme, survey, wave)
    if request.method == "POST":
        return _ask(request, waves.ask_to_close, one)
    if one.state != Wave.State.OPEN:
        return _back(one)
    return _page(request, "wave_close.html", found, wave=one, standing=selectors.standing(one, at=timezone.now()))


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Give people until another day."""
    found, one = _fetch(request, programme, survey, wave)
    if one.state != Wave.State.OPEN:
        return _back(one)
    form = ExtendForm(request.POST if request.method == "POST" else None, initial={"closes_on": one.closes_on})
    if request.method == "POST" and form.is_valid():
        _try(request, waves.extend, "The last day is changed.", wave=one, **form.cleaned_data)
        return _back(one)
    return _page(request, "wave_extend.html", found, wave=one, form=form)


@require_POST
def remind(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Remind those who have not answered; the answer is the same whoever they are, and also where there is nobody."""
    _, one = _fetch(request, programme, survey, wave)
    try:
        wave_mail.remind(wave=one, by=request.user)
    except wave_mail.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Reminders go out to those who have not answered. Nobody learns who they are.")
    return _back(one)


@require_POST
def late(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Invite whoever was put on the list since the round opened."""
    _, one = _fetch(request, programme, survey, wave)
    return _ask(request, waves.add_late, one)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Send one person a new link; whether they have answered is not said, and does not matter for it."""
    found, one = _fetch(request, programme, survey, wave)
    if one.state != Wave.State.OPEN:
        return _back(one)
    form = NewLinkForm(request.POST if request.method == "POST" else None, wave=one)
    if request.method == "POST" and form.is_valid():
        said = f"A new link goes to {form.cleaned_data['email']}. The one before does not work any more."
        _try(request, waves.new_link, said, invitation=form.invitation)
        return _back(one)
    return _page(request, "wave_link.html", found, wave=one, form=form)


@require_POST
def again(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Send the links again that did not arrive."""
    _, one = _fetch(request, programme, survey, wave)
    if wave_mail.send_again(wave=one, by=request.user):
        messages.success(request, "They are sent again, to the addresses on the list.")
    else:
        messages.error(request, "There is no link to send again just now, or all mail is held.")
    return _back(one)


def _fetch(request: HttpRequest, programme: int, survey: int, pk: int) -> tuple[Survey, Wave]:
    found = fetch_survey(request, programme, survey)
    one = get_object_or_404(Wave.objects.visible_to(request.user).filter(survey=found).select_related("by"), pk=pk)
    one.survey = found
    return found, one


def _ask(request: HttpRequest, verb: Any, wave: Wave) -> HttpResponse:
    """Have the sealing worker do it, and follow how far it is."""
    try:
        job = verb(wave=wave, by=request.user)
    except waves.Refused as error:
        messages.error(request, str(error))
        return _back(wave)
    return redirect("programmes:job", job.pk) if job.by_id == request.user.pk else _back(wave)


def _try(request: HttpRequest, verb: Any, said: str, **given: Any) -> bool:
    try:
        verb(by=request.user, **given)
    except waves.Refused as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def _refusal(wave: Wave) -> str:
    """Why the round cannot be opened now; "" where it can."""
    try:
        waves.require_ready(wave)
    except waves.Refused as error:
        return str(error)
    return ""


def _address(wave: Wave) -> str:
    """The link that anybody may use; "" where there is none."""
    return f"{settings.PORTAL_URL.rstrip('/')}/o/{wave.open_code}/" if wave.open_code and wave.is_open else ""


def _back(wave: Wave) -> HttpResponse:
    return redirect("diagnostics:wave", wave.survey.programme_id, wave.survey_id, wave.pk)


def _page(request: HttpRequest, template: str, survey: Survey, **context: Any) -> HttpResponse:
    shown = {"programme": survey.programme, "survey": survey, **context}
    return render(request, f"diagnostics/asking/{template}", shown)
