"""Saying where one stands in a round, and answering a "not yet".

No time and no audit row is kept of a stance: a time beside a name would tell whose "not yet" a resolution answered.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charters.models import Resolution, Round, RoundItem, RoundMember, Stance
from charters.selectors import rounds as selectors
from charters.services import round_mail
from programmes.models import User
from programmes.services import audit

LATE = "This round had closed before your answer arrived, so it was not counted."
LEFT = "You take part no longer, so you are not asked in this round."
CHANGED = "They have changed what they say. Read it again before you answer."
NOT_IN_A_ROOM = "This round is run in no meeting. Write an answer, and they say whether it answers them."
NOT_THERE = (
    "They are not on the register of this meeting, in person or online, nor in its live room. Write an answer instead,"
    " and they say whether it answers them."
)


class TooLate(Exception):
    """The round has closed; `str` says so. Nothing was changed."""


class Refused(Exception):
    """This cannot be said, or answered, now; `str` says why. Nothing was changed."""


@transaction.atomic
def take(
    *,
    item: RoundItem,
    member: RoundMember,
    choice: str,
    reason: str = "",
    only_facilitator: bool = False,
    at: datetime,
) -> Stance:
    """Say at the moment `at` where a member stands on a proposal; said again, it takes the place of what they said.

    "Not yet" needs its `reason`, which the group reads under their name once the round has
    closed, unless it is `only_facilitator`. Who gave up a "not yet" that has an answer was answered: the answer stays
    as a resolution, their reason goes. Raises TooLate, Refused, or ValidationError.
    """
    _require_open(item, at)
    _require_taking_part(item, member, at)
    stance = Stance.objects.filter(item=item, member=member).first() or Stance(item=item, member=member)
    if choice != Stance.Choice.NOT_YET:
        if stance.answer:
            _resolve(item, stance.answer, by=item.round.by)
        return _store(stance, choice, reason="", only_facilitator=False, answer="")
    reason = plain(reason)
    answer = stance.answer if reason == stance.reason else ""
    return _store(stance, choice, reason=reason, only_facilitator=only_facilitator, answer=answer)


@transaction.atomic
def answer(*, stance: Stance, seen: str, text: str, at: datetime, by: User) -> Stance:
    """Write the facilitator's answer to a "not yet" whose reason is still the one `seen`; its owner then decides.

    They get a mail. Saved twice, it is answered once. Raises TooLate, or Refused where they have said something else
    meanwhile.
    """
    _require_open(stance.item, at)
    current = _unanswered(stance, seen)
    if current.answer == text.strip():
        return current
    current.answer = text.strip()
    current.full_clean(exclude=["item", "member"])
    current.save(update_fields=["answer"])
    audit.write(by=by, verb="answered a “not yet” to", record=current.item)
    round_mail.tell_answered(member=current.member, by=by)
    return current


@transaction.atomic
def answered_in_room(*, stance: Stance, seen: str, text: str, choice: str, at: datetime, by: User) -> Stance:
    """Note that a "not yet" was answered in the room, how, and where its owner said that they stand now.

    `choice` is "agree" or "live". Only of a round that is run in a meeting, and of somebody who is there. They get a
    mail, see it on their page, and may say something else until the round closes. Raises TooLate, or Refused.
    """
    if choice not in (Stance.Choice.AGREE, Stance.Choice.LIVE):
        raise ValueError("Who still says “not yet” was not answered.")
    current_round = _require_open(stance.item, at)
    if current_round.event_id is None:
        raise Refused(NOT_IN_A_ROOM)
    current = _unanswered(stance, seen)
    if not selectors.is_there(current_round.event_id, current.member.membership_id):
        raise Refused(NOT_THERE)
    _resolve(current.item, text.strip(), by=by)
    audit.write(by=by, verb="noted an answer in the room to", record=current.item)
    noted = _store(current, choice, reason="", only_facilitator=False, answer="", noted_in_room=True)
    round_mail.tell_answered(member=current.member, by=by)
    return noted


def plain(text: str) -> str:
    """Words as they are kept: trimmed, each line ending alike whatever sent them."""
    return text.replace("\r\n", "\n").strip()


def _require_open(item: RoundItem, at: datetime) -> Round:
    """Take the round's row: what is said from here on comes before it closes, or too late."""
    current = Round.objects.select_for_update(of=("self",)).get(pk=item.round_id)
    if not current.is_open or at >= current.closes_at:
        raise TooLate(LATE)
    return current


def _require_taking_part(item: RoundItem, member: RoundMember, at: datetime) -> None:
    if member.round_id != item.round_id:
        raise ValueError("A member of one round says nothing in another.")
    if member.membership_id not in selectors.still_here(item.round, at=timezone.localdate(at)):
        raise Refused(LEFT)


def _unanswered(stance: Stance, seen: str) -> Stance:
    related = Stance.objects.select_related(
        "item__round", "item__proposal", "member__round__charter__programme", "member__membership__person__user"
    )
    current = related.filter(pk=stance.pk, choice=Stance.Choice.NOT_YET, reason=plain(seen)).first()
    if current is None:
        raise Refused(CHANGED)
    return current


def _resolve(item: RoundItem, text: str, *, by: User) -> None:
    """Keep how a "not yet" was answered, under the name of who runs the round: never of who had asked."""
    Resolution.objects.create(item=item, text=text, by=by)


def _store(
    stance: Stance, choice: str, *, reason: str, only_facilitator: bool, answer: str, noted_in_room: bool = False
) -> Stance:
    stance.choice, stance.reason, stance.only_facilitator, stance.answer = choice, reason, only_facilitator, answer
    stance.noted_in_room = noted_in_room
    stance.full_clean(exclude=["item", "member"])
    stance.save()
    return stance
