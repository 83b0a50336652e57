"""The five modes in place: as large as their number, told in words where a number would say too much."""

from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering.charts import GroupDimensions, ModeCount, ModeScore, OwnDimensions
from hwe_portal.rendering.charts.dimensions import SIDE, TOP
from hwe_portal.rendering.palette import MODES
from tests.rendering.drawings import SVG, marks, outside, parse, texts

WORDS = ("nobody", "hardly any", "about a third", "about half", "about two thirds", "nearly all")


def group(*people):
    return GroupDimensions(tuple(ModeCount(mode, count) for mode, count in zip(MODES, people, strict=True)))


def drawn(chart):
    (markup,) = chart.markup("Where the group stands")
    return parse(markup)


def radii(root):
    return [float(circle.get("r")) for circle in root.iter(f"{SVG}circle")]


@given(people=st.lists(st.integers(min_value=0, max_value=100), min_size=5, max_size=5))
def test_more_people_are_a_larger_circle_and_every_number_is_written(people):
    root = drawn(group(*people))
    sizes = radii(root)
    assert len(sizes) == 5
    for one, other in zip(range(5), (1, 2, 3, 4, 0), strict=True):
        if people[one] > people[other] > 0:
            assert sizes[one] >= sizes[other]
    assert sorted(each for each in texts(root) if each.isdigit()) == sorted(str(count) for count in people if count)
    assert texts(root).count("nobody") == people.count(0)
    assert outside(root) == []


def test_areas_are_in_the_proportion_of_the_numbers():
    sizes = radii(drawn(group(16, 4, 1, 16, 4)))
    assert [round(size / sizes[0], 2) for size in sizes] == [1.0, 0.5, 0.25, 1.0, 0.5]


@given(people=st.lists(st.sampled_from(WORDS), min_size=5, max_size=5))
def test_words_stand_below_circles_without_a_number(people):
    root = drawn(group(*people))
    assert [words for words in texts(root) if words in WORDS] == people
    assert not any(words.isdigit() for words in texts(root))
    assert outside(root) == []


def test_words_below_the_low_modes_stay_above_the_axis():
    root = drawn(group(*["nearly all"] * 5))
    feet = [float(each.get("y")) for each in root.iter(f"{SVG}text") if each.text == "nearly all"]
    assert len(feet) == 5
    assert max(feet) < TOP + SIDE


def test_assertive_modes_stand_high_and_cooperative_ones_to_the_right():
    places = {}
    for circle in drawn(group(1, 1, 1, 1, 1)).iter(f"{SVG}circle"):
        places[circle.get("class").rpartition("--")[2]] = float(circle.get("cx")), float(circle.get("cy"))
    assert places["competing"][1] == places["collaborating"][1] < places["compromising"][1] < places["avoiding"][1]
    assert places["avoiding"][0] == places["competing"][0] < places["compromising"][0] < places["collaborating"][0]


def test_a_leaders_first_modes_are_filled_and_the_others_open():
    scores = (4, 9, 9, 5, 3)
    chart = OwnDimensions(tuple(ModeScore(mode, score, score == 9) for mode, score in zip(MODES, scores, strict=True)))
    root = drawn(chart)
    filled = [circle.get("stroke") is None for circle in root.iter(f"{SVG}circle")]
    assert filled == [False, True, True, False, False]
    assert marks(root, "mark") == 5
    assert chart.table().rows[1] == ("Collaborating", 9, "first")
    assert chart.pictures()[0].description.endswith("First: collaborating and compromising.")


def test_an_empty_circle_is_open():
    circles = list(drawn(group(0, 3, 0, 0, 0)).iter(f"{SVG}circle"))
    assert [circle.get("fill") == "#ffffff" for circle in circles] == [True, False, True, True, True]
