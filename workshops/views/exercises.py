"""Planning what the room will do: the list, one exercise of a kind, its order."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from workshops.forms.copying import CopyForm
from workshops.forms.exercises import PLANNED, ExerciseForm
from workshops.models import Event, Exercise
from workshops.selectors import exercises as selectors
from workshops.services import exercises as services
from workshops.views.fetching import fetch_event

Kind = Exercise.Kind

# What each kind is for, in the words of who chooses one.
WHAT_FOR = {
    Kind.REFLECT: "A card of one of your decks on the wall: what was found, before the room says what it makes of it.",
    Kind.SINGLE: "One question, each chooses one answer.",
    Kind.MULTIPLE: "One question, each chooses as many as you allow.",
    Kind.SCALE: "How far people agree, from one end to the other.",
    Kind.CARDS: "Each writes short cards. You sort them into clusters and name those.",
    Kind.DOTS: "Each spreads dots over options: what matters most.",
    Kind.RANKING: "Each puts the options into their own order.",
    Kind.TIMER: "A clock for work in groups or alone.",
}
FIXED = "People were asked meanwhile. What they were asked stays as it was, so nothing was saved."
# Beside a form whose words are fixed, by the state of its exercise.
WHY_FIXED = {
    Exercise.State.OPEN: "The room is answering this. Finish it first: then you can ask it again in other words.",
    Exercise.State.CLOSED: "People were asked this, so its words and options stay as they were. Ask it again to change "
    "them: that plans a copy after it.",
}
FROM_PAPER = "This was entered from paper. You can correct its words here; how it was counted stays."


def fetch_exercise(
    request: HttpRequest, programme: int, event: int, exercise: int
) -> tuple[Programme, Event, Exercise]:
    """The programme, the meeting and one of its exercises: 404 where the user cannot see it, 403 without steering."""
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    mine = Exercise.objects.visible_to(request.user).filter(event=meeting).select_related("card")
    wanted = get_object_or_404(mine, pk=exercise)
    wanted.event = meeting
    return found, meeting, wanted


def to_exercises(exercise: Exercise) -> HttpResponse:
    response = redirect("workshops:exercises", programme=exercise.event.programme_id, event=exercise.event_id)
    response["Location"] += f"#exercise-{exercise.pk}"
    return response


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """What the room will do and has done, in order."""
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    context = {
        "programme": found,
        "event": meeting,
        "lines": selectors.planned(meeting, request.user),
        "withdrawn": selectors.withdrawn(meeting, request.user),
        "kinds": [(kind, kind.label, WHAT_FOR[kind]) for kind in PLANNED],
    }
    return render(request, "workshops/exercises/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, event: int, kind: str) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    if kind not in PLANNED:
        raise Http404
    form = ExerciseForm(request.POST or None, instance=Exercise(event=meeting, kind=kind))
    if request.method == "POST" and form.is_valid():
        made = services.add(exercise=form.instance, options=form.choices() or (), by=request.user)
        messages.success(request, f"Planned: {made}")
        return to_exercises(made)
    context = {"programme": found, "event": meeting, "form": form, "kind": Kind(kind), "what_for": WHAT_FOR[Kind(kind)]}
    return render(request, "workshops/exercises/form.html", context)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Begin from the exercises of another meeting, of any programme whose rooms the user steers."""
    found, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    events = selectors.to_copy_from(request.user, meeting)
    form = CopyForm(request.POST or None, events=events, counted="exercise")
    if request.method == "POST" and form.is_valid():
        made = services.copy(event=meeting, source=form.event, by=request.user)
        messages.success(request, _copied(made, form.event))
        return redirect("workshops:exercises", programme=programme, event=event)
    return render(request, "workshops/exercises/copy.html", {"programme": found, "event": meeting, "form": form})


def _copied(made: list[Exercise], source: Event) -> str:
    if not made:
        return f"Nothing was copied from {source}: what it has is planned here already, or is its own group’s."
    number = "1 exercise" if len(made) == 1 else f"{len(made)} exercises"
    return f"Copied {number} from {source}. Change them as this meeting needs."


@require_http_methods(["GET", "POST"])
def exercise(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """Correct one; what people were asked and told is fixed once it is open."""
    found, meeting, wanted = fetch_exercise(request, programme, event, exercise)
    form = ExerciseForm(request.POST or None, instance=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(exercise=form.instance, options=form.choices(), by=request.user)
        except services.AlreadyAnswered:
            messages.error(request, FIXED)
        else:
            messages.success(request, "Saved.")
        return to_exercises(wanted)
    context = {"programme": found, "event": meeting, "form": form, "exercise": wanted, "kind": Kind(wanted.kind)}
    why_fixed = FROM_PAPER if wanted.on_paper else WHY_FIXED.get(Exercise.State(wanted.state), "")
    context |= {"why_fixed": why_fixed, "history": history(wanted)}
    return render(request, "workshops/exercises/form.html", context)


@require_POST
def move(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """One place up; down unless `direction` says "up"."""
    wanted = fetch_exercise(request, programme, event, exercise)[2]
    services.move(exercise=wanted, up=request.POST.get("direction") == "up", by=request.user)
    return to_exercises(wanted)


@require_POST
def ask_again(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """A planned copy of a finished exercise."""
    wanted = fetch_exercise(request, programme, event, exercise)[2]
    try:
        made = services.ask_again(exercise=wanted, by=request.user)
    except services.NotFinished:
        messages.error(request, "Finish it first. Then you can ask it again.")
        return to_exercises(wanted)
    messages.success(request, f"Planned once more: {made}. You can change it before you start it.")
    return to_exercises(made)


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    wanted = fetch_exercise(request, programme, event, exercise)[2]
    try:
        services.withdraw(exercise=wanted, by=request.user)
    except services.StillOpen:
        messages.error(request, "The room is doing this just now. Finish it first.")
    else:
        messages.success(request, f"Withdrawn: {wanted}. You can restore it below.")
    return redirect("workshops:exercises", programme=programme, event=event)


@require_POST
def restore(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    wanted = fetch_exercise(request, programme, event, exercise)[2]
    records.restore(wanted, by=request.user)
    messages.success(request, f"Restored: {wanted}")
    return to_exercises(wanted)
