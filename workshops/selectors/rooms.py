"""What the desk, the wall and the phones show of a room, read at one moment."""

from collections.abc import Sequence
from typing import Any

from programmes.access import FLOOR
from workshops import tallies
from workshops.models import Exercise


def options_of(exercise: Exercise) -> list[tuple[int, str]]:
    """The options of an exercise in their order: key and text."""
    if exercise.kind not in Exercise.WITH_OPTIONS:
        return []
    return list(exercise.options.values_list("pk", "text"))


def result_of(exercise: Exercise, bodies: Sequence[tallies.Body]) -> dict[str, Any]:
    """What may be shown of these answers to the exercise (workshops.tallies)."""
    return tallies.result(
        exercise.kind, bodies, options_of(exercise), exercise.voices, FLOOR, most=exercise.most, points=exercise.points
    )
