"""Calendar files and the mails that bring them, read by a parser that is not ours."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from diagnostics import letters
from diagnostics.models import Interview, ProgrammeReader
from diagnostics.services import booking, readers
from programmes.access import Role
from programmes.models import Job, Notice, PersonAddress
from programmes.services import jobs, notices
from tests.diagnostics import talks, times
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together")


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ivy Asker")


@pytest.fixture
def leader(programme):
    return member(programme, name="Lena Lead")


@pytest.fixture
def assistant(programme, leader):
    return member(programme, Role.ASSISTANT, name="Ash Aide", assists=leader.person)


def post():
    """Send every waiting mail, as the worker does; what went out, by who got it."""
    mail.outbox.clear()
    for job in Job.objects.filter(state=Job.State.WAITING, task=letters.TASK).order_by("pk"):
        jobs.work(job.pk, lambda job: notices.deliver(job, letters.write))
    return {message.to[0]: message for message in mail.outbox}


def entry(message):
    """The calendar file of a mail, parsed: its method, and its one entry."""
    (part,) = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return str(calendar["METHOD"]), event


def book(leader, slot):
    return booking.book(person=leader.person, slot=slot, by=leader)


def test_one_entry_is_made_moved_and_cancelled(programme, interviewer, leader, assistant):
    slot, other = times.offer(interviewer, programme, 2)
    interview = book(leader, slot)
    seen = []
    for act in (None, lambda: booking.move(interview=interview, slot=other, by=assistant),
                lambda: booking.cancel(interview=interview, by=interviewer)):  # fmt: skip
        if act:
            act()
        sent = post()
        assert sorted(sent) == sorted(user.email for user in (leader, interviewer, assistant))
        entries = [entry(message) for message in sent.values()]
        (same,) = {(method, event["UID"], event["SEQUENCE"], event["STATUS"], event.start) for method, event in entries}
        seen.append(same)
    uid = f"{interview.uid}@localhost"
    assert seen == [
        ("REQUEST", uid, 0, "CONFIRMED", slot.starts_at),
        ("REQUEST", uid, 1, "CONFIRMED", other.starts_at),
        ("CANCEL", uid, 2, "CANCELLED", other.starts_at),
    ]


def test_the_entry_says_who_when_and_where_and_nothing_else(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme, place="Room 1; ring, please")
    book(leader, slot)
    _, event = entry(post()[leader.email])
    assert event["SUMMARY"] == "Conversation: Lena Lead and Ivy Asker"
    assert event["LOCATION"] == "Room 1; ring, please"
    assert event["CLASS"] == "PRIVATE"
    assert event["DESCRIPTION"].startswith("Arranged in the systems leadership portal")
    assert event["ORGANIZER"] == f"mailto:{interviewer.email}"
    assert event["ORGANIZER"].params["SENT-BY"] == "mailto:portal@localhost"
    assert sorted(event["ATTENDEE"]) == sorted([f"mailto:{leader.email}", f"mailto:{interviewer.email}"])
    assert {each.params["PARTSTAT"] for each in event["ATTENDEE"]} == {"ACCEPTED"}
    assert event.end - event.start == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2027, 3, 27), 0), (date(2027, 3, 28), 1), (date(2027, 10, 30), 1), (date(2027, 10, 31), 0),
        (date(2031, 3, 31), 1),
    ],
)  # fmt: skip
def test_a_time_is_the_same_clock_on_either_side_of_the_change(programme, interviewer, leader, day, offset):
    start = times.on(day.year, day.month, day.day)
    (slot,) = times.offer(interviewer, programme, starts=[start])
    book(leader, slot)
    message = post()[leader.email]
    _, event = entry(message)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert (event.start, event.start.utcoffset()) == (start, timedelta(hours=offset))
    assert event["DTSTART"].to_ical() == start.strftime("%Y%m%dT100000").encode()
    assert f"on {start:%A} {start.day} {start:%B %Y} at 10:00" in message.subject
    # The rule that travels with the file says the same, for a calendar that does not know the zone's name.
    (part,) = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    (zone,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VTIMEZONE")
    assert start.replace(tzinfo=zone.to_tz(lookup_tzid=False)).utcoffset() == timedelta(hours=offset)


def test_a_former_interviewer_loses_the_entry_and_the_others_keep_it(programme, interviewer, leader):
    other = member(programme, Role.INTERVIEWER, name="Otto Other")
    (slot,) = times.offer(interviewer, programme)
    (theirs,) = times.offer(other, programme)
    interview = book(leader, slot)
    post()
    booking.move(interview=interview, slot=theirs, by=leader)
    sent = post()
    method, event = entry(sent[interviewer.email])
    assert (method, event["ORGANIZER"], event["SEQUENCE"]) == ("CANCEL", f"mailto:{interviewer.email}", 1)
    method, event = entry(sent[leader.email])
    assert (method, event["ORGANIZER"], event["SEQUENCE"]) == ("REQUEST", f"mailto:{other.email}", 1)
    assert "has chosen a time with somebody else" in sent[interviewer.email].body


def test_the_mail_names_who_reads_to_the_leader_only(programme, interviewer, leader, assistant):
    reader = member(programme, Role.FACILITATOR, name="Fay Lister")
    ProgrammeReader.objects.create(programme=programme, person=reader.person)
    (slot,) = times.offer(interviewer, programme)
    book(leader, slot)
    sent = post()
    said = "Ivy Asker takes notes. Fay Lister can read them too. Nobody else can."
    assert [said in sent[user.email].body for user in (leader, interviewer, assistant)] == [True, False, False]


def test_the_reason_goes_to_the_leader_as_it_was_typed(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    post()
    booking.cancel(interview=interview, by=interviewer, reason="I'm ill & sorry <really>")
    assert "Ivy Asker writes: I'm ill & sorry <really>" in post()[leader.email].body


def test_what_was_overtaken_before_it_went_out_is_not_sent(programme, interviewer, leader):
    slot, other = times.offer(interviewer, programme, 2)
    interview = book(leader, slot)
    booking.move(interview=interview, slot=other, by=leader)
    sent = post()
    assert len(mail.outbox) == 2
    assert entry(sent[leader.email])[1]["SEQUENCE"] == 1
    assert Notice.objects.filter(state=Notice.State.DROPPED).count() == 2


def test_a_booking_that_is_over_is_not_announced(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    Interview.objects.filter(pk=interview.pk).update(starts_at=timezone.now() - timedelta(days=1))
    assert post() == {}


def test_who_has_no_address_is_no_attendee(programme, interviewer, leader):
    PersonAddress.objects.filter(person=leader.person).delete()
    (slot,) = times.offer(interviewer, programme)
    book(leader, slot)
    _, event = entry(post()[interviewer.email])
    assert event["ATTENDEE"] == f"mailto:{interviewer.email}"


def test_naming_a_reader_asks_the_leader_by_mail(programme, interviewer, leader):
    interview = talks.held(programme, leader.person, interviewer.person, texts=["canary-7391"])
    named = readers.name_reader(interview=interview, person=talks.another_reader(programme), by=interviewer)
    (message,) = post().values()
    assert message.to == [leader.email]
    assert message.subject == "May Another Reader read the notes of your conversation?"
    assert "stay closed to Another Reader until you say" in " ".join(message.body.split())
    assert "canary" not in message.message().as_string()
    readers.end(reader=named, by=interviewer)


@pytest.mark.parametrize("act", ["acknowledge", "end"])
def test_a_reader_settled_before_the_mail_went_out_is_not_asked_about(programme, interviewer, leader, act):
    interview = talks.held(programme, leader.person, interviewer.person)
    named = readers.name_reader(interview=interview, person=talks.another_reader(programme), by=interviewer)
    getattr(readers, act)(reader=named, by=interviewer)
    assert post() == {}


def test_the_file_can_be_downloaded(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    interview = book(leader, slot)
    for user, name in ((leader, "my-conversation-calendar"), (interviewer, "conversation-calendar")):
        address = reverse(f"diagnostics:{name}", args=[programme.pk, interview.pk])
        response = signed_in(user).get(address)
        assert response["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
        assert response["Content-Disposition"] == 'attachment; filename="conversation.ics"'
        (event,) = Calendar.from_ical(response.content).walk("VEVENT")
        assert event["UID"] == f"{interview.uid}@localhost"
    booking.cancel(interview=interview, by=leader)
    response = signed_in(leader).get(reverse("diagnostics:my-conversation-calendar", args=[programme.pk, interview.pk]))
    assert Calendar.from_ical(response.content)["METHOD"] == "CANCEL"
