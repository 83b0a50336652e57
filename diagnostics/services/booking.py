"""Times that interviewers offer, and conversations that are booked, moved, cancelled and held.

One person books one conversation at a time, and a time is booked once. Locks are taken in one order: the person's in
the programme, then the time's row; constraints stand behind them.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Interview, NotesReader, Slot
from diagnostics.selectors import conversations as selectors
from diagnostics.services.locking import hold
from diagnostics.services.telling import concerned, tell
from programmes.models import Notice, Person, Programme, User
from programmes.services import audit, records

LONGEST = timedelta(minutes=240)
JUST_TAKEN = "Somebody else has just booked that time. Nothing is booked for you yet: please choose one of the others."
WITHDRAWN = "That time is no longer offered. Please choose one of the others."
PAST = "That time has passed. Please choose a later one."


class NotFree(Exception):
    """A time cannot be booked, or a conversation not changed; says why in plain words."""


class Overlapping(Exception):
    """The interviewer offers other times that overlap; `slots` are those."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = slots
        super().__init__(f"{len(slots)} times overlap.")


# Times ------------------------------------------------------------


def spread(
    days: Sequence[date], *, begins: time, ends: time, length: timedelta, gap: timedelta = timedelta()
) -> list[datetime]:
    """The starts of as many conversations as fit between two times on each of these days, UK time."""
    zone = timezone.get_default_timezone()
    starts = []
    for day in days:
        start, end = (datetime.combine(day, at, tzinfo=zone) for at in (begins, ends))
        while start + length <= end:
            starts.append(start)
            start += length + gap
    return starts


@transaction.atomic
def offer(
    *, programme: Programme, interviewer: Person, starts: Sequence[datetime], minutes: int, place: str, by: User
) -> list[Slot]:
    """Offer times, all of them or none. `minutes` from 10 to 240.

    Raises Overlapping where the interviewer offers one, in whatever programme, that overlaps.
    """
    hold(_times_of(interviewer))
    slots = [
        Slot(programme=programme, interviewer=interviewer, starts_at=start, minutes=minutes, place=place)
        for start in starts
    ]
    if found := _overlapping(interviewer, slots):
        raise Overlapping(found)
    for slot in slots:
        slot.save()
    audit.write_all([audit.Entry("offered", slot) for slot in slots], by=by)
    return slots


@transaction.atomic
def withdraw(*, slot: Slot, by: User) -> None:
    """Offer a time no more. Raises NotFree where somebody has booked it."""
    locked = Slot.objects.select_for_update().get(pk=slot.pk)
    if _booking_of(locked):
        raise NotFree("Somebody has booked this time. Move or cancel the conversation first.")
    if locked.withdrawn_at is None:
        records.withdraw(locked, by=by)


@transaction.atomic
def restore(*, slot: Slot, by: User) -> None:
    """Offer a withdrawn time again. Raises Overlapping."""
    hold(_times_of(slot.interviewer))
    locked = Slot.objects.select_for_update().get(pk=slot.pk)
    if locked.withdrawn_at is None:
        return
    if found := _overlapping(locked.interviewer, [locked]):
        raise Overlapping(found)
    records.restore(locked, by=by)


@transaction.atomic
def correct_place(*, slot: Slot, place: str, by: User) -> None:
    """Say where a conversation is; whoever has booked it gets the new calendar entry."""
    locked = Slot.objects.select_for_update().get(pk=slot.pk)
    if locked.place == place:
        return
    locked.place = place
    records.correct(locked, by=by)
    booked = _booking_of(locked)
    if booked and booked.state == Interview.State.BOOKED:
        _settle(booked, locked, by=by, verb="said where")


def _times_of(interviewer: Person) -> str:
    return f"times of {interviewer.pk}"


def _overlapping(interviewer: Person, slots: Sequence[Slot]) -> list[Slot]:
    """What the interviewer offers already that overlaps one of these."""
    if not slots:
        return []
    earliest, latest = min(slot.starts_at for slot in slots), max(map(selectors.end_of, slots))
    near = Slot.objects.standing().filter(
        interviewer=interviewer, starts_at__gt=earliest - LONGEST, starts_at__lt=latest
    )
    return [
        other
        for other in near
        if any(other.starts_at < selectors.end_of(slot) and slot.starts_at < selectors.end_of(other) for slot in slots)
    ]


def _booking_of(slot: Slot) -> Interview | None:
    return slot.interviews.standing().first()


# Conversations ------------------------------------------------------------


