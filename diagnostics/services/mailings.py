"""Sending the pre-work's invitations, reminders and nudges, and holding all mail of a programme.

Why somebody was mailed about a step is a `StepMail`, stored with the mail in one transaction under one lock for each
programme: nobody is mailed twice for one reason, whoever asks and however often the clock rings.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import letters, mail_days
from diagnostics.models import Mailing, PersonStep, PreWorkStep, StepMail
from diagnostics.selectors import mailings as selectors
from diagnostics.selectors.mailings import Letter
from diagnostics.selectors.tracker import Asked, State, tracker
from diagnostics.services import locking
from programmes import account_selectors
from programmes.access import Role
from programmes.models import Job, MailHold, Membership, Notice, Person, Programme, User
from programmes.services import audit, notices, records
from programmes.services.invitations import reach

log = logging.getLogger(__name__)

HELD = "All mail of this programme is held. Nothing was sent."
ANONYMOUS = "An anonymous survey has no nudge: nobody knows who has answered it."
DROPPED = "Mail of the programme was held. What is still open goes out anew."
GONE = "Somebody you chose takes no part in the programme any more."
PAUSED = "{name} gets no mail for now. Let mail go to them again first."
DONE = "{name} has done it."
BOOKED = "{name} has booked a time."
LEFT_OUT = "{name} is not asked for it."
NOT_YET = "{name} is asked for it from a later day on."
LATE = "The date for {name} has passed. Give them a later one first."
TODAY = "{name} got a mail about it today."


@dataclass(frozen=True)
class Sent:
    """What a round of mail came to: the job that sends it, if any, to how many, and why others get none."""

    job: Job | None
    number: int
    refused: tuple[str, ...]


# Invitations and reminders ------------------------------------------------------------


def send_due(*, at: datetime | None = None) -> int:
    """Write the invitations and reminders that are due at this moment (now, unless said); returns how many mails."""
    moment = at or timezone.now()
    planned = Mailing.objects.standing().filter(starts_on__lte=mail_days.day_of(moment))
    due = [each for each in planned.order_by("programme", "purpose") if mail_days.may_send(moment, each.hour)]
    return sum(_send_or_log(mailing, mail_days.day_of(moment)) for mailing in due)


def _send_or_log(mailing: Mailing, day: date) -> int:
    """One programme's trouble keeps no other programme waiting; the clock comes again."""
    try:
        return _send(mailing, day)
    except Exception:
        log.exception("The mails of mailing %s could not be written.", mailing.pk)
        return 0


@transaction.atomic
def _send(mailing: Mailing, day: date) -> int:
    programme = mailing.programme
    if not _may_write(programme):
        return 0
    due = selectors.due_letters(mailing, at=day)
    if not due:
        return 0
    kind = Notice.Kind.PREWORK if mailing.purpose == Mailing.Purpose.INVITATION else Notice.Kind.REMINDER
    draft = _Draft(programme, kind, mailing.purpose, author(mailing, at=day), mailing, day)
    return _write(due, draft).number


def author(mailing: Mailing, *, at: date) -> User:
    """Who signs the mails and gets the answers: whoever wrote the text last, or a facilitator of the day `at`."""
    facilitators = mailing.programme.memberships.standing().filter(role=Role.FACILITATOR).current(at)
    active = facilitators.filter(person__user__is_active=True).select_related("person__user").order_by("pk")
    users = [part.person.user for part in active if part.person.user]
    return mailing.by if mailing.by in users or not users else users[0]


def _may_write(programme: Programme) -> bool:
    """Take the programme's lock, and forget mails that were dropped: whether mail goes out at all."""
    locking.hold(_lock(programme))
    StepMail.objects.filter(notice__programme=programme, notice__state=Notice.State.DROPPED).delete()
    return notices.held(programme) is None


def _lock(programme: Programme) -> str:
    return f"mail:{programme.pk}"


@dataclass(frozen=True)
class _Draft:
    """What the mails of a round have in common."""

    programme: Programme
    kind: Notice.Kind
    purpose: str
    by: User
    mailing: Mailing | None
    day: date


def _write(due: Sequence[Letter], draft: _Draft) -> Sent:
    """Store a mail and its reasons for each letter, and put them on their way in one job."""
    addresses, refused = _addresses([letter.part for letter in due], by=draft.by)
    going = [letter for letter in due if letter.part.person_id in addresses]
    written = Notice.objects.bulk_create(_notice(letter, draft, addresses) for letter in going)
    StepMail.objects.bulk_create(
        StepMail(step=asked.step, person=letter.part.person, purpose=draft.purpose, on=draft.day, notice=notice)
        for letter, notice in zip(going, written, strict=True)
        for asked in letter.asked
    )
    job = notices.send(written, by=draft.by, back=_back(draft.programme), programme=draft.programme)
    return Sent(job, len(written), refused)


def _notice(letter: Letter, draft: _Draft, addresses: dict[int, str]) -> Notice:
    return notices.draft(
        kind=draft.kind,
        person=letter.part.person,
        address=addresses[letter.part.person_id],
        by=draft.by,
        programme=draft.programme,
        about={"mailing": draft.mailing.pk if draft.mailing else None},
        task=letters.TASK,
    )


def _addresses(parts: Sequence[Membership], *, by: User) -> tuple[dict[int, str], tuple[str, ...]]:
    """Where mail to each goes, by person, with an account opened for who has none; and why others cannot be reached."""
    barred = account_selectors.unreachable([part.person for part in parts])
    found, refused = {}, []
    for part in parts:
        reason = barred.get(part.person_id)
        if reason:
            refused.append(f"{part.shown_name}: {reason}")
        else:
            found[part.person_id] = part.person.user.email if part.person.user else reach(part.person, by=by)
    return found, tuple(refused)


