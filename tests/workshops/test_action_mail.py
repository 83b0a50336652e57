"""Reminders of actions: whom, when, once, and what they say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from diagnostics import mail_days
from hwe_portal.celery import BEAT_SCHEDULE
from programmes.access import Role
from programmes.models import Job, MailHold, Membership, Notice, Person
from programmes.services import notices
from programmes.services.letters import Needless
from tests.workshops import agreed
from workshops import letters, tasks
from workshops.models import Action
from workshops.services import action_mail, actions

# Mails are signed by who facilitates, so there is somebody.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded, pytest.mark.usefixtures("facilitator")]

# A Wednesday, and the Wednesday a week before it.
DUE = date(2022, 3, 23)
BEFORE = date(2022, 3, 16)
AGREED = datetime(2022, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def part(programme):
    return agreed.leader(programme)


@pytest.fixture
def row(programme, part):
    return action(programme, part)


def action(programme, part, text="Ask the boards", agreed_at=AGREED, **fields):
    made = agreed.action(programme, text, owner=part, **({"due_on": DUE} | fields))
    Action.objects.filter(pk=made.pk).update(created_at=agreed_at)
    return made


def send(day, hour=9):
    return action_mail.send_due(at=mail_days.opening(day, hour))


# When ------------------------------------------------------------


def test_an_owner_is_reminded_a_week_before_and_the_day_after_once_each(row):
    days = [BEFORE + timedelta(days=n) for n in range(-1, 20)]
    assert [day for day in days for hour in (9, 10) if send(day, hour)] == [BEFORE, date(2022, 3, 24)]
    row.refresh_from_db()
    assert row.reminded_on == date(2022, 3, 24)


def test_it_goes_out_on_working_days_from_nine(row):
    assert [send(BEFORE, 8), action_mail.send_due(at=mail_days.opening(BEFORE, 20)), send(BEFORE)] == [0, 0, 1]
    Action.objects.update(due_on=date(2022, 4, 14), reminded_on=date(2022, 4, 7))  # the Thursday before Easter
    assert [day for day in range(15, 25) if send(date(2022, 4, day))] == [19]


def test_what_was_agreed_within_the_week_is_reminded_only_when_it_is_late(programme, part):
    action(programme, part, agreed_at=datetime(2022, 3, 17, 12, tzinfo=UTC))
    assert [day for day in range(17, 31) if send(date(2022, 3, day))] == [24]


def test_an_old_action_that_is_typed_in_now_reminds_nobody(programme, part):
    action(programme, part, due_on=date(2021, 11, 30))
    action(programme, part, due_on=date(2022, 3, 14), agreed_at=datetime(2022, 3, 15, 12, tzinfo=UTC))
    action(programme, part, due_on=None)
    assert send(BEFORE) == 0


def test_another_date_is_reminded_anew(row, facilitator):
    assert send(BEFORE) == 1
    row.refresh_from_db()
    row.due_on = date(2022, 4, 6)
    actions.correct(row, by=facilitator)
    assert [day for day in range(17, 32) if send(date(2022, 3, day))] == [30]


# Whom ------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Action, {"state": "done", "done_on": BEFORE}),
        (Action, {"state": "dropped"}),
        (Action, {"withdrawn_at": AGREED}),
        (Action, {"owner": None, "owner_words": "The finance group"}),
        (Membership, {"is_paused": True}),
        (Membership, {"ends_on": date(2022, 3, 1)}),
        (Membership, {"starts_on": date(2022, 4, 1)}),
        (Membership, {"withdrawn_at": AGREED}),
    ],
)
def test_nobody_else_is_reminded(row, part, model, change):
    model.objects.filter(pk=(row if model is Action else part).pk).update(**change)
    assert (send(BEFORE), Notice.objects.count()) == (0, 0)


def test_while_mail_is_held_nothing_is_written_and_later_it_goes_out(programme, row, facilitator):
    hold = MailHold.objects.create(programme=programme, by=facilitator)
    assert (send(BEFORE), Notice.objects.count()) == (0, 0)
    hold.until = timezone.now()
    hold.save()
    assert send(BEFORE + timedelta(days=1)) == 1


def test_where_nobody_facilitates_or_there_is_no_address_no_mail_is_written(programme, row, part, facilitator):
    Person.objects.filter(pk=part.person_id).update(user=None)
    assert send(BEFORE) == 0
    row.refresh_from_db()
    assert row.reminded_on is None
    Membership.objects.filter(role=Role.FACILITATOR).update(ends_on=date(2022, 3, 1))
    assert send(BEFORE) == 0


def test_one_programmes_trouble_keeps_no_other_waiting(row, monkeypatch, caplog):
    other, _ = agreed.programme()
    action(other, agreed.leader(other, "Ola Tan"))
    first = action_mail.remind

    def break_first(*, programme, at):
        if programme != other:
            raise RuntimeError("trouble")
        return first(programme=programme, at=at)

    monkeypatch.setattr(action_mail, "remind", break_first)
    assert (send(BEFORE), len(caplog.records)) == (1, 1)


# What it says ------------------------------------------------------------


def test_one_mail_lists_what_an_owner_has_to_do_in_a_programme(programme, row, part, facilitator):
    action(programme, part, "Write the plan", due_on=DUE + timedelta(days=-1))
    other = agreed.leader(programme, "Ola Tan")
    action(programme, other, "Call the council")
    assert send(BEFORE) == 2
    job = Job.objects.get()
    assert (job.task, job.subject["back"]) == (letters.TASK, reverse("workshops:actions", args=[programme.pk]))
    tasks.send_letters(job.pk)
    sent = {each.to[0]: each for each in mail.outbox}
    assert sorted(sent) == sorted([part.person.user.email, other.person.user.email])
    mine = sent[part.person.user.email]
    assert (mine.subject, mine.reply_to) == ("Leading together: 2 things you said you would do", [facilitator.email])
    told = ("- Ask the boards", "- Write the plan", "it comes to Fay Lister", "/accounts/login/code/")
    assert [words for words in told if words not in mine.body] == []
    assert "Call the council" not in mine.body
    assert sent[other.person.user.email].subject == "Leading together: something you said you would do"


@pytest.mark.parametrize("gone", ["done", "handed on", "paused", "left"])
def test_what_was_settled_meanwhile_is_not_sent(programme, row, part, facilitator, gone):
    send(BEFORE)
    if gone == "done":
        actions.mark_done(action=row, on=BEFORE, by=facilitator)
    elif gone == "handed on":
        Action.objects.update(owner=agreed.leader(programme, "Ola Tan"))
    elif gone == "paused":
        Membership.objects.filter(pk=part.pk).update(is_paused=True)
    else:
        Membership.objects.filter(pk=part.pk).update(ends_on=date(2022, 3, 17))
    with pytest.raises(Needless, match="nothing was left"):
        letters.write(Notice.objects.get())
    tasks.send_letters(Job.objects.get().pk)
    assert (mail.outbox, Notice.objects.get().state) == ([], Notice.State.DROPPED)


def test_a_mail_that_is_held_on_its_way_goes_out_when_mail_does(programme, row, facilitator):
    send(BEFORE)
    notices.hold_back(programme)
    assert Notice.objects.get().state == Notice.State.HELD
    notices.release_held(programme, by=facilitator, back="/")
    assert Notice.objects.get().state == Notice.State.WAITING


def test_the_clock_rings_for_it():
    assert BEAT_SCHEDULE["send-action-mail"]["task"] == tasks.send_due_mail.name
