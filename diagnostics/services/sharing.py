"""The group's decision to let its sponsors read a result: recorded, corrected, withdrawn, restored.

With the first record of it the result goes through the ledger once more, as a release to sponsors with the higher
floor. It says word for word what the group has read, so whoever reads both learns nothing from the second.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from diagnostics import survey_picture, survey_shared, words
from diagnostics.ledger import gate
from diagnostics.models import Release, Sharing
from diagnostics.selectors import results as selectors
from diagnostics.services import ledgering, locking, result_printing, results
from diagnostics.services.ledgering import Refused
from programmes.access import SPONSOR_FLOOR
from programmes.models import User
from programmes.services import audit, records

TOO_SMALL = (
    f"Sponsors read a result only if every part of it has at least {words.number(SPONSOR_FLOOR)} answers. "
    "This one stays with the group."
)
RECORDED = "A decision about this result is recorded already. Correct or restore it."


@transaction.atomic
def decide(*, release: Release, decided_on: date, how: str, by: User, at: datetime | None = None) -> Sharing:
    """Record the decision, and let sponsors read the result from `at` on (now, unless said). Raises Refused."""
    locking.hold(ledgering.LOCK)
    if Sharing.objects.filter(release=release).exists():
        raise Refused(RECORDED)
    shared = _publish(release, by=by, at=at or timezone.now())
    decision = records.add(Sharing(release=release, decided_on=decided_on, how=how, shared=shared), by=by)
    result_printing.ask(release=shared, by=by)
    return decision


def correct(*, decision: Sharing, by: User) -> Sharing:
    """Store what was corrected of the day or of how it was decided."""
    return records.correct(decision, by=by)


def withdraw(*, decision: Sharing, by: User) -> None:
    """The decision stands no more: the result is gone from the sponsors' list at once."""
    records.withdraw(decision, by=by)


def restore(*, decision: Sharing, by: User) -> None:
    """The decision stands again, and sponsors read what they could read before."""
    records.restore(decision, by=by)


def _publish(release: Release, *, by: User, at: datetime) -> Release:
    """The same answers in the same parts, once more through the gate."""
    if not survey_picture.read(release.figures).could_be_shared or release.wave is None:
        raise Refused(TOO_SMALL)
    counted = list(release.units.values_list("response_id", "part"))
    before = selectors.history(release.wave)
    for entry in selectors.entries(counted, audience=Release.Audience.SPONSOR).values():
        if not gate(before, entry).admitted:
            raise Refused(TOO_SMALL)
        before.append(entry)
    return _store(release, counted, by=by, at=at)


def _store(release: Release, counted: list, *, by: User, at: datetime) -> Release:
    figures = survey_shared.for_sponsors(release.figures, timezone.localdate(at))
    shared = Release.objects.create(
        instrument=release.instrument,
        subject=release.subject,
        programme=release.programme,
        wave=release.wave,
        audience=Release.Audience.SPONSOR,
        number=selectors.next_number(release.programme, Release.Audience.SPONSOR),
        title=figures["message"][:200],
        covered=release.covered,
        of=release.of,
        floor=SPONSOR_FLOOR,
        figures=figures,
        published_at=at,
        by=by,
    )
    results.store_units(shared, counted)
    audit.write(by=by, verb="published", record=shared, summary=f"To sponsors: {shared.title}")
    return shared
