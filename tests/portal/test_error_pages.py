"""What one reads where an address cannot be opened."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from programmes.access import Role
from tests.charters.words import proposed
from tests.factories import ProgrammeFactory, UserFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


def test_an_address_that_only_takes_forms_says_so_and_leads_home(client):
    address = reverse("charters:proposal-withdraw", kwargs={"programme": 1, "proposal": 1})
    answer = signed_in(UserFactory()).get(address)
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert page.h1.string == "This address cannot be opened by itself"
    assert [link["href"] for link in page.main.find_all("a")] == [reverse("home")]
    assert client.post(reverse("privacy")).status_code == 405


def test_a_script_that_asks_for_no_page_gets_none():
    address = reverse("charters:proposal-withdraw", kwargs={"programme": 1, "proposal": 1})
    answer = signed_in(UserFactory()).get(address, headers={"accept": "application/json"})
    assert (answer.status_code, answer.content) == (405, b"")


def test_the_address_of_a_comment_opened_again_leads_to_its_proposal():
    programme = ProgrammeFactory()
    leader = member(programme)
    there = {"programme": programme.pk, "proposal": proposed(programme, leader).pk}
    comment, page = reverse("charters:proposal-comment", kwargs=there), reverse("charters:proposal", kwargs=there)
    assert signed_in(leader).post(comment, {"text": ""}).status_code == 200
    opened = [signed_in(user).get(comment) for user in (leader, member(programme, Role.FACILITATOR))]
    assert [(answer.status_code, answer.url) for answer in opened] == [(302, page)] * 2
