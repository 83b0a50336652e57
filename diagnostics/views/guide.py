"""The guide of a programme's conversations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.conversations import GuideQuestionForm
from diagnostics.models import GuideQuestion
from diagnostics.services import guide as services
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def guide(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    questions = list(GuideQuestion.objects.visible_to(request.user).filter(programme=found))
    context = {
        "programme": found,
        "questions": [question for question in questions if question.withdrawn_at is None],
        "withdrawn": [question for question in questions if question.withdrawn_at],
        "starting": services.STARTING,
    }
    return render(request, "diagnostics/conversations/guide.html", context)


@require_POST
def start(request: HttpRequest, programme: int) -> HttpResponse:
    """Put our starting questions into an empty guide."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    try:
        services.start(programme=found, by=request.user)
    except services.Begun:
        messages.error(request, "The guide has questions already. Nothing was added.")
    return redirect("diagnostics:guide", programme=found.pk)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    form = GuideQuestionForm(request.POST or None, instance=GuideQuestion(programme=found))
    if request.method == "POST" and form.is_valid():
        services.add(question=form.instance, by=request.user)
        messages.success(request, "Added.")
        return redirect("diagnostics:guide", programme=found.pk)
    return render(request, "diagnostics/conversations/question.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, question: int) -> HttpResponse:
    found, asked = _question(request, programme, question)
    form = GuideQuestionForm(request.POST or None, instance=asked)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, "Saved.")
        return redirect("diagnostics:guide", programme=found.pk)
    context = {"programme": found, "form": form, "question": asked, "history": history(asked)}
    return render(request, "diagnostics/conversations/question.html", context)


@require_POST
def move(request: HttpRequest, programme: int, question: int) -> HttpResponse:
    """One place earlier ("up") or later."""
    found, asked = _question(request, programme, question)
    services.move(question=asked, up=request.POST.get("direction") == "up", by=request.user)
    return redirect("diagnostics:guide", programme=found.pk)


@require_POST
def withdraw(request: HttpRequest, programme: int, question: int) -> HttpResponse:
    found, asked = _question(request, programme, question)
    records.withdraw(asked, by=request.user)
    return redirect("diagnostics:guide", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, question: int) -> HttpResponse:
    found, asked = _question(request, programme, question)
    records.restore(asked, by=request.user)
    return redirect("diagnostics:guide", programme=found.pk)


def _question(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, GuideQuestion]:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    seen = GuideQuestion.objects.visible_to(request.user).filter(programme=found)
    return found, get_object_or_404(seen, pk=pk)
