"""Who said what in a round is deleted a year after the programme's end; counts, outcomes and resolutions stay."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from charters.models import Round, Stance
from diagnostics.services.profiles import KEPT_FOR, ended_before
from programmes.services import audit


def delete_expired(*, at: date) -> int:
    """Delete the stances, and the reasons in them, of programmes that ended `KEPT_FOR` before the day `at`.

    Those of a round that closed after that are kept as long from then. Returns how many were deleted.
    """
    long_ago = at - KEPT_FOR
    closed = Round.objects.filter(state=Round.State.CLOSED, closed_at__date__lt=long_ago)
    kept = closed.filter(Exists(Stance.objects.filter(item__round=OuterRef("pk"))))
    return sum(_delete(each) for each in kept.filter(charter__programme__in=ended_before(long_ago)))


@transaction.atomic
def _delete(round: Round) -> int:
    deleted, _ = Stance.objects.filter(item__round=round).delete()
    audit.write(by=None, verb="deleted stances", record=round, summary=f"{round}: who said what")
    return deleted
