"""What the preview of a roster says, row by row."""

from datetime import date

import pytest

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Organisation, PersonAddress, Post, Sector
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.programmes import rosters

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HOSPITALS = "Northshire Hospitals"
CARE = "director of social care or public health"
DATES = "Write it like 14 January 2022, 14/01/2022, November 2021 or 2021"
ROLES = "Write leader, facilitator, interviewer or sponsor"
SECTORS = (
    "Write one of: Hospital, Community, Mental health, Ambulance, Clinical commissioning group, Integrated care board,"
    " Primary care, Council or social care, Voluntary sector, Other"
)


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=FactDate(date(2021, 9, 1), "month"))


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fran Field")


@pytest.fixture
def said(programme, facilitator):
    """What the preview says of these rows."""
    return lambda *rows, **options: rosters.said(rosters.upload(programme, facilitator, *rows, **options))


def refused(row, *problems):
    """A refused row with its reasons, each a column and half a sentence."""
    return (row, "refused", *(f"Row {row}, column “{heading}”: {reason}." for heading, reason in problems))


def person(name, *addresses):
    made = PersonFactory(name=name)
    PersonAddress.objects.bulk_create(PersonAddress(person=made, address=address) for address in addresses)
    return made


def in_post(programme, who, *, organisation=HOSPITALS, title="Chief Executive", since="2020", **fields):
    home = programme.system.organisations.filter(name=organisation).first() or OrganisationFactory(
        system=programme.system, name=organisation
    )
    seat = home.posts.filter(title=title).first() or PostFactory(organisation=home, title=title)
    return AppointmentFactory(post=seat, person=who, starts_on=FactDate.parse(since), **fields)


def test_new_people_come_with_their_organisations_and_posts(said):
    assert said(
        ("Alex Reed", "Alex.Reed@example.org ", HOSPITALS, "acute", "Chief Executive", "", "1/4/2020"),
        ("Sam Cole", "sam@example.org", "NORTHSHIRE  hospitals", "", "Chief Finance Officer", "", ""),
        ("Kim Low", "", "Northshire Council", "local authority", "Director of Adult Social Care", "", "2019"),
        ("Jo Park", "jo@example.org", "", "", "", "Facilitator", ""),
        ("Lee Moss", "lee@example.org"),
        ("Pat Dunn", "", "Northshire Council", "", "Director of Adult Care", "", ""),
    ) == [
        (2, "new", "Joins as leader", "New organisation, hospital", "New post, chief executive or accountable officer"),
        (3, "new", "Joins as leader", "New post, finance director"),
        (4, "new", "Joins as leader", "New organisation, council or social care", f"New post, {CARE}"),
        (5, "new", "Joins as facilitator"),
        (6, "new", "Joins as leader", "(No post)"),
        (7, "new", "Joins as leader", f"New post, {CARE}"),
    ]  # fmt: skip


def test_a_row_that_cannot_stand_says_why_in_its_own_columns(said):
    assert said(
        ("", "a@example.org"),
        ("b@example.org", "b@example.org"),
        ("Alex Reed", "not an address"),
        ("Sam Cole", "sam@example.org; cole@example.org"),
        ("+Kim", "kim@example.org"),
        ("Jo Park", "", HOSPITALS, "pharmacy", "Chair"),
        ("Lee Moss", "", "Eastshire Hospitals", "", "Chair"),
        ("Max Hill", "", "", "", "Chair"),
        ("Pat Lake", "", HOSPITALS, "hospital", ""),
        ("Ray Wood", "", "", "", "", "chief", "soon"),
        ("Tim Ford", "", "", "", "", "assistant"),
        ("Una Dale", "", "", "", "", "", "31/02/2020"),
        ("Alex Example", "alex.example@example.org"),
        ("X" * 121, ""),
        headings=("Full name", "E-mail", "Trust", "Sector", "Job title", "Role", "Start date"),
    ) == [
        refused(2, ("Full name", "is empty. Write the person's name, or remove the row")),
        refused(3, ("Full name", "“b@example.org” is an email address. Write the person's name")),
        refused(4, ("E-mail", "“not an address” is not an email address")),
        refused(5, ("E-mail", "holds more than one address. Keep the one that the person reads")),
        refused(6, ("Full name", "begins with “+”, as a formula does. Remove that sign")),
        refused(7, ("Sector", f"“pharmacy” is not a sector that we know. {SECTORS}")),
        refused(8, ("Sector", f"Eastshire Hospitals is new here, so we need its sector. {SECTORS}")),
        refused(9, ("Trust", "is empty. Write where they hold the post")),
        refused(10, ("Job title", "is empty. Write the post that they hold at Northshire Hospitals")),
        refused(
            11,
            ("Role", f"“chief” is not a part in a programme. {ROLES}"),
            ("Start date", f"“soon” is not a date that we can read. {DATES}"),
        ),
        refused(12, ("Role", "an assistant is added under People, beside the leader whom they assist. Remove the row")),
        refused(13, ("Start date", f"“31/02/2020” is not a date that we can read. {DATES}")),
        refused(14, ("Full name", "is the example of our template. Remove the row")),
        refused(15, ("Full name", "is longer than 120 characters. Shorten it")),
    ]  # fmt: skip


