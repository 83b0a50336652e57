"""Reads for arranging conversations: a leader's times, an interviewer's week, who reads and who opened the notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from diagnostics.models import Interview, NotesReader, Quote, Slot
from diagnostics.selectors.conversations import end_of, free_times, names_in, programme_readers, purpose_of
from programmes import access
from programmes.access import Role
from programmes.models import AuditEvent, Membership, Person, Programme, User


@dataclass(frozen=True)
class Time:
    """A time as it is offered to a leader, with the name of whoever takes notes then."""

    slot: Slot
    holder: str

    @property
    def where(self) -> str:
        """With whom, and where."""
        return f"with {self.holder}, {self.slot.place}" if self.slot.place else f"with {self.holder}"

    @property
    def starts_at(self) -> datetime:
        return self.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        return end_of(self.slot)


@dataclass(frozen=True)
class Day:
    day: date
    times: tuple[Time, ...]


@dataclass(frozen=True)
class Arrangement:
    """A leader's conversations in a programme, as they or their assistant arrange them; never a word of one.

    `holders` offer free times now; `readers` read the notes beside whoever of them takes the notes.
    """

    leader: Person
    name: str
    is_own: bool
    purpose: Interview.Purpose
    booked: Interview | None
    held: tuple[Interview, ...]
    readers: tuple[tuple[int, str], ...]
    free: tuple[Day, ...]
    names: dict[int, str]

    @property
    def has_had(self) -> bool:
        """Whether they have had the conversation that they would book now."""
        return any(each.purpose == self.purpose for each in self.held)

    @property
    def may_book(self) -> bool:
        return self.booked is None and not self.has_had

    @property
    def holders(self) -> list[str]:
        return sorted({time.holder for day in self.free for time in day.times})

    @property
    def holder(self) -> str:
        """Who holds the one that is booked."""
        return self.names[self.booked.interviewer_id] if self.booked else ""

    @property
    def told(self) -> str:
        """The ids of the readers whom the page names, for the form."""
        return ",".join(str(pk) for pk, _ in self.readers)

    @property
    def reader_names(self) -> list[str]:
        return [name for _, name in self.readers]

    @property
    def past(self) -> list[tuple[date | None, str, int]]:
        """Those that took place: the day, who held it, its id."""
        return [(each.held_on, self.names[each.interviewer_id], each.pk) for each in self.held]

    @property
    def where(self) -> str:
        return where_all_are(self.free)

    @property
    def slots(self) -> dict[str, Slot]:
        return {str(time.slot.pk): time.slot for day in self.free for time in day.times}


def arranged_for(user: User, programme: Programme, *, at: date) -> QuerySet[Person]:
    """The leaders whose conversations the user arranges: themselves, and those whom they assist on the day `at`.

    Only leaders who take part, or left at most thirty days ago.
    """
    parts = programme.memberships.participants().filter(access.current(at) | access.left_lately(at))
    assisted = programme.memberships.standing().filter(access.current(at), role=Role.ASSISTANT, person__user=user)
    leaders = Person.objects.filter(pk__in=parts.values("person"))
    return leaders.filter(Q(user=user) | Q(pk__in=assisted.values("assists")))


def arrangement(leader: Person, programme: Programme, user: User, *, at: datetime) -> Arrangement:
    """Everything on the leader's pages of booking, in seven queries whatever the number of times."""
    theirs = Interview.objects.standing().filter(programme=programme, person=leader).select_related("interviewer")
    mine = list(theirs)
    free = list(free_times(programme, at=at).select_related("interviewer"))
    readers = programme_readers(programme, at=timezone.localdate(at))
    people = {leader, *(slot.interviewer for slot in free), *(each.interviewer for each in mine)}
    names = names_in(programme, people)
    return Arrangement(
        leader=leader,
        name=names[leader.pk],
        is_own=leader.user_id == user.pk,
        purpose=purpose_of(leader, programme, at=timezone.localdate(at)),
        booked=next((each for each in mine if each.state == Interview.State.BOOKED), None),
        held=tuple(each for each in mine if each.state == Interview.State.HELD),
        readers=tuple((part.person_id, part.shown_name) for part in readers),
        free=by_day(free, names),
        names=names,
    )


def where_all_are(days: Iterable[Day]) -> str:
    """What is the same of all these times, to be said once; "" where they differ."""
    said = {time.where for day in days for time in day.times}
    return said.pop() if len(said) == 1 else ""


def by_day(slots: Iterable[Slot], names: dict[int, str]) -> tuple[Day, ...]:
    """Times in their order, under the days on which they are."""
    days = groupby(slots, key=lambda slot: timezone.localdate(slot.starts_at))
    return tuple(Day(day, tuple(Time(slot, names[slot.interviewer_id]) for slot in found)) for day, found in days)


def free_times_of(interviewer: Person, programme: Programme, *, at: datetime) -> tuple[Day, ...]:
    """The times of one interviewer that can still be booked."""
    slots = list(free_times(programme, at=at).filter(interviewer=interviewer))
    return by_day(slots, names_in(programme, [interviewer]))


# An interviewer's week ------------------------------------------------------------


@dataclass(frozen=True)
class Offered:
    """A time of the week: `who` has booked it ("" for nobody), in which conversation."""

    slot: Slot
    who: str
    interview: Interview | None
    is_past: bool

    @property
    def ends_at(self) -> datetime:
        return end_of(self.slot)


@dataclass(frozen=True)
class Week:
    """The times that one interviewer offers in a programme, from one Monday to the next."""

    monday: date
    days: tuple[tuple[date, tuple[Offered, ...]], ...]
    withdrawn: tuple[Slot, ...]

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def free(self) -> int:
        return sum(not (each.who or each.is_past) for _, times in self.days for each in times)

    @property
    def booked(self) -> int:
        return sum(bool(each.who) for _, times in self.days for each in times)


