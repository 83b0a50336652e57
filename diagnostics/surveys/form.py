"""A survey as plain values: what is asked, and of whom, whatever stores it.

An answer is kept under its question's id. By kind it is: a scale, the point from 1; a pair, `[matters, true]`, each a
point from 1 or None; one of several, an option's id; any of several, a list of ids in the survey's order; put in order,
every id from first to last; a number, an int; words, a text. `DECLINED` stands for "I would rather not say". A question
that was not answered or not asked has no key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

DECLINED = "-"

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    id: str
    text: str


@dataclass(frozen=True)
class Question:
    """One question; the fields mean what they mean in `diagnostics.models.Question`.

    `labels` is empty or names every point of the scale, the lowest first. `shown_if` is the key of an earlier question.
    """

    key: str
    kind: str
    text: str
    help: str = ""
    points: int = 5
    labels: tuple[str, ...] = ()
    low_label: str = ""
    high_label: str = ""
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None
    is_required: bool = False
    may_decline: bool = False
    shown_if: str = ""
    shown_values: frozenset[str] = frozenset()

    @property
    def is_in_words(self) -> bool:
        return self.kind in ("short", "long")

    def is_asked(self, answers: Answers) -> bool:
        """Whether somebody who gave these answers is asked it; of what was not asked, `answers` must hold nothing."""
        if not self.shown_if:
            return True
        given = answers.get(self.shown_if)
        chosen = given if isinstance(given, list) else [given]
        return any(str(one) in self.shown_values for one in chosen if one is not None)


@dataclass(frozen=True)
class Section:
    """A page of questions."""

    title: str
    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """Everything that people are asked."""

    title: str
    introduction: str
    thanks: str
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions that somebody who gave these answers is asked, in order.

        An answer to a question that was not asked decides nothing further on.
        """
        found: list[Question] = []
        counted: dict[str, Any] = {}
        for question in self.questions:
            if question.is_asked(counted):
                found.append(question)
                if question.key in answers:
                    counted[question.key] = answers[question.key]
        return tuple(found)
