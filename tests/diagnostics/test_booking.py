"""Offering, booking, moving, cancelling and holding: the rules, and who may open the notes after each."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from diagnostics.models import Interview, NotesReader, ProgrammeReader, Slot
from diagnostics.services import booking
from programmes.access import Role
from programmes.models import AuditEvent, InductionTask, Job, Membership, Notice, PersonAddress
from tests.diagnostics import talks, times
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

State = Interview.State


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ivy Asker")


@pytest.fixture
def other_interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Otto Other")


@pytest.fixture
def leader(programme):
    return member(programme, name="Lena Lead")


def book(leader, slot, **options):
    return booking.book(person=leader.person, slot=slot, by=leader, **options)


def reading(interview):
    """The names of those who may read now, whoever takes the notes first."""
    return [(reader.person.name, reader.takes_notes) for reader in interview.readers.standing()]


def mails(kind=None):
    found = Notice.objects.order_by("pk")
    return [(notice.kind, notice.person.name) for notice in (found.filter(kind=kind) if kind else found)]


# Offering ------------------------------------------------------------


def test_a_morning_becomes_as_many_times_as_fit():
    starts = booking.spread(
        [date(2027, 1, 11), date(2027, 1, 12)],
        begins=time(9), ends=time(12), length=timedelta(minutes=45), gap=timedelta(minutes=15),
    )  # fmt: skip
    assert starts == [times.on(2027, 1, day, hour) for day in (11, 12) for hour in (9, 10, 11)]


def test_a_time_keeps_its_clock_when_the_clocks_change():
    before, after = booking.spread(
        [date(2027, 3, 27), date(2027, 3, 28)], begins=time(10), ends=time(11), length=timedelta(minutes=60)
    )
    assert (before.utcoffset(), after.utcoffset()) == (timedelta(0), timedelta(hours=1))
    assert (before.hour, after.hour) == (10, 10)


@pytest.mark.parametrize(("minutes", "clashes"), [(-45, False), (-44, True), (0, True), (44, True), (45, False)])
def test_times_of_one_interviewer_never_overlap(programme, interviewer, minutes, clashes):
    (first,) = times.offer(interviewer, programme)
    starts = [first.starts_at + timedelta(minutes=minutes), times.soon(48)]
    if clashes:
        with pytest.raises(booking.Overlapping) as caught:
            times.offer(interviewer, programme, starts=starts)
        assert (caught.value.slots, Slot.objects.count()) == ([first], 1)
    else:
        assert len(times.offer(interviewer, programme, starts=starts)) == 2


def test_overlap_counts_across_programmes_and_not_across_people(programme, interviewer, other_interviewer):
    times.offer(interviewer, programme)
    with pytest.raises(booking.Overlapping):
        times.offer(interviewer, ProgrammeFactory())
    assert len(times.offer(other_interviewer, programme)) == 1


def test_a_time_is_taken_back_and_offered_again(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    booking.withdraw(slot=slot, by=interviewer)
    with pytest.raises(booking.NotFree, match="no longer offered"):
        book(leader, slot)
    booking.restore(slot=slot, by=interviewer)
    assert book(leader, slot).slot == slot


def test_a_booked_time_is_not_taken_back(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    book(leader, slot)
    with pytest.raises(booking.NotFree, match="Move or cancel the conversation first"):
        booking.withdraw(slot=slot, by=interviewer)
    slot.refresh_from_db()
    assert slot.withdrawn_at is None


def test_a_time_is_not_offered_again_over_another(programme, interviewer):
    (slot,) = times.offer(interviewer, programme)
    booking.withdraw(slot=slot, by=interviewer)
    (other,) = times.offer(interviewer, programme)
    with pytest.raises(booking.Overlapping) as caught:
        booking.restore(slot=slot, by=interviewer)
    assert caught.value.slots == [other]


def test_saying_where_tells_whoever_booked(programme, interviewer, leader):
    slot, free = times.offer(interviewer, programme, 2)
    interview = book(leader, slot)
    Notice.objects.all().delete()
    booking.correct_place(slot=free, place="Room 9", by=interviewer)
    assert mails() == []
    booking.correct_place(slot=slot, place="Room 2", by=interviewer)
    booking.correct_place(slot=slot, place="Room 2", by=interviewer)
    interview.refresh_from_db()
    assert (interview.place, interview.sequence) == ("Room 2", 1)
    assert sorted(mails()) == [("booked", "Ivy Asker"), ("booked", "Lena Lead")]


# Booking ------------------------------------------------------------


def test_booking_names_who_reads_and_tells_everybody_concerned(programme, interviewer, leader):
    reader = member(programme, Role.FACILITATOR, name="Fay Lister")
    ProgrammeReader.objects.create(programme=programme, person=reader.person)
    member(programme, Role.ASSISTANT, name="Ash Aide", assists=leader.person)
    member(programme, Role.ASSISTANT, name="Gone Aide", assists=leader.person, ends_on=date(2022, 1, 1))
    (slot,) = times.offer(interviewer, programme)
    at = timezone.now()
    interview = book(leader, slot, at=at)
    assert (interview.state, interview.starts_at, interview.minutes) == (State.BOOKED, slot.starts_at, 45)
    assert reading(interview) == [("Ivy Asker", True), ("Fay Lister", False)]
    assert {row.known_at for row in interview.readers.all()} == {at}
    assert sorted(mails()) == [("booked", "Ash Aide"), ("booked", "Ivy Asker"), ("booked", "Lena Lead")]
    assert Job.objects.get().steps == 3
    assert AuditEvent.objects.about(interview.key).get().verb == "booked"


def test_only_those_named_on_the_page_become_readers(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    late = member(programme, Role.FACILITATOR, name="Added meanwhile")
    ProgrammeReader.objects.create(programme=programme, person=late.person)
    stranger = member(ProgrammeFactory(), Role.FACILITATOR).person
    assert reading(book(leader, slot, told={stranger.pk})) == [("Ivy Asker", True)]


def test_a_named_reader_who_left_the_programme_reads_nothing_new(programme, interviewer, leader):
    gone = member(programme, Role.FACILITATOR, ends_on=date(2022, 1, 1))
    ProgrammeReader.objects.create(programme=programme, person=gone.person)
    (slot,) = times.offer(interviewer, programme)
    assert reading(book(leader, slot)) == [("Ivy Asker", True)]


def test_a_time_is_booked_once(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    first = book(leader, slot)
    assert book(leader, slot) == first, "pressing twice books once"
    with pytest.raises(booking.NotFree, match="Somebody else has just booked that time"):
        book(member(programme), slot)
    assert (Interview.objects.count(), Job.objects.count()) == (1, 1)


def test_the_constraints_stand_behind_the_locks(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    given = {"programme": programme, "interviewer": interviewer.person, "by": leader, "starts_at": slot.starts_at}
    Interview.objects.create(person=leader.person, slot=slot, **given)
    for person, taken in ((member(programme).person, slot), (leader.person, other)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Interview.objects.create(person=person, slot=taken, **given)


def test_a_leader_has_one_booking_at_a_time(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    book(leader, slot)
    with pytest.raises(booking.NotFree, match="You can move it to another time"):
        book(leader, other)


def test_nobody_is_booked_in_the_past(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    with pytest.raises(booking.NotFree, match="has passed"):
        book(leader, slot, at=slot.starts_at)
    assert book(leader, slot, at=slot.starts_at - timedelta(seconds=1)).state == State.BOOKED


def test_who_has_no_address_is_booked_without_a_mail(programme, interviewer, leader):
    PersonAddress.objects.filter(person=leader.person).delete()
    (slot,) = times.offer(interviewer, programme)
    book(leader, slot)
    assert mails() == [("booked", "Ivy Asker")]


@pytest.mark.parametrize(
    ("fields", "newcomer", "purpose"),
    [
        ({}, False, "prework"),
        ({}, True, "induction"),
        ({"ends_on": timezone.localdate() - timedelta(days=3)}, False, "handover"),
        ({"ends_on": timezone.localdate()}, False, "handover"),
        ({"ends_on": timezone.localdate() + timedelta(days=30)}, True, "handover"),
        ({"ends_on": timezone.localdate() + timedelta(days=31)}, False, "prework"),
    ],
)
def test_what_the_conversation_is_for(programme, interviewer, fields, newcomer, purpose):
    leader = member(programme, **fields)
    if newcomer:
        part = Membership.objects.get(person=leader.person)
        InductionTask.objects.create(programme=programme, membership=part, text="Meet somebody")
    (slot,) = times.offer(interviewer, programme)
    assert book(leader, slot).purpose == purpose


# Moving and cancelling ------------------------------------------------------------


def test_moving_keeps_the_entry_and_frees_the_old_time(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    before = book(leader, slot)
    moved = booking.move(interview=before, slot=other, by=leader)
    assert (moved.pk, moved.uid, moved.sequence) == (before.pk, before.uid, 1)
    assert (moved.starts_at, moved.slot) == (other.starts_at, other)
    assert book(member(programme), slot).slot == slot


def test_moving_to_the_same_time_changes_nothing(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    assert booking.move(interview=interview, slot=slot, by=leader).sequence == 0


def test_moving_to_somebody_else_hands_the_notes_on(programme, interviewer, other_interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    (other,) = times.offer(other_interviewer, programme)
    interview = book(leader, slot)
    Notice.objects.all().delete()
    moved = booking.move(interview=interview, slot=other, by=leader)
    assert moved.interviewer == other_interviewer.person
    assert reading(moved) == [("Otto Other", True)]
    assert not Interview.objects.readable_by(interviewer).exists()
    assert mails("called_off") == [("called_off", "Ivy Asker")]
    assert sorted(mails("booked")) == [("booked", "Lena Lead"), ("booked", "Otto Other")]


def test_who_is_named_to_every_leader_reads_on_after_a_move(programme, interviewer, other_interviewer, leader):
    ProgrammeReader.objects.create(programme=programme, person=interviewer.person)
    (slot,) = times.offer(interviewer, programme)
    (other,) = times.offer(other_interviewer, programme)
    moved = booking.move(interview=book(leader, slot), slot=other, by=leader)
    assert sorted(reading(moved)) == [("Ivy Asker", False), ("Otto Other", True)]


def test_moving_to_a_taken_time_leaves_everything_as_it_was(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    interview = book(leader, slot)
    book(member(programme), other)
    with pytest.raises(booking.NotFree):
        booking.move(interview=interview, slot=other, by=leader)
    interview.refresh_from_db()
    assert (interview.slot, interview.sequence) == (slot, 0)


def test_cancelling_frees_the_time_ends_the_reading_and_says_why(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    Notice.objects.all().delete()
    booking.cancel(interview=interview, by=interviewer, reason="I am ill that day.")
    interview.refresh_from_db()
    assert (interview.state, interview.sequence, reading(interview)) == (State.CANCELLED, 1, [])
    assert sorted(mails()) == [("called_off", "Ivy Asker"), ("called_off", "Lena Lead")]
    event = AuditEvent.objects.get(pk=Notice.objects.first().about["event"])
    assert event.changes == {"reason": ["", "I am ill that day."]}
    again = book(leader, slot)
    assert again.uid != interview.uid


def test_what_is_not_booked_is_neither_moved_nor_cancelled(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    interview = book(leader, slot)
    booking.cancel(interview=interview, by=leader)
    with pytest.raises(booking.NotFree, match="not booked any more"):
        booking.move(interview=interview, slot=other, by=leader)
    with pytest.raises(booking.NotFree, match="not booked any more"):
        booking.cancel(interview=interview, by=leader)


# Held ------------------------------------------------------------


def test_marking_as_held_correcting_the_day_and_taking_it_back(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    for day in (date(2027, 1, 4), date(2027, 1, 5)):
        held = booking.mark_held(interview=interview, on=day, by=interviewer)
        assert (held.state, held.held_on) == (State.HELD, day)
    back = booking.take_back(interview=interview, by=interviewer)
    assert (back.state, back.held_on) == (State.BOOKED, None)


def test_a_conversation_with_notes_took_place(programme, interviewer, leader):
    interview = talks.held(programme, leader.person, interviewer.person, texts=["something"])
    with pytest.raises(booking.NotFree, match="so it took place"):
        booking.take_back(interview=interview, by=interviewer)


def test_recording_one_that_was_arranged_elsewhere(programme, interviewer, other_interviewer, leader):
    interview = booking.record_held(
        programme=programme, person=leader.person, interviewer=interviewer.person, held_on=date(2021, 10, 4),
        readers=[other_interviewer.person], told_on=date(2021, 10, 1), by=interviewer,
    )  # fmt: skip
    assert (interview.state, interview.starts_at) == (State.HELD, None)
    assert reading(interview) == [("Ivy Asker", True), ("Otto Other", False)]
    rows = NotesReader.objects.values_list("told_by", "known_at")
    assert set(rows) == {(interviewer.pk, times.on(2021, 10, 1, 0))}
    assert booking.take_back(interview=interview, by=interviewer).state == State.CANCELLED
    open_to = [Interview.objects.readable_by(user).count() for user in (interviewer, other_interviewer)]
    assert open_to == [0, 0], "where the leader sees nothing any more, nobody writes or reads"


def test_one_that_is_booked_is_marked_and_not_recorded_beside_it(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    book(leader, slot)
    with pytest.raises(booking.NotFree, match="Mark that one as held instead"):
        booking.record_held(
            programme=programme, person=leader.person, interviewer=interviewer.person, held_on=date(2021, 10, 4),
            readers=[], told_on=date(2021, 10, 1), by=interviewer,
        )  # fmt: skip
