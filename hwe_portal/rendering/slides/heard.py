"""Themes for a room: a disc as heavy as a theme was widely heard, its sentence, and the words for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.lettering import width_of, wrap
from hwe_portal.rendering.charts.themes import HeardTheme, Themes
from hwe_portal.rendering.palette import GUIDE, LINE, NAVY, QUIET
from hwe_portal.rendering.slides.marks import LEADING, SMALL, Disc, Drawing, Mark, Rule, Words

# The least room that a slide leaves for its picture; parts are cut for it, so that a key names the same part for ever.
ROOM = 350
KIND = 46
RADIUS = 17
INDENT = 54
PAD = 22
MEASURE = 1176
LINES = 3
ASKED = "a question"


@dataclass(frozen=True)
class Line:
    """A theme, or the name of the kind to which the themes below it belong."""

    words: tuple[str, ...]
    theme: HeardTheme | None = None

    @property
    def height(self) -> float:
        return SMALL * LEADING * len(self.words) + PAD if self.theme else KIND


@dataclass(frozen=True)
class Heard:
    """Some lines of the list; `scale` are its words from least to most."""

    lines: tuple[Line, ...]
    scale: tuple[str, ...]

    def draw(self, width: float, height: float) -> Drawing:
        marks: list[Mark] = []
        y = 0.0
        for line in self.lines:
            marks += self._theme(line, line.theme, y, width) if line.theme else _kind(line, y)
            y += line.height
        return Drawing(width, max(y, 1), tuple(marks), self._spoken())

    def table(self) -> Table | None:
        rows = tuple((line.theme.words, self._heard(line.theme)) for line in self.lines if line.theme)
        return Table(("Theme", "How widely heard"), rows)

    def _theme(self, line: Line, theme: HeardTheme, y: float, width: float) -> list[Mark]:
        first = y + PAD / 2 + SMALL * 0.95
        heavy = {"colour": QUIET} if theme.level is None else {"colour": NAVY, "weight": 600}
        return [
            Rule(0, y, width, y, LINE),
            *self._weight(theme, first - SMALL * 0.35),
            Words(INDENT, first, line.words),
            Words(width, first, (self._heard(theme),), anchor="end", **heavy),
        ]

    def _weight(self, theme: HeardTheme, y: float) -> list[Mark]:
        x = RADIUS + 1
        if theme.level is None:
            return [Disc(x, y, RADIUS, stroke=QUIET, thickness=2), Words(x, y + 9, ("?",), anchor="middle", weight=700)]
        radius = max(RADIUS * theme.level / len(self.scale), 5)
        return [Disc(x, y, RADIUS, stroke=GUIDE, thickness=1.5), Disc(x, y, radius, fill=NAVY)]

    def _heard(self, theme: HeardTheme) -> str:
        return ASKED if theme.level is None else self.scale[theme.level - 1]

    def _spoken(self) -> str:
        return " ".join(
            f"{line.theme.words.rstrip('.')}: {self._heard(line.theme)}." if line.theme else f"{line.words[0]}."
            for line in self.lines
        )


def heard(chart: Themes) -> tuple[Heard, ...]:
    """The list in parts that each fit a slide, none of which ends with the name of a kind."""
    said = [chart.scale[theme.level - 1] if theme.level else ASKED for kind in chart.kinds for theme in kind.themes]
    room = MEASURE - INDENT - max((width_of(words, SMALL) for words in said), default=0) - 30
    parts: list[list[Line]] = [[]]
    for kind in chart.kinds:
        head = [Line((kind.label,))] if kind.label else []
        for number, theme in enumerate(kind.heaviest_first()):
            line = Line(wrap(theme.words, SMALL, room, LINES), theme)
            new = [*head, line] if number == 0 else [line]
            if _height(parts[-1]) + _height(new) > ROOM and parts[-1]:
                parts.append([])
                new = [*head, line]
            parts[-1] += new
    return tuple(Heard(tuple(lines), chart.scale) for lines in parts if lines)


def _height(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)


def _kind(line: Line, y: float) -> list[Mark]:
    return [Words(0, y + 32, line.words, weight=600, colour=NAVY)]
