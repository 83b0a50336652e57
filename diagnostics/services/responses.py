"""Answers at rest, encrypted and bound to their wave; read once the wave is closed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from diagnostics.models import Comment, Invitation, Response, Wave
from programmes import encryption

PURPOSE = "survey"


class NotClosed(Exception):
    """The answers of a wave are read when it has closed, not before."""


@dataclass(frozen=True)
class Read:
    """A response opened: its id, its sector ("" where not known), and the answers by question as the form says.

    `invitation` and `answered_at` are None where the wave was sealed.
    """

    id: UUID
    sector: str
    answers: dict[str, Any]
    invitation: int | None
    answered_at: datetime | None


def read(wave: Wave) -> list[Read]:
    """Every response of a closed wave that is not deleted, in the order of their random ids. Raises NotClosed."""
    _require_closed(wave)
    rows = wave.responses.exclude(ciphertext=b"").order_by("pk").iterator(chunk_size=500)
    return [Read(row.pk, row.sector, opened(row), row.invitation_id, row.answered_at) for row in rows]


def answers_of(wave: Wave) -> list[dict[str, Any]]:
    """The answers of everybody in a closed wave, by question; of a sealed wave without texts. Raises NotClosed."""
    return [each.answers for each in read(wave)]


def opened(response: Response) -> dict[str, Any]:
    """What one response holds. Raises programmes.encryption.Unreadable where none of our keys opens it."""
    return dict(json.loads(encryption.decrypt(response.ciphertext, purpose=PURPOSE, bound_to=_bound(response.wave_id))))


def words_of(comment: Comment) -> str:
    """What somebody wrote. Raises programmes.encryption.Unreadable where none of our keys opens it."""
    return encryption.decrypt(comment.ciphertext, purpose=PURPOSE, bound_to=_bound(comment.wave_id))


def sealed(wave: Wave, *, answers: Mapping[str, Any], sector: str) -> Response:
    """A response that leads to nobody, not stored yet."""
    return Response(wave=wave, is_sealed=True, sector=sector, ciphertext=_closed(wave, answers))


def named(invitation: Invitation, *, answers: Mapping[str, Any], at: datetime) -> Response:
    """A response of whoever was invited, not stored yet."""
    sector = invitation.respondent.sector if invitation.respondent else ""
    return Response(
        wave=invitation.wave,
        is_sealed=False,
        invitation=invitation,
        answered_at=at,
        sector=sector,
        ciphertext=_closed(invitation.wave, answers),
    )


def comment(wave: Wave, *, question: int, text: str) -> Comment:
    """A comment, not stored yet."""
    ciphertext = encryption.encrypt(text, purpose=PURPOSE, bound_to=_bound(wave.pk))
    return Comment(wave=wave, question_id=question, ciphertext=ciphertext)


def _closed(wave: Wave, answers: Mapping[str, Any]) -> bytes:
    text = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    return encryption.encrypt(text, purpose=PURPOSE, bound_to=_bound(wave.pk))


def _bound(wave: int) -> str:
    return f"wave:{wave}"


def _require_closed(wave: Wave) -> None:
    if wave.state != Wave.State.CLOSED:
        raise NotClosed("Answers are read once this round has closed.")
