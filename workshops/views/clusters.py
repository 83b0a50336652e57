"""Sorting cards: one board, and the small acts that change it. Each answers with the board as it is then."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from programmes.selectors import history
from programmes.views.fetching import number_in
from workshops.forms.exercises import CardForm, ClusterNameForm
from workshops.models import Cluster, Exercise, Statement
from workshops.selectors import clusters as selectors
from workshops.selectors.exercises import may_be_sorted
from workshops.services import clusters as services
from workshops.views.exercises import fetch_exercise

NEW = "new"
# A script asks for the board alone and puts it in the place of the one that it has.
ASKED_BY_SCRIPT = "X-Board"
NO_CONTENT = 204


def fetch_sorted(request: HttpRequest, programme: int, event: int, exercise: int) -> Exercise:
    """An exercise whose cards may be read now, else 404."""
    wanted = fetch_exercise(request, programme, event, exercise)[2]
    if not may_be_sorted(wanted):
        raise Http404
    return wanted


@require_http_methods(["GET"])
def board(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """The board; with `seen` only if it is another than the one that was seen."""
    wanted = fetch_sorted(request, programme, event, exercise)
    return _board(request, wanted, seen=request.GET.get("seen", ""))


@require_POST
def add(request: HttpRequest, programme: int, event: int, exercise: int) -> HttpResponse:
    """A new cluster under a name."""
    wanted = fetch_sorted(request, programme, event, exercise)
    form = ClusterNameForm(request.POST)
    if not form.is_valid():
        return _answer(request, wanted, problem=_first(form))
    made = services.make(exercise=wanted, name=form.cleaned_data["name"], by=request.user)
    return _answer(request, wanted, said=f"Made: {made}", anchor=f"cluster-{made.pk}")


@require_POST
def put(request: HttpRequest, programme: int, event: int, exercise: int, card: str) -> HttpResponse:
    """Put a card into the cluster named by `cluster`: its number, "new" for one of its own, "" for none."""
    wanted = fetch_sorted(request, programme, event, exercise)
    statement = _card(request, wanted, card)
    target = request.POST.get("cluster", "")
    if target == NEW:
        made = services.make(exercise=wanted, name=statement.text, by=request.user, origin=statement)
        return _answer(request, wanted, said=f"A new cluster: {made}", anchor=f"cluster-{made.pk}")
    into = _cluster(request, wanted, target) if target else None
    said = f"Put into “{into}”: {statement}" if into else f"In no cluster now: {statement}"
    act = services.put
    return _acted(request, wanted, lambda: act(statement=statement, into=into, by=request.user), said, f"card-{card}")


@require_POST
def rename(request: HttpRequest, programme: int, event: int, exercise: int, cluster: int) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    row = _cluster(request, wanted, cluster)
    form = ClusterNameForm(request.POST)
    if not form.is_valid():
        return _answer(request, wanted, problem=_first(form))
    name, seen = form.cleaned_data["name"], request.POST.get("seen", "")

    def act() -> None:
        services.rename(cluster=row, name=name, seen=seen, by=request.user)

    return _acted(request, wanted, act, f"Called “{name}” now.", f"cluster-{cluster}")


@require_POST
def merge(request: HttpRequest, programme: int, event: int, exercise: int, cluster: int) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    row = _cluster(request, wanted, cluster)
    if not request.POST.get("into"):
        return _answer(request, wanted, problem="Choose the cluster to merge it into.", anchor=f"cluster-{cluster}")
    into = _cluster(request, wanted, request.POST["into"])

    def act() -> None:
        services.merge(cluster=row, into=into, by=request.user)

    return _acted(request, wanted, act, f"“{row}” is part of “{into}” now.", f"cluster-{into.pk}")


@require_POST
def move(request: HttpRequest, programme: int, event: int, exercise: int, cluster: int) -> HttpResponse:
    """One place up; down unless `direction` says "up"."""
    wanted = fetch_sorted(request, programme, event, exercise)
    row, up = _cluster(request, wanted, cluster), request.POST.get("direction") == "up"
    services.move(cluster=row, up=up, by=request.user)
    return _answer(request, wanted, said=f"Moved {'up' if up else 'down'}: {row}", anchor=f"cluster-{cluster}")


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int, exercise: int, cluster: int) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    row = _cluster(request, wanted, cluster)
    said = f"Taken apart: {row}. Its cards are in no cluster; you can restore it below."
    return _acted(request, wanted, lambda: services.withdraw(cluster=row, by=request.user), said)


@require_POST
def restore(request: HttpRequest, programme: int, event: int, exercise: int, cluster: int) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    row = _cluster(request, wanted, cluster)
    services.restore(cluster=row, by=request.user)
    return _answer(request, wanted, said=f"Restored: {row}", anchor=f"cluster-{cluster}")


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, programme: int, event: int, exercise: int, card: str) -> HttpResponse:
    """Correct a slip in a card."""
    wanted = fetch_sorted(request, programme, event, exercise)
    statement = _card(request, wanted, card)
    form = CardForm(request.POST or None, instance=statement)
    if request.method == "POST" and form.is_valid():
        services.correct_card(statement=form.instance, by=request.user)
        return _answer(request, wanted, said="Saved.", anchor=f"card-{card}")
    context = _within(wanted) | {"form": form, "card": statement, "history": history(statement)}
    return render(request, "workshops/clusters/card.html", context)


@require_POST
def withdraw_card(request: HttpRequest, programme: int, event: int, exercise: int, card: str) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    statement = _card(request, wanted, card)
    services.withdraw_card(statement=statement, by=request.user)
    return _answer(request, wanted, said=f"Withdrawn: {statement}. You can restore it below.")


@require_POST
def restore_card(request: HttpRequest, programme: int, event: int, exercise: int, card: str) -> HttpResponse:
    wanted = fetch_sorted(request, programme, event, exercise)
    statement = _card(request, wanted, card)
    services.restore_card(statement=statement, by=request.user)
    return _answer(request, wanted, said=f"Restored: {statement}", anchor=f"card-{card}")


def _card(request: HttpRequest, exercise: Exercise, pk: str) -> Statement:
    return get_object_or_404(Statement.objects.visible_to(request.user).filter(exercise=exercise), pk=pk)


def _cluster(request: HttpRequest, exercise: Exercise, pk: int | str) -> Cluster:
    mine = Cluster.objects.visible_to(request.user).filter(exercise=exercise)
    return get_object_or_404(mine, pk=number_in(str(pk)))


def _first(form: ClusterNameForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _acted(
    request: HttpRequest, exercise: Exercise, act: Callable[[], None], said: str, anchor: str = ""
) -> HttpResponse:
    try:
        act()
    except services.Changed as changed:
        return _answer(request, exercise, problem=str(changed))
    return _answer(request, exercise, said=said, anchor=anchor)


def _answer(
    request: HttpRequest, exercise: Exercise, *, said: str = "", problem: str = "", anchor: str = ""
) -> HttpResponse:
    """The board as it is now for a script; else back to its page, which says what happened."""
    if request.headers.get(ASKED_BY_SCRIPT):
        return _board(request, exercise, said=said, problem=problem, anchor=anchor)
    (messages.error if problem else messages.success)(request, problem or said)
    event = exercise.event
    response = redirect(
        "workshops:clusters", programme=event.programme_id, event=event.pk, exercise=exercise.pk
    )  # fmt: skip
    response["Location"] += f"#{anchor}" if anchor else ""
    return response


def _board(request: HttpRequest, exercise: Exercise, *, seen: str = "", **told: str) -> HttpResponse:
    found = selectors.board(exercise)
    version = found.version
    if request.headers.get(ASKED_BY_SCRIPT) and seen == version:
        return HttpResponse(status=NO_CONTENT)
    context = _within(exercise) | {"board": found, "version": version, "said": "", "problem": "", "anchor": ""} | told
    alone = bool(request.headers.get(ASKED_BY_SCRIPT))
    response = render(request, f"workshops/clusters/{'_board' if alone else 'page'}.html", context)
    response["Vary"] = ASKED_BY_SCRIPT
    response["Cache-Control"] = "no-store"
    return response


def _within(exercise: Exercise) -> dict[str, Any]:
    return {"programme": exercise.event.programme, "event": exercise.event, "exercise": exercise}
