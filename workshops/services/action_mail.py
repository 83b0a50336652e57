"""Reminders of actions: a week before the day and on the day after it, in one mail for each owner and programme.

What somebody was reminded of is stored with the mail in one transaction, under one lock for each programme: nobody is
reminded twice, however often the clock rings.
"""

import logging
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import mail_days
from diagnostics.services import locking
from programmes import account_selectors
from programmes.access import Role
from programmes.models import Membership, Notice, Programme, User
from programmes.services import notices
from programmes.services.invitations import reach
from workshops import letters
from workshops.models import Action
from workshops.selectors import actions as selectors

log = logging.getLogger(__name__)

# The hour (UK time) from which reminders go out on working days.
HOUR = 9


def send_due(*, at: datetime | None = None) -> int:
    """Write the reminders that are due at this moment (now, unless said); returns how many mails.

    On working days in England, from nine in the morning.
    """
    moment = at or timezone.now()
    if not mail_days.may_send(moment, HOUR):
        return 0
    day = mail_days.day_of(moment)
    programmes = {action.programme for action in selectors.to_remind(at=day)}
    return sum(_remind_or_log(programme, day) for programme in sorted(programmes, key=lambda each: each.pk))


def _remind_or_log(programme: Programme, day: date) -> int:
    """One programme's trouble keeps no other waiting; the clock comes again."""
    try:
        return remind(programme=programme, at=day)
    except Exception:
        log.exception("The reminders of actions of programme %s could not be written.", programme.pk)
        return 0


@transaction.atomic
def remind(*, programme: Programme, at: date) -> int:
    """Remind owners of the programme's actions that are due for it on the day `at`; returns how many mails.

    None while mail of the programme is held, and none where nobody facilitates: an answer would reach nobody.
    """
    locking.hold(f"action-mail:{programme.pk}")
    by = _author(programme, at)
    if by is None or notices.held(programme):
        return 0
    due = [action for action in selectors.to_remind(at=at) if action.programme_id == programme.pk]
    addresses = _addresses([action.owner for action in due if action.owner], by=by)
    theirs = [action for action in due if action.owner_id in addresses]
    written = [
        _write(addresses[owner], list(rows), programme, by)
        for owner, rows in groupby(theirs, key=lambda action: action.owner_id)
        if owner
    ]
    Action.objects.filter(pk__in=[action.pk for action in theirs]).update(reminded_on=at)
    back = reverse("workshops:actions", kwargs={"programme": programme.pk})
    notices.send(written, by=by, back=back, programme=programme)
    return len(written)


def _write(address: str, rows: list[Action], programme: Programme, by: User) -> Notice:
    owner = rows[0].owner
    return notices.write(
        kind=Notice.Kind.ACTION,
        person=owner.person if owner else None,
        address=address,
        by=by,
        programme=programme,
        about={"actions": [row.pk for row in rows]},
        task=letters.TASK,
    )


def _addresses(parts: list[Membership], *, by: User) -> dict[int, str]:
    """Where mail to these owners goes, by part, with an account opened for who has none; without the unreachable."""
    barred = account_selectors.unreachable([part.person for part in parts])
    reached = {part.pk: part for part in parts if part.person_id not in barred}
    return {
        pk: part.person.user.email if part.person.user else reach(part.person, by=by) for pk, part in reached.items()
    }


def _author(programme: Programme, at: date) -> User | None:
    """Who signs the mails and gets the answers: the facilitator who has been there longest."""
    parts = programme.memberships.standing().filter(role=Role.FACILITATOR, person__user__is_active=True).current(at)
    part = parts.select_related("person__user").order_by("starts_on", "pk").first()
    return part.person.user if part else None
