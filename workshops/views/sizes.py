"""How large what is shown on the wall may be: from the back of the room one reads few words in large letters."""

from collections.abc import Callable, Sequence
from math import ceil

from django.db.models import prefetch_related_objects

from workshops.models import Exercise
from workshops.selectors.rooms import Stage, options_of

# So many lines, at so many letters, at the most: what is longer, one word or many, is broken into lines.
FITS = {"large": (4, 36), "medium": (8, 48), "small": (12, 48)}


def size_of(stage: Stage) -> str:
    """The size of what a stage shows, as the style sheet names it; "timer" where time is all there is."""
    exercise = stage.exercise
    if exercise is None:
        return "medium"
    if exercise.kind == Exercise.Kind.TIMER:
        return "timer"
    if stage.result and stage.result.get("rows"):
        texts = [row["text"] for row in stage.result["rows"]]
        return _size_beside_guests(texts, exercise) if stage.result.get("guests") else _size(texts)
    prefetch_related_objects([exercise], "options")  # the page lists them too
    return _size([text for _, text in options_of(exercise)])


def _size(texts: Sequence[str]) -> str:
    """ "large", "medium", "small"; or "long": the words take lines of their own."""
    return _fitting(lambda letters: _lines(texts, letters))


def _size_beside_guests(texts: Sequence[str], exercise: Exercise) -> str:
    """As _size; each part has half of the wall, and its bars stand below their words."""
    bars = 0 if exercise.kind == Exercise.Kind.RANKING else len(texts)
    return _fitting(lambda letters: _lines(texts, letters // 2) + bars)


def _fitting(taken: Callable[[int], int]) -> str:
    """The first size at which the lines that are taken, at so many letters in each, are few enough."""
    return next((name for name, (lines, letters) in FITS.items() if taken(letters) <= lines), "long")


def _lines(texts: Sequence[str], letters: int) -> int:
    return sum(max(1, ceil(len(text) / letters)) for text in texts)
