"""The agenda of a meeting, its run sheet, its materials and its feedback."""

from tests.access.table import MEMBERS, NOT_ALLOWED, form, reading, row, verb
from tests.workshops import meetings
from workshops.models import AgendaItem

SEES = f"{MEMBERS} assistant"
REFUSED = "owner leader successor interviewer assistant"

ROWS = {
    "workshops:agenda": reading(SEES),
    "workshops:agenda-add": form("facilitator", REFUSED),
    "workshops:agenda-copy": form("facilitator", REFUSED),
    "workshops:agenda-block": form("facilitator", REFUSED),
    "workshops:agenda-block-move": verb("facilitator", REFUSED),
    "workshops:agenda-block-place": verb("facilitator", REFUSED),
    "workshops:agenda-block-withdraw": verb("facilitator", REFUSED),
    "workshops:agenda-block-restore": verb("facilitator", REFUSED),
    "workshops:run-sheet": {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED},
    "workshops:run-sheet-pdf": {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED},
}


def furnish(world):
    event = meetings.of_world(world)
    first = AgendaItem.objects.create(event=event, title="Welcome", minutes=10, notes="Badges at the door.")
    AgendaItem.objects.create(event=event, title="In pairs", minutes=25, method="pairs", position=1)
    world.objects["block"] = first.pk
