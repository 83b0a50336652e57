"""What a room made on paper, entered afterwards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from workshops.forms.materials import PhotographsForm
from workshops.forms.paper import CardsForm, CountsForm
from workshops.models import Exercise
from workshops.services import paper as services
from workshops.views.exercises import fetch_exercise, to_exercises
from workshops.views.materials import keep_photographs

LONGEST_TITLE = 100
NOT_NOW = "This has an answer meanwhile. Nothing was entered from paper; look at it first."


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """Cards as lines, or counts beside options; the exercise is closed with it. Counts are corrected here as well."""
    found, meeting, wanted = fetch_exercise(request, programme, event, exercise)
    cards = wanted.kind == Exercise.Kind.CARDS
    if wanted.kind not in Exercise.ANSWERED or (
        not cards and wanted.state == Exercise.State.CLOSED and not wanted.on_paper
    ):
        raise Http404
    form = _form(request, wanted)
    if request.method == "POST" and form.is_valid():
        try:
            return _enter_cards(request, wanted, form) if cards else _enter_counts(request, wanted, form)
        except services.NotNow:
            messages.error(request, NOT_NOW)
            return to_exercises(wanted)
    context = {"programme": found, "event": meeting, "exercise": wanted, "form": form}
    return render(request, "workshops/exercises/paper.html", context)


def _form(request: HttpRequest, exercise: Exercise) -> CardsForm | CountsForm:
    if exercise.kind == Exercise.Kind.CARDS:
        return CardsForm(request.POST or None, exercise=exercise)
    choices, counts = services.choices_of(exercise), services.counts_of(exercise)
    return CountsForm(request.POST or None, exercise=exercise, choices=choices, counts=counts)


def _enter_cards(request: HttpRequest, exercise: Exercise, form: CardsForm) -> HttpResponse:
    said = form.cleaned_data
    people = said.get("people") or 0
    added = services.enter_cards(exercise=exercise, lines=said["lines"], people=people, by=request.user)
    messages.success(request, f"{added} card{' is' if added == 1 else 's are'} in. Sort them into clusters.")
    event = exercise.event
    return redirect("workshops:clusters", programme=event.programme_id, event=event.pk, exercise=exercise.pk)


def _enter_counts(request: HttpRequest, exercise: Exercise, form: CountsForm) -> HttpResponse:
    people = form.cleaned_data.get("people") or 0
    corrects = request.POST.get("corrects") == "yes"
    services.enter_counts(exercise=exercise, counts=form.counts(), people=people, by=request.user, corrects=corrects)
    messages.success(request, f"{'Corrected' if corrects else 'Entered from paper'}: {exercise}")
    return redirect("gathered", programme=exercise.event.programme_id, event=exercise.event_id)


@require_http_methods(["GET", "POST"])
def photographs(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """Photographs of the flipcharts of one exercise, kept with the materials of its meeting."""
    found, meeting, wanted = fetch_exercise(request, programme, event, exercise)
    form = PhotographsForm(
        request.POST or None, request.FILES or None, initial={"title": wanted.prompt[:LONGEST_TITLE]}
    )
    if request.method == "POST" and form.is_valid():
        kept = keep_photographs(request, meeting, form, exercise=wanted)
        messages.success(request, f"{kept} with this exercise.")
        return to_exercises(wanted)
    context = {"programme": found, "event": meeting, "exercise": wanted, "form": form}
    return render(request, "workshops/exercises/photographs.html", context)
