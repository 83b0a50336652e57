"""An agenda is built by keyboard alone without a script, and its blocks are moved by arrow keys and by dragging."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programmes.access import Role
from tests.factories import ProgrammeFactory, member
from tests.workshops.meetings import blocks, meeting, order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    return meeting(ProgrammeFactory())


@pytest.fixture
def facilitator(event):
    return member(event.programme, Role.FACILITATOR)


def address(event):
    return reverse("workshops:agenda", args=[event.programme_id, event.pk])


def write(page, label, words):
    page.get_by_label(label).focus()
    page.keyboard.type(words)


def press(page, name):
    page.get_by_role("button", name=re.compile(name)).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shown(page):
    return page.locator(".app-agenda__title").all_inner_texts()


def test_an_agenda_is_built_by_keyboard_without_a_script(event, facilitator, new_page):
    page = new_page(user=facilitator, width=390, javascript=False)
    page.goto(address(event))
    for title, minutes in (("Welcome", "10"), ("In pairs", "25"), ("Lunch", "160")):
        write(page, "What happens", title)
        write(page, "Minutes", minutes)
        press(page, "Add this block")
    said = "The agenda ends at 12:45, 15 minutes after the meeting does"
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    press(page, "Up.*Lunch")
    assert shown(page) == ["Welcome", "Lunch", "In pairs"]
    press(page, "Withdraw.*Lunch")
    assert shown(page) == ["Welcome", "In pairs"]
    expect(page.get_by_role("heading", level=1)).to_contain_text("ends at 10:05")
    expect(page.get_by_role("button", name="Move: Welcome")).to_be_hidden()
    press(page, "Restore")
    assert order(event) == ["Welcome", "Lunch", "In pairs"]


def test_blocks_are_moved_in_place_by_arrow_keys_and_by_dragging(event, facilitator, new_page, axe):
    blocks(event, "A", "B", "C", "D")
    page = new_page(user=facilitator)
    page.goto(address(event))
    handle = page.get_by_role("button", name="Move: A")
    handle.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status")).to_have_text("“A” is now block 3 of 4, from 10:30.")
    expect(handle).to_be_focused()
    assert (shown(page), order(event)) == (["B", "C", "A", "D"], ["B", "C", "A", "D"])

    page.get_by_role("button", name=re.compile("Up.*D")).click()
    expect(page.get_by_role("status")).to_have_text("“D” is now block 3 of 4, from 10:30.")
    expect(page.get_by_role("button", name=re.compile("Up.*D"))).to_be_focused()

    _drag(page, "A", "B")
    expect(page.get_by_role("status")).to_have_text("“A” is now block 1 of 4, from 9:30.")
    _drag(page, "B", None)
    expect(page.get_by_role("status")).to_have_text("“B” is now block 4 of 4, from 11:00.")
    assert order(event) == ["A", "C", "D", "B"]
    assert axe(page) == []
    page.reload()
    assert shown(page) == ["A", "C", "D", "B"]


def _drag(page, title, before):
    """Take a block by its handle, and let go of it above another one, or below the last."""
    start = page.get_by_role("button", name=f"Move: {title}").bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    end = page.locator(".app-agenda__block", has_text=before).first if before else page.locator(".app-agenda")
    box = end.bounding_box()
    page.mouse.move(start["x"] + 10, box["y"] + (2 if before else box["height"] - 2), steps=4)
    page.mouse.up()
