"""The few shapes that every chart is made of, and the one template that writes them.

Shapes carry presentation attributes only: no style attribute (the Content-Security-Policy forbids them) and no page
variable (WeasyPrint prints those black). One unit is one CSS pixel at full size, on paper and on a wide screen.
"""

from dataclasses import dataclass
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.lettering import FONT
from hwe_portal.rendering.palette import INK

WIDE = 628
NARROW = 320


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: SafeString
    words: str = ""

    @property
    def markup(self) -> str:
        """Written here and not in the template, which would take three times as long for each."""
        return f"<{self.tag}{self.attributes}>{escape(self.words)}</{self.tag}>"


@dataclass(frozen=True)
class Picture:
    """A drawing `width` by `height` units; `description` says in words what it shows."""

    width: float
    height: float
    elements: tuple[Element, ...]
    description: str = ""

    def svg(self, name: str, *, spoken_in_full: bool = False) -> SafeString:
        """The drawing as SVG, called `name`.

        In print only the `<title>` becomes alternative text, so there it says everything (`spoken_in_full`); on a
        page a long title would open as a tooltip, so the description stays in `<desc>`.
        """
        title = f"{name.rstrip('.')}. {self.description}" if spoken_in_full else name
        context = {
            "width": number(self.width),
            "height": number(self.height),
            "title": title,
            "description": self.description,
            "font": FONT,
            "elements": SafeString("".join(element.markup for element in self.elements)),
        }
        return render_to_string("rendering/picture.svg", context)


def number(value: float) -> str:
    """A coordinate with at most one decimal, always with a point, never with a thousands mark."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def _element(tag: str, attributes: dict, words: str = "") -> Element:
    written = sorted(
        (name.rstrip("_").replace("_", "-"), number(value) if isinstance(value, int | float) else escape(value))
        for name, value in attributes.items()
        if value is not None
    )
    return Element(tag, SafeString("".join(f' {name}="{value}"' for name, value in written)), words)


def rect(x: float, y: float, width: float, height: float, **look) -> Element:
    return _element("rect", {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0), **look})


def circle(x: float, y: float, radius: float, **look) -> Element:
    return _element("circle", {"cx": x, "cy": y, "r": radius, **look})


def line(x1: float, y1: float, x2: float, y2: float, **look) -> Element:
    return _element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **look})


def path(d: str, **look) -> Element:
    return _element("path", {"d": d, **look})


def text(x: float, y: float, words: object, *, size: float = 13, weight: int = 400, fill: str = INK, **look) -> Element:
    """One line of words from `x` (or as `text_anchor` says) on the base line `y`."""
    attributes = {"x": x, "y": y, "font_size": size, "font_weight": str(weight), "fill": fill, **look}
    return _element("text", attributes, str(words))


def triangle(x: float, y: float, size: float, **look) -> Element:
    """A small triangle whose tip is at `x`, `y`, pointing up."""
    half = number(size / 2)
    return path(f"M{number(x)} {number(y)}l{half} {number(size * 0.85)}h-{number(size)}z", **look)


def diamond(x: float, y: float, radius: float, **look) -> Element:
    reach = number(radius)
    return path(f"M{number(x)} {number(y - radius)}l{reach} {reach} -{reach} {reach} -{reach} -{reach}z", **look)


def dot(x: float, y: float, radius: float, colour: str, name: str) -> Element:
    """A filled mark."""
    return circle(x, y, radius, fill=colour, class_=f"mark mark--{name}")


def ring(x: float, y: float, radius: float, colour: str, name: str) -> Element:
    """An open mark, as large as a dot of the same radius."""
    return circle(x, y, radius - 0.8, fill="none", stroke=colour, stroke_width=1.6, class_=f"mark mark--{name}")


def half_dot(x: float, y: float, radius: float, colour: str, name: str) -> Element:
    """A ring whose left half is filled; one shape, so that marks can be counted."""
    outer, inner = number(radius), number(radius - 1.6)
    ring_ = f"M{number(x - radius)} {number(y)}a{outer} {outer} 0 1 1 {number(2 * radius)} 0"
    ring_ += f"a{outer} {outer} 0 1 1 -{number(2 * radius)} 0z"
    hole = f"M{number(x)} {number(y - radius + 1.6)}a{inner} {inner} 0 0 1 0 {number(2 * (radius - 1.6))}z"
    return path(ring_ + hole, fill=colour, fill_rule="evenodd", class_=f"mark mark--{name}")


def square(x: float, y: float, radius: float, colour: str, name: str) -> Element:
    """An open square mark, as heavy to the eye as a ring of the same radius."""
    side = radius * 1.65
    look = {"fill": "none", "stroke": colour, "stroke_width": 1.6, "class_": f"mark mark--{name}"}
    return rect(x - side / 2, y - side / 2, side, side, **look)
