"""Reads about conversations: who has had one, when the next is, who reads the notes. Never a word of what was said."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Interview, NotesReader, PreWorkStep, ProgrammeReader, Slot
from diagnostics.selectors.tasks import Task
from programmes.access import GRANTS, LEAVING, Capability, Role
from programmes.models import InductionTask, Membership, Person, Programme, User

NOBODY_YET = "The notes of your conversation stay closed to them until you say so."
WRITTEN_DOWN = "Somebody noted what you told them. Save it as it is, or change it."
HOLDERS = GRANTS[Capability.HOLD_CONVERSATIONS]


def end_of(slot: Slot | Interview) -> datetime:
    """The moment at which a time, or a conversation booked for one, is over. Raises ValueError where it has none."""
    if slot.starts_at is None:
        raise ValueError("The conversation was never booked for a time.")
    return slot.starts_at + timedelta(minutes=slot.minutes)


def when(interview: Interview) -> str:
    """The day that it took place, or the day and hour that it is booked for."""
    if interview.held_on:
        return date_format(interview.held_on, "l j F Y")
    return date_format(timezone.localtime(interview.starts_at), "l j F Y, H:i")


def purpose_of(person: Person, programme: Programme, *, at: date) -> Interview.Purpose:
    """What a conversation with this leader is for on the day `at`: they come, they join half-way, or they leave.

    Who leaves within LEAVING hands over too, while they are still there.
    """
    parts = list(programme.memberships.participants().filter(person=person))
    here = [part for part in parts if part.starts_on <= at and (part.ends_on is None or part.ends_on >= at)]
    begun = [part for part in parts if part.starts_on <= at]
    if begun and all(part.ends_on and part.ends_on <= at + LEAVING for part in here):
        return Interview.Purpose.HANDOVER
    if InductionTask.objects.standing().filter(membership__in=here).exists():
        return Interview.Purpose.INDUCTION
    return Interview.Purpose.PREWORK


def holders(programme: Programme, *, at: date) -> QuerySet[Membership]:
    """The parts of those who may hold conversations and read notes, by name; a person may have two."""
    parts = programme.memberships.standing().current(at).filter(role__in=HOLDERS)
    return parts.select_related("person").order_by("person__name", "pk")


def names_in(programme: Programme, people: Iterable[Person]) -> dict[int, str]:
    """What the programme calls each of these people, by id."""
    wanted = {person.pk: person.name for person in people}
    parts = programme.memberships.standing().filter(person__in=wanted).select_related("person").order_by("pk")
    return wanted | {part.person_id: part.shown_name for part in parts}


def free_times(programme: Programme, *, at: datetime) -> QuerySet[Slot]:
    """Times to come that nobody has booked, of those who still hold conversations in the programme."""
    here = holders(programme, at=timezone.localdate(at)).order_by().values("person")
    return Slot.objects.filter(programme=programme, interviewer__in=here).free(at)


def programme_readers(programme: Programme, *, at: date) -> list[Membership]:
    """Who reads the notes of conversations beside the interviewer, as far as they still work in the programme."""
    named = ProgrammeReader.objects.standing().filter(programme=programme)
    return one_each(holders(programme, at=at).filter(person__in=named.values("person")))


def leaders(programme: Programme, *, at: date) -> list[Membership]:
    """Everybody who takes part, or did, by name; one part each, the newest."""
    parts = programme.memberships.participants().filter(starts_on__lte=at).select_related("person")
    return one_each(parts.order_by("person__name", "person", "pk"))


def one_each(parts: Iterable[Membership]) -> list[Membership]:
    """One part of each person, the last of several."""
    return list({part.person_id: part for part in parts}.values())


# The list of a programme ------------------------------------------------------------


class State(StrEnum):
    """How far somebody is with their conversation."""

    NONE = "none"
    BOOKED = "booked"
    DUE = "due"
    HELD = "held"

    @property
    def label(self) -> str:
        return {"none": "None yet", "booked": "Booked", "due": "To mark as held", "held": "Held"}[self.value]

    @property
    def colour(self) -> str:
        """The colour of its tag; the words say the same."""
        return {"none": "grey", "booked": "blue", "due": "yellow", "held": "green"}[self.value]


@dataclass(frozen=True)
class Talk:
    """One conversation of a row. `may_read`: its notes are open to whoever looks at the list."""

    interview: Interview
    state: State
    holder: str
    may_read: bool

    @property
    def when(self) -> str:
        return when(self.interview)


@dataclass(frozen=True)
class Row:
    """One leader and their conversations, the newest first."""

    person: int
    name: str
    post: str
    organisation: str
    talks: tuple[Talk, ...]

    @property
    def state(self) -> State:
        """What there is to do about it: the state of a booked one, else held, else none."""
        states = {talk.state for talk in self.talks}
        return next((state for state in (State.DUE, State.BOOKED, State.HELD) if state in states), State.NONE)

    @property
    def has_had(self) -> bool:
        return any(talk.state == State.HELD for talk in self.talks)


@dataclass(frozen=True)
class Conversations:
    """The conversations of a programme on a day; `former` are those who left and had one, or have one booked."""

    rows: tuple[Row, ...]
    former: tuple[Row, ...]
    holders: tuple[tuple[int, str], ...]
    free: int

    @property
    def had(self) -> int:
        return sum(row.has_had for row in self.rows)

    @property
    def message(self) -> str:
        """The page's title."""
        if not self.rows:
            return "No leaders to talk to yet"
        if self.had == len(self.rows):
            return f"All {len(self.rows)} leaders have had their conversation"
        return f"{self.had} of {len(self.rows)} leaders have had their conversation"

    @property
    def counts(self) -> tuple[tuple[State, int], ...]:
        return tuple((state, sum(row.state == state for row in self.rows)) for state in State)

    def only(self, state: str, holder: str) -> tuple[Row, ...]:
        """The rows in one state, or with one interviewer; all for what is neither."""
        rows = self.rows
        if state in list(State):
            rows = tuple(row for row in rows if row.state == state)
        if holder in [str(pk) for pk, _ in self.holders]:
            rows = tuple(row for row in rows if any(str(talk.interview.interviewer_id) == holder for talk in row.talks))
        return rows


