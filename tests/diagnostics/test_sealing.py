"""Ballots and tokens as plain values: one size for every answer, opened by one key only."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.surveys import sealing, tokens
from diagnostics.surveys.answering import LARGEST, LIMITS
from diagnostics.surveys.form import DECLINED, Form, Option, Question, Section

OPTIONS = tuple(Option(each, each) for each in ("a", "b", "è", '"'))
FORM = Form(
    "How we work together",
    "",
    "",
    (
        Section(
            "About us",
            "",
            (
                Question("1", "scale", "Trust?", points=7),
                Question("2", "pair", "Trust?", points=7),
                Question("3", "single", "Which?", options=OPTIONS),
                Question("4", "multiple", "Which?", options=OPTIONS),
                Question("5", "ranking", "In order?", options=OPTIONS),
                Question("6", "number", "How many?"),
                Question("7", "short", "Say it"),
                Question("80000000", "long", "Say more"),
            ),
        ),
    ),
)
SIZE = sealing.size_of(FORM)
IDS = [option.id for option in OPTIONS]
# As long in JSON as a text can be: what is escaped, and what takes four bytes.
LETTERS = st.sampled_from(["\n", '"', "\\", "a", "é", "​", "𝄞"])


def texts(limit):
    return st.one_of(st.text(LETTERS, max_size=limit), LETTERS.map(lambda letter: letter * limit))


def answers():
    points = st.none() | st.integers(1, 7)
    by_key = {
        "1": st.integers(1, 7),
        "2": st.lists(points, min_size=2, max_size=2),
        "3": st.sampled_from(IDS),
        "4": st.lists(st.sampled_from(IDS), unique=True),
        "5": st.permutations(IDS),
        "6": st.integers(-LARGEST, LARGEST),
        "7": texts(LIMITS["short"]),
        "80000000": texts(LIMITS["long"]),
    }
    declined = {key: value | st.just(DECLINED) for key, value in by_key.items()}
    return st.fixed_dictionaries({}, optional=declined)


@settings(max_examples=60)
@given(answers(), st.text(max_size=60))
def test_any_answer_fits_into_a_ballot_of_one_size_and_comes_back_as_it_was(given, sector):
    pair = sealing.new_pair()
    data = {"answers": given, "sector": sector}
    sealed = sealing.seal(pair.public, data, SIZE)
    assert len(sealed) == SIZE + 48
    assert sealing.unseal(pair.private, sealed) == data


def test_an_answer_of_every_question_at_its_longest_fits():
    whole = {"1": 7, "2": [None, None], "3": '"', "4": IDS, "5": IDS, "6": -LARGEST}
    whole |= {"7": "𝄞" * LIMITS["short"], "80000000": "𝄞" * LIMITS["long"]}
    assert len(sealing.pack({"answers": whole, "sector": "\x01" * 60}, SIZE)) == SIZE


def test_the_size_grows_in_steps():
    bare = Form("", "", "", (Section("", "", (Question("1", "scale", "Trust?"),)),))
    assert (sealing.size_of(bare) % sealing.STEP, SIZE % sealing.STEP) == (0, 0)
    assert sealing.size_of(bare) < SIZE


def test_what_does_not_fit_is_refused_and_a_draft_of_it_takes_another_step():
    data = {"1": "a" * 2 * SIZE}
    with pytest.raises(sealing.TooLong):
        sealing.pack(data, SIZE)
    padded = sealing.pack_in_steps(data, SIZE)
    assert (len(padded), sealing.unpack(padded)) == (3 * SIZE, data)


def test_another_key_and_a_damaged_ballot_open_nothing():
    pair, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal(pair.public, {"answers": {}, "sector": ""}, SIZE)
    for key, ballot in ((other.private, sealed), (pair.private, sealed[:-1] + b"?"), (pair.private, b"short")):
        with pytest.raises(sealing.Unopened):
            sealing.unseal(key, ballot)
    assert not sealing.belong_together(sealing.Pair(other.private, pair.public))


def test_a_token_is_of_one_person_one_wave_and_one_generation():
    secret = tokens.new_secret()
    named = [{"wave": w, "respondent": r, "generation": g} for w in (1, 11) for r in (1, 11) for g in (1, 2)]
    made = [tokens.token_of(secret, **each) for each in named]
    assert made == [tokens.token_of(secret, **each) for each in named]
    assert len({*made, *(tokens.token_of(tokens.new_secret(), **each) for each in named)}) == 2 * len(named)
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in [*made, tokens.new_token()])


def test_a_draft_is_read_with_its_own_token_only():
    token, other = tokens.new_token(), tokens.new_token()
    kept = tokens.encrypt(token, b"half an answer")
    assert tokens.decrypt(token, kept) == b"half an answer"
    for stored, with_token in ((kept, other), (kept[:-1] + b"?", token), (b"", token)):
        with pytest.raises(tokens.NotOurs):
            tokens.decrypt(with_token, stored)
    assert tokens.draft_id(token) not in (tokens.hash_of(token), tokens.draft_id(other))
