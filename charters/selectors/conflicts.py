"""Two people saved the same words: what each says, and how they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from charters import differences
from charters.differences import Piece
from charters.lines import lines_of
from charters.models import Commitment, Proposal
from charters.selectors.proposals import Difference, between


@dataclass(frozen=True)
class Clash:
    """`theirs` are the words that were saved meanwhile; `difference` leads from them to those that were typed."""

    theirs: str
    their_behaviours: tuple[str, ...]
    difference: Difference
    their_reason: str = ""
    reason: tuple[Piece, ...] = ()


def in_commitment(current: Commitment, text: str, behaviours: str) -> Clash:
    """Between a commitment as it stands and what somebody typed over an older one."""
    standing = current.behaviours.filter(withdrawn_at=None).values_list("text", flat=True)
    return _clash(current.text, tuple(standing), text, lines_of(behaviours))


def in_proposal(current: Proposal, text: str, behaviours: str, reason: str) -> Clash:
    """Between a proposal as it stands and what somebody typed over an older wording."""
    found = _clash(current.text, tuple(current.behaviours.splitlines()), text, lines_of(behaviours))
    return Clash(
        found.theirs,
        found.their_behaviours,
        found.difference,
        current.reason,
        differences.words(current.reason, reason),
    )


def _clash(theirs: str, below: tuple[str, ...], text: str, lines: Sequence[str]) -> Clash:
    return Clash(theirs, below, between((theirs, below), (text, lines)))
