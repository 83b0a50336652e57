"""Answers of surveys are deleted a year after the programme's end, as was promised; what was published stays."""

from datetime import date

from django.db import transaction

from diagnostics.models import Comment, Draft, Invitation, Response, Wave
from diagnostics.services import ledgering, locking
from diagnostics.services.profiles import KEPT_FOR, ended_before
from programmes.services import audit


def delete_expired(*, at: date) -> int:
    """Empty the answers and comments of rounds whose programme ended `KEPT_FOR` before the day `at`.

    A round that closed after that is kept as long from then. Returns how many answers were emptied.
    """
    long_ago = at - KEPT_FOR
    closed = Wave.objects.filter(state=Wave.State.CLOSED, closed_at__date__lt=long_ago)
    return sum(_empty(wave) for wave in closed.filter(survey__programme__in=ended_before(long_ago)))


@transaction.atomic
def _empty(wave: Wave) -> int:
    """While nothing is being published, so that a release counts every answer or none goes out."""
    locking.hold(ledgering.LOCK)
    emptied = Response.objects.filter(wave=wave).exclude(ciphertext=b"").update(ciphertext=b"")
    words = Comment.objects.filter(wave=wave).exclude(ciphertext=b"").update(ciphertext=b"")
    Draft.objects.filter(wave=wave).delete()
    if wave.is_sealed:  # how many answered was counted for good; who did is kept no longer
        Invitation.objects.filter(wave=wave).update(used=False)
    if emptied or words:
        audit.write(by=None, verb="deleted answers", record=wave, summary=f"{emptied} answers of {wave}")
    return emptied
