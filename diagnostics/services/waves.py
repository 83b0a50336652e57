"""Rounds of a survey: planned, opened, extended, closed. Opening and closing are work of the sealing worker.

This module asks for that work; `services/sealing.py` does it, in the one process that has the keys.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.urls import reverse
from django.utils import timezone

from diagnostics import survey_letters
from diagnostics.models import Invitation, Question, Survey, Wave
from programmes.models import Job, Notice, User
from programmes.services import audit, jobs, notices

OPEN = "diagnostics.sealing.open_wave"
CLOSE = "diagnostics.sealing.close_wave"
ADD_LATE = "diagnostics.sealing.add_late"
NEW_LINK = "diagnostics.sealing.new_link"

# So many mails go out in one job: it ends well within a worker's time limit, and others get their turn.
BUNDLE = 250
BATCH = 500
# A close that failed is asked for again a day later; until then, whoever asked has "Try again".
AGAIN_AFTER = timedelta(days=1)

NOBODY = "Nobody is on the list yet. Add people first, or let people in by a link that anybody may use."
NO_QUESTION = "This survey asks nothing yet. Add a question first."
ANOTHER = "Another round of this survey is open. Close that one first."
OVER = "The last day to answer is over. Choose a later one."
NOT_OPEN = "This round is not open."
BEGUN = "This round was opened already."
BELONGS = "Something else in the programme was built on this round, so it stays."
WITHDRAWN = "This survey was withdrawn. Restore it first."


class Refused(Exception):
    """A round cannot do this now; `str` says why and what to do."""


@transaction.atomic
def plan(*, survey: Survey, by: User, **fields: Any) -> Wave:
    """A new round with the fields that people type (title, closes_on, reminds_every, has_open_link), not open yet."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    last = locked.waves.aggregate(last=Max("number"))["last"] or 0
    wave = Wave(survey=survey, number=last + 1, by=by, **fields)
    wave.full_clean(exclude=["by", "survey"])
    wave.save()
    audit.write(by=by, verb="planned", record=wave)
    return wave


@transaction.atomic
def change(*, wave: Wave, by: User, **fields: Any) -> Wave:
    """Correct a round that is not open yet. Raises Refused."""
    locked = _locked(wave)
    if locked.state != Wave.State.PLANNED:
        raise Refused(BEGUN)
    return _changed(locked, fields, by=by)


@transaction.atomic
def extend(*, wave: Wave, closes_on: date, by: User) -> Wave:
    """Give people until another day, which is not over. Raises Refused."""
    locked = _locked(wave)
    if locked.state not in (Wave.State.PLANNED, Wave.State.OPEN):
        raise Refused(NOT_OPEN)
    if closes_on < timezone.localdate():
        raise Refused(OVER)
    return _changed(locked, {"closes_on": closes_on}, by=by)


@transaction.atomic
def remove(*, wave: Wave, by: User) -> None:
    """Take away a round that was never opened. Raises Refused."""
    locked = _locked(wave)
    if locked.state != Wave.State.PLANNED:
        raise Refused(BEGUN)
    audit.write(by=by, verb="removed", record=locked)
    try:
        locked.delete()
    except ProtectedError:
        raise Refused(BELONGS) from None


@transaction.atomic
def ask_to_open(*, wave: Wave, by: User, at: datetime | None = None) -> Job:
    """Have the round opened: links are made, the mails with them go out. Raises Refused.

    Asked for twice, it is one job.
    """
    locked = _locked(wave)
    require_ready(locked, at=at)
    return _job_of(locked, OPEN) or _ask(OPEN, locked, f"Open “{locked.title}”", by=by)


@transaction.atomic
def ask_to_close(*, wave: Wave, by: User) -> Job:
    """Have the round closed for good, and its answers mixed. Asked for twice, it is one job. Raises Refused."""
    locked = _locked(wave)
    if locked.state not in (Wave.State.OPEN, Wave.State.CLOSING):
        raise Refused(NOT_OPEN)
    return _job_of(locked, CLOSE) or _ask(CLOSE, locked, f"Close “{locked.title}”", by=by)


@transaction.atomic
def add_late(*, wave: Wave, by: User) -> Job:
    """Have everybody invited who was put on the list since the round opened. Raises Refused."""
    locked = _locked(wave)
    if not locked.is_open:
        raise Refused(NOT_OPEN)
    return _job_of(locked, ADD_LATE) or _ask(ADD_LATE, locked, f"Invite more people to “{locked.title}”", by=by)


@transaction.atomic
def new_link(*, invitation: Invitation, by: User) -> Job:
    """Have a new link made and mailed, in place of the one that somebody has; that one is good for nothing then.

    It says nothing of whether they have answered: the new link does. Raises Refused.
    """
    locked = _locked(invitation.wave)
    if not locked.is_open or invitation.respondent_id is None:
        raise Refused(NOT_OPEN)
    return _ask(NEW_LINK, locked, "Make a new link", by=by, invitation=invitation.pk)


