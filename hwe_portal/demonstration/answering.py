"""Answers to a survey, made up so that together they say something. Pure: plain values in and out.

Each question has the shape that everybody's answers to it take; who of them gives which is dealt out, so that nobody
answers alike throughout.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from diagnostics.surveys.form import Form, Question

# Nobody stands next to the same people in two questions: both have no divisor in common with the numbers of people.
STRIDE, SHIFT = 31, 7


@dataclass(frozen=True)
class Pair:
    """How much something matters and how true it is, on the average of all answers."""

    matters: float
    true: float


@dataclass(frozen=True)
class Shares:
    """How many in a hundred gave each answer, by its words; where one may be chosen, together a hundred or less."""

    of: Mapping[str, int]


@dataclass(frozen=True)
class Orders:
    """Orders that people put the options in, each with how many in a hundred did."""

    of: Sequence[tuple[Sequence[str], int]]


@dataclass(frozen=True)
class Said:
    """Words, each said by somebody else."""

    words: Sequence[str]


Shape = Pair | Shares | Orders | Said


@dataclass(frozen=True)
class Round:
    """A round that is over: when, how many answered, and what, by the words of each question.

    `themes`: the words of comments by the name of the theme that they speak to, "" where it is none.
    """

    title: str
    opens_on: date
    closes_on: date
    published_on: date
    answered: int
    shapes: Mapping[str, Shape]
    themes: Mapping[str, Sequence[str]]


def given(form: Form, shapes: Mapping[str, Shape], people: int) -> list[dict[str, Any]]:
    """What so many people answer, by question. `shapes` has the words of each question that is answered.

    Questions that somebody would not be asked are left out of their answers. Raises KeyError for words that are no
    question's.
    """
    asked = {question.text: question for question in form.questions}
    answers: list[dict[str, Any]] = [{} for _ in range(people)]
    for place, (text, shape) in enumerate(shapes.items()):
        question = asked[text]
        for who, answer in zip(_dealt(people, place), _answers(question, shape, people), strict=False):
            answers[who][question.key] = answer
    return [_of_what_is_asked(form, one) for one in answers]


def pointed(means: Mapping[str, float], people: int) -> list[dict[str, Any]]:
    """What so many people answer on scales, given by question the mean of all, met as nearly as whole points can."""
    answers: list[dict[str, Any]] = [{} for _ in range(people)]
    for place, (key, mean) in enumerate(means.items()):
        for who, point in zip(_dealt(people, place), _points(mean, people), strict=True):
            answers[who][key] = point
    return answers


def _of_what_is_asked(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    return {question.key: answers[question.key] for question in form.asked(answers) if question.key in answers}


def _dealt(people: int, place: int) -> Iterator[int]:
    """Everybody once, in another order for each question."""
    return ((number * STRIDE + place * SHIFT) % people for number in range(people))


def _answers(question: Question, shape: Shape, people: int) -> list[Any]:
    match shape:
        case Pair(matters, true):
            return [list(pair) for pair in zip(_points(matters, people), _points(true, people)[::-1], strict=True)]
        case Orders(of):
            found = [[_option(question, words) for words in order] for order, _ in of]
            return _repeated(found, [share for _, share in of], people)
        case Said(words):
            return list(words)
        case Shares(of) if question.kind == "multiple":
            return _several(question, of, people)
        case Shares(of):
            return _repeated([_one(question, words) for words in of], list(of.values()), people)


def _points(mean: float, people: int) -> list[int]:
    """Whole points whose mean this is, as nearly as they can."""
    least = int(mean)
    more = round((mean - least) * people)
    return [least + 1] * more + [least] * (people - more)


def _repeated(values: Sequence[Any], shares: Sequence[int], people: int) -> list[Any]:
    return [value for value, share in zip(values, shares, strict=True) for _ in range(share * people // 100)]


def _several(question: Question, shares: Mapping[str, int], people: int) -> list[list[str]]:
    """For each person the options that they chose, each option by its share of people, begun with somebody else."""
    chosen: list[list[str]] = [[] for _ in range(people)]
    for place, (words, share) in enumerate(shares.items()):
        for who in list(_dealt(people, place))[: share * people // 100]:
            chosen[who].append(_option(question, words))
    return chosen


def _one(question: Question, words: str) -> Any:
    if question.kind == "scale":
        return question.labels.index(words) + 1
    return _option(question, words)


def _option(question: Question, words: str) -> str:
    return next(option.id for option in question.options if option.text == words)
