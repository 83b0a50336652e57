"""One leader's five scores as bars; beside a licensed result also its percentile and band, as printed in its report."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, line, rect, text
from hwe_portal.rendering.palette import GUIDE, INK, MODES, PALE, QUIET

OUT_OF = 12
STEPS = (0, 3, 6, 9, 12)
NAMES = 126
NOTES = 184
BAR = 16
NONE = "\u2013"


@dataclass(frozen=True)
class Score:
    """`score` 0 to 12; `percentile` 0 to 100 and `band` ("High", "Medium", "Low") only where the licensed report has
    them.
    """

    mode: str
    score: int
    percentile: int | None = None
    band: str = ""


@dataclass(frozen=True)
class Scores(Chart):
    scores: tuple[Score, ...]

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        draw = self._narrow if narrow else self._wide
        return (draw(),)

    @property
    def _licensed(self) -> bool:
        return any(_note(score) for score in self.scores)

    def _spoken(self) -> str:
        return " ".join(
            f"{MODES[each.mode].label}: {each.score} of {OUT_OF}{', ' + _note(each) if _note(each) else ''}."
            for each in self.scores
        )

    def _wide(self) -> Picture:
        right = WIDE - (NOTES if self._licensed else 30)
        foot = 24 + 30 * len(self.scores)
        elements = _guides(NAMES, right, 24, foot)
        if self._licensed:
            elements.append(text(right + 34, 14, "Percentile and band", size=12, fill=QUIET))
        for row, score in enumerate(self.scores):
            y = 24 + 30 * row + 15
            elements.append(text(0, y + 4.5, MODES[score.mode].label, weight=600))
            elements += _bar(score, NAMES, right, y)
            elements += _noted(score, right + 34, y + 4.5)
        return Picture(WIDE, foot, tuple(elements), self._spoken())

    def _narrow(self) -> Picture:
        right = NARROW - 28
        foot = 22 + 50 * len(self.scores)
        elements = _guides(0, right, 22, foot)
        for row, score in enumerate(self.scores):
            y = 22 + 50 * row
            elements.append(text(0, y + 18, MODES[score.mode].label, size=14, weight=600))
            elements += _noted(score, NARROW, y + 18, fill=QUIET, text_anchor="end")
            elements += _bar(score, 0, right, y + 34)
        return Picture(NARROW, foot, tuple(elements), self._spoken())

    def table(self) -> Table:
        if not self._licensed:
            return Table(("Mode", f"Score of {OUT_OF}"), tuple((MODES[s.mode].label, s.score) for s in self.scores))
        rows = tuple((MODES[s.mode].label, s.score, _or_dash(s.percentile), s.band or NONE) for s in self.scores)
        return Table(("Mode", f"Score of {OUT_OF}", "Percentile", "Band"), rows)


def _or_dash(percentile: int | None) -> int | str:
    return NONE if percentile is None else percentile


def _note(score: Score) -> str:
    percentile = "" if score.percentile is None else f"percentile {score.percentile}"
    return ", ".join(part for part in (percentile, score.band) if part)


def _noted(score: Score, x: float, y: float, **look) -> list[Element]:
    return [text(x, y, _note(score), **look)] if _note(score) else []


def _guides(left: float, right: float, top: float, foot: float) -> list[Element]:
    elements = []
    for step in STEPS:
        x = left + (right - left) * step / OUT_OF
        anchor = "start" if step == 0 else "middle"
        elements.append(text(x, top - 10, step, size=12, fill=QUIET, text_anchor=anchor))
        elements.append(line(x, top - 4, x, foot, stroke=GUIDE, stroke_width=0.8))
    return elements


def _bar(score: Score, left: float, right: float, y: float) -> list[Element]:
    length = (right - left) * score.score / OUT_OF
    colour = MODES[score.mode].colour
    return [
        rect(left, y - BAR / 2, right - left, BAR, fill=PALE),
        rect(left, y - BAR / 2, length, BAR, fill=colour, class_=f"bar bar--{score.mode}"),
        text(left + length + 7, y + 5, score.score, size=14, weight=700, fill=INK),
    ]
