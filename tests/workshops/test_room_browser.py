"""Desk, wall and two phones in a real browser, one phone without JavaScript; keyboard at the desk."""

from itertools import count, pairwise

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import ProgrammeFactory, member
from tests.workshops import rooms as made
from tests.workshops.rooms import KIND, VOICES
from workshops.models import Contribution
from workshops.services import answers, rooms, seats

pytestmark = pytest.mark.django_db(transaction=True)

LEAST_GAP = 240  # milliseconds: a quarter of a second as the browser's clock rounds it
ASKED = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('/wall/now/')).map(({ startTime }) => startTime)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *, footer *')]
  .filter((each) => each.checkVisibility() && !each.closest('.nhsuk-u-visually-hidden, svg'))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""


def press(page, name):
    """Reach a button by its name with the keyboard's focus, and press it."""
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


def answer_while_the_network_is_gone(phone, choice):
    """The answer stays in its form, and goes out by itself once the network is back."""
    phone.context.set_offline(True)
    phone.get_by_label(choice).check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("No network. Your answer is still here")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Your answer is in.")).to_be_visible(timeout=15_000)


def answer_without_a_script(phone, choice):
    """First nothing at all, which is said; then the choice."""
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Choose one.")).to_be_visible()
    phone.get_by_label(choice).check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Your answer is in.")).to_be_visible()


def test_a_room_from_the_door_to_the_result(new_page, axe, live_server):
    programme = ProgrammeFactory()
    event = made.meeting(programme)
    ask = made.exercise(
        event, options=("Our patients", "My organisation"), voices=VOICES.NAMED, prompt="Who comes first?"
    )
    by, one, two = made.facilitator(programme), member(programme), member(programme)
    desk, wall = new_page(user=by), new_page(width=1920, height=1080, user=by)
    phone, plain = (
        new_page(width=390, height=800, user=one),
        new_page(width=320, height=700, javascript=False, user=two),
    )

    def address(name, *keys):
        return live_server.url + reverse(f"workshops:{name}", args=keys or (programme.pk, event.pk))

    desk.goto(address("room"))
    press(desk, "Open the room")
    desk.wait_for_load_state()
    code = desk.locator(".app-room-code").inner_text()
    wall.goto(address("wall"))
    expect(wall.get_by_text(code).first).to_be_visible()
    assert (axe(wall), axe(desk), wall.evaluate(SMALLEST) >= 24) == ([], [], True)
    for each in (phone, plain):
        each.goto(address("phone", code))
        expect(each.get_by_role("heading", name="You are in the room")).to_be_visible()
    expect(phone.get_by_text("The next question appears here by itself.")).to_be_visible()
    expect(plain.get_by_text("The next question appears here by itself.")).to_be_hidden()
    expect(wall.get_by_text("2 people are in the room")).to_be_visible(timeout=15_000)

    press(desk, "Next")
    press(desk, "Start")
    expect(phone.get_by_label("Our patients")).to_be_visible(timeout=15_000)
    expect(phone.get_by_text("The facilitators see who said what.")).to_be_visible()
    assert (axe(phone), phone.evaluate("document.documentElement.scrollWidth")) == ([], 390)
    answer_while_the_network_is_gone(phone, "Our patients")
    plain.get_by_role("link", name="Load it again").click()
    assert (axe(plain), plain.evaluate("document.documentElement.scrollWidth")) == ([], 320)
    answer_without_a_script(plain, "My organisation")
    expect(wall.get_by_text("2 of 2 have answered")).to_be_visible(timeout=15_000)
    assert (axe(wall), wall.evaluate(SMALLEST) >= 24) == ([], True)
    # Names stay folded on a laptop that may be mirrored on the wall; unfolded, they stay so while answers come in.
    names = desk.locator("details dl")
    expect(names).to_be_hidden(timeout=15_000)
    desk.locator("summary", has_text="Who said what").press("Enter")
    expect(names).to_be_visible()
    assert axe(desk) == []

    press(desk, "Finish and show the result")
    expect(desk.locator("#on-the-wall")).to_be_focused()
    expect(wall.get_by_text("2 answered")).to_be_visible(timeout=15_000)
    expect(names).to_be_visible()
    expect(phone.get_by_text("This has closed. 2 people answered.")).to_be_visible(timeout=15_000)
    assert Contribution.objects.filter(exercise=ask).count() == 2


