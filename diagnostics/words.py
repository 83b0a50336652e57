"""From counts to words, so that nobody's answer is known because everybody's is ("one mind").

If all agree, all are known; and where all but one agree, that one knows all the others. So a column of counts is shown
through a fixed function that leaves open, for a stranger and for each person counted (who knows their own answer),
whether everybody else chose an option.

Counts of conflict modes are shown exactly, "nobody" included, because the group needs to hear it. A column turns into
words as soon as one of its counts reaches all but two. All but one and all are what must stay hidden; all but two goes
with them, because otherwise the very change into words would tell the one person who differs that they are alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

SMALLEST = 5
ALL_BUT = 2
NUMBERS = (
    *("nobody", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

Key = TypeVar("Key", bound=str)


def number(count: int) -> str:
    """Write a count of people in words up to twelve, "nobody" for none, in figures above."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


@dataclass(frozen=True)
class Scale:
    """Words for a share of a group, from least to most.

    A border is where the next word begins, in twelfths of the group, and whether a share on it already belongs to that
    next word. Scales of three and five words mirror themselves around the half.
    """

    words: tuple[str, ...]
    borders: tuple[tuple[int, bool], ...]

    def level(self, count: int, people: int) -> int:
        """Return the position of a count's word, 0 for the least."""
        return max(level for level, start in enumerate(self.starts(people)) if start <= count)

    def starts(self, people: int) -> list[int]:
        """Return the smallest count of each word."""
        return [0, *[_start(twelfths * people, included=included) for twelfths, included in self.borders]]

    @property
    def edges(self) -> tuple[float, ...]:
        """The percentages between which the words stand, from 0 to 100: one more than there are words."""
        return (0, *(100 * twelfths / 12 for twelfths, _ in self.borders), 100)

    def covers_ends(self, people: int) -> bool:
        """Whether none to two are one word, and all but two to all are one word."""
        return self.level(ALL_BUT, people) == 0 and self.level(people - ALL_BUT, people) == len(self.borders)


def _start(share: int, *, included: bool) -> int:
    return ceil(share / 12) if included else share // 12 + 1


SCALES = (
    Scale(
        ("hardly any", "about a third", "about half", "about two thirds", "nearly all"),
        ((2, False), (5, True), (7, False), (10, True)),
    ),
    Scale(("few", "some", "most"), ((4, False), (8, True))),
    Scale(("up to half", "more than half"), ((6, False),)),
)


def scale_for(people: int) -> Scale:
    """Return the finest scale whose outer words cover none to two and all but two to all; ValueError under five people.

    Five words from 12 people on, three from 6, two for 5.
    """
    if people < SMALLEST:
        raise ValueError(f"Fewer than {SMALLEST} people are never counted.")
    return next(scale for scale in SCALES if scale.covers_ends(people))


@dataclass(frozen=True)
class Column(Generic[Key]):
    """One column of counts as readers see it, exact or in words. Whatever is composed from counts starts from this.

    `levels` are the counts themselves while `scale` is None, else the position of each word on the scale.
    """

    people: int
    levels: Mapping[Key, int]
    scale: Scale | None

    @property
    def exact(self) -> bool:
        return self.scale is None

    def text(self, key: Key) -> str:
        """Return "six", "nobody", "17" or, in words, "nearly all"."""
        level = self.levels[key]
        return self.scale.words[level] if self.scale else number(level)

    @property
    def top(self) -> list[Key]:
        """The options that stand highest as shown; empty when nobody is in any."""
        highest = max(self.levels.values())
        return [key for key, level in self.levels.items() if level == highest > 0]

    @property
    def bottom(self) -> list[Key]:
        """The options that nobody chose, or in words hardly any or few; "up to half" says too little to count."""
        if self.scale and len(self.scale.words) == len(SCALES[-1].words):
            return []
        return [key for key, level in self.levels.items() if level == 0]

    def widespread(self, key: Key) -> bool:
        """Whether at least a quarter of the people are here, or in words more than the least word says."""
        return self.levels[key] > 0 if self.scale else 4 * self.levels[key] >= self.people

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON: exact or not, and by option what is shown, a count or a word."""
        shown = {str(key): level if self.exact else self.text(key) for key, level in self.levels.items()}
        return {"exact": self.exact, "people": self.people, "shown": shown}


def column(counts: Mapping[Key, int], people: int) -> Column[Key]:
    """Return a column of counts as it may be shown: exact, or in words once one count reaches all but two.

    `counts` are people by option, each 0 to `people`; a person may be under several options (ties) or under none.
    Raises ValueError for fewer than five people.

    Why it also holds where ties are shared: of those under the option that nearly all chose, two who share it can
    stand without it and two who do not can stand elsewhere, and no word changes. And why it holds for the columns of
    first, second and last choices together: those three leave two modes free to each person to stand under instead.
    """
    scale = scale_for(people)
    if max(counts.values()) < people - ALL_BUT:
        return Column(people, dict(counts), None)
    return Column(people, {key: scale.level(count, people) for key, count in counts.items()}, scale)
