"""What respondents do: find their link, begin, keep what they have so far, send it once.

Nothing here writes an audit row, a mail or a log line. Sending holds the wave's row for share, so many send at a time,
the close of the wave waits until what is being sent is counted, and whatever comes later is told that it is closed.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from diagnostics.models import Ballot, Draft, Invitation, Wave
from diagnostics.services import links, responses
from diagnostics.surveys import sealing, tokens


class Outcome(Enum):
    """What became of an answer that was sent."""

    SENT = "sent"  # it is counted
    ALREADY = "already"  # an answer from this link is counted already, perhaps this very one; nothing changed
    CLOSED = "closed"  # the wave takes no answers now, or another link has taken the place of this one


def find(token: str) -> Invitation | None:
    """The invitation behind a link, with its wave and survey, in one query; None for a link that nobody was given."""
    found = links.find(token)
    return found[0] if found else None


def find_with_draft(token: str) -> tuple[Invitation, dict[str, Any]] | None:
    """As `find`, with the answers kept under the link, {} where there are none; one query too."""
    found = links.find(token)
    return (found[0], _opened(token, found[1])) if found else None


@transaction.atomic
def begin(wave: Wave) -> str | None:
    """A new link for somebody who came by the open link: its token. None while the wave is not open that way."""
    if not wave.has_open_link or links.state(wave) != Wave.State.OPEN:
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
    if links.state(invitation.wave) != Wave.State.OPEN or not links.hold(invitation, token):
        return None
    answers = dict(change(draft_of(invitation, token)))
    padded = sealing.pack_in_steps(answers, invitation.wave.ballot_size)
    links.keep(invitation, token, tokens.encrypt(token, padded))
    return answers


def draft_of(invitation: Invitation, token: str) -> dict[str, Any]:
    """The answers kept under this link; {} where there are none."""
    return _opened(token, links.draft(invitation, token))


def _opened(token: str, ciphertext: bytes) -> dict[str, Any]:
    return sealing.unpack(tokens.decrypt(token, ciphertext)) if ciphertext else {}


@transaction.atomic
def submit(invitation: Invitation, token: str, answers: Mapping[str, Any]) -> Outcome:
    """Send an answer, once: it counts, its draft is gone, and no other is taken from this link.

    `answers` are what `diagnostics.surveys.answering.check` let through. Raises sealing.TooLong.
    """
    mine = Invitation.objects.filter(pk=invitation.pk)
    is_open = links.state(invitation.wave) == Wave.State.OPEN
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
