"""Agreed in the room: what a group agreed in a meeting by show of hands, entered afterwards."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from charters.agreeing import usual_quorum
from charters.models import Charter, CharterVersion, Proposal, Resolution, Round, RoundItem, RoundMember
from charters.selectors import rounds as selectors
from charters.selectors.rounds import THERE
from charters.services.charter import apply, freeze, lock
from charters.services.rounds import Refused, held, next_number, require_free, settle_reasons, took_part
from programmes.access import Role
from programmes.models import Membership, User
from programmes.services import audit
from workshops.models import Cluster, Event

NOBODY = "Nobody is on the register of this meeting, in person or online. Keep the register first."
LIVE = "“{proposal}”: at most {there} people can have said that they can live with it, so many were there."
TOO_FEW = (
    "Of the {asked} leaders who take part now, {here} {were} there. At least {enough} must agree for all."
    " Open a round, so that the others can answer; or complete the register, if more were there."
)
TO_COME = "This meeting is still to come. Enter what it agreed once it was held."
AFTER = "Version {number} was adopted {when}, after this meeting. What was agreed before it cannot follow it."
NOT_MADE = (
    "“{proposal}” was proposed on {day:%-d %B %Y}, after this meeting, so it was not agreed there."
    " Choose the meeting in which it was, or put it to a round."
)
REWORDED = "“{proposal}” was reworded meanwhile. Read it again, then freeze it."


@dataclass(frozen=True)
class Agreed:
    """A proposal that the room agreed: `live` of them could live with it, and how each "not yet" was answered.

    `revision` is that of the words that were on the page when it was said so; None where nobody read them on a page.
    """

    proposal: Proposal
    live: int = 0
    resolved: tuple[str, ...] = ()
    revision: int | None = None


@dataclass(frozen=True)
class Present:
    """Who took part in a meeting themselves; `here` of them take part now, as do `asked` leaders in all."""

    people: tuple[Membership, ...]
    here: int
    asked: int

    @property
    def enough(self) -> int:
        """How many of those who take part now must have been there: as many as a round usually asks to answer."""
        return usual_quorum(self.asked) if self.asked else 0

    @property
    def too_few(self) -> str:
        """Why they cannot agree for all, and the way on; "" where they can."""
        if self.here >= self.enough:
            return ""
        were = "was" if self.here == 1 else "were"
        return TOO_FEW.format(asked=self.asked, here=self.here, were=were, enough=self.enough)


def there(event: Event) -> list[Membership]:
    """Who took part in the meeting themselves, in person or online, by name; a deputy agrees to nothing."""
    lines = event.attendances.filter(mode__in=THERE, membership__withdrawn_at=None)
    found = lines.select_related("membership__person__user", "membership__post__organisation")
    return [line.membership for line in found]


def present(event: Event, *, at: date) -> Present:
    """Who was there, beside the leaders who take part on the day `at`. Two queries."""
    people = there(event)
    now = {part.pk for part in selectors.leaders(event.programme, at=at)}
    return Present(tuple(people), len([part for part in people if part.pk in now]), len(now))


def too_early(charter: Charter, event: Event, *, at: date) -> str:
    """Why nothing that a meeting agreed can be the next version on the day `at`; "" where it can."""
    if event.starts_on.day > at:
        return TO_COME
    newest = charter.versions.order_by("number").last()
    if newest and event.last_day < newest.adopted_on.day:
        return AFTER.format(number=newest.number, when=newest.adopted_on)
    return ""


def require_possible(charter: Charter, event: Event, agreed: Sequence[Agreed], *, at: date) -> Present:
    """Who was there. Raises Refused where they cannot have agreed this for all who take part on the day `at`."""
    found = present(event, at=at)
    require_free(charter, held(charter, [row.proposal.pk for row in agreed]))
    if reason := _why_not(charter, event, found, at):
        raise Refused(reason)
    for row in agreed:
        _require_sound(row, event, len(found.people))
    return found


@transaction.atomic
def agreed_in_room(
    *, charter: Charter, event: Event, agreed: Iterable[Agreed], by: User, at: datetime | None = None
) -> CharterVersion:
    """Enter what those on the meeting's register agreed there, and freeze it as a version adopted on that day.

    It is kept as a round that was opened and closed at once, among those who were there: all of them agreed, `live` of
    them with "I can live with it". Raises Refused, among others where fewer of those who take part now were there than
    a round usually asks to answer; or NothingToAdopt where no commitment is left.
    """
    locked, moment, rows = lock(charter), at or timezone.now(), list(agreed)
    people = require_possible(locked, event, rows, at=timezone.localdate(moment)).people
    entered = _round(locked, event, people, by=by, at=moment)
    for place, row in enumerate(rows, start=1):
        _enter(entered, place, row, len(people), by=by)
    audit.write(
        by=by,
        verb="entered as agreed in the room",
        record=entered,
        summary=f"{entered}: {len(rows)} proposals, {len(people)} people, {event}",
    )
    return freeze(
        charter=locked, adopted_on=event.starts_on, agreed_in=entered, event=event, took_part=took_part(people), by=by
    )


def _why_not(charter: Charter, event: Event, found: Present, at: date) -> str:
    return (NOBODY if not found.people else "") or found.too_few or too_early(charter, event, at=at)


def _require_sound(row: Agreed, event: Event, there: int) -> None:
    current = Proposal.objects.select_related("member").get(pk=row.proposal.pk)
    if not 0 <= row.live <= there:
        raise Refused(LIVE.format(proposal=current, there=there))
    if row.revision is not None and row.revision != current.revision:
        raise Refused(REWORDED.format(proposal=current))
    made_on = _made_on(current)
    if made_on and event.last_day < made_on:
        raise Refused(NOT_MADE.format(proposal=current, day=made_on))


def _made_on(proposal: Proposal) -> date | None:
    """The first day on which a room can have agreed a proposal; None where nobody knows.

    That of the meeting that gathered it, or on which a leader made it. What a facilitator typed may be what a room
    worded on paper, days before.
    """
    label, _, key = proposal.origin.partition(":")
    if label == Cluster._meta.label_lower:
        event = Event.objects.filter(exercises__clusters=int(key)).first()
        return event.starts_on.day if event else None
    if proposal.member and proposal.member.role == Role.PARTICIPANT:
        return timezone.localdate(proposal.created_at)
    return None


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
