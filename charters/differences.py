"""What differs between two texts, word by word, and between two versions of a charter, line by line. Pure.

A *line* is {"text": str, "behaviours": [str, …]}; *sections* are what `services.charter.as_it_stands` gives.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

SAME, GONE, NEW = "same", "gone", "new"
CHANGED = "changed"
ALIKE = 0.5  # from here on a line is told as the other line changed; below, as one gone and one new
SHORT = 3  # a single word of so many letters between two changes belongs to the change: it reads more easily

T = TypeVar("T")
_TOKEN = re.compile(r"[\w’'-]+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came; `kind` is "same", "gone" or "new"."""

    kind: str
    text: str

    @property
    def space(self) -> str:
        """The space before the first word, which no mark should cover."""
        return self.text[: len(self.text) - len(self.words)]

    @property
    def words(self) -> str:
        return self.text.lstrip()


@dataclass(frozen=True)
class Line:
    """A line that stayed, went, came or changed; `kind` is "same", "gone", "new" or "changed"."""

    kind: str
    pieces: tuple[Piece, ...]


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of `after` and what went from `before`, in reading order; runs of white space count as one space.

    The pieces that are not new give `before`, those that are not gone give `after`, but for white space.
    """
    old, new = _tokens(before), _tokens(after)
    if alike(before, after) < ALIKE:
        marked = [*((GONE, token) for token in old), *((NEW, token) for token in new)]
    else:
        marked = list(_marked(old, new))
    return tuple(_pieces(marked))


def alike(before: str, after: str) -> float:
    """How alike two texts are in their words, from 0 to 1; two empty ones are alike."""
    return _matcher(_tokens(before), _tokens(after)).ratio()


def lines(before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    """What became of each line: those of `after` in their order, then those that went."""
    pairs = paired(before, after, text=str)
    return tuple(_line(old or "", new or "") for old, new in pairs)


def paired(before: Sequence[T], after: Sequence[T], *, text: Callable[[T], str]) -> list[tuple[T | None, T | None]]:
    """Each of `after` beside what it was before (None: it is new), then those of `before` that went, with None.

    Equal texts belong together, then those that are most alike, as far as they are alike at all.
    """
    left, found = list(range(len(before))), dict[int, int]()
    for at_least in (1.0, ALIKE):
        for _, place, old in sorted(_candidates(before, after, left, found, at_least, text)):
            if old in left and place not in found:
                found[place] = old
                left.remove(old)
    kept = [(before[found[place]] if place in found else None, one) for place, one in enumerate(after)]
    return [*kept, *((before[old], None) for old in left)]


def between(before: Sequence[dict], after: Sequence[dict]) -> list[dict]:
    """What a version changed: [{"section": title, "kind": "added"|"changed"|"moved"|"removed", "before": line,
    "after": line}, …], in the order of the sections; a line that there is not is None. A first version changes nothing.
    """
    if not before:
        return []
    pairs = paired(_lines(before), _lines(after), text=lambda line: line["text"])
    return [
        {"section": (new or old or {})["title"], "kind": kind, "before": _bare(old), "after": _bare(new)}
        for old, new in pairs
        if (kind := _kind(old, new))
    ]


def _kind(old: dict | None, new: dict | None) -> str:
    """What happened to a line; "" for nothing. A section is known by its key, however its heading reads."""
    if old is None or new is None:
        return "removed" if old else "added"
    if _bare(old) != _bare(new):
        return "changed"
    return "moved" if old["section"] != new["section"] else ""


def _bare(line: dict | None) -> dict | None:
    return line and {"text": line["text"], "behaviours": line["behaviours"]}


def _lines(sections: Sequence[dict]) -> list[dict]:
    """Each line with the key and the title of its section."""
    found = []
    for section in sections:
        behaviours = section.get("behaviours") or [[] for _ in section["commitments"]]
        for text, below in zip(section["commitments"], behaviours, strict=True):
            found.append({"text": text, "behaviours": below, "section": section["section"], "title": section["title"]})
    return found


def _line(old: str, new: str) -> Line:
    kind = SAME if old == new else NEW if not old else GONE if not new else CHANGED
    return Line(kind, words(old, new))


def _candidates(
    before: Sequence[T],
    after: Sequence[T],
    left: Sequence[int],
    found: dict[int, int],
    at_least: float,
    text: Callable[[T], str],
) -> Iterator[tuple[float, int, int]]:
    """Pairs that are alike enough, the most alike first when sorted: (unlikeness, place in after, place in before)."""
    for place, one in enumerate(after):
        for old in left if place not in found else ():
            likeness = _likeness(text(before[old]), text(one), at_least)
            if likeness >= at_least:
                yield (1 - likeness, place, old)


def _likeness(before: str, after: str, at_least: float) -> float:
    return float(before == after) if at_least == 1 else alike(before, after)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Words and marks, each with the space before it."""
    shown = " ".join(text.split())
    return [(" " if shown[: match.start()].endswith(" ") else "", match.group()) for match in _TOKEN.finditer(shown)]


def _matcher(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> SequenceMatcher:
    return SequenceMatcher(None, [word for _, word in old], [word for _, word in new], autojunk=False)


def _marked(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    steps = _matcher(old, new).get_opcodes()
    for number, (step, i1, i2, j1, j2) in enumerate(steps):
        is_between = 0 < number < len(steps) - 1
        if step == "equal" and not (is_between and _is_slight(new[j1:j2])):
            yield from (
                (SAME, (was or now, word)) for (was, _), (now, word) in zip(old[i1:i2], new[j1:j2], strict=True)
            )
        else:
            yield from ((GONE, token) for token in old[i1:i2])
            yield from ((NEW, token) for token in new[j1:j2])


def _is_slight(tokens: Sequence[tuple[str, str]]) -> bool:
    return len(tokens) == 1 and len(tokens[0][1]) <= SHORT


def _pieces(marked: Sequence[tuple[str, tuple[str, str]]]) -> Iterator[Piece]:
    """Neighbours of one kind joined; within a change what went comes before what came, with a space between."""
    for _, run in groupby(marked, key=lambda one: one[0] == SAME):
        in_order = sorted(run, key=lambda one: one[0] == NEW)
        for kind, tokens in groupby(in_order, key=itemgetter(0)):
            text = "".join(space + word for _, (space, word) in tokens)
            is_beside = kind == NEW and in_order[0][0] == GONE
            yield Piece(kind, f" {text.lstrip()}" if is_beside else text)
