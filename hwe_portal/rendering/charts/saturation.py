"""When conversations stop bringing new themes: what each one added, and the sum of them, in order of the day held."""

from dataclasses import dataclass
from itertools import accumulate

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, circle, line, path, rect, text
from hwe_portal.rendering.charts.drawing import number as written
from hwe_portal.rendering.palette import BLUE, GUIDE, LINE, NAVY, QUIET, WHITE

TOP = 26
HEIGHT = 190
LEFT = 34
RIGHT = 46
FOOT = 40
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
LINES_AT_MOST = 5
LABELS_APART = 26


@dataclass(frozen=True)
class Talk:
    """A conversation: the day on which it was held, as written, and how many themes were heard in it first."""

    held: str
    new: int


@dataclass(frozen=True)
class Saturation(Chart):
    """The talks in the order in which they were held."""

    talks: tuple[Talk, ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """Themes heard by the end of each talk."""
        return tuple(accumulate(talk.new for talk in self.talks))

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        frame = _Frame(NARROW if narrow else WIDE, len(self.talks), max(self.sums, default=0))
        elements = [*frame.ground(), *self._bars(frame), *self._curve(frame), *frame.numbers()]
        return (Picture(frame.width, TOP + HEIGHT + FOOT, tuple(elements), self._spoken()),)

    def table(self) -> Table:
        rows = tuple(
            (str(place), talk.held, talk.new, so_far)
            for place, (talk, so_far) in enumerate(zip(self.talks, self.sums, strict=True), start=1)
        )
        return Table(("Conversation", "Held", "New themes", "Themes so far"), rows)

    def _bars(self, frame: "_Frame") -> list[Element]:
        width = min(frame.step * 0.55, 16)
        bars = []
        for place, talk in enumerate(self.talks):
            if talk.new:
                top = frame.y(talk.new)
                look = {"fill": BLUE, "class_": "bar bar--new"}
                bars.append(rect(frame.x(place) - width / 2, top, width, frame.foot - top, **look))
        return bars

    def _curve(self, frame: "_Frame") -> list[Element]:
        """The sum as a line; a dot filled where a talk brought something new, open where it did not."""
        if not self.talks:
            return []
        points = [(frame.x(place), frame.y(so_far)) for place, so_far in enumerate(self.sums)]
        drawn = "M" + "L".join(f"{written(x)} {written(y)}" for x, y in points)
        radius = min(4, frame.step * 0.42)
        dots = [
            circle(
                x, y, radius, fill=NAVY if talk.new else WHITE, stroke=NAVY, stroke_width=1.6, class_="mark mark--sum"
            )
            for (x, y), talk in zip(points, self.talks, strict=True)
        ]
        x, y = points[-1]
        end = text(x + 9, y + 4.5, self.sums[-1], weight=700, fill=NAVY)
        return [path(drawn, fill="none", stroke=NAVY, stroke_width=2), *dots, end]

    def _spoken(self) -> str:
        said = "; ".join(f"{talk.held}: {talk.new} new" for talk in self.talks)
        return f"{said}. {self.sums[-1]} themes in all." if self.talks else "No conversation yet."


@dataclass(frozen=True)
class _Frame:
    """Where the nth talk and a number of themes stand."""

    width: float
    talks: int
    most: int

    @property
    def foot(self) -> float:
        return TOP + HEIGHT

    @property
    def step(self) -> float:
        return (self.width - LEFT - RIGHT) / max(self.talks, 1)

    @property
    def each(self) -> int:
        """Themes from one guide to the next."""
        return next((step for step in STEPS if self.most <= step * LINES_AT_MOST), STEPS[-1])

    @property
    def top(self) -> int:
        return max(-(-self.most // self.each), 1) * self.each

    def x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def y(self, themes: int) -> float:
        return self.foot - HEIGHT * themes / self.top

    def ground(self) -> list[Element]:
        """Thin guides with their numbers, the two names above and below."""
        elements = [
            text(0, 12, "Themes so far (line), new in each conversation (bars)", size=12, fill=QUIET),
            line(LEFT, self.foot, self.width - RIGHT, self.foot, stroke=GUIDE, stroke_width=1.2),
        ]
        for themes in range(0, self.top + 1, self.each):
            y = self.y(themes)
            elements.append(text(LEFT - 8, y + 4, themes, size=12, fill=QUIET, text_anchor="end"))
            if themes:
                elements.append(line(LEFT, y, self.width - RIGHT, y, stroke=LINE))
        return elements

    def numbers(self) -> list[Element]:
        """Which conversation it is, as many as there is room for; the first and the last always."""
        every = max(int(-(-LABELS_APART // self.step)), 1)
        last = self.talks - 1
        shown = [place for place in range(0, self.talks, every) if last - place >= every or place == last]
        if self.talks and last not in shown:
            shown.append(last)
        look = {"size": 12, "fill": QUIET, "text_anchor": "middle"}
        numbers = [text(self.x(place), self.foot + 17, place + 1, **look) for place in shown]
        label = text(LEFT, self.foot + 35, "Conversations in the order held", size=12, fill=QUIET)
        return [*numbers, label]
