"""One mind: what is shown of a column never settles that everybody else chose an option, proved by going through all.

A viewer is a stranger, or one of the people counted, who knows their own answer. For each thing that can be shown, and
each viewer, we look at every set of counts behind it and ask whether an option exists that all others chose in each.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.messages import shown_columns
from diagnostics.modes import Mode
from diagnostics.scoring import COLUMNS, Choices, Instrument, Order
from diagnostics.words import ALL_BUT, SCALES, SMALLEST, Column, column, number, scale_for
from programmes.access import FLOOR

pytestmark = pytest.mark.embedded

PEOPLE = range(5, 301)
OPTIONS = range(2, 8)
FIVE, THREE, TWO = SCALES


def shown(counts, people):
    shows = column(dict(enumerate(counts)), people)
    return shows.scale, tuple(shows.levels.values())


def always_exact(counts, people):
    return tuple(counts)


def words_at_all_but_one(counts, people):
    """The rule as one would first write it: words once a count reaches all but one."""
    if max(counts) < people - 1:
        return tuple(counts)
    scale = scale_for(people)
    return scale, tuple(scale.level(count, people) for count in counts)


def divisions(people, options):
    """Every way in which people can divide over options."""
    for bars in combinations(range(people + options - 1), options - 1):
        edges = [-1, *bars, people + options - 1]
        yield tuple(right - left - 1 for left, right in pairwise(edges))


def lopsided(people, options):
    """Every division in which the first option has all, all but one or all but two; the others are alike."""
    for missing in range(ALL_BUT + 1):
        yield from ((people - missing, *rest) for rest in divisions(missing, options - 1))


def settled(tables, people, *, show=shown):
    """Return what is shown that tells some viewer that all others, or none of them, chose an option."""
    behind = defaultdict(list)
    for counts in tables:
        behind[show(counts, people)].append(counts)
    return [shows for shows, all_counts in behind.items() if _tells(all_counts, people)]


def _tells(all_counts, people):
    options = range(len(all_counts[0]))
    for own in [None, *options]:
        possible = [counts for counts in all_counts if own is None or counts[own]]
        others = people - (own is not None)
        for option in options:
            if possible and {counts[option] - (option == own) for counts in possible} == {others}:
                return True
    return False


class TestEverybody:
    @pytest.mark.parametrize("options", OPTIONS)
    def test_nothing_shown_in_words_settles_it_for_5_to_300_people(self, options):
        assert {people: told for people in PEOPLE if (told := settled(lopsided(people, options), people))} == {}

    def test_all_that_lies_behind_words_is_lopsided(self):
        """So the test above sees every division that is shown in words, and the rest are shown as they are."""
        for people, options in product(range(5, 9), range(2, 6)):
            in_words = [counts for counts in divisions(people, options) if shown(counts, people)[0]]
            assert [counts for counts in in_words if max(counts) < people - ALL_BUT] == []

    @pytest.mark.parametrize(("people", "options"), [*product(range(5, 10), range(2, 6)), (17, 3), (19, 4), (60, 3)])
    def test_no_division_at_all_settles_it(self, people, options):
        assert settled(divisions(people, options), people) == []

    @pytest.mark.parametrize("people", range(5, 9))
    def test_shared_places_settle_nothing_either(self, people):
        """Each person stands under one option or several, as with ties; a viewer knows all that they stand under."""
        answers = [answer for size in (1, 2, 3) for answer in combinations(range(3), size)]
        behind = defaultdict(list)
        for group in combinations_with_replacement(answers, people):
            counts = tuple(sum(option in answer for answer in group) for option in range(3))
            behind[shown(counts, people)].append((counts, set(group)))
        told = [
            (shows, own)
            for shows, tables in behind.items()
            for own in answers
            for option in range(3)
            if {counts[option] - (option in own) for counts, group in tables if own in group} == {people - 1}
        ]
        assert told == []

    @pytest.mark.parametrize("show", [always_exact, words_at_all_but_one])
    def test_simpler_rules_would_tell(self, show):
        assert settled(divisions(7, 3), 7, show=show) != []

    def test_words_never_settle_that_nobody_chose_an_option(self):
        for people, options in product(PEOPLE, OPTIONS):
            behind = defaultdict(list)
            for counts in lopsided(people, options):
                behind[shown(counts, people)].append(counts)
            assert [
                rows for rows in behind.values() if any(max(values) == 0 for values in zip(*rows, strict=True))
            ] == []


def person(first, second, last):
    return Order(frozenset([first]), frozenset([second]), frozenset([last]))


PERSON = st.permutations(list(Mode)).map(lambda modes: person(*modes[:3]))


def choices_of(group):
    counts = [{mode: sum(mode in getattr(one, name) for one in group) for mode in Mode} for name in COLUMNS]
    return Choices(Instrument.OWN, len(group), *counts)


def elsewhere(one, name):
    """The same person with another mode in one column, where none of their three stands."""
    taken = one.first | one.second | one.last
    free = next(mode for mode in Mode if mode not in taken)
    return Order(**{each: frozenset([free]) if each == name else getattr(one, each) for each in COLUMNS})


class TestColumnsTogether:
    @given(st.sampled_from(COLUMNS), st.sampled_from(list(Mode)), st.lists(PERSON, min_size=5, max_size=30))
    def test_others_may_always_have_chosen_differently(self, name, mode, group):
        """Nearly all have one mode in one column. Take any viewer: another person can differ, and all three columns
        are shown as before."""
        alike = [one for one in group if mode in getattr(one, name)] or [_with(name, mode)]
        alike = (alike * len(group))[: len(group)]
        for differing in (0, 1):
            before = [*[elsewhere(one, name) for one in alike[:differing]], *alike[differing:]]
            after = [*before[:-1], elsewhere(before[-1], name)]
            assert shown_columns(choices_of(after)) == shown_columns(choices_of(before))


def _with(name, mode):
    """A person with this mode in this column and two others in theirs."""
    rest = [other for other in Mode if other != mode]
    modes = {each: rest.pop() for each in COLUMNS if each != name} | {name: mode}
    return person(*[modes[each] for each in COLUMNS])


class TestScales:
    def test_five_words_from_twelve_people_three_from_six_two_for_five(self):
        assert {people: scale_for(people) for people in PEOPLE} == {
            people: TWO if people == 5 else THREE if people < 12 else FIVE for people in PEOPLE
        }

    def test_under_five_nothing_is_counted(self):
        assert SMALLEST == FLOOR
        with pytest.raises(ValueError, match="Fewer than 5 people"):
            column({"a": 2, "b": 2}, 4)

    @pytest.mark.parametrize("scale", [FIVE, THREE])
    def test_words_for_a_count_and_its_remainder_mirror_each_other(self, scale):
        most = len(scale.words) - 1
        uneven = [
            (count, people)
            for people in range(12, 301)
            for count in range(people + 1)
            if scale.level(count, people) + scale.level(people - count, people) != most
        ]
        assert uneven == []

    @pytest.mark.parametrize(
        ("count", "word"),
        [
            *[(0, "hardly any"), (2, "hardly any"), (3, "hardly any"), (4, "about a third"), (7, "about a third")],
            *[(8, "about half"), (11, "about half"), (12, "about two thirds"), (15, "about two thirds")],
            *[(16, "nearly all"), (19, "nearly all")],
        ],
    )
    def test_nineteen_people_in_five_words(self, count, word):
        assert FIVE.words[FIVE.level(count, 19)] == word


class TestColumn:
    def test_numbers_are_exact_and_may_say_nobody(self):
        shows = column({"a": 14, "b": 3, "c": 0}, 17)
        assert (shows.exact, [shows.text(key) for key in "abc"]) == (True, ["14", "three", "nobody"])
        assert shows.as_data() == {"exact": True, "people": 17, "shown": {"a": 14, "b": 3, "c": 0}}

    @pytest.mark.parametrize("counts", [(15, 2, 0), (16, 1, 0), (17, 0, 0), (15, 1, 1)])
    def test_all_but_two_or_more_turn_the_column_into_the_same_words(self, counts):
        shows = column(dict(zip("abc", counts, strict=True)), 17)
        assert shows == Column(17, {"a": 4, "b": 0, "c": 0}, FIVE)
        assert shows.as_data() == {
            "exact": False,
            "people": 17,
            "shown": {"a": "nearly all", "b": "hardly any", "c": "hardly any"},
        }

    @pytest.mark.parametrize(
        ("counts", "people", "top", "bottom", "widespread"),
        [
            ((6, 6, 5, 0), 17, "ab", "d", "abc"),
            ((5, 4, 4, 4), 17, "a", "", "a"),
            ((0, 0, 0, 0), 17, "", "abcd", ""),
            ((16, 1, 0, 0), 17, "a", "bcd", "a"),
            ((4, 1, 0, 0), 6, "a", "bcd", "a"),
            ((4, 1, 0, 0), 5, "a", "", "a"),
        ],
    )
    def test_says_what_stands_out(self, counts, people, top, bottom, widespread):
        shows = column(dict(zip("abcd", counts, strict=True)), people)
        assert shows.top == list(top)
        assert shows.bottom == list(bottom)
        assert [key for key in "abcd" if shows.widespread(key)] == list(widespread)


def test_numbers_are_words_up_to_twelve():
    assert [number(count) for count in range(15)] == [
        *["nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        *["13", "14"],
    ]
