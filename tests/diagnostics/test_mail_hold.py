"""Holding all mail of a programme: nothing goes out, and what still makes sense goes out afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from diagnostics import letters, tasks
from diagnostics.models import Interview, PersonStep, StepMail
from diagnostics.services import mailings
from programmes import tasks as programme_tasks
from programmes.models import AuditEvent, Job, MailHold, Notice
from programmes.services import invitations, jobs, notices
from tests.diagnostics import mailing
from tests.diagnostics.mailing import DAY, MOMENT
from tests.factories import member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job: False)


@pytest.fixture
def running():
    return mailing.programme()


@pytest.fixture
def programme(running):
    return running[0]


@pytest.fixture
def by(running):
    return running[1]


def _hold(programme, by, at=MOMENT):
    return mailings.hold(programme=programme, reason="Winter", by=by, at=at)


def _lift(programme, by, days=0, at=MOMENT + timedelta(days=10)):
    return mailings.lift(programme=programme, move_days=days, by=by, at=at)


def _work_all():
    run = {letters.TASK: tasks.send_letters, notices.TASK: programme_tasks.send_notices}
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
        run[job.task](job.pk)


def _states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_nothing_is_written_and_nothing_goes_out(programme, by, mailoutbox):
    mailing.plan(programme, by)
    step, part = mailing.reading(programme), mailing.leader(programme, "Ada")
    _hold(programme, by)
    assert mailings.send_due(at=MOMENT) == 0
    assert mailings.nudge(step=step, people=[part.person], by=by, at=DAY).refused == (mailings.HELD,)
    came_to = invitations.invite_members([part], programme=programme, by=by)
    assert (came_to.job, came_to.is_held, _states()) == (None, True, ["held"])
    again = invitations.invite_members([part], programme=programme, by=by)
    assert (again.job, _states()) == (None, ["held"])
    _work_all()
    assert mailoutbox == []


def test_mail_that_waits_in_a_job_does_not_go_out(programme, by, mailoutbox):
    mailing.plan(programme, by)
    mailing.reading(programme)
    mailing.leader(programme, "Ada")
    mailings.send_due(at=MOMENT)
    _hold(programme, by)
    assert _states() == ["held"]
    _work_all()
    assert (_states(), mailoutbox) == (["held"], [])


def test_mail_written_while_the_hold_began_is_caught_before_it_is_handed_over(programme, by, mailoutbox):
    """Whoever wrote it did not see the hold yet; the worker does."""
    mailing.plan(programme, by)
    mailing.reading(programme)
    mailing.leader(programme, "Ada")
    mailings.send_due(at=MOMENT)
    MailHold.objects.create(programme=programme, by=by)
    assert _states() == ["waiting"]
    _work_all()
    assert (_states(), mailoutbox) == (["held"], [])


def test_other_programmes_and_accounts_are_not_held(programme, by, mailoutbox):
    other, other_by = mailing.programme()
    part = mailing.leader(other, "Bo")
    _hold(programme, by)
    invitations.invite_members([part], programme=other, by=other_by)
    invitations.invite_again(by, by=other_by)
    _work_all()
    assert (_states(), len(mailoutbox)) == (["accepted", "accepted"], 2)


def test_two_holds_are_one_and_lifting_nothing_does_nothing(programme, by):
    assert _lift(programme, by) is None
    assert _hold(programme, by) == _hold(programme, by)
    _lift(programme, by)
    assert _lift(programme, by) is None
    assert list(MailHold.objects.values_list("since", "until")) == [(MOMENT, MOMENT + timedelta(days=10))]


def test_lifting_moves_the_dates_that_had_not_passed(programme, by):
    past = mailing.reading(programme, "Past", due_on=DAY - timedelta(days=1))
    today = mailing.reading(programme, "Today", due_on=DAY)
    undated = mailing.reading(programme, "No date", due_on=None)
    person = mailing.leader(programme, "Ada").person
    own = PersonStep.objects.create(step=today, person=person, due_on=date(2022, 5, 2))
    _hold(programme, by)
    _lift(programme, by, days=10)
    for row in (past, today, undated, own):
        row.refresh_from_db()
    dates = [row.due_on for row in (past, today, undated, own)]
    assert dates == [DAY - timedelta(days=1), DAY + timedelta(days=10), None, date(2022, 5, 12)]
    moved = AuditEvent.objects.filter(verb="corrected").order_by("pk").values_list("changes", flat=True)
    assert list(moved) == [{"due_on": ["2022-03-17", "2022-03-27"]}, {"due_on": ["2022-05-02", "2022-05-12"]}]
    assert MailHold.objects.get().moved_days == 10


def test_the_days_proposed_are_those_it_was_held(programme, by):
    held = _hold(programme, by, at=datetime(2022, 3, 26, 23, 30, tzinfo=UTC))
    days = [mailings.days_held(held, at=day) for day in (date(2022, 3, 26), date(2022, 3, 27), date(2022, 4, 9))]
    assert days == [0, 1, 14]


def test_pre_work_mail_that_was_held_is_written_anew(programme, by):
    mailing.plan(programme, by)
    mailing.reading(programme)
    mailing.leader(programme, "Ada")
    mailings.send_due(at=MOMENT)
    _hold(programme, by)
    _lift(programme, by)
    assert (_states(), Job.objects.count()) == (["dropped"], 1)
    assert mailings.send_due(at=MOMENT + timedelta(days=11)) == 1
    assert (_states(), StepMail.objects.get().on) == (["dropped", "waiting"], DAY + timedelta(days=11))


def test_what_still_makes_sense_goes_out_and_the_rest_is_dropped(programme, by, mailoutbox):
    """Two bookings and two invitations are made while mail is held; one of each has lost its reason by the end."""
    parts = [mailing.leader(programme, name, starts_on=timezone.localdate()) for name in ("Ada", "Bo")]
    _hold(programme, by)
    invitations.invite_members(parts, programme=programme, by=by)
    booked = [_booked(programme, part, by) for part in parts]
    assert _states() == ["held"] * 4
    booked[1].state = Interview.State.CANCELLED
    booked[1].save()
    programme.memberships.filter(pk=parts[1].pk).update(ends_on=timezone.localdate() - timedelta(days=1), starts_on=DAY)
    _lift(programme, by)
    _work_all()
    assert _states() == ["accepted", "dropped", "accepted", "dropped"]
    assert sorted(mail.to[0] for mail in mailoutbox) == [parts[0].person.user.email] * 2


def _booked(programme, part, by):
    interview = Interview.objects.create(
        programme=programme, person=part.person, interviewer=by.person, by=by,
        starts_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    notices.write(
        kind=Notice.Kind.BOOKED, person=part.person, address=part.person.user.email, by=by, programme=programme,
        about={"interview": interview.pk, "sequence": 0}, task=letters.TASK,
    )  # fmt: skip
    return interview


def test_nothing_is_sent_again_while_all_mail_is_held(programme, by):
    person = member(programme).person
    notice = Notice.objects.create(kind="prework", person=person, address="a@example.org", programme=programme)
    Notice.objects.update(state=Notice.State.REFUSED)
    _hold(programme, by)
    assert mailings.send_again([notice], programme=programme, by=by) == []
    assert _states() == ["refused"]
