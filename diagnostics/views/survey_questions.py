"""The sections and questions of a survey: added, corrected, moved, copied, withdrawn, restored."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.survey_questions import FORMS, AnswersForm, DeciderForm, KindForm
from diagnostics.forms.surveys import SectionForm
from diagnostics.models import Question, Section, Survey
from diagnostics.selectors.survey_pages import questions_of, sections_of
from diagnostics.selectors.surveys import form_of
from diagnostics.services import surveys as services
from diagnostics.surveys import conditions
from diagnostics.surveys.form import Form
from diagnostics.surveys.form import Question as Asked
from diagnostics.views.asking import building, stored
from programmes.selectors import history


@require_http_methods(["GET", "POST"])
@building
def add_section(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = SectionForm(request.POST or None, instance=Section(survey=survey))
    store = partial(services.add_section, section=form.instance, by=request.user)
    if request.method == "POST" and form.is_valid() and stored(form, store):
        return _to(survey, f"section-{form.instance.pk}")
    return _section_form(request, survey, form)


@require_http_methods(["GET", "POST"])
@building
def change_section(request: HttpRequest, survey: Survey, section: int) -> HttpResponse:
    found = get_object_or_404(sections_of(survey), pk=section)
    form = SectionForm(request.POST or None, instance=found)
    store = partial(services.correct_section, section=found, by=request.user)
    if request.method == "POST" and form.is_valid() and stored(form, store):
        return _to(survey, f"section-{found.pk}")
    return _section_form(request, survey, form, section=found, history=history(found))


@require_POST
@building
def move_section(request: HttpRequest, survey: Survey, section: int) -> HttpResponse:
    found = get_object_or_404(sections_of(survey), pk=section)
    services.move_section(section=found, up=_is_up(request), by=request.user)
    return _to(survey, f"section-{found.pk}")


@require_POST
@building
def withdraw_section(request: HttpRequest, survey: Survey, section: int) -> HttpResponse:
    services.withdraw_section(section=get_object_or_404(sections_of(survey), pk=section), by=request.user)
    return _to(survey)


@require_POST
@building
def restore_section(request: HttpRequest, survey: Survey, section: int) -> HttpResponse:
    services.restore_section(section=get_object_or_404(sections_of(survey), pk=section), by=request.user)
    return _to(survey, f"section-{section}")


@require_http_methods(["GET", "POST"])
@building
def choose_kind(request: HttpRequest, survey: Survey, section: int) -> HttpResponse:
    found = get_object_or_404(sections_of(survey), pk=section)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        return redirect("diagnostics:question-add-kind", survey.programme_id, survey.pk, found.pk, kind)
    context = {"programme": survey.programme, "survey": survey, "section": found, "form": form}
    return render(request, "diagnostics/surveys/kind.html", context)


@require_http_methods(["GET", "POST"])
@building
def add_question(request: HttpRequest, survey: Survey, section: int, kind: str) -> HttpResponse:
    found = get_object_or_404(sections_of(survey), pk=section)
    if kind not in FORMS:
        return redirect("diagnostics:question-add", survey.programme_id, survey.pk, found.pk)
    form = FORMS[kind](request.POST or None, instance=Question(section=found, kind=kind))
    store = partial(services.add_question, question=form.instance, by=request.user)
    if request.method == "POST" and form.is_valid() and stored(form, store):
        return _to(survey, f"question-{form.instance.pk}")
    return _question_form(request, survey, form)


@require_http_methods(["GET", "POST"])
@building
def change_question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    found = get_object_or_404(questions_of(survey), pk=question)
    form = FORMS[found.kind](request.POST or None, instance=found)
    store = partial(services.correct_question, question=found, by=request.user)
    if request.method == "POST" and form.is_valid() and stored(form, store):
        return _to(survey, f"question-{found.pk}")
    return _question_form(request, survey, form, question=found, history=history(found))


@require_http_methods(["GET", "POST"])
@building
def condition(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    """For whom it is asked: first the earlier question that decides, then the answers."""
    found = get_object_or_404(questions_of(survey), pk=question)
    if "everybody" in request.POST:
        services.ask_everybody(question=found, by=request.user)
        return _to(survey, f"question-{found.pk}")
    asked = form_of(survey)
    earlier = conditions.before(asked, str(found.pk))
    context = {"programme": survey.programme, "survey": survey, "question": found, "earlier": earlier}
    chosen = next((each for each in earlier if each.key == request.GET.get("after")), None)
    if chosen:
        return _answers(request, context, chosen)
    typed = request.GET if "after" in request.GET else request.POST if request.method == "POST" else None
    form = DeciderForm(typed, initial={"after": found.shown_if_id}, earlier=_numbered(asked, earlier))
    return render(request, "diagnostics/surveys/condition.html", context | {"form": form})


def _answers(request: HttpRequest, context: dict[str, Any], decider: Asked) -> HttpResponse:
    """Step two: the answers of the question that decides."""
    survey, question = context["survey"], context["question"]
    initial = question.shown_values if str(question.shown_if_id) == decider.key else []
    form = AnswersForm(request.POST or None, initial={"answers": initial}, decider=decider)
    if request.method == "POST" and form.is_valid():
        row = get_object_or_404(questions_of(survey), pk=decider.key)
        values = form.cleaned_data["answers"]
        if stored(form, partial(services.ask_after, question=question, decider=row, values=values, by=request.user)):
            return _to(survey, f"question-{question.pk}")
    return render(request, "diagnostics/surveys/condition.html", context | {"form": form, "decider": decider})


def _numbered(asked: Form, questions: tuple[Asked, ...]) -> list[tuple[int, Asked]]:
    return [(asked.questions.index(each) + 1, each) for each in questions]


@require_POST
@building
def copy_question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    found = get_object_or_404(questions_of(survey), pk=question)
    twin = services.copy_question(question=found, by=request.user)
    return redirect("diagnostics:question-change", survey.programme_id, survey.pk, twin.pk)


@require_POST
@building
def move_question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    found = get_object_or_404(questions_of(survey), pk=question)
    services.move_question(question=found, up=_is_up(request), by=request.user)
    return _to(survey, f"question-{found.pk}")


@require_POST
@building
def withdraw_question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    return _acted(survey, question, partial(services.withdraw_question, by=request.user))


@require_POST
@building
def restore_question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    return _acted(survey, question, partial(services.restore_question, by=request.user))


def _acted(survey: Survey, question: int, act: Callable[..., None]) -> HttpResponse:
    found = get_object_or_404(questions_of(survey), pk=question)
    act(question=found)
    return _to(survey, f"section-{found.section_id}")


def _section_form(request: HttpRequest, survey: Survey, form: SectionForm, **more: Any) -> HttpResponse:
    context = {"programme": survey.programme, "survey": survey, "form": form} | more
    return render(request, "diagnostics/surveys/section.html", context)


def _question_form(request: HttpRequest, survey: Survey, form: Any, **more: Any) -> HttpResponse:
    context = {"programme": survey.programme, "survey": survey, "form": form, "kind": form.instance.kind} | more
    return render(request, "diagnostics/surveys/question.html", context)


def _is_up(request: HttpRequest) -> bool:
    return request.POST.get("direction") == "up"


def _to(survey: Survey, place: str = "") -> HttpResponse:
    """The survey's page, where the eye was."""
    response = redirect("diagnostics:survey", survey.programme_id, survey.pk)
    if place:
        response["Location"] += f"#{place}"
    return response
