"""Succession: one act; what is private stays with the one who leaves."""

from datetime import date

import pytest
from django.urls import reverse

from diagnostics.models import ConflictProfile
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Person, PersonAddress
from programmes.services.members import join
from programmes.services.succession import Arrival, succeed
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def leaving(programme):
    post = PostFactory(organisation=OrganisationFactory(system=programme.system))
    user = member(programme, name="Lee Ving", post=post)
    return AppointmentFactory(post=post, person=user.person)


def arrive(**said):
    return Arrival(**({"starts_on": FactDate.parse("July 2022"), "kind": Appointment.Kind.SUBSTANTIVE} | said))


def succeeded(**said):
    return succeed(**said).appointment


def test_who_was_only_acting_in_a_post_keeps_the_part_of_their_own(programme, facilitator, leaving):
    acting = AppointmentFactory(post=leaving.post, kind=Appointment.Kind.ACTING)
    own = MembershipFactory(programme=programme, person=acting.person, post=PostFactory())
    succeed(
        leaving=acting,
        ends_on=FactDate.parse("July 2022"),
        reason="",
        arrival=arrive(name="Ari Ving"),
        programmes=[programme],
        by=facilitator,
    )
    own.refresh_from_db()
    assert own.ends_on is None
    assert Membership.objects.filter(person__name="Ari Ving", post=leaving.post, ends_on=None).count() == 1


def test_a_part_without_a_post_ends_with_the_post_that_is_left(programme, facilitator, leaving):
    Membership.objects.filter(person=leaving.person).update(post=None)
    succeed(leaving=leaving, ends_on=FactDate(date(2022, 3, 31)), reason="", arrival=None, programmes=[programme],
            by=facilitator)  # fmt: skip
    assert Membership.objects.get(person=leaving.person).ends_on == date(2022, 3, 31)


def test_an_assistant_joins_beside_the_leader(programme, facilitator, leaving):
    part = join(
        programme=programme,
        name="Pat Aide",
        address="pat@example.org",
        role=Role.ASSISTANT,
        post=None,
        starts_on=date(2022, 1, 1),
        assists=leaving.person,
        by=facilitator,
    )
    assert (part.role, part.assists) == (Role.ASSISTANT, leaving.person)


def test_the_post_and_the_part_pass_on_and_nothing_private_does(programme, facilitator, leaving):
    profile = ConflictProfile.objects.create(person=leaving.person, programme=programme)
    new = succeeded(
        leaving=leaving,
        ends_on=FactDate(date(2022, 3, 31)),
        reason="retirement",
        arrival=arrive(name="Ari Ving", address="Ari@Example.org"),
        programmes=[programme],
        by=facilitator,
    )
    leaving.refresh_from_db()
    assert (str(leaving.ends_on), leaving.end_reason, str(new.starts_on)) == (
        "31 March 2022",
        "retirement",
        "July 2022",
    )
    parts = Membership.objects.participants().order_by("starts_on").values_list("person__name", "starts_on", "ends_on")
    assert list(parts) == [
        ("Lee Ving", date(2021, 9, 1), date(2022, 3, 31)),
        ("Ari Ving", date(2022, 7, 1), None),
    ]
    profile.refresh_from_db()
    assert (profile.person, new.person.conflict_profiles.count()) == (leaving.person, 0)
    assert list(new.person.addresses.values_list("address", flat=True)) == ["ari@example.org"]


def test_a_post_may_be_left_without_a_successor(programme, facilitator, leaving):
    end = FactDate(date(2022, 3, 31))
    assert succeeded(leaving=leaving, ends_on=end, reason="", arrival=None, programmes=[], by=facilitator) is None
    assert Appointment.objects.filter(ends_on=None).count() == 0
    assert Membership.objects.participants().get().ends_on is None


def test_somebody_known_elsewhere_keeps_their_name_there(programme, facilitator, leaving):
    stranger = PersonFactory(name="Name Elsewhere")
    PersonAddress.objects.create(person=stranger, address="s@example.org")
    new = succeeded(
        leaving=leaving,
        ends_on=FactDate(date(2022, 3, 31)),
        reason="",
        arrival=arrive(name="Name Here", address="s@example.org"),
        programmes=[programme],
        by=facilitator,
    )
    stranger.refresh_from_db()
    assert (new.person, stranger.name, new.shown_name) == (stranger, "Name Elsewhere", "Name Here")
    assert Membership.objects.get(person=stranger).shown_name == "Name Here"


