"""Who has not done what before the workshops: people by steps, never an answer, a score or a word of notes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import ConflictProfile, Interview, Invitation, PersonStep, PreWorkStep, StepMail
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
TROUBLE = frozenset({Notice.State.REFUSED, Notice.State.BOUNCED, Notice.State.UNSURE})
MAIL_WORDS = {
    Notice.State.HELD: "mail held back",
    Notice.State.WAITING: "mail waiting",
    Notice.State.SENDING: "mail going out",
    Notice.State.ACCEPTED: "mail accepted",
    Notice.State.REFUSED: "mail refused",
    Notice.State.UNSURE: "mail may not have gone out",
    Notice.State.BOUNCED: "mail came back",
    Notice.State.DROPPED: "mail not needed any more",
}
# What the rows can be narrowed to, beside the single states.
STILL_TO_DO = "to-do"
MAIL_TROUBLE = "mail-trouble"
FILTERS = (
    (STILL_TO_DO, "Still to do"),
    *((state.value, "Begun or booked" if state == State.BEGUN else state.label) for state in State),
    (MAIL_TROUBLE, "Mail did not arrive"),
)


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
    def mail_words(self) -> str:
        """What became of the newest mail about it, in few words; "" where there was none."""
        return MAIL_WORDS[Notice.State(self.invited)] if self.invited else ""

    @property
    def words(self) -> str:
        """The state, in the words of the step: a conversation is booked rather than begun."""
        is_booked = self.step.kind == PreWorkStep.Kind.CONVERSATION and self.state == State.BEGUN
        return "Booked" if is_booked else self.state.label

    @property
    def has_mail_trouble(self) -> bool:
        return self.invited in TROUBLE

    @property
    def has_own_date(self) -> bool:
        return self.due_on != self.step.due_on

    def is_asked_by(self, at: date) -> bool:
        """Whether it is asked of them on the day `at`."""
        return self.state != State.LEFT_OUT and (self.step.opens_on is None or self.step.opens_on <= at)

    def may_be_nudged(self, at: date) -> bool:
        """Whether a nudge on the day `at` makes sense: asked, not done nor booked, in time, not mailed about today."""
        is_booked = self.step.kind == PreWorkStep.Kind.CONVERSATION and self.state == State.BEGUN
        is_late = self.due_on is not None and self.due_on < at
        return self.is_to_do and self.is_asked_by(at) and not (is_booked or is_late) and self.mailed_on != at

    def matches(self, wanted: str) -> bool:
        """Whether a filter (one of FILTERS) lets it through; "" lets everything through."""
        if wanted == STILL_TO_DO:
            return self.is_to_do
        if wanted == MAIL_TROUBLE:
            return self.has_mail_trouble
        return wanted in ("", self.state)


@dataclass(frozen=True)
class PersonRow:
    """One participant and each step, in the order of the steps."""

    membership: Membership
    steps: tuple[Asked, ...]

    @property
    def to_do(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.steps if asked.is_to_do)

    def to_nudge(self, at: date, *, step: int | None = None) -> tuple[Asked, ...]:
        """The steps (or only this one, by id) about which a nudge makes sense on the day `at`, the first due first."""
        if self.membership.is_paused:
            return ()
        found = [each for each in self.steps if each.may_be_nudged(at) and step in (None, each.step.pk)]
        return tuple(sorted(found, key=lambda each: each.due_on or date.max))


@dataclass(frozen=True)
class Column:
    """One step over everybody. `asked` leaves out those who are left out; a survey has no `done` to count."""

    step: PreWorkStep
    asked: int
    done: int
    sent: int
    to_do: int


@dataclass(frozen=True)
class Profiles:
    """Who finished a conflict profile and who began one, by person id, and of how many the newest waits for release.

    Of everybody with a profile in the programme, whether they still take part or not.
    """

    finished: frozenset[int]
    begun: frozenset[int]
    to_release: int

    def state(self, person: int) -> State:
        if person in self.finished:
            return State.DONE
        return State.BEGUN if person in self.begun else State.NOT_BEGUN


@dataclass(frozen=True)
class Tracker:
    """Everybody who takes part on a day, by the standing steps of the programme, asked for already or later."""

    steps: tuple[PreWorkStep, ...]
    rows: tuple[PersonRow, ...]
    profiles: Profiles

    @property
    def columns(self) -> tuple[Column, ...]:
        """Each step over everybody, in their order."""
        return tuple(self._column(index, step) for index, step in enumerate(self.steps))

    def _column(self, index: int, step: PreWorkStep) -> Column:
        states = Counter(row.steps[index].state for row in self.rows)
        return Column(
            step=step,
            asked=len(self.rows) - states[State.LEFT_OUT],
            done=states[State.DONE],
            sent=states[State.SENT],
            to_do=sum(states[state] for state in TO_DO),
        )

    @property
    def finished(self) -> int:
        """How many have nothing left to do that the portal could know of."""
        return sum(not row.to_do for row in self.rows)

    @property
    def message(self) -> str:
        """The page's title: how many have done everything, or what comes first."""
        if not self.steps:
            return "Nothing is asked before the workshops yet"
        if not self.rows:
            return "No leaders to ask yet"
        if not any(step.is_tracked for step in self.steps):
            return "Only surveys are asked: this page does not learn who has answered"
        if self.finished == len(self.rows):
            return "Everybody has done all of their pre-work"
        return f"{self.finished} of {len(self.rows)} have done all of their pre-work"

    def only(self, *, step: int | None = None, state: str = "") -> tuple[PersonRow, ...]:
        """The rows with a step (or with this one, by id) that the filter `state` lets through."""
        return tuple(
            row
            for row in self.rows
            if not row.steps or any(each.matches(state) for each in row.steps if step in (None, each.step.pk))
        )


