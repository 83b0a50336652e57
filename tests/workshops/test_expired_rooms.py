"""How long a room remembers who was in it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from programmes.dates import FactDate
from programmes.models import AuditEvent, Programme
from tests.factories import ProgrammeFactory
from tests.workshops import rooms as made
from tests.workshops.rooms import KIND, VOICES
from workshops import tasks
from workshops.models import Contribution, Exercise, Room, Seat, Statement
from workshops.services import cards, rooms
from workshops.services.expired_rooms import GUESTS_KEPT, delete_expired, forget_guests

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

ENDED = date(2022, 3, 31)
A_YEAR_ON = date(2023, 3, 31)


@pytest.fixture
def by():
    return made.facilitator(ProgrammeFactory(ends_on=FactDate(ENDED)))


@pytest.fixture
def room(by):
    """A closed room with a leader and a guest who answered under their names."""
    event = made.meeting(by.person.memberships.get().programme)
    room = made.opened(event, by, guests=True)
    people = [*made.seated(room, 1), made.guests(room, 1)[0][0]]
    poll = made.exercise(event, voices=VOICES.NAMED)
    collected = made.exercise(event, KIND.CARDS, voices=VOICES.NAMED)
    rooms.start(exercise=poll, by=by)
    for seat in people:
        made.choose(poll, seat, 0)
    rooms.finish(exercise=poll, by=by)
    rooms.start(exercise=collected, by=by)
    for seat in people:
        cards.give(exercise=collected, seat=seat, text="A card", nonce="once")
    rooms.close_room(room=room, by=by)
    return room


def test_a_guest_is_forgotten_some_days_after_the_room_closed(room):
    today = timezone.localdate(room.closed_at)
    assert forget_guests(at=today + GUESTS_KEPT - timedelta(days=1)) == 0
    assert forget_guests(at=today + GUESTS_KEPT) == 1
    assert [seat.guest_name for seat in Seat.objects.all()] == [""]
    assert sorted(given.seat is None for given in Contribution.objects.all()) == [False, True]
    assert Exercise.objects.get(kind=KIND.SINGLE).result["rows"][0]["count"] == 2


def test_who_was_in_a_room_and_single_answers_go_a_year_after_the_programme(room):
    Room.objects.update(closed_at=timezone.make_aware(timezone.datetime(2022, 2, 1, 17)))
    assert delete_expired(at=A_YEAR_ON) == 0
    assert delete_expired(at=A_YEAR_ON + timedelta(days=1)) == 2
    assert (Seat.objects.count(), Contribution.objects.count()) == (0, 0)
    left = {(card.text, card.seat, card.voter, card.nonce) for card in Statement.objects.all()}
    assert (left, Exercise.objects.get(kind=KIND.SINGLE).result["answered"]) == ({("A card", None, None, "")}, 2)
    told = AuditEvent.objects.get(verb="deleted answers").summary
    assert told == "First workshop, 9 November 2021: 2 answers, and who was in the room"
    assert delete_expired(at=A_YEAR_ON + timedelta(days=2)) == 0


def test_a_room_that_closed_later_is_kept_a_year_from_then_and_one_without_an_end_stays(room):
    closed = timezone.localdate(room.closed_at)
    assert delete_expired(at=closed + timedelta(days=365)) == 0
    Programme.objects.update(ends_on=None)
    assert delete_expired(at=closed + timedelta(days=800)) == 0
    Programme.objects.update(ends_on=ENDED)
    assert delete_expired(at=closed + timedelta(days=366)) == 2
    assert tasks.forget_rooms() == 0
