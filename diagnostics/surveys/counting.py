"""Answers counted, exactly: what `shown` then turns into what may be shown. Nothing of this is ever shown itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diagnostics.surveys.form import DECLINED, Answers, Question

NO_ANSWER = "no-answer"
WOULD_NOT_SAY = "would-not-say"
NOT_GIVEN = "not-given"
MOST_BANDS = 5
SEVERAL = "multiple"


class CannotCountError(ValueError):
    """An answer that the question does not allow."""


@dataclass(frozen=True)
class Option:
    """Something to have answered: `key` is unique in its question."""

    key: str
    text: str


@dataclass(frozen=True)
class Tally:
    """How many gave each option, and how many none: `rest` says "no answer" and "would rather not say" where one could.

    Both in the survey's order. `exclusive` where each person is counted once, all together.
    """

    options: dict[str, int]
    rest: dict[str, int]
    exclusive: bool


@dataclass(frozen=True)
class Points:
    """The points that people gave, for each who gave all that the question asks for: one, or two for a pair."""

    given: tuple[tuple[int, ...], ...]
    rest: dict[str, int]

    def total(self, side: int) -> int:
        return sum(each[side] for each in self.given)


def options_of(question: Question) -> tuple[Option, ...]:
    """What there is to answer, in the survey's order; none for a number without ends, a pair or words."""
    if question.kind == "scale":
        return tuple(Option(str(point), point_text(question, point)) for point in range(1, question.points + 1))
    if question.kind == "number":
        return tuple(Option(str(low), _band(low, high)) for low, high in bands(question))
    return tuple(Option(each.id, each.text) for each in question.options)


def point_text(question: Question, point: int) -> str:
    """ "4", "4: mostly", or "5: fully" where only the ends have names."""
    if question.labels:
        return question.labels[point - 1]
    named = {1: question.low_label, question.points: question.high_label}.get(point, "")
    return f"{point}: {named}" if named else str(point)


def bands(question: Question) -> tuple[tuple[int, int], ...]:
    """At most five bands of whole numbers, equally wide but for the last; they depend on the question alone."""
    if question.least is None or question.most is None:
        return ()
    width = -(-(question.most - question.least + 1) // MOST_BANDS)
    starts = range(question.least, question.most + 1, width)
    return tuple((start, min(start + width - 1, question.most)) for start in starts)


def rest_of(question: Question) -> tuple[str, ...]:
    """What else could come of it; whoever must answer cannot leave it out.

    Of a question that only some were asked it is one thing: they were not asked, or gave no answer.
    """
    if question.shown_if:
        return (NOT_GIVEN,)
    return (*([] if question.is_required else [NO_ANSWER]), *([WOULD_NOT_SAY] if question.may_decline else []))


def tally(question: Question, answers: Sequence[Answers]) -> Tally:
    """Count the options of a question that has some; of a ranking, who put them first. Raises CannotCountError."""
    options, rest = options_of(question), rest_of(question)
    counts: Counter[str] = Counter()
    for each in answers:
        chosen = _chosen(question, each.get(question.key))
        counts.update(rest if question.shown_if and chosen[0] in (NO_ANSWER, WOULD_NOT_SAY) else chosen)
    _check(counts, [option.key for option in options], rest)
    exclusive = question.kind != SEVERAL
    return Tally({each.key: counts[each.key] for each in options}, {key: counts[key] for key in rest}, exclusive)


def points(question: Question, answers: Sequence[Answers]) -> Points:
    """The points of a scale or pair; whoever left out one of two gave no answer. Raises CannotCountError."""
    given: list[tuple[int, ...]] = []
    counts: Counter[str] = Counter()
    for each in answers:
        found = _points(question, each.get(question.key))
        if isinstance(found, str):
            counts[found] += 1
        else:
            given.append(found)
    rest = rest_of(question)
    _check(counts, (), rest)
    return Points(tuple(given), {key: counts[key] for key in rest})


def _check(counts: Counter[str], options: Sequence[str], rest: Sequence[str]) -> None:
    if set(+counts) - set(options) - set(rest):
        raise CannotCountError("An answer is none that the question allows.")


def _points(question: Question, value: Any) -> tuple[int, ...] | str:
    if value == DECLINED:
        return WOULD_NOT_SAY
    sides = tuple(value) if isinstance(value, list) else (value,)
    wanted = 2 if question.kind == "pair" else 1
    fits = len(sides) == wanted and all(_is_point(question, each) for each in sides)
    return sides if fits else NO_ANSWER


def _is_point(question: Question, value: Any) -> bool:
    return isinstance(value, int) and 1 <= value <= question.points


def _chosen(question: Question, value: Any) -> list[str]:
    if value == DECLINED:
        return [WOULD_NOT_SAY]
    keys = {option.key for option in options_of(question)}
    found = [each for each in dict.fromkeys(_keys(question, value)) if each in keys]
    return found or [NO_ANSWER]


def _keys(question: Question, value: Any) -> list[str]:
    """The keys of the options that an answer stands for."""
    if value is None:
        return []
    if question.kind == "number":
        return [str(low) for low, high in bands(question) if low <= value <= high]
    if question.kind == "ranking":
        return list(value[:1])
    return list(value) if question.kind == SEVERAL else [str(value)]


def _band(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
