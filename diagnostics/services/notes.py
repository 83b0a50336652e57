"""Notes of conversations: opened by those named, saved as they are typed, added to, deleted as promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from diagnostics import merging
from diagnostics.confidential import keep_words, sealed, unsealed, words_of
from diagnostics.merging import Save, Sent
from diagnostics.models import GuideQuestion, Interview, Note, NoteTab
from diagnostics.services import profiles
from programmes.models import User
from programmes.services import audit

# How long what an open page sent and was given is kept: a page left open longer begins anew.
TABS_KEPT_FOR = timedelta(days=3)
SUMMARY = "Notes"
WRITING = "Notes, to write"


class NotesGone(Exception):
    """The notes of this conversation were deleted, and are not written any more."""


@dataclass(frozen=True)
class Answer:
    """What a page is told of its save: which one was taken, the note's version, and the text to show."""

    seq: int
    version: int
    text: str


@transaction.atomic
def note_opening(interviews: Iterable[Interview], *, by: User, what: str) -> None:
    """Write down, for each conversation, that its words were opened; `what` names the page ("Notes", "Coding").

    Its leader reads these rows. The number of queries does not grow with the conversations.
    """
    audit.write_all([audit.Entry("opened", interview, what) for interview in interviews], by=by)


@transaction.atomic
def save(
    *, interview: Interview, question: GuideQuestion | None, tab: UUID, save: Save, by: User, at: datetime | None = None
) -> Answer:
    """Take one save of an open page (`tab`) into the note under `question`, None for beside them all.

    Whatever got lost, repeats or comes late, each word is there once (diagnostics.merging). The first save of a page
    leaves an audit row. Raises NotesGone, merging.Unfounded.
    """
    now = at or timezone.now()
    note = _locked_note(interview, question)
    stored = NoteTab.objects.filter(note=note, tab=tab).first()
    if stored is None:
        _note_writing(interview, tab, by=by)
    last = _sent(stored, interview) if stored else None
    row = stored or NoteTab(note=note, tab=tab)
    taken = merging.take(words_of(note), last, save)
    if taken is not last:
        _write(note, taken.given, now)
        _keep(row, taken, note, now)
    return Answer(taken.seq, row.version, taken.given)


@transaction.atomic
def add(
    *,
    interview: Interview,
    texts: Mapping[GuideQuestion | None, str],
    batch: UUID,
    by: User,
    at: datetime | None = None,
) -> None:
    """Put texts after what the notes hold, each under its question; a batch that was added already is not added again.

    What each note was before and after is kept for some days as a page's would be: `take_back` undoes by it.
    """
    now = at or timezone.now()
    _locked(interview)
    if NoteTab.objects.filter(note__interview=interview, tab=batch).exists():
        return
    for question, text in texts.items():
        note = _locked_note(interview, question)
        before = words_of(note)
        after = "\n\n".join(part for part in (before.rstrip(), text) if part)
        _write(note, after, now)
        _keep(NoteTab(note=note, tab=batch), Sent(1, before, after), note, now)
    audit.write(by=by, verb="added to", record=interview, summary=SUMMARY)


@transaction.atomic
def take_back(*, interview: Interview, batch: UUID, by: User, at: datetime | None = None) -> bool:
    """Take what was added in a batch out again, and leave what was written since. Whether there was anything."""
    now = at or timezone.now()
    _locked(interview)
    rows = list(NoteTab.objects.filter(note__interview=interview, tab=batch).select_related("note"))
    for row in rows:
        added = _sent(row, interview)
        _write(row.note, merging.merge(added.given, added.sent, words_of(row.note)), now)
        row.delete()
    if rows:
        audit.write(by=by, verb="took back from", record=interview, summary=SUMMARY)
    return bool(rows)


@transaction.atomic
def delete(*, interview: Interview, by: User | None, at: datetime | None = None) -> None:
    """Delete every word of a conversation: notes, what open pages sent, passages with their codes, quotes.

    What was published of it stays in its release. Deletes once; a page that is still open cannot bring words back.
    """
    try:
        held = _locked(interview)
    except NotesGone:
        return
    Note.objects.filter(interview=held).delete()
    held.notes_deleted_at = at or timezone.now()
    held.save(update_fields=["notes_deleted_at"])
    audit.write(by=by, verb="deleted", record=held, summary=SUMMARY)


@transaction.atomic
def delete_expired(*, at: date) -> int:
    """Delete the notes of programmes that ended `profiles.KEPT_FOR` before the day `at`, as leaders were promised.

    Notes written after their programme ended are kept as long from then; a programme without an end keeps its notes.
    Returns of how many conversations they were deleted.
    """
    long_ago = at - profiles.KEPT_FOR
    noted = Interview.objects.filter(notes_deleted_at=None, notes__isnull=False)
    old = noted.filter(programme__in=profiles.ended_before(long_ago)).distinct()
    over = old.exclude(pk__in=Note.objects.filter(changed_at__date__gte=long_ago).values("interview"))
    for interview in (found := list(over)):
        delete(interview=interview, by=None)
    return len(found)


def forget_tabs(*, at: datetime) -> int:
    """Delete what pages sent and were given, once they have been silent for TABS_KEPT_FOR. Returns how many."""
    return NoteTab.objects.filter(at__lt=at - TABS_KEPT_FOR).delete()[0]


def _locked(interview: Interview) -> Interview:
    """The conversation's row, locked: whoever writes its notes or deletes them waits here. Raises NotesGone."""
    held = Interview.objects.select_for_update().get(pk=interview.pk)
    if held.notes_deleted_at:
        raise NotesGone
    return held


def _locked_note(interview: Interview, question: GuideQuestion | None) -> Note:
    held = _locked(interview)
    return Note.objects.get_or_create(interview=held, question=question)[0]


def _note_writing(interview: Interview, tab: UUID, *, by: User) -> None:
    """One audit row for each open page that writes, not for each of its saves. It counts as an opening for the leader:
    the answer to a save shows what others wrote.
    """
    if not NoteTab.objects.filter(note__interview=interview, tab=tab).exists():
        audit.write(by=by, verb="opened", record=interview, summary=WRITING)


def _write(note: Note, text: str, now: datetime) -> None:
    if text == words_of(note):
        return
    keep_words(note, text)
    note.version += 1
    note.changed_at = now
    note.save(update_fields=["ciphertext", "version", "changed_at"])


def _sent(row: NoteTab, interview: Interview) -> Sent:
    sent, given = (unsealed(stored, interview=interview.pk) for stored in (row.sent, row.given))
    return Sent(row.seq, sent, given)


def _keep(row: NoteTab, taken: Sent, note: Note, now: datetime) -> None:
    row.seq, row.version, row.at = taken.seq, note.version, now
    row.sent, row.given = (sealed(text, interview=note.interview_id) for text in (taken.sent, taken.given))
    row.save()
