"""What is shown of answers proves of no option that everybody else or that nobody else chose it: from 5 to 300 people.

Three ways that do not lean on one another: every population of a small group, told apart only by what is shown of it;
the arithmetic of what words stand for, for all groups up to 300; and witnesses against anything finer.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, pairwise, product

import pytest

from diagnostics.surveys import shown

PEOPLE = range(5, 301)
OPTIONS = range(2, 10)


# Every population of a small group ------------------------------------------------------------


def populations(people, options):
    """Every way in which people can spread over options that exclude one another."""
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in populations(people - first, options - 1):
            yield first, *rest


def proofs(counts_by_shown, people):
    """What is proved of an option: to a stranger, and to one who knows which single option they chose."""
    for seen, counts in counts_by_shown.items():
        for option in range(len(counts[0])):
            if {each[option] for each in counts} in ({0}, {people}):
                yield seen, option, "a stranger"
            for own in range(len(counts[0])):
                others = {each[option] - (own == option) for each in counts if each[own]}
                if others in ({0}, {people - 1}):
                    yield seen, option, f"one who chose {own}"


def behind(vectors, show):
    found = defaultdict(list)
    for counts in vectors:
        found[show(counts)].append(counts)
    return found


def levels(steps, counts):
    return tuple(steps.level(count, sum(counts)) for count in counts)


@pytest.mark.parametrize(("options", "most"), [(2, 60), (3, 40), (4, 22), (5, 14)])
def test_no_population_of_a_small_group_is_proved(options, most):
    found = []
    for people in range(5, most + 1):
        steps = shown.steps_for(people, options)
        found += proofs(behind(populations(people, options), lambda counts, steps=steps: levels(steps, counts)), people)
    assert found == []


def several(people, options):
    """Counts where people chose one or several of the options, or gave no answer, which stands last."""
    for answered in range(people + 1):
        for counts in product(range(answered + 1), repeat=options):
            if sum(counts) >= answered:
                yield *counts, people - answered


def several_proofs(counts_by_shown, people, options):
    """As `proofs`, for people who know the whole of their own answer: a set of options, or none."""
    own_answers = [*product((0, 1), repeat=options)]
    for seen, counts in counts_by_shown.items():
        for own in own_answers:
            mine = (*own, int(not any(own)))
            others = [tuple(a - b for a, b in zip(each, mine, strict=True)) for each in counts]
            rest = [each for each in others if min(each) >= 0 and max(each[:-1]) <= people - 1 - each[-1]]
            fits = [each for each in rest if sum(each[:-1]) >= people - 1 - each[-1]]
            for option in range(options + 1):
                if {each[option] for each in fits} in ({0}, {people - 1}):
                    yield seen, option, own


@pytest.mark.parametrize("people", [5, 6, 7, 8, 9, 12, 22])
def test_no_population_that_may_choose_several_is_proved(people):
    steps = shown.steps_for(people, shown.parts(2, 1, exclusive=False))
    counts = behind(several(people, 2), lambda each: tuple(steps.level(count, people) for count in each))
    assert list(several_proofs(counts, people, 2)) == []


# All groups up to 300 ------------------------------------------------------------


def bounds(steps, people):
    """For each step the least and the most that it stands for; only steps that some count has."""
    starts = [*steps.starts(people), people + 1]
    return [(low, following - 1) for low, following in pairwise(starts) if low < following]


def sums_up_to(values, many, most):
    """Every sum of so many of the values that is not over `most`."""
    found = {0}
    for _ in range(many):
        found |= {each + value for each in found for value in values if each + value <= most}
    return found


def test_no_steps_prove_anything_for_groups_of_5_to_300():
    """An option's count lies between everybody less the most and everybody less the least that the others stand for.

    Known: nobody (or nobody else) needs the least of the others to add up to all (or, with oneself, to all but one);
    everybody (else) needs the most of the others to be none, or one's own one.
    """
    for people, options in product(PEOPLE, OPTIONS):
        within = bounds(shown.steps_for(people, options), people)
        assert min(high for _, high in within) >= 2
        assert max(low for low, _ in within) <= people - 2
        least = sums_up_to([low for low, _ in within], options - 1, people)
        assert not least & {people - 1, people}, (people, options)


def test_words_hold_as_intervals_for_groups_of_5_to_300():
    """Every vector of words that counts can have, with what it leaves open of its highest and of its lowest word."""
    for people, options in product(PEOPLE, range(2, 7)):
        within = bounds(shown.steps_for(people, options, percentages=False), people)
        for words in combinations_with_replacement(within, options):
            least, most = sum(low for low, _ in words), sum(high for _, high in words)
            if not least <= people <= most:
                continue
            for low, high in {words[0], words[-1]}:
                at_most = min(high, people - least + low)
                at_least = max(low, people - most + high)
                assert at_most >= 2
                assert at_least <= people - 2


def test_anything_finer_would_prove_that_nobody_else_chose_an_option():
    """The witnesses: counts of which a finer scale leaves one option nobody, or one person alone in it."""
    tried = 0
    for people, options in product(range(5, 301, 3), OPTIONS):
        chosen = shown.steps_for(people, options)
        for finer in shown.FINEST_FIRST[: shown.FINEST_FIRST.index(chosen)]:
            if isinstance(finer, shown.Percentages) and people < shown.LEAST_FOR_PERCENTAGES:
                continue
            assert proves(finer, people, options), (people, options, finer)
            tried += 1
    assert tried > 1000


def proves(steps, people, options):
    within = bounds(steps, people)
    if within[0][1] < 2 or within[-1][0] > people - 2:
        return True
    lows = [low for low, _ in within]
    return bool(sums_up_to(lows, options - 1, people) & {people - 1, people})


@pytest.mark.parametrize(
    ("people", "options", "expected"),
    [(5, 4, 2), (12, 2, 5), (12, 4, 3), (19, 6, 5), (22, 2, 18), (107, 3, 18), (107, 6, 5), (300, 6, 18)],
)
def test_the_finest_steps_that_hold_are_chosen(people, options, expected):
    steps = shown.steps_for(people, options)
    assert len(steps.words) - (len(steps.words) > 5) == expected


def test_percentages_say_only_what_is_true():
    steps = shown.Percentages(10)
    for people in range(22, 301):
        for count in range(people + 1):
            said, share = steps.words[steps.level(count, people)], 100 * count / people
            if said.startswith("under"):
                assert share < 10
            elif said.startswith("over"):
                assert share > 90
            else:
                assert abs(share - int(said[:-1])) <= 2.5


# Means ------------------------------------------------------------


@pytest.mark.parametrize("points", [5, 7])
@pytest.mark.parametrize("others", [0, 1, 2])
def test_every_mean_leaves_two_people_free_to_have_answered_anything(points, others):
    """So a mean and one's own answer tell of nobody else what they answered, nor how many did."""
    for people in PEOPLE:
        steps = shown.means_for(people, points, others, widest_end=4)
        if steps is None:
            continue
        for answered in range(steps.least, people + 1):
            rest = answered - 2
            assert steps.mean(2 * points + rest, answered) == steps.lowest
            assert steps.mean(2 + rest * points, answered) == steps.highest
            assert shown.MeanSteps.mean(steps, answered, answered) == steps.lowest


