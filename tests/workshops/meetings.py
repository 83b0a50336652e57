"""Meetings with agendas for tests."""

from datetime import date, time

from programmes.dates import FactDate
from workshops.models import AgendaItem, Event


def meeting(programme, title="First workshop", *, starts_at=time(9, 30), ends_at=time(12, 30), **fields):
    day = fields.pop("starts_on", FactDate(date(2021, 11, 9)))
    return Event.objects.create(
        programme=programme, title=title, starts_on=day, starts_at=starts_at, ends_at=ends_at, **fields
    )


def blocks(event, *titles, minutes=30, **fields):
    """Blocks of the meeting in this order."""
    return [
        AgendaItem.objects.create(event=event, title=title, minutes=minutes, position=position, **fields)
        for position, title in enumerate(titles)
    ]


def order(event):
    """The titles of the standing blocks as the agenda has them."""
    return [item.title for item in event.agenda.standing()]


def of_world(world):
    """The meeting of the access table's world: the first workshop, in person, from half past nine."""
    if "event" not in world.objects:
        event = Event.objects.filter(programme=world.programme).order_by("pk").first() or meeting(world.programme)
        world.objects["event"] = event.pk
    return Event.objects.get(pk=world.objects["event"])
