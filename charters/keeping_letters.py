"""The words of the mails that keep a charter: it waits for a signature, or a review of it is due."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from charters.models import CharterVersion, Review
from charters.selectors import signatures as selectors
from programmes.models import Membership, Notice
from programmes.services.letters import Needless, compose

FOLDER = "charters/mail"
SIGNED = "They had signed it before the mail went out, or take part no more."
REPLACED = "A newer version of the charter was adopted before the mail went out."
NOT_RUNNING = "They do not run the programme any more, or the review was held already."


def sign(notice: Notice) -> EmailMessage:
    """A version that waits for their signature. Raises Needless."""
    version = CharterVersion.objects.select_related("charter__programme").get(pk=notice.about["version"])
    if selectors.newest(version.charter) != version:
        raise Needless(REPLACED)
    waiting = selectors.unsigned(version, timezone.localdate())
    if notice.person_id not in {part.person_id for part in waiting if not part.is_paused}:
        raise Needless(SIGNED)
    address = reverse("charters:sign", kwargs={"programme": notice.programme_id, "version": version.pk})
    return compose(notice, FOLDER, {"version": version, "address": _full(address), "again": notice.about.get("again")})


def review(notice: Notice) -> EmailMessage:
    """A review is due: to a facilitator. Raises Needless."""
    found = Review.objects.filter(pk=notice.about["review"], held_on=None).select_related("version").first()
    if found is None or not _runs(notice, timezone.localdate()):
        raise Needless(NOT_RUNNING)
    address = reverse("charters:review", kwargs={"programme": notice.programme_id, "review": found.pk})
    return compose(notice, FOLDER, {"review": found, "address": _full(address)})


WRITERS = {Notice.Kind.SIGN: sign, Notice.Kind.REVIEW: review}


def _runs(notice: Notice, day: date) -> bool:
    parts = Membership.objects.standing().filter(programme=notice.programme_id, person=notice.person_id)
    return parts.filter(role="facilitator").current(day).exists()


def _full(address: str) -> str:
    return f"{settings.PORTAL_URL.rstrip('/')}{address}"
