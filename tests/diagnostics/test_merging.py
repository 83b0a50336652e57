"""Two or three open pages, requests and answers that get lost, repeat or come late: every word once, in order."""

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics import merging
from diagnostics.merging import Save, Sent, Unfounded, merge, plain, take

CASES = [
    ("nothing changed", "a b", "a b", "a b", "a b"),
    ("mine only", "a b", "a b c", "a b", "a b c"),
    ("theirs only", "a b", "a b", "a c b", "a c b"),
    ("both the same", "a b", "a x b", "a x b", "a x b"),
    ("both at the end, theirs first", "a b", "a b mine", "a b theirs", "a b theirs mine"),
    ("both into nothing", "", "mine", "theirs", "theirs mine"),
    ("apart", "a b c", "x a b c", "a b c y", "x a b c y"),
    ("between the same words", "a b", "a mine b", "a theirs b", "a theirs mine b"),
    ("theirs goes on from mine", "a", "a b", "a b c", "a b c"),
    ("mine goes on from theirs", "a", "a b c", "a b", "a b c"),
    ("a word that grew, and one after it", "say hel", "say hello", "say hel now", "say hello now"),
    ("a word that grew, and one before it", "d", "dance", "dig d", "dig dance"),
    ("the other way round", "d", "dig d", "dance", "dig dance"),
    ("one word grown by both stays two", "hel", "hello", "help", "help hello"),
    ("one word changed apart", "teh", "the", "“teh", "“the"),
    ("one word changed apart by punctuation", "teh end", "the end", "teh, end", "the, end"),
    ("taken out and grown", "a hel b", "a hello b", "a b", "a hello b"),
    ("each took out another", "a b c d", "a c d", "a b c", "a c"),
    ("overlapping replacements", "x y z v", "p v", "x y q", "p q"),
    ("words that repeat", "the the", "the the the end", "so the the", "so the the the end"),
    ("a new line stays a new line", "one", "one\ntwo", "one three", "one three\ntwo"),
    ("an empty line", "one two", "one\n\ntwo", "one two three", "one\n\ntwo three"),
    ("space at the end", "a", "a ", "a b", "a b "),
    ("all taken out by mine, something put in by theirs", "a b", "", "a b c", " c"),
    ("right to left", "שבת", "שבת עולם", "שבת לכם", "שבת לכם עולם"),
]


