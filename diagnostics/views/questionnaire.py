"""The portal's own questionnaire: one pair a page, saved as it is answered, checked, finished once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.questionnaire import AnswerForm
from diagnostics.models import ConflictProfile
from diagnostics.questionnaire import PAIRS
from diagnostics.selectors import profiles as selectors
from diagnostics.services import profiles
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme, number_in
from programmes.views.strong import strong_sign_in

FINISHED_ELSEWHERE = "You have finished these questions already, perhaps on another device. Nothing was changed."


@require_POST
def begin(request: HttpRequest, programme: int) -> HttpResponse:
    """Start, or carry on where a page left open says "Start"; never a second time by accident."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    if not selectors.own_state(request.user.person, found).asks_here:
        raise Http404
    seen = number_in(request.POST.get("after", ""))
    try:
        begun = profiles.begin(person=request.user.person, programme=found, by=request.user, after=seen)
    except profiles.NotBegun:
        return _finished_elsewhere(request, found)
    return redirect(carry_on_url(found, selectors.answers_of(begun)))


@require_http_methods(["GET", "POST"])
@strong_sign_in
def question(request: HttpRequest, programme: int, number: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    if not 1 <= number <= len(PAIRS):
        raise Http404
    begun = selectors.begun_by(request.user.person, found)
    if begun is None:
        return _finished_elsewhere(request, found)
    pair = PAIRS[number - 1]
    checking = request.GET.get("from") == "check"
    initial = {"choice": selectors.answers_of(begun).get(pair.id)}
    form = AnswerForm(request.POST if request.method == "POST" else None, pair=pair, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save(request, found, begun, number, form.cleaned_data["choice"], checking)
    context = {"programme": found, "form": form, "number": number, "of": len(PAIRS)}
    return render(request, "diagnostics/question.html", context | _ways(found, number, checking))


@require_http_methods(["GET", "POST"])
@strong_sign_in
def check(request: HttpRequest, programme: int) -> HttpResponse:
    """All answers on one page, each with a way to change it; finishing is one press, and happens once."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    begun = selectors.begun_by(request.user.person, found)
    if begun is None:
        return _finished_elsewhere(request, found)
    if request.method == "POST":
        try:
            profiles.finish(profile=begun, by=request.user)
        except profiles.NotBegun:
            return _finished_elsewhere(request, found)
        except profiles.Unanswered:
            return _check_page(request, found, begun, refused=True)
        return redirect("diagnostics:profile", programme=found.pk)
    return _check_page(request, found, begun)


def carry_on_url(programme: Programme, answers: dict[str, str]) -> str:
    """The first question without an answer; the check page when there is none."""
    missing = selectors.unanswered(answers)
    return _question_url(programme, missing[0]) if missing else _check_url(programme)


def _save(
    request: HttpRequest, programme: Programme, begun: ConflictProfile, number: int, side: str, checking: bool
) -> HttpResponse:
    try:
        profiles.answer(profile=begun, item=PAIRS[number - 1].id, side=side)
    except profiles.NotBegun:
        return _finished_elsewhere(request, programme)
    if checking or number == len(PAIRS):
        return redirect(_check_url(programme))
    return redirect(_question_url(programme, number + 1))


def _ways(programme: Programme, number: int, checking: bool) -> dict[str, str]:
    """Where "Back" leads, and what the button says."""
    if checking:
        return {"back_url": _check_url(programme), "back": "Back to your answers", "go_on": "Save"}
    if number == 1:
        return {"back_url": reverse("diagnostics:about", args=[programme.pk]), "back": "Back", "go_on": "Continue"}
    return {"back_url": _question_url(programme, number - 1), "back": "Back", "go_on": "Continue"}


def _check_page(
    request: HttpRequest, programme: Programme, begun: ConflictProfile, *, refused: bool = False
) -> HttpResponse:
    answers = selectors.answers_of(begun)
    rows = [_answer_row(programme, number, answers) for number in range(1, len(PAIRS) + 1)]
    missing = [row for row in rows if not row["value"]]
    context: dict[str, Any] = {"programme": programme, "rows": rows, "missing": missing, "refused": refused}
    context["carry_on_url"] = carry_on_url(programme, answers)
    return render(request, "diagnostics/check.html", context)


def _answer_row(programme: Programme, number: int, answers: dict[str, str]) -> dict[str, Any]:
    pair = PAIRS[number - 1]
    side = answers.get(pair.id)
    return {
        "number": number,
        "stem": pair.stem,
        "value": pair.statement(side).text if side else "",
        "url": f"{_question_url(programme, number)}?from=check",
    }


def _finished_elsewhere(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Nothing is being filled in: the profile's own page says how things stand."""
    if not selectors.own_state(request.user.person, programme).exists:
        raise Http404
    if request.method == "POST":
        messages.info(request, FINISHED_ELSEWHERE)
    return redirect("diagnostics:profile", programme=programme.pk)


def _question_url(programme: Programme, number: int) -> str:
    return reverse("diagnostics:question", args=[programme.pk, number])


def _check_url(programme: Programme) -> str:
    return reverse("diagnostics:check", args=[programme.pk])
