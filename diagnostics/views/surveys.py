"""The surveys of a programme, and the page of each: its sections and questions in order."""

from functools import partial

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.surveys import (
    COPY,
    EMPTY,
    FILE,
    FRAMEWORK,
    STARTS,
    CopyForm,
    FileForm,
    MailTextsForm,
    StartForm,
    SurveyForm,
)
from diagnostics.models import Survey
from diagnostics.selectors.blueprints import blueprint_of, framework_of
from diagnostics.selectors.survey_pages import building_of, surveys_of
from diagnostics.services import surveys as services
from diagnostics.surveys import blueprint, files, words
from diagnostics.views.asking import building, fetch_survey, stored
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    context = {
        "programme": found,
        "surveys": surveys_of(found, at=timezone.localdate()),
        "withdrawn": Survey.objects.of_owner(found).filter(withdrawn_at__isnull=False),
    }
    return render(request, "diagnostics/surveys/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    """Choose what a new survey starts from."""
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    framework = framework_of(found)
    form = StartForm(request.POST or None, offered=[name for name in STARTS if framework or name != FRAMEWORK])
    if request.method == "POST" and form.is_valid():
        start = form.cleaned_data["start"]
        if start in (COPY, FILE, EMPTY):
            return redirect(f"diagnostics:survey-add-{start}", programme=found.pk)
        made = _created(request, found, framework if start == FRAMEWORK else files.template(start), form)
        if made:
            return made
    return render(request, "diagnostics/surveys/start.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def add_empty(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    form = SurveyForm(request.POST or None, instance=Survey(programme=found, thanks=words.THANKS))
    if request.method == "POST" and form.is_valid():
        made = _created(request, found, blueprint.Blueprint(**form.cleaned_data), form)
        if made:
            return made
    context = {"programme": found, "form": form, "kinds": _each_kind(found)}
    return render(request, "diagnostics/surveys/settings.html", context)


@require_http_methods(["GET", "POST"])
def add_copy(request: HttpRequest, programme: int) -> HttpResponse:
    """A copy of a survey of any programme that the user runs."""
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    seen = Survey.objects.visible_to(request.user).standing().select_related("programme")
    form = CopyForm(request.POST or None, surveys=seen)
    if request.method == "POST" and form.is_valid():
        made = services.copy(survey=form.cleaned_data["survey"], programme=found, by=request.user)
        return _to(made)
    return render(request, "diagnostics/surveys/copy.html", {"programme": found, "form": form, "any": seen.exists()})


@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _created(request, found, form.plan, form)
        if made:
            return made
    return render(request, "diagnostics/surveys/file.html", {"programme": found, "form": form})


@require_http_methods(["GET"])
def page(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    context = {
        "programme": found.programme,
        "survey": found,
        "building": building_of(found),
        "mail_subject": words.fill(found.mail_subject, {"survey": found.title, "closes": "the last day"}),
    }
    return render(request, "diagnostics/surveys/survey.html", context)


@require_http_methods(["GET", "POST"])
@building
def settings(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Its title, how answers are held, and the words around the questions."""
    form = SurveyForm(request.POST or None, instance=survey)
    store = partial(services.correct, survey=survey, by=request.user)
    if request.method == "POST" and form.is_valid() and stored(form, store):
        messages.success(request, "Saved.")
        return _to(survey)
    context = {"programme": survey.programme, "survey": survey, "form": form, "kinds": _each_kind(survey.programme)}
    return render(request, "diagnostics/surveys/settings.html", context | {"history": history(survey)})


@require_http_methods(["GET", "POST"])
def mail_texts(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """The words of its mails, which may change after people were asked."""
    found = fetch_survey(request, programme, survey)
    form = MailTextsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.correct_mail(survey=found, by=request.user)
        messages.success(request, "Saved.")
        return _to(found)
    context = {"programme": found.programme, "survey": found, "form": form, "fields": words.FIELDS}
    return render(request, "diagnostics/surveys/mail.html", context)


@require_POST
def copy(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    made = services.copy(survey=found, programme=found.programme, by=request.user)
    messages.success(request, "This is the copy. Nobody has been asked yet, so everything can change.")
    return _to(made)


@require_http_methods(["GET"])
def file(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """The survey as a file, without people and answers."""
    found = fetch_survey(request, programme, survey)
    name = slugify(found.title) or "survey"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return HttpResponse(files.write(blueprint_of(found)), content_type="application/json", headers=headers)


@require_POST
@building
def withdraw(request: HttpRequest, survey: Survey) -> HttpResponse:
    services.withdraw(survey=survey, by=request.user)
    return redirect("diagnostics:surveys", programme=survey.programme_id)


@require_POST
def restore(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_SURVEYS)
    services.restore(survey=get_object_or_404(Survey.objects.of_owner(found), pk=survey), by=request.user)
    return redirect("diagnostics:survey", programme=programme, survey=survey)


def _each_kind(programme: Programme) -> list[Survey]:
    """A survey of each kind, to show what those who answer it are told."""
    return [Survey(programme=programme, kind=kind) for kind in Survey.Kind.values]


def _created(
    request: HttpRequest, programme: Programme, plan: blueprint.Blueprint, form: BaseForm
) -> HttpResponse | None:
    """To the new survey; None where it holds more than a survey may, which the form then says."""
    try:
        made = services.create(programme=programme, plan=plan, by=request.user)
    except services.NotFree as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, "The survey is here. Nobody has been asked yet, so everything can change.")
    return _to(made)


def _to(survey: Survey) -> HttpResponse:
    return redirect("diagnostics:survey", programme=survey.programme_id, survey=survey.pk)
