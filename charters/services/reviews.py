"""Reviews: the group looks at its charter again, six months after it was agreed, when its members changed, or at will.

One is under way at a time. The clock opens those that are due; the facilitators plan the day, hold it, and note what
came of it. The next one follows from that day.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from charters import due
from charters.models import Charter, Review
from charters.selectors import keeping, signatures
from charters.selectors import reviews as selectors
from charters.services.charter import lock
from charters.services.mail import write_to
from diagnostics import mail_days
from programmes.dates import FactDate
from programmes.models import Notice, User
from programmes.services import audit

# The hour (UK time) from which the clock opens reviews on working days, for it writes to the facilitators at once.
HOUR = 9

NOTHING_ADOPTED = "No version of the charter is adopted yet, so there is nothing to review."
ONE_OPEN = "A review is under way already. Hold that one first."
HELD = "This review was held. Plan another one."
NOT_ASKED = "This review is due by itself, so it stays. Choose another day for it."
PULSED = "People were asked for this review already, so it stays."
IN_FUTURE = "That day is still to come. Note the review when it was held."
BEFORE = "That day is before the version was adopted."


class Refused(Exception):
    """It cannot be done as things stand; `str` says why."""


@transaction.atomic
def add(
    *, charter: Charter, due_on: date, by: User | None, reason: str = Review.Reason.ASKED, at: datetime | None = None
) -> Review:
    """A review of the version that stands, to be held by that day. Raises Refused."""
    locked = lock(charter)
    version = signatures.newest(locked)
    if version is None:
        raise Refused(NOTHING_ADOPTED)
    if keeping.open_review(locked):
        raise Refused(ONE_OPEN)
    made = Review.objects.create(
        charter=locked, version=version, reason=reason, due_on=due_on, created_at=at or timezone.now()
    )
    audit.write(by=by, verb="opened a review", record=made)
    return made


@transaction.atomic
def plan(*, review: Review, due_on: date, by: User) -> Review:
    """Hold it on, or by, another day. Raises Refused once it was held."""
    current = _locked(review)
    if current.held_on:
        raise Refused(HELD)
    return _changed(current, by, due_on=due_on)


@transaction.atomic
def hold(*, review: Review, held_on: FactDate, outcome: str, by: User) -> Review:
    """Note when the review was held and what came of it; noted again, it is corrected. Raises Refused."""
    current = _locked(review)
    if held_on.day > timezone.localdate():
        raise Refused(IN_FUTURE)
    if held_on.last_day < current.version.adopted_on.day:
        raise Refused(BEFORE)
    return _changed(current, by, held_on=held_on, outcome=outcome)


@transaction.atomic
def note(*, charter: Charter, held_on: FactDate, outcome: str, by: User) -> Review:
    """Note a review that was held without having been planned, of the version that stood then. Raises Refused.

    One that is under way stays under way.
    """
    locked = lock(charter)
    if held_on.day > timezone.localdate():
        raise Refused(IN_FUTURE)
    version = selectors.stood(locked, held_on)
    if version is None:
        raise Refused(BEFORE if signatures.newest(locked) else NOTHING_ADOPTED)
    due_on = min(held_on.last_day, timezone.localdate())
    made = Review.objects.create(charter=locked, version=version, due_on=due_on, held_on=held_on, outcome=outcome)
    audit.write(by=by, verb="noted a review", record=made)
    return made


@transaction.atomic
def remove(*, review: Review, by: User) -> None:
    """Take away a review that somebody asked for by mistake. Raises Refused for one that is due by itself, or begun."""
    current = _locked(review)
    if current.reason != Review.Reason.ASKED:
        raise Refused(NOT_ASKED)
    if current.held_on or current.wave_id:
        raise Refused(HELD if current.held_on else PULSED)
    audit.write(by=by, verb="took away", record=current)
    current.delete()


def open_due(*, at: datetime | None = None) -> int:
    """Open every review that is due, and write to the facilitators; returns how many. Not after a programme's end."""
    moment = at or timezone.now()
    if not mail_days.may_send(moment, HOUR):
        return 0
    return sum(_open(charter, moment) for charter in keeping.kept(mail_days.day_of(moment)))


@transaction.atomic
def _open(charter: Charter, moment: datetime) -> bool:
    """Whether a review of this charter was due and is open now."""
    day = mail_days.day_of(moment)
    found = due.review(selectors.history(charter, day), day)
    if found is None:
        return False
    charter = lock(charter)
    if keeping.open_review(charter):
        return False
    made = add(charter=charter, due_on=found.by, reason=found.reason, by=None, at=moment)
    tell(review=made, day=day)
    return True


def tell(*, review: Review, day: date) -> int:
    """Write to those who run the programme that a review is due; returns to how many."""
    programme = review.charter.programme
    parts = list(keeping.facilitators(programme, day))
    by = keeping.asker(review.version, day)
    back = reverse("charters:review", kwargs={"programme": programme.pk, "review": review.pk})
    about = {"review": review.pk}
    return len(write_to(parts, kind=Notice.Kind.REVIEW, programme=programme, about=about, by=by, back=back))


def _locked(review: Review) -> Review:
    found = Review.objects.select_for_update(of=("self",)).select_related("version", "charter__programme")
    return found.get(pk=review.pk)


def _changed(review: Review, by: User, **fields: object) -> Review:
    before = audit.snapshot(review)
    for name, value in fields.items():
        setattr(review, name, value)
    review.save()
    changes = audit.differences(before, audit.snapshot(review))
    if changes:
        audit.write(
            by=by, verb="noted a review" if "held_on" in fields else "planned a review", record=review, changes=changes
        )
    return review