@transaction.atomic
def book(
    *, person: Person, slot: Slot, by: User, at: datetime | None = None, told: Collection[int] | None = None
) -> Interview:
    """Book a time for a leader; both, and the leader's assistants, get it as a calendar file.

    The interviewer and the programme's readers may open its notes from then on. `told` holds the ids of those readers
    whom the page named before the time was chosen: nobody else is added. Booking the same time twice changes nothing.

    Raises NotFree where the time is not free any more, or the leader has another conversation booked.
    """
    moment = at or timezone.now()
    _one_at_a_time(slot.programme, person)
    other = Interview.objects.filter(programme=slot.programme, person=person, state=Interview.State.BOOKED).first()
    if other and other.slot_id == slot.pk:
        return other
    if other:
        raise NotFree(f"{_has_another(other)} You can move it to another time.")
    taken = _take(slot, moment)
    interview = Interview.objects.create(
        programme=taken.programme, person=person, interviewer=taken.interviewer, slot=taken,
        starts_at=taken.starts_at, minutes=taken.minutes, place=taken.place, created_at=moment, by=by,
        purpose=selectors.purpose_of(person, taken.programme, at=timezone.localdate(moment)),
    )  # fmt: skip
    _name_readers(interview, moment, told=told)
    audit.write(by=by, verb="booked", record=interview, changes={"starts_at": [None, taken.starts_at.isoformat()]})
    tell(interview, concerned(interview), kind=Notice.Kind.BOOKED, by=by)
    return interview


@transaction.atomic
def move(*, interview: Interview, slot: Slot, by: User, at: datetime | None = None) -> Interview:
    """Move a booked conversation to another time; its calendar entry moves with it.

    Where the time is another interviewer's, that one takes the notes from now on: the leader chose so. Raises NotFree.
    """
    moment = at or timezone.now()
    _one_at_a_time(interview.programme, interview.person)
    booked = _locked(interview)
    if booked.slot_id == slot.pk:
        return booked
    taken = _take(slot, moment)
    before = booked.interviewer
    if before == taken.interviewer:
        return _settle(booked, taken, by=by, verb="moved")
    _hand_on(booked, taken.interviewer, moment)
    _settle(booked, taken, by=by, verb="moved")
    tell(booked, [before], kind=Notice.Kind.CALLED_OFF, by=by, formerly=before.pk)
    return booked


@transaction.atomic
def cancel(*, interview: Interview, by: User, reason: str = "", at: datetime | None = None) -> Interview:
    """Call a booked conversation off; `reason` goes to the leader. Raises NotFree where it is not booked."""
    moment = at or timezone.now()
    _one_at_a_time(interview.programme, interview.person)
    booked = _locked(interview)
    booked.state = Interview.State.CANCELLED
    booked.sequence += 1
    booked.save(update_fields=["state", "sequence"])
    booked.readers.filter(ended_at=None).update(ended_at=moment)
    changes = {"reason": ["", reason]} if reason else {}
    event = audit.write(by=by, verb="cancelled", record=booked, changes=changes)
    tell(booked, concerned(booked), kind=Notice.Kind.CALLED_OFF, by=by, event=event.pk)
    return booked


@transaction.atomic
def mark_held(*, interview: Interview, on: date, by: User) -> Interview:
    """Note on which day it took place, or correct that day. Raises NotFree where it was cancelled."""
    _one_at_a_time(interview.programme, interview.person)
    found = Interview.objects.select_for_update().get(pk=interview.pk)
    if found.state == Interview.State.CANCELLED:
        raise NotFree("This conversation was cancelled.")
    before, found.held_on, found.state = found.held_on, on, Interview.State.HELD
    found.save(update_fields=["state", "held_on"])
    audit.write(by=by, verb="held", record=found, changes={"held_on": [audit.plain(before), audit.plain(on)]})
    return found


@transaction.atomic
def take_back(*, interview: Interview, by: User) -> Interview:
    """It did not take place: booked again if it had a time, else gone. Raises NotFree where notes were kept."""
    _one_at_a_time(interview.programme, interview.person)
    found = Interview.objects.select_for_update().get(pk=interview.pk)
    if found.state != Interview.State.HELD:
        raise NotFree("This conversation is not marked as held.")
    if found.notes.filter(version__gt=0).exists():
        raise NotFree("Notes were kept of this conversation, so it took place.")
    found.state = Interview.State.BOOKED if found.starts_at else Interview.State.CANCELLED
    found.held_on = None
    found.save(update_fields=["state", "held_on"])
    if found.state == Interview.State.CANCELLED:  # the leader sees it no more, so nobody writes or reads in it
        found.readers.filter(ended_at=None).update(ended_at=timezone.now())
    audit.write(by=by, verb="not held", record=found)
    return found


