"""Conversations for tests: held, with notes under the questions of a guide, open to those named."""

from datetime import date

from django.utils import timezone

from diagnostics.confidential import keep_words
from diagnostics.models import GuideQuestion, Interview, Note, NotesReader
from programmes.access import Role
from tests.factories import member


def guide(programme, *texts):
    """The questions of the programme's guide, in order."""
    asked = texts or ("What matters most to you just now?", "What gets in the way?")
    return [GuideQuestion.objects.create(programme=programme, text=text, position=n) for n, text in enumerate(asked)]


def held(programme, person, interviewer, *, texts=(), readers=(), held_on=date(2021, 10, 4), **fields):
    """A conversation that was held; `texts` are its notes, the first beside the questions of the guide.

    The interviewer and `readers` (people) may open the notes, and the leader knows of it.
    """
    interview = Interview.objects.create(
        programme=programme, person=person, interviewer=interviewer, state=Interview.State.HELD, held_on=held_on,
        by=interviewer.user, **fields,
    )  # fmt: skip
    for reader in (interviewer, *readers):
        NotesReader.objects.create(
            interview=interview, person=reader, takes_notes=reader == interviewer, known_at=timezone.now()
        )
    questions = [None, *programme.guide.standing()]
    for question, text in zip(questions, texts, strict=False):
        note(interview, text, question)
    return interview


def note(interview, text, question=None):
    written = Note(interview=interview, question=question, version=1)
    keep_words(written, text)
    written.save()
    return written


def another_reader(programme):
    """Somebody else who may read notes once they are named."""
    return member(programme, Role.INTERVIEWER, name="Another Reader").person


def of_world(world):
    """The owner's conversation in the world of the access table, held by the interviewer; the facilitator reads too."""
    if "interview" not in world.objects:
        interviewer = world.users["interviewer"].person
        made = held(world.programme, world.owner, interviewer, readers=[world.facilitator.person])
        world.objects["interview"] = made.pk
    return Interview.objects.get(pk=world.objects["interview"])
