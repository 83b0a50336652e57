"""The arithmetic of agreeing. Pure: whole numbers in, a number or an outcome out.

A proposal is agreed when enough of those asked have answered and nobody's "not yet" is left unanswered. "I can live
with it" agrees. Nothing is decided by a majority.
"""

from dataclasses import dataclass

AGREED, TOO_FEW, NOT_YET = "agreed", "too_few", "not_yet"


@dataclass(frozen=True)
class Counts:
    """How many people take each stance on one proposal; each 0 or more."""

    agree: int = 0
    live: int = 0
    not_yet: int = 0

    @property
    def answered(self) -> int:
        return self.agree + self.live + self.not_yet


def usual_quorum(asked: int) -> int:
    """Two thirds of those asked (0 or more), rounded up; at least 1. Of 19 people, 13."""
    return max(1, -(-2 * asked // 3))


def needed(quorum: int, asked: int, left: int) -> int:
    """How many must have answered when `left` of those `asked` take part no longer: the same share, rounded up.

    `quorum` (from 1 to `asked`) was set for all who were asked. 13 of 19 asks for 11 of the 16 who are left. At least
    1, so that nothing is agreed by nobody. Raises ValueError where more left than were asked.
    """
    if not 0 <= left <= asked:
        raise ValueError("More people left than were asked.")
    return max(1, -(-quorum * (asked - left) // asked)) if asked else 1


def outcome(counts: Counts, enough: int) -> str:
    """TOO_FEW where fewer than `enough` answered, else NOT_YET where one is left unanswered, else AGREED."""
    if counts.answered < enough:
        return TOO_FEW
    return NOT_YET if counts.not_yet else AGREED
