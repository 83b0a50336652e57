"""Sectors are merged until none is smaller than the floor, by their sizes alone."""

from itertools import product

import pytest

from diagnostics.surveys.sectors import OTHERS, UNKNOWN, merged, shown


def sizes(counts, floor):
    found = {}
    for sector, name in merged(counts, floor).items():
        found[name] = found.get(name, 0) + counts[sector]
    return {name: size for name, size in found.items() if size}


def test_sectors_that_are_large_enough_stand():
    assert merged({"Hospital": 5, "Council": 8}, 5) == {"Hospital": "Hospital", "Council": "Council"}


def test_small_sectors_stand_together_once_they_are_enough():
    counts = {"Hospital": 9, "Council": 3, "Mental health": 2}
    assert merged(counts, 5) == {"Hospital": "Hospital", "Council": OTHERS, "Mental health": OTHERS}


def test_the_smallest_that_stands_joins_others_who_are_too_few():
    counts = {"Hospital": 9, "Community": 6, "Council": 3}
    assert merged(counts, 5) == {"Hospital": "Hospital", "Community": OTHERS, "Council": OTHERS}


def test_people_of_no_known_sector_are_a_sector():
    assert merged({"": 6, "Hospital": 7}, 5) == {"": UNKNOWN, "Hospital": "Hospital"}


@pytest.mark.parametrize("floor", [5, 8])
def test_no_part_of_a_whole_that_is_large_enough_is_ever_too_small(floor):
    for counts in product(range(floor + 4), repeat=4):
        parts = sizes(dict(zip("abcd", counts, strict=True)), floor)
        assert sum(parts.values()) == sum(counts)
        if sum(counts) >= floor:
            assert min(parts.values()) >= floor, counts


def test_others_stay_what_they_are_and_pull_nobody_in():
    assert merged({"Hospital": 9, OTHERS: 12, "Council": 3}, 5) == {
        "Hospital": "Hospital",
        OTHERS: OTHERS,
        "Council": OTHERS,
    }


def test_whether_one_of_a_small_sector_answered_moves_no_name():
    """Else the name of the sector that joins others would tell whether that one person answered."""
    invited = {"Hospital": 9, "Council": 6, "Hospice": 1}
    names = {"Hospital": "Hospital", "Council": OTHERS, "Hospice": OTHERS}
    for answered in ({"Hospital": 8, "Council": 5, "Hospice": 1}, {"Hospital": 8, "Council": 5}):
        assert shown(answered, invited, 5) == names
        assert shown(answered, invited | {"Hospice": 0, "": 1}, 5) == names | {"": OTHERS}


@pytest.mark.parametrize("floor", [5, 8])
def test_no_part_shown_is_too_small_whoever_was_asked(floor):
    for counts in product(range(floor + 3), repeat=3):
        answered = dict(zip("abc", counts, strict=True))
        for more in product((0, 3), repeat=3):
            invited = {sector: answered[sector] + add for sector, add in zip("abc", more, strict=True)}
            parts = {}
            for sector, name in shown(answered, invited, floor).items():
                parts[name] = parts.get(name, 0) + answered[sector]
            assert sum(counts) < floor or min(filter(None, parts.values())) >= floor


def test_names_decide_only_between_equals():
    assert merged({"b": 6, "a": 6, "c": 1}, 5) == {"b": "b", "a": OTHERS, "c": OTHERS}
