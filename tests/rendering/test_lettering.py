"""Widths, breaks and places that the charts rely on, against the font itself."""

from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.rendering import palette, pdf
from hwe_portal.rendering.charts.lettering import balanced, shorten, width_of, wrap
from hwe_portal.rendering.charts.scale import Flag, TimeLine, place_flags

LETTERS = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=80)


@cache
def semibold():
    """Advance widths in ems by letter."""
    font = TTFont(pdf.FONTS / "atkinson-hyperlegible-next-latin-600-normal.woff2")
    advances, glyphs, em = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
    return {chr(code): advances[glyph][0] / em for code, glyph in glyphs.items()}


@given(words=LETTERS)
def test_words_are_never_wider_than_we_think(words):
    real = sum(semibold()[letter] for letter in words)
    assert real <= width_of(words, 1) + 1e-6
    assert width_of(words, 1) <= real * 1.2 + 1e-6


@given(words=LETTERS, width=st.integers(10, 200))
def test_shortened_words_fit(words, width):
    assert width_of(shorten(words, 12, width), 12) <= width


def test_words_are_broken_at_spaces_and_the_last_line_shortened():
    assert wrap("Chief Executive of the General Hospital", 13, 120, 2) == (
        "Chief Executive of",
        "the General Hosp\u2026",
    )
    assert wrap("Chair", 13, 130, 2) == ("Chair",)
    assert wrap("", 13, 130, 2) == ("",)


def test_titles_break_into_even_lines_and_never_within_a_date():
    assert balanced("How we handle conflict, together", 34, 425) == ["How we handle", "conflict, together"]
    assert balanced("The group\u2019s snapshot, for its workshop of 14 January 2022", 13, 330) == [
        "The group\u2019s snapshot, for its",
        "workshop of 14\u00a0January\u00a02022",
    ]
    assert balanced("Intercommissioning reorganisation", 34, 300) == ["Intercommissioning", "reorganisation"]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [mode.colour for mode in palette.MODES.values()] + [palette.INK, palette.QUIET])
def test_every_colour_of_words_stands_out_from_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_dates_stand_where_they_belong():
    days = TimeLine(date(2021, 1, 1), date(2021, 12, 31), 100, 464)
    assert [days.x(date(2021, 1, 1)), days.x(date(2021, 12, 31)), days.x(date(2030, 1, 1))] == [100, 464, 464]
    assert [label for _, label in days.ticks(apart=52)] == ["Jan 21", "Mar 21", "May 21", "Jul 21", "Sep 21", "Nov 21"]


@given(since=st.dates(date(1990, 1, 1), date(2040, 1, 1)), length=st.integers(1, 20000))
def test_dates_above_a_line_never_touch(since, length):
    days = TimeLine(since, date.fromordinal(since.toordinal() + length), 0, 320)
    places = [place for place, _ in days.ticks(apart=52)]
    assert all(later - earlier >= 52 for earlier, later in pairwise(places))


@given(flags=st.lists(st.builds(Flag, st.floats(0, 600), st.floats(5, 300)), max_size=12))
def test_labels_of_one_lane_never_overlap(flags):
    """Within a thousandth of a unit: sums of fractions do not come out even."""
    placed = place_flags(flags, right=600)
    for lane in {each.lane for each in placed}:
        spans = sorted(
            (at.start, at.start + flag.width) for flag, at in zip(flags, placed, strict=True) if at.lane == lane
        )
        assert all(one[1] <= other[0] + 0.001 for one, other in pairwise(spans))
    assert all(at.start >= 0 and at.start + flag.width <= 600.001 for flag, at in zip(flags, placed, strict=True))
