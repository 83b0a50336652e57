"""Titles that say the message of a figure, written from what is shown and from nothing else."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from diagnostics.words import number

LONGEST = 90
# A statement or a question keeps its marks; a thing ("Trust that lets us be vulnerable") goes without.
_STATEMENT = re.compile(
    r"^(we|i|our|my|you|your|it|its|there|this|these|they|people|everyone|nobody|how|what|which|do|does|is|are|can)\b"
    r"|[.?!,:]|\b(i|we|you|they)\b",
    re.IGNORECASE,
)

Item = Mapping[str, Any]


def named(text: str) -> str:
    """The words of a question or an option as they stand in a title."""
    tidy = text.strip().rstrip(".")
    return f"“{tidy}”" if _STATEMENT.search(tidy) else tidy


def under(section: str, title: str) -> str:
    """ "How we decide: clear roles stands lowest": what is so in one section of several."""
    tidy = section.strip()
    return f"{tidy}{' ' if tidy.endswith(('?', '.', '!', ':')) else ': '}{title}" if tidy else title


def of_gaps(items: Sequence[Item]) -> str:
    """ "Trust matters most and is furthest away"; "" where nothing can be said."""
    known = [item for item in items if item["gap"] is not None]
    if not known:
        return ""
    widest = max(item["gap"] for item in known)
    if widest <= 0:
        return "What matters is as true of us as it matters"
    furthest = [item for item in known if item["gap"] == widest]
    if len(furthest) == len(known) > 1:
        return f"All {number(len(known))} are equally far from how much they matter"
    return _furthest(furthest, known)


def _furthest(furthest: Sequence[Item], known: Sequence[Item]) -> str:
    most = max(item["matters"] for item in known)
    if len(furthest) > 2 or not _fits(furthest):
        return f"{number(len(furthest)).capitalize()} of {number(len(known))} {_is(furthest)} furthest away"
    alone = [item for item in known if item["matters"] == most] == list(furthest)
    names = _listed(furthest)
    if alone and len(known) > len(furthest):
        return f"{names} {_verb(furthest, 'matter')} most and {_is(furthest)} furthest away"
    return f"{names} {_is(furthest)} furthest from how much {'it matters' if len(furthest) == 1 else 'they matter'}"


def of_means(items: Sequence[Item]) -> str:
    """ "Clear roles stands lowest"; "" where nothing can be said."""
    known = [item for item in items if item["true"] is not None]
    if len(known) < 2:
        return ""
    lowest = min(item["true"] for item in known)
    found = [item for item in known if item["true"] == lowest]
    if len(found) == len(known):
        return "Both stand alike" if len(known) == 2 else f"All {number(len(known))} stand alike"
    if len(found) > 2 or not _fits(found):
        return f"{number(len(found)).capitalize()} of {number(len(known))} {_verb(found, 'stand')} lowest"
    return f"{_listed(found)} {_verb(found, 'stand')} lowest"


def of_options(options: Sequence[Item], *, did: str, rest: frozenset[str]) -> str:
    """ "About half chose Housing": what stands highest as shown. `did` is "chose", "put … first"."""
    real = [each for each in options if each["key"] not in rest]
    highest = max(each["level"] for each in real)
    top = [each for each in real if each["level"] == highest]
    amount, names = top[0]["shown"], " and ".join(_option(each["text"]) for each in top)
    if highest == 0 or 2 * len(top) > len(real) + 1:
        return "The answers are spread, none stands out"
    if len(top) > 2 or len(names) > LONGEST:
        each = "" if len(top) == 1 else " each"
        return f"{number(len(top)).capitalize()} of {number(len(real))} {_verb(top, 'stand')} out: {amount}{each}"
    if len(top) == 2:
        return _capital(f"{names}: {amount} each")
    return f"{_capital(amount)} {did.replace('…', names)}"


def _option(text: str) -> str:
    """An answer to choose from as it stands in a title: more than a word is marked off from what is said of it."""
    tidy = text.strip().rstrip(".")
    return f"“{tidy}”" if " " in tidy else tidy


def of_themes(options: Sequence[Item]) -> str:
    """The theme that was written most, where one or two stand highest."""
    top = [each for each in options if each["level"] == options[0]["level"]]
    if len(top) > 2 or not _fits(top):
        return f"{number(len(options)).capitalize()} {'theme' if len(options) == 1 else 'themes'} in what people wrote"
    return f"In their own words: {_listed(top)}"


def _fits(items: Sequence[Item]) -> bool:
    return len(_listed(items)) <= LONGEST


def _listed(items: Sequence[Item]) -> str:
    return " and ".join(named(item["text"]) for item in items)


def _verb(items: Sequence[Item], verb: str) -> str:
    return f"{verb}s" if len(items) == 1 else verb


def _is(items: Sequence[Item]) -> str:
    return "is" if len(items) == 1 else "are"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
