"""Mails of a round: one to everybody asked as it opens, reminders only to those who have not answered, and word that
there is an answer to whoever said "not yet"."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from charters.models import Round, RoundMember
from charters.selectors import rounds as selectors
from charters.services import mail
from diagnostics import mail_days
from programmes.access import Role
from programmes.models import Membership, Notice, User
from programmes.services import audit, notices

log = logging.getLogger(__name__)

# The hour (UK time) from which reminders go out on working days, and how long before the end of a round.
HOUR = 9
BEFORE = timedelta(days=2)

OVER = "The round is over, so there is nothing to remind people of."
TODAY = "Reminders went out today. Another can go out tomorrow."
HELD = "All mail of this programme is held. Nothing was sent."
ALL = "Everybody whom a mail reaches has answered. Nobody needed a reminder."


class NotNow(Exception):
    """No reminders go out now; `str` says why."""


@transaction.atomic
def announce(*, round: Round, by: User) -> int:
    """Tell everybody asked that a round is open; returns how many mails. Who is paused finds it on their page."""
    members = [each.membership for each in selectors.asked(round)]
    return _write(round, [part for part in members if not part.is_paused], kind=Notice.Kind.ROUND, by=by)


@transaction.atomic
def remind(*, round: Round, by: User, at: datetime | None = None) -> int:
    """Remind those who have not answered everything, at most once a day; returns how many mails. Raises NotNow.

    Not those who take part no longer, nor those to whom no mail goes for now.
    """
    moment = at or timezone.now()
    day = mail_days.day_of(moment)
    current = Round.objects.select_for_update(of=("self",)).select_related("charter__programme").get(pk=round.pk)
    _refuse(current, moment)
    silent = _silent(current, day)
    if not silent:
        raise NotNow(ALL)
    sent = _remind(current, silent, day, by=by)
    audit.write(by=by, verb="sent reminders", record=current, summary=f"{current}: to {sent} people")
    return sent


def tell_of_more_time(*, round: Round, by: User, at: datetime) -> int:
    """Remind those who have not answered everything that there is more time now, whenever they last were.

    The round's row is held by whoever gave the time. While mail of the programme is held, these mails wait with it.
    """
    day = mail_days.day_of(at)
    return _remind(round, _silent(round, day), day, by=by)


def tell_answered(*, member: RoundMember, by: User) -> int:
    """Tell whoever said "not yet" that there is an answer; once, while such a mail is still to go out.

    Expects the round, its programme and the person at hand, and the round's row held. Who is paused finds the answer
    on their page.
    """
    part, to_come = member.membership, (Notice.State.WAITING, Notice.State.HELD)
    if part.is_paused or _answers(member.round).filter(person=part.person_id, state__in=to_come).exists():
        return 0
    return _write(member.round, [part], kind=Notice.Kind.ANSWERED, by=by)


def forget_answers(round: Round) -> None:
    """Delete what was written to whoever said "not yet", whatever became of it: from now on nothing tells who did."""
    _answers(round).delete()


def send_due(*, at: datetime | None = None) -> int:
    """Remind people of each open round that ends soon, as of this moment (now, unless said); returns how many rounds.

    On working days in England, from nine in the morning, once.
    """
    moment = at or timezone.now()
    if not mail_days.may_send(moment, HOUR):
        return 0
    day = mail_days.day_of(moment)
    rounds = Round.objects.filter(state=Round.State.OPEN, closes_at__gt=moment).order_by("pk")
    due = [each for each in rounds.select_related("charter__programme", "by") if _is_due(each, day)]
    return sum(_remind_or_log(each, moment) for each in due)


def reminder_day(round: Round) -> date:
    """The working day on which the clock reminds people: two days before the end, or the last one before that."""
    day = mail_days.day_of(round.closes_at) - BEFORE
    while not mail_days.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _is_due(round: Round, day: date) -> bool:
    """Whether the clock still owes a reminder: none on the day of the opening, none after one by hand."""
    due_on = reminder_day(round)
    is_new = mail_days.day_of(round.opened_at) >= due_on
    return not is_new and due_on <= day and (round.reminded_on is None or round.reminded_on < due_on)


def _remind_or_log(round: Round, moment: datetime) -> bool:
    """One round's trouble keeps no other waiting; the clock comes again."""
    try:
        remind(round=round, by=author(round, at=mail_days.day_of(moment)), at=moment)
    except NotNow:
        return False
    except Exception:
        log.exception("The reminders of round %s could not be written.", round.pk)
        return False
    return True


def author(round: Round, *, at: date) -> User:
    """Who signs the mails and gets the answers: whoever opened the round, or a facilitator of the day `at`."""
    facilitators = round.charter.programme.memberships.standing().filter(role=Role.FACILITATOR).current(at)
    active = facilitators.filter(person__user__is_active=True).select_related("person__user").order_by("pk")
    users = [part.person.user for part in active if part.person.user]
    return round.by if round.by in users or not users else users[0]


def _answers(round: Round) -> QuerySet[Notice]:
    return Notice.objects.filter(kind=Notice.Kind.ANSWERED, programme=round.charter.programme_id, about__round=round.pk)


def _silent(round: Round, day: date) -> list[Membership]:
    return [part for part in selectors.silent(round, at=day) if not part.is_paused]


def _remind(round: Round, silent: Sequence[Membership], day: date, *, by: User) -> int:
    round.reminded_on = day
    round.save(update_fields=["reminded_on"])
    return _write(round, silent, kind=Notice.Kind.ROUND_AGAIN, by=by)


def _refuse(round: Round, moment: datetime) -> None:
    if not round.is_open or moment >= round.closes_at:
        raise NotNow(OVER)
    if round.reminded_on == mail_days.day_of(moment):
        raise NotNow(TODAY)
    if notices.held(round.charter.programme):
        raise NotNow(HELD)


def _write(round: Round, parts: Sequence[Membership], *, kind: Notice.Kind, by: User) -> int:
    programme = round.charter.programme
    back = reverse("charters:round", kwargs={"programme": programme.pk, "round": round.pk})
    return len(mail.write_to(parts, kind=kind, programme=programme, about={"round": round.pk}, by=by, back=back))
