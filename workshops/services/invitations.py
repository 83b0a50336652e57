"""Asking leaders to a meeting, each once, and telling those who were asked when it changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from programmes.models import Membership, Notice, User
from programmes.services import audit
from workshops.models import Attendance, Event
from workshops.selectors import invitations as selectors
from workshops.services.meeting_mail import Sent, write_to

CALLED_OFF = "This meeting is called off. Restore it before you invite anybody."


class NotOpen(Exception):
    """Nobody can be asked to this meeting; says why in plain words."""


@dataclass(frozen=True)
class Invited:
    """What inviting came to: how many are asked now who were not before, and what became of their mails."""

    number: int
    sent: Sent


@transaction.atomic
def invite(*, event: Event, parts: Collection[Membership], by: User, at: datetime | None = None) -> Invited:
    """Ask these leaders to a meeting and write to them. Whoever was asked before is left alone, whoever asks again.

    Nobody is written to about a meeting that is over. Parts of other programmes are passed over. Raises NotOpen.
    """
    moment = at or timezone.now()
    held = _locked(event)
    wanted = selectors.may_be_asked(held).filter(pk__in=[part.pk for part in parts])
    known = {row.membership_id: row for row in held.attendances.select_for_update()}
    fresh = [part for part in wanted if part.pk not in known or known[part.pk].invited_at is None]
    _note(held, fresh, known, moment)
    if not fresh:
        return Invited(0, Sent())
    audit.write(by=by, verb="invited", record=held, summary=f"{len(fresh)} to {held}")
    if _is_over(held, moment):
        return Invited(len(fresh), Sent())
    return Invited(len(fresh), write_to(held, fresh, kind=Notice.Kind.MEETING, by=by, at=moment))


@transaction.atomic
def write_again(*, event: Event, by: User, at: datetime | None = None) -> Sent:
    """Write to those who are asked and got no mail, now that it can reach them. Raises NotOpen."""
    moment = at or timezone.now()
    held = _locked(event)
    if _is_over(held, moment):
        return Sent()
    found = selectors.asked(held, at=timezone.localdate(moment))
    parts = [line.attendance.membership for line in found.lines if line.may_be_written]
    return write_to(held, parts, kind=Notice.Kind.MEETING, by=by, at=moment)


@transaction.atomic
def uninvite(*, attendance: Attendance, by: User, at: datetime | None = None) -> Sent:
    """Take an invitation back, with what was replied to it; the entry goes from the leader's calendar.

    What the register says of them stays. One that was taken back already is left alone.
    """
    moment = at or timezone.now()
    held = _locked(attendance.event)
    row = held.attendances.select_for_update().filter(pk=attendance.pk, invited_at__isnull=False).first()
    if row is None:
        return Sent()
    part = Membership.objects.select_related("person__user", "programme").get(pk=row.membership_id)
    if row.mode == Attendance.Mode.INVITED:
        row.delete()
    else:
        row.invited_at = row.replied_at = None
        row.reply = row.deputy = row.diet = row.access_needs = ""
        row.save()
    audit.write(by=by, verb="took back an invitation", record=held, summary=f"{part.shown_name}: {held}")
    if _is_over(held, moment):
        return Sent()
    return write_to(held, [part], kind=Notice.Kind.MEETING_CHANGED, by=by, at=moment, taken_back=True)


def tell_of_change(event: Event, *, by: User, at: datetime | None = None) -> Sent:
    """Write to everybody who is asked that the meeting moved, or is called off, or takes place after all.

    To be called in the transaction of the change. Nobody is written to about a meeting that is over.
    """
    moment = at or timezone.now()
    if _is_over(event, moment):
        return Sent()
    asked = selectors.asked(event, at=timezone.localdate(moment))
    parts = [line.attendance.membership for line in asked.lines if line.mail != selectors.GONE]
    return write_to(event, parts, kind=Notice.Kind.MEETING_CHANGED, by=by, at=moment)


def _note(event: Event, fresh: list[Membership], known: dict[int, Attendance], moment: datetime) -> None:
    new = [part for part in fresh if part.pk not in known]
    Attendance.objects.bulk_create(Attendance(event=event, membership=part, invited_at=moment) for part in new)
    Attendance.objects.filter(event=event, membership__in=[part.pk for part in fresh if part.pk in known]).update(
        invited_at=moment
    )


def _locked(event: Event) -> Event:
    """The meeting as it is now; one at a time may change who is asked. Raises NotOpen where nobody can be asked."""
    held = Event.objects.select_for_update(of=("self",)).select_related("programme").get(pk=event.pk)
    if held.withdrawn_at or held.is_counted:
        raise NotOpen(CALLED_OFF if held.withdrawn_at else "Individual coaching is counted, and nobody is invited.")
    return held


def _is_over(event: Event, moment: datetime) -> bool:
    return event.last_day < timezone.localdate(moment)
