"""A deck in a real browser: readable on every projector, steered from the laptop, and without scripts too."""

import pytest
from django.urls import reverse

from diagnostics.models import Card
from diagnostics.services import decks as services
from tests.diagnostics import dealt, groups

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = ((1920, 1080), (1280, 720))
LEAST = 24
# What sticks out of the window or stands on what is below it, and the smallest letters of the page in pixels.
MEASURES = """() => {
  const box = element => element.getBoundingClientRect()
  const slide = document.querySelector('.app-slide')
  const foot = box(slide.querySelector('.app-slide__foot')).top
  const parts = [...slide.querySelectorAll('.app-slide__title, .app-slide__text, .app-slide__picture')].map(box)
  const corner = [...document.querySelectorAll('.app-steps > *, .app-projector__foot > *')].map(box)
  const size = element => parseFloat(getComputedStyle(element).fontSize)
  const drawn = [...slide.querySelectorAll('svg text')].map(element => size(element) * element.getScreenCTM().a)
  const written = [...document.querySelectorAll('h1, p, .app-steps, .app-clock')].map(size)
  const root = document.documentElement
  return {
    scrolls: root.scrollHeight > innerHeight || root.scrollWidth > innerWidth,
    reaches: parts.some(part => part.bottom > foot + 1),
    covers: parts.some((part, place) => place && part.top < parts[place - 1].bottom - 1),
    corner: corner.some(part => part.right > innerWidth || part.bottom > innerHeight || part.top < foot - 1),
    least: Math.min(...drawn, ...written)
  }
}"""


@pytest.fixture
def run():
    return groups.programme()


def address(name, deck, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": deck.programme_id, "deck": deck.pk, **keywords})


def of_every_kind(programme, by):
    """A deck with each figure of a result of every subject, in the longest words that a card may have."""
    deck = dealt.deck(programme, by, "W" * 160, "Trust is furthest away")
    kinds = ("single", "multiple", "scale")
    releases = [
        dealt.survey(programme, by, pairs=6, kinds=kinds, since=dealt.moved),
        dealt.picture(programme, by, 19),
        dealt.themes(programme, by, 5),
    ]
    for release in releases:
        services.make_from(release=release, by=by)
    long = {"title": f"{dealt.LONG}, {dealt.LONG}"[:160], "text": dealt.LONG}
    for card in Card.objects.exclude(release=None):
        kept = {"kind": card.kind, "release": card.release, "figure": card.figure}
        Card.objects.create(deck=deck, position=5, notes="Wait.", **kept, **long)
    return deck


def test_every_card_fits_every_wall_in_letters_that_can_be_read(run, new_page, axe):
    programme, by = run
    deck = of_every_kind(programme, by)
    page = new_page(user=by)
    found, count = [], deck.cards.count()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address("deck-wall", deck, number=1))
        for number in range(1, count + 1):
            page.get_by_text(f"{number} of {count}", exact=True).wait_for()
            measured = page.evaluate(MEASURES)
            wrong = [name for name in ("scrolls", "reaches", "covers", "corner") if measured[name]]
            found += [(width, number, name) for name in wrong]
            found += [(width, number, measured["least"])] if measured["least"] < LEAST else []
            page.keyboard.press("ArrowRight")
    assert found == []
    for name in ("deck", "deck-pick", "deck-laptop", "deck-wall"):
        keywords = {"number": 3} if name in ("deck-laptop", "deck-wall") else {}
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address(name, deck, **keywords))
            assert axe(page) == []
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_laptop_steers_the_wall_and_the_keyboard_both(run, new_page):
    programme, by = run
    deck = dealt.deck(programme, by, "One", "Two", "Three", notes="Wait until they have read it.")
    laptop = new_page(user=by)
    laptop.goto(address("deck-laptop", deck, number=1))
    with laptop.expect_popup() as opened:
        laptop.get_by_role("link", name="Open the wall").click()
    wall = opened.value

    def stand(message):
        for page in (laptop, wall):
            page.get_by_role("heading", name=message, exact=True, level=1).wait_for()

    stand("One")
    assert wall.url.endswith(address("deck-wall", deck, number=1))
    laptop.get_by_role("link", name="Next").click()
    stand("Two")
    # The step stays under the finger: pressed again it goes on.
    laptop.keyboard.press("Enter")
    stand("Three")
    wall.keyboard.press("Home")
    stand("One")
    for key, message in (
        ("End", "Three"),
        ("ArrowLeft", "Two"),
        (" ", "Three"),
        ("Shift+Space", "Two"),
        ("PageUp", "One"),
    ):
        wall.keyboard.press(key)
        stand(message)
    assert laptop.url.endswith(address("deck-laptop", deck, number=1))
    assert "Wait until" not in wall.content()


def test_without_scripts_wall_and_laptop_are_stepped_by_their_links(run, new_page):
    programme, by = run
    deck = dealt.deck(programme, by, "One", "Two")
    page = new_page(user=by, javascript=False)
    for name in ("deck-wall", "deck-laptop"):
        page.goto(address(name, deck, number=1))
        page.get_by_role("link", name="Next").click()
        assert page.url.endswith(address(name, deck, number=2))
        page.get_by_role("link", name="Previous").click()
        assert page.locator("h1").inner_text() == "One"
