"""Building a survey: its questions are free until its first wave opens, and fixed from then on.

Every change to what is asked holds the survey's row and ends by reading the whole form: what would not hold together is
refused and leaves no trace.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy as copy_of
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from diagnostics.models import Question, Section, Survey
from diagnostics.selectors.blueprints import blueprint_of
from diagnostics.selectors.surveys import form_of
from diagnostics.surveys import blueprint, conditions, form, words
from diagnostics.surveys.blueprint import Blueprint
from programmes.models import Programme, User
from programmes.services import audit, ordering, records

FIXED = "People have been asked already, so nothing of it can change. Copy the survey to ask something else."
GONE = "The question was withdrawn. Restore it first."
WITHDRAWN = "The survey has been withdrawn. Restore it first."
MAIL = ("mail_subject", "mail_body", "reminder_subject", "reminder_body")
TOO_MANY = (
    f"A survey holds at most {blueprint.MOST_SECTIONS} sections and {blueprint.MOST_QUESTIONS} questions. "
    "Withdraw one first."
)


class NotFree(Exception):
    """The survey is fixed, or what is asked of it would not hold together; `str` says so to whoever builds it."""


@transaction.atomic
def fix(survey: Survey, *, at: datetime) -> Survey:
    """Fix kind and questions for good, as the first wave opens; a survey that is fixed stays as it is."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if not locked.is_fixed:
        locked.fixed_at = at
        locked.save(update_fields=["fixed_at"])
    survey.fixed_at = locked.fixed_at
    return survey


def hold_list(survey: Survey) -> None:
    """Let nobody change an address on the survey's list until the transaction ends: links are being sent to them."""
    Survey.objects.select_for_update().get(pk=survey.pk)


def require_free(survey: Survey) -> None:
    """Raises NotFree for a survey that is fixed or withdrawn."""
    if survey.is_fixed:
        raise NotFree(FIXED)
    if survey.withdrawn_at:
        raise NotFree(WITHDRAWN)


@transaction.atomic
def create(*, programme: Programme, plan: Blueprint, by: User) -> Survey:
    """A survey of the programme as the plan has it; mails and thanks that it leaves empty are ours. Raises NotFree."""
    survey = Survey(
        programme=programme,
        kind=plan.kind,
        title=plan.title,
        introduction=plan.introduction,
        thanks=plan.thanks or words.THANKS,
        mail_subject=plan.mail_subject or words.MAIL_SUBJECT,
        mail_body=plan.mail_body or words.MAIL_BODY,
        reminder_subject=plan.reminder_subject or words.REMINDER_SUBJECT,
        reminder_body=plan.reminder_body or words.REMINDER_BODY,
    )
    records.add(survey, by=by)
    sections = Section.objects.bulk_create(
        Section(survey=survey, title=each.title, text=each.text, position=place)
        for place, each in enumerate(plan.sections)
    )
    _ask(sections, plan.sections)
    _within_limits(survey)
    return survey


def copy(*, survey: Survey, programme: Programme, by: User) -> Survey:
    """The survey anew and free, for the same programme or another, without its people and answers. Raises NotFree."""
    title = f"Copy of {survey.title}"[: blueprint.TITLE]
    return create(programme=programme, plan=replace(blueprint_of(survey), title=title), by=by)


def correct(*, survey: Survey, by: User) -> None:
    """Store a changed title, kind, introduction or thanks. Raises NotFree."""
    with _building(survey):
        records.correct(survey, by=by)


@transaction.atomic
def correct_mail(*, survey: Survey, by: User) -> None:
    """Store changed texts of the mails, which are no part of what is fixed: a later wave may be announced anew."""
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    for name in MAIL:
        setattr(stored, name, getattr(survey, name))
    records.correct(stored, by=by)


def withdraw(*, survey: Survey, by: User) -> None:
    """Take the survey from the list. Raises NotFree once people were asked."""
    with _building(survey):
        records.withdraw(survey, by=by)


def restore(*, survey: Survey, by: User) -> None:
    records.restore(survey, by=by)


def add_section(*, section: Section, by: User) -> None:
    """Put a new section last. Raises NotFree."""
    with _building(section.survey):
        section.position = ordering.last_place(section.survey.sections.all())
        records.add(section, by=by)


def correct_section(*, section: Section, by: User) -> None:
    """Raises NotFree."""
    with _building(section.survey):
        records.correct(section, by=by)


def move_section(*, section: Section, up: bool, by: User) -> None:
    """One place earlier or later. Raises NotFree, also where a question would come before the one it depends on."""
    with _building(section.survey):
        ordering.move(section, among=section.survey.sections.filter(withdrawn_at=None), up=up, by=by)


def withdraw_section(*, section: Section, by: User) -> None:
    """Take a section out with its questions. Raises NotFree, also where a question elsewhere depends on one of them."""
    with _building(section.survey):
        records.withdraw(section, by=by)


def restore_section(*, section: Section, by: User) -> None:
    """Raises NotFree."""
    with _building(section.survey):
        records.restore(section, by=by)


