"""How much it matters, how true it is of us now: two dots on a scale and the line between; the line is the message."""

from dataclasses import dataclass
from typing import ClassVar

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, circle, dot, line, ring, text
from hwe_portal.rendering.charts.lettering import width_of, wrap
from hwe_portal.rendering.palette import BLUE, GUIDE, PINK, QUIET, STEADY, WHITE

MATTERS = "how much it matters"
TRUE = "how true it is of us now"
MEAN = "the mean"
EARLIER = "in the earlier round"
BEFORE = "How true it was before"
TOO_FEW = "Too few answered"
NAMES = 232
SIZE = 13
LINES = 3
LEADING = 16
RADIUS = 6.5
ROW = 26
KEY = 30


@dataclass(frozen=True)
class GapItem:
    """One statement. Means are half points as they may be shown, None where too few answered; the texts say them.

    `matters` is None too where one thing was asked only. `rest` are words for those who gave no answer.
    """

    label: str
    true: float | None
    matters: float | None = None
    true_text: str = ""
    matters_text: str = ""
    stands_out: bool = False
    true_before: float | None = None
    matters_before: float | None = None
    rest: tuple[tuple[str, str], ...] = ()

    @property
    def has_moved(self) -> bool:
        """Whether a mean stood elsewhere in the earlier round."""
        sides = (self.true_before, self.true), (self.matters_before, self.matters)
        return any(before is not None and before != now for before, now in sides)

    @property
    def gap(self) -> str:
        if self.true is None or self.matters is None:
            return ""
        return f"{self.matters - self.true:g}".replace("-", "\u2212")


@dataclass(frozen=True)
class Gaps(Chart):
    """Statements on a scale from 1 to `points`, in the order given. `pairs` where each has two means, else one.

    A mean at the end of what may be shown stands with a dotted line to the scale's end: it is that or beyond.
    """

    items: tuple[GapItem, ...]
    points: int
    low: str = ""
    high: str = ""
    pairs: bool = True

    in_one: ClassVar[int] = 14

    @property
    def is_long(self) -> bool:
        return len(self.items) > self.in_one

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        runs = [self.items[start : start + self.in_one] for start in range(0, len(self.items), self.in_one)]
        return tuple(_Drawing(self, run, narrow=narrow).picture() for run in runs)

    def table(self) -> Table:
        kinds = tuple(dict.fromkeys(kind for item in self.items for kind, _ in item.rest))
        sides = (_capital(MATTERS), _capital(TRUE), "Gap") if self.pairs else (_capital(MEAN),)
        before = (BEFORE,) if self.has_earlier else ()
        return Table(("Statement", *sides, *before, *kinds), tuple(self._row(item, kinds) for item in self.items))

    def _row(self, item: GapItem, kinds: tuple[str, ...]) -> tuple[str, ...]:
        rest = dict(item.rest)
        sides = (item.matters_text, item.true_text, item.gap) if self.pairs else (item.true_text,)
        shown = sides if item.true is not None else (TOO_FEW, *[""] * (len(sides) - 1))
        before = ("" if item.true_before is None else f"{item.true_before:g}",) if self.has_earlier else ()
        return (item.label, *shown, *before, *(rest.get(kind, "") for kind in kinds))

    @property
    def has_earlier(self) -> bool:
        return any(item.true_before is not None for item in self.items)


