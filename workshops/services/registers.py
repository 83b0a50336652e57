"""Keeping the register of a meeting: who took part, and in which way."""

from dataclasses import dataclass

from django.db import transaction

from programmes.models import User
from programmes.services import audit
from workshops.models import Attendance, Event


@dataclass(frozen=True)
class Mark:
    """How one participant (by membership id) took part; an empty mode takes them off the register.

    `was` is how the line stood, mode and since, when whoever marks it last saw it; None where nobody looked.
    """

    membership: int
    mode: str
    since: str = ""
    was: tuple[str, str] | None = None

    @property
    def said(self) -> tuple[str, str]:
        return self.mode, self.since


@dataclass(frozen=True)
class Kept:
    """How many lines changed, and which (by membership id) were not touched because somebody else had changed them."""

    changed: int
    overtaken: frozenset[int] = frozenset()


@transaction.atomic
def keep_register(*, event: Event, marks: list[Mark], by: User) -> Kept:
    """Note how each of these participants took part. One audit row for the whole.

    Each line is for itself: one that its mark leaves as it was is not written, and one that is neither as it was nor as
    its mark says has been changed by somebody else meanwhile and stays. Somebody who was asked stays asked.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    rows = {row.membership_id: row for row in event.attendances.select_for_update()}
    now = {mark: _stands(rows.get(mark.membership)) for mark in marks}
    wanted = [mark for mark in marks if mark.said not in (mark.was, now[mark])]
    overtaken = frozenset(mark.membership for mark in wanted if mark.was not in (None, now[mark]))
    changed = [mark for mark in wanted if mark.membership not in overtaken]
    for mark in changed:
        _note(event, mark, rows.get(mark.membership))
    if changed:
        audit.write(by=by, verb="kept the register", record=event, summary=f"{len(changed)} lines changed")
    return Kept(len(changed), overtaken)


def _note(event: Event, mark: Mark, row: Attendance | None) -> None:
    """Somebody who was asked stays, as invited; of others with nothing noted there is no line."""
    if not mark.mode and row and not row.invited_at:
        row.delete()
        return
    row = row or Attendance(event=event, membership_id=mark.membership)
    row.mode, row.first_in_person_since = mark.mode or Attendance.Mode.INVITED, mark.since if mark.mode else ""
    row.save()


def _stands(row: Attendance | None) -> tuple[str, str]:
    """What the register says of a line: mode and since, both empty while nothing is noted."""
    if row is None or row.mode == Attendance.Mode.INVITED:
        return "", ""
    return row.mode, row.first_in_person_since
