"""Meetings, exercises and rooms with people in them, for tests of what a room gathers."""

import io
from datetime import date
from uuid import uuid4

from PIL import Image

from programmes.access import Role
from programmes.dates import FactDate
from tests.factories import ProgrammeFactory, member
from workshops.models import Event, Exercise
from workshops.services import cards, exercises, paper, rooms, seats
from workshops.services.exercises import Choice

Kind = Exercise.Kind


def meeting(programme=None, title="First workshop"):
    programme = programme or ProgrammeFactory()
    return Event.objects.create(programme=programme, title=title, starts_on=FactDate(date(2021, 11, 9)))


def planned(event, kind=Kind.CARDS, prompt="What gets in our way?", *, options=(), **fields):
    exercise = Exercise(event=event, kind=kind, prompt=prompt, **fields)
    return exercises.add(exercise=exercise, options=[Choice(text) for text in options], by=None)


def facilitator_of(event):
    return member(event.programme, Role.FACILITATOR, name="Fran Cole")


def opened(event, exercise, by):
    """The room of the meeting, open, and the exercise started in it."""
    room = rooms.open_room(event=event, by=by)
    rooms.start(exercise=exercise, by=by)
    return room


def seated(room, number=1):
    """So many leaders in the room."""
    people = [member(room.event.programme) for _ in range(number)]
    return [seats.take(room=room, membership=user.person.memberships.get()) for user in people]


def card(exercise, seat, text, nonce=None):
    return cards.give(exercise=exercise, seat=seat, text=text, nonce=nonce or uuid4().hex)


def on_paper(event, lines, by, **fields):
    """Cards entered from paper."""
    exercise = planned(event, **fields)
    paper.enter_cards(exercise=exercise, lines=lines, by=by)
    exercise.refresh_from_db()
    return exercise


def jpeg():
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return out.getvalue()
