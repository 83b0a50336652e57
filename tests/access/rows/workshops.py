"""The series of meetings."""

from tests.access.table import MEMBERS, form, reading, verb
from tests.workshops import meetings
from workshops.models import EventAim

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
    event = meetings.of_world(world)
    aim = EventAim.objects.create(event=event, text="Feed back the diagnostic")
    world.objects |= {"event": event.pk, "workshops:aim.aim": aim.pk, "workshops:aim-withdraw.aim": aim.pk}