@dataclass(frozen=True)
class _Drawing:
    """One picture of some items."""

    chart: Gaps
    items: tuple[GapItem, ...]
    narrow: bool

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def left(self) -> float:
        return 10 if self.narrow else NAMES + 18

    @property
    def right(self) -> float:
        return self.width - 12

    def x(self, mean: float) -> float:
        return self.left + (self.right - self.left) * (mean - 1) / (self.chart.points - 1)

    def picture(self) -> Picture:
        rows: list[Element] = []
        y = top = 26 + (16 if self.chart.low or self.chart.high else 0)
        for item in self.items:
            drawn, height = self._row(item, y)
            rows += drawn
            y += height
        elements = [*self._axis(top, y), *rows, *self._key(y)]
        return Picture(self.width, y + self._key_height(), tuple(elements), self._spoken())

    def _axis(self, top: float, foot: float) -> list[Element]:
        elements = []
        for point in range(1, self.chart.points + 1):
            x = self.x(point)
            if not self.narrow:
                elements.append(_guide(x, top - 2, foot))
            elements.append(text(x, top - 9, point, size=12, fill=QUIET, text_anchor="middle"))
        room = (self.right - self.left) / 2 - 6
        low, high = (wrap(end, 12, room, 1) for end in (self.chart.low, self.chart.high))
        start = self.left - (6 if self.narrow else 4)
        elements += [text(start, 12, words, size=12, fill=QUIET) for words in low if words]
        elements += [text(self.right + 6, 12, words, size=12, fill=QUIET, text_anchor="end") for words in high if words]
        return elements

    def _row(self, item: GapItem, y: float) -> tuple[list[Element], float]:
        """The words and the marks: beside them, or on a phone below."""
        lines = wrap(item.label, SIZE, self.width if self.narrow else NAMES, LINES)
        if self.narrow:
            words = [text(0, y + 14 + LEADING * place, each, weight=600) for place, each in enumerate(lines)]
            centre = y + 14 + LEADING * len(lines)
            guides = [_guide(self.x(point), centre - 9, centre + 9) for point in range(1, self.chart.points + 1)]
            return [*words, *guides, *self._marks(item, centre)], LEADING * len(lines) + 32
        height = max(LEADING * len(lines) + 10, ROW)
        first = y + (height - LEADING * (len(lines) - 1)) / 2 + 4.5
        words = [text(0, first + LEADING * place, each, weight=600) for place, each in enumerate(lines)]
        return [*words, *self._marks(item, y + height / 2)], height

    def _marks(self, item: GapItem, y: float) -> list[Element]:
        if item.true is None:
            return [text(self.left + 8, y + 4.5, TOO_FEW, size=12, fill=QUIET, class_="mark--none")]
        marks = self._open_ends(item, y)
        earlier = self._earlier(item, y)
        if item.matters is None:
            return [*marks, *earlier, dot(self.x(item.true), y, RADIUS, BLUE, "true")]
        matters, true = self.x(item.matters), self.x(item.true)
        hole = circle(true, y, RADIUS - 0.8, fill=WHITE)
        if matters == true:
            around = ring(true, y, RADIUS + 3.2, BLUE, "true")
            return [*marks, *earlier, hole, around, dot(matters, y, RADIUS - 2, BLUE, "matters")]
        look = {"stroke": PINK, "stroke_width": 3.4} if item.stands_out else {"stroke": QUIET, "stroke_width": 2.6}
        between = line(true, y, matters, y, class_=f"gap{' gap--out' if item.stands_out else ''}", **look)
        now = [hole, ring(true, y, RADIUS, BLUE, "true"), dot(matters, y, RADIUS, BLUE, "matters")]
        return [*marks, between, *earlier, *now]

    def _earlier(self, item: GapItem, y: float) -> list[Element]:
        """Where a mean that moved stood before: a faint mark of the same shape."""
        marks = []
        if item.matters_before is not None and item.matters_before != item.matters:
            marks.append(circle(self.x(item.matters_before), y, RADIUS - 1, fill=STEADY, class_="mark--earlier"))
        if item.true_before is not None and item.true_before != item.true:
            marks.append(_faint_ring(self.x(item.true_before), y, RADIUS - 1))
        return marks

    def _open_ends(self, item: GapItem, y: float) -> list[Element]:
        marks = []
        for mean, words in ((item.true, item.true_text), (item.matters, item.matters_text)):
            if mean is None or "or" not in words.split():
                continue
            end = self.x(1 if words.endswith("less") else self.chart.points)
            marks.append(line(self.x(mean), y, end, y, stroke=BLUE, stroke_width=1.6, stroke_dasharray="1.6 3"))
        return marks

    # The key

    def _keys(self) -> list[tuple[str, str]]:
        keys = [("ring", TRUE), ("dot", MATTERS)] if self.chart.pairs else [("dot", MEAN)]
        return [*keys, *([("earlier", EARLIER)] if any(item.has_moved for item in self.items) else [])]

    def _key_height(self) -> float:
        return KEY if not self.narrow else 12 + 20 * len(self._keys())

    def _key(self, y: float) -> list[Element]:
        elements: list[Element] = []
        x, line_y = 8 if self.narrow else self._key_start(), y + 20
        for shape, words in self._keys():
            elements += [self._key_mark(shape, x, line_y - 4), text(x + 11, line_y, words, size=12, fill=QUIET)]
            if self.narrow:
                line_y += 20
            else:
                x += _key_width(words)
        return elements

    def _key_start(self) -> float:
        """Below the scale, or as far left as it takes to fit."""
        return min(self.left - 4, self.width - sum(_key_width(words) for _, words in self._keys()))

    def _key_mark(self, shape: str, x: float, y: float) -> Element:
        if shape == "earlier":
            return _faint_ring(x, y, 5)
        if shape == "ring":
            return circle(x, y, 5, fill="none", stroke=BLUE, stroke_width=1.6)
        return circle(x, y, 5.4, fill=BLUE)

    def _spoken(self) -> str:
        return " ".join(self._said(item) for item in self.items)

    def _said(self, item: GapItem) -> str:
        label = item.label.rstrip(".")
        if item.true is None:
            return f"{label}: too few answered."
        before = "" if item.true_before is None else f", before {item.true_before:g}"
        if item.matters is None:
            return f"{label}: {item.true_text}{before}."
        return f"{label}: matters {item.matters_text}, true {item.true_text}{before}."


def _guide(x: float, top: float, foot: float) -> Element:
    """Drawn through all rows, or on a phone within each, so that it crosses no words."""
    return line(x, top, x, foot, stroke=GUIDE, stroke_width=0.8)


def _faint_ring(x: float, y: float, radius: float) -> Element:
    look = {"fill": WHITE, "stroke": QUIET, "stroke_width": 1.4, "stroke_dasharray": "2 2"}
    return circle(x, y, radius, class_="mark--earlier", **look)


def _key_width(words: str) -> float:
    return width_of(words, 12) + 32


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
