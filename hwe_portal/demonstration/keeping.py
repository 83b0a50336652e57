"""The charter since: agreed anew, signed anew, and asked about twice."""

from datetime import datetime, timedelta

from django.utils import timezone

from charters.forms.keeping import HoldForm
from charters.models import Proposal, Review, Round, Stance
from charters.services import pulse, reviews, rounds, stances
from charters.services.charter import charter_of
from hwe_portal.demonstration import agreeing, asking, since
from hwe_portal.demonstration.answering import pointed
from hwe_portal.demonstration.since import Pulse
from hwe_portal.demonstration.typing_in import accepted
from programmes.models import Programme, User


def agree_anew(programme: Programme, *, by: User) -> None:
    """What two successors proposed becomes a new version, once a "not yet" is answered; most put their names to it."""
    charter = charter_of(programme)
    changed, kinds = charter.commitments.get(text=since.CHANGED), Proposal.Kind
    proposed = [
        agreeing.propose(programme, since.CHANGE_BY, since.CHANGE, kind=kinds.CHANGE, commitment=changed),
        agreeing.propose(programme, since.ADDED_BY, since.ADDED, kind=kinds.ADD),
    ]
    begun = _ago(since.OPENED)
    over = begun + timedelta(days=since.OPEN_FOR)
    opened = rounds.open_round(charter=charter, proposals=proposed, closes_at=over, by=by, at=begun)
    agreeing.take_stances(opened, since.STANCES, at=begun + timedelta(days=2))
    _answer_who_cannot_agree_yet(opened, at=begun + timedelta(days=4), by=by)
    rounds.close(round=opened, at=over, by=by)
    agreeing.send_letters()  # the round is over, so none of them goes out
    for name, days_ago in since.SIGNED.items():
        agreeing.sign(programme, name, days_ago)


def _answer_who_cannot_agree_yet(opened: Round, *, at: datetime, by: User) -> None:
    for stance in Stance.objects.filter(item__round=opened, choice=Stance.Choice.NOT_YET):
        stances.answer(stance=stance, seen=stance.reason, text=since.ANSWER, at=at, by=by)
        stances.take(item=stance.item, member=stance.member, choice=Stance.Choice.LIVE, at=at)


def ask_how_it_is_lived(programme: Programme, *, by: User) -> None:
    """Two pulses: one with the review that was held on it, and one before the review that is due."""
    charter = charter_of(programme)
    for told in since.PULSES:
        asked_at, due_on = _ago(told.asked), timezone.localdate() + timedelta(days=told.due_in)
        reason = Review.Reason.SIX_MONTHS
        review = reviews.add(charter=charter, due_on=due_on, reason=reason, by=by, at=asked_at)
        _ask(review, told, at=asked_at, by=by)
        if told.held:
            typed = {"held_on": f"{_ago(told.held):%-d %B %Y}", "outcome": told.outcome}
            reviews.hold(review=review, by=by, **accepted(HoldForm(typed)).cleaned_data)


def _ask(review: Review, told: Pulse, *, at: datetime, by: User) -> None:
    """A pulse from its mails to its published results."""
    closed_at = _ago(told.closed)
    last_day = closed_at.date() - timedelta(days=1)
    wave = pulse.begin(review=review, closes_on=last_day, by=by, at=at)
    review.refresh_from_db()
    means = {str(line[of]): mean for line in review.questions for of, mean in _lived(told, line["text"])}
    wave = asking.opened(wave, at=at, by=by)
    asking.answer(wave, pointed(means, told.answered))
    asking.closed(wave, at=closed_at, by=by)
    asking.publish(wave, _ago(told.published).date(), by=by)


def _lived(told: Pulse, line: str) -> list[tuple[str, float]]:
    return list(zip(("mine", "ours"), told.lived[line], strict=True))


def _ago(days: int) -> datetime:
    """Ten in the morning of that day."""
    return asking.at_ten(timezone.localdate() - timedelta(days=days))
