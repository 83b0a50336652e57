"""What somebody types of a meeting, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# A block: what happens, minutes, how, who leads.
Agenda = Sequence[tuple[str, int, str, str]]
# Cards by the name of the cluster in which they were hung; those that hung alone stand under "".
Flipcharts = Mapping[str, Sequence[str]]
# A link: what it is, where, whether leaders may see it ("yes", "no").
Links = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Exercise:
    """Something that a room does: its kind, what is typed of it, and what was counted on paper, if it was.

    `taken_from`: its options are the clusters of this exercise. `card` is the message of the card that is shown.
    """

    kind: str
    typed: Mapping[str, Any]
    counts: Sequence[int] = ()
    people: int = 0
    taken_from: "Exercise | None" = None
    card: str = ""

    @property
    def prompt(self) -> str:
        return self.typed["prompt"]


@dataclass(frozen=True)
class Action:
    """What somebody does by a day, or so many `days` from now."""

    text: str
    owner: str
    owner_words: str = ""
    due_on: date | None = None
    done_on: date | None = None
    days: int | None = None
