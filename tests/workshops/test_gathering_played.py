"""Cards are sorted by keyboard alone, by drag, and without a script; an order is made by keyboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import member
from tests.workshops import gathering
from workshops.models import Exercise
from workshops.selectors import clusters as selectors
from workshops.services import answers, clusters

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PUT, RENAME = "**/put/", "**/rename/"


def shown(exercise):
    board = selectors.board(exercise)
    piles = {pile.cluster.name: [card.text for card in pile.cards] for pile in board.piles}
    return piles | {"": [card.text for card in board.loose]}


def board_of(exercise):
    event = exercise.event
    return reverse("workshops:clusters", args=[event.programme_id, event.pk, exercise.pk])


def face(page, words):
    return page.locator("[data-face]").filter(has_text=re.compile(f"^{words}$"))


def tab_to(page, selector):
    for _ in range(40):
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard.")


def acted(page, address, *keys):
    """Press the keys and wait until the portal has answered the act that they make."""
    with page.expect_response(address) as answer:
        for key in keys:
            page.keyboard.press(key)
    assert answer.value.status == 200


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_cards_are_sorted_by_keyboard_by_drag_and_without_a_script(event, facilitator, new_page, axe):
    exercise = gathering.on_paper(event, ["a", "b", "c", "d", "e"], facilitator)
    clusters.make(exercise=exercise, name="Trust", by=facilitator)
    page = new_page(user=facilitator)
    page.goto(board_of(exercise))

    # By keyboard: a card into the first cluster, and the next one has the focus; a new cluster, named at once.
    tab_to(page, "[data-face]")
    acted(page, PUT, "ArrowDown", "1")
    expect(page.locator("[data-said]")).to_have_text("Put into “Trust”: b")
    assert (shown(exercise), focused(page)) == ({"Trust": ["b"], "": ["a", "c", "d", "e"]}, "c")
    acted(page, PUT, "n")
    expect(page.locator("input[name=name]:focus")).to_have_value("c")
    page.keyboard.type("Time")
    acted(page, RENAME, "Enter")
    expect(page.locator("[data-said]")).to_have_text("Called “Time” now.")
    assert shown(exercise) == {"Trust": ["b"], "Time": ["c"], "": ["a", "d", "e"]}
    # By the menu of a card, as a mouse or a finger opens it too.
    face(page, "d").click()
    acted(page, PUT, "ArrowDown", "ArrowDown", "Tab", "Enter")
    assert shown(exercise) == {"Trust": ["b"], "Time": ["c", "d"], "": ["a", "e"]}
    assert axe(page) == []

    # By drag, while somebody else has made a cluster that this page has not seen.
    clusters.make(exercise=exercise, name="Elsewhere", by=facilitator)
    with page.expect_response(PUT):
        face(page, "e").drag_to(page.locator(".app-sort__piles [data-pile]").first)
    expect(page.locator(".app-pile__name")).to_have_count(4)
    assert shown(exercise) == {"Trust": ["b", "e"], "Time": ["c", "d"], "Elsewhere": [], "": ["a"]}

    # Without a script: a list of clusters and a button on each card.
    plain = new_page(user=facilitator, javascript=False)
    plain.goto(board_of(exercise))
    plain.get_by_label("Put “a” into").select_option(label="Elsewhere")
    plain.get_by_role("button", name="Put “a” there").click()
    assert shown(exercise) == {"Trust": ["b", "e"], "Time": ["c", "d"], "Elsewhere": ["a"], "": []}


def test_an_order_is_made_by_keyboard_and_dots_by_presses(event, facilitator, new_page, axe):
    exercise = gathering.planned(event, Exercise.Kind.RANKING, "What first?", options=("Trust", "Time", "Money"))
    room = gathering.opened(event, exercise, facilitator)
    leader = member(event.programme)
    page = new_page(user=leader, width=320)
    page.goto(reverse("workshops:phone", args=[room.code]))
    # Nothing has a place before somebody gives it one, and so it cannot be sent.
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Put at least one in its place.").first).to_be_visible()
    tab_to(page, "[data-way=in]")
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("[data-ranking-said]")).to_have_text("Money: place 3 of 3")
    page.locator("[data-way=down]").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ranking-said]")).to_have_text("Trust: place 3 of 3")
    assert axe(page) == []
    tab_to(page, "button[type=submit]")
    acted(page, "**/answer/", "Enter")
    expect(page.get_by_text("Your answer is in.")).to_be_visible()
    expect(page.locator(".app-ranking__text")).to_have_text(["Time", "Money", "Trust"])
    seat = room.seats.get()
    trust, time, money = exercise.options.values_list("pk", flat=True)
    assert answers.given(exercise=exercise, seat=seat) == {"options": [time, money, trust]}

    # Without a script each option has a list of places; two at one place come back as they were chosen.
    plain = new_page(user=leader, width=320, javascript=False)
    plain.goto(reverse("workshops:phone", args=[room.code]))
    for key in (trust, time):
        plain.locator(f"#place-{key}").select_option("1")
    plain.get_by_role("button", name="Change my answer").click()
    expect(plain.get_by_text("Two of them have the same place.")).to_be_visible()
    assert [plain.locator(f"#place-{key}").input_value() for key in (trust, time, money)] == ["1", "1", "2"]
