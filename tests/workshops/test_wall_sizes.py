"""How large what is shown on the wall may be."""

import pytest

from tests.workshops.rooms import KIND
from workshops.models import Exercise, Room
from workshops.selectors.rooms import Stage
from workshops.views.sizes import size_of


def shown(texts, kind=KIND.SINGLE):
    return Stage(Room(), Exercise(kind=kind), result={"rows": [{"text": text} for text in texts]})


@pytest.mark.parametrize(
    ("rows", "letters", "size"),
    [(2, 36, "large"), (5, 5, "medium"), (4, 48, "medium"), (12, 48, "small"), (2, 49, "long"), (12, 200, "long")],
)
def test_few_words_are_large_and_long_ones_take_lines_of_their_own(rows, letters, size):
    assert size_of(shown(["x" * letters] * rows)) == size


def test_time_has_the_wall_to_itself():
    assert size_of(shown([], kind=KIND.TIMER)) == "timer"
    assert size_of(Stage(Room(), None)) == "medium"
