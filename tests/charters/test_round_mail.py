"""Mails of a round: who is told that it is open, who is reminded, and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from charters import letters, tasks
from charters.models import Round
from charters.services import round_mail, rounds, stances
from diagnostics.selectors.mailings import stuck_mails
from diagnostics.services import mailings
from programmes.account_selectors import mails_to
from programmes.models import Job, Membership, Notice
from programmes.services.letters import UNLISTED
from tests.charters import agreed
from tests.factories import MembershipFactory, PersonFactory
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
KIND, UK = Notice.Kind, ZoneInfo("Europe/London")


@pytest.fixture
def users(programme):
    return agreed.leaders(programme, 4)


def pause(user):
    Membership.objects.filter(person__user=user).update(is_paused=True)


def to(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("address", flat=True))


def send_all():
    for job in Job.objects.filter(task=letters.TASK, state=Job.State.WAITING):
        tasks.send_letters(job.pk)


def addresses(*users):
    return sorted(user.email for user in users)


def test_everybody_asked_is_told_once_but_those_to_whom_no_mail_goes(programme, facilitator, users, settings):
    pause(users[3])
    MembershipFactory(programme=programme, person=PersonFactory(name="Without an address"))
    one = agreed.opened(programme, facilitator, agreed.proposal(programme, facilitator, "Kanarienvogel"))
    assert to(KIND.ROUND) == addresses(*users[:3])
    send_all()
    sent = mail.outbox[0]
    assert sent.subject == "Leading together: where do you stand on 1 proposal for our charter?"
    link = f"{settings.PORTAL_URL}/programmes/{programme.pk}/charter/rounds/{one.pk}/"
    closes_at = timezone.localtime(one.closes_at)
    day = f"{closes_at:%A} {closes_at.day} {closes_at:%B %Y} at {closes_at:%H:%M}, London time"
    said = (link, day, "when at least 4 of 5 leaders have answered", "is ready for the group")
    assert [word for word in said if word not in " ".join(sent.body.split())] == []
    assert "Kanarienvogel" not in sent.body
    assert (len(mail.outbox), sent.reply_to) == (3, [facilitator.email])
    told = signed_in(facilitator).get(f"/programmes/{programme.pk}/charter/rounds/{one.pk}/stances/").content.decode()
    assert ("There is no email address" in told or "no address" in told.lower(), "No mail to them for now" in told) == (
        True,
        True,
    )


def test_only_those_who_have_not_answered_everything_are_reminded_once_a_day(programme, facilitator, users):
    made = [agreed.proposal(programme, facilitator, text) for text in ("One", "Two")]
    one = agreed.opened(programme, facilitator, *made)
    agreed.take(one, users[0])
    agreed.take(one, users[1], item=one.items.first())
    pause(users[3])
    assert round_mail.remind(round=one, by=facilitator) == 2
    assert to(KIND.ROUND_AGAIN) == addresses(users[1], users[2])
    with pytest.raises(round_mail.NotNow, match="today"):
        round_mail.remind(round=one, by=facilitator)


def test_whoever_answers_leaves_or_is_paused_before_a_reminder_goes_out_gets_none(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    send_all()
    mail.outbox.clear()
    round_mail.remind(round=one, by=facilitator)
    agreed.take(one, users[0])
    pause(users[1])
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person__user=users[2]).update(ends_on=yesterday)
    send_all()
    assert [each.to for each in mail.outbox] == [[users[3].email]]
    assert mail.outbox[0].subject.startswith("Leading together: still open for you until ")
    dropped = Notice.objects.filter(state=Notice.State.DROPPED)
    assert sorted(each.reason for each in dropped) == [
        "No mail goes to them for now.",
        "They have answered.",
        "They take no part in the programme any more.",
    ]


def test_nobody_is_reminded_of_a_round_that_is_over_or_while_mail_is_held(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    with pytest.raises(round_mail.NotNow, match="is over"):
        round_mail.remind(round=one, by=facilitator, at=one.closes_at)
    mailings.hold(programme=programme, reason="", by=facilitator)
    with pytest.raises(round_mail.NotNow, match="held"):
        round_mail.remind(round=one, by=facilitator)
    assert set(Notice.objects.values_list("state", flat=True)) == {Notice.State.HELD}
    mailings.lift(programme=programme, move_days=0, by=facilitator)
    for user in users:
        agreed.take(one, user)
    with pytest.raises(round_mail.NotNow, match="has answered"):
        round_mail.remind(round=one, by=facilitator)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    send_all()
    assert (to(KIND.ROUND_AGAIN), mail.outbox) == ([], [])


def test_a_round_opened_while_mail_is_held_is_announced_once_it_goes_again(programme, facilitator, users):
    mailings.hold(programme=programme, reason="", by=facilitator)
    agreed.opened(programme, facilitator)
    send_all()
    assert mail.outbox == []
    mailings.lift(programme=programme, move_days=0, by=facilitator)
    send_all()
    assert sorted(each.to[0] for each in mail.outbox) == addresses(*users)


@pytest.mark.parametrize(
    ("opened", "closes", "due"),
    [
        ((2026, 3, 2), (2026, 3, 12), (2026, 3, 10)),  # a Tuesday, two days before a Thursday
        ((2026, 3, 2), (2026, 3, 9), (2026, 3, 6)),  # two days before a Monday is a Saturday: the Friday before
        ((2026, 3, 25), (2026, 4, 7), (2026, 4, 2)),  # over Easter: the Thursday before
    ],
)
def test_the_clock_reminds_on_a_working_day_two_days_before_the_end(programme, facilitator, users, opened, closes, due):
    one = agreed.opened(programme, facilitator)
    one.opened_at, one.closes_at = datetime(*opened, 10, tzinfo=UK), datetime(*closes, 17, tzinfo=UK)
    one.save()
    at_nine = datetime(*due, 9, tzinfo=UK)
    assert round_mail.send_due(at=at_nine - timedelta(minutes=1)) == 0
    assert round_mail.send_due(at=at_nine) == 1
    assert [round_mail.send_due(at=at_nine + timedelta(hours=hours)) for hours in (1, 24, 48)] == [0, 0, 0]
    assert to(KIND.ROUND_AGAIN) == addresses(*users)
    one.refresh_from_db()
    assert one.reminded_on == at_nine.date()


def test_the_clock_does_not_remind_of_a_round_that_is_short(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    one.opened_at = datetime(2026, 3, 10, 8, tzinfo=UK)
    one.closes_at = datetime(2026, 3, 12, 17, tzinfo=UK)
    one.save()
    assert round_mail.send_due(at=datetime(2026, 3, 10, 10, tzinfo=UK)) == 0
    assert round_mail.send_due(at=datetime(2026, 3, 12, 10, tzinfo=UK)) == 0


def test_whoever_opened_it_signs_unless_they_run_it_no_more(programme, facilitator, users):
    other = agreed.facilitator(programme)
    one = agreed.opened(programme, other)
    day = timezone.localdate()
    assert round_mail.author(one, at=day) == other
    Membership.objects.filter(person__user=other).update(ends_on=day - timedelta(days=1))
    assert round_mail.author(one, at=day) == facilitator


def test_the_button_says_to_how_many_or_why_not(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    client, address = signed_in(facilitator), f"/programmes/{programme.pk}/charter/rounds/{one.pk}/remind/"
    assert "on their way to 4 people" in client.post(address, follow=True).content.decode()
    assert "went out today" in client.post(address, follow=True).content.decode()
    assert Round.objects.get().reminded_on == timezone.localdate()


def test_whoever_said_not_yet_is_told_that_there_is_an_answer_and_nobody_else(programme, facilitator, users, settings):
    one = agreed.opened(programme, facilitator)
    send_all()
    mail.outbox.clear()
    said = agreed.take(one, users[0], "not_yet", reason="Kanarienvogel")
    other = agreed.take(one, users[1], "not_yet", reason="Something")
    pause(users[1])

    def answer(stance, text, seen):
        stances.answer(stance=stance, seen=seen, text=text, at=timezone.now(), by=facilitator)

    for text in ("We meet first.", "We meet first.", "We meet in May or June."):  # saved twice, then bettered
        answer(said, text, "Kanarienvogel")
    answer(other, "Yes.", "Something")
    job = Job.objects.get(state=Job.State.WAITING)
    assert (job.title, users[0].email in str(job.subject)) == ("Mail to one person", False)
    send_all()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([users[0].email], "Leading together: an answer to something you asked")
    link = f"{settings.PORTAL_URL}/programmes/{programme.pk}/charter/rounds/{one.pk}/"
    assert [word for word in (link, "in round 1 on the charter of Leading together") if word not in sent.body] == []
    assert [word for word in ("Kanarienvogel", "May or June") if word in sent.body] == []
    assert sent.extra_headers[UNLISTED] == "yes"
    told = Notice.objects.filter(kind=KIND.ANSWERED)
    told.update(state=Notice.State.REFUSED)
    assert [each.kind for each in mails_to(users[0])] == [KIND.ROUND]
    assert list(stuck_mails(programme, at=timezone.now())) == []


def test_an_answer_that_was_taken_meanwhile_needs_no_mail_and_held_mail_names_nobody(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    send_all()
    mail.outbox.clear()
    mailings.hold(programme=programme, reason="", by=facilitator)
    said = agreed.take(one, users[0], "not_yet", reason="Why")
    stances.answer(stance=said, seen="Why", text="So.", at=timezone.now(), by=facilitator)
    mailings.lift(programme=programme, move_days=0, by=facilitator)
    assert list(Job.objects.filter(title__contains="@")) == []
    agreed.take(one, users[0], "live")
    send_all()
    assert (mail.outbox, Notice.objects.get(kind=KIND.ANSWERED).state) == ([], Notice.State.DROPPED)


def test_more_time_is_told_to_those_who_have_not_answered_also_on_a_day_of_reminders(programme, facilitator, users):
    one = agreed.opened(programme, facilitator)
    agreed.take(one, users[0])
    round_mail.remind(round=one, by=facilitator)
    send_all()
    mail.outbox.clear()
    later = one.closes_at + timedelta(days=3)
    rounds.extend(round=one, closes_at=later, by=facilitator)
    send_all()
    assert sorted(each.to[0] for each in mail.outbox) == addresses(*users[1:])
    until = timezone.localtime(later)
    assert {each.subject for each in mail.outbox} == {
        f"Leading together: still open for you until {until:%A} {until.day} {until:%B, %H:%M}"
    }
    assert Round.objects.get().reminded_on == timezone.localdate()
