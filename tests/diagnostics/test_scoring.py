"""Scores, orders, places and counts: the arithmetic held to its limits, exhaustively where it can be."""

import math
import random
from collections import Counter
from dataclasses import astuple, fields
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.modes import MODE_PLACES, Mode, Place
from diagnostics.questionnaire import PAIRS, SIDES
from diagnostics.scoring import (
    Band,
    Choices,
    Instrument,
    MixedInstrumentsError,
    Order,
    Profile,
    ScoreError,
    Scores,
    answer_problems,
    count_bands,
    count_choices,
    licensed_profile,
    order,
    own_profile,
    place,
    score,
    score_problems,
)

pytestmark = pytest.mark.embedded

COMPETING, COLLABORATING, COMPROMISING, AVOIDING, ACCOMMODATING = Mode
ANSWERS = st.fixed_dictionaries({pair.id: st.sampled_from(SIDES) for pair in PAIRS})
ALL_A = {pair.id: "a" for pair in PAIRS}


def by_mode(*values):
    return dict(zip(Mode, values, strict=True))


def own(*values):
    return own_profile(Scores(*values))


def licensed(percentiles=None, bands=None):
    return licensed_profile(by_mode(6, 6, 6, 6, 6), percentiles, bands)


def reachable() -> set[tuple[int, ...]]:
    """Every five scores that some set of answers gives: each two modes divide their three items in four ways."""
    found = {(0, 0, 0, 0, 0)}
    for one, two in combinations(range(5), 2):
        found = {
            tuple(value + (won if at == one else 3 - won if at == two else 0) for at, value in enumerate(scores))
            for scores, won in product(found, range(4))
        }
    return found


REACHABLE = sorted(reachable())


class TestScore:
    @pytest.mark.parametrize("side", SIDES)
    def test_one_side_throughout_gives_six_each(self, side):
        assert score({pair.id: side for pair in PAIRS}) == Scores(6, 6, 6, 6, 6)

    @pytest.mark.parametrize("mode", Mode)
    def test_always_the_same_mode_gives_it_twelve(self, mode):
        answers = {pair.id: "a" if pair.a.mode == mode else "b" for pair in PAIRS}
        assert score(answers).by_mode()[mode] == 12

    @given(ANSWERS)
    def test_any_answers_keep_the_limits(self, answers):
        scores = score(answers).by_mode()
        assert sum(scores.values()) == 30
        assert all(0 <= value <= 12 for value in scores.values())
        assert all(3 <= scores[one] + scores[two] <= 21 for one, two in combinations(Mode, 2))

    @given(ANSWERS, st.sampled_from(PAIRS))
    def test_changing_one_answer_moves_one_point(self, answers, pair):
        before = score({**answers, pair.id: "a"}).by_mode()
        after = score({**answers, pair.id: "b"}).by_mode()
        assert {mode: after[mode] - before[mode] for mode in Mode if after[mode] != before[mode]} == {
            pair.a.mode: -1,
            pair.b.mode: 1,
        }

    @pytest.mark.parametrize(
        ("answers", "problems"),
        [
            ({key: side for key, side in ALL_A.items() if key != "p07"}, ["Question 7 has no answer."]),
            ({**ALL_A, "p31": "a"}, ["There is no question p31."]),
            ({**ALL_A, "p03": "c"}, ["Question p03 has an answer that is neither a nor b."]),
            ({**ALL_A, "p03": ""}, ["Question p03 has an answer that is neither a nor b."]),
            (ALL_A, []),
        ],
    )
    def test_says_what_is_wrong_with_answers(self, answers, problems):
        assert answer_problems(answers) == problems

    def test_refuses_an_incomplete_questionnaire(self):
        with pytest.raises(ScoreError) as refused:
            score({})
        assert refused.value.problems == tuple(f"Question {number} has no answer." for number in range(1, 31))


class TestScores:
    def test_what_is_accepted_is_exactly_what_can_be_answered(self):
        candidates = [(*four, 30 - sum(four)) for four in product(range(13), repeat=4) if 0 <= 30 - sum(four) <= 12]
        assert [scores for scores in candidates if not score_problems(by_mode(*scores))] == REACHABLE

    @pytest.mark.parametrize(
        ("values", "problems"),
        [
            ((7, 5, 8, 6, None), ["The score for accommodating is missing."]),
            ((13, 5, 6, 3, 3), ["The score for competing must be a whole number from 0 to 12."]),
            ((-1, 9, 8, 7, 7), ["The score for competing must be a whole number from 0 to 12."]),
            ((6, 6, 6, 6, "6"), ["The score for accommodating must be a whole number from 0 to 12."]),
            ((6, 6, 6, 6, True), ["The score for accommodating must be a whole number from 0 to 12."]),
            ((7, 5, 8, 6, 5), ["The five scores must total 30; these total 31."]),
            (
                (12, 10, 2, 3, 3),
                ["The scores for competing and collaborating must come to 3 to 21 together; these come to 22."],
            ),
            (
                (1, 9, 10, 9, 1),
                ["The scores for competing and accommodating must come to 3 to 21 together; these come to 2."],
            ),
            ((0, 3, 6, 9, 12), []),
        ],
    )
    def test_says_what_is_wrong(self, values, problems):
        assert score_problems(by_mode(*values)) == problems

    def test_cannot_be_made_wrong(self):
        with pytest.raises(ScoreError, match="must total 30; these total 10"):
            Scores(2, 2, 2, 2, 2)


