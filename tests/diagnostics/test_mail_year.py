"""The arithmetic of invitations and reminders over a simulated year, against an oracle of plain values."""

import random
from datetime import timedelta

import pytest

from diagnostics.models import StepMail
from diagnostics.services import mailings
from programmes.services import jobs
from tests.diagnostics.mail_year import FIRST, LONDON, Year, moments
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job: False)


@pytest.fixture
def facilitator():
    return PersonFactory(user=UserFactory()).user


@pytest.mark.parametrize("seed", range(3))
def test_a_year_mails_exactly_who_is_due_and_nobody_twice(seed, facilitator):
    """Who is done, paused, gone, left out, past their date or held is not in what the oracle expects; who is due is."""
    years = [Year(10 * seed + number, facilitator) for number in range(3)]
    day, mails = FIRST, 0
    for at in moments(random.Random(seed)):
        today = at.astimezone(LONDON).date()
        while day < today:
            day += timedelta(days=1)
            for year in years:
                year.live(day)
        expected = [year.expected(at) for year in years]
        before = StepMail.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        mails += mailings.send_due(at=at)
        assert [year.written(before, at) for year in years] == expected
        for year in years:
            year.deliver()
    assert mails > 50
