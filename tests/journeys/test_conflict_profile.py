"""A chief executive fills in the questionnaire on a phone, without JavaScript, and reads the result."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diagnostics.models import ConflictProfile
from diagnostics.questionnaire import PAIRS
from diagnostics.selectors.profiles import consents
from diagnostics.services import profiles
from programmes.access import Role
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def address(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def choose(page, text):
    page.get_by_label(text, exact=True).check()
    page.get_by_role("button", name="Continue").click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def progress(page):
    return page.locator(".app-progress__words").inner_text()


@pytest.fixture
def programme():
    found = ProgrammeFactory()
    people.ask(found)
    return found


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Grace Lind")


@pytest.fixture
def leader(programme):
    return member(programme, name="Ada Reed")


def test_thirty_questions_on_a_phone_without_javascript(new_page, programme, facilitator, leader):
    phone = new_page(width=390, height=844, javascript=False, user=leader)
    phone.goto(address("profile", programme))
    phone.get_by_role("button", name="Start").click()
    for number, pair in enumerate(PAIRS, start=1):
        assert (progress(phone), heading(phone)) == (f"Question {number} of 30", pair.stem)
        choose(phone, pair.a.text)
    assert heading(phone) == "Check your answers, then finish"

    phone.get_by_role("link", name="Change question 7", exact=True).click()
    phone.get_by_label(PAIRS[6].b.text).check()
    phone.get_by_role("button", name="Save").click()
    assert heading(phone) == "Check your answers, then finish"
    phone.get_by_role("button", name="Finish").first.click()
    assert heading(phone) == "You have finished. Your profile opens at your debrief"

    profile = ConflictProfile.objects.get()
    assert (profile.is_released, profile.answers.count()) == (False, 0)
    profiles.release(profiles=[profile], by=facilitator)
    phone.goto(address("profile", programme))
    phone.get_by_role("button", name="Answer that question").click()
    phone.get_by_label("Count me, unnamed").check()
    phone.get_by_role("button", name="Save").click()
    assert consents(programme) == {leader.person.pk: "count"}
    expect(phone.get_by_text("That is what you chose.")).to_have_count(1)


def test_going_on_without_a_choice_says_so_and_stays(new_page, programme, leader):
    phone = new_page(width=390, height=844, javascript=False, user=leader)
    people.begin(leader, programme, answers=3)
    phone.goto(address("question", programme, 4))
    phone.get_by_role("button", name="Continue").click()
    expect(phone).to_have_title(re.compile("^Error: Question 4 of 30"))
    phone.get_by_role("link", name="Choose the one that is more like you").click()
    choose(phone, PAIRS[3].b.text)
    assert heading(phone) == PAIRS[4].stem


def test_begun_on_a_phone_and_carried_on_at_a_desk_by_keyboard(new_page, programme, leader):
    people.begin(leader, programme, answers=28)
    desk = new_page(user=leader)
    desk.goto(address("about", programme))
    desk.get_by_role("button", name="Carry on").press("Enter")
    assert heading(desk) == PAIRS[28].stem
    for pair, following in zip(
        PAIRS[28:], (address("question", programme, 30), address("check", programme)), strict=True
    ):
        desk.get_by_label(pair.a.text).press("Space")
        desk.get_by_role("button", name="Continue").press("Enter")
        desk.wait_for_url(f"**{following}")
    assert heading(desk) == "Check your answers, then finish"


@pytest.mark.parametrize("state", ["question with an error", "preview with refusals", "form with errors"])
def test_states_of_pages_are_accessible(new_page, axe, programme, facilitator, leader, state, tmp_path):
    page = new_page(width=320, user=leader if "question" in state else facilitator)
    if state == "question with an error":
        people.begin(leader, programme)
        page.goto(address("question", programme, 1))
        page.get_by_role("button", name="Continue").click()
    elif state == "preview with refusals":
        file = tmp_path / "results.csv"
        file.write_text("Name,Competing,Collaborating,Compromising,Avoiding,Accommodating\nNobody,7,9,5,6,4\n")
        page.goto(address("licensed-upload", programme))
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Read the file").click()
    else:
        page.goto(address("licensed-add", programme))
        page.get_by_role("button", name="Save").click()
    page.wait_for_function("document.title.startsWith('Error: ')")
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