def test_rows_that_may_be_one_person_are_refused_and_name_each_other(said):
    assert said(
        ("Alex Reed", "alex@example.org"),
        ("Alexandra Reed", "ALEX@example.org"),
        ("Sam Cole", "sam1@example.org", HOSPITALS, "hospital", "Chair"),
        ("sam cole", "sam2@example.org", HOSPITALS, "", "chair"),
        ("Kim Low", "kim@example.org", HOSPITALS, "", "Chief Nurse"),
        ("Kim Low", "", HOSPITALS, "", "Medical Director"),
        ("Jo Park", "jo1@example.org", HOSPITALS, "", "Director of Strategy"),
        ("Jo Park", "jo2@example.org", HOSPITALS, "", "Director of People"),
    ) == [
        refused(2, ("email", "row 3 has the same address. Keep one row for each person")),
        refused(3, ("email", "row 2 has the same address. Keep one row for each person")),
        refused(4, ("name", "row 5 has the same name. Keep one row for each person")),
        refused(5, ("name", "row 4 has the same name. Keep one row for each person")),
        refused(6, ("name", "row 7 has the same name. Keep one row for each person")),
        refused(7, ("name", "row 6 has the same name. Keep one row for each person")),
        (8, "new", "Joins as leader", "New post, other director"),
        (9, "new", "Joins as leader", "New post, other director"),
    ]


def test_many_rows_of_one_address_name_the_first_few(said):
    rows = [(f"Person {letter}", "one@example.org") for letter in "ABCDEF"]
    others = "rows 3, 4, 5 and 2 more have the same address. Keep one row for each person"
    assert said(*rows)[0] == refused(2, ("email", others))


def test_one_new_organisation_has_one_sector(said):
    assert said(
        ("Alex Reed", "", "Northshire Care", "hospital", "Chair"),
        ("Sam Cole", "", "Northshire Care", "community", "Chief Executive"),
        ("Kim Low", "", "Northshire Care", "", "Chief Nurse"),
    ) == [
        (2, "new", "Joins as leader", "New organisation, hospital", "New post, chair"),
        refused(3, ("sector", "row 2 says Hospital for Northshire Care. Write the same in both")),
        (4, "new", "Joins as leader", "New post, nursing director"),
    ]


def test_a_known_organisation_keeps_its_sector_and_says_so(said, programme):
    OrganisationFactory(system=programme.system, name="Northshire Care", sector=Sector.COMMUNITY)
    kept = "The sector stays community, as recorded; the file says hospital"
    assert said(("Alex Reed", "", "northshire care", "acute", "Chair")) == [
        (2, "new", "Joins as leader", "New post, chair", f"({kept})")
    ]


def test_an_organisation_of_another_system_is_not_this_one(said):
    OrganisationFactory(name="Northshire Care")
    assert [line[1] for line in said(("Alex Reed", "", "Northshire Care", "", "Chair"))] == ["refused"]


def test_somebody_known_is_matched_by_any_of_their_addresses(said, programme):
    alex = person("Alex Reed", "alex@example.org", "a.reed@example.org")
    MembershipFactory(programme=programme, person=alex)
    assert said(("ALEX REED", "A.Reed@example.org")) == [(2, "matched", "Nothing changes", "(No post)")]


def test_somebody_of_the_system_joins_the_programme_and_keeps_their_post(said, programme):
    in_post(programme, person("Alex Reed", "alex@example.org"), since="14 January 2020")
    assert said(
        ("Alex Reed", "alex@example.org", HOSPITALS, "", "chief executive", "", "2020"),
    ) == [(2, "matched", "Joins as leader")]


def test_what_will_read_otherwise_is_said_with_what_it_was(said, programme):
    alex = person("Alex Reed", "alex@example.org")
    seat = in_post(programme, alex, since="April 2020").post
    MembershipFactory(programme=programme, person=alex, post=seat)
    in_post(programme, person("Kim Low", "kim@example.org"), title="Chair", since="2019")
    assert said(
        ("Alexandra Reed-Hall", "alex@example.org", HOSPITALS, "", "Chair", "sponsor", "1 May 2022"),
    ) == [
        (
            2, "changed",
            "Name corrected, was Alex Reed",
            "Takes part as sponsor as well as leader",
            "Takes up the post",
            "(Also held by Kim Low since 2019. If they left, record the succession)",
            "(Still in post as Chief Executive since April 2020. If they left it, record when)",
        )
    ]  # fmt: skip


