"""What came of meetings: the owner's action, a decision and points of a stocktake of the first workshop."""

from datetime import date

from tests.access.table import MEMBERS, NOT_ALLOWED, form, row, verb
from workshops.models import Action, Decision, Event, StocktakePoint

# An assistant keeps dates, and is refused what was said.
REFUSED = "owner leader successor interviewer assistant"
READS = {"GET": row(ok=MEMBERS, refused="assistant"), "POST": NOT_ALLOWED}
SETTLES = verb("owner facilitator", "leader successor interviewer assistant")

ROWS = {
    "workshops:outcomes": READS,
    "workshops:decisions-add": form("facilitator", REFUSED),
    "workshops:decision": form("facilitator", REFUSED),
    "workshops:decision-withdraw": verb("facilitator", REFUSED),
    "workshops:decision-restore": verb("facilitator", REFUSED),
    "workshops:action-add-here": form("facilitator", REFUSED),
    "workshops:outcome-record-add": form("facilitator", REFUSED),
    "workshops:stocktake-add": form("facilitator", REFUSED),
    "workshops:stocktake-point": form("facilitator", REFUSED),
    "workshops:stocktake-aim": verb("facilitator", REFUSED),
    "workshops:stocktake-withdraw": verb("facilitator", REFUSED),
    "workshops:stocktake-restore": verb("facilitator", REFUSED),
    "workshops:actions": READS,
    "workshops:action-add": form("facilitator", REFUSED),
    "workshops:action": READS,
    "workshops:action-details": form("facilitator", REFUSED),
    "workshops:action-done": SETTLES,
    "workshops:action-open": SETTLES,
    "workshops:action-drop": form("facilitator", REFUSED),
    "workshops:action-hand-on": verb("facilitator", REFUSED),
    "workshops:action-withdraw": verb("facilitator", REFUSED),
    "workshops:action-restore": verb("facilitator", REFUSED),
}


def furnish(world):
    event = Event.objects.filter(programme=world.programme).order_by("pk").first() or _event(world)
    decision = Decision.objects.create(event=event, text="The group meets without papers every second month")
    point = StocktakePoint.objects.create(event=event, kind=StocktakePoint.Kind.AIM, text="One plan for winter")
    part = world.programme.memberships.get(person=world.owner)
    text = "Ask the boards for half a day together"
    action = Action.objects.create(
        programme=world.programme, event=event, text=text, owner=part, due_on=date(2022, 1, 14)
    )
    for name in ROWS:
        world.objects |= {f"{name}.event": event.pk, f"{name}.decision": decision.pk, f"{name}.point": point.pk}
        world.objects[f"{name}.action"] = action.pk


def _event(world):
    return Event.objects.create(programme=world.programme, title="First workshop", starts_on="2021-11-09")
