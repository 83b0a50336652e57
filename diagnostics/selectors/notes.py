"""Reads of notes: what stands under each question, who may write, until when they are kept."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from diagnostics.confidential import words_of
from diagnostics.models import GuideQuestion, Interview, NoteTab
from programmes.models import Programme, User


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
