"""What a room made on paper, entered afterwards: it was read by everybody there, so it is counted as it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from programmes.models import User
from programmes.services import audit, ordering
from workshops import paper_tallies, room_changes
from workshops.models import Exercise, Room, Statement

MOST_CARDS = 300


class NotNow(Exception):
    """The room is answering it just now, or it has an answer that whoever typed this had not seen."""


@transaction.atomic
def enter_cards(*, exercise: Exercise, lines: Sequence[str], people: int = 0, by: User | None) -> int:
    """Keep each line as a card, doubles too, after those that are there; an exercise not held yet is closed with it.

    `people` is how many wrote them, 0 where nobody counted. Returns how many cards were added. Raises NotNow.
    """
    held = _held(exercise)
    if held.state == Exercise.State.PLANNED:
        _close(held, people, {"cards": 0, "shown": True})
    first = ordering.last_place(Statement.objects.filter(exercise=held))
    placed = enumerate(lines[:MOST_CARDS], start=first)
    made = Statement.objects.bulk_create(Statement(exercise=held, text=text, position=place) for place, text in placed)
    kept = Statement.objects.standing().filter(exercise=held).count()
    held.result = (held.result or {}) | {"cards": kept, "shown": True}
    held.save(update_fields=["result"])
    audit.write(by=by, verb="entered from paper", record=held, summary=f"{held}: {len(made)} cards")
    _show(held)
    return len(made)


@transaction.atomic
def enter_counts(
    *, exercise: Exercise, counts: Mapping[int, int], people: int, by: User | None, corrects: bool = False
) -> None:
    """Keep what was counted on paper for each option (by its id) or point of a scale; closes the exercise.

    For an order, the count of an option is the place that the room gave it. Who `corrects` replaces what was entered
    before; the audit row keeps both. Raises NotNow.
    """
    held = _held(exercise)
    was_entered = held.state == Exercise.State.CLOSED and held.on_paper
    if corrects != was_entered or (held.state == Exercise.State.CLOSED and not held.on_paper):
        raise NotNow
    before = _told(held) if was_entered else {}
    _close(held, people, paper_tallies.result(held.kind, counts, choices_of(held), people))
    told = {name: [before.get(name), value] for name, value in _told(held).items()}
    changes = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    if changes:
        verb = "corrected" if was_entered else "entered from paper"
        audit.write(by=by, verb=verb, record=held, changes=changes if was_entered else None)
    _show(held)


def counts_of(exercise: Exercise) -> dict[int, int]:
    """What was entered for each option or point, by its key; of an order the places. Empty where nothing was."""
    rows = (exercise.result or {}).get("rows", [])
    return {row["option"]: row.get("count", row.get("place")) for row in rows}


def _told(exercise: Exercise) -> dict[str, Any]:
    """What was entered, in words."""
    counts = counts_of(exercise)
    said = [f"{text}: {counts.get(key, 0)}" for key, text in choices_of(exercise)]
    return {"result": said, "answered": exercise.answered}


def choices_of(exercise: Exercise) -> list[tuple[int, str]]:
    """What is counted on paper: the options, or the points of a scale, each with its key and its words."""
    if exercise.kind != Exercise.Kind.SCALE:
        return list(exercise.options.values_list("pk", "text"))
    ends = {1: exercise.low_label, exercise.points: exercise.high_label}
    points = range(1, exercise.points + 1)
    return [(point, f"{point}, {ends[point]}" if ends.get(point) else str(point)) for point in points]


def _held(exercise: Exercise) -> Exercise:
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if held.state == Exercise.State.OPEN:
        raise NotNow
    return held


def _show(exercise: Exercise) -> None:
    """Desk, wall and phones follow, if they are on this exercise."""
    room = Room.objects.filter(exercise=exercise, state=Room.State.OPEN).first()
    if room is not None:
        room_changes.stepped(room)


def _close(exercise: Exercise, people: int, result: dict) -> None:
    exercise.closed_at = exercise.closed_at or timezone.now()
    exercise.state, exercise.ends_at = Exercise.State.CLOSED, None
    exercise.on_paper, exercise.answered, exercise.result = True, people, result
    exercise.save(update_fields=["state", "closed_at", "ends_at", "on_paper", "answered", "result"])
