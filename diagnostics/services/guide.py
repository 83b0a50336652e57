"""The guide of a programme's conversations: its questions in their order."""

from django.db import transaction

from diagnostics.models import GuideQuestion
from diagnostics.services.locking import hold
from programmes.models import Programme, User
from programmes.services import audit, ordering, records

# Questions of our own to start from: what each is for stands in the note to whoever asks.
STARTING = (
    ("What would you like people here to say about their care in three years?", "Begin with people, not structures."),
    ("Where do the organisations here already work well together?", "Ask what makes it possible there. Strengths."),
    ("What gets in the way when they do not?", "Ask for one recent example. Barriers."),
    ("When leaders here disagree, what happens next?", "Who speaks, who does not, and how it ends."),
    ("What do you and your organisation bring, and what could you give up?", "Both halves matter."),
    ("What would have to come of this programme for you to call it worth your time?", "Aspirations, in their words."),
    ("What have I not asked that I should have?", "Leave time for it."),
)


class Begun(Exception):
    """The guide has questions already: ours are offered for an empty one only."""


@transaction.atomic
def start(*, programme: Programme, by: User) -> list[GuideQuestion]:
    """Put our starting questions into an empty guide. Raises Begun."""
    _hold(programme)
    if programme.guide.standing().exists():
        raise Begun
    questions = [GuideQuestion(programme=programme, text=text, hint=hint) for text, hint in STARTING]
    first = _next_position(programme)
    for number, question in enumerate(questions, start=first):
        question.position = number
        question.save()
    audit.write_all([audit.Entry("added", question) for question in questions], by=by)
    return questions


@transaction.atomic
def add(*, question: GuideQuestion, by: User) -> GuideQuestion:
    """Put a new question last."""
    _hold(question.programme)
    question.position = _next_position(question.programme)
    return records.add(question, by=by)


@transaction.atomic
def move(*, question: GuideQuestion, up: bool, by: User) -> None:
    """Ask a question one place earlier or later. Nothing changes at either end, or for one that is withdrawn."""
    _hold(question.programme)
    ordering.move(question, among=question.programme.guide.standing(), up=up, by=by)


def _hold(programme: Programme) -> None:
    hold(f"guide of {programme.pk}")


def _next_position(programme: Programme) -> int:
    """One after the last, the withdrawn ones counted: whoever restores one finds it about where it was."""
    return ordering.last_place(programme.guide.all())
