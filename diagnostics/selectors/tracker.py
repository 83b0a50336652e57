"""Who has not done what before the workshops: people by steps, never an answer, a score or a word of notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Max, QuerySet

from diagnostics.models import ConflictProfile, Interview, PersonStep, PreWorkStep, StepMail
from programmes.models import Membership, Notice, Programme


class State(StrEnum):
    """How far somebody is with a step. Of an anonymous survey nobody knows more than whether it was sent."""

    NOT_BEGUN = "not-begun"
    OPENED = "opened"
    BEGUN = "begun"
    DONE = "done"
    LEFT_OUT = "left-out"
    NOT_SENT = "not-sent"
    SENT = "sent"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


TO_DO = frozenset({State.NOT_BEGUN, State.OPENED, State.BEGUN})


@dataclass(frozen=True)
class Asked:
    """One step as it is asked of one person.

    `due_on` is their own date, else the step's. `invited` is what the mail server said of the newest mail about the
    step: one of Notice.State, "" where there was none. `opened_at` is their own first opening; never of a survey.
    `has_invitation`: an invitation to it was written, whatever became of it.
    """

    step: PreWorkStep
    due_on: date | None
    state: State
    invited: str
    opened_at: datetime | None
    mailed_on: date | None = None
    has_invitation: bool = False

    @property
    def is_to_do(self) -> bool:
        """Whether they are known not to have done it: whom a reminder or a nudge may reach, once it is asked for."""
        return self.state in TO_DO

    @property
    def invited_label(self) -> str:
        return str(Notice.State(self.invited).label) if self.invited else ""


@dataclass(frozen=True)
class PersonRow:
    """One participant and each step, in the order of the steps."""

    membership: Membership
    steps: tuple[Asked, ...]


@dataclass(frozen=True)
class Tracker:
    """Everybody who takes part on a day, by the standing steps of the programme, asked for already or later."""

    steps: tuple[PreWorkStep, ...]
    rows: tuple[PersonRow, ...]


def tracker(programme: Programme, *, at: date, until: date | None = None, person: int | None = None) -> Tracker:
    """Who has done what by the day `at`, in six queries whatever the number of people and steps.

    `until`: also whoever takes part later, up to that day. `person`: nobody but this one, by id.
    """
    steps = tuple(programme.steps.standing())
    only = {"person": person} if person else {}
    parts = programme.memberships.participants().exclude(ends_on__lt=at).filter(starts_on__lte=until or at, **only)
    people = {part.person_id: part for part in parts.select_related("person__user", "post__organisation")}
    facts = _Facts.of(programme, steps, only)
    rows = (PersonRow(part, tuple(facts.asked(step, part.person_id) for step in steps)) for part in people.values())
    return Tracker(steps, tuple(rows))


@dataclass(frozen=True)
class _Facts:
    """What the records say, by person or by step and person."""

    own: Mapping[tuple[int, int], PersonStep]
    mails: Mapping[tuple[int, int], StepMail]
    accepted: frozenset[tuple[int, int]]
    invitations: frozenset[tuple[int, int]]
    far: Mapping[str, Mapping[int, State]]

    @classmethod
    def of(cls, programme: Programme, steps: Iterable[PreWorkStep], only: Mapping[str, int]) -> "_Facts":
        own = PersonStep.objects.filter(step__in=steps, **only)
        mails = list(StepMail.objects.filter(step__in=steps, **only).select_related("notice"))
        accepted = frozenset(_key(mail) for mail in mails if mail.notice.state == Notice.State.ACCEPTED)
        invitations = frozenset(_key(mail) for mail in mails if mail.purpose == StepMail.Purpose.INVITATION)
        far = {
            PreWorkStep.Kind.CONFLICT_PROFILE.value: _profiles(programme, only),
            PreWorkStep.Kind.CONVERSATION.value: _conversations(programme, only),
        }
        return cls({_key(row): row for row in own}, {_key(row): row for row in mails}, accepted, invitations, far)

    def asked(self, step: PreWorkStep, person: int) -> Asked:
        own, mail = self.own.get((step.pk, person)), self.mails.get((step.pk, person))
        return Asked(
            step=step,
            due_on=own.due_on if own and own.due_on else step.due_on,
            state=self._state(step, person, own),
            invited=mail.notice.state if mail else "",
            opened_at=own.opened_at if own and step.is_tracked else None,
            mailed_on=mail.on if mail else None,
            has_invitation=(step.pk, person) in self.invitations,
        )

    def _state(self, step: PreWorkStep, person: int, own: PersonStep | None) -> State:
        if own and own.is_left_out:
            return State.LEFT_OUT
        if not step.is_tracked:
            return State.SENT if (step.pk, person) in self.accepted else State.NOT_SENT
        if step.kind == PreWorkStep.Kind.READING:
            return _read(own)
        known = self.far[step.kind].get(person, State.NOT_BEGUN)
        return _opened(own) if known == State.NOT_BEGUN else known


def _key(row: PersonStep | StepMail) -> tuple[int, int]:
    return row.step_id, row.person_id


def _read(own: PersonStep | None) -> State:
    return State.DONE if own and own.done_at else _opened(own)


def _opened(own: PersonStep | None) -> State:
    return State.OPENED if own and own.opened_at else State.NOT_BEGUN


def _profiles(programme: Programme, only: Mapping[str, int]) -> dict[int, State]:
    """By person: done with a finished profile of either questionnaire, else begun."""
    theirs = ConflictProfile.objects.standing().filter(programme=programme, **only).order_by().values("person")
    done = theirs.annotate(finished=Max("completed_at")).values_list("person", "finished")
    return {person: State.DONE if finished else State.BEGUN for person, finished in done}


def _conversations(programme: Programme, only: Mapping[str, int]) -> dict[int, State]:
    """By person: done once a conversation was held, begun while one is booked. What a leaver says is no pre-work."""
    theirs: QuerySet[Interview] = Interview.objects.standing().filter(programme=programme, **only).order_by("state")
    before = theirs.exclude(purpose=Interview.Purpose.HANDOVER).values_list("person", "state")
    return {person: State.DONE if state == Interview.State.HELD else State.BEGUN for person, state in before}
