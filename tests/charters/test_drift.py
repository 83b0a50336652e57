"""What counts as drift between two published pulses, and what cannot be told."""

import pytest

from charters.drift import Asked, drifted, falls, said
from diagnostics.surveys.figures import figures
from diagnostics.surveys.form import Form, Question, Section

POINTS = ("Hardly ever", "Now and then", "About half of the time", "Most of the time", "Nearly always")
LINES = (Asked("I ring before I write", "We say it", "1", "2"), Asked("We share", "We share", "3", "4"))
FORM = Form(
    "Pulse",
    "",
    "",
    tuple(
        Section(title, "", tuple(Question(key, "scale", text, labels=POINTS, is_required=True) for key, text in asked))
        for title, asked in (
            ("I", [("1", "I ring before I write"), ("3", "We share")]),
            ("We", [("2", "I ring before I write"), ("4", "We share")]),
        )
    ),
)


def shown(people=15, **points):
    """The figures of so many people who all gave the same points: q1="4 4 5" is dealt out in turn; 4 unless said."""
    given = [
        {key: [int(one) for one in points.get(f"q{key}", "4").split()] for key in ("1", "2", "3", "4")}
        for _ in range(people)
    ]
    answers = [{key: dealt[number % len(dealt)] for key, dealt in each.items()} for number, each in enumerate(given)]
    return figures(FORM, answers)


def test_a_fall_by_half_a_point_of_what_is_shown_is_drift_and_names_its_commitment():
    before, after = shown(q2="4"), shown(q2="3 4")
    found = falls(LINES, before, after)
    assert [(fall.asked.text, fall.mine, fall.ours) for fall in found] == [
        ("I ring before I write", "", "from 4 to 3.5"),
    ]
    assert drifted(found) == ["We say it"]
    assert found[0].words == "how we live it: from 4 to 3.5"


def test_a_rise_and_what_stays_within_a_step_are_none():
    assert falls(LINES, shown(q2="3"), shown(q2="4")) == []
    assert falls(LINES, shown(q2="4"), shown(q2="4 4 4 4 3")) == []  # 3.8 is still shown as 4


def test_beyond_an_open_end_nothing_is_told():
    """All at 5 and nine tenths at 5 are both "4.5 or more"."""
    before, after = shown(q2="5"), shown(q2="5 5 5 5 4")
    assert (said(before)["2"], said(after)["2"]) == ("4.5 or more", "4.5 or more")
    assert falls(LINES, before, after) == []
    assert [fall.ours for fall in falls(LINES, before, shown(q2="4"))] == ["from 4.5 or more to 4"]


def test_of_few_people_words_fall_only_where_everything_that_moved_points_down():
    """Six answers have no mean: they are shown in two words."""
    high, low = shown(6, q2="5"), shown(6, q2="2")
    assert said(high)["2"] == "more than half: Nearly always"
    assert [fall.ours for fall in falls(LINES, high, low)] == [
        "“Now and then” from up to half to more than half; “Nearly always” from more than half to up to half",
    ]
    assert falls(LINES, low, high) == []
    both_ways = falls(LINES, shown(6, q2="4"), shown(6, q2="5"))
    assert both_ways == []  # "Most of the time" fell, because "Nearly always" rose


@pytest.mark.parametrize("sizes", [(15, 6), (6, 15), (15, 4), (4, 15)])
def test_pulses_shown_in_different_ways_are_not_compared(sizes):
    before, after = shown(sizes[0], q2="5"), shown(sizes[1], q2="1")
    assert falls(LINES, before, after) == []


def test_words_of_different_scales_are_not_compared():
    """Of six people two words are shown, of eight three: "most" then and "up to half" now are no fall."""
    fewer, more = shown(6, q1="5", q2="5", q3="5", q4="5"), shown(6)
    assert falls(LINES, [{**each, "scale": ["few", "some", "most"]} for each in fewer], more) == []


def test_two_behaviours_of_one_commitment_make_one_commitment_that_drifted():
    lines = (Asked("a", "Both", "1", "2"), Asked("b", "Both", "3", "4"))
    found = falls(lines, shown(q2="5", q3="5"), shown(q2="3", q3="3"))
    assert [(fall.asked.text, bool(fall.mine), bool(fall.ours)) for fall in found] == [
        ("a", False, True),
        ("b", True, False),
    ]
    assert drifted(found) == ["Both"]