class TestLicensed:
    def test_keeps_what_was_printed(self):
        percentiles = by_mode(10, 20, 70, 80, 0)
        bands = by_mode("Low", "Low", "Medium", "High", "Low")
        profile = licensed_profile(by_mode(4, 6, 7, 9, 4), percentiles, bands)
        assert profile == Profile(
            Instrument.LICENSED, Scores(4, 6, 7, 9, 4), percentiles, by_mode(*map(Band, bands.values()))
        )

    def test_percentiles_and_bands_may_be_absent(self):
        assert licensed() == Profile(Instrument.LICENSED, Scores(6, 6, 6, 6, 6))

    @pytest.mark.parametrize(
        ("percentiles", "bands", "problems"),
        [
            (
                by_mode(1, 2, 3, 4, 101),
                None,
                ("The percentile for accommodating must be a whole number from 0 to 100.",),
            ),
            (
                {COMPETING: 5, COLLABORATING: 5, COMPROMISING: 5, AVOIDING: 5},
                None,
                ("The percentile for accommodating must be a whole number from 0 to 100.",),
            ),
            (
                None,
                by_mode(*["High"] * 5),
                ("Bands are recorded together with the percentiles that they were printed with.",),
            ),
            (
                by_mode(1, 2, 3, 4, 5),
                by_mode("Low", "Low", "low", "Low", "High"),
                ("The band for compromising must be High, Medium or Low.",),
            ),
        ],
    )
    def test_says_what_is_wrong(self, percentiles, bands, problems):
        with pytest.raises(ScoreError) as refused:
            licensed(percentiles, bands)
        assert refused.value.problems == problems

    def test_scores_are_held_to_the_same_limits(self):
        with pytest.raises(ScoreError, match="these total 31"):
            licensed_profile(by_mode(7, 6, 6, 6, 6))


class TestOrder:
    @pytest.mark.parametrize(
        ("values", "first", "second", "last"),
        [
            ((3, 9, 8, 6, 4), {COLLABORATING}, {COMPROMISING}, {COMPETING}),
            ((9, 9, 5, 4, 3), {COMPETING, COLLABORATING}, {COMPROMISING}, {ACCOMMODATING}),
            ((9, 7, 7, 4, 3), {COMPETING}, {COLLABORATING, COMPROMISING}, {ACCOMMODATING}),
            ((9, 8, 7, 3, 3), {COMPETING}, {COLLABORATING}, {AVOIDING, ACCOMMODATING}),
            ((7, 7, 7, 7, 2), {COMPETING, COLLABORATING, COMPROMISING, AVOIDING}, set(), {ACCOMMODATING}),
            ((10, 5, 5, 5, 5), {COMPETING}, set(), {COLLABORATING, COMPROMISING, AVOIDING, ACCOMMODATING}),
            ((6, 6, 6, 6, 6), set(Mode), set(), set()),
        ],
    )
    def test_ties_are_shared(self, values, first, second, last):
        assert order(own(*values)) == Order(first, second, last)

    def test_licensed_results_go_by_percentile_where_given(self):
        scores, percentiles = by_mode(4, 9, 8, 5, 4), by_mode(60, 55, 60, 40, 20)
        placed = Order({COMPETING, COMPROMISING}, {COLLABORATING}, {ACCOMMODATING})
        assert order(licensed_profile(scores, percentiles)) == placed
        assert order(licensed_profile(scores)) == Order({COLLABORATING}, {COMPROMISING}, {COMPETING, ACCOMMODATING})

    def test_no_mode_is_ever_in_two_places(self):
        places = [order(own(*scores)) for scores in REACHABLE]
        assert [placed for placed in places if placed.first & (placed.second | placed.last)] == []
        assert [placed for placed in places if placed.second & placed.last] == []
        assert [placed for placed in places if not placed.first] == []

    def test_about_one_person_in_five_shares_a_first_place(self):
        """People with moderate leanings. Stronger ones make ties rarer, no leaning at all is the next test."""
        chance = random.Random(1964)
        people = [leaning_answers(chance) for _ in range(3000)]
        shared = sum(len(order(own_profile(score(answers))).first) > 1 for answers in people)
        assert round(shared / len(people), 1) == 0.2

    def test_by_the_toss_of_a_coin_27_in_100_share_a_first_place(self):
        ways = Counter({(0, 0, 0, 0, 0): 1})
        for pair in PAIRS:
            after = Counter()
            for (scores, count), side in product(ways.items(), SIDES):
                won = list(Mode).index(pair.statement(side).mode)
                after[tuple(value + (at == won) for at, value in enumerate(scores))] += count
            ways = after
        shared = sum(count for scores, count in ways.items() if scores.count(max(scores)) > 1)
        assert (sum(ways.values()), round(shared / 2**30, 2)) == (2**30, 0.27)


