"""Pictures that are words: sentences one below the other, and what somebody said."""

from dataclasses import dataclass

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.lettering import lines_of, wrap
from hwe_portal.rendering.palette import BLUE, INK, NAVY, QUIET
from hwe_portal.rendering.slides.marks import LEADING, SMALL, Box, Disc, Drawing, Mark, Words

SIZES = (36, 31, 28, SMALL)
QUOTE_SIZES = (46, 41, *SIZES)
INDENT = 40
BETWEEN = 0.55


@dataclass(frozen=True)
class Sentences:
    """Sentences to talk about, one below the other, as large as they all fit."""

    sentences: tuple[str, ...]

    def draw(self, width: float, height: float) -> Drawing:
        size = next((size for size in SIZES if self._height(size, width) <= height), SMALL)
        marks: list[Mark] = []
        y = 0.0
        for lines in self._kept(size, width, height):
            marks += [
                Disc(9, y + size * 0.62, 7, fill=BLUE),
                Words(INDENT, y + size * 0.95, lines, size, colour=INK),
            ]
            y += size * (LEADING * len(lines) + BETWEEN)
        return Drawing(width, height, tuple(marks), " ".join(self.sentences))

    def table(self) -> Table | None:
        return None

    def _height(self, size: float, width: float) -> float:
        lines = sum(lines_of(each, size, width - INDENT) for each in self.sentences)
        return size * (LEADING * lines + BETWEEN * (len(self.sentences) - 1) + 0.1)

    def _kept(self, size: float, width: float, height: float) -> list[tuple[str, ...]]:
        """The lines of each sentence; the last that the room takes is shortened, none runs out of it."""
        kept: list[tuple[str, ...]] = []
        room = height
        for each in self.sentences:
            most = int((room - size * 0.1) / (size * LEADING))
            if most < 1:
                break
            kept.append(wrap(each, size, width - INDENT, most))
            room -= size * (LEADING * len(kept[-1]) + BETWEEN)
        return kept


@dataclass(frozen=True)
class Spoken:
    """What people said, word for word and without a name; `beneath` says how widely the theme was heard."""

    quotes: tuple[str, ...]
    beneath: str

    def draw(self, width: float, height: float) -> Drawing:
        quotes = [f"“{each}”" for each in self.quotes]
        beneath = SMALL if quotes else SIZES[0]
        room = height - beneath * 2
        size = next((size for size in QUOTE_SIZES if self._height(quotes, size, width) <= room), SMALL)
        marks: list[Mark] = []
        y = 0.0
        for each in quotes:
            most = int((room - y) / (size * LEADING))
            if most < 1:
                break
            lines = wrap(each, size, width - INDENT, most)
            tall = size * LEADING * len(lines)
            marks += [Box(0, y, 6, tall, fill=BLUE), Words(INDENT, y + size * 0.95, lines, size, colour=NAVY)]
            y += tall + size * BETWEEN
        heard = Words(INDENT if quotes else 0, y + beneath * 1.2, (self.beneath,), beneath, colour=QUIET)
        return Drawing(width, height, (*marks, heard), " ".join([*quotes, self.beneath]))

    def table(self) -> Table | None:
        return None

    def _height(self, quotes: list[str], size: float, width: float) -> float:
        lines = sum(lines_of(each, size, width - INDENT) for each in quotes)
        return size * (LEADING * lines + BETWEEN * len(quotes))
