"""The room through its pages: the desk steers, the wall shows, phones answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops import rooms as made
from tests.workshops.rooms import KIND, VOICES
from workshops.models import Contribution, Exercise, Room, Seat
from workshops.services import rooms

pytestmark = pytest.mark.django_db


def desk(name, event):
    return reverse(f"workshops:{name}", args=[event.programme_id, event.pk])


def phone(name, room):
    return reverse(f"workshops:{name}", args=[room.code])


def steer(client, event, act, exercise=None):
    said = {"act": act} | ({"exercise": exercise.pk} if exercise else {})
    return client.post(desk("room-steer", event), said, follow=True).content.decode()


def test_the_desk_opens_steers_and_closes(programme, by, event):
    client, ask = signed_in(by), made.exercise(event)
    assert "Open the room" in client.get(desk("room", event)).content.decode()
    client.post(desk("room-open", event))
    room = Room.objects.get()
    assert room.code in client.get(desk("wall", event)).content.decode()
    assert "Whose is it?" in steer(client, event, "show", ask)
    steer(client, event, "start", ask)
    assert "0</strong> of 0 have answered" in client.get(desk("wall", event)).content.decode()
    other = made.exercise(event, prompt="And this?")
    assert "is still open. Finish it first." in steer(client, event, "start", other)
    # Another one is shown: what is open is finished by its name, and nothing else starts.
    at_other = steer(client, event, "show", other)
    told = [words in at_other for words in ("Finish “Whose is it?”", "Finish and show the result", ">Start<")]
    assert told == [True, False, False]
    assert "Next: And this?" in steer(client, event, "show", ask)
    steer(client, event, "timer-start")
    steer(client, event, "timer-add")
    assert "Add a minute" in client.get(desk("room", event)).content.decode()
    steer(client, event, "timer-stop")
    steer(client, event, "finish", ask)
    assert Exercise.objects.get(pk=ask.pk).result["shown"] == "few"
    assert "Nobody answered." in client.get(desk("wall", event)).content.decode()
    over = steer(client, event, "close")
    assert Room.objects.get().state == Room.State.CLOSED
    assert reverse("gathered", args=[event.programme_id, event.pk]) in over


@pytest.mark.parametrize(("act", "page"), [("finish", "room-finish"), ("close", "room-close")])
@pytest.mark.parametrize("kind", [KIND.SINGLE, KIND.CARDS])
def test_what_too_few_gave_is_deleted_only_after_a_page_that_says_so(by, event, kind, act, page):
    room, ask, client = made.opened(event, by, guests=True), made.exercise(event, kind), signed_in(by)
    rooms.start(exercise=ask, by=by)
    for seat in [*made.seated(room, 4), made.guests(room, 1)[0][0]]:
        made.answer(ask, seat)
    asked = steer(client, event, act, ask)
    assert "Only 5 answered: nothing could be shown" in asked
    assert "4 leaders and 1 guest have answered" in asked
    assert (Exercise.objects.get().state, Room.objects.get().is_open) == ("open", True)
    address = reverse(f"workshops:{page}", args=[event.programme_id, event.pk, *([ask.pk] if act == "finish" else [])])
    client.post(address)
    assert (Exercise.objects.get().state, Exercise.objects.get().answered) == ("closed", 5)
    assert Room.objects.get().is_open == (act == "finish")
    assert client.get(address, follow=True).request["PATH_INFO"] == desk("room", event)


@pytest.mark.parametrize("kind", [KIND.SINGLE, KIND.CARDS])
def test_from_five_on_and_without_any_answer_it_finishes_at_once(by, event, kind):
    room, client = made.opened(event, by), signed_in(by)
    for people in (0, 5):
        ask = made.exercise(event, kind)
        rooms.start(exercise=ask, by=by)
        for seat in made.seated(room, people):
            made.answer(ask, seat)
        steer(client, event, "finish", ask)
        ask.refresh_from_db()
        assert (ask.state, ask.answered) == ("closed", people)


@pytest.mark.parametrize("kind", [KIND.SINGLE, KIND.MULTIPLE, KIND.SCALE])
@pytest.mark.parametrize("voices", VOICES)
def test_a_leader_takes_a_seat_answers_once_and_changes_their_mind(programme, by, event, kind, voices):
    room, ask = made.opened(event, by), made.exercise(event, kind, voices=voices)
    client = signed_in(member(programme))
    assert "You are in the room" in client.get(phone("phone", room)).content.decode()
    rooms.show(room=room, exercise=ask, by=by)
    page = client.get(phone("phone", room)).content.decode()
    assert ("Anonymous." in page, "Named." in page) == (ask.is_anonymous, not ask.is_anonymous)
    rooms.start(exercise=ask, by=by)
    answer = {"point": "2"} if kind == KIND.SCALE else {"option": made.keys(ask)[0]}
    for _ in range(2):
        page = client.post(phone("phone-answer", room), {"exercise": ask.pk} | answer, follow=True).content.decode()
    assert "Your answer is in." in page
    answer = {"point": "4"} if kind == KIND.SCALE else {"option": made.keys(ask)[1]}
    client.post(phone("phone-answer", room), {"exercise": ask.pk} | answer)
    given = Contribution.objects.get()
    assert given.body == ({"point": 4} if kind == KIND.SCALE else {"options": [made.keys(ask)[1]]})
    assert (given.seat is None) == ask.is_anonymous
    rooms.finish(exercise=ask, by=by)
    late = client.post(phone("phone-answer", room), {"exercise": ask.pk} | answer)
    assert (late.status_code, b"came too late" in late.content) == (409, True)
    assert Contribution.objects.count() == (0 if ask.is_anonymous else 1)


def test_a_wrong_answer_comes_back_with_a_sentence(programme, by, event):
    room, ask = made.opened(event, by), made.exercise(event)
    rooms.start(exercise=ask, by=by)
    client = signed_in(member(programme))
    for posted in ({}, {"option": "x"}, {"option": made.keys(ask)}, {"option": "99999999999999999999999"}):
        response = client.post(phone("phone-answer", room), {"exercise": ask.pk} | posted)
        assert (response.status_code, b"Error:" in response.content) == (422, True)
    assert Contribution.objects.count() == 0


def test_what_did_not_change_is_not_sent_again(programme, by, event):
    room, ask = made.opened(event, by), made.exercise(event)
    rooms.show(room=room, exercise=ask, by=by)
    leader = signed_in(member(programme))
    for client, address in ((leader, phone("phone-now", room)), (signed_in(by), desk("wall-now", event))):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    tag = leader.get(phone("phone-now", room))["ETag"]
    rooms.start(exercise=ask, by=by)
    assert leader.get(phone("phone-now", room), headers={"If-None-Match": tag}).status_code == 200


def test_guests_come_back_by_their_secret_and_only_where_they_are_let_in(client, by, event):
    room = made.opened(event, by)
    assert client.get(phone("phone", room)).headers["Location"] == phone("phone-join", room)
    assert "Join as a guest" not in client.get(phone("phone-join", room)).content.decode()
    client.post(phone("phone-join", room), {"name": "Ann"})
    assert Seat.objects.count() == 0
    rooms.let_guests_in(room=room, allowed=True, by=by)
    at_the_door = client.get(phone("phone-join", room)).content.decode()
    assert at_the_door.index("I take part in the programme: sign in") < at_the_door.index("Join as a guest")
    assert "Enter the name" in client.post(phone("phone-join", room), {"name": " "}).content.decode()
    joined = client.post(phone("phone-join", room), {"name": "Ann"})
    cookie = joined.cookies[f"seat-{room.pk}"]
    assert (joined.headers["Location"], cookie["httponly"]) == (phone("phone", room), True)
    assert cookie.value.split(":")[0].encode() not in bytes(Seat.objects.get().secret_hash)
    rooms.let_guests_in(room=room, allowed=False, by=by)
    assert "as Ann" in client.get(phone("phone", room)).content.decode()
    stranger = signed_in(member(ProgrammeFactory()))
    assert stranger.get(phone("phone", room)).status_code == 404
    rooms.let_guests_in(room=room, allowed=True, by=by)
    assert stranger.get(phone("phone", room)).headers["Location"] == phone("phone-join", room)


def test_a_room_opened_again_counts_who_came_back(programme, by, event):
    room, leader = made.opened(event, by), member(programme)
    signed_in(leader).get(phone("phone", room))
    made.seated(room, 2)
    rooms.close_room(room=room, by=by)
    room = rooms.open_room(event=event, by=by)
    desk_of = signed_in(by)
    assert "0 people in the room" in desk_of.get(desk("room", event)).content.decode()
    signed_in(leader).get(phone("phone", room))
    assert "1 person in the room" in desk_of.get(desk("room", event)).content.decode()


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (1, False)])
def test_a_room_closed_by_mistake_is_opened_with_its_door_as_it_was(by, event, days, allowed):
    room = made.opened(event, by, guests=True)
    Room.objects.update(opened_at=timezone.now() - timedelta(days=days))
    steer(signed_in(by), event, "close")
    signed_in(by).post(desk("room-open", event))
    again = Room.objects.get()
    assert (again.is_open, again.code, again.guests_allowed) == (True, room.code, allowed)


def test_before_a_room_is_closed_in_which_something_is_open_a_page_asks(by, event):
    room, ask, client = made.opened(event, by), made.exercise(event, voices=VOICES.NAMED), signed_in(by)
    rooms.start(exercise=ask, by=by)
    made.answer(ask, made.seated(room, 1)[0])
    asked = steer(client, event, "close")
    assert "Closing the room finishes it" in asked
    assert (Exercise.objects.get().state, Room.objects.get().is_open) == ("open", True)
    client.post(desk("room-close", event))
    assert (Exercise.objects.get().state, Room.objects.get().is_open) == ("closed", False)


def test_a_code_is_typed_as_people_read_it_and_guessing_is_held_up(client, programme, by, event):
    room = made.opened(event, by)
    page = reverse("workshops:phone-code")
    typed = f" {room.code[:3].lower()} {room.code[3:]}"
    assert client.post(page, {"code": typed}).headers["Location"] == phone("phone", room)
    assert "No room has this code" in client.post(page, {"code": "AAAAAA"}).content.decode()
    for _ in range(30):
        client.post(page, {"code": "AAAAAA"})
        client.get(reverse("workshops:phone", args=["AAAAAC"]))
    assert client.post(page, {"code": room.code}).status_code == 429
    assert client.get(phone("phone", room)).status_code == 429
    assert signed_in(member(programme)).get(phone("phone", room)).status_code == 200


def test_a_stream_tells_phones_of_steps_and_the_desk_of_answers_too(programme, by, event):
    room = made.opened(event, by)
    room.refresh_from_db()
    told = signed_in(member(programme)).get(phone("phone-changes", room))
    assert told.content.decode().endswith(f'data: {{"step": {room.step}}}\n\n')
    told = signed_in(by).get(desk("room-changes", event))
    assert f'data: {{"step": {room.step}, "tally": {room.tally + 1}}}\n\n' in told.content.decode()


def test_names_are_at_the_desk_alone_and_only_of_a_named_exercise(programme, by, event):
    room = made.opened(event, by)
    seat = made.seated(room, 1)[0]
    client = signed_in(by)
    for voices in (VOICES.NAMED, VOICES.ANONYMOUS):
        ask = made.exercise(event, voices=voices, options=("Ours alone", "Mine"))
        rooms.start(exercise=ask, by=by)
        made.choose(ask, seat, 0)
        at_desk, on_wall = (client.get(desk(name, event)).content.decode() for name in ("room", "wall"))
        assert (f"<dt>{seat}</dt><dd>Ours alone</dd>" in at_desk) == (voices == VOICES.NAMED)
        assert str(seat) not in on_wall
        rooms.finish(exercise=ask, by=by)


@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_as_often_for_three_as_for_one(programme, by, event, many, django_assert_num_queries):
    room = made.opened(event, by)
    asks = [made.exercise(event, voices=VOICES.NAMED) for _ in range(many)]
    rooms.start(exercise=asks[0], by=by)
    for seat in made.seated(room, many):
        made.choose(asks[0], seat, 0)
    pages = {"room": 13, "wall": 9}
    for name, queries in pages.items():
        client = signed_in(by)
        with django_assert_num_queries(queries):
            client.get(desk(name, event))
    client = signed_in(member(programme))
    client.get(phone("phone", room))
    with django_assert_num_queries(5):
        client.get(phone("phone", room))
