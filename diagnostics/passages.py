"""The text of a note as sentences with exact places, and finding a passage again when the note has changed since.

Pure: plain strings in, places out. A place is a pair of offsets in characters (code points) of the note's text, the
end not included.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINES = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A full stop, or several, with what closes around it. CJK full stops need no space after them.
_STOP = re.compile(r"(?:(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019)\]]*+(?=\s)|[\u3002\uff01\uff1f]++)\s*")
_LAST_WORD = re.compile(r"[^\s(\[\"'\u201c\u2018]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_NUMBER_OF_A_LIST = re.compile(r"[\s\-\u2022*]*\(?(?:\d{1,3}|[a-zA-Z]|[ivxlc]{1,5})")
_ABBREVIATIONS = frozenset(
    {"approx", "cf", "dept", "dr", "e.g", "eg", "gov", "hon", "i.e", "ie", "jr", "mr", "mrs", "ms", "prof", "rev"}
    | {"rt", "sr", "st", "viz", "vs"}
)
_BEFORE_A_NUMBER = frozenset({"ch", "fig", "no", "nos", "p", "para", "pp", "sec"})
# How far back a stop looks for what may be an abbreviation or the number of a list.
_BACK = 24


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order. A line ends a sentence, full stop or not.

    No two overlap, none begins or ends with white space, and every other character is in one of them.
    """
    found = []
    for line in _LINES.finditer(text):
        for start, end in _within(line.group()):
            words = line.group()[start:end]
            if words.strip():
                left = line.start() + start + len(words) - len(words.lstrip())
                found.append(Sentence(left, left + len(words.strip()), words.strip()))
    return tuple(found)


def _within(line: str) -> list[tuple[int, int]]:
    borders = [0, *(stop.end() for stop in _STOP.finditer(line) if _ends_a_sentence(line, stop)), len(line)]
    return list(pairwise(borders))


def _ends_a_sentence(line: str, stop: re.Match[str]) -> bool:
    after = line[stop.end() : stop.end() + 1]
    if not after or after.islower():
        return False
    if stop.group().rstrip() != ".":
        return True
    before = line[max(stop.start() - _BACK, 0) : stop.start()]
    word = _LAST_WORD.search(before)
    if word is None or (stop.start() < _BACK and _NUMBER_OF_A_LIST.fullmatch(before)):
        return False
    return not _is_short_for_something(word.group().lower(), after)


def _is_short_for_something(word: str, after: str) -> bool:
    if word in _BEFORE_A_NUMBER:
        return after.isdigit()
    return word in _ABBREVIATIONS or _INITIALS.fullmatch(word) is not None


def place(text: str, words: str, start: int) -> tuple[int, int] | None:
    """Where the words stand now: the exact occurrence nearest to `start`, the earlier of two; None if they are gone."""
    if not words:
        return None
    found = [text.rfind(words, 0, max(start, 0) + len(words)), text.find(words, max(start, 0))]
    places = [at for at in found if at >= 0]
    if not places:
        return None
    nearest = min(places, key=lambda at: (abs(at - start), at))
    return nearest, nearest + len(words)


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place without white space at its ends; None where it lies outside the text or holds nothing else."""
    if not 0 <= start < end <= len(text):
        return None
    words = text[start:end]
    if not words.strip():
        return None
    left = start + len(words) - len(words.lstrip())
    return left, left + len(words.strip())


def touched(found: Sequence[Sentence], start: int, end: int) -> range:
    """Which of the sentences a place runs over, as their numbers from 0; none where it lies between two."""
    first = bisect_right(found, start, key=lambda sentence: sentence.end)
    last = bisect_left(found, end, key=lambda sentence: sentence.start)
    return range(first, max(last, first))