@pytest.mark.parametrize("steps", [shown.MeanSteps(5, 1), shown.MeanSteps(5, 3), shown.MeanSteps(7, 2)])
def test_with_one_answer_less_a_mean_would_tell_somebody_that_nobody_else_answered_as_they_did(steps):
    answered = steps.least - 1
    rest = answered - 2
    assert steps.mean(2 * steps.points + rest, answered) > steps.lowest


@pytest.mark.parametrize(("people", "others"), [(5, 0), (7, 0), (11, 0), (7, 1), (10, 1), (13, 1)])
def test_no_population_of_a_small_group_is_proved_by_its_mean(people, others):
    points = 5
    steps = shown.means_for(people, points, others, widest_end=3)
    scale = shown.steps_for(people, others + 1, percentages=False)

    def show(counts):
        told = [scale.level(count, people) for count in counts[points:]]
        if shown.counted_for_sure(told, people) < steps.least:
            return *told, None
        total = sum(point * count for point, count in enumerate(counts[:points], 1))
        return *told, steps.mean(total, sum(counts[:points]))

    assert list(proofs(behind(populations(people, points + others), show), people)) == []


def test_means_stand_in_half_points_inside_the_ends():
    steps = shown.MeanSteps(5, 1)
    assert [steps.mean(total, 20) for total in (20, 34, 35, 44, 45, 60, 85, 100)] == [
        *(1.5, 1.5, 2.0, 2.0, 2.5, 3.0, 4.5, 4.5),
    ]
    assert [steps.text(mean) for mean in (1.5, 2.0, 4.5)] == ["1.5 or less", "2", "4.5 or more"]


def test_under_five_there_is_nothing():
    assert shown.steps_for(4, 2) is None
    assert shown.means_for(4, 5, 0, widest_end=3) is None
    assert shown.means_for(5, 5, 1, widest_end=3) is None