@pytest.mark.parametrize(
    ("ancestor", "mine", "theirs", "merged"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_two_texts_become_one(ancestor, mine, theirs, merged):
    assert merge(ancestor, mine, theirs) == merged


WORDS = st.lists(st.sampled_from(["a", "b", "the", "and", "x"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_one_side_alone_is_taken_as_it_is(ancestor, changed):
    assert merge(ancestor, changed, ancestor) == changed
    assert merge(ancestor, ancestor, changed) == changed


def _with(text, additions):
    words = text.split()
    for place, word in additions:
        words.insert(place % (len(words) + 1), word)
    return " ".join(words)


def _is_within(words, among):
    rest = iter(among)
    return all(word in rest for word in words)


def _added(name):
    numbered = st.integers(0, 99).map(lambda number: f"{name}{number}")
    return st.lists(st.tuples(st.integers(0, 20), numbered), max_size=8, unique_by=lambda pair: pair[1])


@given(WORDS, _added("mine"), _added("theirs"))
def test_who_only_adds_loses_nothing_even_where_words_repeat(ancestor, mine, theirs):
    my_text, their_text = _with(ancestor, mine), _with(ancestor, theirs)
    merged = merge(ancestor, my_text, their_text).split()
    assert sorted(merged) == sorted([*ancestor.split(), *(word for _, word in [*mine, *theirs])])
    assert _is_within(my_text.split(), merged)
    assert _is_within(their_text.split(), merged)


@pytest.mark.parametrize("at_once", [merging.AT_ONCE, 0])
@given(old=st.lists(st.sampled_from("abcde"), max_size=30), new=st.lists(st.sampled_from("abcde"), max_size=30))
def test_the_alignment_is_a_longest_common_run(old, new, at_once):
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, word in enumerate(old):
        for j, other in enumerate(new):
            longer = lengths[i][j] + 1 if word == other else max(lengths[i][j + 1], lengths[i + 1][j])
            lengths[i + 1][j + 1] = longer
    with mock.patch.object(merging, "AT_ONCE", at_once):
        pairs = merging._aligned(old, new)
    assert [old[i] for i, _ in pairs] == [new[j] for _, j in pairs]
    assert pairs == sorted(set(pairs))
    assert len(pairs) == lengths[-1][-1]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("tab\tand line\n", "tab\tand line\n"),
        ("safe\u202etxt.exe\u2066x\u2069", "safetxt.exex"),
        ("שבת\u200f عليكم", "שבת\u200f عليكم"),
        ("\ud800half", "half"),
        ("e\u0301 👩\u200d⚕️", "e\u0301 👩\u200d⚕️"),
    ],
)
def test_what_turns_or_controls_the_page_is_taken_out_and_letters_stay(written, kept):
    assert plain(written) == kept
    assert plain(kept) == kept


# The protocol


def test_a_repeat_and_a_late_one_are_answered_and_change_nothing():
    last = Sent(3, "a b", "a x b")
    assert take("a x b y", last, Save(3, "a b")) is last
    assert take("a x b y", last, Save(2, "a")) is last


def test_without_a_beginning_nothing_is_taken():
    with pytest.raises(Unfounded):
        take("a", None, Save(1, "a b"))


def test_an_answer_that_was_lost_is_not_taken_for_one_that_was_shown():
    last = Sent(2, "a b", "a x b")
    assert take("a x b", last, Save(3, "a b c", adopted=1)).given == "a x b c"
    assert take("a x b", last, Save(3, "a b", adopted=2)).given == "a b"


class Note:
    """What the server keeps of one note."""

    def __init__(self, text):
        self.text, self.pages = text, {}

    def take(self, page, save):
        last = self.pages.get(page)
        taken = self.pages[page] = take(self.text, last, save)
        if taken is not last:
            self.text = taken.given
        return taken


class Page:
    """An open page, as static/js/notes.js is one: one save under way; an answer is shown unless one typed on."""

    def __init__(self, name, text):
        self.name, self.text, self.base = name, text, text
        self.seq, self.acked, self.adopted, self.under_way = 0, None, None, None
        self.begun, self.typed, self.out = "", [], []

    def begin(self, place):
        """Type the beginning of a new word."""
        if not self.begun:
            self.begun = f"{self.name}{len(self.typed)}"
            words = self.text.split()
            words.insert(place % (len(words) + 1), self.begun)
            self.text = " ".join(words)

    def finish(self, place=0):
        """Type its end."""
        if self.begun:
            self.typed.append(f"{self.begun}.")
            self.text = " ".join(f"{word}." if word == self.begun else word for word in self.text.split())
            self.begun = ""

    def take_out(self, place):
        """Delete a whole word, whoever typed it."""
        whole = [word for word in self.text.split() if word.endswith(".")]
        if whole:
            gone = whole[place % len(whole)]
            self.out.append(gone)
            self.text = " ".join(word for word in self.text.split() if word != gone)

    def send(self):
        """The next save, or the last one again if nothing was typed since; None if there is nothing to save."""
        if self.under_way is None and self.text != self._known():
            self.seq += 1
        elif self.under_way is None:
            return None
        elif self.under_way.text != self.text:
            self.seq += 1
        base = None if self.acked else self.base
        self.under_way = Save(self.seq, self.text, base, self.adopted)
        return self.under_way

    def receive(self, answer):
        if self.under_way is None or answer.seq != self.under_way.seq:
            return
        self.acked, self.under_way = answer, None
        if self.text == answer.sent:
            before = self.text.split()
            self.text, self.adopted = answer.given, answer.seq
            after = set(self.text.split())
            assert _is_within([word for word in before if word in after], self.text.split())

    def _known(self):
        if self.acked is None:
            return self.base
        return self.acked.given if self.adopted == self.acked.seq else self.acked.sent


class World:
    """Pages, the note, and a network that loses, repeats, delays and turns round."""

    def __init__(self, text, names):
        self.note = Note(text)
        self.pages = {name: Page(name, text) for name in names}
        self.requests, self.answers = [], []

    def act(self, verb, name, place):
        page = self.pages[name]
        if verb == "send":
            save = page.send()
            self.requests += [(name, save)] if save else []
        elif verb == "arrive" and self.requests:  # it stays where it is, and may arrive once more, later
            sender, save = self.requests[place % len(self.requests)]
            self.answers.append((sender, self.note.take(sender, save)))
        elif verb == "answer" and self.answers:
            receiver, answer = self.answers[place % len(self.answers)]
            self.pages[receiver].receive(answer)
        elif verb in ("begin", "finish", "take_out"):
            getattr(page, verb)(place)

    def settle(self):
        """The network works again, and everybody pauses."""
        for _ in range(2):
            for page in self.pages.values():
                page.finish()
                while save := page.send():
                    page.receive(self.note.take(page.name, save))


VERBS = ["begin", "finish", "take_out", "send", "send", "arrive", "arrive", "answer"]
ACTIONS = st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from("ABC"), st.integers(0, 30)), max_size=60)


@settings(max_examples=600)
@given(st.sampled_from(["", "x. y.", "x. y. z. v. w."]), ACTIONS)
def test_every_word_is_there_once_whatever_the_network_does(text, actions):
    world = World(text, "ABC")
    for action in actions:
        world.act(*action)
    world.settle()
    pages = world.pages.values()
    typed = {*text.split(), *(word for page in pages for word in page.typed)}
    out = {word for page in pages for word in page.out}
    assert sorted(world.note.text.split()) == sorted(typed - out)
    for page in pages:
        assert _is_within([word for word in page.text.split() if word in typed - out], world.note.text.split())
