"""What a page of a survey posts, read into answers; pure, so that a preview reads as the pages themselves do.

A question's field is named `q` and its key; a pair, a ranking and "I would rather not say" beside what is typed have
fields of their own (`q7-matters`, `q7-b`, `q7-none`). Each question on the page also posts its key as `q`: a question
that was not on the page that somebody filled in is left alone, whatever else that page says.

What is wrong is kept as it was typed, `{"typed": {field: [values]}}` in place of an answer, until it is put right: so a
draft holds every word, and `check` says of it what `read` said.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from diagnostics.surveys.form import DECLINED, Answers, Form, Question

LIMITS = {"short": 200, "long": 2_000}  # characters
KEPT = 10_000  # characters of a text that is too long and is kept to be shortened
PAIR = (("matters", "How much does this matter?"), ("true", "How true is this of us now?"))
TYPED = "typed"
LARGEST = 10**12

# What steers a terminal or the order of what follows it; marks of one letter's direction are part of a text.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?\d{1,15}")

Raw = Mapping[str, Sequence[str]]


class Posted(Protocol):
    """What a form posts: all the values of a field, in order; an empty list where there is none."""

    def getlist(self, name: str) -> list[str]: ...


class OnPage(Protocol):
    """A section, or the part of one that is on a page."""

    @property
    def questions(self) -> tuple[Question, ...]: ...


@dataclass(frozen=True)
class Problem:
    """What is wrong with the answer to a question: what to do about it."""

    key: str
    message: str


class Wrong(Exception):
    """An answer that cannot stand; the message says what to do."""


def read(section: OnPage, posted: Posted, answers: Answers) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """All answers after this page was posted, and what is wrong on it.

    Only questions of `section` that were on the posted page change. Give it the questions that are asked.
    """
    held = dict(answers)
    shown = set(posted.getlist("q"))
    for question in section.questions:
        if question.key in shown:
            value = _read(question, {name: _cut(posted.getlist(name)) for name in names(question)})
            held.pop(question.key, None)
            if value is not None:
                held[question.key] = value
    return held, problems(section.questions, held)


def check(form: Form, answers: Answers) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The answers as they would be sent, of the questions that are asked only; and what still stands in the way."""
    asked = form.asked(answers)
    return {each.key: answers[each.key] for each in asked if each.key in answers}, problems(asked, answers)


def problems(questions: Sequence[Question], answers: Answers) -> tuple[Problem, ...]:
    """What is wrong with the answers to these questions, in order."""
    found = ((question, _wrong(question, answers.get(question.key))) for question in questions)
    found = ((question, _wrong(question, answers.get(question.key))) for question in questions)
    return tuple(Problem(question.key, message) for question, message in found if message)


def names(question: Question) -> tuple[str, ...]:
    """The fields of a question."""
    name = f"q{question.key}"
    own: tuple[str, ...] = (name,)
    if question.kind == "pair":
        own = tuple(f"{name}-{part}" for part, _ in PAIR)
    elif question.kind == "ranking":
        own = tuple(f"{name}-{option.id}" for option in question.options)
    return (*own, f"{name}-none") if declines_apart(question) else own


def declines_apart(question: Question) -> bool:
    """Whether "I would rather not say" is a box of its own; else it is one of the answers to choose from."""
    return question.may_decline and question.kind in ("pair", "ranking", "number", "short", "long")


def typed(question: Question, value: Any) -> dict[str, list[str]]:
    """What the fields hold where this was answered: the other way round than `read`."""
    if isinstance(value, dict):
        return value[TYPED]
    name = f"q{question.key}"
    if value is None:
        return {}
    if value == DECLINED and declines_apart(question):
        return {f"{name}-none": [DECLINED]}
    if question.kind == "pair":
        return {f"{name}-{part}": [str(given)] for (part, _), given in zip(PAIR, value, strict=True) if given}
    if question.kind == "ranking":
        return {f"{name}-{option}": [str(place)] for place, option in enumerate(value, 1)}
    return {name: value if isinstance(value, list) else [str(value)]}


