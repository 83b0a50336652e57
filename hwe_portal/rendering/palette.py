"""The colours of LOOK, once, as values that SVG can carry (page variables come out black in print).

Every mode colour has at least 4.5 : 1 on white. No chart tells modes apart by colour alone: each mark carries its
label.
"""

from dataclasses import dataclass

INK = "#1d2a33"
QUIET = "#4c6272"
LINE = "#d8dde0"
GUIDE = "#c3ccd1"
BLUE = "#005eb8"
NAVY = "#003087"
PALE = "#eef4fa"
STEADY = "#c9d9ea"
PINK = "#ae2573"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Mode:
    """A conflict mode as it is drawn: `assertive` and `cooperative` run from 0 to 1 across the picture."""

    key: str
    label: str
    colour: str
    assertive: float
    cooperative: float


MODES = {
    mode.key: mode
    for mode in (
        Mode("competing", "Competing", "#ae2573", 0.8, 0.2),
        Mode("collaborating", "Collaborating", "#005eb8", 0.8, 0.8),
        Mode("compromising", "Compromising", "#00706b", 0.5, 0.5),
        Mode("avoiding", "Avoiding", "#5a6872", 0.2, 0.2),
        Mode("accommodating", "Accommodating", "#9a5b00", 0.2, 0.8),
    )
}
