"""Two clocks ring, two facilitators press: real threads, a connection each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connections

from diagnostics import mail_days
from programmes.models import Aim, AuditEvent, Notice
from programmes.services import jobs
from tests.workshops import agreed
from workshops.models import Action
from workshops.services import action_mail, actions, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

AT_ONCE = 6


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job: False)
    programme, by = agreed.programme()
    return programme, by, agreed.leader(programme)


def at_once(act):
    """Do it six times at the same moment; what each returned."""
    ready = Barrier(AT_ONCE)

    def do(_):
        try:
            ready.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(do, range(AT_ONCE)))


def test_six_clocks_ring_at_once_and_an_owner_gets_one_mail(world, caplog):
    programme, _, part = world
    agreed.action(programme, owner=part, due_on=date(2022, 3, 23))
    Action.objects.update(created_at=datetime(2022, 2, 1, tzinfo=UTC))
    moment = mail_days.opening(date(2022, 3, 16), 9)
    written = at_once(lambda: action_mail.send_due(at=moment))
    assert (sorted(written), Notice.objects.count(), caplog.messages) == ([0] * 5 + [1], 1, [])


def test_pressed_six_times_at_once_an_action_is_done_once_and_an_aim_made_once(world):
    programme, by, part = world
    row = agreed.action(programme, owner=part)
    (point,) = outcomes.take_stock(event=agreed.meeting(programme), kind="aim", texts=["One plan"], by=by)
    at_once(lambda: actions.mark_done(action=row, on=agreed.TODAY, by=by))
    made = at_once(lambda: outcomes.make_aim(point=point, by=by))
    assert (Aim.objects.count(), len({aim.pk for aim in made})) == (1, 1)
    assert list(AuditEvent.objects.filter(record=row.key).values_list("verb", flat=True)) == ["done"]
