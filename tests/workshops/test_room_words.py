"""What the desk, the wall and phones say of what is open, and of when and what of it is shown."""

import re

import pytest
from django.urls import reverse

from tests.signing import signed_in
from tests.workshops import rooms as made
from tests.workshops.rooms import KIND, VOICES
from workshops.services import answers, rooms

pytestmark = pytest.mark.django_db


def said(client, name, event):
    """The words of a page of the room."""
    page = client.get(reverse(f"workshops:{name}", args=[event.programme_id, event.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("kind", "alone", "beside_guests"),
    [
        (
            KIND.SINGLE,
            "the result is shown when the facilitator finishes this, if at least five people answer.",
            "if at least five leaders, or five guests, answer: those who are fewer are left out.",
        ),
        (
            KIND.RANKING,
            "the order is shown when the facilitator finishes this, if at least five people answer.",
            "if at least five leaders, or five guests, answer: those who are fewer are left out.",
        ),
        (
            KIND.CARDS,
            "the cards are shuffled and shown when the facilitator finishes this, if at least five people give some.",
            "if at least five leaders, or five guests, give some: those who are fewer are left out.",
        ),
    ],
)
def test_the_wall_says_who_ends_what_is_anonymous_and_from_how_many_on_it_is_shown(
    by, event, kind, alone, beside_guests
):
    room, client = made.opened(event, by), signed_in(by)
    rooms.start(exercise=made.exercise(event, kind), by=by)
    assert f"Anonymous: {alone}" in said(client, "wall", event)
    rooms.let_guests_in(room=room, allowed=True, by=by)
    made.guests(room, 1)
    for allowed in (True, False):  # a guest who is in stays in, and is counted apart
        rooms.let_guests_in(room=room, allowed=allowed, by=by)
        assert beside_guests in said(client, "wall", event)


def test_one_dot_is_read_out_as_one(by, event):
    room, client = made.opened(event, by), signed_in(by)
    ask = made.exercise(event, KIND.DOTS, voices=VOICES.NAMED, most=3)
    rooms.start(exercise=ask, by=by)
    ours, mine = made.keys(ask)
    answers.give(exercise=ask, seat=made.seated(room, 1)[0], body={"dots": {str(ours): 2, str(mine): 1}})
    told = said(client, "wall", event)
    assert ("2 dots" in told, "1 dot " in told, "1 dots" in told) == (True, True, False)


@pytest.mark.parametrize("kind", [KIND.SINGLE, KIND.CARDS])
def test_the_desk_offers_a_result_from_five_answers_on(by, event, kind):
    room, client, ask = made.opened(event, by), signed_in(by), made.exercise(event, kind)
    rooms.start(exercise=ask, by=by)
    offered = {}
    for number, seat in enumerate(made.seated(room, 5), start=1):
        made.answer(ask, seat)
        told = said(client, "room", event)
        offered[number] = ("Finish and show the result" in told, "Nothing could be shown yet: at least five" in told)
    assert offered == {number: (number == 5, number < 5) for number in range(1, 6)}


def test_the_desk_offers_the_result_of_a_named_question_at_once(by, event):
    made.opened(event, by)
    rooms.start(exercise=made.exercise(event, voices=VOICES.NAMED), by=by)
    assert "Finish and show the result" in said(signed_in(by), "room", event)


def test_before_anybody_is_in_the_desk_asks_to_show_how_to_join_only_where_it_is_not_shown(by, event):
    room, client, ask = made.opened(event, by), signed_in(by), made.exercise(event)
    told = said(client, "room", event)
    assert ("Nobody yet. The wall shows how to join" in told, "Nobody yet. Show how to join" in told) == (True, False)
    rooms.show(room=room, exercise=ask, by=by)
    assert "Nobody yet. Show how to join" in said(client, "room", event)
