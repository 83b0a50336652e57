"""Themes: how widely each was heard, as weights of one mark; by kind. Words, never numbers of people."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, circle, line, text
from hwe_portal.rendering.charts.lettering import width_of, wrap
from hwe_portal.rendering.palette import GUIDE, LINE, NAVY, QUIET, WHITE

QUESTION = "a question, not counted"
THEMES_IN_ONE = 14
RADIUS = 13
LEAST = 4.5
WORDS = 42
SIZE = 14
LINES = 4
LEADING = 19
KIND = 34


@dataclass(frozen=True)
class HeardTheme:
    """A theme in the words in which it goes out.

    `level` is its place in the chart's `scale`, from 1 (least widely heard); None for one that goes out as a question,
    of which nothing is counted.
    """

    words: str
    level: int | None


@dataclass(frozen=True)
class ThemeKind:
    """The themes of one kind under its name ("Barriers"), or under none where there is one list only."""

    label: str
    themes: tuple[HeardTheme, ...]

    def heaviest_first(self) -> list[HeardTheme]:
        return sorted(self.themes, key=lambda theme: -(theme.level or 0))


@dataclass(frozen=True)
class Themes(Chart):
    """`scale` are the words for how widely a theme was heard, from least to most ("few", "some", "most").

    More than fourteen themes are drawn kind by kind.
    """

    kinds: tuple[ThemeKind, ...]
    scale: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        return sum(len(kind.themes) for kind in self._filled()) > THEMES_IN_ONE

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        parts = [(kind,) for kind in self._filled()] if self.is_long else [self._filled()]
        return tuple(self._picture(part, narrow) for part in parts)

    def table(self) -> Table:
        rows = tuple(
            (theme.words, kind.label, self._heard(theme)) for kind in self._filled() for theme in kind.heaviest_first()
        )
        if not any(kind.label for kind in self.kinds):
            return Table(("Theme", "How widely heard"), tuple((words, heard) for words, _, heard in rows))
        return Table(("Theme", "Kind", "How widely heard"), rows)

    def _filled(self) -> tuple[ThemeKind, ...]:
        return tuple(kind for kind in self.kinds if kind.themes)

    def _heard(self, theme: HeardTheme) -> str:
        return QUESTION if theme.level is None else self.scale[theme.level - 1]

    def _picture(self, kinds: tuple[ThemeKind, ...], narrow: bool) -> Picture:
        elements: list[Element] = []
        y = 0.0
        for kind in kinds:
            if kind.label:
                elements.append(text(0, y + 16, kind.label, size=13, weight=600, fill=NAVY))
                y += KIND - 8
            for theme in kind.heaviest_first():
                row, height = self._row(theme, y, narrow)
                elements += row
                y += height
            y += 10
        return Picture(NARROW if narrow else WIDE, max(y - 10, 1), tuple(elements), self._spoken(kinds))

    def _row(self, theme: HeardTheme, y: float, narrow: bool) -> tuple[list[Element], float]:
        """The mark, the words and how widely they were heard: beside them, or on a phone below."""
        heard, width = self._heard(theme), NARROW if narrow else WIDE
        room = width - WORDS - (0 if narrow else self._widest() + 20)
        lines = wrap(theme.words, SIZE, room, LINES)
        first = y + 24
        row = [line(0, y, width, y, stroke=LINE), *self._mark(theme, y + 20)]
        row += [text(WORDS, first + LEADING * place, words, size=SIZE) for place, words in enumerate(lines)]
        look = {"weight": 600, "fill": QUIET if theme.level is None else NAVY}
        if narrow:
            row.append(text(WORDS, first + LEADING * len(lines), heard, **look))
        else:
            row.append(text(width, first, heard, text_anchor="end", **look))
        below = len(lines) + (1 if narrow else 0)
        return row, max(LEADING * below + 20, 2 * RADIUS + 14)

    def _widest(self) -> float:
        said = {self._heard(theme) for kind in self.kinds for theme in kind.themes}
        return max((width_of(words, 13) for words in said), default=0)

    def _mark(self, theme: HeardTheme, y: float) -> list[Element]:
        """One disc, as heavy as its level, within the ring of the heaviest; a question is its ring alone."""
        x = RADIUS + 1
        if theme.level is None:
            ring = circle(x, y, RADIUS - 0.8, fill=WHITE, stroke=QUIET, stroke_width=1.6, stroke_dasharray="3 3")
            return [
                ring,
                text(x, y + 5, "?", size=14, weight=700, fill=QUIET, text_anchor="middle", class_="mark--ask"),
            ]
        radius = max(RADIUS * theme.level / len(self.scale), LEAST)
        return [
            circle(x, y, RADIUS, fill="none", stroke=GUIDE, stroke_width=1),
            circle(x, y, radius, fill=NAVY, class_=f"mark mark--level-{theme.level}"),
        ]

    def _spoken(self, kinds: tuple[ThemeKind, ...]) -> str:
        said = (
            (f"{kind.label}: " if kind.label else "")
            + "; ".join(f"{theme.words.rstrip('.')}, {self._heard(theme)}" for theme in kind.heaviest_first())
            for kind in kinds
        )
        return " ".join(f"{each}." for each in said)
