"""The five modes of handling conflict, and where each stands on the two dimensions.

Source: the two-dimension model of R. Blake and J. Mouton, "The Managerial Grid" (1964), as K. Thomas carried it over to
conflict in "Conflict and conflict management" (1976): how far I pursue what I need (assertive), how far I pursue what
the other needs (cooperative). The model is published; the wording in this project is our own.
"""

from enum import StrEnum
from typing import NamedTuple


class Mode(StrEnum):
    COMPETING = "competing"
    COLLABORATING = "collaborating"
    COMPROMISING = "compromising"
    AVOIDING = "avoiding"
    ACCOMMODATING = "accommodating"


class Place(NamedTuple):
    """A point on the two dimensions. Both run from -1 (least) to +1 (most); 0, 0 is the middle."""

    cooperative: float
    assertive: float


MODE_PLACES: dict[Mode, Place] = {
    Mode.COMPETING: Place(-1, 1),
    Mode.COLLABORATING: Place(1, 1),
    Mode.COMPROMISING: Place(0, 0),
    Mode.AVOIDING: Place(-1, -1),
    Mode.ACCOMMODATING: Place(1, -1),
}
