"""A leader leaves: what they are offered, for as long as what is theirs stays within their reach."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from hwe_portal.services import letters
from programmes.access import LEAVING
from programmes.models import Membership, Notice, User
from programmes.services import invitations, members


@dataclass(frozen=True)
class Offer:
    """The mail that was written, or why none could be, in plain words; both empty where there was no reason to."""

    mail: Notice | None = None
    refused: str = ""


@transaction.atomic
def offer(*, membership: Membership, by: User, at: date) -> Offer:
    """Offer a handover conversation and their own data to a leader whose part ends, by mail, once.

    Not where the part ended longer ago than LEAVING: then nothing is open to them any more.
    """
    if membership.ends_on is None or at > membership.ends_on + LEAVING:
        return Offer()
    if letters.written(Notice.Kind.LEAVING, membership):
        return Offer()
    back = reverse("programmes:people", kwargs={"programme": membership.programme_id})
    try:
        return Offer(mail=letters.send(Notice.Kind.LEAVING, membership, by=by, back=back))
    except invitations.CannotInvite as error:
        return Offer(refused=f"{membership.shown_name}: {error}")


@transaction.atomic
def correct_part(part: Membership, *, offer_them: bool, by: User, at: date) -> Offer:
    """Store a corrected part; with `offer_them`, a leader who has a last day now is offered what is theirs."""
    members.correct_part(part, by=by)
    return offer(membership=part, by=by, at=at) if offer_them else Offer()
