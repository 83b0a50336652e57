"""What leaders, or their assistants, reply to an invitation, and what they need to take part.

Needs are about health and faith, so they are kept for the meeting only: they go NEEDS_KEPT after it.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from programmes.models import User
from programmes.services import audit
from workshops.models import Attendance, Event

NEEDS_KEPT = timedelta(days=30)
OVER = "This meeting is over."
NOT_ASKED = "The invitation was taken back, or the meeting is called off. Ask your facilitator."
NAME_THEM = "Say who comes instead, so that we expect them."

# How one can take part, by how people meet.
OFFERED = {
    Event.Setting.IN_PERSON: (Attendance.Reply.IN_PERSON, Attendance.Reply.DEPUTY, Attendance.Reply.NO),
    Event.Setting.ONLINE: (Attendance.Reply.ONLINE, Attendance.Reply.DEPUTY, Attendance.Reply.NO),
    Event.Setting.BOTH: tuple(Attendance.Reply),
}


class TooLate(Exception):
    """A reply that cannot be taken any more; says why in plain words."""


class Overtaken(Exception):
    """Somebody replied after the page was made; nothing was kept."""


@transaction.atomic
def reply(
    *,
    attendance: Attendance,
    choice: str,
    deputy: str = "",
    diet: str = "",
    access_needs: str = "",
    by: User,
    at: datetime | None = None,
) -> Attendance:
    """Say whether the leader comes, and what whoever comes needs; said again, it replaces what was said before.

    `deputy` is kept only with a deputy, needs only where somebody comes. Raises TooLate, and ValueError for a deputy
    without a name or a way to take part that the meeting does not have.
    """
    moment = at or timezone.now()
    row = _asked(attendance)
    if row.event.last_day < timezone.localdate(moment):
        raise TooLate(OVER)
    if not choice:
        raise ValueError(choice)
    _say(row, choice, deputy.strip(), diet.strip(), access_needs.strip(), moment)
    audit.write(by=by, verb="replied", record=row, summary=f"{row.membership.shown_name}: {row.get_reply_display()}")
    return row


@transaction.atomic
def note(
    *,
    attendance: Attendance,
    choice: str,
    deputy: str = "",
    diet: str = "",
    access_needs: str = "",
    forget: bool = False,
    seen: str | None = None,
    by: User,
    at: datetime | None = None,
) -> Attendance:
    """Keep what a leader told a facilitator, by telephone or on paper, before the meeting or after it.

    An empty `choice` takes a reply back. Needs that are empty stay as they were written, unless all are to `forget`.
    `seen` is the `state_of` the line when the page was made. Raises Overtaken where it is another now, TooLate where
    nobody is asked any more, ValueError as `reply` does.
    """
    row = _asked(attendance)
    if seen is not None and seen != state_of(row):
        raise Overtaken
    diet, access_needs = diet.strip(), access_needs.strip()
    if not forget:
        diet, access_needs = diet or row.diet, access_needs or row.access_needs
    _say(row, choice, deputy.strip(), diet, access_needs, at or timezone.now())
    said = row.get_reply_display() if choice else "No reply after all"
    audit.write(by=by, verb="noted a reply", record=row, summary=f"{row.membership.shown_name}: {said}")
    return row


def state_of(row: Attendance) -> str:
    """What was replied and when, as a word that changes with every reply."""
    return row.replied_at.isoformat() if row.replied_at else ""


def _asked(attendance: Attendance) -> Attendance:
    """The line as it is now; nobody else changes it meanwhile. Raises TooLate where the leader is not asked."""
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("event", "membership__person")
    row = rows.filter(pk=attendance.pk, invited_at__isnull=False, event__withdrawn_at=None).first()
    if row is None:
        raise TooLate(NOT_ASKED)
    return row


def _say(row: Attendance, choice: str, deputy: str, diet: str, access_needs: str, moment: datetime) -> None:
    if choice and choice not in OFFERED[Event.Setting(row.event.setting)]:
        raise ValueError(choice)
    if choice == Attendance.Reply.DEPUTY and not deputy:
        raise ValueError(NAME_THEM)
    comes = choice not in ("", Attendance.Reply.NO)
    row.reply, row.replied_at = choice, moment if choice else None
    row.deputy = deputy if choice == Attendance.Reply.DEPUTY else ""
    row.diet, row.access_needs = (diet, access_needs) if comes else ("", "")
    row.save(update_fields=["reply", "replied_at", "deputy", "diet", "access_needs"])


@transaction.atomic
def forget_needs(*, at: date) -> int:
    """Empty what people needed at meetings that ended NEEDS_KEPT before the day `at`, or earlier; returns how many."""
    kept = Attendance.objects.exclude(diet="", access_needs="").select_related("event")
    old = [
        row.pk for row in kept.filter(event__starts_on__lte=at - NEEDS_KEPT) if row.event.last_day <= at - NEEDS_KEPT
    ]
    return Attendance.objects.filter(pk__in=old).update(diet="", access_needs="")
