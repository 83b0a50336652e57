"""How large what is shown on the wall may be, and what of it a phone shows."""

import pytest
from django.template.loader import render_to_string

from hwe_portal.rendering.charts.base import Table
from hwe_portal.rendering.slides import Sentences, Slide
from tests.workshops.rooms import KIND
from workshops.models import Exercise, Room
from workshops.selectors.rooms import Stage
from workshops.views.sizes import size_of


def shown(texts, kind=KIND.SINGLE, **more):
    return Stage(Room(), Exercise(kind=kind), result={"rows": [{"text": text} for text in texts]} | more)


@pytest.mark.parametrize(
    ("rows", "letters", "size"),
    [(2, 36, "large"), (5, 5, "medium"), (4, 48, "medium"), (12, 48, "small"), (7, 49, "long"), (12, 200, "long")],
)
def test_few_words_are_large_and_long_ones_take_lines_of_their_own(rows, letters, size):
    assert size_of(shown(["x" * letters] * rows)) == size


def test_one_long_word_is_broken_and_leaves_the_others_as_large_as_they_were():
    word = "x" * 73
    sizes = [size_of(shown(["Ours"] * others + [word])) for others in (1, 5, 8, 11)]
    assert sizes == ["large", "medium", "small", "long"]


def test_leaders_beside_guests_have_half_of_the_wall():
    guests = {"shown": "few"}
    rows = [["Ours"] * 4, ["Ours"] * 3 + ["x" * 73], ["Ours"] * 12]
    assert [size_of(shown(texts, guests=guests)) for texts in rows] == ["medium", "small", "long"]
    assert size_of(shown(rows[2], KIND.RANKING, guests=guests)) == "small"


def test_time_has_the_wall_to_itself():
    assert size_of(shown([], kind=KIND.TIMER)) == "timer"
    assert size_of(Stage(Room(), None)) == "medium"


def test_a_phone_has_the_points_of_a_card_in_words_and_its_title_once():
    sketch = Sentences(("What surprises you?", "What do we keep?"))
    stage = Stage(Room(), Exercise(kind=KIND.REFLECT), slide=Slide("Trust first", foot="18 of 19", sketch=sketch))
    page = render_to_string("workshops/phone/_reflect.html", {"stage": stage, "exercise": stage.exercise})
    counted = [page.count(words) for words in ("Trust first", "18 of 19", "<li>What do we keep?</li>", "<svg")]
    assert counted == [1, 1, 1, 0]
    rows = Table(("Statement", "Now", "Gap"), (("Trust", "3", "1.5"),))
    assert rows.points() == [("Trust", [("Now", "3"), ("Gap", "1.5")])]
