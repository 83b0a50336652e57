"""Agreed in the room: what a group agreed in a meeting by show of hands, entered afterwards."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charters.models import Charter, CharterVersion, Proposal, Resolution, Round, RoundItem, RoundMember
from charters.selectors.rounds import THERE
from charters.services.charter import apply, freeze, lock
from charters.services.rounds import Refused, held, next_number, require_free, settle_reasons, took_part
from programmes.models import Membership, User
from programmes.services import audit
from workshops.models import Event

NOBODY = "Nobody is on the register of this meeting, in person or online. Keep the register first."
LIVE = "“{proposal}”: at most {there} people can have said that they can live with it, so many were there."


@dataclass(frozen=True)
class Agreed:
    """A proposal that the room agreed: `live` of them could live with it, and how each "not yet" was answered."""

    proposal: Proposal
    live: int = 0
    resolved: tuple[str, ...] = ()


def there(event: Event) -> list[Membership]:
    """Who took part in the meeting themselves, in person or online, by name; a deputy agrees to nothing."""
    lines = event.attendances.filter(mode__in=THERE, membership__withdrawn_at=None)
    found = lines.select_related("membership__person__user", "membership__post__organisation")
    return [line.membership for line in found]


@transaction.atomic
def agreed_in_room(
    *, charter: Charter, event: Event, agreed: Iterable[Agreed], by: User, at: datetime | None = None
) -> CharterVersion:
    """Enter what those on the meeting's register agreed there, and freeze it as a version adopted on that day.

    It is kept as a round that was opened and closed at once, among those who were there: all of them agreed, `live` of
    them with "I can live with it". Raises Refused, or NothingToAdopt where no commitment is left.
    """
    locked = lock(charter)
    rows = list(agreed)
    present = there(event)
    require_free(locked, held(locked, [row.proposal.pk for row in rows]))
    _require_sound(rows, present)
    entered = _round(locked, event, present, by=by, at=at or timezone.now())
    for place, row in enumerate(rows, start=1):
        _enter(entered, place, row, len(present), by=by)
    audit.write(
        by=by,
        verb="entered as agreed in the room",
        record=entered,
        summary=f"{entered}: {len(rows)} proposals, {len(present)} people, {event}",
    )
    return freeze(
        charter=locked, adopted_on=event.starts_on, agreed_in=entered, event=event, took_part=took_part(present), by=by
    )


def _require_sound(rows: Sequence[Agreed], present: Collection[Membership]) -> None:
    if not present:
        raise Refused(NOBODY)
    for row in rows:
        if not 0 <= row.live <= len(present):
            raise Refused(LIVE.format(proposal=row.proposal, there=len(present)))


def _round(charter: Charter, event: Event, present: Collection[Membership], *, by: User, at: datetime) -> Round:
    entered = Round.objects.create(
        charter=charter, number=next_number(charter), state=Round.State.CLOSED, opened_at=at, closes_at=at,
        closed_at=at, quorum=len(present), event=event, on_paper=True,
        by=by,
    )  # fmt: skip
    RoundMember.objects.bulk_create(RoundMember(round=entered, membership=part) for part in present)
    return entered


def _enter(entered: Round, place: int, row: Agreed, number: int, *, by: User) -> None:
    proposal = Proposal.objects.get(pk=row.proposal.pk)
    item = RoundItem.objects.create(
        round=entered, proposal=proposal, position=place, text=proposal.text, behaviours=proposal.behaviours,
        outcome=RoundItem.Outcome.AGREED, agree=number - row.live, live=row.live,
    )  # fmt: skip
    Resolution.objects.bulk_create(
        Resolution(item=item, text=text, by=by, at=entered.opened_at) for text in row.resolved
    )
    apply(proposal, by)
    settle_reasons([proposal])
