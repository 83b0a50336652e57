"""Sentences of notes with exact places, whatever was typed, and passages found again after the note changed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.passages import place, sentences, touched, trimmed

ANYTHING = st.text(max_size=300)
NOTES = st.lists(
    st.sampled_from([*"abAB .!?…\n\r\t-•1)é😀中。 ", "e.g. ", "Dr. ", "\u2028", "\u00a0"]), max_size=120
).map("".join)


def texts(note):
    return [sentence.text for sentence in sentences(note)]


@given(st.one_of(ANYTHING, NOTES))
def test_every_place_is_exact(note):
    assert [note[each.start : each.end] for each in sentences(note)] == texts(note)


@given(st.one_of(ANYTHING, NOTES))
def test_sentences_follow_each_other_and_hold_all_but_white_space(note):
    found = sentences(note)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(each.text.split()) for each in found) == "".join(note.split())
    assert all(each.text == each.text.strip() != "" for each in found)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", []),
        (" \n \t ", []),
        ("No stop at all", ["No stop at all"]),
        ("We meet. We decide little.", ["We meet.", "We decide little."]),
        ("We meet! Do we decide? Hardly…  Never.", ["We meet!", "Do we decide?", "Hardly…", "Never."]),
        ("Others, e.g. the council, wait.", ["Others, e.g. the council, wait."]),
        ("Dr. Lind said so. St. Anne’s agrees.", ["Dr. Lind said so.", "St. Anne’s agrees."]),
        ("Cost is 3.5 million. Fine.", ["Cost is 3.5 million.", "Fine."]),
        ("J. R. Hill left. Others stay.", ["J. R. Hill left.", "Others stay."]),
        ("He said: “We wait.” Then he left.", ["He said: “We wait.”", "Then he left."]),
        ("He asked “why now?” and left.", ["He asked “why now?” and left."]),
        ("- trust\n- time\n\n1. Money. People.", ["- trust", "- time", "1. Money.", "People."]),
        ("One line\r\nanother line\rlast", ["One line", "another line", "last"]),
        ("Wait... What now", ["Wait...", "What now"]),
        ("信頼。時間。", ["信頼。", "時間。"]),
        ("😀 works. Ça va.", ["😀 works.", "Ça va."]),
        ("She said no. See no. 5 and p. 7.", ["She said no.", "See no. 5 and p. 7."]),
        ("Left .Right", ["Left .Right"]),
    ],
)
def test_what_is_a_sentence(note, expected):
    assert texts(note) == expected


@given(ANYTHING, ANYTHING, st.text(min_size=1, max_size=40))
def test_words_are_found_wherever_they_moved(before, after, words):
    note = before + words + after
    assert place(note, words, len(before)) == (len(before), len(before) + len(words))
    found = place("x" * 7 + note, words, len(before))
    assert found is not None
    assert ("x" * 7 + note)[slice(*found)] == words


@given(st.text(alphabet="ab", max_size=60), st.text(alphabet="ab", min_size=1, max_size=4), st.integers(0, 80))
def test_the_nearest_occurrence_is_taken(note, words, start):
    everywhere = [at for at in range(len(note)) if note.startswith(words, at)]
    nearest = min(everywhere, key=lambda at: (abs(at - start), at), default=None)
    assert place(note, words, start) == (None if nearest is None else (nearest, nearest + len(words)))


def test_words_that_were_changed_are_gone():
    assert place("We decide nothing.", "We decide little.", 0) is None
    assert place("Anything", "", 0) is None


@given(ANYTHING, st.integers(-3, 310), st.integers(-3, 310))
def test_a_trimmed_place_lies_within_the_text_and_holds_words(note, start, end):
    found = trimmed(note, start, end)
    if found is None:
        assert not (0 <= start < end <= len(note) and note[start:end].strip())
    else:
        assert note[slice(*found)] == note[start:end].strip()


@given(st.one_of(ANYTHING, NOTES), st.data())
def test_a_run_of_sentences_touches_just_those(note, data):
    found = sentences(note)
    if not found:
        assert list(touched(found, 0, 1)) == []
        return
    first = data.draw(st.integers(0, len(found) - 1))
    last = data.draw(st.integers(first, len(found) - 1))
    assert list(touched(found, found[first].start, found[last].end)) == list(range(first, last + 1))


def test_a_part_of_a_sentence_touches_it():
    found = sentences("We meet. We decide little.")
    assert list(touched(found, 12, 18)) == [1]
    assert list(touched(found, 3, 12)) == [0, 1]
