"""Notes are coded without a mouse, without a script, over a line that loses answers."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diagnostics.confidential import words_of
from diagnostics.models import Coding, Excerpt, Theme
from programmes.access import Role
from tests.diagnostics import codes, talks
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

FIRST = "We meet often. We decide little. Nobody says no. 😀 Everybody says “later”."
SECOND = "- money is short\n- people leave"
ACT = "**/coding/act/"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ina Wells")


@pytest.fixture
def talk(programme, interviewer):
    talks.guide(programme, "What gets in the way?")
    return talks.held(programme, member(programme, name="Ada Reed").person, interviewer.person, texts=["", FIRST])


@pytest.fixture(autouse=True)
def second_note(talk):
    return talks.note(talk, SECOND, talks.guide(talk.programme, "And besides?")[0])


def address(name, *args):
    return reverse(f"diagnostics:{name}", args=args)


def coded():
    """Every passage's words with the names of its themes."""
    found = {}
    for coding in Coding.objects.select_related("excerpt", "theme").order_by("excerpt__note", "excerpt__start", "pk"):
        found.setdefault(words_of(coding.excerpt), []).append(coding.theme.name)
    return found


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def acted(page, *keys):
    """Press the keys and wait until the portal has answered the act that they make."""
    with page.expect_response(ACT) as answer:
        press(page, *keys)
    assert answer.value.status == 200


