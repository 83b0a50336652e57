"""The agenda of a meeting, its run sheet, its materials and its feedback."""

from tests.access.table import MEMBERS, NOT_ALLOWED, form, row, verb
from tests.workshops import meetings, pictures
from workshops import photographs
from workshops.models import AgendaItem
from workshops.services import materials

REFUSED = "owner leader successor interviewer assistant"
# An assistant keeps dates, and is refused what is read and shown there.
READ = {"GET": row(ok=MEMBERS, refused="assistant"), "POST": NOT_ALLOWED}

ROWS = {
    "workshops:agenda": READ,
    "workshops:agenda-add": form("facilitator", REFUSED),
    "workshops:agenda-copy": form("facilitator", REFUSED),
    "workshops:agenda-block": form("facilitator", REFUSED),
    "workshops:agenda-block-move": verb("facilitator", REFUSED),
    "workshops:agenda-block-place": verb("facilitator", REFUSED),
    "workshops:agenda-block-withdraw": verb("facilitator", REFUSED),
    "workshops:agenda-block-restore": verb("facilitator", REFUSED),
    "workshops:run-sheet": {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED},
    "workshops:run-sheet-pdf": {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED},
    "workshops:materials": READ,
    "workshops:material-add-link": form("facilitator", REFUSED),
    "workshops:material-add-file": form("facilitator", REFUSED),
    "workshops:material-add-photographs": form("facilitator", REFUSED),
    "workshops:material": form("facilitator", REFUSED),
    "workshops:material-withdraw": verb("facilitator", REFUSED),
    "workshops:material-restore": verb("facilitator", REFUSED),
    "workshops:material-file": READ,
    "workshops:material-large": READ,
    "workshops:material-small": READ,
    "workshops:feedback": {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED},
    # Nothing is published of this meeting.
    "workshops:feedback-result": {"GET": row(refused="assistant"), "POST": NOT_ALLOWED},
    "workshops:feedback-ask": verb("facilitator", REFUSED),
}


def furnish(world):
    event = meetings.of_world(world)
    first = AgendaItem.objects.create(event=event, title="Welcome", minutes=10, notes="Badges at the door.")
    AgendaItem.objects.create(event=event, title="In pairs", minutes=25, method="pairs", position=1)
    sent = pictures.photograph()
    taken = [photographs.read(sent, sent.size)]
    by = world.facilitator
    shown = materials.add_photographs(event=event, title="Hopes", taken=taken, for_leaders=True, by=by)
    materials.add_link(event=event, title="A paper", link="https://example.org/paper", for_leaders=False, by=by)
    world.objects |= {"block": first.pk, "material": shown[0].pk}
