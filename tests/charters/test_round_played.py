"""A round on a narrow phone, by keyboard and without JavaScript; answered at the desk, shown on the wall."""

import pytest
from django.utils import timezone

from charters.models import CharterVersion, Stance
from charters.services import rounds
from tests.charters import agreed
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = """Math.min(...[...document.querySelectorAll('h1, p, li, footer *')]
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""


def press_save(page):
    """From the last field to the button, by keyboard."""
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_not_yet_is_given_answered_and_agreed(new_page, axe):
    programme = ProgrammeFactory(title="Leading together")
    facilitator = agreed.facilitator(programme)
    ann, bea = agreed.leaders(programme, 2)
    made = agreed.proposal(programme, facilitator, "We say it in the room", behaviours="We ask first")
    one = agreed.opened(programme, facilitator, made)
    agreed.take(one, bea)
    base = f"/programmes/{programme.pk}/charter/rounds/{one.pk}/"
    phone = new_page(width=320, javascript=False, user=ann)
    phone.goto(base)
    phone.get_by_role("button", name="Begin").press("Enter")
    phone.get_by_label("Not yet", exact=True).press("Space")
    press_save(phone)
    phone.get_by_role("heading", name="There is a problem").wait_for()
    phone.get_by_role("link", name="Say why not yet").press("Enter")
    phone.keyboard.type("What if nobody does?")
    press_save(phone)
    phone.get_by_role("heading", name="What you have said").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    wall = new_page(width=1920, height=1080, user=facilitator)
    wall.goto(f"{base}wall/")
    assert wall.evaluate(SMALLEST) >= 24
    desk = new_page(user=facilitator)
    desk.goto(f"{base}stances/")
    found = axe(desk) + axe(wall)
    desk.get_by_role("link", name="Answer to Leader 1").click()
    desk.get_by_label("The answer").fill("Then we ask each other why.")
    found += axe(desk)
    desk.get_by_role("button", name="Save the answer").click()
    desk.get_by_role("heading", name="2 of 2 have answered").wait_for()

    phone.goto(base)
    phone.get_by_role("link", name="Read it").press("Enter")
    phone.get_by_label("That answers it: I can live with it").press("Space")
    press_save(phone)
    phone.get_by_role("heading", name="What you have said").wait_for()
    assert (Stance.objects.filter(reason="").count(), Stance.objects.count()) == (2, 2)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    wall.get_by_role("heading", name="The proposal is agreed").wait_for()
    assert (found + axe(wall), CharterVersion.objects.count()) == ([], 1)
