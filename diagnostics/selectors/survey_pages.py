"""What the pages of building show: the surveys of a programme, and one survey with everything in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from diagnostics.models import Question, Section, Survey, Wave
from diagnostics.selectors.surveys import question_values
from diagnostics.surveys import conditions, form, paging
from programmes.models import Programme


@dataclass(frozen=True)
class SurveyRow:
    """A survey in the list of its programme; `rounds` says in words how far its waves are."""

    survey: Survey
    questions: int
    rounds: str


@dataclass(frozen=True)
class QuestionRow:
    """A question as builders see it; `number` counts through the survey, `says` is what it holds, a line each."""

    question: Question
    number: int
    says: tuple[str, ...]
    condition: str
    may_go_up: bool
    may_go_down: bool


@dataclass(frozen=True)
class SectionRow:
    section: Section
    questions: tuple[QuestionRow, ...]
    withdrawn: tuple[Question, ...]


@dataclass(frozen=True)
class Building:
    """A survey and all that was ever put into it, in the order in which people see it; `minutes` it may take them."""

    sections: tuple[SectionRow, ...]
    withdrawn: tuple[Section, ...]
    asks: int
    minutes: int


def surveys_of(programme: Programme, *, at: date) -> tuple[SurveyRow, ...]:
    """The standing surveys of a programme, the newest first, in two queries."""
    standing = Q(sections__withdrawn_at=None, sections__questions__withdrawn_at=None)
    found = programme.surveys.standing().annotate(asks=Count("sections__questions", filter=standing))
    surveys = list(found.order_by("-created_at", "-pk").prefetch_related("waves"))
    return tuple(SurveyRow(survey, survey.asks, _rounds(list(survey.waves.all()), at)) for survey in surveys)


def _rounds(waves: Sequence[Wave], at: date) -> str:
    if not waves:
        return "None yet"
    latest = max(waves, key=lambda wave: wave.number)
    if latest.state == Wave.State.OPEN:
        passed = "its last day has passed" if latest.closes_on < at else f"open until {_day(latest.closes_on)}"
        return f"{latest.title}: {passed}"
    return f"{latest.title}: {latest.get_state_display().lower()}"


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def sections_of(survey: Survey) -> QuerySet[Section]:
    """Every section of the survey, the withdrawn ones too."""
    return Section.objects.filter(survey=survey).select_related("survey")


def questions_of(survey: Survey) -> QuerySet[Question]:
    """Every question of the survey, the withdrawn ones too."""
    return Question.objects.filter(section__survey=survey).select_related("section__survey")


def building_of(survey: Survey) -> Building:
    """Everything in the survey, in two queries."""
    sections = list(survey.sections.all())
    rows = list(Question.objects.filter(section__survey=survey))
    standing = [each for each in sections if each.withdrawn_at is None]
    asked = {each.pk: [row for row in rows if row.section_id == each.pk and not row.withdrawn_at] for each in standing}
    order = [row for each in standing for row in asked[each.pk]]
    values = {row.pk: question_values(row) for row in order}
    numbers = {row.pk: number for number, row in enumerate(order, 1)}
    lines = [_row(row, numbers, values, (standing[0].pk, standing[-1].pk), asked) for row in order]
    whole = form.Form(survey.title, "", "", (form.Section("", "", tuple(values.values())),))
    return Building(
        sections=tuple(
            SectionRow(
                each,
                tuple(line for line in lines if line.question.section_id == each.pk),
                tuple(row for row in rows if row.section_id == each.pk and row.withdrawn_at),
            )
            for each in standing
        ),
        withdrawn=tuple(each for each in sections if each.withdrawn_at),
        asks=len(order),
        minutes=paging.minutes(whole),
    )


def _row(
    row: Question,
    numbers: dict[int, int],
    values: dict[int, form.Question],
    ends: tuple[int, int],
    asked: dict[int, list[Question]],
) -> QuestionRow:
    among = asked[row.section_id]
    return QuestionRow(
        question=row,
        number=numbers[row.pk],
        says=says(values[row.pk]),
        condition=_condition(values[row.pk], values.get(row.shown_if_id or 0), numbers.get(row.shown_if_id or 0)),
        may_go_up=row.section_id != ends[0] or row != among[0],
        may_go_down=row.section_id != ends[1] or row != among[-1],
    )


def says(question: form.Question) -> tuple[str, ...]:
    """What a question offers to those who answer it, a line for each thing."""
    offers: dict[str, Any] = {"scale": _points, "pair": _points, "number": _range}
    if question.options:
        return tuple(option.text for option in question.options)
    return (offers[question.kind](question),) if question.kind in offers else ()


def _points(question: form.Question) -> str:
    if question.labels:
        return " · ".join(question.labels)
    ends = [end for end in (question.low_label, question.high_label) if end]
    return f"{question.points} points" + (f", from “{ends[0]}” to “{ends[1]}”" if len(ends) == 2 else "")


def _range(question: form.Question) -> str:
    if question.least is not None and question.most is not None:
        return f"From {question.least:,} to {question.most:,}"
    if question.least is not None:
        return f"{question.least:,} or more"
    return f"{question.most:,} or less" if question.most is not None else "Any whole number"


def _condition(question: form.Question, decider: form.Question | None, number: int | None) -> str:
    """For whom it is asked, if not for everybody: "Only after “Not at all” or “Hardly” to question 3"."""
    if decider is None:
        return ""
    chosen = [f"“{text}”" for value, text in conditions.answers_to(decider).items() if value in question.shown_values]
    words = " or ".join(part for part in (", ".join(chosen[:-1]), chosen[-1] if chosen else "") if part)
    return f"Only after {words} to question {number}"
