"""How the words of two open pages become one note: every word that anybody typed is there, once. Pure.

`merge` joins two texts that grew from one. `take` is what a note does with one save of one page: it decides from which
text the page's words grew, so that lost requests, lost answers, repeats and late arrivals change nothing.
docs/adr/0012-notes.md says what is guaranteed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# How many comparisons (words of one times words of the other, a bit each) are kept at once: 8 MB.
AT_ONCE = 2**26
# Characters that no note holds: controls other than tab and new line, what turns the direction of all that follows, and
# halves of characters. Letters of every script stay, and so do the marks that they need.
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


class Unfounded(Exception):
    """A page's save says neither what it was loaded with, nor is it known what it sent before."""


@dataclass(frozen=True)
class Save:
    """One save of an open page. `seq` grows with each new text of the page, from 1.

    `base` is the text that the page was loaded with, until a first answer came back; `adopted` the `seq` whose answer
    the page shows, None while it shows none.
    """

    seq: int
    text: str
    base: str | None = None
    adopted: int | None = None


@dataclass(frozen=True)
class Sent:
    """The newest save of a page that was taken, and the text that it was given back."""

    seq: int
    sent: str
    given: str


def plain(text: str) -> str:
    """The text as a note may hold it: lines end in one way, nothing that controls or turns the page."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def take(current: str, last: Sent | None, save: Save) -> Sent:
    """What the page is given for this save, beside the note's `current` text. The note's new text is `given`, unless
    that is `last` again: then the save is a repeat or came late, and the note stays as it is. Raises Unfounded.
    """
    if last and save.seq <= last.seq:
        return last
    if last:
        ancestor = last.given if save.adopted == last.seq else last.sent
    elif save.base is not None:
        ancestor = save.base
    else:
        raise Unfounded
    return Sent(save.seq, save.text, merge(ancestor, save.text, current))


def merge(ancestor: str, mine: str, theirs: str) -> str:
    """The text in which both `mine` and `theirs` are done, which grew from `ancestor`.

    A word of the ancestor goes if either took it out; every word that either put in stays, in the order of whoever
    put it in. At one place theirs come first. The same words put in at one place by both are there once.
    """
    if mine in (ancestor, theirs):
        return theirs
    if theirs == ancestor:
        return mine
    base = _Text(ancestor)
    return _joined(base, _Change(base, _Text(mine)), _Change(base, _Text(theirs)))


class _Text:
    """A text as words, the space before each of them, and the space at its end."""

    def __init__(self, text: str) -> None:
        found = re.findall(r"(\s*)(\S+)", text)
        self.spaces = [space for space, _ in found]
        self.words = [word for _, word in found]
        self.end = text[len(text.rstrip()) :]

    def part(self, start: int, end: int) -> list[tuple[str, str]]:
        return list(zip(self.spaces[start:end], self.words[start:end], strict=True))


class _Change:
    """What became of a base text: where each kept word stands now, and what was put in before which word of it.

    `added` maps a place in the base to the words put in there; `replaced` likewise, where words went in their stead,
    with the place at which those end.
    """

    def __init__(self, base: _Text, text: _Text) -> None:
        self.text = text
        self.kept = dict(_aligned(base.words, text.words))
        self.added: dict[int, list] = {}
        self.replaced: dict[int, tuple[int, list]] = {}
        before = (-1, -1)
        for here in [*self.kept.items(), (len(base.words), len(text.words))]:
            start, words = before[0] + 1, text.part(before[1] + 1, here[1])
            if words and start < here[0]:
                self.replaced[start] = (here[0], words)
            elif words:
                self.added[start] = words
            before = here

    def space(self, place: int) -> str:
        return self.text.spaces[self.kept[place]]


def _joined(base: _Text, mine: _Change, theirs: _Change) -> str:
    words: list[tuple[str, str]] = []
    for place in range(len(base.words) + 1):
        words += _both(mine.added.get(place, []), theirs.added.get(place, []))
        words += _replacements(base, place, mine.replaced.get(place), theirs.replaced.get(place))
        if place in mine.kept and place in theirs.kept:
            space = _of_three(base.spaces[place], mine.space(place), theirs.space(place))
            words.append((space, base.words[place]))
    text = "".join(f"{space or (' ' if number else '')}{word}" for number, (space, word) in enumerate(words))
    return text + _of_three(base.end, mine.text.end, theirs.text.end)


def _both(mine: list, theirs: list) -> list:
    """Theirs, then mine; only the longer where it begins with the other."""
    ours, others = ([word for _, word in words] for words in (mine, theirs))
    if others[: len(ours)] == ours:
        return theirs
    return mine if ours[: len(others)] == others else theirs + mine


def _replacements(base: _Text, place: int, mine: tuple | None, theirs: tuple | None) -> list:
    """What stands for words that were replaced from here on; where both changed one word apart, the word so changed."""
    if mine and theirs and mine[0] == theirs[0] == place + 1 and len(mine[1]) == len(theirs[1]) == 1:
        (space, my_word), (_, their_word) = mine[1][0], theirs[1][0]
        if word := _changed_apart(base.words[place], my_word, their_word):
            return [(space, word)]
    return _both(mine[1] if mine else [], theirs[1] if theirs else [])


def _changed_apart(word: str, mine: str, theirs: str) -> str:
    """The word with both changes, if they lie apart within it; else ""."""
    first, second = sorted([_edit(word, mine), _edit(word, theirs)])
    if second[0] < first[1] or first[:2] == second[:2]:
        return ""
    return word[: first[0]] + first[2] + word[first[1] : second[0]] + second[2] + word[second[1] :]


def _edit(old: str, new: str) -> tuple[int, int, str]:
    """From where to where the old text differs, and what stands there in the new one."""
    start, end = _ends(old, new)
    return start, len(old) - end, new[start : len(new) - end]


def _of_three(base: str, mine: str, theirs: str) -> str:
    """The space that somebody changed; of two changes the longer."""
    if mine == base:
        return theirs
    return mine if theirs == base else max(mine, theirs, key=len)


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The words of `old` that stand in `new`, as pairs of places: a longest common run of words, both in order."""
    start, end = _ends(old, new)
    head = [(place, place) for place in range(start)]
    tail = [(len(old) - left, len(new) - left) for left in range(end, 0, -1)]
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    return [*head, *((start + i, start + j) for i, j in _longest(inner_old, inner_new)), *tail]


