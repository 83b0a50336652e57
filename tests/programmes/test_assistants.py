"""An assistant is named with the leader they assist, and sees dates alone."""

from datetime import date

import pytest
from django.urls import reverse

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership
from programmes.services.people import open_account
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def leader(programme):
    return member(programme, name="Lee Der").person


@pytest.fixture
def desk(programme):
    return signed_in(member(programme, Role.FACILITATOR))


def address(programme, leader):
    part = leader.memberships.get().pk
    return reverse("programmes:assistant", kwargs={"programme": programme.pk, "membership": part})


def test_the_facilitator_names_an_assistant_who_then_sees_the_dates(programme, leader, desk):
    desk.post(address(programme, leader), {"name": "Ass Istant", "address": "a@example.org"})
    part = Membership.objects.get(role=Role.ASSISTANT)
    assert (part.person.name, part.assists, part.post) == ("Ass Istant", leader, None)
    user = open_account(part.person, address="a@example.org", by=None)
    Event.objects.create(programme=programme, title="First workshop", starts_on=FactDate(date(2021, 11, 9)))
    dates = reverse("workshops:events", kwargs={"programme": programme.pk})
    assert "First workshop" in signed_in(user).get(dates).content.decode()
    people = reverse("programmes:people", kwargs={"programme": programme.pk})
    assert signed_in(user).get(people).status_code == 404


@pytest.mark.parametrize("repeated", [False, True])
def test_the_leaders_own_address_and_a_second_time_are_refused(programme, leader, desk, repeated):
    if repeated:
        desk.post(address(programme, leader), {"name": "Ass Istant", "address": "a@example.org"})
    given = "a@example.org" if repeated else leader.addresses.get().address
    page = desk.post(address(programme, leader), {"name": "Ass Istant", "address": given}).content.decode()
    sentence = "already assists a leader of this programme" if repeated else "the leader&#x27;s own address"
    assert (sentence in page, Membership.objects.filter(role=Role.ASSISTANT).count()) == (True, int(repeated))


def test_only_a_leader_has_an_assistant(programme, desk):
    sponsor = member(programme, Role.SPONSOR).person
    assert desk.get(address(programme, sponsor)).status_code == 404
