"""The marks of a slide's picture, in units of a canvas 1280 wide: SVG on the wall, native shapes in PowerPoint."""

from dataclasses import dataclass
from math import ceil
from typing import Protocol

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.charts.drawing import Element, Picture, circle, line, rect, text
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import INK

# The least that is read from the back of a room, with something in hand for a window that is not quite full screen.
SMALL = 25
LEADING = 1.25


@dataclass(frozen=True)
class Words:
    """Lines of text from `x` (or ending there, or centred, as `anchor` says), the first on the base line `y`."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float = SMALL
    weight: int = 400
    colour: str = INK
    anchor: str = "start"

    @property
    def width(self) -> float:
        return max((width_of(each, self.size) for each in self.lines), default=0)

    @property
    def left(self) -> float:
        return self.x - {"start": 0, "middle": self.width / 2, "end": self.width}[self.anchor]

    @property
    def top(self) -> float:
        return self.y - self.size * 0.95

    @property
    def height(self) -> float:
        return self.size * LEADING * len(self.lines)

    def elements(self) -> list[Element]:
        look = {"size": self.size, "weight": self.weight, "fill": self.colour, "text_anchor": self.anchor}
        return [
            text(self.x, self.y + self.size * LEADING * place, words, **look) for place, words in enumerate(self.lines)
        ]


@dataclass(frozen=True)
class Disc:
    """A circle about `x`, `y`; open where it has a `stroke` and no `fill`."""

    x: float
    y: float
    radius: float
    fill: str = "none"
    stroke: str = "none"
    thickness: float = 3

    @property
    def left(self) -> float:
        return self.x - self.radius

    @property
    def top(self) -> float:
        return self.y - self.radius

    @property
    def width(self) -> float:
        return 2 * self.radius

    @property
    def height(self) -> float:
        return 2 * self.radius

    def elements(self) -> list[Element]:
        inner = self.radius - (self.thickness / 2 if self.stroke != "none" else 0)
        return [circle(self.x, self.y, inner, fill=self.fill, stroke=self.stroke, stroke_width=self.thickness)]


@dataclass(frozen=True)
class Box:
    """A rectangle from its left top corner."""

    left: float
    top: float
    width: float
    height: float
    fill: str = "none"
    stroke: str = "none"
    thickness: float = 3

    def elements(self) -> list[Element]:
        inset = self.thickness / 2 if self.stroke != "none" else 0
        look = {"fill": self.fill, "stroke": self.stroke, "stroke_width": self.thickness}
        return [rect(self.left + inset, self.top + inset, self.width - 2 * inset, self.height - 2 * inset, **look)]


@dataclass(frozen=True)
class Rule:
    """A straight line from one point to the other."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    thickness: float = 1.5

    @property
    def left(self) -> float:
        return min(self.x1, self.x2)

    @property
    def top(self) -> float:
        return min(self.y1, self.y2)

    @property
    def width(self) -> float:
        return abs(self.x2 - self.x1)

    @property
    def height(self) -> float:
        return abs(self.y2 - self.y1)

    def elements(self) -> list[Element]:
        return [line(self.x1, self.y1, self.x2, self.y2, stroke=self.colour, stroke_width=self.thickness)]


Mark = Words | Disc | Box | Rule


def even_parts(things: tuple, most: int) -> list[tuple]:
    """The things in as few runs of at most so many as they need, the runs as even as they can be."""
    runs = ceil(len(things) / most)
    each = ceil(len(things) / runs) if runs else 1
    return [things[first : first + each] for first in range(0, len(things), each)]


@dataclass(frozen=True)
class Drawing:
    """Marks on a ground `width` by `height`; `spoken` says in words all that they show."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    spoken: str

    @property
    def picture(self) -> Picture:
        elements = tuple(element for mark in self.marks for element in mark.elements())
        return Picture(self.width, self.height, elements, self.spoken)


class Sketch(Protocol):
    """What can be drawn into the room that a slide has left."""

    def draw(self, width: float, height: float) -> Drawing: ...

    def table(self) -> Table | None: ...
