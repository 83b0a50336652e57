"""Pre-work steps, as leaders find them and as the facilitator keeps them, and the tracker."""

from django.core.files.base import ContentFile

from diagnostics.models import PreWorkStep
from tests.access.table import MEMBERS, NOT_ALLOWED, row

TAKES_PART = "owner leader successor"
RUNS = "facilitator interviewer"

OWN_VERB = {"GET": NOT_ALLOWED, "POST": row(ok=TAKES_PART, status=302, refused=RUNS)}

ROWS = {
    "diagnostics:own-step": {"GET": row(ok=TAKES_PART, refused=RUNS), "POST": NOT_ALLOWED},
    "diagnostics:own-step-read": OWN_VERB,
    "diagnostics:own-step-unread": OWN_VERB,
    "diagnostics:step-file": {"GET": row(ok=MEMBERS), "POST": NOT_ALLOWED},
}

READING = ("diagnostics:own-step", "diagnostics:own-step-read", "diagnostics:own-step-unread", "diagnostics:step-file")


def furnish(world):
    reading = PreWorkStep(programme=world.programme, kind=PreWorkStep.Kind.READING, title="A paper to read", position=1)
    reading.file.save("paper.pdf", ContentFile(b"%PDF-1.7\n%%EOF"))
    world.objects |= {f"{name}.step": reading.pk for name in READING}
