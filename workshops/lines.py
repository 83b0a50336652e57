"""Lines that people paste: one thing on each, without the marks that lists bring along."""

import re

from diagnostics.forms.decks import UNWANTED

# A dash, a dot or a box before the words, or a number or letter with its stop or bracket. "4 trusts" keeps its 4, and
# "A. Osman" the initial: a capital with a stop is a name sooner than the mark of a list.
MARK = re.compile(r"^(?:[-–—*•·▪◦‣●○■□☐☑✓>]+|\(?(?:\d{1,3}|[a-z])[.)]|\(?[A-Z]\))(?:\s+|$)")


def plain(words: str) -> str:
    """The words on one line, without what cannot be shown."""
    return " ".join(UNWANTED.sub("", re.sub(r"[\r\n\t\u2028\u2029]", " ", words)).split())


def lines_of(text: str) -> list[str]:
    """The lines that have words, in their order, doubles kept, each without the mark of a list."""
    raw = (plain(line) for line in re.split(r"\r\n|[\r\n\u2028\u2029]", text))
    return [line for line in (_unmarked(each) for each in raw) if line]


def _unmarked(line: str) -> str:
    return MARK.sub("", line, count=1).strip()
