"""Pre-work steps, as leaders find them and as the facilitator keeps them, and the tracker."""

from django.core.files.base import ContentFile

from diagnostics.models import PreWorkStep
from tests.access.table import MEMBERS, NOT_ALLOWED, form, row, verb

TAKES_PART = "owner leader successor"
RUNS = "facilitator interviewer"

FACILITATORS_PAGE = {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED}
OWN_VERB = {"GET": NOT_ALLOWED, "POST": row(ok=TAKES_PART, status=302, refused=RUNS)}

ROWS = {
    "diagnostics:own-step": {"GET": row(ok=TAKES_PART, refused=RUNS), "POST": NOT_ALLOWED},
    "diagnostics:own-step-read": OWN_VERB,
    "diagnostics:own-step-unread": OWN_VERB,
    "diagnostics:step-file": {"GET": row(ok=MEMBERS), "POST": NOT_ALLOWED},
    "diagnostics:steps": FACILITATORS_PAGE,
    "diagnostics:step-add-kind": form("facilitator"),
    "diagnostics:step-move": verb("facilitator"),
    "diagnostics:step-nudge": verb("facilitator"),
    "diagnostics:pre-work-profiles": FACILITATORS_PAGE,
    "diagnostics:tracker-csv": FACILITATORS_PAGE,
    "diagnostics:tracker-person": FACILITATORS_PAGE,
    "diagnostics:tracker-person-step": form("facilitator"),
}

# A step of its own for these, apart from the conflict profile of the other rows.
READING = (
    "diagnostics:own-step",
    "diagnostics:own-step-read",
    "diagnostics:own-step-unread",
    "diagnostics:step-file",
    "diagnostics:step-move",
    "diagnostics:step-nudge",
    "diagnostics:tracker-person-step",
)


def furnish(world):
    reading = PreWorkStep(programme=world.programme, kind=PreWorkStep.Kind.READING, title="A paper to read", position=1)
    reading.file.save("paper.pdf", ContentFile(b"%PDF-1.7\n%%EOF"))
    world.objects |= {f"{name}.step": reading.pk for name in READING}
    part = world.programme.memberships.get(person=world.owner)
    for name in ("tracker-person", "tracker-person-step"):
        world.objects[f"diagnostics:{name}.membership"] = part.pk
    world.objects["diagnostics:step-add-kind.kind"] = PreWorkStep.Kind.SURVEY
