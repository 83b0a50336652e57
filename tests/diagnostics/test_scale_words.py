"""How widely a theme was heard leaves open whether everybody else spoke of it, for all groups up to 300 people."""

from collections import defaultdict

import pytest

from diagnostics import scale_words, words

FLOORS = (5, 6, 8)


def shown(people, floor):
    """What readers may see, with every count that it may stand for."""
    behind = defaultdict(set)
    for count in range(people + 1):
        behind[scale_words.level(count, people, floor=floor)].add(count)
    return behind


def known_of_others(counts, people):
    """By what a person said themselves, how many of the others may have spoken of it."""
    spoke = {count - 1 for count in counts if count >= 1}
    silent = {count for count in counts if count < people}
    return [others for others in (spoke, silent) if others]


def proofs(people, floor, behind):
    """What is proved: everybody or nobody, to a stranger or to one of those counted."""
    found = []
    for seen, counts in behind(people, floor).items():
        if counts in ({0}, {people}):
            found.append((people, seen, "a stranger"))
        if any(others in ({0}, {people - 1}) for others in known_of_others(counts, people)):
            found.append((people, seen, "one of them"))
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_no_word_proves_everybody_or_nobody(floor):
    found = [proof for people in range(floor + 2, 301) for proof in proofs(people, floor, shown)]
    assert found == []


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("spare", [0, 1])
def test_with_fewer_people_that_a_theme_is_out_would_prove_it(floor, spare):
    """Why two more are asked for than a theme needs."""

    def without_the_rule(people, floor):
        scale = words.scale_for(people)
        behind = defaultdict(set)
        for count in range(people + 1):
            behind[scale.level(count, people) if count >= floor else None].add(count)
        return behind

    assert proofs(floor + spare, floor, without_the_rule) != []


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("people", [5, 6])
def test_themes_of_fewer_are_refused(floor, people):
    with pytest.raises(ValueError, match="are not shown"):
        scale_words.level(people, people, floor=floor)


def test_the_scale_is_the_finest_that_holds():
    """A finer one would prove something; from 12 people on there is none finer."""
    for people in range(7, 12):
        finer = words.SCALES[words.SCALES.index(words.scale_for(people)) - 1]
        behind = defaultdict(set)
        for count in range(5, people + 1):
            behind[finer.level(count, people)].add(count)
        assert any({people - 1} in known_of_others(counts, people) for counts in behind.values())
    assert len(scale_words.scale(12)) == 5


@pytest.mark.parametrize(
    ("people", "count", "word"),
    [(7, 5, "most"), (9, 5, "some"), (11, 8, "most"), (12, 5, "about half"), (19, 5, "about a third"),
     (36, 5, "hardly any"), (36, 34, "nearly all")],
)  # fmt: skip
def test_words_by_example(people, count, word):
    assert scale_words.scale(people)[scale_words.level(count, people, floor=5) - 1] == word


def test_more_people_never_mean_a_lesser_word():
    for people in range(7, 301):
        levels = [scale_words.level(count, people, floor=5) for count in range(5, people + 1)]
        assert levels == sorted(levels)
