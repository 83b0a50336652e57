"""Thirty pairs: balanced by construction, readable on a train, and fixed under a version."""

import hashlib
from collections import Counter
from itertools import combinations, pairwise

import pytest

from diagnostics.modes import Mode
from diagnostics.questionnaire import PAIRS, VERSION, Pair
from tests.diagnostics.plain import american, words_in

pytestmark = pytest.mark.embedded

MODE_PAIRS = [frozenset(pair) for pair in combinations(Mode, 2)]
STATEMENTS = [statement for pair in PAIRS for statement in (pair.a, pair.b)]
TEXTS = [statement.text for statement in STATEMENTS]
STEMS = [pair.stem for pair in PAIRS]


def modes_of(pair: Pair) -> frozenset[Mode]:
    return frozenset([pair.a.mode, pair.b.mode])


def test_thirty_items_with_ids_in_order():
    assert [pair.id for pair in PAIRS] == [f"p{number:02}" for number in range(1, 31)]


def test_each_two_modes_meet_three_times():
    assert Counter(map(modes_of, PAIRS)) == dict.fromkeys(MODE_PAIRS, 3)


@pytest.mark.parametrize("start", [0, 10, 20])
def test_each_two_modes_meet_once_in_every_ten_items(start):
    assert Counter(map(modes_of, PAIRS[start : start + 10])) == dict.fromkeys(MODE_PAIRS, 1)


def test_an_item_shares_no_mode_with_the_one_before_it():
    assert [(one.id, two.id) for one, two in pairwise(PAIRS) if modes_of(one) & modes_of(two)] == []


def test_each_mode_stands_six_times_on_either_side():
    assert Counter(pair.a.mode for pair in PAIRS) == dict.fromkeys(Mode, 6)
    assert Counter(pair.b.mode for pair in PAIRS) == dict.fromkeys(Mode, 6)


def test_two_modes_change_sides_and_each_leads_two_others():
    twice_first = [mode for (mode, _), times in Counter((p.a.mode, modes_of(p)) for p in PAIRS).items() if times == 2]
    assert len(Counter((pair.a.mode, modes_of(pair)) for pair in PAIRS)) == 20
    assert Counter(twice_first) == dict.fromkeys(Mode, 2)


def test_no_statement_and_no_situation_comes_twice():
    assert [text for text, times in Counter(TEXTS + STEMS).items() if times > 1] == []


def test_statements_are_whole_sentences_about_what_i_do():
    assert [text for text in TEXTS if not (text.startswith("I ") and text.endswith("."))] == []
    assert [stem for stem in STEMS if not (stem[0].isupper() and stem.endswith("."))] == []


def test_a_statement_has_at_most_22_words_and_a_situation_at_most_18():
    assert [text for text in TEXTS if len(words_in(text)) > 22] == []
    assert [stem for stem in STEMS if len(words_in(stem)) > 18] == []


def test_the_two_of_a_pair_are_of_about_one_length():
    lengths = {pair.id: (len(words_in(pair.a.text)), len(words_in(pair.b.text))) for pair in PAIRS}
    assert {item: both for item, both in lengths.items() if abs(both[0] - both[1]) > 4} == {}


def test_plain_words_without_negatives_or_exclamations():
    negative = {"not", "never", "cannot", "no", "nothing"}
    statements = [text for text in TEXTS if negative & set(words_in(text)) or "n't" in text or "!" in text]
    assert statements == []
    assert [text for text in TEXTS + STEMS if american(text)] == []


def test_no_wording_gives_its_mode_away():
    roots = ("compet", "collab", "compromis", "avoid", "accommod", "conflict", "middle", "win")
    tell_tale = [
        text for text in TEXTS + STEMS for word in words_in(text) if word.startswith(roots) and word != "winter"
    ]
    assert tell_tale == []


def test_a_side_gives_its_statement_and_no_other_side_exists():
    assert PAIRS[0].statement("a") == PAIRS[0].a
    assert PAIRS[0].statement("b") == PAIRS[0].b
    with pytest.raises(KeyError):
        PAIRS[0].statement("c")


def test_changed_wording_asks_for_a_new_version():
    """Answers are kept with their version: when this fails, raise VERSION and write the new fingerprint here."""
    wording = "\n".join("\t".join([p.id, p.stem, p.a.mode, p.a.text, p.b.mode, p.b.text]) for p in PAIRS)
    assert (VERSION, hashlib.sha256(wording.encode()).hexdigest()[:16]) == ("own-1", "cf2e93eef8d9eb4f")