@transaction.atomic
def record_held(
    *,
    programme: Programme,
    person: Person,
    interviewer: Person,
    held_on: date,
    readers: Collection[Person],
    told_on: date,
    by: User,
) -> Interview:
    """A conversation arranged outside the portal, and who reads its notes, as `by` told the leader on that day.

    Raises NotFree where they have one booked: that one is marked as held instead.
    """
    _one_at_a_time(programme, person)
    if other := Interview.objects.filter(programme=programme, person=person, state=Interview.State.BOOKED).first():
        raise NotFree(f"{_has_another(other)} Mark that one as held instead.")
    interview = Interview.objects.create(
        programme=programme, person=person, interviewer=interviewer, state=Interview.State.HELD, held_on=held_on, by=by,
        purpose=selectors.purpose_of(person, programme, at=held_on),
    )  # fmt: skip
    known_at = start_of(told_on)
    NotesReader.objects.bulk_create(
        NotesReader(interview=interview, person=one, takes_notes=one == interviewer, known_at=known_at, told_by=by)
        for one in {interviewer, *readers}
    )
    audit.write(by=by, verb="recorded", record=interview, changes={"held_on": [None, held_on.isoformat()]})
    return interview


def start_of(day: date) -> datetime:
    """The moment at which a day begins, UK time."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _one_at_a_time(programme: Programme, person: Person) -> None:
    hold(f"conversations of {person.pk} in {programme.pk}")


def _locked(interview: Interview) -> Interview:
    """The conversation as it is now, for changing. Raises NotFree where it is not booked any more."""
    rows = Interview.objects.select_for_update(of=("self",)).select_related("programme", "person", "interviewer")
    found = rows.get(pk=interview.pk)
    if found.state != Interview.State.BOOKED:
        raise NotFree("This conversation is not booked any more.")
    return found


def _take(slot: Slot, at: datetime) -> Slot:
    """The time, locked and free. Raises NotFree."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related("programme", "interviewer")
    found = rows.get(pk=slot.pk)
    still = selectors.holders(found.programme, at=timezone.localdate(at)).filter(person=found.interviewer)
    if found.withdrawn_at or not still.exists():
        raise NotFree(WITHDRAWN)
    if found.starts_at <= at:
        raise NotFree(PAST)
    if _booking_of(found):
        raise NotFree(JUST_TAKEN)
    return found


def _settle(booked: Interview, slot: Slot, *, by: User, verb: str) -> Interview:
    """Let a booked conversation follow its time, and tell everybody concerned."""
    before = booked.starts_at
    booked.slot, booked.starts_at, booked.minutes, booked.place = slot, slot.starts_at, slot.minutes, slot.place
    booked.sequence += 1
    booked.save(update_fields=["slot", "interviewer", "starts_at", "minutes", "place", "sequence"])
    changes = {"starts_at": [audit.plain(before), audit.plain(slot.starts_at)]}
    audit.write(by=by, verb=verb, record=booked, changes=changes)
    tell(booked, concerned(booked), kind=Notice.Kind.BOOKED, by=by)
    return booked


def _name_readers(interview: Interview, at: datetime, *, told: Collection[int] | None) -> None:
    others = selectors.programme_readers(interview.programme, at=timezone.localdate(at))
    named = [part.person for part in others if told is None or part.person_id in told]
    NotesReader.objects.bulk_create(
        NotesReader(interview=interview, person=one, takes_notes=one == interview.interviewer, named_at=at, known_at=at)
        for one in {interview.interviewer, *named}
    )


def _hand_on(interview: Interview, interviewer: Person, at: datetime) -> None:
    """The notes are the new interviewer's to write; the former reads on only where named to every leader."""
    former, interview.interviewer = interview.interviewer, interviewer
    interview.readers.filter(ended_at=None, person__in=[former, interviewer]).update(ended_at=at)
    interview.readers.create(person=interviewer, takes_notes=True, named_at=at, known_at=at)
    if former in [part.person for part in selectors.programme_readers(interview.programme, at=timezone.localdate(at))]:
        interview.readers.create(person=former, named_at=at, known_at=at)


def _has_another(other: Interview) -> str:
    when = date_format(timezone.localtime(other.starts_at), "l j F Y \\a\\t H:i")
    return f"A conversation is booked already, on {when}."
