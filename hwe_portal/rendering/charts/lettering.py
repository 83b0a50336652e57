"""How wide words are, so that labels can be wrapped, shortened and kept apart before anything is drawn.

Widths are those of Atkinson Hyperlegible Next Semibold, rounded up, in ems; regular weight is 5 % narrower, bold 2 %
wider.
"""

import re
from math import ceil

FONT = "'Atkinson Hyperlegible Next', Arial, sans-serif"

_LETTERS_BY_EM = {
    0.2: "'",
    0.26: ",.:;j|\u2019\u2018",
    0.31: " !`il\u00a0·",
    0.37: '"()-[]frt{}',
    0.44: "/1I\\_",
    0.5: "*syz“”",
    0.53: "7?cvx\u2013",
    0.57: "2<>FJLaehknou~é",
    0.6: "+39ET^bdgpq",
    0.64: "$4568=BPRSVYZ",
    0.67: "0ACKX",
    0.7: "DHU",
    0.74: "#&GNOw",
    0.79: "@Q…",
    0.85: "M—½",
    0.88: "Wm",
    0.96: "%",
}
_EM_BY_LETTER = {letter: em for em, letters in _LETTERS_BY_EM.items() for letter in letters}
_UNKNOWN = 0.7
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+( \d{4})?\b|\b[A-Z][a-z]+ \d{4}\b")


def width_of(words: str, size: float) -> float:
    """Width of one line in the units of `size`, at most a few per cent too wide."""
    return size * sum(_EM_BY_LETTER.get(letter, _UNKNOWN) for letter in words)


def shorten(words: str, size: float, width: float) -> str:
    """The words, cut with an ellipsis where they are wider than `width`; empty when not even two letters fit."""
    if width_of(words, size) <= width:
        return words
    for end in range(len(words) - 1, 1, -1):
        cut = words[:end].rstrip(" ,;:-\u2013") + "…"
        if width_of(cut, size) <= width:
            return cut
    return ""


def _broken(words: str, size: float, width: float) -> list[str]:
    broken = [""]
    for word in (word for word in words.split(" ") if word):
        longer = f"{broken[-1]} {word}".strip(" ")
        if width_of(longer, size) <= width or not broken[-1]:
            broken[-1] = longer
        else:
            broken.append(word)
    return broken


def lines_of(words: str, size: float, width: float) -> int:
    """How many lines the words take; a word wider than the line is broken where the line ends."""
    return sum(max(ceil(width_of(line, size) / width), 1) for line in _broken(words, size, width))


def wrap(words: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """The words broken at spaces into at most `lines` lines; the last is shortened, never the meaning of the first."""
    broken = _broken(words, size, width)
    kept = [*broken[: lines - 1], " ".join(broken[lines - 1 :])] if len(broken) > lines else broken
    return tuple(shorten(line, size, width) for line in kept)


def balanced(words: str, size: float, width: float) -> list[str]:
    """The words in as few lines as they need, the lines as even as they can be, no date broken: for large titles."""
    whole = _DATE.sub(lambda found: found.group().replace(" ", "\u00a0"), words)
    lines = len(_broken(whole, size, width))
    widest_word = max(width_of(word, size) for word in whole.split(" "))
    while width * 0.96 > widest_word and len(_broken(whole, size, width * 0.96)) == lines:
        width *= 0.96
    return _broken(whole, size, width)
