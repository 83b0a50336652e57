"""One leader's five scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering.charts import Score, Scores
from hwe_portal.rendering.palette import MODES
from tests.rendering.drawings import SVG, marks, outside, parse, texts


def drawn(chart, *, narrow=False):
    (markup,) = chart.markup("Your scores", narrow=narrow)
    return parse(markup)


@given(scores=st.lists(st.integers(min_value=0, max_value=12), min_size=5, max_size=5), narrow=st.booleans())
def test_bars_are_as_long_as_the_scores(scores, narrow):
    root = drawn(Scores(tuple(map(Score, MODES, scores))), narrow=narrow)
    bars = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect") if "bar" in bar.get("class", "")]
    whole = (628 - 126 - 30) if not narrow else (320 - 28)
    assert bars == pytest.approx([whole * score / 12 for score in scores], abs=0.1)
    assert outside(root) == []


@pytest.mark.parametrize("narrow", [False, True])
def test_a_licensed_result_shows_percentile_and_band(narrow):
    chart = Scores((Score("competing", 4, 38, "Medium"), Score("avoiding", 11, 100, "High"), Score("compromising", 7)))
    root = drawn(chart, narrow=narrow)
    assert marks(root, "bar") == 3
    assert "percentile 38, Medium" in texts(root)
    assert "percentile 100, High" in texts(root)
    assert outside(root) == []
    assert chart.table().head == ("Mode", "Score of 12", "Percentile", "Band")
    assert chart.table().rows[2] == ("Compromising", 7, "\u2013", "\u2013")


def test_our_own_questionnaire_has_no_percentiles():
    chart = Scores((Score("competing", 4),))
    assert chart.table().head == ("Mode", "Score of 12")
    assert chart.pictures()[0].description == "Competing: 4 of 12."
