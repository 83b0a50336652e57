"""How a charter is lived from one pulse to the next, read from what was published of both and from nothing else.

Pure: figures as `diagnostics.surveys.figures` makes them in, words out. A line of the charter has *drifted* where it
*fell*: where the answers about it stand at least one step of what is shown lower than before. A step is half a point of
a mean; where answers are shown in words, that the share of an answer below the middle rose by a word, or of one above
it fell by one, and that no answer moved the other way.

What this cannot tell. Nothing smaller than a step: a mean of 3.7 that became 3.3 is 3.5 both times. Nothing beyond an
end that is open: "4.5 or more" may have fallen. Nothing where the two pulses were counted in different words, or one of
them not at all. Not whether people changed their minds or the people changed, and not why: a step is a reason to talk
about a line, never a finding about anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnostics.surveys import changes

Figure = Mapping[str, Any]
MIDDLE = 3
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Asked:
    """A behaviour (or a commitment without any) with its commitment, and the keys of the two questions about it."""

    text: str
    commitment: str
    mine: str
    ours: str


@dataclass(frozen=True)
class Fall:
    """A behaviour of which at least one of the two answers fell; "" for the one that did not."""

    asked: Asked
    mine: str
    ours: str

    @property
    def words(self) -> str:
        """ "how we live it: from 4 to 3.5"."""
        said = (("how we live it", self.ours), ("how each of us lives it", self.mine))
        return "; ".join(f"{what}: {fell}" for what, fell in said if fell)


def falls(asked: Sequence[Asked], before: Sequence[Figure], after: Sequence[Figure]) -> list[Fall]:
    """The behaviours that drifted between two published pulses with the same questions, in their order."""
    fell = _fell(changes.changes(before, after), {key: each for each in before for key in each["questions"]})
    found = (Fall(each, fell.get(each.mine, ""), fell.get(each.ours, "")) for each in asked)
    return [each for each in found if each.mine or each.ours]


def drifted(found: Sequence[Fall]) -> list[str]:
    """The commitments to which behaviours that fell belong, each once."""
    return list(dict.fromkeys(each.asked.commitment for each in found))


def said(figures: Sequence[Figure]) -> dict[str, str]:
    """What is shown of each question, by its key: a mean as text, else which answer stands out, in words."""
    found: dict[str, str] = {}
    for figure in figures:
        if "items" in figure:
            found |= {item["question"]: item["true_text"] or NOT_SHOWN for item in figure["items"]}
        elif "options" in figure:
            found[figure["questions"][0]] = _most(figure["options"])
    return found


def _most(options: Sequence[Mapping[str, Any]]) -> str:
    """ "about half: Most of the time"; of two that stand alike both."""
    highest = max(option["level"] for option in options)
    top = [option for option in options if option["level"] == highest]
    if 2 * len(top) > len(options):
        return "spread over all answers"
    return f"{top[0]['shown']}: {' and '.join(option['text'] for option in top)}"


def _fell(beside: Sequence[Figure], earlier: Mapping[str, Figure]) -> dict[str, str]:
    """By question, in words, how it fell; only those that did."""
    found: dict[str, str] = {}
    for figure in beside:
        if "items" in figure:
            found |= {item["question"]: item["change_text"] for item in figure["items"] if item["true_by"] < 0}
        elif "options" in figure:
            key = figure["questions"][0]
            if words := _options_fell(figure, earlier.get(key)):
                found[key] = words
    return found


def _options_fell(figure: Figure, earlier: Figure | None) -> str:
    """How the shares of a scale's answers moved, where everything that moved points down; else nothing."""
    if earlier is None or "options" not in earlier or list(earlier["scale"]) != list(figure["scale"]):
        return ""
    levels = {option["key"]: option["level"] for option in earlier["options"]}
    moved = [
        (int(option["key"]), option["level"] - levels[option["key"]], option)
        for option in figure["options"]
        if option["key"].isdigit() and option["key"] in levels and option["level"] != levels[option["key"]]
    ]
    down = [by * (point - MIDDLE) < 0 for point, by, _ in moved if point != MIDDLE]
    if not down or not all(down):
        return ""
    return "; ".join(f"“{option['text']}” {option['change_text']}" for _, _, option in moved)
