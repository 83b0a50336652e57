"""A survey as people see it: the pages that they get, in the size of a phone. What is answered here goes nowhere."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from diagnostics.models import Survey
from diagnostics.question_pages import Questionnaire, questionnaire
from diagnostics.selectors.answering import asker
from diagnostics.selectors.surveys import form_of
from diagnostics.surveys import answering, paging
from diagnostics.views.asking import fetch_survey

NOTE = '<p class="app-quiet">A preview: nothing is kept. <a class="nhsuk-link" target="_top" href="{}">Leave it</a></p>'


@require_http_methods(["GET"])
@csp_update({"frame-src": [SELF]})
def preview(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    context = {"programme": found.programme, "survey": found, "asks": form_of(found).questions}
    return render(request, "diagnostics/surveys/preview.html", context)


@require_http_methods(["GET", "POST"])
@xframe_options_sameorigin
@csp_update({"frame-ancestors": [SELF]})
def page(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """The first page, then those with questions. Answers so far travel with the page and are kept nowhere."""
    found = fetch_survey(request, programme, survey)
    asks = questionnaire(form_of(found))
    if request.method == "POST":
        return _answered(request, found, asks)
    numbers = {str(each.number): each.number for each in asks.layout}
    number = numbers.get(request.GET.get("page", ""))
    return _shown(request, found, asks, {}, number) if number else _first(request, found, asks)


def _first(request: HttpRequest, survey: Survey, asks: Questionnaire) -> HttpResponse:
    at = timezone.localdate()
    latest = survey.waves.last()
    context = {
        "survey": survey,
        "wave": {"closes_on": latest.closes_on if latest else at + timedelta(days=14)},
        "asker": asker(survey, at=at),
        "minutes": paging.minutes(asks.form),
        "count": len(asks.form.questions),
        "personal": True,
        "in_words": any(question.is_in_words for question in asks.form.questions),
        "go_on": "?page=1",
    }
    return render(request, "diagnostics/answering/first.html", context)


def _answered(request: HttpRequest, survey: Survey, asks: Questionnaire) -> HttpResponse:
    """The next page, or this one again with what is wrong on it."""
    carried = _carried(request.POST.get("carried", ""))
    number = request.POST.get("page", "")
    here = next((each for each in asks.pages(carried) if str(each.number) == number), None)
    if here is None:
        return _first(request, survey, asks)
    answers, problems = answering.read(here, request.POST, carried)
    if problems:
        return _shown(request, survey, asks, answers, here.number, problems)
    return _shown(request, survey, asks, answers, here.number + 1)


def _carried(text: str) -> dict[str, Any]:
    """The answers that the page before carried on; none where somebody changed them by hand."""
    try:
        return signing.loads(text)
    except signing.BadSignature:
        return {}


def _shown(
    request: HttpRequest,
    survey: Survey,
    asks: Questionnaire,
    answers: dict[str, Any],
    number: int,
    problems: Sequence[answering.Problem] = (),
) -> HttpResponse:
    """The page of this number, or the next that is asked; after the last, what follows it."""
    pages = asks.pages(answers)
    here = next((each for each in pages if each.number >= number), None)
    if here is None:
        return render(request, "diagnostics/surveys/preview_end.html", {"survey": survey})
    before = [each.number for each in pages if each.number < here.number]
    context = {
        "survey": survey,
        "page": here,
        "questions": _travelling(request, survey, answers, here.number) + asks.html(here, answers, problems),
        "problems": asks.lines(problems),
        "back": f"?page={before[-1]}" if before else "?",
    }
    return render(request, "diagnostics/answering/page.html", context)


def _travelling(request: HttpRequest, survey: Survey, answers: dict[str, Any], number: int) -> SafeString:
    """What the form of a previewed page holds beside its questions; the way back leaves the phone behind."""
    back = reverse("diagnostics:survey", args=[survey.programme_id, survey.pk])
    hidden = '<input type="hidden" name="{}" value="{}">'
    fields = {
        "csrfmiddlewaretoken": get_token(request),
        "carried": signing.dumps(answers, compress=True),
        "page": number,
    }
    return format_html(NOTE, back) + format_html_join("", hidden, fields.items())
