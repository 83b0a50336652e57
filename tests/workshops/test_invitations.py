"""Each leader is asked to a meeting once, and everybody who was asked hears of what changes."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from programmes.dates import FactDate
from programmes.models import AuditEvent, MailHold, Notice, Post
from programmes.services.letters import Needless
from tests.signing import signed_in
from tests.workshops.series import NOON, SOON, TODAY, entry, series, words
from workshops import letters
from workshops.models import Attendance, CoachingSet, Event
from workshops.selectors import invitations as selectors
from workshops.services import events, invitations

CHANGED = Notice.Kind.MEETING_CHANGED

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return series()


def test_nobody_is_asked_twice_whoever_asks_again(story):
    ann, ben = story.leader("Ann"), story.leader("Ben")
    first, again = story.invite(ann), story.invite(ann, ben)
    assert (first.number, again.number, story.mails()) == (1, 1, ["Ann", "Ben"])
    assert list(Attendance.objects.values_list("membership", "mode", "reply")) == [
        (ann.pk, "invited", ""),
        (ben.pk, "invited", ""),
    ]
    assert AuditEvent.objects.filter(verb="invited").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_at_once_write_to_each_once(story):
    if connection.vendor != "postgresql":
        return
    parts = [story.leader(name) for name in ("Ann", "Ben", "Cat")]
    begin = Barrier(2)

    def ask():
        begin.wait()
        story.invite(*parts)
        connection.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(story.mails()) == ["Ann", "Ben", "Cat"]


def test_who_gets_no_mail_is_asked_all_the_same_and_the_reason_is_said(story):
    ann, ben, cat = story.leader("Ann"), story.leader("Ben"), story.without_account("Cat")
    ben.is_paused = True
    ben.save()
    done = story.invite(ann, ben, cat)
    assert done.number == 3
    assert done.sent.refused == (
        "Ben: They get no mail for now. Let mail go to them again first.",
        "Cat: There is no email address yet. Add one to the person, then invite them.",
    )
    lines = selectors.asked(story.event, at=TODAY).lines
    assert [(line.name, line.mail, line.may_be_written) for line in lines] == [
        ("Ann", "Waiting", False),
        ("Ben", selectors.PAUSED, False),
        ("Cat", "There is no email address yet. Add one to the person, then invite them.", False),
    ]


def test_who_could_not_be_reached_is_written_to_later_and_nobody_else_again(story):
    ann, ben = story.leader("Ann"), story.leader("Ben", is_paused=True)
    story.invite(ann, ben)
    ben.is_paused = False
    ben.save()
    invitations.write_again(event=story.event, by=story.facilitator)
    invitations.write_again(event=story.event, by=story.facilitator)
    assert story.mails() == ["Ann", "Ben"]


def test_a_leader_without_account_gets_one_with_the_mail(story):
    cat = story.without_account("Cat")
    cat.person.addresses.create(address="cat@example.org")
    story.invite(cat)
    cat.person.refresh_from_db()
    assert (cat.person.user.email, story.mails()) == ("cat@example.org", ["Cat"])


def test_whoever_keeps_the_dates_of_a_leader_hears_of_it_too(story):
    ann, ben = story.leader("Ann"), story.leader("Ben")
    story.assistant_of(ann, "Asha")
    story.invite(ann, ben)
    assert story.mails() == ["Ann", "Ben", "Asha"]
    assert "Please say whether Ann comes." in words().body
    assert "What it is for" not in words().body


def test_mail_of_a_programme_that_is_held_waits(story):
    MailHold.objects.create(programme=story.programme, by=story.facilitator)
    done = story.invite(story.leader("Ann"))
    assert (done.sent.is_held, Notice.objects.get(kind="meeting").state) == (True, Notice.State.HELD)


def test_nobody_is_written_to_about_what_is_over(story):
    story.event.starts_on = FactDate(TODAY - timedelta(days=1))
    story.event.save()
    assert (story.invite(story.leader("Ann", starts_on=date(2021, 1, 1))).number, story.mails()) == (1, [])


def test_leaders_of_other_programmes_and_those_who_left_are_passed_over(story):
    stranger = series().leader("Stranger")
    left = story.leader("Left", ends_on=TODAY)
    assert story.invite(stranger, left).number == 0


def test_a_meeting_that_is_called_off_or_only_counted_asks_nobody(story):
    ann = story.leader("Ann")
    events.call_off(story.event, by=story.facilitator)
    with pytest.raises(invitations.NotOpen):
        story.invite(ann)
    counted = Event.objects.create(
        programme=story.programme, kind="individual_coaching", title="Coaching", starts_on=SOON
    )
    with pytest.raises(invitations.NotOpen):
        invitations.invite(event=counted, parts=[ann], by=story.facilitator)


# The mail ------------------------------------------------------------


def test_the_mail_says_when_and_where_and_brings_the_entry(story):
    story.event.aims.create(text="Feed back the diagnostic")
    story.invite(story.leader("Ann"))
    message = words()
    assert message.subject == f"You are invited: First workshop, {SOON}, 9:30 to 16:00"
    assert f"When: {SOON}, 9:30 to 16:00\nWhere: Fielder Centre (in person and online)" in message.body
    assert "- Feed back the diagnostic" in message.body
    assert story.page("event") in message.body
    lines = entry(message)
    day = f"{SOON.day:%Y%m%d}"
    assert f"DTSTART;TZID=Europe/London:{day}T093000" in lines
    assert f"DTEND;TZID=Europe/London:{day}T160000" in lines
    assert [line for line in lines if line.startswith(("METHOD", "STATUS", "LOCATION"))] == [
        "METHOD:REQUEST",
        "LOCATION:Fielder Centre",
        "STATUS:CONFIRMED",
    ]


def test_without_an_exact_day_there_is_no_entry(story):
    story.event.starts_on = FactDate(SOON.day.replace(day=1) + timedelta(days=40), "month")
    story.event.save()
    story.invite(story.leader("Ann"))
    assert (words().attachments, "calendar" in words().body) == ([], False)


def test_a_meeting_that_moves_tells_those_who_are_asked_once(story):
    story.invite(story.leader("Ann"), story.leader("Ben"))
    before = entry(words())
    story.event.starts_at = time(10)
    assert events.correct(story.event, by=story.facilitator).number == 2
    story.event.invited = "everybody"
    assert events.correct(story.event, by=story.facilitator).number == 0
    assert story.mails(CHANGED) == ["Ann", "Ben"]
    after = entry(words(CHANGED))
    assert [line for line in after if line.startswith("UID")] == [line for line in before if line.startswith("UID")]
    assert _sequence(after) > _sequence(before)


def test_only_the_last_of_several_changes_goes_out(story):
    story.invite(story.leader("Ann"))
    for hour in (10, 11):
        story.event.starts_at = time(hour)
        events.correct(story.event, by=story.facilitator)
    first, last = Notice.objects.filter(kind=CHANGED).order_by("pk")
    with pytest.raises(Needless):
        letters.write(first)
    assert "11:00 to 16:00" in letters.write(last).body


def test_a_meeting_called_off_goes_from_calendars_and_comes_back(story):
    story.invite(story.leader("Ann"))
    events.call_off(story.event, by=story.facilitator)
    message = words(CHANGED)
    assert (message.subject.startswith("Called off: First workshop"), "METHOD:CANCEL" in entry(message)) == (True, True)
    with pytest.raises(Needless):
        words()
    events.take_up_again(Event.objects.get(pk=story.event.pk), by=story.facilitator)
    assert "METHOD:REQUEST" in entry(words(CHANGED))


def test_pressed_twice_it_is_called_off_once(story):
    story.invite(story.leader("Ann"))
    first, again = Event.objects.get(), Event.objects.get()
    events.call_off(first, by=story.facilitator)
    assert (events.call_off(again, by=story.facilitator).number, story.mails(CHANGED)) == (0, ["Ann"])


def test_a_day_that_is_open_again_goes_from_calendars(story):
    story.invite(story.leader("Ann"))
    story.event.starts_on = FactDate(date(SOON.day.year + 1, 1, 1), "year")
    events.correct(story.event, by=story.facilitator)
    message = words(CHANGED)
    lines = entry(message)
    assert ("METHOD:CANCEL" in lines, [each for each in lines if each.startswith("DTSTART;")]) == (True, [])
    assert "The attached file takes the old one out of your calendar." in message.body
    story.event.place = "Elsewhere"
    events.correct(story.event, by=story.facilitator)
    assert "METHOD:CANCEL" in entry(words(CHANGED))


def test_who_heard_nothing_while_mail_was_held_hears_how_it_stands_and_no_more(story):
    story.invite(story.leader("Ann"), story.leader("Ben"))
    story.event.starts_at = time(11)
    events.correct(story.event, by=story.facilitator)
    Notice.objects.filter(kind=Notice.Kind.MEETING).update(state="accepted", settled_at=timezone.now())
    with pytest.raises(Needless):
        words(CHANGED)
    events.call_off(story.event, by=story.facilitator)
    assert "is called off" in words(CHANGED).body
    Notice.objects.filter(kind=Notice.Kind.MEETING).update(state="dropped")
    with pytest.raises(Needless):
        words(CHANGED)


def test_a_file_that_somebody_fetches_asks_nobody(story):
    story.leader("Ann")
    lines = signed_in(story.users["Ann"]).get(story.page("event-calendar")).content.decode().splitlines()
    assert ("METHOD:PUBLISH" in lines, [each for each in lines if each.startswith("ATTENDEE")]) == (True, [])


def test_the_set_of_a_session_is_chosen_already_and_newcomers_are_named(story):
    ann, group = story.leader("Ann"), CoachingSet.objects.create(programme=story.programme, name="Set A")
    group.members.add(ann)
    Event.objects.update(kind="group_coaching", coaching_set=group)
    client = signed_in(story.facilitator)
    assert client.get(story.page("invite")).context["form"]["groups"].value() == [f"set-{group.pk}"]
    story.leader("Ben")
    story.invite(ann)
    assert "Joined the programme since" not in client.get(story.page("invitations")).content.decode()
    story.leader("Cat")
    page = client.get(story.page("invitations")).content.decode()
    assert "Joined the programme since the others were invited: Cat." in page


def test_an_invitation_taken_back_is_gone_and_can_be_made_again(story):
    ann = story.leader("Ann")
    story.invite(ann)
    invitations.uninvite(attendance=Attendance.objects.get(), by=story.facilitator)
    assert (Attendance.objects.count(), "METHOD:CANCEL" in entry(words(CHANGED))) == (0, True)
    assert story.invite(ann, at=NOON + timedelta(days=1)).number == 1
    assert story.mails() == ["Ann", "Ann"]
    with pytest.raises(Needless):
        words(CHANGED)


def test_the_register_outlives_an_invitation_that_is_taken_back(story):
    story.invite(story.leader("Ann"))
    Attendance.objects.update(mode="in_person", reply="in_person", replied_at=NOON, diet="Halal")
    invitations.uninvite(attendance=Attendance.objects.get(), by=story.facilitator)
    row = Attendance.objects.get()
    assert (row.mode, row.invited_at, row.reply, row.diet) == ("in_person", None, "", "")


def _sequence(lines):
    return next(int(line.removeprefix("SEQUENCE:")) for line in lines if line.startswith("SEQUENCE"))


# The pages ------------------------------------------------------------


def test_one_chooses_groups_and_people_checks_and_then_asks(story):
    for name in ("Ann", "Ben"):
        story.leader(name)
    cat, dan = story.leader("Cat", Post.Group.FINANCE), story.leader("Dan", Post.Group.CHAIR)
    eve = story.leader("Eve", Post.Group.NURSING)
    group = CoachingSet.objects.create(programme=story.programme, name="Set A")
    group.members.set([dan])
    client = signed_in(story.facilitator)
    chosen = {"groups": ["group-finance", f"set-{group.pk}"], "people": [eve.pk]}
    check = client.post(story.page("invite"), chosen).content.decode()
    assert [name in check for name in ("Ann", "Ben", "Cat", "Dan", "Eve")] == [False, False, True, True, True]
    assert Attendance.objects.count() == 0
    client.post(story.page("invite"), {"people": [cat.pk, dan.pk, eve.pk], "checked": "yes"})
    assert story.mails() == ["Cat", "Dan", "Eve"]
    page = client.get(story.page("invite")).content.decode()
    assert ("4 leaders" not in page, "5 leaders, 3 of them invited already" in page) == (True, True)


def test_nobody_chosen_is_an_error_and_a_forged_choice_too(story):
    story.leader("Ann")
    stranger = series().leader("Stranger")
    client = signed_in(story.facilitator)
    assert "Choose whom to invite" in client.post(story.page("invite"), {"chosen": "nobody"}).content.decode()
    client.post(story.page("invite"), {"people": [stranger.pk], "checked": "yes"})
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_database_the_same_number_of_times(story, count, django_assert_num_queries):
    for number in range(count):
        part = story.leader(f"Leader {number}")
        story.invite(part)
        story.leader(f"Other {number}")
        group = CoachingSet.objects.create(programme=story.programme, name=f"Set {number}")
        group.members.add(part)
    client = signed_in(story.facilitator)
    with django_assert_num_queries(8):
        client.get(story.page("invitations"))
    with django_assert_num_queries(9):
        client.get(story.page("invite"))
    with django_assert_num_queries(9):
        client.get(reverse("workshops:coaching-sets", kwargs={"programme": story.programme.pk}))
