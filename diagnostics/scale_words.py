"""How widely a theme was heard, in words that prove of nobody what they said ("one mind").

A theme goes out only if enough people spoke of it, so that it goes out tells something too: of five people, a theme
that needs five was spoken of by all. What readers hold is therefore "it is out, and this is its word", and behind that
there must stand, for a stranger and for each person counted (who knows what they said themselves), more than one
possibility.

The words are those of `words.scale_for`: the finest scale whose outer words cover none to two and all but two to all.
It does the rest once there are two people more than a theme needs.
"""

from diagnostics import words

SPARE = words.ALL_BUT


def least(floor: int) -> int:
    """The fewest people of whom themes are shown, where a theme needs `floor` of them: two more, 7 for a floor of 5."""
    return floor + SPARE


def scale(people: int) -> tuple[str, ...]:
    """The words for this many people, from least to most. Raises ValueError under five people."""
    return words.scale_for(people).words


def level(count: int, people: int, *, floor: int) -> int | None:
    """The place of a theme's word in the scale, 1 for the least; None where too few spoke of it to show it at all.

    `count` is 0 to `people`. Raises ValueError for fewer people than `least`.
    """
    if people < least(floor):
        raise ValueError(f"Themes of fewer than {least(floor)} people are not shown.")
    return words.scale_for(people).level(count, people) + 1 if count >= floor else None
