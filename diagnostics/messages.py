"""Titles and readings composed from counts. Each is a fixed function of what is shown, never of anything behind it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from diagnostics.modes import Mode
from diagnostics.scoring import Choices, Order
from diagnostics.texts import GROUP_TEXTS, MODE_TEXTS, ROOM_QUESTIONS, GroupText
from diagnostics.words import Column, column


@dataclass(frozen=True)
class Line:
    """One thing to say about a group and one mode: what is shown, what it gives, what it can cost, what to ask."""

    mode: Mode
    headline: str
    gives: str
    costs: str
    question: str


@dataclass(frozen=True)
class Reading:
    """A group's picture in words: what it may over-use and under-use, what all have at hand, questions for the room.

    Over-used: first for a quarter of the people or more. Under-used: last for a quarter or more, or first for nobody.
    At hand: last for nobody, and neither of the others. In words, "hardly any" and "few" stand for nobody. A group may
    be split, and then one mode is both over-used and under-used.
    """

    title: str
    over_used: tuple[Line, ...]
    under_used: tuple[Line, ...]
    at_hand: tuple[Line, ...]
    questions: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON, to be frozen with a release."""
        return asdict(self)


def shown_columns(choices: Choices) -> dict[str, Column[Mode]]:
    """Return the columns "first", "second" and "last" as readers may see them. ValueError under five people."""
    counts = {"first": choices.first, "second": choices.second, "last": choices.last}
    return {name: column(count, choices.people) for name, count in counts.items()}


def group_message(choices: Choices) -> str:
    """Return a group's title, such as "Six of us collaborate first; four put avoiding last"."""
    columns = shown_columns(choices)
    return f"{_first_message(columns['first'])}; {_last_message(columns['last'])}"


def group_reading(choices: Choices) -> Reading:
    """Compose everything that a snapshot says in words from a group's counts. ValueError under five people."""
    columns = shown_columns(choices)
    first, last = columns["first"], columns["last"]
    over = [mode for mode in _by_level(first) if first.widespread(mode)]
    out_last = [mode for mode in _by_level(last) if last.widespread(mode)]
    unused = [mode for mode in first.bottom if mode not in out_last]
    at_hand = [mode for mode in last.bottom if mode not in over and mode not in unused]
    over_used = [_line(mode, _first_words(first, mode), GROUP_TEXTS[mode].many_first) for mode in over]
    under_used = [
        *[_line(mode, _last_words(last, mode), GROUP_TEXTS[mode].many_last) for mode in out_last],
        *[_line(mode, _first_words(first, mode), GROUP_TEXTS[mode].none_first) for mode in unused],
    ]
    lines_at_hand = [_line(mode, _last_words(last, mode), GROUP_TEXTS[mode].none_last) for mode in at_hand]
    questions = [line.question for line in [*over_used, *under_used]]
    return Reading(
        group_message(choices),
        tuple(over_used),
        tuple(under_used),
        tuple(lines_at_hand),
        (ROOM_QUESTIONS[0], *questions, *ROOM_QUESTIONS[1:]),
    )


def use_message(reading: Reading) -> str:
    """Return the title of a group's leanings, such as "We may use competing too much, avoiding too little"."""
    over, under = [line.mode for line in reading.over_used], [line.mode for line in reading.under_used]
    split = [mode for mode in over if mode in under]
    uses = [
        f"{_listed(modes)} too {extent}"
        for modes, extent in (
            ([mode for mode in over if mode not in split], "much"),
            ([mode for mode in under if mode not in split], "little"),
        )
        if modes
    ]
    said = [f"may use {', '.join(uses)}"] if uses else []
    said += [f"are split over {_listed(split)}"] if split else []
    return f"We {', and '.join(said)}" if said else "No mode stands out, first or last"


def first_message(first: Column[Mode]) -> str:
    """Return what the group's title leaves unsaid about first choices, such as "Nobody competes first"."""
    if unused := first.bottom:
        verbs = [_singular_verb(mode) if first.exact else MODE_TEXTS[mode].verb for mode in unused]
        named = _listed(verbs, "or")
        return f"Nobody {named} first" if first.exact else f"{first.text(unused[0]).capitalize()} of us {named} first"
    return "Each of the five comes first for somebody" if first.exact else "Most first choices are alike"


def own_message(placed: Order) -> str:
    """Return the title of one person's own profile, such as "You collaborate first; avoiding comes last"."""
    first, last = _in_order(placed.first), _in_order(placed.last)
    if not last:
        return "Your five modes come out level"
    if len(first) > 2:
        return f"No one mode leads for you; {_comes_last(last)}"
    return f"You {_listed([MODE_TEXTS[mode].verb for mode in first])} first; {_comes_last(last)}"


def _comes_last(last: list[Mode]) -> str:
    if len(last) == len(Mode) - 1:
        return "the other four come out level"
    return f"{_listed(last)} {'comes' if len(last) == 1 else 'come'} last"


def _first_message(first: Column[Mode]) -> str:
    top = first.top
    if len(top) == 1:
        return _first_words(first, top[0])
    if len(top) == 2:
        return f"{_first_words(first, top[0])}, and {first.text(top[1])} {_verb(top[1], first)}"
    named = "each of the five comes" if len(top) == len(Mode) else f"{_listed(top)} each come"
    return f"No one mode leads: {named} first for {first.text(top[0])} of us"


def _last_message(last: Column[Mode]) -> str:
    top = last.top
    if not top or len(top) > 2:
        return "no one mode stands out as last"
    second = f", and {last.text(top[1])} {top[1]}" if len(top) == 2 else ""
    return f"{last.text(top[0])} {_put(top[0], last)} {top[0]} last{second}"


def _first_words(first: Column[Mode], mode: Mode) -> str:
    """Such as "Six of us compete first", "Nobody competes first", "Hardly any of us compete first"."""
    return f"{_subject(first, mode)} {_verb(mode, first)} first"


def _last_words(last: Column[Mode], mode: Mode) -> str:
    return f"{_subject(last, mode)} {_put(mode, last)} {mode} last"


def _subject(shown: Column[Mode], mode: Mode) -> str:
    text = shown.text(mode)
    return "Nobody" if text == "nobody" else f"{text[0].upper()}{text[1:]} of us"


def _verb(mode: Mode, shown: Column[Mode]) -> str:
    return _singular_verb(mode) if _singular(mode, shown) else MODE_TEXTS[mode].verb


def _singular_verb(mode: Mode) -> str:
    return f"{MODE_TEXTS[mode].verb}s"


def _put(mode: Mode, shown: Column[Mode]) -> str:
    return "puts" if _singular(mode, shown) else "put"


def _singular(mode: Mode, shown: Column[Mode]) -> bool:
    return shown.exact and shown.levels[mode] <= 1


def _line(mode: Mode, headline: str, text: GroupText) -> Line:
    return Line(mode, headline, text.gives, text.costs, text.question)


def _by_level(shown: Column[Mode]) -> list[Mode]:
    return sorted(Mode, key=lambda mode: -shown.levels[mode])


def _in_order(modes: frozenset[Mode]) -> list[Mode]:
    return [mode for mode in Mode if mode in modes]


def _listed(names: Sequence[str], joined_by: str = "and") -> str:
    *most, final = names
    return f"{', '.join(most)} {joined_by} {final}" if most else final