def address(leaving):
    system = leaving.post.organisation.system_id
    return reverse("programmes:succession", kwargs={"system": system, "post": leaving.post_id})


def test_the_page_records_both_halves_in_one_step(programme, facilitator, leaving):
    said = {
        "leaving": leaving.pk,
        "ends_on": "31 March 2022",
        "reason": "change of role",
        "name": "Ari Ving",
        "kind": "substantive",
        "starts_on": "July 2022",
        "programmes": [programme.pk],
    }
    page = signed_in(facilitator).post(address(leaving), said, follow=True).content.decode()
    assert ("Lee Ving" in page, "Ari Ving" in page, "change of role" in page) == (True, True, True)
    assert Person.objects.get(name="Ari Ving").appointments.get().post == leaving.post


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_on": "1 March 2019"}, "The last day is before the first: in post since 1 April 2020."),
        ({"name": "Ari Ving", "starts_on": ""}, "Enter the first day in post, as far as you know it."),
        ({"address": "ari@example.org"}, "Enter the name of the person who has this address."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_done(facilitator, leaving, wrong, sentence):
    said = {"leaving": leaving.pk, "ends_on": "31 March 2022", "kind": "acting"} | wrong
    page = signed_in(facilitator).post(address(leaving), said).content.decode()
    leaving.refresh_from_db()
    assert (sentence in page, leaving.ends_on, Appointment.objects.count()) == (True, None, 1)


def test_somebody_known_elsewhere_is_offered_under_the_name_given_here(programme, facilitator, leaving):
    stranger = PersonFactory(name="Name Elsewhere")
    PersonAddress.objects.create(person=stranger, address="s@example.org")
    join(
        programme=programme,
        name="Name Here",
        address="s@example.org",
        role=Role.PARTICIPANT,
        post=None,
        starts_on=date(2022, 1, 1),
        by=facilitator,
    )
    client = signed_in(facilitator)
    appointments = {"system": programme.system.pk, "kind": "appointments"}
    for url in (address(leaving), reverse("programmes:system-record-add", kwargs=appointments)):
        page = client.get(url).content.decode()
        assert ("Name Here" in page, "Name Elsewhere" in page) == (True, False)


def test_a_later_change_of_name_elsewhere_does_not_show_here(programme, facilitator):
    stranger = PersonFactory(name="Same Name")
    PersonAddress.objects.create(person=stranger, address="s@example.org")
    part = join(
        programme=programme,
        name="Same Name",
        address="s@example.org",
        role=Role.PARTICIPANT,
        post=None,
        starts_on=date(2022, 1, 1),
        by=facilitator,
    )
    stranger.name = "Changed Elsewhere"
    stranger.save()
    assert Membership.objects.get(pk=part.pk).shown_name == "Same Name"


def test_who_is_chosen_from_the_list_keeps_the_name_given_here(programme, facilitator, leaving):
    stranger = PersonFactory(name="Name Elsewhere")
    AppointmentFactory(person=stranger)
    PersonAddress.objects.create(person=stranger, address="s@example.org")
    join(
        programme=programme,
        name="Name Here",
        address="s@example.org",
        role=Role.INTERVIEWER,
        post=None,
        starts_on=date(2022, 1, 1),
        by=facilitator,
    )
    new = succeeded(
        leaving=leaving,
        ends_on=FactDate(date(2022, 3, 31)),
        reason="",
        arrival=arrive(person=stranger),
        programmes=[programme],
        by=facilitator,
    )
    parts = Membership.objects.filter(person=stranger)
    assert [new.shown_name, *(part.shown_name for part in parts)] == ["Name Here", "Name Here", "Name Here"]


def test_an_appointment_typed_by_hand_lists_the_name_given_here(programme, facilitator, leaving):
    stranger = PersonFactory(name="Name Elsewhere")
    AppointmentFactory(person=stranger)
    MembershipFactory(programme=programme, person=stranger, listed_name="Name Here")
    url = reverse("programmes:system-record-add", kwargs={"system": programme.system.pk, "kind": "appointments"})
    said = {"post": leaving.post_id, "person": stranger.pk, "kind": "joint", "starts_on": "May 2022"}
    page = signed_in(facilitator).post(url, said, follow=True).content.decode()
    assert stranger.appointments.get(post=leaving.post).shown_name == "Name Here"
    assert ("Name Here" in page, "Name Elsewhere" in page) == (True, False)
