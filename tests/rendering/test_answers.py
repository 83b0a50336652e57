"""Answers as gaps between two dots and as places on a scale: nothing longer, wider or surer than what is said."""

from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering.charts import Distribution, GapItem, Gaps, Share
from tests.rendering.drawings import marks, outside, parse

LABEL = st.text(alphabet="abcdefghij klmnop", min_size=1, max_size=160).filter(str.strip)
HALVES = st.sampled_from([1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5])
WORDS = ("hardly any", "about a third", "about half", "about two thirds", "nearly all")
PERCENT = ("under 10%", *(f"{value}%" for value in range(10, 91, 5)), "over 90%")


def item(label, true, matters, before, stands_out):
    texts = [f"{each:g}{' or more' if each == 4.5 else ''}" for each in (true, matters)]
    return GapItem(label, true, matters, *texts, stands_out, before, before, (("No answer", "hardly any"),))


ITEMS = st.lists(st.builds(item, LABEL, HALVES, HALVES, st.none() | HALVES, st.booleans()), min_size=1, max_size=20)


@given(
    items=ITEMS,
    points=st.sampled_from([5, 7]),
    narrow=st.booleans(),
    ends=st.sampled_from(["", "Not at all true of us"]),
)
def test_each_statement_has_two_dots_and_keeps_within_the_frame(items, points, narrow, ends):
    chart = Gaps(tuple(items), points, ends, ends)
    drawn = [parse(markup) for markup in chart.markup("What matters", narrow=narrow)]
    assert [outside(root) for root in drawn] == [[] for _ in drawn]
    for mark in ("mark--true", "mark--matters"):
        assert sum(marks(root, mark) for root in drawn) == len(items)
    assert sum(marks(root, "gap") for root in drawn) == sum(each.true != each.matters for each in items)
    assert len(chart.table().rows) == len(items)


def test_a_mean_of_too_few_is_said_and_not_drawn():
    chart = Gaps((GapItem("Trust", None),), 5)
    (root,) = map(parse, chart.markup("What matters"))
    assert (marks(root, "mark--true"), marks(root, "mark--none")) == (0, 1)
    assert chart.table().rows == (("Trust", "Too few answered", "", ""),)


ROWS = st.lists(st.tuples(LABEL, st.integers(0, 4), st.booleans()), min_size=1, max_size=12)


@given(rows=ROWS, narrow=st.booleans())
def test_a_word_is_one_place_of_its_scale(rows, narrow):
    chart = Distribution(tuple(Share(*row) for row in rows), WORDS)
    (root,) = map(parse, chart.markup("What is in the way", narrow=narrow))
    assert outside(root) == []
    assert [marks(root, f"place--{place}") for place in range(5)] == [
        sum(level == place for _, level, _ in rows) for place in range(5)
    ]


@given(levels=st.lists(st.integers(0, len(PERCENT) - 1), min_size=1, max_size=12), narrow=st.booleans())
def test_only_a_band_that_is_open_is_drawn_open(levels, narrow):
    chart = Distribution(tuple(Share("Housing", level) for level in levels), PERCENT, end=10)
    (root,) = map(parse, chart.markup("What is in the way", narrow=narrow))
    assert outside(root) == []
    assert marks(root, "bar--open") == sum(level in (0, len(PERCENT) - 1) for level in levels)
    assert marks(root, "bar") == sum(level > 0 for level in levels)
    assert {said for _, said in chart.table().rows} <= set(PERCENT)
