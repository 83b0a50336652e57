"""Rounds: proposals are put before the members for a while, and what they all can live with is agreed.

Whoever opens or closes a round takes the charter's row first, then the round's; whoever says where they stand takes the
round's row only. So a stance is counted once, or comes late and is told so.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from charters import agreeing
from charters.models import Charter, Proposal, Round, RoundItem, RoundMember, Stance
from charters.selectors import rounds as selectors
from charters.services import round_mail
from charters.services.charter import NothingToAdopt, apply, freeze, lock
from programmes.dates import FactDate
from programmes.models import Membership, User
from programmes.services import audit
from workshops.models import Event, Exercise, Room
from workshops.services import rooms

log = logging.getLogger(__name__)

ANOTHER = "A round is open. Close it first: people answer one at a time."
NOTHING = "Choose at least one proposal."
NOT_FREE = "“{proposal}” was withdrawn or is not open any more."
TWICE = "Two of these proposals are about the same commitment. Choose one of them."
PAST = "The round would be over before anybody could answer. Choose a later moment."
NOBODY = "No leader takes part in the programme now, so there is nobody to ask."
QUORUM = "At least 1 and at most {asked} people can be asked to answer: so many leaders take part now."
OVER = "The round has closed, so there is nothing to answer in it any more."
TIME_OVER = "The time to answer is over, so it cannot be extended any more. Put what is left to another round."
NOT_LATER = "The round is open until then anyway. Choose a later moment."
IN_ROOM = "{charter}: where do you stand?"


class Refused(Exception):
    """A round cannot do this now; `str` says why and what to do."""


@transaction.atomic
def open_round(
    *,
    charter: Charter,
    proposals: Iterable[Proposal],
    closes_at: datetime,
    quorum: int | None = None,
    event: Event | None = None,
    by: User,
    at: datetime | None = None,
) -> Round:
    """Ask every leader who takes part now about these proposals, in their order, until `closes_at`. Raises Refused.

    `quorum` people (two thirds of those asked, unless said) must have answered. The words are fixed from here on.
    Leaders who join later are not asked in it. Everybody asked gets a mail.
    """
    moment = at or timezone.now()
    locked = lock(charter)
    chosen = held(locked, [proposal.pk for proposal in proposals])
    asked = selectors.leaders(locked.programme, at=timezone.localdate(moment))
    enough = agreeing.usual_quorum(len(asked)) if quorum is None else quorum
    _require_ready(locked, chosen, len(asked), enough, is_over=closes_at <= moment)
    opened = Round.objects.create(
        charter=locked, number=next_number(locked), opened_at=moment, closes_at=closes_at, quorum=enough, event=event,
        by=by,
    )  # fmt: skip
    _put(opened, chosen)
    RoundMember.objects.bulk_create(RoundMember(round=opened, membership=part) for part in asked)
    Proposal.objects.filter(pk__in=[each.pk for each in chosen]).update(state=Proposal.State.IN_ROUND)
    audit.write(by=by, verb="opened", record=opened, summary=f"{opened}: {len(chosen)} proposals, {enough} must answer")
    round_mail.announce(round=opened, by=by)
    return opened


@transaction.atomic
def extend(*, round: Round, closes_at: datetime, by: User, at: datetime | None = None) -> Round:
    """Give an open round more time, until a later moment, and tell those who have not answered. Raises Refused."""
    moment = at or timezone.now()
    current = Round.objects.select_for_update(of=("self",)).select_related("charter__programme").get(pk=round.pk)
    if not current.is_open or moment >= current.closes_at:
        raise Refused(TIME_OVER)
    if closes_at <= current.closes_at:
        raise Refused(NOT_LATER)
    current.closes_at = closes_at
    current.save(update_fields=["closes_at"])
    until = timezone.localtime(closes_at)
    audit.write(by=by, verb="extended", record=current, summary=f"{current}: until {until:%d.%m.%Y, %H:%M}")
    round_mail.tell_of_more_time(round=current, by=by, at=moment)
    return current


@transaction.atomic
def close(*, round: Round, at: datetime, by: User, only_due: bool = False) -> Round:
    """Close a round at the moment `at`: count, decide each proposal, and freeze a version of what is agreed.

    A proposal is agreed when enough people have answered and no "not yet" is left; the others are open again, with the
    reasons. Who takes part no longer by then counts neither among those asked (`agreeing.needed` keeps the share that
    was to answer) nor among those who answered, and what they said is deleted. Nothing that is left tells whose “not
    yet” was answered. Closed twice, it is closed once. `only_due`: not if it was given more time meanwhile.
    """
    lock(round.charter)
    locked = Round.objects.select_for_update(of=("self",)).select_related("charter__programme").get(pk=round.pk)
    if not locked.is_open or (only_due and locked.closes_at > at):
        return locked
    left, stayed = _forget_leavers(locked, at)
    enough = agreeing.needed(locked.quorum, left + len(stayed), left)
    items = list(locked.items.select_related("proposal__charter"))
    agreed = [item for item in items if _decide(item, enough, by=by)]
    _forget_whose(locked)
    locked.state, locked.closed_at = Round.State.CLOSED, max(at, locked.opened_at)
    locked.save(update_fields=["state", "closed_at"])
    audit.write(by=by, verb="closed", record=locked, summary=f"{locked}: {len(agreed)} of {len(items)} agreed")
    if agreed:
        answered = set(Stance.objects.filter(item__round=locked).values_list("member", flat=True))
        _freeze(locked, [member.membership for member in stayed if member.pk in answered], at=at, by=by)
    return locked


def close_due(*, at: datetime | None = None) -> int:
    """Close every open round whose time is over at this moment (now, unless said); returns how many."""
    moment = at or timezone.now()
    due = Round.objects.filter(state=Round.State.OPEN, closes_at__lte=moment).select_related("charter", "by")
    return sum(_close_or_log(each, moment) for each in due.order_by("pk"))


def _close_or_log(due: Round, moment: datetime) -> bool:
    """One round's trouble keeps no other waiting; the clock comes again."""
    try:
        closed = close(round=due, at=moment, by=due.by, only_due=True)
    except Exception:
        log.exception("Round %s could not be closed.", due.pk)
        return False
    return not closed.is_open


