"""Single answers of a round that is not anonymous, as its facilitators open them once it is closed.

Each opening leaves a row in the audit: of the round for its table and its files, of the answer for one person's page.
Of an anonymous survey there is nothing to open, whoever asks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Respondent, Response, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services.responses import opened
from diagnostics.surveys.form import Form, Question
from diagnostics.surveys.paging import in_words
from programmes.models import User
from programmes.services import audit

VERB = "opened answers"
ON_A_PAGE = 20
BY_LINK = "By the open link"
HEADINGS = ("Name", "Role", "Sector", "Answered")


@dataclass(frozen=True)
class Answered:
    """What somebody answered; `lines` has for each question, in order, the lines of the answer, none for no answer.

    `brief` has the same for a cell of a table.
    """

    row: Response
    lines: tuple[tuple[Question, tuple[str, ...]], ...]
    brief: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        return self._respondent.name if self._respondent else BY_LINK

    @property
    def role(self) -> str:
        return self._respondent.role if self._respondent else ""

    @property
    def at(self) -> datetime | None:
        return self.row.answered_at

    @property
    def day(self) -> str:
        return date_format(timezone.localtime(self.at), "j F Y") if self.at else ""

    @property
    def _respondent(self) -> Respondent | None:
        return self.row.invitation.respondent if self.row.invitation else None


def readable(survey: Survey) -> QuerySet[Wave]:
    """The rounds whose single answers there are to read: closed, not anonymous, not deleted."""
    if survey.is_anonymous:
        return survey.waves.none()
    return survey.waves.filter(state=Wave.State.CLOSED, is_sealed=False)


@transaction.atomic
def open_page(wave: Wave, number: str, *, by: User) -> tuple[Page, list[Answered]]:
    """One page of the table, by name; a number that is none gives the first, one too large the last."""
    form = form_of(wave.survey)
    page = Paginator(_rows(wave), ON_A_PAGE).get_page(number)
    audit.write(by=by, verb=VERB, record=wave, summary=f"Single answers of {wave}, page {page.number}")
    return page, list(_read(page, form))


@transaction.atomic
def open_one(wave: Wave, row: Response, *, by: User) -> Answered:
    """Everything that one person answered."""
    audit.write(by=by, verb=VERB, record=row, summary=f"One person’s answers to {wave}")
    return next(_read([row], form_of(wave.survey)))


@transaction.atomic
def open_table(wave: Wave, *, by: User) -> list[tuple[str, ...]]:
    """All of them as a table of texts with headings, for a file."""
    form = form_of(wave.survey)
    audit.write(by=by, verb=VERB, record=wave, summary=f"Single answers of {wave}, as a file")
    headings = (*HEADINGS, *(question.text for question in form.questions))
    return [headings, *(_cells(each) for each in _read(_rows(wave).iterator(chunk_size=500), form))]


def rows_of(wave: Wave) -> QuerySet[Response]:
    """The answers that are not deleted, each with who gave it."""
    return wave.responses.exclude(ciphertext=b"").select_related("invitation__respondent")


def _rows(wave: Wave) -> QuerySet[Response]:
    return rows_of(wave).order_by("invitation__respondent__name", "invitation", "pk")


def _read(rows: Iterable[Response], form: Form) -> Iterator[Answered]:
    for row in rows:
        answers = opened(row)
        lines = tuple((question, in_words(question, answers.get(question.key))) for question in form.questions)
        yield Answered(row, lines, tuple(_brief(question, answers.get(question.key)) for question in form.questions))


def _brief(question: Question, value: Any) -> tuple[str, ...]:
    """A pair without its two questions, which every row would repeat."""
    if question.kind != "pair" or not isinstance(value, list):
        return in_words(question, value)
    matters, true = (point or "no answer" for point in value)
    return (f"Matters {matters}, true {true}",)


def _cells(each: Answered) -> tuple[str, ...]:
    answers = ("\n".join(lines) for lines in each.brief)
    return (each.name, each.role, each.row.sector, each.day, *answers)
