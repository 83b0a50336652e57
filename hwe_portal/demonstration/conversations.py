"""Conversations as interviewers record them: a guide, notes, passages with their themes, a published list."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from diagnostics.confidential import words_of
from diagnostics.forms.conversations import GuideQuestionForm
from diagnostics.models import GuideQuestion, Interview, Note, ProgrammeReader, Release, Theme
from diagnostics.services import (
    booking,
    codebook,
    coding,
    guide,
    notes,
    quote_choices,
    quotes,
    theme_printing,
    theme_records,
    theme_releases,
)
from hwe_portal.demonstration import working
from hwe_portal.demonstration.accounts import FACILITATOR, INTERVIEWER
from hwe_portal.demonstration.hearing import Heard, Noted, Talk, noted
from hwe_portal.demonstration.people import person
from hwe_portal.demonstration.typing_in import accepted
from programmes.models import Job, Programme, User
from programmes.services import records

# Tuesdays and Thursdays.
OFFERED_ON = (1, 3)
PLACE = "by phone, we call you"


def write_guide(programme: Programme, questions: Iterable[tuple[str, str]], *, by: User) -> None:
    for text, hint in questions:
        form = accepted(GuideQuestionForm({"text": text, "hint": hint}, instance=GuideQuestion(programme=programme)))
        guide.add(question=form.instance, by=by)


def listen(
    programme: Programme,
    talks: Iterable[Talk],
    themes: Iterable[Heard],
    openings: Mapping[int, tuple[str, ...]],
    *,
    by: User,
) -> None:
    """Record every conversation as held, with its notes under the guide's questions and their passages coded."""
    book = {heard.key: _theme(programme, heard, by=by) for heard in themes}
    questions = list(programme.guide.standing())
    for talk, said in noted(talks, themes, openings):
        held = _record(programme, talk, by=by)
        notes.add(interview=held, texts={questions[one.question]: one.text for one in said}, batch=uuid4(), by=by)
        for one in said:
            _code(held.notes.get(question=questions[one.question]), one, book, by=by)


def _theme(programme: Programme, heard: Heard, *, by: User) -> Theme:
    theme = codebook.add(programme=programme, name=heard.name, kind=heard.kind, description=heard.description, by=by)
    theme.statement = heard.statement
    return records.correct(theme, by=by)


def _record(programme: Programme, talk: Talk, *, by: User) -> Interview:
    held = booking.record_held(
        programme=programme,
        person=person(talk.name),
        interviewer=person(talk.by),
        held_on=talk.held_on,
        readers=[person(FACILITATOR.name), person(INTERVIEWER.name)],
        told_on=talk.held_on,
        by=by,
    )
    return quote_choices.note_told(interview=held, choice=Interview.Quotes(talk.quotes), by=by)


def _code(note: Note, said: Noted, book: Mapping[str, Theme], *, by: User) -> None:
    for key, words in said.passages:
        start = said.text.index(words)
        coding.code(note=note, version=note.version, start=start, end=start + len(words), themes=[book[key]], by=by)


def publish(programme: Programme, day: date, quoted: Iterable[str], *, by: User) -> Release:
    """Publish the list of themes; under each of those named by `quoted` two quotes that need no further question."""
    for name in quoted:
        _quote(Theme.objects.get(programme=programme, name=name), by=by)
    at = timezone.make_aware(datetime.combine(day, time(10)))
    release = theme_releases.publish(programme=programme, by=by, at=at)
    working.finish(Job.objects.get(programme=programme, task=theme_printing.TASK), theme_printing.make)
    return release


def _quote(theme: Theme, *, by: User) -> None:
    free = theme.excerpts.filter(interview__quotes=Interview.Quotes.UNATTRIBUTED)
    for excerpt in free.order_by("pk")[:2]:
        quotes.add(excerpt=excerpt, theme=theme, text=words_of(excerpt), by=by)


def name_reader(programme: Programme, *, by: User) -> None:
    """Whoever books from now on reads that the facilitator reads the notes too."""
    records.add(ProgrammeReader(programme=programme, person=person(FACILITATOR.name)), by=by)


def offer_times(programme: Programme, *, by: User) -> None:
    """A few times in the next three weeks, for whoever has joined since: there is something to book."""
    today = timezone.localdate()
    coming = [today + timedelta(days=ahead) for ahead in range(2, 21)]
    days = [day for day in coming if day.weekday() in OFFERED_ON]
    length = timedelta(minutes=45)
    starts = booking.spread(days, begins=time(9), ends=time(11), length=length, gap=timedelta(minutes=15))
    booking.offer(
        programme=programme, interviewer=person(INTERVIEWER.name), starts=starts, minutes=45, place=PLACE, by=by
    )


def record_themes(release: Release, recorded: Iterable[tuple[str, str, str]], *, by: User) -> None:
    """Make records of published themes: the theme's name, what it becomes, and its words there."""
    for name, kind, text in recorded:
        theme = Theme.objects.get(programme=release.programme, name=name)
        theme_records.add(release=release, theme=theme.pk, kind=kind, text=text, by=by)
