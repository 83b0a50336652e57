"""A leader signs on a phone, and everybody reads how the charter is lived, in a browser."""

from datetime import date

import pytest
from django.urls import reverse

from charters.models import Signature
from charters.services import reviews
from charters.services.charter import charter_of, freeze
from programmes.access import Role
from programmes.dates import FactDate
from tests.charters.lines import write
from tests.charters.pulses import SOON, answered, next_pulse, sent
from tests.factories import member

pytestmark = pytest.mark.django_db(transaction=True)

LINES = {
    "purpose": "We decide together what is best for people here, before what is best for our own organisation",
    "principles": "We share our numbers early, also when they are bad",
    "behaviours": "We say it in the room, and to each other first",
    "ways": "We keep what we promised each other, or say so in time",
}


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fern Hall")


@pytest.fixture
def version(programme, facilitator):
    """Adopted, and asked about twice: the second time it is lived less."""
    for section, text in LINES.items():
        write(charter_of(programme), section, text).behaviours.create(text=f"I do: {text[3:]}")
    version = freeze(charter=charter_of(programme), adopted_on=FactDate(date(2022, 1, 14)), by=facilitator)
    for number in range(12):
        member(programme, name=f"Leader Number {number}")
    first = reviews.add(charter=version.charter, due_on=SOON, by=facilitator)
    sent(first, facilitator)
    answered(first, facilitator, mine=4, ours=4)
    next_pulse(version, facilitator, mine=4, ours=3)
    return version


def address(name, programme, **where):
    return reverse(f"charters:{name}", kwargs={"programme": programme.pk} | where)


def test_a_leader_signs_by_keyboard_without_scripts_and_the_trend_is_accessible(
    programme, facilitator, version, new_page, axe
):
    leader = member(programme, name="Ada Osei")
    phone = new_page(width=320, javascript=False, user=leader)
    phone.goto(address("charter", programme))
    phone.get_by_role("button", name="Read it and sign").focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="I sign").focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("heading", name="You have signed version 1").wait_for()
    assert Signature.objects.get().name == "Ada Osei"
    review = version.charter.reviews.get(held_on=None)
    pages = [
        address("charter", programme),
        address("sign", programme, version=version.pk),
        address("signatures", programme, version=version.pk),
        address("card", programme, version=version.pk),
        address("reviews", programme),
        address("review", programme, review=review.pk),
    ]
    desk = new_page(user=leader)
    found = []
    for page in pages:
        desk.goto(page)
        for width in (1280, 320):
            desk.set_viewport_size({"width": width, "height": 900})
            found += [f"{page} at {width}: {violation}" for violation in axe(desk)]
            if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{page} at {width}: wider than the page")
    assert found == []
