"""Reads of notes: what stands under each question, who may write, who opened them, until when they are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from diagnostics.confidential import words_of
from diagnostics.models import GuideQuestion, Interview, NoteTab
from diagnostics.selectors.conversations import names_in
from programmes.models import AuditEvent, Programme, User

# What the leader sees of the audit: who read, wrote or deleted, and when.
SHOWN_TO_LEADER = {"opened": "opened", "wrote": "wrote", "added to": "added to", "deleted": "deleted"}


@dataclass(frozen=True)
class Section:
    """A question of the guide, None for beside them all, and the words under it."""

    question: GuideQuestion | None
    text: str

    @property
    def key(self) -> str:
        """How forms and scripts name this note: the question's id, "0" beside them."""
        return str(self.question.pk) if self.question else "0"

    @property
    def title(self) -> str:
        return self.question.text if self.question else "Beside the questions"


@dataclass(frozen=True)
class Act:
    """Somebody did something with the words of a conversation: once, or several times on a day."""

    who: str
    did: str
    what: str
    when: datetime
    times: int


def sections(interview: Interview) -> list[Section]:
    """The guide's questions in their order, the note under each, and last what is beside them. Two queries.

    A question that the guide no longer asks stays where there are words under it. Raises encryption.Unreadable.
    """
    written = {note.question_id: words_of(note) for note in interview.notes.all()}
    asked = GuideQuestion.objects.filter(programme=interview.programme_id).order_by("position", "pk")
    shown = [question for question in asked if question.withdrawn_at is None or written.get(question.pk)]
    under = [Section(question, written.get(question.pk, "")) for question in shown]
    return [*under, Section(None, written.get(None, ""))]


def takes_notes(interview: Interview, user: User) -> bool:
    """Whether the user is the one who writes these notes, and not only named to read them."""
    return interview.readers.standing().filter(person__user=user, takes_notes=True).exists()


def was_added(interview: Interview, batch: UUID) -> bool:
    """Whether what was added in this batch can still be taken back."""
    return NoteTab.objects.filter(note__interview=interview, tab=batch).exists()


def kept_until(programme: Programme, *, kept_for: int) -> date | None:
    """The day on which notes are deleted, `kept_for` days after the programme's last; None while it has no end."""
    return date.fromordinal(programme.ends_on.last_day.toordinal() + kept_for) if programme.ends_on else None


def acts(interview: Interview) -> list[Act]:
    """Who opened, wrote or deleted these notes, the newest first; what one did several times on a day is one row."""
    rows = AuditEvent.objects.about(interview.key).filter(verb__in=SHOWN_TO_LEADER).select_related("by__person")
    found: dict[tuple, list[AuditEvent]] = {}
    for row in rows.order_by("-at", "-pk"):
        found.setdefault((row.by_id, row.verb, row.summary, timezone.localdate(row.at)), []).append(row)
    people = {same[0].by.person for same in found.values() if same[0].by}
    names = names_in(interview.programme, people)
    return [_act(same, names) for same in found.values()]


def _act(rows: list[AuditEvent], names: dict[int, str]) -> Act:
    newest = rows[0]
    who = names[newest.by.person.pk] if newest.by else "The portal"
    return Act(who, SHOWN_TO_LEADER[newest.verb], newest.summary, newest.at, len(rows))