def tracker(programme: Programme, *, at: date, until: date | None = None, person: int | None = None) -> Tracker:
    """Who has done what by the day `at`, in seven queries at most, whatever the number of people and steps.

    `until`: also whoever takes part later, up to that day. `person`: nobody but this one, by id.
    """
    steps = tuple(programme.steps.standing())
    only = {"person": person} if person else {}
    parts = programme.memberships.participants().exclude(ends_on__lt=at).filter(starts_on__lte=until or at, **only)
    people = {part.person_id: part for part in parts.select_related("person__user", "post__organisation")}
    facts = _Facts.of(programme, steps, only)
    rows = (PersonRow(part, tuple(facts.asked(step, part.person_id) for step in steps)) for part in people.values())
    return Tracker(steps, tuple(rows), facts.profiles)


def row_of(membership: Membership) -> PersonRow:
    """The row of one leader's part, whether it has begun, in five queries."""
    steps = tuple(membership.programme.steps.standing())
    facts = _Facts.of(membership.programme, steps, {"person": membership.person_id})
    return PersonRow(membership, tuple(facts.asked(step, membership.person_id) for step in steps))


@dataclass(frozen=True)
class _Facts:
    """What the records say, by person or by step and person."""

    own: Mapping[tuple[int, int], PersonStep]
    mails: Mapping[tuple[int, int], StepMail]
    accepted: frozenset[tuple[int, int]]
    invitations: frozenset[tuple[int, int]]
    profiles: Profiles
    conversations: Mapping[int, State]
    links: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, programme: Programme, steps: Collection[PreWorkStep], only: Mapping[str, int]) -> "_Facts":
        own = PersonStep.objects.filter(step__in=steps, **only)
        mails = list(StepMail.objects.filter(step__in=steps, **only).select_related("notice"))
        accepted = frozenset(_key(mail) for mail in mails if mail.notice.state == Notice.State.ACCEPTED)
        invitations = frozenset(_key(mail) for mail in mails if mail.purpose == StepMail.Purpose.INVITATION)
        return cls(
            own={_key(row): row for row in own},
            mails={_key(row): row for row in mails},
            accepted=accepted,
            invitations=invitations,
            profiles=_profiles(programme, only),
            conversations=_conversations(programme, only),
            links=_links([step.survey_id for step in steps if step.survey_id], only),
        )

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
        if step.survey_id:
            return State.SENT if (step.survey_id, person) in self.links else State.NOT_SENT
        if not step.is_tracked:
            return State.SENT if (step.pk, person) in self.accepted else State.NOT_SENT
        if step.kind == PreWorkStep.Kind.READING:
            return _read(own)
        if step.kind == PreWorkStep.Kind.CONFLICT_PROFILE:
            known = self.profiles.state(person)
        else:
            known = self.conversations.get(person, State.NOT_BEGUN)
        return _opened(own) if known == State.NOT_BEGUN else known


