"""One wave against an earlier one of the same survey, from what was shown of both and from nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from diagnostics.surveys.titles import LONGEST, named
from diagnostics.words import number

Figure = Mapping[str, Any]
SIDES = {"matters": "how much it matters", "true": "how true it is of us now"}
ALIKE = "no change to be seen"
NOT_BOTH = "not shown in both rounds"
OTHER_SCALE = "in two scales of words"


def sentence(changed: int, people: int) -> str:
    """ "3 of 19 people changed; some movement may be theirs." Given how many of those asked were not asked before."""
    if changed == 0:
        return "The same people were asked both times."
    return f"{changed} of {people} people changed; some movement may be theirs."


def changes(before: Sequence[Figure], after: Sequence[Figure]) -> list[dict[str, Any]]:
    """The figures of the later wave, each with what was shown of the earlier one beside it.

    Items gain `true_before`, `matters_before` and `change_text`, options `before` and `change_text`. What was said in
    another scale of words, or lies beyond an end of the scale both times, is not called a change.
    """
    earlier = {question: figure for figure in before for question in figure["questions"]}
    return [_beside(figure, earlier) for figure in after]


def message(figures: Sequence[Figure]) -> str:
    """What moved most between the waves, or that little did; `figures` are those of `changes`."""
    items = [item for figure in figures for item in figure.get("items", ()) if _moved(item) is not None]
    if not items:
        return "The two rounds, side by side"
    most = max(abs(_moved(item) or 0) for item in items)
    if most == 0:
        return "Between the two rounds nothing moved by half a point"
    moved = [item for item in items if abs(_moved(item) or 0) == most]
    names = " and ".join(named(item["text"]) for item in moved)
    if len(moved) > 2 or len(names) > LONGEST:
        names = f"{number(len(moved)).capitalize()} things"
    return f"{names} moved most, {_direction(moved)}by {_points(most)}"


def _direction(moved: Sequence[Mapping[str, Any]]) -> str:
    """ "up " or "down ", where all went the same way."""
    ups = {(_moved(item) or 0) > 0 for item in moved}
    if len(ups) > 1:
        return ""
    return "up " if ups.pop() else "down "


def _beside(figure: Figure, earlier: Mapping[str, Figure]) -> dict[str, Any]:
    if "items" in figure:
        return {**figure, "items": [_item(item, earlier.get(item["question"])) for item in figure["items"]]}
    if "options" in figure:
        before = earlier.get(figure["questions"][0])
        return {**figure, "options": [_option(each, figure, before) for each in figure["options"]]}
    return dict(figure)


def _item(item: Mapping[str, Any], figure: Figure | None) -> dict[str, Any]:
    was = next((each for each in (figure or {}).get("items", ()) if each["question"] == item["question"]), {})
    sides = {f"{side}_before": was.get(side) for side in SIDES}
    by = 0 if item["true"] is None or was.get("true") is None else _by(item, was, "true")
    return {**item, **sides, "true_by": by, "change_text": _said(item, was)}


def _said(item: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    if item["true"] is None or was.get("true") is None:
        return NOT_BOTH
    sides = [side for side in SIDES if item[side] is not None and was.get(side) is not None]
    moved = {side: f"from {was[f'{side}_text']} to {item[f'{side}_text']}" for side in sides if _by(item, was, side)}
    if len(sides) == 1:
        return moved.get(sides[0], ALIKE)
    return "; ".join(f"{SIDES[side]}: {words}" for side, words in moved.items()) or ALIKE


def _option(option: Mapping[str, Any], figure: Figure, earlier: Figure | None) -> dict[str, Any]:
    was = next((each for each in (earlier or {}).get("options", ()) if each["key"] == option["key"]), None)
    if was is None:
        return {**option, "before": "", "change_text": NOT_BOTH}
    return {**option, "before": was["shown"], "change_text": _compared(was, option, figure, earlier)}


def _compared(was: Mapping[str, Any], option: Mapping[str, Any], figure: Figure, earlier: Figure | None) -> str:
    if earlier is None or figure["scale"] != earlier["scale"]:
        return f"{was['shown']} then, {option['shown']} now, {OTHER_SCALE}"
    return ALIKE if was["shown"] == option["shown"] else f"from {was['shown']} to {option['shown']}"


def _by(item: Mapping[str, Any], was: Mapping[str, Any], side: str) -> float:
    """By how much a mean moved, as shown; 0 where it may have stayed beyond an end that is open."""
    moved = item[side] - was[side]
    texts = item[f"{side}_text"], was[f"{side}_text"]
    for text, by in zip(texts, (-moved, moved), strict=True):
        if (text.endswith("more") and by >= 0) or (text.endswith("less") and by <= 0):
            return 0
    return float(moved)


def _moved(item: Mapping[str, Any]) -> float | None:
    """By how much what is true of the group moved; None where it was not shown in both rounds."""
    if item["true"] is None or item.get("true_before") is None:
        return None
    return float(item["true_by"])


def _points(moved: float) -> str:
    return {0.5: "half a point", 1.0: "one point"}.get(moved, f"{moved:g} points")
