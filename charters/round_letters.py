"""The words of the mails of a round, made the moment before each goes out: nobody who has answered is reminded."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from charters.models import Round
from charters.selectors import rounds as selectors
from diagnostics import mail_days
from programmes.models import Membership, Notice
from programmes.services.letters import GONE, UNLISTED, Needless, compose

FOLDER = "charters/mail"
CLOSED = "The round has closed."
ANSWERED = "They have answered."
PAUSED = "No mail goes to them for now."
NO_ANSWER = "They have read it, or said something else meanwhile."


def write(notice: Notice) -> EmailMessage:
    """A round is open, or still waits for them: of a notice whose `about` names the round. Raises Needless."""
    round, part = _open_to(notice)
    if notice.kind == Notice.Kind.ROUND_AGAIN and part not in selectors.silent(round, at=_today()):
        raise Needless(ANSWERED)
    return _compose(notice, round, part)


def answered(notice: Notice) -> EmailMessage:
    """There is an answer to something that they asked in a round; quotes nothing. Raises Needless."""
    round, part = _open_to(notice)
    if not selectors.has_answer(round, part):
        raise Needless(NO_ANSWER)
    message = _compose(notice, round, part)
    message.extra_headers[UNLISTED] = "yes"
    return message


def _open_to(notice: Notice) -> tuple[Round, Membership]:
    round = Round.objects.select_related("charter__programme").filter(pk=notice.about.get("round")).first()
    if round is None or not round.is_open or timezone.now() >= round.closes_at:
        raise Needless(CLOSED)
    return round, _part(notice, round)


def _compose(notice: Notice, round: Round, part: Membership) -> EmailMessage:
    page = reverse("charters:round", kwargs={"programme": round.charter.programme_id, "round": round.pk})
    context = {
        "programme": round.charter.programme,
        "name": part.shown_name,
        "round": round,
        "proposals": round.items.count(),
        "rule": selectors.rule_of(round, at=_today()),
        "page": f"{settings.PORTAL_URL.rstrip('/')}{page}",
    }
    return compose(notice, FOLDER, context)


def _today() -> date:
    return mail_days.day_of(timezone.now())


def _part(notice: Notice, round: Round) -> Membership:
    asked = selectors.asked(round).filter(membership__person=notice.person).first()
    if asked is None or asked.membership_id not in selectors.still_here(round, at=timezone.localdate()):
        raise Needless(GONE)
    if asked.membership.is_paused:
        raise Needless(PAUSED)
    return asked.membership


WRITERS = {Notice.Kind.ROUND: write, Notice.Kind.ROUND_AGAIN: write, Notice.Kind.ANSWERED: answered}