def week(programme: Programme, interviewer: Person, *, of: date, at: datetime) -> Week:
    """The week that holds the day `of`, in three queries whatever the number of times."""
    monday = of - timedelta(days=of.weekday())
    zone = timezone.get_default_timezone()
    begins, ends = (
        datetime.combine(day, datetime.min.time(), tzinfo=zone) for day in (monday, monday + timedelta(days=7))
    )
    slots = list(programme.slots.filter(interviewer=interviewer, starts_at__gte=begins, starts_at__lt=ends))
    booked = Interview.objects.standing().filter(slot__in=slots).select_related("person")
    interviews = {each.slot_id: each for each in booked}
    names = names_in(programme, [each.person for each in interviews.values()])
    offered = [_offered(slot, interviews.get(slot.pk), names, at) for slot in slots if slot.withdrawn_at is None]
    days = groupby(offered, key=lambda each: timezone.localdate(each.slot.starts_at))
    return Week(
        monday=monday,
        days=tuple((day, tuple(times)) for day, times in days),
        withdrawn=tuple(slot for slot in slots if slot.withdrawn_at and slot.starts_at > at),
    )


def next_offered(programme: Programme, interviewers: Iterable[Person], *, at: datetime) -> Slot | None:
    """The next time after the moment `at` that one of these offers, of whoever stands first among them and has any."""
    ahead = programme.slots.standing().filter(interviewer__in=interviewers, starts_at__gt=at).order_by("starts_at")
    first = {slot.interviewer_id: slot for slot in reversed(ahead)}
    return next((first[person.pk] for person in interviewers if person.pk in first), None)


def _offered(slot: Slot, interview: Interview | None, names: dict[int, str], at: datetime) -> Offered:
    who = names[interview.person_id] if interview else ""
    return Offered(slot, who, interview, is_past=slot.starts_at <= at)


# One conversation ------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the notes, waits to, or did. `told_by`: who told the leader, "" where they read it here."""

    row: NotesReader
    name: str
    told_by: str


@dataclass(frozen=True)
class Opening:
    """Somebody opened the notes, or deleted them; `what` is the page ("Notes", "Coding")."""

    who: str
    at: datetime
    what: str


@dataclass(frozen=True)
class OpeningsOfADay:
    """All openings by one person on one day: how many, from when to when, and the pages."""

    who: str
    first: datetime
    last: datetime
    times: int
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """Who reads a conversation, who has opened its notes, the newest opening first, and who deleted them."""

    interview: Interview
    name: str
    holder: str
    readers: tuple[Reader, ...]
    waiting: tuple[Reader, ...]
    former: tuple[Reader, ...]
    openings: tuple[Opening, ...]
    deleted: Opening | None
    quotes_told_to: str
    quotes_went_out: bool

    @property
    def opened_by_day(self) -> list[OpeningsOfADay]:
        """The openings, gathered by day and person, the newest first: a day of coding makes dozens."""
        days: dict[tuple[date, str], list[Opening]] = {}
        for each in self.openings:
            days.setdefault((timezone.localdate(each.at), each.who), []).append(each)
        return [
            OpeningsOfADay(who, rows[-1].at, rows[0].at, len(rows), tuple(sorted({each.what for each in rows})))
            for (_, who), rows in days.items()
        ]


def detail(interview: Interview) -> Detail:
    """One conversation with its readers and its openings, in four queries."""
    rows = list(interview.readers.select_related("person", "told_by__person"))
    events = AuditEvent.objects.about(interview.key).filter(verb__in=["opened", "deleted"])
    noted = list(events.select_related("by__person").order_by("-at", "-pk"))
    users = [event.by for event in noted] + [row.told_by for row in rows]
    people = [user.person for user in users if user] + [row.person for row in rows]
    names = names_in(interview.programme, [interview.person, interview.interviewer, *people])
    readers = [Reader(row, names[row.person_id], names[row.told_by.person.pk] if row.told_by else "") for row in rows]
    told_to = interview.quotes_told_to
    return Detail(
        interview=interview,
        name=names[interview.person_id],
        holder=names[interview.interviewer_id],
        readers=tuple(each for each in readers if each.row.known_at and not each.row.ended_at),
        waiting=tuple(each for each in readers if not each.row.known_at and not each.row.ended_at),
        former=tuple(each for each in readers if each.row.ended_at and each.row.known_at),
        openings=tuple(_opening(event, names) for event in noted if event.verb == "opened"),
        deleted=next((_opening(event, names) for event in noted if event.verb == "deleted"), None),
        quotes_told_to=told_to.display_name if told_to else "",
        quotes_went_out=Quote.objects.filter(interview=interview, release__isnull=False).exists(),
    )


def _opening(event: AuditEvent, names: dict[int, str]) -> Opening:
    return Opening(names[event.by.person.pk] if event.by else "the portal", event.at, event.summary)


def may_name_readers(interview: Interview, user: User, *, runs: bool) -> bool:
    """Whether the user may name readers of this conversation: whoever runs the programme, or reads it themselves."""
    return runs or interview.readers.standing().filter(person__user=user).exists()


def candidates(interview: Interview, parts: Iterable[Membership]) -> list[Membership]:
    """Of those who hold conversations in the programme, who could be named to read this one's notes."""
    named = set(interview.readers.filter(ended_at=None, takes_notes=True).values_list("person", flat=True))
    return [part for part in {part.person_id: part for part in parts}.values() if part.person_id not in named]
