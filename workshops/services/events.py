"""Keeping the register of a meeting. Meetings and their aims themselves are records like any other."""

from dataclasses import dataclass

from django.db import transaction

from programmes.models import User
from programmes.services import audit
from workshops.models import Attendance, Event


@dataclass(frozen=True)
class Mark:
    """How one participant (by membership id) took part; an empty mode takes them off the register."""

    membership: int
    mode: str
    since: str = ""


@transaction.atomic
def keep_register(*, event: Event, marks: list[Mark], by: User) -> int:
    """Note how each of these participants took part; returns how many lines changed. One audit row for the whole."""
    before = {row.membership_id: (row.mode, row.first_in_person_since) for row in event.attendances.select_for_update()}
    changed = [mark for mark in marks if before.get(mark.membership, ("", "")) != (mark.mode, mark.since)]
    event.attendances.filter(membership__in=[mark.membership for mark in changed if not mark.mode]).delete()
    for mark in changed:
        if mark.mode:
            said = {"mode": mark.mode, "first_in_person_since": mark.since}
            Attendance.objects.update_or_create(event=event, membership_id=mark.membership, defaults=said)
    if changed:
        audit.write(by=by, verb="kept the register", record=event, summary=f"{len(changed)} lines changed")
    return len(changed)
