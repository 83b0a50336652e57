"""A survey is built on a phone, without a script, by keyboard; and tried on the phone of a wide page."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diagnostics.models import Question
from diagnostics.selectors.surveys import form_of
from diagnostics.services import surveys
from diagnostics.surveys import files, paging
from programmes.access import Role
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


def press(page, role, name):
    """Go to a link or button and press Enter; go on once the next page is there. "…" stands for any words."""
    page.get_by_role(role, name=re.compile(name.replace("…", ".*"))).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page, label):
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Space")


def test_a_survey_is_built_by_keyboard_without_a_script(programme, facilitator, new_page):
    page = new_page(user=facilitator, width=390, javascript=False)
    page.goto(reverse("diagnostics:surveys", args=[programme.pk]))
    press(page, "link", "New survey")
    tick(page, "Opinion of the system")
    press(page, "button", "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you think of our health and care system?")

    press(page, "link", "Add a question…to What should happen next")
    tick(page, "One of several")
    press(page, "button", "Continue")
    page.get_by_label("Question", exact=True).focus()
    page.keyboard.type("Would you help?")
    page.get_by_label("Answers to choose from").focus()
    page.keyboard.type("Yes\nNo")
    press(page, "button", "Save")

    press(page, "button", "Up…question 17")
    press(page, "link", "For whom…question 16")
    tick(page, "14. How sure are you that we can overcome it within two years?")
    press(page, "button", "Continue")
    tick(page, "Very sure")
    press(page, "button", "Save")
    expect(page.get_by_text("Only after “Very sure” to question 14")).to_be_visible()

    press(page, "button", "Withdraw…question 14")
    expect(page.get_by_role("alert")).to_contain_text("“Would you help?” is asked only after certain answers")
    last = form_of(programme.surveys.get()).sections[-1].questions
    assert [question.text for question in last][-2:] == [
        "Would you help?",
        "What would you like people here to say about their care in three years?",
    ]


def test_a_survey_is_tried_on_a_phone_and_nothing_is_kept(programme, facilitator, new_page):
    survey = surveys.create(programme=programme, plan=files.template("opinion_of_the_system"), by=facilitator)
    Question.objects.filter(section__survey=survey, text__startswith="Will the").update(is_required=True)
    page = new_page(user=facilitator)
    page.goto(reverse("diagnostics:survey", args=[programme.pk, survey.pk]))
    press(page, "button", "Preview")
    phone = page.frame_locator("iframe")
    phone.get_by_role("button", name="Start").click()
    phone.get_by_label("Shorter waits").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert")).to_contain_text("Choose an answer")
    expect(phone.get_by_label("Shorter waits")).to_be_checked()
    phone.get_by_label("Hardly").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_label("What makes you doubt it?")).to_be_visible()
    for each in paging.layout(form_of(survey))[1:]:
        expect(phone.locator("[name=page]")).to_have_value(str(each.number))
        phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("That is the end of the preview")
    assert (survey.waves.count(), survey.respondents.count()) == (0, 0)