def add_question(*, question: Question, by: User) -> None:
    """Put a new question last in its section. Raises NotFree."""
    with _building(question.section.survey):
        question.position = ordering.last_place(question.section.questions.all())
        records.add(question, by=by)


def correct_question(*, question: Question, by: User) -> None:
    """Raises NotFree, also where another question depends on an answer that would be gone."""
    with _building(question.section.survey):
        records.correct(question, by=by)


def ask_everybody(*, question: Question, by: User) -> None:
    """Raises NotFree."""
    question.shown_if = None
    correct_question(question=question, by=by)


def ask_after(*, question: Question, decider: Question, values: Sequence[str], by: User) -> None:
    """Ask it only of those who gave one of these answers to an earlier question. Raises NotFree."""
    question.shown_if = decider
    question.shown_values = list(values)
    correct_question(question=question, by=by)


def copy_question(*, question: Question, by: User) -> Question:
    """The same question once more, right after itself. Raises NotFree, also for one that is withdrawn."""
    with _building(question.section.survey):
        standing = list(question.section.questions.filter(withdrawn_at=None))
        if question not in standing:
            raise NotFree(GONE)
        here = standing.index(question)
        twin = copy_of(standing[here])
        twin.pk = None
        twin._state.adding = True
        records.add(twin, by=by)
        _put_in_order([*standing[: here + 1], twin, *standing[here + 1 :]])
    return twin


def move_question(*, question: Question, up: bool, by: User) -> None:
    """One place earlier or later; from the end of a section into its neighbour.

    Raises NotFree, also where a question would come before the one it depends on.
    """
    survey = question.section.survey
    with _building(survey):
        among = question.section.questions.filter(withdrawn_at=None)
        order = list(among)
        if question not in order:
            return
        if question != order[0 if up else -1]:
            ordering.move(question, among=among, up=up, by=by)
        elif neighbour := _neighbour(question.section, up):
            _move_into(neighbour, question, last=up)
            audit.write(by=by, verb="moved up" if up else "moved down", record=question)


def withdraw_question(*, question: Question, by: User) -> None:
    """Raises NotFree, also where another question depends on it."""
    with _building(question.section.survey):
        records.withdraw(question, by=by)


def restore_question(*, question: Question, by: User) -> None:
    """Raises NotFree, also where what it depends on is gone."""
    with _building(question.section.survey):
        records.restore(question, by=by)


@contextmanager
def _building(survey: Survey) -> Iterator[None]:
    """A change to what is asked: alone, of a free survey, and undone unless everything still holds together."""
    with transaction.atomic():
        require_free(Survey.objects.select_for_update().get(pk=survey.pk))
        yield
        _within_limits(survey)
        if trouble := conditions.trouble(form_of(survey)):
            raise NotFree(trouble)


def _within_limits(survey: Survey) -> None:
    sections = survey.sections.filter(withdrawn_at=None)
    questions = Question.objects.filter(section__in=sections, withdrawn_at=None)
    if sections.count() > blueprint.MOST_SECTIONS or questions.count() > blueprint.MOST_QUESTIONS:
        raise NotFree(TOO_MANY)


def _neighbour(section: Section, up: bool) -> Section | None:
    order = list(section.survey.sections.filter(withdrawn_at=None))
    there = order.index(section) + (-1 if up else 1) if section in order else -1
    return order[there] if 0 <= there < len(order) else None


def _move_into(section: Section, question: Question, *, last: bool) -> None:
    order = list(section.questions.filter(withdrawn_at=None))
    question.section = section
    order.insert(len(order) if last else 0, question)
    _put_in_order(order)


def _put_in_order(questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions):
        question.position = position
    Question.objects.bulk_update(questions, ["section", "position"])


def _ask(sections: Sequence[Section], planned: Sequence[form.Section]) -> None:
    """Store the questions of new sections, then what each depends on, whose keys are known only now."""
    asked = [
        (each, _row(section, place, each))
        for section, plan in zip(sections, planned, strict=True)
        for place, each in enumerate(plan.questions)
    ]
    Question.objects.bulk_create(row for _, row in asked)
    by_key = {each.key: row for each, row in asked}
    depending = [(each, row) for each, row in asked if each.shown_if]
    for each, row in depending:
        row.shown_if = by_key[each.shown_if]
        row.shown_values = sorted(each.shown_values)
    Question.objects.bulk_update([row for _, row in depending], ["shown_if", "shown_values"])


def _row(section: Section, place: int, question: form.Question) -> Question:
    return Question(
        section=section,
        position=place,
        kind=question.kind,
        text=question.text,
        help=question.help,
        points=question.points,
        labels=list(question.labels),
        low_label=question.low_label,
        high_label=question.high_label,
        options=[{"id": option.id, "text": option.text} for option in question.options],
        least=question.least,
        most=question.most,
        is_required=question.is_required,
        may_decline=question.may_decline,
    )
