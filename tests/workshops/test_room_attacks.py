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
