"""The words of the mails of a round, made the moment before each goes out: nobody who has answered is reminded."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from charters.models import Round
from charters.selectors import rounds as selectors
from diagnostics import mail_days
from programmes.models import Membership, Notice
from programmes.services.letters import GONE, Needless, compose

FOLDER = "charters/mail"
CLOSED = "The round has closed."
ANSWERED = "They have answered."
PAUSED = "No mail goes to them for now."


def write(notice: Notice) -> EmailMessage:
    """The mail of a notice whose `about` names a round. Raises Needless."""
    round = Round.objects.select_related("charter__programme").filter(pk=notice.about.get("round")).first()
    now = timezone.now()
    if round is None or not round.is_open or now >= round.closes_at:
        raise Needless(CLOSED)
    part = _part(notice, round)
    if notice.kind == Notice.Kind.ROUND_AGAIN and part not in selectors.silent(round, at=mail_days.day_of(now)):
        raise Needless(ANSWERED)
    page = reverse("charters:round", kwargs={"programme": round.charter.programme_id, "round": round.pk})
    context = {
        "programme": round.charter.programme,
        "name": part.shown_name,
        "round": round,
        "proposals": round.items.count(),
        "rule": selectors.rule_of(round, at=mail_days.day_of(now)),
        "page": f"{settings.PORTAL_URL.rstrip('/')}{page}",
    }
    return compose(notice, FOLDER, context)


def _part(notice: Notice, round: Round) -> Membership:
    asked = selectors.asked(round).filter(membership__person=notice.person).first()
    if asked is None or asked.membership_id not in selectors.still_here(round, at=timezone.localdate()):
        raise Needless(GONE)
    if asked.membership.is_paused:
        raise Needless(PAUSED)
    return asked.membership


WRITERS = {Notice.Kind.ROUND: write, Notice.Kind.ROUND_AGAIN: write}
