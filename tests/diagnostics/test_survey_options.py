"""Answers to choose from, typed anew: which of them are still the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.surveys.form import Option
from diagnostics.surveys.options import retyped

OLD = tuple(Option(*each) for each in (("a", "Housing"), ("b", "Schools"), ("c", "Clinics")))

TYPED = {
    "as they were": (["Housing", "Schools", "Clinics"], "abc"),
    "another order": (["Clinics", "Housing", "Schools"], "cab"),
    "a letter corrected": (["Housing", "School", "Clinics"], "abc"),
    "corrected and moved": (["Clinics nearby", "Housing", "Schools"], "cab"),
    "other words in its place": (["Housing", "Money", "Clinics"], "abc"),
    "one gone": (["Housing", "Clinics"], "ac"),
    "one new at the front": (["Transport", "Housing", "Schools", "Clinics"], "dabc"),
    "one gone, another new elsewhere": (["Schools", "Clinics", "Transport"], "bcd"),
    "upper case": (["HOUSING", "Schools", "Clinics"], "abc"),
}


@pytest.mark.parametrize(("texts", "ids"), TYPED.values(), ids=TYPED)
def test_an_answer_keeps_its_id(texts, ids):
    assert [(option.id, option.text) for option in retyped(OLD, texts)] == list(zip(ids, texts, strict=True))


PLAIN = st.lists(st.text("abcdef", max_size=6), unique=True, max_size=8)


@given(PLAIN, PLAIN)
def test_ids_are_different_and_an_old_text_keeps_its_own(before, after):
    old = retyped((), before)
    new = retyped(old, after)
    assert [option.text for option in new] == after
    assert len({option.id for option in new}) == len(after)
    ids = {option.text: option.id for option in new}
    assert {option.text: option.id for option in old if option.text in ids} == {
        option.text: ids[option.text] for option in old if option.text in ids
    }
