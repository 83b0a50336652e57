"""What every chart can do, and how counts are written: as numbers, or as words where a number would say too much."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.drawing import Picture

Count = int | str
"""A number of people, or the words that stand for it ("about a third")."""

_SHARE_BY_WORDS = {
    "nobody": 0,
    "hardly any": 0.08,
    "few": 0.15,
    "about a third": 0.33,
    "up to half": 0.35,
    "about half": 0.5,
    "some": 0.5,
    "about two thirds": 0.67,
    "more than half": 0.75,
    "most": 0.85,
    "nearly all": 0.92,
    "everybody": 1,
}


@dataclass(frozen=True)
class Table:
    """A chart's numbers: one head, rows whose first cell names the row. Whole numbers stand right-aligned."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    def lines(self) -> list[tuple[str | int, list[tuple[str | int, bool]]]]:
        """For templates: each row's name, then its cells with whether each is a number."""
        return [(row[0], [(cell, isinstance(cell, int)) for cell in row[1:]]) for row in self.rows]

    def points(self) -> list[tuple[str | int, list[tuple[str, str | int]]]]:
        """For narrow pages: each row's name, then its cells with the heading of each."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]

    def columns(self) -> list[tuple[str, bool]]:
        """For templates: each heading with whether numbers stand below it."""
        return [
            (heading, any(isinstance(row[place], int) for row in self.rows)) for place, heading in enumerate(self.head)
        ]


class Chart:
    """A chart that is drawn as SVG. Subclasses are frozen dataclasses of plain values.

    Each says what its `pictures` and its `table` are; one that is words from end to end says its `markup` instead of
    pictures. What a subclass owes and does not say raises NotImplementedError, in the first test that draws it.
    """

    has_narrow = True
    """Whether `pictures(narrow=True)` lays the chart out anew for a phone; without, one picture fits every width."""

    @property
    def is_long(self) -> bool:
        """Whether `pictures` gives more than one."""
        return False

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        """The drawing; more than one where it is too tall for a page."""
        raise NotImplementedError

    def table(self) -> Table | None:
        """Its numbers, or None where the chart is itself a table of words."""
        raise NotImplementedError

    def markup(self, name: str, *, narrow: bool = False, spoken_in_full: bool = False) -> tuple[SafeString, ...]:
        """The drawing as SVG text, called `name`; see `Picture.svg` for `spoken_in_full`."""
        return tuple(picture.svg(name, spoken_in_full=spoken_in_full) for picture in self.pictures(narrow=narrow))


def share_of(count: Count, whole: int) -> float:
    """How large a count is drawn, 0 to 1 of `whole`; words are drawn at the middle of what they may mean."""
    if isinstance(count, str):
        return _SHARE_BY_WORDS.get(count.lower(), 0.5)
    return count / whole if whole else 0.0


def in_words(count: Count, one: str = "person", many: str = "people") -> str:
    """ "nobody", "1 person", "6 people", or the words as they are."""
    if isinstance(count, str):
        return count
    if count == 0:
        return "nobody"
    return f"{count} {one if count == 1 else many}"
