"""Comments are coded by keyboard alone, with the keys that conversations have, and as a whole."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diagnostics.models import CommentCoding, Question
from programmes.access import Role
from tests.diagnostics import asked, codes, waves
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db(transaction=True)

ACT = "**/comments/act/"


@pytest.fixture
def facilitator():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def wave(facilitator):
    programme = facilitator.person.memberships.get().programme
    survey = asked.survey(programme, kinds=(Question.Kind.LONG,))
    text = survey.sections.get().questions.get()
    words = ["We meet often.\nWe decide little.", "😀 Later", *(f"People leave, {number}" for number in range(4))]
    return waves.closed(waves.opened(survey, facilitator), [{str(text.pk): each} for each in words])


def acted(page, *keys):
    """Press the keys and wait until the portal has answered the act that they make."""
    with page.expect_response(ACT) as answer:
        for key in keys:
            page.keyboard.press(key)
    assert answer.value.status == 200


def coded():
    """How many comments each theme has."""
    names = CommentCoding.objects.values_list("theme__name", flat=True)
    return {name: list(names).count(name) for name in names}


@pytest.mark.parametrize("width", [390, 1280])
def test_comments_are_coded_by_keyboard_alone(wave, facilitator, new_page, axe, width):
    codes.theme(wave.survey.programme, "Deciding", statement="We decide little.")
    page = new_page(user=facilitator, width=width)
    page.goto(reverse("diagnostics:comments", args=[wave.survey.programme_id, wave.survey_id, wave.pk]))
    page.locator(".app-sentence").first.focus()

    acted(page, "d", "e", "Enter")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-status]")).to_have_text("A comment is coded as a whole.")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.keyboard.type("Leaving")
    acted(page, "Control+Enter", "b")
    page.keyboard.press("j")
    acted(page, "d", "e", "Enter")
    assert coded() == {"Deciding": 2, "Leaving": 1}
    acted(page, "u")
    page.keyboard.press("k")
    acted(page, "Delete")
    assert coded() == {"Deciding": 1}
    assert axe(page) == []

    page.keyboard.press("n")
    page.wait_for_url("**only=open*")
    expect(page.locator(".app-sentence")).to_have_count(5)
