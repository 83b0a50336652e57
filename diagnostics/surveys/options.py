"""Answers to choose from, typed one a line: an answer whose text is corrected stays the same answer."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count

from diagnostics.surveys.form import Option

# How alike two texts are, from 0 to 1, before one counts as the other corrected.
ALIKE = 0.6


def retyped(old: Sequence[Option], texts: Sequence[str]) -> tuple[Option, ...]:
    """The lines as options, in their order; `texts` differ by more than capitals and spaces.

    A line keeps the id of the old option with its words, wherever it stands now; then that of the one it is most like;
    then, where no line came or went, that of the one whose place it takes. A line that is none of these is new, and its
    id is one that no old option had.
    """
    kept = _same(old, texts)
    kept |= _alike(old, texts, kept)
    if len(old) == len(texts):
        taken = set(kept.values())
        kept |= {here: here for here in range(len(texts)) if here not in kept and here not in taken}
    fresh = _ids_after(old)
    return tuple(Option(old[kept[here]].id if here in kept else next(fresh), text) for here, text in enumerate(texts))


def _same(old: Sequence[Option], texts: Sequence[str]) -> dict[int, int]:
    places = {_plain(option.text): place for place, option in enumerate(old)}
    return {here: places[_plain(text)] for here, text in enumerate(texts) if _plain(text) in places}


def _alike(old: Sequence[Option], texts: Sequence[str], kept: dict[int, int]) -> dict[int, int]:
    """The most alike first, each once."""
    taken = set(kept.values())
    pairs = [
        (SequenceMatcher(None, _plain(option.text), _plain(text)).ratio(), -abs(here - place), here, place)
        for here, text in enumerate(texts)
        if here not in kept
        for place, option in enumerate(old)
        if place not in taken
    ]
    found: dict[int, int] = {}
    for ratio, _, here, place in sorted(pairs, reverse=True):
        if ratio >= ALIKE and here not in found and place not in found.values():
            found[here] = place
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _ids_after(old: Sequence[Option]) -> Iterator[str]:
    """a, b, … z, a1, b1, …, without those that an old option has."""
    had = {option.id for option in old}
    letters = "abcdefghijklmnopqrstuvwxyz"
    every = (letters[n % 26] + (str(n // 26) if n >= 26 else "") for n in count())
    return (each for each in every if each not in had)
