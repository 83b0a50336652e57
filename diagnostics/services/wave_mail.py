"""Reminders of a survey: to everybody who has not answered, and nobody learns to whom.

The stored mails say who had not answered on a day, so no page lists them, no job says how many they are, and they are
deleted once the mail server has had them. What stays is the day on which a round was last reminded.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diagnostics import mail_days, survey_letters
from diagnostics.models import Invitation, Wave
from diagnostics.selectors import waves as selectors
from diagnostics.services import locking, surveys, waves
from programmes.models import Job, Membership, Notice, Programme, User
from programmes.services import audit, notices

log = logging.getLogger(__name__)

# The hour (UK time) from which reminders go out on working days.
HOUR = 9
# How long what was sent is kept: a job that stopped half-way must find it.
KEPT = timedelta(hours=1)
AT_ONCE = 500
# How long somebody waits for their own link before they may ask for it again.
PATIENCE = timedelta(minutes=10)
TITLE = "Reminders of a survey"

NOT_OPEN = "The round is not open, so there is nothing to remind people of."
OVER = "The last day has passed. Extend it first, or close the round."
TODAY = "Reminders went out today. Another can go out tomorrow."
TOO_SOON = "You asked for it a moment ago. Wait ten minutes, and look among unwanted mail too."
HELD = "All mail of this programme is held. Nothing was sent."


class NotNow(Exception):
    """No reminders go out now; `str` says why."""


def send_due(*, at: datetime | None = None) -> int:
    """Remind people of each open round whose day has come at this moment (now, unless said); returns how many rounds.

    On working days in England, from nine in the morning; never after the last day, nor while mail is held.
    """
    moment = at or timezone.now()
    forget_sent(at=moment)
    if not mail_days.may_send(moment, HOUR):
        return 0
    waves = Wave.objects.filter(state=Wave.State.OPEN, reminds_every__isnull=False).order_by("pk")
    return sum(_remind_or_log(wave, moment) for wave in waves.select_related("survey__programme", "by"))


def _remind_or_log(wave: Wave, moment: datetime) -> bool:
    """One round's trouble keeps no other waiting; the clock comes again."""
    try:
        due_on = selectors.next_reminder(wave)
        if due_on is None or due_on > mail_days.day_of(moment):
            return False
        remind(wave=wave, by=selectors.asker(wave, at=mail_days.day_of(moment)), at=moment)
    except NotNow:
        return False
    except Exception:
        log.exception("The reminders of round %s could not be written.", wave.pk)
        return False
    return True


@transaction.atomic
def remind(*, wave: Wave, by: User, at: datetime | None = None) -> None:
    """Remind everybody of an open round who has not answered, once a day; nobody learns whom, nor whether anybody.

    Not those who were taken off the list, nor leaders to whom no mail goes for now. Raises NotNow.
    """
    day = mail_days.day_of(at or timezone.now())
    locking.hold(f"survey-mail:{wave.pk}")
    surveys.hold_list(wave.survey)
    wave.refresh_from_db(fields=["state", "closes_on", "reminded_on"])
    _refuse(wave, day)
    notices.send_quietly(
        _write(_unanswered(wave, day), by=by, programme=wave.survey.programme),
        task=survey_letters.TASK,
        among=wave.invitations.count(),
        title=TITLE,
        by=by,
        back=waves.place(wave),
        programme=wave.survey.programme,
    )
    audit.write(by=by, verb="sent reminders", record=wave)
    Wave.objects.filter(pk=wave.pk).update(reminded_on=day)


def _write(invitations: Iterable[Invitation], *, by: User, programme: Programme) -> list[Notice]:
    drafts = [
        notices.draft(
            kind=Notice.Kind.SURVEY_AGAIN,
            person=None,
            address=invitation.respondent.email,
            by=by,
            programme=programme,
            about={"invitation": invitation.pk},
            task=survey_letters.TASK,
        )
        for invitation in invitations
        if invitation.respondent
    ]
    return Notice.objects.bulk_create(drafts, batch_size=AT_ONCE)


def _refuse(wave: Wave, day: date) -> None:
    if wave.state != Wave.State.OPEN:
        raise NotNow(NOT_OPEN)
    if day > wave.closes_on:
        raise NotNow(OVER)
    if wave.reminded_on == day:
        raise NotNow(TODAY)
    if notices.held(wave.survey.programme):
        raise NotNow(HELD)


def _unanswered(wave: Wave, day: date) -> QuerySet[Invitation]:
    programme = wave.survey.programme_id
    paused = Membership.objects.participants().current(day).filter(programme=programme, is_paused=True)
    asked = Invitation.objects.filter(wave=wave, used=False, respondent__withdrawn_at=None).order_by("pk")
    return (
        asked.filter(respondent__isnull=False)
        .exclude(respondent__person__in=paused.values("person"))
        .select_related("respondent")
    )


def forget_sent(*, at: datetime) -> int:
    """Delete reminders that have gone out, or never will; returns how many. They would say who answered when."""
    settled = Notice.objects.filter(kind=Notice.Kind.SURVEY_AGAIN, settled_at__lt=at - KEPT)
    return settled.exclude(state__in=Notice.TO_COME).delete()[0]


# Links that did not arrive ------------------------------------------------------------


@transaction.atomic
def send_again(*, wave: Wave, by: User) -> list[Job]:
    """Send first links again that were refused, came back or may not have gone out, to the addresses of today."""
    locking.hold(f"survey-mail:{wave.pk}")
    surveys.hold_list(wave.survey)
    stuck = selectors.undelivered(wave)
    for each in stuck:
        Notice.objects.filter(pk=each.notice.pk).update(address=each.respondent.email)
    found = [each.notice for each in stuck]
    return notices.send_again(found, programme=wave.survey.programme, by=by, back=waves.place(wave))


# A leader's own link ------------------------------------------------------------


@transaction.atomic
def send_own_link(*, invitation: Invitation, by: User, at: datetime | None = None) -> Job:
    """Send a leader a new link because they asked for it, at most once in ten minutes. Raises NotNow, waves.Refused.

    The job is theirs, so that nobody who runs the survey learns of it; the mail is signed as all of the round are.
    """
    locking.hold(f"survey-link:{invitation.pk}")
    asked = Job.objects.filter(task=waves.NEW_LINK, subject__invitation=invitation.pk, by=by)
    if asked.filter(created_at__gt=(at or timezone.now()) - PATIENCE).exists():
        raise NotNow(TOO_SOON)
    return waves.new_link(invitation=invitation, by=by)
