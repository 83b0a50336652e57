"""What keeps the charter: signatures, the poster and the card, reviews and their pulse."""

from django.utils import timezone

from charters.models import CharterVersion, Review, Signature
from programmes.models import Membership
from tests.access.table import MEMBERS, NOT_ALLOWED, form, reading, row, verb

LEADERS, NOT_LEADERS = "owner leader successor", "facilitator interviewer"

ROWS = {
    "charters:sign": {
        "GET": row(ok=LEADERS, refused=NOT_LEADERS),
        "POST": row(ok=LEADERS, status=302, refused=NOT_LEADERS),
    },
    "charters:sign-undo": verb(LEADERS, refused=NOT_LEADERS),
    "charters:signatures": reading(MEMBERS),
    "charters:signatures-ask": verb("facilitator"),
    "charters:signatures-paper": form("facilitator"),
    "charters:signature-remove": verb("facilitator"),
    "charters:poster": {"GET": row(ok=MEMBERS), "POST": row(ok=MEMBERS, status=302)},
    # Nobody had it made yet, so it is there for nobody.
    "charters:poster-pdf": {"GET": row(), "POST": NOT_ALLOWED},
    "charters:card": reading(MEMBERS),
    "charters:reviews": reading(MEMBERS),
    "charters:review-add": form("facilitator"),
    "charters:review-note": form("facilitator"),
    "charters:review": reading(MEMBERS),
    "charters:review-plan": form("facilitator"),
    "charters:review-hold": form("facilitator"),
    "charters:review-remove": verb("facilitator"),
    "charters:review-pulse": form("facilitator"),
}


def furnish(world):
    version = CharterVersion.objects.get(pk=world.objects["version"])
    part = Membership.objects.get(programme=world.programme, person=world.owner)
    signature = Signature.objects.create(
        version=version, membership=part, name=part.shown_name, on_paper=True, by=world.facilitator
    )
    review = Review.objects.create(charter=version.charter, version=version, due_on=timezone.localdate())
    world.objects |= {"signature": signature.pk, "review": review.pk}