def _key(row: PersonStep | StepMail) -> tuple[int, int]:
    return row.step_id, row.person_id


def _read(own: PersonStep | None) -> State:
    return State.DONE if own and own.done_at else _opened(own)


def _opened(own: PersonStep | None) -> State:
    return State.OPENED if own and own.opened_at else State.NOT_BEGUN


def _profiles(programme: Programme, only: Mapping[str, int]) -> Profiles:
    """Of either questionnaire."""
    theirs = ConflictProfile.objects.standing().filter(programme=programme, **only).order_by("completed_at", "pk")
    rows = list(theirs.values_list("person_id", "completed_at", "released_at"))
    newest = {person: released_at for person, completed_at, released_at in rows if completed_at}
    return Profiles(
        finished=frozenset(newest),
        begun=frozenset(person for person, completed_at, _ in rows if completed_at is None),
        to_release=sum(released_at is None for released_at in newest.values()),
    )


def _links(surveys: Collection[int], only: Mapping[str, int]) -> frozenset[tuple[int, int]]:
    """Survey and person, where a link of any round was made; whether it was used, nobody asks here."""
    if not surveys:
        return frozenset()
    whose = {f"respondent__{name}": value for name, value in only.items()}
    made = Invitation.objects.filter(wave__survey__in=surveys, respondent__person__isnull=False, **whose)
    return frozenset(made.values_list("wave__survey", "respondent__person"))


def _conversations(programme: Programme, only: Mapping[str, int]) -> dict[int, State]:
    """By person: done once a conversation was held, begun while one is booked. What a leaver says is no pre-work."""
    theirs: QuerySet[Interview] = Interview.objects.standing().filter(programme=programme, **only).order_by("state")
    before = theirs.exclude(purpose=Interview.Purpose.HANDOVER).values_list("person", "state")
    return {person: State.DONE if state == Interview.State.HELD else State.BEGUN for person, state in before}


# One person ------------------------------------------------------------


@dataclass(frozen=True)
class Mail:
    """One mail to a person: what it was, which steps it was about, and what the mail server said."""

    notice: Notice
    steps: tuple[str, ...]


def mails_to(person: int, programme: Programme) -> tuple[Mail, ...]:
    """The invitations, reminders and nudges that this person got in the programme, the newest first, in two queries."""
    kinds = (Notice.Kind.INVITATION, Notice.Kind.PREWORK, Notice.Kind.REMINDER)
    notices = Notice.objects.filter(person=person, programme=programme, kind__in=kinds)
    return tuple(
        Mail(notice, tuple(str(mail.step) for mail in notice.steps.all()))
        for notice in notices.prefetch_related(Prefetch("steps", StepMail.objects.select_related("step")))
    )


# A table to take away ------------------------------------------------------------


def table(tracker: Tracker) -> Iterator[tuple[str, ...]]:
    """The tracker as rows of text, the headings first."""
    titles = [str(step) for step in tracker.steps]
    parts = ("how far", "by", "opened", "mail")
    yield ("Name", "Post", "Organisation", *(f"{title}: {part}" for title in titles for part in parts))
    for row in tracker.rows:
        post = row.membership.post
        who = (row.membership.shown_name, post.title if post else "", post.organisation.name if post else "")
        yield (*who, *(text for asked in row.steps for text in _texts(asked)))


def _texts(asked: Asked) -> tuple[str, str, str, str]:
    opened = timezone.localdate(asked.opened_at) if asked.opened_at else None
    mail = f"{asked.mail_words}, {_day(asked.mailed_on)}" if asked.mail_words else ""
    return asked.words, _day(asked.due_on), _day(opened), mail


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