def close_due(*, at: datetime | None = None) -> int:
    """Ask to close every open round whose last day is over; returns how many. A failed close waits a day."""
    now = at or timezone.now()
    over = Wave.objects.filter(state=Wave.State.OPEN, closes_on__lt=timezone.localdate(now))
    due = over | Wave.objects.filter(state=Wave.State.CLOSING)
    asked = [wave for wave in due.select_related("by") if not (_job_of(wave, CLOSE) or _failed_lately(wave, now))]
    for wave in asked:
        with suppress(Refused):  # somebody has closed it meanwhile
            ask_to_close(wave=wave, by=wave.by)
    return len(asked)


def require_ready(wave: Wave, *, at: datetime | None = None) -> None:
    """Raises Refused where a round cannot be opened at this moment (now, unless said)."""
    if wave.state != Wave.State.PLANNED:
        raise Refused(BEGUN)
    if wave.survey.withdrawn_at:
        raise Refused(WITHDRAWN)
    if wave.closes_on < timezone.localdate(at):
        raise Refused(OVER)
    if wave.survey.waves.filter(state__in=(Wave.State.OPEN, Wave.State.CLOSING)).exists():
        raise Refused(ANOTHER)
    if not Question.objects.filter(section__survey=wave.survey, withdrawn_at=None, section__withdrawn_at=None).exists():
        raise Refused(NO_QUESTION)
    if not wave.has_open_link and not wave.survey.respondents.filter(withdrawn_at=None).exists():
        raise Refused(NOBODY)


def write_letters(
    wave: Wave, invitations: Iterable[Invitation], *, kind: Notice.Kind, by: User, asked_for: bool = False
) -> list[Job]:
    """Store a mail of this kind to each of those invited, and put them on their way, some hundreds in a job.

    The number of queries grows with the jobs only. `invitations` have their respondents at hand. While mail of the
    programme is held they are stored and stay. What was `asked_for` goes also to somebody who gets no mail for now.
    """
    programme = wave.survey.programme
    state = Notice.State.HELD if notices.held(programme) else Notice.State.WAITING
    asked = [(invitation, invitation.respondent) for invitation in invitations if invitation.respondent]
    drafts = [_letter(wave, invitation, respondent.email, kind, by=by) for invitation, respondent in asked]
    for draft in drafts:
        draft.state = state
        draft.about |= {"asked_for": True} if asked_for else {}
    bundles = _bundles(Notice.objects.bulk_create(drafts, batch_size=BATCH))
    sent = [notices.send(each, by=by, back=place(wave), programme=programme) for each in bundles]
    return [job for job in sent if job]


def _bundles(written: Sequence[Notice]) -> list[Sequence[Notice]]:
    return [written[start : start + BUNDLE] for start in range(0, len(written), BUNDLE)]


def _letter(wave: Wave, invitation: Invitation, address: str, kind: Notice.Kind, *, by: User) -> Notice:
    return notices.draft(
        kind=kind,
        person=None,
        address=address,
        by=by,
        programme=wave.survey.programme,
        about={"invitation": invitation.pk},
        task=survey_letters.TASK,
    )


def place(wave: Wave) -> str:
    """Where the round is shown."""
    kwargs = {"programme": wave.survey.programme_id, "survey": wave.survey_id, "wave": wave.pk}
    return reverse("diagnostics:wave", kwargs=kwargs)


def _locked(wave: Wave) -> Wave:
    related = Wave.objects.select_for_update(of=("self",), no_key=True).select_related("survey__programme")
    return related.get(pk=wave.pk)


def _changed(wave: Wave, fields: dict[str, Any], *, by: User) -> Wave:
    before = audit.snapshot(wave)
    for name, value in fields.items():
        setattr(wave, name, value)
    wave.full_clean(exclude=["by", "survey"])
    wave.save(update_fields=list(fields))
    audit.write(by=by, verb="changed", record=wave, changes=audit.differences(before, audit.snapshot(wave)))
    return wave


def _job_of(wave: Wave, task: str) -> Job | None:
    """The job of this kind that is on its way already."""
    alive = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(task=task, subject__wave=wave.pk, state__in=alive).first()


def _failed_lately(wave: Wave, now: datetime) -> bool:
    failed = Job.objects.filter(task=CLOSE, subject__wave=wave.pk, state=Job.State.FAILED)
    return failed.filter(finished_at__gt=now - AGAIN_AFTER).exists()


def _ask(task: str, wave: Wave, title: str, *, by: User, **about: int) -> Job:
    subject = {"wave": wave.pk} | about
    return jobs.enqueue(task=task, title=title[:160], by=by, subject=subject, programme=wave.survey.programme)
