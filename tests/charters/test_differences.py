"""What differs, word by word and line by line. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from charters.differences import Line, Piece, between, lines, paired, words

SENTENCES = st.lists(st.text("ab, .’", max_size=3), max_size=12)


def _told(pieces):
    return [(piece.kind, piece.text) for piece in pieces]


def _letters(text):
    return "".join(text.split())


def test_a_changed_sentence_keeps_what_stayed_and_puts_what_went_before_what_came():
    found = words("We say it in the room, before anywhere else.", "We say it in the room first, before anywhere else.")
    assert _told(found) == [("same", "We say it in the room"), ("new", " first"), ("same", ", before anywhere else.")]
    swapped = words("We decide once and keep to it.", "We decide once and stand by it.")
    assert _told(swapped) == [
        ("same", "We decide once and"),
        ("gone", " keep to"),
        ("new", " stand by"),
        ("same", " it."),
    ]


def test_a_small_word_between_two_changes_belongs_to_them():
    found = words(
        "We meet every month in the hospital in person together", "We meet each week in a council in person together"
    )
    assert _told(found) == [
        ("same", "We meet"),
        ("gone", " every month in the hospital"),
        ("new", " each week in a council"),
        ("same", " in person together"),
    ]


def test_texts_that_have_little_in_common_are_told_whole():
    found = words("We meet every month.", "Discharge before winter comes first.")
    assert _told(found) == [("gone", "We meet every month."), ("new", " Discharge before winter comes first.")]


def test_nothing_and_something():
    assert (words("", ""), words("We decide", "")) == ((), (Piece("gone", "We decide"),))
    assert words("", "We decide") == (Piece("new", "We decide"),)
    assert words("We  decide\n", "We decide") == (Piece("same", "We decide"),)


def test_a_mark_covers_words_and_not_the_space_before_them():
    assert [(piece.space, piece.words) for piece in words("We decide", "We decide once")] == [
        ("", "We decide"),
        (" ", "once"),
    ]


@given(SENTENCES, SENTENCES)
def test_both_texts_can_be_read_back(old, new):
    found = words(" ".join(old), " ".join(new))
    before = "".join(piece.text for piece in found if piece.kind != "new")
    after = "".join(piece.text for piece in found if piece.kind != "gone")
    assert (_letters(before), _letters(after)) == (_letters("".join(old)), _letters("".join(new)))


@given(st.lists(SENTENCES.map(" ".join), max_size=5), st.lists(SENTENCES.map(" ".join), max_size=5))
def test_every_line_is_told_once(old, new):
    pairs = paired(old, new, text=str)
    assert [after for _, after in pairs if after is not None] == new
    assert sorted(before for before, _ in pairs if before is not None) == sorted(old)


def test_lines_that_changed_stay_where_they_are_and_those_that_went_come_last():
    found = lines(
        ["Asks first", "Says so before the meeting ends", "Is on time"], ["Is on time", "Says so before it ends"]
    )
    assert [(line.kind, _told(line.pieces)) for line in found] == [
        ("same", [("same", "Is on time")]),
        ("changed", [("same", "Says so before"), ("gone", " the meeting"), ("new", " it"), ("same", " ends")]),
        ("gone", [("gone", "Asks first")]),
    ]
    assert lines([], ["Asks first"]) == (Line("new", (Piece("new", "Asks first"),)),)


def _sections(**lines):
    return [
        {
            "section": key,
            "title": key.capitalize(),
            "commitments": [text for text, _ in found],
            "behaviours": [list(below) for _, below in found],
        }
        for key, found in lines.items()
    ]


def test_a_version_tells_what_was_added_changed_moved_and_removed():
    before = _sections(
        purpose=[("We lead one system", ())],
        ways=[("We meet every month", ("Comes in person",)), ("We decide once", ()), ("We write less", ())],
    )
    after = _sections(
        purpose=[("We lead one system together", ()), ("We decide once", ())],
        ways=[("We meet every month", ("Comes in person", "Is on time")), ("Winter comes first", ())],
    )
    assert between(before, after) == [
        {
            "section": "Purpose",
            "kind": "changed",
            "before": {"text": "We lead one system", "behaviours": []},
            "after": {"text": "We lead one system together", "behaviours": []},
        },
        {
            "section": "Purpose",
            "kind": "moved",
            "before": {"text": "We decide once", "behaviours": []},
            "after": {"text": "We decide once", "behaviours": []},
        },
        {
            "section": "Ways",
            "kind": "changed",
            "before": {"text": "We meet every month", "behaviours": ["Comes in person"]},
            "after": {"text": "We meet every month", "behaviours": ["Comes in person", "Is on time"]},
        },
        {
            "section": "Ways",
            "kind": "added",
            "before": None,
            "after": {"text": "Winter comes first", "behaviours": []},
        },
        {
            "section": "Ways",
            "kind": "removed",
            "before": {"text": "We write less", "behaviours": []},
            "after": None,
        },
    ]


def test_a_first_version_changes_nothing_and_a_heading_that_was_reworded_is_no_change():
    first = [{"section": "purpose", "title": "Purpose", "commitments": ["We lead one system"]}]
    assert between([], first) == []
    assert between(first, [first[0] | {"title": "What we are for"}]) == []
