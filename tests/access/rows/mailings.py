"""Mail of the pre-work: planned, held, paused."""

from diagnostics import mail_words
from diagnostics.models import Mailing
from tests.access.table import NOT_ALLOWED, form, verb

FACILITATORS_PAGE = {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED}

ROWS = {
    "diagnostics:mail": FACILITATORS_PAGE,
    "diagnostics:mail-hold": {"GET": form("facilitator")["GET"], "POST": verb("facilitator")["POST"]},
    "diagnostics:mail-lift": form("facilitator"),
    "diagnostics:mail-again": verb("facilitator"),
    "diagnostics:mail-pause": verb("facilitator"),
    "diagnostics:mail-resume": verb("facilitator"),
    "diagnostics:mail-text": form("facilitator"),
    "diagnostics:mail-preview": FACILITATORS_PAGE,
    "diagnostics:mail-stop": verb("facilitator"),
    "diagnostics:mail-restore": verb("facilitator"),
}


def furnish(world):
    words = mail_words.REMINDER
    Mailing.objects.create(
        programme=world.programme, purpose=Mailing.Purpose.REMINDER, subject=words.subject, body=words.body,
        starts_on="2021-09-01", by=world.facilitator,
    )  # fmt: skip
    part = world.programme.memberships.get(person=world.owner)
    for name in ("mail-pause", "mail-resume"):
        world.objects[f"diagnostics:{name}.membership"] = part.pk
    for name in ("mail-text", "mail-preview", "mail-stop", "mail-restore"):
        world.objects[f"diagnostics:{name}.purpose"] = Mailing.Purpose.REMINDER