def _ends(old: Sequence, new: Sequence) -> tuple[int, int]:
    """How many items at the start, and how many of the rest at the end, are the same."""
    most = min(len(old), len(new))
    start = next((place for place in range(most) if old[place] != new[place]), most)
    rest = most - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    return start, end


def _longest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of places; long texts are split where one passes (Hirschberg 1975)."""
    if len(old) * len(new) <= AT_ONCE or len(new) < 2:
        return _read_back(_rows(old, new), len(old), len(new))
    half = len(new) // 2
    before = _common(_rows(old, new[:half], keep=False)[-1], len(old))
    after = _common(_rows(old[::-1], new[half:][::-1], keep=False)[-1], len(old))
    split = max(range(len(old) + 1), key=lambda place: before[place] + after[len(old) - place])
    rest = _longest(old[split:], new[half:])
    return _longest(old[:split], new[:half]) + [(split + i, half + j) for i, j in rest]


def _rows(old: Sequence[str], new: Sequence[str], *, keep: bool = True) -> list[int]:
    """Whole numbers as rows of bits (Hyyrö 2004), all of them or only the last.

    Bit i of row j is 0 where word i of `old` makes the longest common run with the first j words of `new` longer.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(old):
        places[word] = places.get(word, 0) | 1 << place
    full = (1 << len(old)) - 1
    rows = [full]
    for word in new:
        row = rows[-1]
        same = row & places.get(word, 0)
        rows = rows if keep else []
        rows.append(((row + same) | (row - same)) & full)
    return rows


def _common(row: int, length: int) -> list[int]:
    """How long the longest common run is with the first 0, 1, … `length` words of `old`."""
    return list(accumulate((bit == "0" for bit in f"{row:0{length}b}"[::-1]), initial=0))


def _read_back(rows: list[int], i: int, j: int) -> list[tuple[int, int]]:
    pairs = []
    while i and j:
        if rows[j] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if rows[j] >> (i - 1) & 1:
            i -= 1
            pairs.append((i, j))
    return pairs[::-1]