def to_the_notes(page):
    """Tab until a sentence has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('.app-sentence')"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The sentences cannot be reached by keyboard.")


@pytest.fixture
def open_page(new_page, talk, interviewer):
    page = new_page(user=interviewer)
    page.goto(address("coding", talk.programme_id, talk.pk))
    return page


@pytest.fixture
def deciding(programme):
    return codes.theme(programme, "Deciding")


def test_a_conversation_is_coded_by_keyboard_alone(deciding, programme, interviewer, talk, new_page, axe):
    codes.theme(programme, "Candour", kind="aspiration")
    other = talks.held(programme, member(programme).person, interviewer.person, texts=["Later."])
    page = new_page(user=interviewer)
    page.goto(address("coding", programme.pk, talk.pk))
    to_the_notes(page)

    # Four keys a passage: two letters of the theme, Enter, and on to the next sentence.
    acted(page, "d", "e", "Enter")
    press(page, "j")
    # Two sentences at once, and two themes without leaving the box.
    acted(page, "Shift+ArrowDown", "t", "d", "Shift+Enter")
    acted(page, "c", "a", "n", "Enter")
    # A theme of a kind that is new to the codebook.
    press(page, "j", "t")
    page.keyboard.type("Putting off")
    acted(page, "Control+Enter", "b")
    # A passage stays under its question; the next one begins there.
    press(page, "Shift+ArrowDown")
    expect(page.locator("[data-status]")).to_have_text("A passage stays under one question.")
    press(page, "j")
    acted(page, "p", "u", "Enter")
    # Undone, done again, and taken away from another one.
    acted(page, "u")
    assert coded() == {
        "We meet often.": ["Deciding"],
        "We decide little. Nobody says no.": ["Deciding", "Candour"],
        "😀 Everybody says “later”.": ["Putting off"],
    }
    assert Theme.objects.get(name="Putting off").kind == "barrier"
    press(page, "k", "k", "e")
    expect(page.locator("[data-status]")).to_have_text("Chosen: Deciding, Candour.")
    acted(page, "t", "c", "a", "Enter")
    assert coded()["We decide little. Nobody says no."] == ["Deciding"]
    press(page, "Home", "e")
    acted(page, "Delete")
    assert sorted(coded()) == ["We decide little. Nobody says no.", "😀 Everybody says “later”."]
    assert axe(page) == []

    press(page, "n")
    page.wait_for_url(f"**{address('coding', programme.pk, other.pk)}")


def test_what_was_coded_is_there_when_the_page_is_loaded_again(deciding, open_page):
    to_the_notes(open_page)
    acted(open_page, "j", "d", "e", "Enter")
    before = open_page.locator(".app-sentence").all_inner_texts()
    open_page.reload()
    expect(open_page.locator(".app-sentence")).to_have_text(before)


def test_the_focus_can_always_be_seen(deciding, open_page):
    to_the_notes(open_page)
    for key in ("j", "t", "Escape", "k", "Enter"):
        press(open_page, key)
        seen = open_page.evaluate("""() => {
          const style = getComputedStyle(document.activeElement)
          return [document.activeElement.matches('.app-sentence, #theme-box'), style.outlineStyle !== 'none'
            || style.boxShadow !== 'none']
        }""")
        assert seen == [True, True]


def test_an_answer_that_is_lost_doubles_nothing(deciding, open_page):
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    open_page.route(ACT, lose, times=1)
    to_the_notes(open_page)
    acted(open_page, "d", "e", "Enter")
    assert lost == [200]
    assert (coded(), Excerpt.objects.count(), Coding.objects.count()) == ({"We meet often.": ["Deciding"]}, 1, 1)


def test_acts_that_fail_are_said_to_wait_and_then_saved_in_order(deciding, open_page):
    open_page.route(ACT, lambda route: route.fulfill(status=503), times=1)
    to_the_notes(open_page)
    with open_page.expect_response(ACT):
        press(open_page, "d", "e", "Enter")
    expect(open_page.locator("[data-status]")).to_contain_text("Trying again")
    press(open_page, "j", "d", "e", "Enter")
    expect(open_page.locator("[data-status]")).to_have_text("Everything is saved now.")
    assert sorted(coded()) == ["We decide little.", "We meet often."]
    acted(open_page, "u")
    assert coded() == {"We meet often.": ["Deciding"]}


def test_an_act_on_notes_that_changed_is_taken_back_and_says_why(deciding, open_page, talk):
    talk.notes.update(version=7)
    to_the_notes(open_page)
    with open_page.expect_response(ACT) as answer:
        press(open_page, "d", "e", "Enter")
    assert answer.value.status == 409
    expect(open_page.locator("[data-status]")).to_contain_text("The notes were changed meanwhile")
    expect(open_page.locator(".app-passage")).to_have_count(0)
    assert coded() == {}


def test_words_marked_with_the_mouse_are_whole_words(deciding, open_page):
    words = open_page.locator(".app-sentence__words", has_text="Everybody")
    words.evaluate("""element => {
      const text = element.firstChild
      getSelection().setBaseAndExtent(text, text.data.indexOf('body'), text, text.data.indexOf('ys'))
      element.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }))
    }""")
    expect(open_page.locator("[data-chosen]")).to_have_text("Everybody says")
    acted(open_page, "d", "e", "Enter")
    assert coded() == {"Everybody says": ["Deciding"]}
    assert "“Everybody says” Deciding" in " ".join(open_page.locator(".app-passage").inner_text().split())


def test_a_theme_is_given_with_a_tap(deciding, new_page, talk, interviewer, axe):
    phone = new_page(width=390, height=844, user=interviewer)
    phone.goto(address("coding", talk.programme_id, talk.pk))
    phone.get_by_role("option", name="Nobody says no.").click()
    with phone.expect_response(ACT):
        phone.get_by_role("option", name="Deciding, issue").click()
    assert coded() == {"Nobody says no.": ["Deciding"]}
    assert axe(phone) == []


def test_coding_without_a_script(deciding, new_page, talk, programme, interviewer, axe):
    page = new_page(width=320, height=800, javascript=False, user=interviewer)
    page.goto(address("coding", programme.pk, talk.pk))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary__list li")).to_have_text(
        ["Tick the sentence, or the first and the last of them", "Tick a theme, or write a new one"]
    )
    assert axe(page) == []
    page.get_by_label("We meet often.").check()
    page.get_by_label("Nobody says no.").check()
    page.get_by_label("Deciding").check()
    page.get_by_label("A new theme").fill("Saying no")
    page.get_by_label("Strength").check()
    page.get_by_role("button", name="Save").click()
    assert coded() == {"We meet often. We decide little. Nobody says no.": ["Deciding", "Saying no"]}
    expect(page.get_by_text("Coded to Deciding, Saying no.")).to_have_count(1)

    page.get_by_role("link", name="Change the themes of this passage").click()
    page.get_by_label("Deciding").uncheck()
    page.get_by_role("button", name="Save").click()
    assert coded() == {"We meet often. We decide little. Nobody says no.": ["Saying no"]}
    page.get_by_role("link", name="Change the themes of this passage").click()
    page.get_by_label("Saying no").uncheck()
    page.get_by_role("button", name="Save").click()
    assert (coded(), Excerpt.objects.count()) == ({}, 0)
