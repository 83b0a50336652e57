"""Keeping the register of a meeting: who took part, and in which way."""

from dataclasses import dataclass

from django.db import transaction

from programmes.models import User
from programmes.services import audit
from workshops.models import Attendance, Event

# How somebody took part who came as they said; who said no may have come after all, so that is not noted for them.
AS_REPLIED = {
    Attendance.Reply.IN_PERSON: Attendance.Mode.IN_PERSON,
    Attendance.Reply.ONLINE: Attendance.Mode.ONLINE,
    Attendance.Reply.DEPUTY: Attendance.Mode.DEPUTY,
}


@dataclass(frozen=True)
class Mark:
    """How one participant (by membership id) took part; an empty mode takes them off the register."""

    membership: int
    mode: str
    since: str = ""


@transaction.atomic
def keep_register(*, event: Event, marks: list[Mark], by: User) -> int:
    """Note how each of these participants took part; returns how many lines changed. One audit row for the whole.

    Somebody who was asked stays asked, whatever is noted of them or taken back.
    """
    rows = {row.membership_id: row for row in event.attendances.select_for_update()}
    changed = [mark for mark in (_standing(mark, rows) for mark in marks) if _said(rows.get(mark.membership)) != mark]
    event.attendances.filter(membership__in=[mark.membership for mark in changed if not mark.mode]).delete()
    for mark in changed:
        if mark.mode:
            said = {"mode": mark.mode, "first_in_person_since": mark.since}
            Attendance.objects.update_or_create(event=event, membership_id=mark.membership, defaults=said)
    if changed:
        audit.write(by=by, verb="kept the register", record=event, summary=f"{len(changed)} lines changed")
    return len(changed)


@transaction.atomic
def note_as_replied(*, event: Event, by: User) -> int:
    """Everybody who said yes came, or their deputy did, unless something else is noted already; returns how many."""
    waiting = event.attendances.select_for_update().filter(mode=Attendance.Mode.INVITED, reply__in=AS_REPLIED)
    changed = list(waiting)
    for row in changed:
        row.mode = AS_REPLIED[Attendance.Reply(row.reply)]
    Attendance.objects.bulk_update(changed, ["mode"])
    if changed:
        audit.write(by=by, verb="kept the register", record=event, summary=f"{len(changed)} came as they said")
    return len(changed)


def _standing(mark: Mark, rows: dict[int, Attendance]) -> Mark:
    """Nobody who was asked goes from the register: with nothing noted they are invited."""
    row = rows.get(mark.membership)
    return Mark(mark.membership, Attendance.Mode.INVITED) if not mark.mode and row and row.invited_at else mark


def _said(row: Attendance | None) -> Mark | None:
    return Mark(row.membership_id, row.mode, row.first_in_person_since) if row else None