def test_a_word_without_an_end_is_broken_at_the_desk_on_the_wall_and_on_phones(new_page, live_server):
    name, word = "Q" * 60, "Donaudampfschifffahrts" * 3 + "kapitän"
    programme = ProgrammeFactory()
    by, leader = made.facilitator(programme), member(programme)
    room = made.opened(made.meeting(programme), by, guests=True)
    guest, _ = seats.take_as_guest(room=room, name=name)
    wide = {"desk": new_page(user=by), "wall": new_page(width=1920, height=1080, user=by)}
    wide["phone"] = new_page(width=390, height=800, user=leader)
    keys = (programme.pk, room.event_id)
    addresses = {"desk": reverse("workshops:room", args=keys), "wall": reverse("workshops:wall", args=keys)}
    addresses["phone"] = reverse("workshops:phone", args=[room.code])

    def too_wide(kind):
        for place, page in wide.items():
            page.goto(live_server.url + addresses[place])
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                yield f"{place}, {kind}"

    def widened(kind):
        ask = made.exercise(room.event, kind, prompt=word, voices=VOICES.NAMED, options=(word, "Ours"), most=3)
        rooms.start(exercise=ask, by=by)
        yield from too_wide(f"open {kind}")
        answer = {"dots": {str(made.keys(ask)[0]): 3}} if kind == KIND.DOTS else {"options": made.keys(ask)[:1]}
        answers.give(exercise=ask, seat=guest, body=answer)
        yield from too_wide(f"answered {kind}")
        rooms.finish(exercise=ask, by=by)
        yield from too_wide(f"closed {kind}")

    found = [each for kind in (KIND.SINGLE, KIND.MULTIPLE, KIND.DOTS, KIND.RANKING) for each in widened(kind)]
    addresses["desk"] = reverse("workshops:room-put-out", args=[*keys, guest.pk])
    assert [*found, *too_wide("put out")] == []


def test_the_wall_asks_at_most_four_times_a_second_and_a_phone_whose_stream_is_held_back_by_itself(
    new_page, live_server
):
    """The wall's stream tells of another change every few milliseconds; a proxy keeps the phone's to itself."""
    programme = ProgrammeFactory()
    by, leader = made.facilitator(programme), member(programme)
    room = made.opened(made.meeting(programme), by)
    ask = made.exercise(room.event, voices=VOICES.NAMED, prompt="Who comes first?")
    wall, phone = new_page(user=by), new_page(user=leader)
    steps = count(10)

    def another_change(route):
        event = f'retry: 20\ndata: {{"step": {next(steps)}}}\n\n'
        route.fulfill(content_type="text/event-stream", body=event)

    wall.route("**/room/changes/", another_change)
    phone.route("**/changes/", lambda route: None)
    wall.goto(live_server.url + reverse("workshops:wall", args=(programme.pk, room.event_id)))
    phone.goto(live_server.url + reverse("workshops:phone", args=[room.code]))
    rooms.start(exercise=ask, by=by)
    expect(phone.get_by_role("heading", name="Who comes first?")).to_be_visible(timeout=15_000)
    for seat in made.seated(room, 8):
        made.choose(ask, seat, 0)
    expect(wall.get_by_text("8 of 9 have answered")).to_be_visible(timeout=15_000)
    asked = wall.evaluate(ASKED)
    gaps = [after - before for before, after in pairwise(asked)]
    assert len(gaps) >= 3
    assert min(gaps) >= LEAST_GAP
