"""The clock rings twice, two facilitators nudge, a hold begins as mail is written: real threads, a connection each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from diagnostics.models import StepMail
from diagnostics.services import mailings
from programmes.models import MailHold, Notice, Person, PersonAddress, User
from programmes.services import jobs
from tests.diagnostics import mailing
from tests.diagnostics.mailing import DAY, MOMENT
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

LEADERS = 8


@pytest.fixture
def running(monkeypatch):
    """A programme and its facilitator; half of its leaders have no account yet."""
    monkeypatch.setattr(jobs, "ring", lambda job: False)
    programme, by = mailing.programme()
    mailing.plan(programme, by)
    for number in range(LEADERS // 2):
        mailing.leader(programme, f"With account {number}")
        person = Person.objects.create(name=f"Without {number}")
        PersonAddress.objects.create(person=person, address=f"without{number}@example.org")
        MembershipFactory(programme=programme, person=person)
    return programme, by


def at_once(*acts):
    """Do these at the same moment; what each returned, in their order."""
    ready = Barrier(len(acts))

    def do(act):
        try:
            ready.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def test_eight_clocks_ring_at_once_and_each_leader_gets_one_mail(running, caplog):
    mailing.reading(running[0])
    written = at_once(*[lambda: mailings.send_due(at=MOMENT)] * 8)
    assert sorted(written) == [0] * 7 + [LEADERS]
    assert (Notice.objects.count(), StepMail.objects.count()) == (LEADERS, LEADERS)
    assert User.objects.count() == LEADERS + 1
    assert caplog.messages == []


def test_eight_nudges_at_once_are_one_mail(running):
    programme, by = running
    step = mailing.reading(programme)
    person = programme.memberships.participants().first().person
    sent = at_once(*[lambda: mailings.nudge(step=step, people=[person], by=by, at=DAY)] * 8)
    assert (sorted(each.number for each in sent), Notice.objects.count()) == ([0] * 7 + [1], 1)


def test_whichever_comes_first_nothing_goes_out_under_a_hold(running):
    programme, by = running
    mailing.reading(programme)
    for _ in range(5):
        at_once(
            lambda: mailings.send_due(at=MOMENT),
            lambda: mailings.hold(programme=programme, reason="", by=by, at=MOMENT),
            lambda: mailings.hold(programme=programme, reason="", by=by, at=MOMENT),
        )
        assert MailHold.objects.filter(until=None).count() == 1
        assert not Notice.objects.filter(state=Notice.State.WAITING).exists()
        mailings.lift(programme=programme, move_days=0, by=by, at=MOMENT)
    assert mailings.send_due(at=MOMENT) == LEADERS
