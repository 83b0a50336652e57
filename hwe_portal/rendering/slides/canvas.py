"""A slide: where its message, its words, its picture and its foot stand on 1280 by 720 units.

The places are arithmetic, so that nothing can overlap or run out of the page whatever stands in it; the style sheets of
the wall (`static/scss/_slides.scss`) and of paper (`static/print/slides.css`) use the same sizes.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.lettering import lines_of
from hwe_portal.rendering.slides.marks import Drawing, Sketch

WIDTH, HEIGHT = 1280, 720
LEFT, TOP = 52, 40
WORDS_TOP = 150
MEASURE = WIDTH - 2 * LEFT
FOOT_TOP = 628
FOOT_MEASURE = 820
GAP = 20
TITLE_LEADING = 1.15
TEXT_LEADING = 1.35
# Sizes of the message, the largest first, each with the lines that it may take.
TITLES = ((48, 2), (38, 3), (31, 4), (26, 6))
TITLES_ALONE = ((68, 4), (48, 6), (38, 8), (26, 12))
TEXTS = (36, 31, 26)
FOOT = 24
FOOT_LEADING = 1.2


@dataclass(frozen=True)
class Block:
    """Lines of one size from `top` downwards, across the measure."""

    size: int
    lines: int
    top: float
    leading: float

    @property
    def height(self) -> float:
        return self.size * self.leading * self.lines

    @property
    def foot(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class Slide:
    """One message, with a picture or with words of its own; `foot` says what it covers and never more than is true.

    The facilitator's notes are no part of it: whoever draws a slide cannot show them by mistake.
    """

    title: str
    text: str = ""
    foot: str = ""
    sketch: Sketch | None = None

    @property
    def is_words(self) -> bool:
        return self.sketch is None

    @cached_property
    def heading(self) -> Block:
        sizes = TITLES if self.sketch or self.text else TITLES_ALONE
        return _fitting(self.title, sizes, WORDS_TOP if self.is_words else TOP, TITLE_LEADING)

    @cached_property
    def body(self) -> Block | None:
        """Where the words stand, as large as the room allows; beside a picture they are short and small."""
        if not self.text:
            return None
        top = self.heading.foot + GAP / 2
        sizes = TEXTS[-1:] if self.sketch else TEXTS
        room = FOOT_TOP - top
        return _fitting(self.text, [(size, int(room / (size * TEXT_LEADING))) for size in sizes], top, TEXT_LEADING)

    @property
    def picture_top(self) -> float:
        return (self.body or self.heading).foot + GAP

    @cached_property
    def drawing(self) -> Drawing | None:
        return self.sketch.draw(MEASURE, FOOT_TOP - GAP - self.picture_top) if self.sketch else None

    @property
    def picture(self) -> SafeString | None:
        """The drawing as SVG for a page; its description says all that it shows."""
        return self.drawing.picture.svg(self.title) if self.drawing else None

    @property
    def printed(self) -> SafeString | None:
        """The drawing as SVG for paper, where the title alone becomes the alternative text."""
        return self.drawing.picture.svg(self.title, spoken_in_full=True) if self.drawing else None


@dataclass(frozen=True)
class Presentation:
    """`notes` are for the speaker, one text a slide, or empty where they stay with whoever wrote them."""

    title: str
    subtitle: str
    owner: str
    author: str
    slides: tuple[Slide, ...]
    notes: tuple[str, ...] = ()


def _fitting(words: str, sizes: list[tuple[int, int]] | tuple, top: float, leading: float) -> Block:
    """The words in the largest of these sizes in which they take no more lines than it allows."""
    for size, most in sizes:
        lines = sum(max(lines_of(line, size, MEASURE), 1) for line in words.splitlines() or [""])
        if lines <= most:
            break
    return Block(size, min(lines, most), top, leading)
