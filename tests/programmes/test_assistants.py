"""An assistant is named with the leader they assist, and sees dates alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes import tasks
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Job, Membership
from programmes.services.members import correct_part
from programmes.services.people import open_account
from tests.factories import MembershipFactory, ProgrammeFactory, member
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
    sentence = "assists this leader already" if repeated else "This address is the leader&#x27;s."
    assert (sentence in page, Membership.objects.filter(role=Role.ASSISTANT).count()) == (True, int(repeated))


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.FACILITATOR, Role.INTERVIEWER, Role.PARTICIPANT])
def test_nobody_with_a_part_of_their_own_is_let_at_a_leaders_dates(programme, leader, desk, role):
    other = member(programme, role).person
    given = {"name": "Ass Istant", "address": other.addresses.get().address}
    page = desk.post(address(programme, leader), given).content.decode()
    assert ("has a part in the programme themselves" in page, programme.memberships.filter(assists=leader).count()) == (
        True, 0,
    )  # fmt: skip
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=other).update(starts_on=yesterday, ends_on=yesterday)
    desk.post(address(programme, leader), given)
    assert programme.memberships.get(assists=leader).person == other


def test_one_assistant_looks_after_two_leaders(programme, leader, desk):
    other = member(programme).person
    for each in (leader, other):
        desk.post(address(programme, each), {"name": "Ass Istant", "address": "a@example.org"})
    parts = Membership.objects.filter(role=Role.ASSISTANT)
    assert len({part.person_id for part in parts}) == 1
    assert {part.assists for part in parts} == {leader, other}


def test_only_a_leader_has_an_assistant(programme, desk):
    sponsor = member(programme, Role.SPONSOR).person
    assert desk.get(address(programme, sponsor)).status_code == 404


# A leader names their own ------------------------------------------------------------


@pytest.fixture
def phone(leader):
    return signed_in(leader.user)


def mine(programme):
    return reverse("programmes:my-assistant", kwargs={"programme": programme.pk})


def end(programme, part):
    return reverse("programmes:my-assistant-end", kwargs={"programme": programme.pk, "membership": part.pk})


def named(phone, programme, name="Ass Istant", address="a@example.org"):
    phone.post(mine(programme), {"name": name, "address": address})
    return Membership.objects.get(role=Role.ASSISTANT, person__name=name)


def test_a_leader_names_an_assistant_who_is_written_to_and_sees_the_dates(programme, leader, phone, mailoutbox):
    part = named(phone, programme)
    tasks.send_notices(Job.objects.get().pk)
    assert (part.assists, part.starts_on) == (leader, timezone.localdate())
    assert ([mail.to for mail in mailoutbox], mailoutbox[0].reply_to) == ([["a@example.org"]], [leader.user.email])
    assert "You look after dates for one of its leaders." in mailoutbox[0].body
    part.person.refresh_from_db()
    dates = reverse("workshops:events", kwargs={"programme": programme.pk})
    assert signed_in(part.person.user).get(dates).status_code == 200
    assert "Ass Istant" in phone.get(mine(programme)).content.decode()


def test_somebody_known_elsewhere_keeps_their_name_and_address_there(programme, phone):
    other = member(ProgrammeFactory(), name="Name Elsewhere")
    phone.post(mine(programme), {"name": "Name Here", "address": other.email})
    part = Membership.objects.get(role=Role.ASSISTANT)
    assert (part.person, part.shown_name, part.person.name) == (other.person, "Name Here", "Name Elsewhere")
    assert "Name Elsewhere" not in phone.get(mine(programme)).content.decode()


@pytest.mark.parametrize("named_on", [0, -3])
def test_what_a_leader_ends_is_over_at_once(programme, phone, named_on):
    part = named(phone, programme)
    Membership.objects.filter(pk=part.pk).update(starts_on=timezone.localdate() + timedelta(days=named_on))
    phone.post(end(programme, part))
    part.person.refresh_from_db()
    dates = reverse("workshops:events", kwargs={"programme": programme.pk})
    assert signed_in(part.person.user).get(dates).status_code == 404
    assert phone.get(mine(programme)).context["assistants"] == []
    named(phone, programme, "Ass Next", "next@example.org")


def test_nobody_sees_or_ends_the_assistant_of_another_leader(programme, phone):
    part = named(phone, programme)
    other = signed_in(member(programme))
    assert other.post(end(programme, part)).status_code == 404
    assert "Ass Istant" not in other.get(mine(programme)).content.decode()
    part.refresh_from_db()
    assert (part.ends_on, part.withdrawn_at) == (None, None)


def test_an_assistant_reaches_nothing_that_is_the_leaders(programme, phone):
    part = named(phone, programme)
    part.person.refresh_from_db()
    client = signed_in(part.person.user)
    kwargs = {"programme": programme.pk}
    pages = ["own-data", "induction", "diagnostics:profile", "diagnostics:delete", "programmes:my-assistant"]
    assert [client.get(reverse(name, kwargs=kwargs)).status_code for name in pages] == [404] * 5
    assert client.post(reverse("own-data-file", kwargs=kwargs)).status_code == 404


# The leader goes ------------------------------------------------------------


def last_day(leader, ends_on, by):
    part = leader.memberships.get()
    part.ends_on = ends_on
    correct_part(part, by=by)


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


def test_the_assistant_goes_with_the_leader_and_stays_if_that_was_a_mistake(programme, leader, phone, facilitator):
    part = named(phone, programme)
    Membership.objects.filter(pk=part.pk).update(starts_on=date(2022, 1, 1))
    ends = []
    for ends_on in (date(2022, 3, 31), date(2022, 4, 30), None):
        last_day(leader, ends_on, facilitator)
        part.refresh_from_db()
        ends.append(part.ends_on)
    assert ends == [date(2022, 3, 31), date(2022, 4, 30), None]


def test_who_was_ended_before_stays_ended_and_who_was_named_too_late_is_taken_out(
    programme, leader, phone, facilitator
):
    early, late = named(phone, programme), named(phone, programme, "Too Late", "late@example.org")
    Membership.objects.filter(pk=early.pk).update(starts_on=date(2022, 1, 1), ends_on=date(2022, 2, 1))
    last_day(leader, date(2022, 3, 31), facilitator)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.ends_on, late.ends_on, late.withdrawn_at is not None) == (date(2022, 2, 1), None, True)


def test_the_assistant_of_a_leader_who_was_listed_by_mistake_is_taken_out_and_put_back(programme, leader, phone, desk):
    part = named(phone, programme)
    kwargs = {"programme": programme.pk, "membership": leader.memberships.get().pk}
    standing = []
    for act in ("withdraw", "restore"):
        desk.post(reverse(f"programmes:membership-{act}", kwargs=kwargs))
        standing.append(Membership.objects.standing().filter(pk=part.pk).exists())
    assert standing == [False, True]


# What the assistant finds ------------------------------------------------------------


def test_an_assistants_first_page_lists_the_next_dates_of_each_leader(programme, leader, phone):
    part = named(phone, programme)
    for day in (1, 2, 3, 4):
        Event.objects.create(programme=programme, title=f"Meeting {day}", starts_on=FactDate(date(2099, 1, day)))
    part.person.refresh_from_db()
    page = signed_in(part.person.user).get(reverse("home"))
    shown = [(one.part.shown_name, [dated.event.title for dated in one.dates]) for one in page.context["home"].assists]
    assert shown == [("Lee Der", ["Meeting 1", "Meeting 2", "Meeting 3"])]


@pytest.mark.parametrize("count", [1, 3])
def test_an_assistants_first_page_asks_as_often_for_one_leader_as_for_three(count, django_assert_num_queries):
    programmes = [ProgrammeFactory() for _ in range(count)]
    leaders = [member(each).person for each in programmes]
    user = member(programmes[0], Role.ASSISTANT, assists=leaders[0])
    for each, leader in zip(programmes[1:], leaders[1:], strict=True):
        MembershipFactory(programme=each, person=user.person, role=Role.ASSISTANT, assists=leader)
    for each in programmes:
        Event.objects.create(programme=each, title="Meeting", starts_on=FactDate(date(2099, 1, 1)))
    client = signed_in(user)
    with django_assert_num_queries(9):
        assert len(client.get(reverse("home")).context["home"].assists) == count
