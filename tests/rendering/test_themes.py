"""Themes as weights of one mark, and the curve that says when no more of them are heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering.charts import HeardTheme, Saturation, Talk, ThemeKind, Themes
from tests.rendering.drawings import marks, outside, parse, texts

SCALE = ("few", "some", "most")
WORDS = st.text(alphabet="abcdefghij klmnop", min_size=1, max_size=160).filter(str.strip)
HEARD = st.builds(HeardTheme, WORDS, st.sampled_from([1, 2, 3, None]))
KINDS = st.lists(st.lists(HEARD, max_size=6), min_size=4, max_size=4)


def chart(kinds):
    names = ("Issues", "Aspirations", "Barriers", "Strengths")
    return Themes(tuple(ThemeKind(name, tuple(each)) for name, each in zip(names, kinds, strict=True)), SCALE)


def roots(drawn, narrow):
    return [parse(markup) for markup in drawn.markup("What was heard", narrow=narrow)]


@given(kinds=KINDS, narrow=st.booleans())
def test_each_theme_is_one_mark_of_its_level(kinds, narrow):
    drawn = roots(chart(kinds), narrow)
    levels = [theme.level for each in kinds for theme in each]
    assert [sum(marks(root, f"mark--level-{level}") for root in drawn) for level in (1, 2, 3)] == [
        levels.count(level) for level in (1, 2, 3)
    ]
    assert sum(marks(root, "mark--ask") for root in drawn) == levels.count(None)


@given(kinds=KINDS, narrow=st.booleans())
def test_nothing_leaves_the_frame(kinds, narrow):
    assert [outside(root) for root in roots(chart(kinds), narrow)] == [[] for _ in chart(kinds).pictures()]


@given(kinds=KINDS)
def test_the_table_says_every_theme_in_words_and_never_a_number(kinds):
    rows = chart(kinds).table().rows
    assert len(rows) == sum(len(each) for each in kinds)
    assert {heard for _, _, heard in rows} <= {*SCALE, "a question, not counted"}


def test_the_most_widely_heard_comes_first_within_its_kind():
    themes = (HeardTheme("a", 1), HeardTheme("b", None), HeardTheme("c", 3))
    assert [row[0] for row in chart([themes, (), (), ()]).table().rows] == ["c", "a", "b"]


def test_a_kind_without_themes_has_no_heading():
    (root,) = roots(chart([[HeardTheme("We decide little", 3)], [], [], []]), False)
    assert texts(root) == ["Issues", "We decide little", "most"]


def test_paper_reads_out_every_theme():
    (picture,) = chart([[HeardTheme("We decide little.", 3)], [], [HeardTheme("Is it time?", None)], []]).pictures()
    assert picture.description == ("Issues: We decide little, most. Barriers: Is it time?, a question, not counted.")


def test_many_themes_are_drawn_kind_by_kind():
    many = chart([[HeardTheme(f"Theme {n}", 1) for n in range(8)] for _ in range(2)] + [[], []])
    assert (many.is_long, len(many.pictures())) == (True, 2)


NEW = st.lists(st.integers(min_value=0, max_value=40), max_size=60)


@given(new=NEW, narrow=st.booleans())
def test_a_curve_keeps_within_its_frame_and_has_a_dot_for_each_conversation(new, narrow):
    (root,) = roots(Saturation(tuple(Talk("4 October 2021", number) for number in new)), narrow)
    assert outside(root) == []
    assert marks(root, "mark--sum") == len(new)
    assert marks(root, "bar--new") == sum(1 for number in new if number)


@given(new=NEW)
def test_the_sums_only_rise_and_end_with_all_themes(new):
    drawn = Saturation(tuple(Talk("4 October 2021", number) for number in new))
    assert list(drawn.sums) == sorted(drawn.sums)
    assert [row[3] for row in drawn.table().rows][-1:] == ([sum(new)] if new else [])


@pytest.mark.parametrize("narrow", [False, True])
def test_the_last_conversation_is_numbered_and_the_sum_written_at_the_end(narrow):
    (root,) = roots(Saturation(tuple(Talk(f"{day} May 2021", 1) for day in range(1, 31))), narrow)
    assert texts(root)[-2] == "30"
    assert texts(root).count("30") >= 2
