"""Correcting a part and a person: nobody locks themselves out, and whatever is typed gets a sentence."""

import pytest
from django.urls import reverse

from programmes.access import Role
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.mark.parametrize(
    "said",
    [
        {"role": "sponsor", "starts_on": "2022-01-01"},
        {"role": "facilitator", "starts_on": "2022-01-01", "ends_on": "2022-02-01"},
        {"role": "facilitator", "starts_on": "2150-01-01"},
    ],
    ids=["another role", "an end that is past", "a beginning to come"],
)
def test_a_facilitator_keeps_their_own_way_in(said):
    programme = ProgrammeFactory()
    facilitator, other = member(programme, Role.FACILITATOR), member(programme, Role.FACILITATOR)
    part = programme.memberships.get(person__user=facilitator)
    url = reverse("programmes:membership", kwargs={"programme": programme.pk, "membership": part.pk})
    page = signed_in(facilitator).post(url, said).content.decode()
    assert "You would lose this programme. Ask another facilitator of it to do that." in page
    assert signed_in(other).post(url, said).status_code == 302


def test_a_filter_with_a_nul_in_it_filters_nothing_out_of_order(db):
    programme = ProgrammeFactory()
    client = signed_in(member(programme, Role.FACILITATOR))
    response = client.get(reverse("programmes:people", kwargs={"programme": programme.pk}), {"role": "participant\x00"})
    assert response.status_code == 200


def test_an_address_that_is_none_gets_a_sentence_and_stays_to_be_corrected(db):
    programme = ProgrammeFactory()
    part = programme.memberships.get(person__user=member(programme))
    url = reverse("programmes:person", kwargs={"programme": programme.pk, "membership": part.pk})
    client = signed_in(member(programme, Role.FACILITATOR))
    page = client.post(url, {"name": "Ann Reed", "addresses": "%s%n%x"}).content.decode()
    assert ("“%s%n%x” is not an email address." in page, ">\n%s%n%x</textarea>" in page) == (True, True)