def test_another_post_and_another_date_are_changes(said, programme):
    alex, kim = person("Alex Reed", "alex@example.org"), person("Kim Low", "kim@example.org")
    MembershipFactory(programme=programme, person=alex, post=in_post(programme, alex, since="2020").post)
    MembershipFactory(
        programme=programme, person=kim, post=in_post(programme, kim, title="Chair", since="May 2019").post
    )
    assert said(
        ("Alex Reed", "alex@example.org", HOSPITALS, "", "Accountable Officer"),
        ("Kim Low", "kim@example.org", HOSPITALS, "", "Chair", "", "1 June 2019"),
    ) == [
        (
            2, "changed",
            "Takes part in this post, was Chief Executive", "Takes up the post",
            "New post, chief executive or accountable officer",
            "(Still in post as Chief Executive since 2020. If they left it, record when)",
        ),
        (3, "changed", "In post from 1 June 2019, was May 2019"),
    ]  # fmt: skip


def test_without_an_address_somebody_is_matched_by_name_and_organisation(said, programme):
    in_post(programme, person("Alex Reed", "alex@example.org"))
    MembershipFactory(programme=programme, person=person("Kim Low"))
    OrganisationFactory(system=programme.system, name="Northshire Council", sector=Sector.COUNCIL)
    assert said(
        ("alex reed", "", HOSPITALS, "", "Chief Executive"),
        ("Alex Reed", "", "Northshire Council", "", "Chair"),
        ("Kim Low", ""),
    ) == [
        (2, "matched", "Joins as leader"),
        (3, "new", "Joins as leader", "New post, chair"),
        (4, "matched", "Nothing changes", "(No post)"),
    ]


def test_without_an_address_two_namesakes_are_too_many(said, programme):
    in_post(programme, person("Alex Reed", "alex1@example.org"))
    in_post(programme, person("Alex Reed", "alex2@example.org"), title="Chair")
    assert said(("Alex Reed", "", HOSPITALS, "", "Chair")) == [
        refused(2, ("name", f"2 people of this name are known at {HOSPITALS}. Add the address to say who is meant"))
    ]


def test_a_new_address_for_a_name_in_the_same_post_is_doubted(said, programme):
    in_post(programme, person("Alex Reed"))
    doubt = "somebody of this name already holds this post, with another address or none"
    assert said(("Alex Reed", "alex@example.org", HOSPITALS, "", "Chief Executive")) == [
        refused(2, ("email", f"{doubt}. Correct the address here, or add this one to the person under People"))
    ]


def test_two_rows_about_one_person_are_refused(said, programme):
    alex = person("Alex Reed", "alex@example.org", "a.reed@example.org")
    MembershipFactory(programme=programme, person=alex)
    assert said(("Alex Reed", "alex@example.org"), ("A Reed", "a.reed@example.org")) == [
        refused(2, ("name", "row 3 is about the same person. Keep one row for each person")),
        refused(3, ("name", "row 2 is about the same person. Keep one row for each person")),
    ]


def test_dates_that_contradict_the_record_are_refused(said, programme):
    gone = person("Alex Reed", "alex@example.org")
    in_post(programme, gone, since="2018", ends_on=FactDate(date(2020, 3, 31)))
    shut = in_post(programme, person("Kim Low"), title="Chair").post
    shut.closes_on = FactDate(date(2021, 1, 1))
    shut.save()
    care = OrganisationFactory(system=programme.system, name="Northshire Care", ends_on=FactDate(date(2020, 6, 30)))
    held = "this person held the post until 31 March 2020"
    assert said(
        ("Alex Reed", "alex@example.org", HOSPITALS, "", "Chief Executive", "", "2019"),
        ("Sam Cole", "sam@example.org", HOSPITALS, "", "Chair"),
        ("Jo Park", "jo@example.org", care.name, "", "Chair"),
    ) == [
        refused(2, ("from", f"{held}. Write the date on which they took it up again")),
        refused(3, ("from", "this post closed on 1 January 2021. Write an earlier date, or another post")),
        refused(4, ("organisation", "Northshire Care ended on 30 June 2020. Write what followed it")),
    ]  # fmt: skip


def test_who_left_joins_again(said, programme):
    alex = person("Alex Reed", "alex@example.org")
    MembershipFactory(programme=programme, person=alex, ends_on=date(2022, 1, 31))
    assert said(("Alex Reed", "alex@example.org")) == [(2, "matched", "Joins again as leader", "(No post)")]


def test_a_row_without_a_role_leaves_a_member_as_they_are(said, facilitator):
    assert said(("Fran Field", facilitator.email)) == [(2, "matched", "Nothing changes")]


def test_withdrawn_records_do_not_count(said, programme):
    alex = person("Alex Reed", "alex@example.org")
    appointment = in_post(programme, alex)
    MembershipFactory(programme=programme, person=alex)
    for model in (Membership, Appointment, Post, Organisation):
        model.objects.filter(**({"person": alex} if model in (Membership, Appointment) else {})).update(
            withdrawn_at=programme.created_at
        )
    assert appointment.post.organisation.name == "Northshire Hospitals"
    assert said(("Alex Reed", "alex@example.org", HOSPITALS, "acute", "Chief Executive")) == [
        (
            2, "matched", "Joins as leader", "Takes up the post", "New organisation, hospital",
            "New post, chief executive or accountable officer",
        )
    ]  # fmt: skip
