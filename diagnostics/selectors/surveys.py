"""Surveys as pages and documents need them."""

from diagnostics.models import Question, Section, Survey
from diagnostics.surveys import form


def form_of(survey: Survey) -> form.Form:
    """What the survey asks, in one query: standing sections that have standing questions, in order."""
    standing = Question.objects.filter(section__survey=survey, withdrawn_at=None, section__withdrawn_at=None)
    questions: dict[Section, list[form.Question]] = {}
    for row in standing.select_related("section"):
        questions.setdefault(row.section, []).append(question_values(row))
    sections = (form.Section(each.title, each.text, tuple(asked)) for each, asked in questions.items())
    return form.Form(survey.title, survey.introduction, survey.thanks, tuple(sections))


def question_values(row: Question) -> form.Question:
    """A question as plain values; its key is its primary key."""
    return form.Question(
        key=str(row.pk),
        kind=row.kind,
        text=row.text,
        help=row.help,
        points=row.points,
        labels=tuple(row.labels),
        low_label=row.low_label,
        high_label=row.high_label,
        options=tuple(form.Option(each["id"], each["text"]) for each in row.options),
        least=row.least,
        most=row.most,
        is_required=row.is_required,
        may_decline=row.may_decline,
        shown_if=str(row.shown_if_id or ""),
        shown_values=frozenset(str(value) for value in row.shown_values),
    )
