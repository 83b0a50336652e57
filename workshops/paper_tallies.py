"""Counts from a flipchart in the shape of workshops.tallies, pure: whoever was in the room has read them already."""

from collections.abc import Mapping, Sequence
from typing import Any

RANKING, SCALE, DOTS = "ranking", "scale", "dots"


def result(kind: str, counts: Mapping[int, int], options: Sequence[tuple[int, str]], people: int) -> dict[str, Any]:
    """What was counted for each option (by its key), as it stands: `people` is 0 where nobody counted them.

    Of a scale the options are its points; of a ranking a count is the place that the room gave the option.
    """
    found = {"kind": kind, "answered": people}
    if kind == RANKING:
        placed = sorted(options, key=lambda option: counts.get(option[0], 0))
        return found | {"shown": "order", "rows": [_row(o, place=n) for n, o in enumerate(placed, start=1)]}
    whole = _whole(kind, counts, people)
    rows = [_row(option, **_counted(counts.get(option[0], 0), whole)) for option in options]
    if kind == DOTS:
        rows.sort(key=lambda row: -row["count"])
    return found | {"shown": "counts", "rows": rows} | (_mean(counts, len(options)) if kind == SCALE else {})


def _whole(kind: str, counts: Mapping[int, int], people: int) -> int:
    """What a full bar stands for: the option with most dots, or everybody, as far as they were counted."""
    return max(counts.values(), default=0) if kind == DOTS or not people else people


def _counted(count: int, whole: int) -> dict[str, int]:
    return {"count": count, "share": min(100, round(100 * count / whole)) if whole else 0}


def _mean(counts: Mapping[int, int], points: int) -> dict[str, Any]:
    answers = sum(counts.values())
    if not answers:
        return {}
    mean = sum(point * count for point, count in counts.items()) / answers
    return {"mean": {"value": round(mean, 2), "text": f"{mean:.1f}", "share": round(100 * (mean - 1) / (points - 1))}}


def _row(option: tuple[int, str], **values: Any) -> dict[str, Any]:
    return {"option": option[0], "text": option[1], **values}
