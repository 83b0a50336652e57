"""Surveys as plain values that a copy or a file can carry: of a survey that stands, and of a programme's framework."""

from dataclasses import replace

from diagnostics.models import Question, Survey
from diagnostics.selectors.surveys import question_values
from diagnostics.surveys import form, words
from diagnostics.surveys.blueprint import PAIR_LABELS, PARAGRAPHS, Blueprint
from programmes.models import FrameworkArea, FrameworkPoint, Programme

FRAMEWORK_TITLE = "What matters to us, and what is true of us now"
FRAMEWORK_INTRODUCTION = (
    "These are the areas of the framework that we work with. Of every statement we ask two things: how much it "
    "matters, and how true it is of us now. Where much matters and little is true, there is something to talk about."
)


def blueprint_of(survey: Survey) -> Blueprint:
    """Everything that stands in the survey, empty sections included, in two queries; questions are q1, q2, …"""
    questions: dict[int, list[form.Question]] = {}
    rows = Question.objects.filter(section__survey=survey, withdrawn_at=None, section__withdrawn_at=None)
    keys = {row.pk: f"q{number}" for number, row in enumerate(rows, 1)}
    for row in rows:
        questions.setdefault(row.section_id, []).append(_named(question_values(row), row, keys))
    return Blueprint(
        title=survey.title,
        kind=survey.kind,
        introduction=survey.introduction,
        thanks=survey.thanks,
        mail_subject=survey.mail_subject,
        mail_body=survey.mail_body,
        reminder_subject=survey.reminder_subject,
        reminder_body=survey.reminder_body,
        sections=tuple(
            form.Section(each.title, each.text, tuple(questions.get(each.pk, ())))
            for each in survey.sections.filter(withdrawn_at=None)
        ),
    )


def _named(question: form.Question, row: Question, keys: dict[int, str]) -> form.Question:
    decider = keys.get(row.shown_if_id, "") if row.shown_if_id else ""
    return replace(
        question, key=keys[row.pk], shown_if=decider, shown_values=question.shown_values if decider else frozenset()
    )


def framework_of(programme: Programme) -> Blueprint | None:
    """A section for each area of the programme's framework, a pair for each attribute and enabler; None without any."""
    areas = FrameworkArea.objects.standing().filter(programme=programme)
    points = FrameworkPoint.objects.standing().filter(programme=programme, area__withdrawn_at=None)
    asked: dict[int, list[form.Question]] = {}
    for number, point in enumerate(points, 1):
        text = point.text[:1].upper() + point.text[1:]
        asked.setdefault(point.area_id, []).append(form.Question(f"q{number}", "pair", text, labels=PAIR_LABELS))
    sections = tuple(
        form.Section(area.name, area.definition[:PARAGRAPHS], tuple(asked[area.pk]))
        for area in areas
        if area.pk in asked
    )
    if not sections:
        return None
    return Blueprint(FRAMEWORK_TITLE, introduction=FRAMEWORK_INTRODUCTION, thanks=words.THANKS, sections=sections)
