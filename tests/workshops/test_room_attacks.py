"""Somebody who wants to know who answered what, to be taken for somebody else, or to fill the room."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import AuditEvent
from tests.attacks.test_fuzzed_requests import VALUES
from tests.factories import ProgrammeFactory
from tests.signing import signed_in
from tests.workshops import rooms as made
from tests.workshops.rooms import KIND, VOICES
from workshops import tasks
from workshops.models import Contribution, Exercise, Room, Seat, Statement
from workshops.services import cards, exercises, rooms, seats
from workshops.services.exercises import AlreadyAnswered

pytestmark = pytest.mark.django_db

PLACES = ("dots", "place")
# It is in, it came too late, or the page says what is wrong with it.
KINDLY = {302, 409, 422}


@pytest.fixture
def by():
    return made.facilitator(ProgrammeFactory())


@pytest.fixture
def event(by):
    return made.meeting(by.person.memberships.get().programme)


@pytest.fixture
def room(event, by):
    return made.opened(event, by, guests=True)


def started(event, by, kind=KIND.SINGLE, **fields):
    exercise = made.exercise(event, kind, **fields)
    rooms.start(exercise=exercise, by=by)
    return exercise


def at_the_door(client, room, name):
    return client.post(reverse("workshops:phone-join", args=[room.code]), {"name": name})


def test_nobody_who_was_promised_to_be_anonymous_is_named_because_it_changed_before_they_answered(event, room, by):
    exercise = started(event, by)
    exercise.voices = VOICES.NAMED
    with pytest.raises(AlreadyAnswered):
        exercises.correct(exercise=exercise, by=by)
    address = reverse("workshops:exercise", args=[event.programme_id, event.pk, exercise.pk])
    said = {"prompt": "Whose is it?", "voices": VOICES.NAMED, "options": "Ours\nMine"}
    signed_in(by).post(address, said)
    assert Exercise.objects.get(pk=exercise.pk).is_anonymous


def answered_by(event, by, leaders, guests):
    """What is frozen where these answered: leaders the first option, guests the other. Keys of options are left out."""
    exercise = started(event, by)
    for number, seats_of in enumerate((leaders, guests)):
        for seat in seats_of:
            made.choose(exercise, seat, number)
    rooms.finish(exercise=exercise, by=by)
    assert Contribution.objects.count() == 0
    for row in exercise.result["rows"]:
        del row["option"]
    return exercise.result


def test_who_fills_a_room_with_invented_guests_cannot_take_them_off_again(event, room, by):
    leaders, guests = made.seated(room, 5), [seat for seat, _ in made.guests(room, 20)]
    crowded = answered_by(event, by, leaders[:4], guests)
    assert (crowded["shown"], crowded["rows"], crowded["guests"]["shown"]) == ("few", [], "words")
    pages = [("workshops:wall", by), ("workshops:room", by), ("gathered", leaders[0].membership.person.user)]
    shown = [signed_in(user).get(reverse(page, args=[event.programme_id, event.pk])) for page, user in pages]
    phone = signed_in(pages[2][1]).get(reverse("workshops:phone", args=[room.code]))
    most = crowded["guests"]["rows"][1]["words"]
    for page in (each.content.decode() for each in (*shown, phone)):
        assert page.index(">Leaders</h") < page.index("Too few") < page.index(">Guests</h") < page.index(most)
    mixed, alone = (answered_by(event, by, leaders, some) for some in (guests[:3], []))
    of_guests = mixed.pop("guests")
    assert (mixed, of_guests["shown"], of_guests["answered"]) == (alone, "few", 3)
    assert "guests" not in alone


@pytest.mark.parametrize(
    ("leaders", "guests", "kept", "told"),
    [
        (4, 6, "g", {"cards": 6, "shown": True, "left_out": "leaders"}),
        (5, 3, "l", {"cards": 5, "shown": True, "left_out": "guests"}),
        (5, 5, "gl", {"cards": 10, "shown": True}),
        (4, 4, "", {"cards": 0, "shown": False}),
    ],
)
def test_cards_of_leaders_and_of_guests_need_five_people_each(event, room, by, leaders, guests, kept, told):
    exercise = started(event, by, KIND.CARDS, options=())
    people = {"l": made.seated(room, leaders), "g": [seat for seat, _ in made.guests(room, guests)]}
    for text, some in people.items():
        for number, seat in enumerate(some):
            cards.give(exercise=exercise, seat=seat, text=text, nonce=str(number))
    rooms.finish(exercise=exercise, by=by)
    left = Statement.objects.all()
    assert ("".join(sorted({card.text for card in left})), exercise.result) == (kept, told)
    assert (exercise.answered, {card.from_guest for card in left} - {False}) == (leaders + guests, set())


def test_a_guest_who_is_put_out_is_gone_with_what_they_gave_and_stays_out(event, room, by, client):
    exercise = started(event, by)
    at_the_door(client, room, "Mallory")
    at_the_door(client, room, "Mallory")  # a second press takes no second seat
    guest, (other, _) = Seat.objects.get(), made.guests(room, 1)[0]
    for seat in (guest, other):
        made.choose(exercise, seat, 0)
    desk = reverse("workshops:room", args=[event.programme_id, event.pk])
    out = reverse("workshops:room-put-out", args=[event.programme_id, event.pk, guest.pk])
    assert "Put Mallory out of the room?" in signed_in(by).get(out).content.decode()
    assert Contribution.objects.count() == 2
    page = signed_in(by).post(out, follow=True).content.decode()
    assert ("1 person in the room" in page, out in page, desk in page) == (True, False, True)
    assert bytes(Contribution.objects.get().voter) == seats.voter_of(exercise, other)
    with pytest.raises(seats.NotLetIn):  # it was on its way
        made.choose(exercise, guest, 1)
    gone = client.get(reverse("workshops:phone", args=[room.code]))
    assert (gone.status_code, "You are not in this room any more" in gone.content.decode()) == (403, True)
    assert _answered(client, room, {"exercise": exercise.pk, "option": made.keys(exercise)[0]}) == 403
    told = AuditEvent.objects.get(verb="put a guest out of the room")
    assert (told.by, "Mallory" in f"{told.summary}{told.changes}") == (by, False)
    assert signed_in(by).post(out).status_code == 404


def test_a_guest_of_an_earlier_day_waits_until_guests_are_let_in_again(event, room, by, client):
    at_the_door(client, room, "Ann")
    leader = made.seated(room, 1)[0]
    rooms.close_room(room=room, by=by)
    Room.objects.update(opened_at=timezone.now() - timedelta(days=1))
    room = rooms.open_room(event=event, by=by)
    phone = reverse("workshops:phone", args=[room.code])
    desk = reverse("workshops:room", args=[event.programme_id, event.pk])
    assert client.get(phone).headers["Location"] == reverse("workshops:phone-join", args=[room.code])
    assert "0 people in the room" in signed_in(by).get(desk).content.decode()
    rooms.let_guests_in(room=room, allowed=True, by=by)
    assert "as Ann" in client.get(phone).content.decode()
    rooms.let_guests_in(room=room, allowed=False, by=by)
    assert "as Ann" in client.get(phone).content.decode()
    signed_in(leader.membership.person.user).get(phone)
    assert "2 people in the room" in signed_in(by).get(desk).content.decode()


def test_who_tries_codes_does_not_learn_what_a_meeting_is_called(event, room, by, client):
    door = reverse("workshops:phone-join", args=[room.code])
    assert f"Join {event.title}" in client.get(door).content.decode()
    rooms.let_guests_in(room=room, allowed=False, by=by)
    page = client.get(door).content.decode()
    assert (event.title in page, "ask the facilitator" in page) == (False, True)


def test_nothing_is_started_in_a_room_that_is_closed_or_withdrawn(event, room, by):
    """A desk that was open before: what it still shows is refused."""
    exercise = made.exercise(event)
    stale = Exercise.objects.get(pk=exercise.pk)
    rooms.show(room=room, exercise=exercise, by=by)
    exercises.withdraw(exercise=exercise, by=by)
    assert Room.objects.get().exercise is None
    for act in (lambda: rooms.show(room=room, exercise=stale, by=by), lambda: rooms.start(exercise=stale, by=by)):
        with pytest.raises(rooms.Refused, match="withdrawn meanwhile"):
            act()


def test_a_card_of_an_anonymous_exercise_says_neither_who_nor_when(event, room, by):
    exercise = started(event, by, KIND.CARDS, options=())
    first, second = made.seated(room, 2)
    for seat, text in ((first, "One"), (second, "Mine"), (first, "Two")):
        cards.give(exercise=exercise, seat=seat, text=text, nonce=text)
    kept = Statement.objects.filter(exercise=exercise)
    assert {(card.created_at, card.seat) for card in kept} == {(exercise.created_at, None)}
    assert [card.text for card in cards.given(exercise=exercise, seat=first)] == ["One", "Two"]


@pytest.mark.parametrize("nonce", ["\x00", "a\x00b", "", "x" * 33, "a b"])
def test_what_names_no_sending_is_refused_kindly(event, room, by, nonce):
    exercise = started(event, by, KIND.CARDS, options=())
    client = signed_in(made.seated(room, 1)[0].membership.person.user)
    posted = {"exercise": exercise.pk, "text": "A card", "nonce": nonce}
    answer = client.post(reverse("workshops:phone-answer", args=[room.code]), posted)
    assert (answer.status_code, Statement.objects.count()) == (422, 0)


def test_a_guest_who_calls_themselves_by_the_name_of_a_leader_is_told_apart(event, room, by, client):
    leader = made.seated(room, 1)[0]
    at_the_door(client, room, f"\u202e{leader.membership.shown_name}\u2066")
    guest = Seat.objects.get(membership=None)
    exercise = started(event, by, voices=VOICES.NAMED)
    made.choose(exercise, guest, 0)
    page = signed_in(by).get(reverse("workshops:room", args=[event.programme_id, event.pk])).content.decode()
    assert f"<dt>{leader.membership.shown_name} (guest)</dt>" in page
    assert f"<dt>{leader.membership.shown_name}</dt>" not in page


@pytest.mark.parametrize("name", ["\u202e\u2066", "\u200b", "—", "\x00"])
def test_a_guest_has_a_name_that_one_can_read(room, name, client):
    assert (at_the_door(client, room, name).status_code, Seat.objects.count()) == (200, 0)


def test_a_room_takes_no_guests_without_end(room, client, monkeypatch):
    monkeypatch.setattr(seats, "MOST_GUESTS", 2)
    made.guests(room, 2)
    assert "takes no more guests" in at_the_door(client, room, "Third").content.decode()
    assert Seat.objects.count() == 2


@pytest.mark.embedded
def test_single_answers_do_not_outlast_the_day_because_nobody_closed_the_room(event, room, by):
    exercise = started(event, by)
    for seat in made.seated(room, 5):
        made.choose(exercise, seat, 0)
    late_in_the_day = timezone.localtime().replace(hour=21, minute=0)
    Room.objects.update(opened_at=late_in_the_day)
    assert rooms.close_forgotten(at=late_in_the_day + timedelta(hours=4)) == 0
    assert rooms.close_forgotten(at=late_in_the_day + timedelta(hours=7)) == 1
    assert (Contribution.objects.count(), Exercise.objects.get().state) == (0, Exercise.State.CLOSED)
    assert AuditEvent.objects.filter(verb="closed the room").get().by is None
    assert tasks.close_forgotten_rooms() == 0


@pytest.mark.parametrize("kind", Exercise.ANSWERED)
def test_an_answer_of_anything_at_all_is_stored_or_refused_and_never_an_error_of_ours(event, room, by, kind):
    options = ("Ours", "Mine") if kind in Exercise.WITH_OPTIONS else ()
    exercise = started(event, by, kind, options=options)
    client = signed_in(made.seated(room, 1)[0].membership.person.user)
    fields = ("option", "point", "text", "nonce", *(f"{name}-{pk}" for pk in made.keys(exercise) for name in PLACES))
    for value in VALUES:
        names = {f"{name}-{value[:40]}": "1" for name in PLACES}
        sent = {"exercise": exercise.pk} | dict.fromkeys(fields, value) | names
        for changed in ({}, {"nonce": "once", "take_back": value}, {"exercise": value}):
            assert _answered(client, room, sent | changed) in KINDLY


def _answered(client, room, sent):
    return client.post(reverse("workshops:phone-answer", args=[room.code]), sent).status_code