def leaning_answers(chance: random.Random) -> dict[str, str]:
    pull = {mode: chance.gauss(0, 0.6) for mode in Mode}
    return {
        pair.id: "a" if chance.random() < 1 / (1 + math.exp(pull[pair.b.mode] - pull[pair.a.mode])) else "b"
        for pair in PAIRS
    }


class TestPlace:
    def test_the_modes_stand_at_the_corners_and_in_the_middle(self):
        places = dict(MODE_PLACES)
        assert places == {
            COMPETING: Place(-1, 1),
            COLLABORATING: Place(1, 1),
            COMPROMISING: Place(0, 0),
            AVOIDING: Place(-1, -1),
            ACCOMMODATING: Place(1, -1),
        }

    def test_follows_the_written_formula(self):
        assert place(own(8, 9, 6, 3, 4)) == Place((9 + 4 - 8 - 3) / 18, (8 + 9 - 3 - 4) / 18)

    def test_percentiles_have_a_span_of_their_own(self):
        profile = licensed_profile(by_mode(8, 9, 6, 3, 4), by_mode(90, 80, 30, 10, 20))
        assert place(profile) == Place((80 + 20 - 90 - 10) / 200, (90 + 80 - 10 - 20) / 200)

    def test_reaches_both_ends_and_no_further(self):
        places = [place(own(*scores)) for scores in REACHABLE]
        for values in ([at.cooperative for at in places], [at.assertive for at in places]):
            assert (min(values), max(values)) == (-1, 1)

    def test_level_scores_stand_in_the_middle(self):
        assert place(own(6, 6, 6, 6, 6)) == Place(0, 0)


class TestCounts:
    def test_counts_people_each_under_every_mode_of_a_tie(self):
        group = [own(3, 9, 8, 6, 4), own(9, 9, 5, 4, 3), own(6, 6, 6, 6, 6)]
        assert count_choices(group) == Choices(
            Instrument.OWN,
            3,
            first=by_mode(2, 3, 1, 1, 1),
            second=by_mode(0, 0, 2, 0, 0),
            last=by_mode(1, 0, 0, 0, 1),
        )

    @given(st.lists(st.sampled_from(REACHABLE), min_size=1, max_size=25))
    def test_nobody_is_left_out_and_nobody_is_under_one_mode_twice(self, group):
        choices = count_choices([own(*scores) for scores in group])
        assert sum(choices.first.values()) >= choices.people == len(group)
        assert all(choices.first[m] + choices.second[m] + choices.last[m] <= choices.people for m in Mode)

    def test_holds_counts_and_nothing_of_the_scores(self):
        assert [field.name for field in fields(Choices)] == ["instrument", "people", "first", "second", "last"]

    def test_the_order_in_which_people_come_makes_no_difference(self):
        group = [own(*scores) for scores in REACHABLE[::97]]
        assert count_choices(group) == count_choices(group[::-1])

    def test_goes_through_json_values_and_back(self):
        choices = count_choices([own(3, 9, 8, 6, 4)])
        assert Choices.from_data(choices.as_data()) == choices
        assert choices.as_data() == {
            "instrument": "own",
            "people": 1,
            "first": {"competing": 0, "collaborating": 1, "compromising": 0, "avoiding": 0, "accommodating": 0},
            "second": {"competing": 0, "collaborating": 0, "compromising": 1, "avoiding": 0, "accommodating": 0},
            "last": {"competing": 1, "collaborating": 0, "compromising": 0, "avoiding": 0, "accommodating": 0},
        }

    @pytest.mark.parametrize("count", [count_choices, count_bands])
    def test_the_two_questionnaires_never_share_a_picture(self, count):
        with pytest.raises(MixedInstrumentsError):
            count([own(6, 6, 6, 6, 6), licensed()])

    @pytest.mark.parametrize("count", [count_choices, count_bands])
    def test_nobody_at_all_is_refused(self, count):
        with pytest.raises(ValueError, match="nobody to count"):
            count([])

    def test_bands_are_counted_as_printed(self):
        percentiles = by_mode(1, 2, 3, 4, 5)
        group = [
            licensed(percentiles, by_mode("High", "High", "Medium", "Low", "Low")),
            licensed(percentiles, by_mode("High", "Low", "Medium", "Low", "Medium")),
        ]
        assert {mode: tuple(bands.values()) for mode, bands in count_bands(group).items()} == by_mode(
            (2, 0, 0), (1, 0, 1), (0, 2, 0), (0, 0, 2), (0, 1, 1)
        )

    def test_bands_are_never_counted_for_only_some_of_a_set(self):
        with pytest.raises(ValueError, match="whose report prints bands"):
            count_bands([licensed(by_mode(1, 2, 3, 4, 5), by_mode(*["Low"] * 5)), licensed()])


def test_scores_by_mode_follow_the_fields():
    scores = Scores(3, 9, 8, 6, 4)
    assert tuple(scores.by_mode().values()) == astuple(scores)
    assert [field.name for field in fields(Scores)] == list(Mode)
