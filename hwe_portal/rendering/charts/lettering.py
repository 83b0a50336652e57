"""How wide words are, so that labels can be wrapped, shortened and kept apart before anything is drawn.

Widths are those of Atkinson Hyperlegible Next Semibold, rounded up, in ems; regular weight is 5 % narrower, bold 2 %
wider.
"""

FONT = "'Atkinson Hyperlegible Next', Arial, sans-serif"

_LETTERS_BY_EM = {
    0.26: "'|,.:;j\u2019\u2018·",
    0.31: "`i!l ()",
    0.37: '[]ft"r-{}',
    0.43: "_I/\\1“”",
    0.5: "*zsyc\u2013v",
    0.56: "x?7k~aJLeéuF<>hno",
    0.6: "29gdbpEqT3^5$+S",
    0.66: "Z6=P48YV£BRCK0A",
    0.73: "XDUHNGw&#O",
    0.83: "Q…@—½",
    0.88: "MmW",
    0.96: "%",
}
_EM_BY_LETTER = {letter: em for em, letters in _LETTERS_BY_EM.items() for letter in letters}
_UNKNOWN = 0.66


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


def wrap(words: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """The words broken at spaces into at most `lines` lines; the last is shortened, never the meaning of the first."""
    broken = [""]
    for word in words.split():
        longer = f"{broken[-1]} {word}".strip()
        if width_of(longer, size) <= width or not broken[-1]:
            broken[-1] = longer
        else:
            broken.append(word)
    kept = [*broken[: lines - 1], " ".join(broken[lines - 1 :])] if len(broken) > lines else broken
    return tuple(shorten(line, size, width) for line in kept)
