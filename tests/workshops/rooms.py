"""Rooms for tests: a meeting, its exercises, people in their seats, answers given through the services."""

from datetime import date

from django.http import HttpResponse

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Programme
from tests.factories import member
from tests.workshops import meetings
from workshops.models import Event, Exercise, Option, Room, Seat
from workshops.services import answers, cards, rooms, seats
from workshops.views import doors

KIND, VOICES = Exercise.Kind, Exercise.Voices


def meeting(programme: Programme, title="First workshop") -> Event:
    return Event.objects.create(programme=programme, title=title, starts_on=FactDate(date(2021, 11, 9)))


def exercise(
    event: Event, kind=KIND.SINGLE, *, options=("Ours", "Mine"), voices=VOICES.ANONYMOUS, **fields
) -> Exercise:
    fields = {"prompt": "Whose is it?", "position": event.exercises.count()} | fields
    made = Exercise.objects.create(event=event, kind=kind, voices=voices, **fields)
    if kind in Exercise.WITH_OPTIONS:
        Option.objects.bulk_create(Option(exercise=made, text=text, position=n) for n, text in enumerate(options))
    return made


def opened(event: Event, by, *, guests=False) -> Room:
    room = rooms.open_room(event=event, by=by)
    rooms.let_guests_in(room=room, allowed=guests, by=by)
    return room


def seated(room: Room, number: int) -> list[Seat]:
    """So many leaders of the programme, each in a seat."""
    users = [member(room.event.programme) for _ in range(number)]
    return [seats.take(room=room, membership=user.person.memberships.get()) for user in users]


def guests(room: Room, number: int) -> list[tuple[Seat, str]]:
    """So many guests with their secrets."""
    return [seats.take_as_guest(room=room, name=f"Guest {each}") for each in range(number)]


def keys(exercise: Exercise) -> list[int]:
    return list(exercise.options.values_list("pk", flat=True))


def choose(exercise: Exercise, seat: Seat, *numbers: int) -> None:
    """Answer a poll with the options that stand at these places."""
    known = keys(exercise)
    answers.give(exercise=exercise, seat=seat, body={"options": [known[number] for number in numbers]})


def answer(exercise: Exercise, seat: Seat) -> None:
    """Give the first option, or a card."""
    if exercise.kind == KIND.CARDS:
        cards.give(exercise=exercise, seat=seat, text="A card", nonce="once")
    else:
        choose(exercise, seat, 0)


def facilitator(programme: Programme):
    return member(programme, Role.FACILITATOR)


def of_world(world) -> Room:
    """The room of the access world, open, without new guests, with one guest in it from before: get or create."""
    event = meetings.of_world(world)
    if Room.objects.filter(event=event).exists():
        return Room.objects.get(event=event)
    room = opened(event, world.facilitator, guests=True)
    _, secret = seats.take_as_guest(room=room, name="Joined by code")
    rooms.let_guests_in(room=room, allowed=False, by=world.facilitator)
    response = HttpResponse()
    doors.give_secret(response, room, secret)
    world.seat = {name: held.value for name, held in response.cookies.items()}
    return room
