"""A question as its fields on a page: what templates/diagnostics/answering/_question.html shows."""

from collections.abc import Callable
from dataclasses import dataclass

from diagnostics.surveys.answering import LIMITS, PAIR, declines_apart
from diagnostics.surveys.form import DECLINED, Question
from diagnostics.surveys.paging import NOT_SAID, point_text

# What stands in the page where somebody's answer is filled in: `mark(how, field, value)`, `how` one of HOWS.
HOWS = ("checked", "selected", "text")
Mark = Callable[[str, str, str], str]


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `mark` is where it says that it is chosen. `point` is the number of a scale's point."""

    id: str
    name: str
    value: str
    text: str
    mark: str
    point: int = 0


@dataclass(frozen=True)
class Row:
    """Choices of which one is taken, under words of their own where a question has several."""

    id: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Fields:
    """`id` is where a problem leads. `rows` hold radios, boxes or the places of a ranking; `apart` is the box that says
    "I would rather not say"; `text` is where what was typed is filled in."""

    question: Question
    id: str
    name: str
    first: str
    rows: tuple[Row, ...]
    apart: Choice | None
    text: str
    limit: int

    @property
    def is_row_of_points(self) -> bool:
        """Points beside each other on a phone too: numbers, whose ends are named below."""
        return self.question.kind == "pair" or (self.question.kind == "scale" and not self.question.labels)

    @property
    def low(self) -> str:
        """What the lowest point means."""
        return point_text(self.question, 1)

    @property
    def high(self) -> str:
        return point_text(self.question, self.question.points)

    @property
    def is_named_throughout(self) -> bool:
        return bool(self.question.labels)


def fields(question: Question, mark: Mark) -> Fields:
    """The fields of a question, with `mark` put where an answer goes."""
    name = f"q{question.key}"
    rows = tuple(_ROWS[question.kind](question, name, mark)) if question.kind in _ROWS else ()
    apart = _choice(f"{name}-none", DECLINED, NOT_SAID, "checked", mark, 1) if declines_apart(question) else None
    first = rows[0].id if question.kind == "ranking" else rows[0].choices[0].id if rows else name
    text = "" if rows else mark("text", name, "")
    return Fields(question, f"{name}-asked", name, first, rows, apart, text, LIMITS.get(question.kind, 0))


def _choice(name: str, value: str, text: str, how: str, mark: Mark, number: int, point: int = 0) -> Choice:
    return Choice(f"{name}-{number}", name, value, text, mark(how, name, value), point)


def _points(question: Question, name: str, mark: Mark) -> tuple[Choice, ...]:
    return tuple(
        _choice(name, str(point), point_text(question, point), "checked", mark, point, point)
        for point in range(1, question.points + 1)
    )


def _declining(question: Question, name: str, mark: Mark) -> tuple[Choice, ...]:
    if not question.may_decline or declines_apart(question):
        return ()
    return (_choice(name, DECLINED, NOT_SAID, "checked", mark, 0),)


def _scale(question: Question, name: str, mark: Mark) -> list[Row]:
    return [Row(name, "", (*_points(question, name, mark), *_declining(question, name, mark)))]


def _pair(question: Question, name: str, mark: Mark) -> list[Row]:
    return [Row(f"{name}-{part}", asks, _points(question, f"{name}-{part}", mark)) for part, asks in PAIR]


def _options(question: Question, name: str, mark: Mark) -> list[Row]:
    chosen = tuple(
        _choice(name, option.id, option.text, "checked", mark, number)
        for number, option in enumerate(question.options, 1)
    )
    return [Row(name, "", (*chosen, *_declining(question, name, mark)))]


def _places(question: Question, name: str, mark: Mark) -> list[Row]:
    """A row for each option, with the place that it gets."""
    places = [str(place) for place in range(1, len(question.options) + 1)]
    return [
        Row(
            f"{name}-{option.id}",
            option.text,
            tuple(
                _choice(f"{name}-{option.id}", place, place, "selected", mark, number)
                for number, place in enumerate(places, 1)
            ),
        )
        for option in question.options
    ]


_ROWS = {"scale": _scale, "pair": _pair, "single": _options, "multiple": _options, "ranking": _places}
