"""A theme that few spoke of as a question: written by the facilitator, allowed by those who spoke of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diagnostics.forms.theme_releases import QuestionAnswerForm, QuestionForm
from diagnostics.models import Theme, ThemeAgreement
from diagnostics.selectors.theme_releases import reads_all
from diagnostics.services import theme_questions, theme_releases
from diagnostics.views.opening import confirmed_for_notes
from programmes.access import Capability
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

ASKED = "Those who spoke of it are asked on their own pages. It may go out when all of them agree."
SAVED = "Saved. You can change your answer until it goes out."
GONE = "It went out, or was put in other words, meanwhile. Nothing was changed."


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    """The facilitator writes the question; only who may read every note behind the themes learns that few spoke."""
    found = fetch_programme(request, programme, Capability.PUBLISH_THEMES)
    row = get_object_or_404(Theme.objects.visible_to(request.user).of_owner(found).standing(), pk=theme)
    draft = theme_releases.draft(programme=found)
    if not (reads_all(request.user, draft.planned.units) and draft.may_be_asked(row)):
        raise Http404
    asked = draft.asked.get(row.pk)
    form = QuestionForm(request.POST or None, initial={"question": asked.text if asked else ""})
    if request.method == "POST" and form.is_valid():
        try:
            theme_questions.ask(theme=row, question=form.cleaned_data["question"], by=request.user)
        except theme_questions.Refused as refusal:
            form.add_error("question", str(refusal))
        else:
            messages.success(request, ASKED)
            return redirect("diagnostics:theme-release-preview", programme=found.pk)
    context = {"programme": found, "theme": row, "form": form, "asked": asked}
    context["may_go_out"] = bool(asked and asked.may_go_out(draft.speakers(row)))
    return render(request, "diagnostics/theme_releases/question_ask.html", context)


@never_cache
@strong_sign_in
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, programme: int, question: int) -> HttpResponse:
    """A leader is asked, in private, whether something that few spoke of may go out as a question."""
    wanted = Capability.TAKE_OWN_DATA  # who left lately still answers for what they said
    found = fetch_programme(request, programme, wanted, seen_with=wanted)
    mine = ThemeAgreement.objects.visible_to(request.user).filter(programme=found).pending()
    asked = get_object_or_404(mine, pk=question)
    form = QuestionAnswerForm(request.POST or None, initial={"answer": asked.answer})
    if request.method == "POST" and form.is_valid():
        stored = theme_questions.answer(asked=asked, choice=form.cleaned_data["answer"], by=request.user)
        messages.success(request, SAVED if stored else GONE)
        return redirect("home")
    context = {"programme": found, "asked": asked, "form": form}
    return render(request, "diagnostics/theme_releases/question.html", context)
