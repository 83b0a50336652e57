"""The series of meetings."""

from datetime import date

from programmes.dates import FactDate
from tests.access.table import MEMBERS, form, reading, verb
from workshops.models import Event, EventAim

SEES = f"{MEMBERS} assistant"
REFUSED = "owner leader successor interviewer assistant"

ROWS = {
    "workshops:events": reading(SEES),
    "workshops:event-add": form("facilitator", REFUSED),
    "workshops:event": reading(SEES),
    "workshops:event-details": form("facilitator", REFUSED),
    "workshops:register": form("facilitator", REFUSED),
    "workshops:aim-add": form("facilitator", REFUSED),
    "workshops:aim": form("facilitator", REFUSED),
    "workshops:aim-withdraw": verb("facilitator", REFUSED),
    "workshops:event-withdraw": verb("facilitator", REFUSED),
    "workshops:event-restore": verb("facilitator", REFUSED),
}


def furnish(world):
    day = FactDate(date(2021, 11, 9))
    event = Event.objects.create(programme=world.programme, title="First workshop", starts_on=day)
    aim = EventAim.objects.create(event=event, text="Feed back the diagnostic")
    world.objects |= {"event": event.pk, "workshops:aim.aim": aim.pk, "workshops:aim-withdraw.aim": aim.pk}
