"""What somebody typed comes back when the session ended or the token went stale; another site's form gets nothing."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from diagnostics.models import ConflictAnswer
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
WORDS = 'Trust "first" <b>& last</b>'


@pytest.fixture
def programme():
    found = ProgrammeFactory()
    people.ask(found)
    return found


@pytest.fixture
def leader(programme):
    return member(programme)


@pytest.fixture
def address(programme):
    return reverse("diagnostics:question", args=[programme.pk, 1])


def _strict():
    """A client that a form token counts for, as in a browser, and the token of a page that it has seen."""
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    return client, client.cookies["csrftoken"].value


def _form(page):
    """The address and the fields of the page's own form, without its token."""
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    fields = [(field["name"], field["value"]) for field in form.select("input[type=hidden]")]
    return form["action"], [field for field in fields if field[0] != "csrfmiddlewaretoken"]


def test_signed_out_while_typing_the_words_come_back_and_can_be_sent_again(programme, leader, address):
    client, token = _strict()
    sent = {"choice": "b", "csrfmiddlewaretoken": token}
    page = client.post(f"{address}?from=check", sent, headers={"origin": HERE, "sec-fetch-site": "same-origin"})
    assert page.status_code == 401
    assert "You were signed out. What you wrote is still here" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert _form(page) == (f"{address}?from=check", [("choice", "b")])
    people.begin(leader, programme)
    again = signed_in(leader).post(_form(page)[0], dict(_form(page)[1]))
    assert again.status_code == 302
    assert ConflictAnswer.objects.get().side == "b"


def test_every_value_comes_back_as_it_was_typed(address):
    typed = {"text": f"{WORDS}\nline two", "people": ["1", "3"], "empty": ""}
    page = Client().post(address, typed, headers={"origin": HERE})
    assert sorted(_form(page)[1]) == [("empty", ""), ("people", "1"), ("people", "3"), ("text", f"{WORDS}\nline two")]
    assert WORDS not in page.content.decode()


def test_nothing_typed_is_sent_to_sign_in_as_ever(address):
    for body in ({}, {"csrfmiddlewaretoken": "x" * 64}, {"text": "  "}):
        answer = Client().post(address, body, headers={"origin": HERE})
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


def test_secrets_and_files_never_come_back(address):
    file = SimpleUploadedFile("notes.txt", b"canary in a file")
    sent = {"words": "kept", "password": "canary", "old_password1": "canary", "login_code": "canary", "report": file}
    page = Client().post(address, sent, headers={"origin": HERE})
    assert _form(page)[1] == [("words", "kept")]
    assert "canary" not in page.content.decode()
    assert "chosen again" in page.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://evil.testserver"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        {"origin": HERE, "sec-fetch-site": "same-site"},
        {"referer": f"{HERE}/page"},
    ],
)
def test_a_form_that_is_not_provably_ours_gets_nothing_back(headers, address, leader):
    """An attacker's page posts words of its choosing: no page of ours repeats them or offers to send them."""
    signed_out = Client().post(address, {"text": "canary"}, headers=headers)
    assert (signed_out.status_code, signed_out.content) == (302, b"")
    victim = Client(enforce_csrf_checks=True)
    victim.cookies = signed_in(leader).cookies
    refused = victim.post(address, {"text": "canary"}, headers=headers)
    assert refused.status_code == 403
    assert "canary" not in refused.content.decode()
    assert "This page was open too long" in refused.content.decode()


def test_a_stale_token_of_our_own_page_brings_the_words_back_with_a_fresh_one(programme, leader, address):
    people.begin(leader, programme)
    client, stale = _strict()
    client.cookies = signed_in(leader).cookies
    client.cookies["csrftoken"] = "b" * 32
    page = client.post(address, {"choice": "a", "csrfmiddlewaretoken": stale}, headers={"origin": HERE})
    assert page.status_code == 403
    assert "This page was open too long. What you wrote is still here" in page.content.decode()
    assert _form(page) == (address, [("choice", "a")])
    fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()).group(1)
    again = client.post(address, {"choice": "a", "csrfmiddlewaretoken": fresh}, headers={"origin": HERE})
    assert again.status_code == 302
    assert ConflictAnswer.objects.get().side == "a"


def test_a_session_opened_by_a_code_alone_keeps_the_words_too(leader, address):
    page = signed_in(leader, by="code").post(address, {"choice": "a"}, headers={"origin": HERE})
    assert page.status_code == 401
    assert "Confirm that it is you. What you wrote is still here" in page.content.decode()
    assert _form(page)[1] == [("choice", "a")]


def test_signing_in_never_comes_back():
    client, _ = _strict()
    client.cookies["csrftoken"] = "b" * 32
    page = client.post(reverse("account_login"), {"login": "canary@example.org"}, headers={"origin": HERE})
    assert page.status_code == 403
    assert "canary" not in page.content.decode()


def test_a_script_is_told_rather_than_sent_away(address, leader):
    wanted = {"accept": "application/json", "origin": HERE}
    signed_out = Client().post(address, {"text": "canary"}, headers=wanted)
    assert (signed_out.status_code, signed_out.json()) == (401, {"why": "signed-out"})
    stale = Client(enforce_csrf_checks=True).post(address, {"text": "canary"}, headers=wanted)
    assert (stale.status_code, stale.json()) == (403, {"why": "token"})


def test_large_words_come_back_whole(address):
    words = "word " * 200_000
    page = Client().post(address, {"text": words}, headers={"origin": HERE})
    assert _form(page)[1] == [("text", words)]
