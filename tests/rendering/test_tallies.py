"""First, second, last choice, and bands: as many marks as people, and nothing lost when marks turn to bars or words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering.charts import BandCounts, Choices, ModeBands, ModeChoices
from hwe_portal.rendering.palette import MODES
from tests.rendering.drawings import marks, outside, parse, texts

HANDFUL = st.integers(min_value=0, max_value=11)
CROWD = st.integers(min_value=0, max_value=100)
NAMES = ("first", "second", "last")


def rows_of(counts):
    return st.lists(st.tuples(counts, counts, counts), min_size=5, max_size=5)


def choices(rows):
    return Choices(tuple(ModeChoices(mode, *row) for mode, row in zip(MODES, rows, strict=True)))


def drawn(chart, *, narrow):
    (markup,) = chart.markup("What we choose", narrow=narrow)
    return parse(markup)


@given(rows=rows_of(HANDFUL), narrow=st.booleans())
def test_every_person_is_one_mark(rows, narrow):
    root = drawn(choices(rows), narrow=narrow)
    assert [marks(root, f"mark--{name}") for name in NAMES] == [sum(column) for column in zip(*rows, strict=True)]
    assert marks(root, "bar") == 0


@given(rows=rows_of(CROWD), narrow=st.booleans())
def test_a_picture_keeps_one_rule_and_its_frame(rows, narrow):
    root = drawn(choices(rows), narrow=narrow)
    people, people_at_all = sum(map(sum, rows)), sum(1 for row in rows for count in row if count)
    assert (marks(root, "mark"), marks(root, "bar")) in [(people, 0), (0, people_at_all)]
    assert outside(root) == []


@given(rows=rows_of(CROWD), narrow=st.booleans())
def test_every_number_is_written_and_nobody_is_said(rows, narrow):
    written = texts(drawn(choices(rows), narrow=narrow))
    counts = [count for row in rows for count in row]
    assert sorted(words for words in written if words.isdigit()) == sorted(str(count) for count in counts if count)
    assert written.count("nobody") == counts.count(0)


@given(rows=rows_of(CROWD))
def test_the_table_holds_what_the_picture_shows(rows):
    assert [row[1:] for row in choices(rows).table().rows] == rows


@pytest.mark.parametrize("narrow", [False, True])
def test_a_column_in_words_shows_no_number_and_no_mark(narrow):
    root = drawn(choices([("nearly all", 1, 2), *[("hardly any", 0, 3)] * 4]), narrow=narrow)
    assert marks(root, "mark--first") == 0
    assert marks(root, "mark--last") == 14
    assert texts(root).count("hardly any") == 4
    assert outside(root) == []


@given(rows=rows_of(HANDFUL), narrow=st.booleans())
def test_bands_are_marks_too(rows, narrow):
    chart = BandCounts(tuple(ModeBands(mode, *row) for mode, row in zip(MODES, rows, strict=True)))
    root = drawn(chart, narrow=narrow)
    assert [marks(root, f"mark--{band}") for band in ("high", "medium", "low")] == [
        sum(column) for column in zip(*rows, strict=True)
    ]
    assert outside(root) == []
    assert [row[1:] for row in chart.table().rows] == rows


def test_the_description_reads_out_every_count():
    (picture,) = choices([(3, 4, 0), (1, 1, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0)]).pictures()
    assert picture.description.startswith(
        "Competing: first choice of 3 people, second of 4 people, last of nobody. "
        "Collaborating: first choice of 1 person, second of 1 person, last of 1 person."
    )