def clean(text: str) -> str:
    """The text without what steers a screen instead of being read: line ends of one kind, composed letters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _STEERING.sub("", lines)).strip()


def _cut(values: list[str]) -> list[str]:
    return [clean(value[: 2 * KEPT])[:KEPT] for value in values[:100]]


def _read(question: Question, raw: Raw) -> Any:
    try:
        return _value(question, raw)
    except Wrong:
        return {TYPED: {name: list(values) for name, values in raw.items() if any(values)}}


def _wrong(question: Question, value: Any) -> str:
    """What is wrong with a held answer, in words; "" where it may stand."""
    try:
        if _value(question, typed(question, value)) is None and question.is_required:
            return _ASKED_FOR[question.kind]
        return _HALF if question.is_required and isinstance(value, list) and None in value else ""
    except Wrong as wrong:
        return str(wrong)


_HALF = "Answer both questions"
_ASKED_FOR = {
    "scale": "Choose an answer",
    "pair": "Answer both questions",
    "single": "Choose an answer",
    "multiple": "Choose at least one answer",
    "ranking": "Give every line a place",
    "number": "Enter a number",
    "short": "Write an answer",
    "long": "Write an answer",
}


def _value(question: Question, raw: Raw) -> Any:
    """The answer that the fields hold, None where there is none. Raises Wrong."""
    value = _READERS[question.kind](question, raw)
    if not (declines_apart(question) and DECLINED in raw.get(f"q{question.key}-none", ())):
        return value
    if value is not None:
        raise Wrong("Answer, or choose “I would rather not say”, not both")
    return DECLINED


def _first(raw: Raw, name: str) -> str:
    return next(iter(raw.get(name, ())), "")


def _one_of(question: Question, given: str, allowed: Sequence[str]) -> str | None:
    """A choice that the page offered; None where nothing is chosen. Raises Wrong."""
    if not given:
        return None
    if given not in allowed and not (given == DECLINED and question.may_decline):
        raise Wrong("Choose one of the answers shown")
    return given


def _points(question: Question) -> list[str]:
    return [str(point) for point in range(1, question.points + 1)]


def _scale(question: Question, raw: Raw) -> int | str | None:
    given = _one_of(question, _first(raw, f"q{question.key}"), _points(question))
    return int(given) if given and given != DECLINED else given


def _pair(question: Question, raw: Raw) -> list[int | None] | None:
    given = [_first(raw, f"q{question.key}-{part}") for part, _ in PAIR]
    if any(point not in ("", *_points(question)) for point in given):
        raise Wrong("Choose one of the answers shown")
    return [int(point) if point else None for point in given] if any(given) else None


def _single(question: Question, raw: Raw) -> str | None:
    return _one_of(question, _first(raw, f"q{question.key}"), [option.id for option in question.options])


def _multiple(question: Question, raw: Raw) -> list[str] | str | None:
    given = {value for value in raw.get(f"q{question.key}", ()) if value}
    allowed = [option.id for option in question.options]
    for value in given:
        _one_of(question, value, allowed)
    if DECLINED in given and len(given) > 1:
        raise Wrong("Choose answers, or “I would rather not say”, not both")
    return DECLINED if DECLINED in given else [each for each in allowed if each in given] or None


def _ranking(question: Question, raw: Raw) -> list[str] | None:
    places = {option.id: _first(raw, f"q{question.key}-{option.id}") for option in question.options}
    given = [place for place in places.values() if place]
    if not given:
        return None
    allowed = [str(place) for place in range(1, len(places) + 1)]
    if any(place not in allowed for place in given):
        raise Wrong("Choose one of the places shown")
    if twice := [place for place, times in sorted(Counter(given).items()) if times > 1]:
        raise Wrong(f"Give each place once: {twice[0]} is there twice")
    if len(given) < len(places):
        raise Wrong("Give every line a place" if question.is_required else "Give every line a place, or none")
    return sorted(places, key=lambda option: int(places[option]))


def _number(question: Question, raw: Raw) -> int | None:
    given = _first(raw, f"q{question.key}").replace("\N{MINUS SIGN}", "-").replace(",", "").replace(" ", "")
    if not given:
        return None
    if not _NUMBER.fullmatch(given) or abs(int(given)) > LARGEST:
        raise Wrong("Enter a whole number, in figures")
    number = int(given)
    if (question.least is not None and number < question.least) or (
        question.most is not None and number > question.most
    ):
        raise Wrong(_range(question))
    return number


def _range(question: Question) -> str:
    if question.most is None:
        return f"Enter a number that is {question.least} or more"
    if question.least is None:
        return f"Enter a number that is {question.most} or less"
    return f"Enter a number from {question.least} to {question.most}"


def _words(question: Question, raw: Raw) -> str | None:
    text, limit = _first(raw, f"q{question.key}"), LIMITS[question.kind]
    if len(text) >= KEPT:
        raise Wrong(f"Use {limit:,} characters or fewer. We kept the first {KEPT:,} of yours, to shorten here")
    if len(text) > limit:
        raise Wrong(f"Use {limit:,} characters or fewer. Yours has {len(text):,}; it is kept, to shorten here")
    # A dash alone would read as "I would rather not say".
    return None if text in ("", DECLINED) else text


_READERS = {
    "scale": _scale,
    "pair": _pair,
    "single": _single,
    "multiple": _multiple,
    "ranking": _ranking,
    "number": _number,
    "short": _words,
    "long": _words,
}
