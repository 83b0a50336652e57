"""Notes typed in a real browser: by keyboard, on a network that fails, in two tabs, across a session that ends."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diagnostics.models import Interview, NotesReader, NoteTab
from diagnostics.selectors import notes as selectors
from diagnostics.services import notes
from programmes.access import Role
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

SAVED = re.compile(r"Saved at \d\d:\d\d")


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ida Moss")


@pytest.fixture
def talk(programme, interviewer):
    talks.guide(programme)
    return talks.held(programme, member(programme, name="Ada Reed").person, interviewer.person)


@pytest.fixture
def address(talk):
    return reverse("diagnostics:notes", args=[talk.programme_id, talk.pk])


def words(talk):
    """The words under each question, then those beside them."""
    return [section.text for section in selectors.sections(Interview.objects.get(pk=talk.pk))]


def state(page):
    return page.locator("[data-notes-state]")


def _set_cookie(page, name, value):
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def _sign_in_again(page, user):
    """What signing in in another tab does: a new session, a new form token."""
    _set_cookie(page, settings.SESSION_COOKIE_NAME, signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value)
    _set_cookie(page, "csrftoken", "n" * 32)


def test_typed_by_keyboard_alone_and_saved_by_itself(new_page, axe, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    page.get_by_label("What matters most to you just now?").focus()
    page.keyboard.type("Trust, and time.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("The payment rules.")
    page.keyboard.press("Tab")
    page.keyboard.type("Nothing else.")
    page.keyboard.press("Control+Shift+Enter")
    page.keyboard.press("End")
    page.keyboard.type(" And distance.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(SAVED)
    assert words(talk) == ["Trust, and time.", "The payment rules. And distance.", "Nothing else."]
    page.get_by_text("Keys that help while you type").click()
    assert axe(page) == []
    page.reload()
    expect(page.get_by_label("Beside the questions")).to_have_value("Nothing else.")


def test_requests_and_answers_that_get_lost_lose_no_word(new_page, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    fates = iter(["lost", "answer lost", "repeated", "lost"])

    def meddle(route):
        fate = next(fates, "well")
        if fate == "lost":
            route.abort()
        elif fate == "answer lost":
            route.fetch()
            route.abort()
        else:
            if fate == "repeated":
                route.fetch()
            route.continue_()

    page.route("**/notes/save/", meddle)
    page.get_by_label("Beside the questions").focus()
    for number in range(6):
        page.keyboard.type(f"word{number} ")
        page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Not saved yet, trying again")
    expect(state(page)).to_have_text(SAVED)
    assert words(talk)[-1].split() == [f"word{number}" for number in range(6)]


def test_two_tabs_show_each_others_words_where_one_is_not_typing(new_page, talk, interviewer, address):
    one, two = new_page(user=interviewer), new_page(user=interviewer)
    for page in (one, two):
        page.goto(address)
        page.get_by_label("Beside the questions").focus()
    one.keyboard.type("from the laptop")
    expect(state(one)).to_have_text(SAVED)
    two.keyboard.type("from the phone")
    expect(state(two)).to_have_text(SAVED)
    expect(two.get_by_label("Beside the questions")).to_have_value("from the laptop from the phone")
    two.keyboard.type(" still")
    one.keyboard.type(" too")
    for page in (one, two):
        page.keyboard.press("Control+s")
        expect(state(page)).to_have_text(SAVED)
    assert sorted(words(talk)[-1].split()) == sorted(["from", "the", "laptop", "too", "from", "the", "phone", "still"])


def test_a_session_that_ends_while_typing_keeps_the_words_until_one_is_back(new_page, axe, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    page.get_by_label("Beside the questions").focus()
    page.keyboard.type("before ")
    expect(state(page)).to_have_text(SAVED)
    Session.objects.all().delete()
    page.keyboard.type("while signed out ")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in in another tab")).to_have_attribute("target", "_blank")
    assert axe(page) == []
    assert "signed out" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    _sign_in_again(page, interviewer)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("You were signed out.")).to_be_hidden()
    page.keyboard.type("after")
    expect(state(page)).to_have_text(SAVED)
    assert words(talk)[-1] == "before while signed out after"


def test_whoever_is_taken_off_meanwhile_is_told_and_can_copy_the_words(new_page, axe, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    page.get_by_label("Beside the questions").focus()
    NotesReader.objects.update(ended_at=timezone.now())
    page.keyboard.type("mine alone")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("You can no longer write in these notes.")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy what is not saved").click()
    expect(page.get_by_role("button", name="Copied. Paste it where it is safe")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "mine alone"
    assert axe(page) == []
    assert words(talk)[-1] == ""
    page.get_by_label("Beside the questions").fill("")


def test_leaving_asks_only_while_something_is_not_saved(new_page, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    page.get_by_label("Beside the questions").focus()
    page.keyboard.type("safe")
    expect(state(page)).to_have_text(SAVED)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(address)
    assert asked == []
    page.route("**/notes/save/", lambda route: route.abort())
    page.get_by_label("Beside the questions").focus()
    page.keyboard.type("not ")
    page.goto(address)
    assert asked == ["beforeunload"]


def test_a_page_open_for_days_goes_on_from_where_it_was(new_page, talk, interviewer, address):
    page = new_page(user=interviewer)
    page.goto(address)
    page.get_by_label("Beside the questions").focus()
    page.keyboard.type("one ")
    expect(state(page)).to_have_text(SAVED)
    NoteTab.objects.all().delete()
    notes.add(interview=talk, texts={None: "from a file"}, batch=uuid4(), by=interviewer)
    page.keyboard.type("two")
    expect(page.get_by_label("Beside the questions")).to_have_value(re.compile("file"))
    assert sorted(words(talk)[-1].split()) == ["a", "file", "from", "one", "two"]


def test_on_a_phone_without_scripts_one_button_saves_and_two_pages_merge(new_page, axe, talk, interviewer, address):
    one, two = (new_page(width=390, height=844, javascript=False, user=interviewer) for _ in range(2))
    for page in (one, two):
        page.goto(address)
    one.get_by_label("Beside the questions").fill("from one")
    two.get_by_label("Beside the questions").fill("from two")
    for page in (one, two):
        page.get_by_role("button", name="Save").click()
    expect(two.get_by_text("both are kept")).to_be_visible()
    expect(two.get_by_label("Beside the questions")).to_have_value("from one from two")
    assert axe(two) == []


def test_a_form_sent_after_the_session_ended_comes_back_and_goes_through(new_page, axe, talk, interviewer, address):
    page = new_page(width=390, height=844, javascript=False, user=interviewer)
    page.goto(address)
    page.get_by_label("Beside the questions").fill("typed before\nthe session ended")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out. What you wrote is still here")
    assert axe(page) == []
    _sign_in_again(page, interviewer)
    page.get_by_role("button", name="Send again").click()
    page.get_by_role("button", name="Send again").click()  # the form token is a new one too
    expect(page.get_by_label("Beside the questions")).to_have_value("typed before\nthe session ended")
    assert words(talk)[-1] == "typed before\nthe session ended"


def test_a_token_that_went_stale_is_renewed_by_itself_or_by_one_press(new_page, talk, interviewer, address):
    for javascript in (True, False):
        page = new_page(javascript=javascript, user=interviewer)
        page.goto(reverse("diagnostics:notes-add", args=[talk.programme_id, talk.pk]))
        page.get_by_label("Paste your notes").fill(f"pasted {javascript}")
        _set_cookie(page, "csrftoken", "n" * 32)
        page.get_by_role("button", name="Add these notes").click()
        if not javascript:
            expect(page.get_by_role("heading", level=1)).to_contain_text("What you wrote is still here")
            page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text("Your notes are added after what was there.")).to_be_visible()
    assert words(talk)[-1] == "pasted True\n\npasted False"
