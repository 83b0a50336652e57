"""Where a group stands, or one leader: the five modes in place on the two dimensions, as large as their number."""

from dataclasses import dataclass
from math import sqrt

from hwe_portal.rendering.charts.base import Chart, Count, Table, in_words, share_of
from hwe_portal.rendering.charts.drawing import Element, Picture, circle, line, path, rect, text
from hwe_portal.rendering.charts.lettering import width_of
from hwe_portal.rendering.palette import MODES, NAVY, PALE, QUIET, WHITE, Mode

WIDTH, HEIGHT = 340, 352
LEFT, TOP, SIDE = 30, 4, 306
LARGEST = 44
ROOM_FOR_A_NUMBER = 11
WITH_WORDS = 0.5
SCORE_OUT_OF = 12


@dataclass(frozen=True)
class ModeCount:
    """How many people put `mode` first: a number, or words where numbers would say too much."""

    mode: str
    people: Count


@dataclass(frozen=True)
class ModeScore:
    """One leader's score on `mode`, 0 to 12; `first` marks every mode that is at their top."""

    mode: str
    score: int
    first: bool = False


@dataclass(frozen=True)
class GroupDimensions(Chart):
    """Where the group stands: people by first choice, no names."""

    counts: tuple[ModeCount, ...]

    has_narrow = False

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        numbers = [count.people for count in self.counts if isinstance(count.people, int)]
        whole = max(max(numbers, default=0), sum(numbers) // 3, 1)
        places = [_Place(MODES[each.mode], _share(each.people, whole), _label(each.people)) for each in self.counts]
        return (_picture(places, "People by first choice. " + self._spoken()),)

    def _spoken(self) -> str:
        return "; ".join(f"{MODES[each.mode].label}: {in_words(each.people)}" for each in self.counts) + "."

    def table(self) -> Table:
        rows = tuple((MODES[each.mode].label, _or_nobody(each.people)) for each in self.counts)
        return Table(("Mode", "First choice of"), rows)


@dataclass(frozen=True)
class OwnDimensions(Chart):
    """Where one leader stands: the five scores in place, the modes that come first filled."""

    scores: tuple[ModeScore, ...]

    has_narrow = False

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        places = [
            _Place(MODES[each.mode], each.score / SCORE_OUT_OF, str(each.score), open_=not each.first)
            for each in self.scores
        ]
        first = " and ".join(MODES[each.mode].label.lower() for each in self.scores if each.first)
        spoken = "; ".join(f"{MODES[each.mode].label}: {each.score} of {SCORE_OUT_OF}" for each in self.scores)
        return (_picture(places, f"Scores. {spoken}. First: {first}." if first else f"Scores. {spoken}."),)

    def table(self) -> Table:
        rows = tuple((MODES[each.mode].label, each.score, "first" if each.first else "") for each in self.scores)
        return Table(("Mode", f"Score of {SCORE_OUT_OF}", "Place"), rows)


@dataclass(frozen=True)
class _Place:
    mode: Mode
    share: float
    label: str
    open_: bool = False

    @property
    def radius(self) -> float:
        return max(LARGEST * sqrt(min(self.share, 1)), 5)

    @property
    def x(self) -> float:
        return LEFT + SIDE * (0.02 + 0.96 * self.mode.cooperative)

    @property
    def y(self) -> float:
        return TOP + SIDE * (0.955 - 0.94 * self.mode.assertive)


def _share(people: Count, whole: int) -> float:
    """Words stand below their circle, so it leaves them room."""
    return share_of(people, whole) * (WITH_WORDS if isinstance(people, str) else 1)


def _label(people: Count) -> str:
    return "nobody" if people == 0 else str(people)


def _or_nobody(people: Count) -> Count:
    return people or "nobody"


def _picture(places: list[_Place], description: str) -> Picture:
    elements = _ground()
    for place in places:
        elements += _mark(place)
    return Picture(WIDTH, HEIGHT, tuple(elements), description)


def _ground() -> list[Element]:
    middle_x, middle_y, right, foot = LEFT + SIDE / 2, TOP + SIDE / 2, LEFT + SIDE, TOP + SIDE
    axis = {"stroke": NAVY, "stroke_width": 1.2}
    return [
        rect(LEFT, TOP, SIDE, SIDE, fill=PALE),
        line(LEFT, middle_y, right, middle_y, stroke=WHITE, stroke_width=2),
        line(middle_x, TOP, middle_x, foot, stroke=WHITE, stroke_width=2),
        line(LEFT, foot, right - 5, foot, **axis),
        line(LEFT, foot, LEFT, TOP + 5, **axis),
        path(f"M{right} {foot}l-8 -3.5v7z", fill=NAVY),
        path(f"M{LEFT} {TOP}l-3.5 8h7z", fill=NAVY),
        *_axis_words(right, foot),
    ]


def _axis_words(right: float, foot: float) -> list[Element]:
    turned = {"transform": f"rotate(-90 18 {TOP + SIDE})", "size": 12}
    end = width_of("Assertive", 12) + 6
    return [
        text(18, TOP + SIDE, "Assertive", weight=600, **turned),
        text(18 + end, TOP + SIDE, "how far I press my own concerns", fill=QUIET, **turned),
        text(LEFT, foot + 20, "Cooperative", size=12, weight=600),
        text(LEFT + width_of("Cooperative", 12) + 6, foot + 20, "how far I meet those of others", size=12, fill=QUIET),
    ]


def _mark(place: _Place) -> list[Element]:
    """A circle as large as the number, the number in it where it fits; the mode's name, and else its words, below."""
    colour = place.mode.colour
    empty = place.open_ or place.share == 0
    look = {"fill": WHITE, "stroke": colour, "stroke_width": 2} if empty else {"fill": colour}
    radius = place.radius - (1 if empty else 0)
    elements = [circle(place.x, place.y, radius, class_=f"mark mark--{place.mode.key}", **look)]
    below = place.y + place.radius + 15
    weight = 400 if place.open_ else 600
    elements.append(text(place.x, below, place.mode.label, size=13, weight=weight, text_anchor="middle"))
    if place.label.isdigit() and place.radius >= ROOM_FOR_A_NUMBER:
        ink = colour if empty else WHITE
        middle = {"size": 16, "weight": 700, "fill": ink, "text_anchor": "middle"}
        return [*elements, text(place.x, place.y + 5.5, place.label, **middle)]
    return [*elements, text(place.x, below + 15, place.label, size=13, fill=QUIET, text_anchor="middle")]
