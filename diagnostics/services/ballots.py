"""What respondents do: find their link, begin, keep what they have so far, send it once.

Nothing here writes an audit row, a mail or a log line. Sending holds the wave's row for share, so many send at a time,
the close of the wave waits until what is being sent is counted, and whatever comes later is told that it is closed.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from diagnostics.models import Ballot, Draft, Invitation, Wave
from diagnostics.services import responses
from diagnostics.surveys import sealing, tokens


class Outcome(Enum):
    """What became of an answer that was sent."""

    SENT = "sent"  # it is counted
    ALREADY = "already"  # an answer from this link is counted already, perhaps this very one; nothing changed
    CLOSED = "closed"  # the wave takes no answers now, or another link has taken the place of this one


def find(token: str) -> Invitation | None:
    """The invitation behind a link, with its wave and survey, in one query; None for a link that nobody was given."""
    related = Invitation.objects.select_related("wave__survey", "respondent")
    return related.filter(token_hash=tokens.hash_of(token), wave__survey__withdrawn_at=None).first()


@transaction.atomic
def begin(wave: Wave) -> str | None:
    """A new link for somebody who came by the open link: its token. None while the wave is not open that way."""
    if not wave.has_open_link or _state(wave) != Wave.State.OPEN:
        return None
    token = tokens.new_token()
    Invitation.objects.create(wave=wave, token_hash=tokens.hash_of(token))
    return token


def keep_draft(invitation: Invitation, token: str, answers: Mapping[str, Any]) -> bool:
    """Keep the answers given so far, in place of those kept before; whether they were."""
    return change_draft(invitation, token, lambda _: answers) is not None


@transaction.atomic
def change_draft(
    invitation: Invitation, token: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Change the answers kept so far, one change after the other: of two pages posted at once neither is lost.

    Returns what is kept now; None where nothing is, because an answer was sent already or the wave is not open.
    """
    mine = Invitation.objects.filter(pk=invitation.pk, token_hash=tokens.hash_of(token), used=False)
    if _state(invitation.wave) != Wave.State.OPEN or not mine.select_for_update().values("pk").first():
        return None
    answers = dict(change(draft_of(invitation, token)))
    padded = sealing.pack_in_steps(answers, invitation.wave.ballot_size)
    draft = Draft(id=tokens.draft_id(token), wave=invitation.wave, ciphertext=tokens.encrypt(token, padded))
    Draft.objects.bulk_create([draft], update_conflicts=True, unique_fields=["id"], update_fields=["ciphertext"])
    return answers


def draft_of(invitation: Invitation, token: str) -> dict[str, Any]:
    """The answers kept under this link; {} where there are none."""
    row = Draft.objects.filter(pk=tokens.draft_id(token), wave=invitation.wave_id).first()
    return sealing.unpack(tokens.decrypt(token, bytes(row.ciphertext))) if row else {}


@transaction.atomic
def submit(invitation: Invitation, token: str, answers: Mapping[str, Any]) -> Outcome:
    """Send an answer, once: it counts, its draft is gone, and no other is taken from this link.

    `answers` are what `diagnostics.surveys.answering.check` let through. Raises sealing.TooLong.
    """
    mine = Invitation.objects.filter(pk=invitation.pk)
    is_open = _state(invitation.wave) == Wave.State.OPEN
    if not (is_open and mine.filter(token_hash=tokens.hash_of(token), used=False).update(used=True)):
        return Outcome.ALREADY if mine.filter(used=True).exists() else Outcome.CLOSED
    _cast(invitation, answers)
    Draft.objects.filter(pk=tokens.draft_id(token)).delete()
    return Outcome.SENT


def _cast(invitation: Invitation, answers: Mapping[str, Any]) -> None:
    wave = invitation.wave
    if not wave.is_sealed:
        responses.named(invitation, answers=answers, at=timezone.now()).save(force_insert=True)
        return
    data = {"answers": answers, "sector": invitation.respondent.sector if invitation.respondent else ""}
    Ballot.objects.create(wave=wave, sealed=sealing.seal(bytes(wave.public_key or b""), data, wave.ballot_size))


def _state(wave: Wave) -> str:
    """The wave's state, which stays as it is until the transaction ends; others may hold it for share too.

    SQLite needs no lock: its transactions take the only write lock as they begin.
    """
    query = "SELECT state FROM diagnostics_wave WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(query + " FOR SHARE" if connection.vendor == "postgresql" else query, [wave.pk])
        row = cursor.fetchone()
    return row[0] if row else ""