def conversations(programme: Programme, user: User, *, at: datetime) -> Conversations:
    """Every leader with their conversations, as `user` sees the list at the moment `at`, in three queries."""
    parts = list(programme.memberships.standing().select_related("person", "post__organisation"))
    names = {part.person_id: part.shown_name for part in parts}
    readable = NotesReader.objects.standing().filter(interview=OuterRef("pk"), person__user=user)
    stored = Interview.objects.listed_to(user).standing().filter(programme=programme)
    talks: dict[int, list[Talk]] = {}
    for each in stored.annotate(is_readable=Exists(readable)).select_related("interviewer", "person").order_by("-pk"):
        holder = names.get(each.interviewer_id, each.interviewer.name)
        talks.setdefault(each.person_id, []).append(Talk(each, _state(each, at), holder, each.is_readable))
    led = [part for part in parts if part.role == Role.PARTICIPANT and part.starts_on <= timezone.localdate(at)]
    here = {part.person_id: part for part in led if part.ends_on is None or part.ends_on >= timezone.localdate(at)}
    gone = {part.person_id: part for part in led if part.person_id not in here and part.person_id in talks}
    return Conversations(
        rows=tuple(_row(part, talks.get(pk, [])) for pk, part in here.items()),
        former=tuple(_row(part, talks[pk]) for pk, part in gone.items()),
        holders=tuple(sorted({(t.interview.interviewer_id, t.holder) for ts in talks.values() for t in ts}, key=_name)),
        free=free_times(programme, at=at).count(),
    )


def _name(holder: tuple[int, str]) -> str:
    return holder[1]


def _state(interview: Interview, at: datetime) -> State:
    if interview.state == Interview.State.HELD:
        return State.HELD
    return State.DUE if end_of(interview) <= at else State.BOOKED


def _row(part: Membership, talks: list[Talk]) -> Row:
    return Row(
        person=part.person_id,
        name=part.shown_name,
        post=part.post.title if part.post else "",
        organisation=part.post.organisation.name if part.post else "",
        talks=tuple(talks),
    )


# The leader's task list ------------------------------------------------------------


def tasks_for(person: Person, programmes: Collection[Programme], *, at: date) -> dict[int, tuple[Task, ...]]:
    """What this leader's conversations ask of them by the day `at`, by programme id, in one query.

    A reader to answer about; whether they may be quoted; and one that is booked, unless a step has its line already.
    """
    waiting = NotesReader.objects.filter(interview=OuterRef("pk"), known_at=None, ended_at=None)
    asked = PreWorkStep.objects.asked_by(at).filter(programme=OuterRef("programme"), kind=PreWorkStep.Kind.CONVERSATION)
    rows = Interview.objects.standing().filter(person=person, programme__in=programmes)
    found: dict[int, list[Task]] = {programme.pk: [] for programme in programmes}
    for each in rows.annotate(has_waiting=Exists(waiting), has_step=Exists(asked)):
        found[each.programme_id] += _tasks(each)
    return {programme: tuple(tasks) for programme, tasks in found.items()}


def _tasks(interview: Any) -> Iterator[Task]:
    def task(title: str, hint: str, status: str, state: str, url_name: str, **more: int) -> Task:
        return Task(title, hint, status, state, url_name, {"programme": interview.programme_id, **more})

    own = {"url_name": "diagnostics:my-conversation-page", "interview": interview.pk}
    by_step = interview.has_step and interview.purpose != Interview.Purpose.HANDOVER
    if interview.state == Interview.State.BOOKED and not by_step:
        yield task("Your conversation", when(interview), "Booked", "waiting", "diagnostics:my-conversation")
    if interview.has_waiting:
        yield task("Say whether somebody else may read your notes", NOBODY_YET, "Not answered", "open", **own)
    if interview.state == Interview.State.HELD and not interview.quotes:
        yield task("Say whether you may be quoted", "One question, asked in private.", "Not answered", "open", **own)
    if interview.state == Interview.State.HELD and interview.quotes and interview.quotes_told_to_id:
        yield task("Look at what was written down about quoting you", WRITTEN_DOWN, "Not confirmed", "open", **own)