def _back(programme: Programme) -> str:
    return reverse("diagnostics:mail", kwargs={"programme": programme.pk})


# By hand ------------------------------------------------------------


@transaction.atomic
def nudge(*, step: PreWorkStep, people: Collection[Person], by: User, at: date | None = None) -> Sent:
    """Remind these people of one step now, with the words of the reminders; says why some are not reminded.

    Nobody is nudged who has done it, is paused, gone or not asked, whose date has passed, or who was mailed about it
    today.
    """
    day = at or timezone.localdate()
    if not step.is_tracked:
        return Sent(None, 0, (ANONYMOUS,))
    if not _may_write(step.programme):
        return Sent(None, 0, (HELD,))
    rows = {row.membership.person_id: row for row in tracker(step.programme, at=day).rows}
    due, refused = [], []
    for person in people:
        row = rows.get(person.pk)
        asked = next((each for each in row.steps if each.step == step), None) if row else None
        reason = _why_not(row.membership, asked, day) if row and asked else GONE
        if reason:
            refused.append(reason.format(name=row.membership.shown_name if row else ""))
        elif row and asked:
            due.append(Letter(row.membership, (asked,)))
    sent = _write(due, _Draft(step.programme, Notice.Kind.REMINDER, StepMail.Purpose.NUDGE, by, None, day))
    return Sent(sent.job, sent.number, (*refused, *sent.refused))


def _why_not(part: Membership, asked: Asked, day: date) -> str:
    """Why this person is not nudged; "" where they are."""
    reasons = {
        PAUSED: part.is_paused,
        LEFT_OUT: asked.state == State.LEFT_OUT,
        DONE: asked.state == State.DONE,
        BOOKED: not selectors.is_open(asked),
        NOT_YET: bool(asked.step.opens_on and asked.step.opens_on > day),
        LATE: bool(asked.due_on and asked.due_on < day),
        TODAY: asked.mailed_on == day,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


# Texts and times ------------------------------------------------------------


@transaction.atomic
def store(mailing: Mailing, *, by: User) -> Mailing:
    """Plan a mailing, or change its text or its time; whoever does signs its mails from now on.

    Raises IntegrityError where the programme has planned it already.
    """
    mailing.by = by
    return records.correct(mailing, by=by) if mailing.pk else records.add(mailing, by=by)


@transaction.atomic
def pause(part: Membership, *, is_paused: bool, by: User) -> None:
    """Let no invitation or reminder go to this person for now, or let them go again."""
    part.is_paused = is_paused
    records.correct(part, by=by)


@transaction.atomic
def send_again(found: Collection[Notice], *, programme: Programme, by: User) -> list[Job]:
    """Send mails again that were refused, came back or are unsure; nothing while mail of the programme is held."""
    locking.hold(_lock(programme))
    return notices.send_again(found, programme=programme, by=by, back=_back(programme))


# Holding all mail ------------------------------------------------------------


@transaction.atomic
def hold(*, programme: Programme, reason: str, by: User, at: datetime | None = None) -> MailHold:
    """Let no mail of the programme go out, from now until it is lifted; what was on its way waits. Twice is once."""
    locking.hold(_lock(programme))
    already = notices.held(programme)
    if already:
        return already
    held = MailHold.objects.create(programme=programme, reason=reason, by=by, since=at or timezone.now())
    stopped = notices.hold_back(programme)
    audit.write(by=by, verb="held mail", record=held, summary=f"{programme}: {stopped} on their way wait too")
    return held


def days_held(held: MailHold, *, at: date) -> int:
    """How many days the hold has lasted by the day `at`: by so many the dates are proposed to move."""
    return max((at - timezone.localdate(held.since)).days, 0)


@transaction.atomic
def lift(*, programme: Programme, move_days: int, by: User, at: datetime | None = None) -> MailHold | None:
    """Let mail go out again, with every date that had not passed when the hold began `move_days` (0 to 365) later.

    Mails of bookings and invitations to the portal that still make sense go out now. Invitations to pre-work and
    reminders are forgotten; whoever they are still for gets them anew. None where no mail was held.
    """
    locking.hold(_lock(programme))
    held = notices.held(programme)
    if held is None:
        return None
    held.until, held.moved_days = max(at or timezone.now(), held.since), move_days
    held.save(update_fields=["until", "moved_days"])
    moved = _move_dates(programme, since=timezone.localdate(held.since), days=move_days, by=by) if move_days else 0
    audit.write(by=by, verb="let mail go", record=held, summary=f"{programme}: {moved} dates moved by {move_days} days")
    kinds = (*selectors.MAIL_KINDS, Notice.Kind.SURVEY_AGAIN)
    notices.drop_held(programme, kinds=kinds, reason=DROPPED)
    notices.release_held(programme, by=by, back=_back(programme))
    return held


def _move_dates(programme: Programme, *, since: date, days: int, by: User) -> int:
    """Move what steps ask for by, and people's own dates; returns how many."""
    later = timedelta(days=days)
    steps = list(PreWorkStep.objects.standing().of_owner(programme).filter(due_on__gte=since))
    for step in steps:
        step.due_on = _moved(step.due_on, later)
        records.correct(step, by=by)
    own = list(PersonStep.objects.filter(step__programme=programme, due_on__gte=since).select_related("person", "step"))
    entries = []
    for row in own:
        before, row.due_on = row.due_on, _moved(row.due_on, later)
        changes = {"due_on": [audit.plain(before), audit.plain(row.due_on)]}
        entries.append(audit.Entry("corrected", row, str(row), changes))
    PersonStep.objects.bulk_update(own, ["due_on"])
    audit.write_all(entries, by=by)
    return len(steps) + len(own)


def _moved(due_on: date | None, later: timedelta) -> date | None:
    return due_on + later if due_on else None
