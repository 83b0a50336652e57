"""A survey answered in a real browser: on a phone without JavaScript, and by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from diagnostics.models import Question, Section, Survey
from diagnostics.services import responses
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db(transaction=True)

NAMED = ["Never", "Seldom", "Sometimes", "Often", "Always"]


@pytest.fixture
def wave():
    """Every kind of question, one of them asked only after an answer on its own page."""
    facilitator = member(ProgrammeFactory(), Role.FACILITATOR)
    survey = asked.survey(facilitator.person.memberships.get().programme, Survey.Kind.ANONYMOUS, kinds=())
    first = Section.objects.create(survey=survey, title="How we decide")
    asked.question(first, "scale", text="We decide", labels=NAMED, is_required=True)
    asked.question(first, "scale", position=1, text="We learn", points=7, low_label="Never", may_decline=True)
    asked.question(first, "pair", position=2, text="We keep promises", labels=NAMED)
    came = asked.question(first, "single", position=3, text="Which do you run?", is_required=True)
    asked.question(first, "short", position=4, text="Where?", shown_if=came, shown_values=["b"], is_required=True)
    last = Section.objects.create(survey=survey, title="What comes first", position=1)
    for position, kind in enumerate(("multiple", "ranking", "number", "long")):
        asked.question(last, kind, position=position, may_decline=True, most=9)
    return waves.opened(survey, facilitator)


def _open(wave, page):
    page.goto(f"/s/{waves.token_of(waves.invitation_of(wave))}/")


def _looks(page, axe):
    """Violations and overflow of the page as it stands, on a phone, a small phone and a laptop."""
    found = []
    for width in (390, 320, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        found += axe(page)
    return found


def _answer(wave):
    """The one answer that was sent, as the facilitators will have it."""
    waves.close_now(wave, wave.by)
    kinds = {str(question.pk): question.text for question in Question.objects.filter(section__survey=wave.survey)}
    (answers,) = responses.answers_of(wave)
    words = {kinds[str(each.question_id)]: responses.words_of(each) for each in wave.comments.all()}
    return {kinds[key]: value for key, value in answers.items()} | words


def test_on_a_phone_without_javascript(wave, new_page, axe):
    page = new_page(width=390, javascript=False)
    found = []
    _open(wave, page)
    found += _looks(page, axe)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: How we decide"))
    found += _looks(page, axe)
    page.get_by_label("Sometimes", exact=True).first.check(force=True)
    page.get_by_role("group", name="We learn").get_by_label("6").check(force=True)
    promises = page.get_by_role("group", name="We keep promises")
    promises.get_by_role("radiogroup", name="How much does this matter?").get_by_label("5 Always").check(force=True)
    promises.get_by_role("radiogroup", name="How true is this of us now?").get_by_label("2 Seldom").check(force=True)
    page.get_by_label("Schools").check(force=True)
    page.get_by_role("button", name="Continue").click()
    found += _looks(page, axe)
    page.get_by_label("Where?").fill("In the north")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Housing").first.check(force=True)
    page.get_by_role("combobox", name="Clinics").select_option("1")
    page.get_by_label("A question: number?").fill("10")
    page.get_by_label("A question: long?").fill("Less paper.\nFewer meetings.")
    page.get_by_role("button", name="Continue").click()
    found += _looks(page, axe)
    page.get_by_role("combobox", name="Housing").select_option("3")
    page.get_by_role("combobox", name="Schools").select_option("2")
    page.get_by_label("A question: number?").fill("9")
    page.get_by_role("button", name="Continue").click()
    found += _looks(page, axe)
    page.get_by_role("link", name="Change We learn").click()
    page.get_by_role("group", name="We learn").get_by_label("I would rather not say").check(force=True)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send my answers").click()
    found += _looks(page, axe)
    assert found == []
    assert page.context.cookies() == []
    assert _answer(wave) == {
        "We decide": 3,
        "We learn": "-",
        "We keep promises": [5, 2],
        "Which do you run?": "b",
        "Where?": "In the north",
        "A question: multiple?": ["a"],
        "A question: ranking?": ["c", "b", "a"],
        "A question: number?": 9,
        "A question: long?": "Less paper.\nFewer meetings.",
    }


def _tab_to(page, name):
    """Tab until what has this accessible text or field name is reached."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = "() => (document.activeElement.innerText || document.activeElement.id || '').trim()"
        if page.evaluate(here).startswith(name):
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_by_keyboard_alone(wave, new_page):
    page = new_page()
    keys = {question.text: question.pk for question in Question.objects.all()}
    _open(wave, page)
    _tab_to(page, "Start")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    _tab_to(page, f"q{keys['We decide']}")
    page.keyboard.press("Space")
    _tab_to(page, f"q{keys['We learn']}")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    _tab_to(page, f"q{keys['Which do you run?']}")
    page.keyboard.press("Space")
    _tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")
    _tab_to(page, f"q{keys['A question: multiple?']}")
    page.keyboard.press("Space")
    _tab_to(page, f"q{keys['A question: ranking?']}-none")
    page.keyboard.press("Space")
    _tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    _tab_to(page, "Send my answers")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your answers were sent").wait_for()
    assert _answer(wave) == {
        "We decide": 1,
        "We learn": 2,
        "Which do you run?": "a",
        "A question: multiple?": ["a"],
        "A question: ranking?": "-",
    }