@transaction.atomic
def run_in_room(*, round: Round, event: Event, by: User) -> None:
    """Run a round live in a meeting: phones in its room are led to the round's page. Raises Refused.

    The page is offered once; asked for again, it is shown in the room again.
    """
    current = Round.objects.select_for_update(of=("self",)).select_related("charter__programme").get(pk=round.pk)
    if not current.is_open:
        raise Refused(OVER)
    current.event = event
    current.save(update_fields=["event"])
    audit.write(by=by, verb="took into the room", record=current, summary=f"{current}: {event}")
    address = reverse("charters:round", kwargs={"programme": current.charter.programme_id, "round": current.pk})
    offered = event.exercises.standing().filter(kind=Exercise.Kind.PAGE, address=address).first()
    room = Room.objects.filter(event=event, state=Room.State.OPEN).first()
    if offered is None:
        rooms.offer_page(event=event, title=IN_ROOM.format(charter=current.charter), address=address, by=by)
    elif room is not None:
        rooms.show(room=room, exercise=offered, by=by)


def took_part(memberships: Iterable[Membership]) -> list[dict[str, str]]:
    """People as a version keeps them: {"name", "post"}, as they are called now; "" for who has no post."""
    return [{"name": part.shown_name, "post": str(part.post or "")} for part in memberships]


def settle_reasons(proposals: Collection[Proposal]) -> None:
    """Delete what is left of reasons against proposals that are agreed now: from earlier rounds, or of who has left."""
    Stance.objects.filter(item__proposal__in=proposals, choice=Stance.Choice.NOT_YET).delete()


def held(charter: Charter, keys: Sequence[int]) -> list[Proposal]:
    """The proposals with these keys, each once, in this order; nobody else writes to the charter meanwhile."""
    found = charter.proposals.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def next_number(charter: Charter) -> int:
    return (charter.rounds.aggregate(last=Max("number"))["last"] or 0) + 1


def _put(opened: Round, chosen: Iterable[Proposal]) -> None:
    """Fix the words on which people answer."""
    RoundItem.objects.bulk_create(
        RoundItem(round=opened, proposal=each, position=place, text=each.text, behaviours=each.behaviours)
        for place, each in enumerate(chosen, start=1)
    )


def require_free(charter: Charter, chosen: Sequence[Proposal]) -> None:
    """Raises Refused where the group cannot decide these proposals now, all in one go."""
    if charter.rounds.filter(state=Round.State.OPEN).exists():
        raise Refused(ANOTHER)
    if not chosen:
        raise Refused(NOTHING)
    for each in chosen:
        if each.withdrawn_at or each.state != Proposal.State.OPEN:
            raise Refused(NOT_FREE.format(proposal=each))
    changed = [each.commitment_id for each in chosen if each.commitment_id]
    if len(changed) != len(set(changed)):
        raise Refused(TWICE)


def _require_ready(charter: Charter, chosen: Sequence[Proposal], asked: int, enough: int, *, is_over: bool) -> None:
    require_free(charter, chosen)
    if not asked:
        raise Refused(NOBODY)
    if not 1 <= enough <= asked:
        raise Refused(QUORUM.format(asked=asked))
    if is_over:
        raise Refused(PAST)


def _forget_leavers(closing: Round, at: datetime) -> tuple[int, list[RoundMember]]:
    """How many of those asked take part no longer, whose stances go, and who still does."""
    members = list(selectors.asked(closing))
    here = selectors.still_here(closing, at=timezone.localdate(at))
    stayed = [member for member in members if member.membership_id in here]
    Stance.objects.filter(item__round=closing).exclude(member__in=stayed).delete()
    return len(members) - len(stayed), stayed


def _forget_whose(closing: Round) -> None:
    """Whose "not yet" was answered: neither a mail to them nor a mark at their stance is left to tell."""
    round_mail.forget_answers(closing)
    Stance.objects.filter(item__round=closing, noted_in_room=True).update(noted_in_room=False)


def _decide(item: RoundItem, enough: int, *, by: User) -> bool:
    """Keep the counts and the outcome of a proposal; whether it is agreed, and so written into the charter."""
    counts = selectors.counts_of(item)
    item.agree, item.live, item.not_yet = counts.agree, counts.live, counts.not_yet
    item.outcome = agreeing.outcome(counts, enough)
    item.save(update_fields=["agree", "live", "not_yet", "outcome"])
    if item.outcome == RoundItem.Outcome.AGREED:
        apply(item.proposal, by)
        settle_reasons([item.proposal])
        return True
    Proposal.objects.filter(pk=item.proposal_id).update(state=Proposal.State.OPEN)
    return False


def _freeze(closed: Round, members: Sequence[Membership], *, at: datetime, by: User) -> None:
    """The charter as it is agreed now, as its next version; none where the group agreed its last commitment away."""
    day = FactDate(timezone.localdate(at))
    try:
        freeze(
            charter=closed.charter, adopted_on=day, agreed_in=closed, event=closed.event,
            took_part=took_part(members), by=by,
        )  # fmt: skip
    except NothingToAdopt:
        log.info("Round %s left the charter without a commitment; no version was frozen.", closed.pk)
