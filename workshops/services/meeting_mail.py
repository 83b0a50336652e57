"""Mails about a meeting: to the leader who is asked, and to whoever keeps the leader's dates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from programmes import access, account_selectors
from programmes.access import Role
from programmes.models import Job, Membership, Notice, User
from programmes.services import notices
from programmes.services.invitations import reach
from workshops import calendars, letters
from workshops.models import Event
from workshops.selectors.invitations import why_no_mail


@dataclass(frozen=True)
class Sent:
    """What writing came to: the job that sends, if any; to how many leaders; and why others get none.

    `is_held`: the mails are written, and wait until mail of the programme goes out again.
    """

    job: Job | None = None
    number: int = 0
    refused: tuple[str, ...] = ()
    is_held: bool = False


def write_to(
    event: Event,
    parts: Collection[Membership],
    *,
    kind: Notice.Kind,
    by: User,
    at: datetime | None = None,
    **about: bool,
) -> Sent:
    """Write to each of these leaders who may get mail, and to their assistants of the day `at`; one job for all.

    The parts come with `person__user`. `about` is kept with each mail, and whether it brings a calendar entry. To be
    called in the transaction of the act that the mails tell of.
    """
    day = timezone.localdate(at or timezone.now())
    barred = why_no_mail(parts)
    going = [part for part in parts if part.pk not in barred]
    told = {"event": event.pk, "entry": calendars.has_entry(event), **about}
    held = notices.held(event.programme) is not None
    written = []
    for part, reader in [*((part, part) for part in going), *_assistants(event, going, day)]:
        address = reader.person.user.email if reader.person.user else reach(reader.person, by=by)
        draft = notices.draft(
            kind=kind, person=reader.person, address=address, by=by, programme=event.programme,
            about=told | {"membership": part.pk, "to_assistant": reader is not part}, task=letters.TASK,
        )  # fmt: skip
        draft.state = Notice.State.HELD if held else Notice.State.WAITING
        written.append(draft)
    stored = Notice.objects.bulk_create(written)
    back = reverse("workshops:invitations", kwargs={"programme": event.programme_id, "event": event.pk})
    job = notices.send(stored, by=by, back=back, programme=event.programme)
    refused = tuple(f"{part.shown_name}: {barred[part.pk]}" for part in parts if part.pk in barred)
    return Sent(job, len(going), refused, is_held=held and bool(stored))


def _assistants(event: Event, parts: Collection[Membership], day: date) -> list[tuple[Membership, Membership]]:
    """Each leader's part with that of everybody who assists them on the day, and can be reached."""
    by_person = {part.person_id: part for part in parts}
    named = Membership.objects.of_owner(event.programme).standing().filter(role=Role.ASSISTANT, assists__in=by_person)
    found = list(named.filter(access.current(day)).select_related("person__user").order_by("pk"))
    barred = account_selectors.unreachable([one.person for one in found])
    reached = [one for one in found if one.person_id not in barred]
    return [(by_person[one.assists_id], one) for one in reached if one.assists_id is not None]
