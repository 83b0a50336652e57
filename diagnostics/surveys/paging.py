"""How a survey is laid out: its pages, how long it takes, and answers in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from diagnostics.surveys.answering import PAIR, TYPED
from diagnostics.surveys.form import DECLINED, Answers, Form, Question, Section

# A page holds about so many short questions; one that takes longer counts for two.
ABOUT = 6
MOST = 7
WEIGHTS = {"ranking": 2, "long": 2}
# Seconds that a question takes, reading included; then what the first and the last page take.
SECONDS = {"scale": 9, "pair": 16, "single": 12, "multiple": 16, "ranking": 40, "number": 15, "short": 25, "long": 60}
AROUND = 60
NOT_SAID = "I would rather not say"


@dataclass(frozen=True)
class Page:
    """Questions shown together: a section or a part of one. `number` is its place among all pages, from 1, and stays
    what it is when a page before it is not asked. `part` of `parts` counts sections, as people are told."""

    number: int
    part: int
    parts: int
    title: str
    text: str
    is_continued: bool
    questions: tuple[Question, ...]


def layout(form: Form) -> tuple[Page, ...]:
    """Every page of the form, whoever answers."""
    found: list[Page] = []
    for part, section in enumerate(form.sections, 1):
        for chunk, questions in enumerate(_chunks(section)):
            text = "" if chunk else section.text
            place = (len(found) + 1, part, len(form.sections))
            found.append(Page(*place, section.title, text, chunk > 0, tuple(questions)))
    return tuple(found)


def pages(form: Form, answers: Answers, laid_out: tuple[Page, ...] | None = None) -> tuple[Page, ...]:
    """The pages that somebody who gave these answers goes through, with the questions that they are asked."""
    asked = {question.key for question in form.asked(answers)}
    found = (_narrowed(page, asked) for page in (layout(form) if laid_out is None else laid_out))
    return tuple(page for page in found if page.questions)


def _narrowed(page: Page, asked: set[str]) -> Page:
    if all(each.key in asked for each in page.questions):
        return page
    return replace(page, questions=tuple(each for each in page.questions if each.key in asked))


def minutes(form: Form) -> int:
    """How long the whole of it takes, at an estimate."""
    return ceil((AROUND + sum(SECONDS[question.kind] for question in form.questions)) / 60)


def in_words(question: Question, value: Any) -> tuple[str, ...]:
    """An answer as its question puts it, in lines; none where there is no answer, or one still to be put right."""
    if value is None or (isinstance(value, dict) and TYPED in value):
        return ()
    if value == DECLINED:
        return (NOT_SAID,)
    if question.kind == "pair":
        given = zip(PAIR, value, strict=True)
        return tuple(f"{asks} {_point(question, point) if point else 'No answer'}" for (_, asks), point in given)
    if question.kind in ("single", "multiple", "ranking"):
        return _chosen(question, value)
    return (_point(question, value) if question.kind == "scale" else str(value),)


def point_text(question: Question, point: int) -> str:
    """What a point of a scale is called; "" for one between named ends."""
    if question.labels:
        return question.labels[point - 1]
    return {1: question.low_label, question.points: question.high_label}.get(point, "")


def _point(question: Question, point: int) -> str:
    text = point_text(question, point)
    if question.labels:
        return text
    return f"{point} of {question.points}" + (f": {text}" if text else "")


def _chosen(question: Question, value: Any) -> tuple[str, ...]:
    texts = {option.id: option.text for option in question.options}
    if question.kind == "ranking":
        return tuple(f"{place}. {texts[each]}" for place, each in enumerate(value, 1))
    return tuple(texts[each] for each in (value if isinstance(value, list) else [value]))


def _chunks(section: Section) -> Iterator[list[Question]]:
    """Even parts of a long section; a question that an answer on the page decides begins the next."""
    total = sum(_weight(question) for question in section.questions)
    most = ceil(total / ceil(total / ABOUT)) if total > MOST else total
    chunk: list[Question] = []
    for question in section.questions:
        full = sum(map(_weight, chunk)) + _weight(question) > most
        if chunk and (full or question.shown_if in {each.key for each in chunk}):
            yield chunk
            chunk = []
        chunk.append(question)
    yield chunk


def _weight(question: Question) -> int:
    return WEIGHTS.get(question.kind, 1)
