"""The words of mails about conversations, with the calendar entry that each brings, moves or takes away."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.utils import timezone

from diagnostics import calendars
from diagnostics.calendars import Method
from diagnostics.models import Interview, NotesReader
from diagnostics.selectors import conversations as selectors
from programmes.models import AuditEvent, Notice, Person
from programmes.services.letters import Needless, compose

FOLDER = "diagnostics/mail"
CANCELLED = "The conversation was cancelled before the mail went out."
OVER = "The conversation was over before the mail went out."
REPLACED = "A later mail tells them the same, or what it was changed to."
KNOWN = "The leader knows of it already, or the reader was taken off again."


def booked(notice: Notice) -> EmailMessage:
    """A conversation was booked, or has another time or place. Raises Needless."""
    interview = _interview(notice)
    if interview.state != Interview.State.BOOKED:
        raise Needless(CANCELLED if interview.state == Interview.State.CANCELLED else OVER)
    if interview.sequence != notice.about["sequence"]:
        raise Needless(REPLACED)
    if selectors.end_of(interview) <= timezone.now():
        raise Needless(OVER)
    readers = [reader.person for reader in interview.readers.standing().select_related("person")]
    others = [person for person in readers if person != interview.interviewer]
    names = selectors.names_in(interview.programme, readers)
    context = _context(notice, interview) | {"others": [names[person.pk] for person in others]}
    return _with_entry(compose(notice, FOLDER, context), interview, Method.REQUEST)


def called_off(notice: Notice) -> EmailMessage:
    """A conversation was cancelled, or is another interviewer's now; its entry goes from the calendar."""
    interview, about = _interview(notice), notice.about
    formerly = Person.objects.filter(pk=about.get("formerly")).first()
    event = AuditEvent.objects.filter(pk=about.get("event")).first()
    context = _context(notice, interview, holder=formerly) | {"handed_on": formerly is not None}
    context["reason"] = event.changes.get("reason", ["", ""])[1] if event else ""
    message = compose(notice, FOLDER, context)
    return _with_entry(message, interview, Method.CANCEL, sequence=about["sequence"], organiser=formerly)


def reader_named(notice: Notice) -> EmailMessage:
    """Somebody else is to read the notes: the leader is asked. Raises Needless."""
    reader = NotesReader.objects.filter(pk=notice.about["reader"]).select_related("person").first()
    if reader is None or reader.ended_at or (reader.known_at and not reader.takes_notes):
        raise Needless(KNOWN)
    interview = _interview(notice)
    names = selectors.names_in(interview.programme, [reader.person])
    return compose(notice, FOLDER, _context(notice, interview) | {"reader": reader, "name": names[reader.person_id]})


WRITERS = {
    Notice.Kind.BOOKED: booked,
    Notice.Kind.CALLED_OFF: called_off,
    Notice.Kind.READER_NAMED: reader_named,
}


def _interview(notice: Notice) -> Interview:
    rows = Interview.objects.select_related("programme__system", "person", "interviewer")
    return rows.get(pk=notice.about["interview"])


def _context(notice: Notice, interview: Interview, *, holder: Person | None = None) -> dict:
    """Who writes with whom and when, and which of the three reads the mail: "leader", "holder" or "assistant"."""
    interviewer = holder or interview.interviewer
    names = selectors.names_in(interview.programme, (interview.person, interviewer))
    to = {interview.person_id: "leader", interviewer.pk: "holder"}
    return {
        "interview": interview,
        "programme": interview.programme,
        "starts_at": interview.starts_at and _local(interview.starts_at),
        "leader": names[interview.person_id],
        "holder": names[interviewer.pk],
        "to": to.get(notice.person_id, "assistant"),
    }


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())


def _with_entry(message: EmailMessage, interview: Interview, method: Method, **changed) -> EmailMessage:
    content = calendars.calendar_file(interview, method=method, **changed)
    message.attach(calendars.attachment(content, method))
    return message
