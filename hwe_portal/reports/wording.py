"""Small words that reports are put together with."""

from collections.abc import Sequence

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def spelt(count: int) -> str:
    """A count within a sentence: words up to twelve, figures above."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def counted(count: int, one: str, many: str) -> str:
    """ "three workshops", "one workshop"."""
    return f"{spelt(count)} {one if count == 1 else many}"


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    *most, final = parts
    return f"{', '.join(most)} and {final}" if most else final


def sentence(text: str) -> str:
    """A text as a sentence of its own: a capital first and a full stop last."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!', ':')) else '.'}"
