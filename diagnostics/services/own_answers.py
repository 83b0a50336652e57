"""What somebody answered themselves where their name stayed with it: named and confidential surveys, never others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from diagnostics.models import Question, Response
from diagnostics.selectors.surveys import question_values
from diagnostics.services.responses import opened
from diagnostics.surveys.paging import in_words
from programmes.models import Person, Programme


@dataclass(frozen=True)
class OwnAnswer:
    """An answer of theirs to one question; `words` is "" where the answers were deleted and only their day is known."""

    survey: str
    round: str
    at: datetime
    question: str
    words: str


def own_answers(person: Person, programme: Programme) -> list[OwnAnswer]:
    """Everything that this person answered under their name in the programme, in two queries."""
    theirs = Response.objects.filter(invitation__respondent__person=person, wave__survey__programme=programme)
    rows = list(theirs.select_related("wave__survey").order_by("answered_at", "pk"))
    surveys = {row.wave.survey_id for row in rows}
    questions = list(Question.objects.filter(section__survey__in=surveys).select_related("section")) if surveys else []
    return [answer for row in rows for answer in _of(row, questions)]


def _of(row: Response, questions: list[Question]) -> Iterator[OwnAnswer]:
    if row.answered_at is None:
        return
    survey = row.wave.survey
    given = opened(row) if row.ciphertext else {}
    if not given:
        yield OwnAnswer(survey.title, row.wave.title, row.answered_at, "", "")
    for question in questions:
        lines = in_words(question_values(question), given.get(str(question.pk)))
        if lines and question.section.survey_id == survey.pk:
            yield OwnAnswer(survey.title, row.wave.title, row.answered_at, question.text, "; ".join(lines))
