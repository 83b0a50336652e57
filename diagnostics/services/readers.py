"""Who reads the notes of a conversation: named beforehand, or afterwards with the leader's knowledge."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from diagnostics.models import Interview, NotesReader
from diagnostics.services.telling import tell
from programmes.models import Notice, Person, User
from programmes.services import audit


class NotNow(Exception):
    """A reader cannot be named, told of or ended; says why in plain words."""


@transaction.atomic
def name_reader(
    *, interview: Interview, person: Person, by: User, takes_notes: bool = False, at: datetime | None = None
) -> NotesReader:
    """Name somebody who is to read the notes; they open once the leader knows of it (`acknowledge`, `tell_of`).

    `takes_notes`: the conversation is handed over, and they become its interviewer then. Raises NotNow.
    """
    if takes_notes and interview.state != Interview.State.HELD:
        raise NotNow("A conversation that is still to come is moved to another interviewer's time instead.")
    if interview.state == Interview.State.CANCELLED:
        raise NotNow("This conversation was cancelled.")
    reader = _new_reader(interview, person, takes_notes=takes_notes, at=at or timezone.now())
    audit.write(by=by, verb="named a reader", record=interview, changes={"reader": [None, person.pk]})
    if interview.person.user:
        tell(interview, [interview.person], kind=Notice.Kind.READER_NAMED, by=by, reader=reader.pk)
    return reader


@transaction.atomic
def acknowledge(*, reader: NotesReader, by: User, at: datetime | None = None) -> NotesReader:
    """The leader has read who is to read the notes, and does not mind. Changes nothing the second time."""
    waiting = _locked(reader)
    if waiting.known_at or waiting.ended_at:
        return waiting
    _let_in(waiting, at or timezone.now())
    audit.write(
        by=by, verb="knows of a reader", record=waiting.interview, changes={"reader": [None, waiting.person_id]}
    )
    return waiting


@transaction.atomic
def decline(*, reader: NotesReader, by: User, at: datetime | None = None) -> NotesReader:
    """The leader would rather not: the notes stay closed to this person. Changes nothing once they knew of it."""
    waiting = _locked(reader)
    if waiting.known_at or waiting.ended_at:
        return waiting
    _end(waiting, by=by, verb="declined a reader", at=at)
    return waiting


@transaction.atomic
def tell_of(*, reader: NotesReader, on: date, by: User) -> NotesReader:
    """`by` told the leader, on that day, who is to read the notes. Raises NotNow where the leader can say so here."""
    waiting = _locked(reader)
    if waiting.interview.person.user:
        raise NotNow("They have an account, so they say it themselves on their own page.")
    if waiting.known_at or waiting.ended_at:
        return waiting
    waiting.told_by = by
    _let_in(waiting, datetime.combine(on, datetime.min.time(), tzinfo=timezone.get_default_timezone()))
    changes = {"reader": [None, waiting.person_id], "told_on": [None, on.isoformat()]}
    audit.write(by=by, verb="told of a reader", record=waiting.interview, changes=changes)
    return waiting


@transaction.atomic
def end(*, reader: NotesReader, by: User, at: datetime | None = None) -> NotesReader:
    """They read no longer. Raises NotNow for whoever takes the notes: those are handed over first."""
    found = _locked(reader)
    if found.takes_notes and found.known_at and found.ended_at is None:
        raise NotNow("They take the notes. Hand the conversation over to somebody else first.")
    if found.ended_at is None:
        _end(found, by=by, verb="ended a reader", at=at)
    return found


def _new_reader(interview: Interview, person: Person, *, takes_notes: bool, at: datetime) -> NotesReader:
    """A reader who waits for the leader; one of whom the leader knows already may take the notes over at once."""
    standing = interview.readers.standing().filter(person=person, takes_notes=False).first()
    if takes_notes and standing:
        standing.takes_notes = True
        standing.save(update_fields=["takes_notes"])
        _take_over(standing)
        return standing
    try:
        with transaction.atomic():
            return interview.readers.create(person=person, takes_notes=takes_notes, named_at=at)
    except IntegrityError:
        raise NotNow(f"{person} is named already.") from None


def _locked(reader: NotesReader) -> NotesReader:
    rows = NotesReader.objects.select_for_update(of=("self",)).select_related("interview__person", "person")
    return rows.get(pk=reader.pk)


def _let_in(waiting: NotesReader, known_at: datetime) -> None:
    """From now on the notes are open to them."""
    waiting.known_at = known_at
    waiting.save(update_fields=["known_at", "told_by"])
    if waiting.takes_notes:
        _take_over(waiting)


def _take_over(reader: NotesReader) -> None:
    """They are the interviewer now; the one before them only reads."""
    reader.interview.readers.standing().exclude(pk=reader.pk).update(takes_notes=False)
    Interview.objects.filter(pk=reader.interview_id).update(interviewer=reader.person)


def _end(reader: NotesReader, *, by: User, verb: str, at: datetime | None) -> None:
    reader.ended_at = at or timezone.now()
    reader.save(update_fields=["ended_at"])
    audit.write(by=by, verb=verb, record=reader.interview, changes={"reader": [reader.person_id, None]})
