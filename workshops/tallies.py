"""From answers of a room to what may be shown of them: plain values for JSON, frozen as an exercise is finished.

`result` gives

    kind      "single" | "multiple" | "scale" | "dots" | "ranking"
    answered  how many people answered
    shown     "counts"  named: what was said, by how many
              "words"   anonymous: steps that leave open whether everybody or nobody chose an option
              "mean"    anonymous scale: the mean in half points
              "order"   anonymous: the order alone, of a ranking and where no words leave everything open
              "few"     anonymous: too few answered to show anything; rows are empty
    rows      in the order in which they are shown: {option, text} and
              counts: count (people; dots of a vote with dots) and share (0 to 100, how long its bar is); of dots also
                      people; of a ranking place (the mean place, 1 the best) and count, how many put it first
              words:  words, level (0 the least), levels (how many there are); what is drawn of them: `drawn`
              order:  place
    mean      of a scale: {value, text, share}; counts give it to one decimal place

Where guests answered an anonymous exercise, services.rooms adds `guests`: what may be shown of theirs, in this shape
and with the floor of its own; the rest is of the leaders alone. Anybody with the code may be a guest, as often as they
like: counted together with leaders, invented guests could be taken off again.

The points of a scale are its options: `option` is the point and `text` its number.

What is shown of an anonymous exercise is a fixed function of how many answered and of its counts
(diagnostics.surveys.shown), decided by what was asked and how many answered, never by what they said.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from diagnostics.surveys import shown
from diagnostics.words import ALL_BUT

Body = Mapping[str, Any]
Options = Sequence[tuple[int, str]]
Row = dict[str, Any]

SINGLE, MULTIPLE, SCALE, DOTS, RANKING = "single", "multiple", "scale", "dots", "ranking"
ANONYMOUS = "anonymous"
WIDEST_END = 2  # half points that a mean may stop short of the ends of its scale
FEWEST_POINTS, MOST_POINTS = 4, 7  # of scales that are shown by their mean; the steps of others are shown in words


class Wrong(Exception):
    """An answer that the exercise does not allow; the text says what to do, in a sentence for the form."""


# What may be answered


def check(kind: str, body: Body, options: Iterable[int], *, most: int, points: int) -> dict[str, Any]:
    """The answer as it is stored. Raises Wrong for what the exercise does not allow."""
    known = set(options)
    checks = {SINGLE: _one, MULTIPLE: _several, RANKING: _ranked, DOTS: _dotted}
    if kind == SCALE:
        return _point(body, points)
    return checks[kind](body, known, most)


def _chosen(body: Body, known: set[int]) -> list[int]:
    chosen = body.get("options")
    if not isinstance(chosen, list) or len(set(chosen)) != len(chosen) or not known.issuperset(chosen):
        raise Wrong("Choose from the list.")
    return chosen


def _one(body: Body, known: set[int], most: int) -> dict[str, Any]:
    chosen = _chosen(body, known)
    if len(chosen) != 1:
        raise Wrong("Choose one.")
    return {"options": chosen}


def _several(body: Body, known: set[int], most: int) -> dict[str, Any]:
    chosen = _chosen(body, known)
    if len(chosen) > most:
        raise Wrong(f"Choose at most {most}.")
    return {"options": sorted(chosen)}


def _ranked(body: Body, known: set[int], most: int) -> dict[str, Any]:
    chosen = _chosen(body, known)
    if not chosen:
        raise Wrong("Put at least one in its place.")
    return {"options": chosen}


def _dotted(body: Body, known: set[int], most: int) -> dict[str, Any]:
    dots = {int(key): number for key, number in body.get("dots", {}).items()}
    if not known.issuperset(dots) or any(not isinstance(number, int) or number < 0 for number in dots.values()):
        raise Wrong("Give your dots to what is on the list.")
    if not 1 <= sum(dots.values()) <= most:
        raise Wrong(f"Give at least one dot and at most {most}.")
    return {"dots": {str(key): number for key, number in sorted(dots.items()) if number}}


def _point(body: Body, points: int) -> dict[str, Any]:
    point = body.get("point")
    if not isinstance(point, int) or not 1 <= point <= points:
        raise Wrong(f"Choose from 1 to {points}.")
    return {"point": point}


# What may be shown


def result(
    kind: str, bodies: Sequence[Body], options: Options, voices: str, floor: int, *, most: int = 1, points: int = 5
) -> dict[str, Any]:
    """What may be shown of these answers, in the shape above; an anonymous exercise shows nothing below `floor`."""
    if kind == SCALE:
        options = [(point, str(point)) for point in range(1, points + 1)]
    found = {"kind": kind, "answered": len(bodies)}
    if voices != ANONYMOUS:
        return found | _counted(kind, bodies, options)
    if len(bodies) < floor:
        return found | {"shown": "few", "rows": []}
    if kind == RANKING:
        return found | _in_order([row for _, row in _placed(bodies, _in_any_order(options))])
    return found | _in_steps(kind, bodies, options, most=most, points=points)


def _counted(kind: str, bodies: Sequence[Body], options: Options) -> dict[str, Any]:
    if kind == RANKING:
        return {"shown": "counts", "rows": [row for _, row in _placed(bodies, options)]}
    people = _people(kind, bodies)
    if kind == DOTS:
        return {"shown": "counts", "rows": _dot_rows(bodies, options, people)}
    rows = [_row(option, count=people[option[0]], share=_share(people[option[0]], len(bodies))) for option in options]
    return {"shown": "counts", "rows": rows} | (_exact_mean(bodies, len(options)) if kind == SCALE else {})


def _people(kind: str, bodies: Sequence[Body]) -> Counter[int]:
    """How many people chose each option, or gave it a dot."""
    if kind == SCALE:
        return Counter(body["point"] for body in bodies)
    if kind == DOTS:
        return Counter(int(key) for body in bodies for key, dots in body["dots"].items() if dots)
    return Counter(key for body in bodies for key in body["options"])


def _dot_rows(bodies: Sequence[Body], options: Options, people: Counter[int]) -> list[Row]:
    dots: Counter[int] = Counter()
    for body in bodies:
        dots.update({int(key): number for key, number in body["dots"].items()})
    top = max(dots.values(), default=0)
    rows = [
        _row(option, count=dots[option[0]], people=people[option[0]], share=_share(dots[option[0]], top))
        for option in options
    ]
    return sorted(rows, key=lambda row: -row["count"])


def _placed(bodies: Sequence[Body], options: Options) -> list[tuple[int, Row]]:
    """The options from the best mean place on; who left some out puts them all behind, at one place."""
    firsts = Counter(body["options"][0] for body in bodies if body["options"])
    places = {key: [_place(body["options"], key, len(options)) for body in bodies] for key, _ in options}
    rows = []
    for option in options:
        key = option[0]
        mean = sum(places[key]) / len(bodies) if bodies else (len(options) + 1) / 2
        share = _share(len(options) - mean, len(options) - 1) if bodies and len(options) > 1 else 0
        rows.append(_row(option, place=round(mean, 1), count=firsts[key], share=share, exact=mean))
    rows.sort(key=lambda row: row["exact"])
    return [(number, {k: v for k, v in row.items() if k != "exact"}) for number, row in enumerate(rows, start=1)]


def _place(ranked: list[int], key: int, options: int) -> float:
    return ranked.index(key) + 1 if key in ranked else (len(ranked) + 1 + options) / 2


def _in_order(rows: Iterable[Row]) -> dict[str, Any]:
    """The order without its numbers. Ties were drawn by lot, so an order goes with equal counts too, whatever it is."""
    placed = enumerate(rows, start=1)
    return {
        "shown": "order",
        "rows": [{"option": row["option"], "text": row["text"], "place": place} for place, row in placed],
    }


def _in_any_order(options: Options) -> Options:
    return random.SystemRandom().sample(options, len(options))


def _exact_mean(bodies: Sequence[Body], points: int) -> dict[str, Any]:
    if not bodies:
        return {}
    mean = sum(body["point"] for body in bodies) / len(bodies)
    return {"mean": {"value": round(mean, 2), "text": f"{mean:.1f}", "share": _share(mean - 1, points - 1)}}


def _in_steps(kind: str, bodies: Sequence[Body], options: Options, *, most: int, points: int) -> dict[str, Any]:
    people = len(bodies)
    if kind == SCALE and (means := _means(people, points)):
        value = means.mean(sum(body["point"] for body in bodies), people)
        mean = {"value": value, "text": means.text(value), "share": _share(value - 1, points - 1)}
        return {"shown": "mean", "rows": [], "mean": mean}
    steps = steps_for(people, len(options), 1 if kind in (SINGLE, SCALE) else most, exclusive=kind in (SINGLE, SCALE))
    counts = _people(kind, bodies)
    if steps is None and ALL_BUT * len(options) <= most * people and kind in (MULTIPLE, DOTS):
        drawn = (_row(option) for option in _in_any_order(options))
        return _in_order(sorted(drawn, key=lambda row: -counts[row["option"]]))
    if steps is None:
        return {"shown": "few", "rows": []}
    rows = [_row(option, **_step(steps, counts[option[0]], people)) for option in options]
    return {"shown": "words", "rows": sorted(rows, key=lambda row: -row["level"]) if kind == DOTS else rows}


def drawn(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """A result as it is drawn: a row in words has the band, from `low` to `high` percent, in which its count lies.

    `same` is the word that all rows share, and nothing sets one apart: then it has no picture. A word is never drawn
    as a measured length, for two that are alike would look like a tie.
    """
    if result is None:
        return None
    parts = {"guests": drawn(result["guests"])} if result.get("guests") else {}
    if result.get("shown") != "words":
        return result | parts
    rows = [row | _band(row["level"], row["levels"]) for row in result["rows"]]
    words = {row["words"] for row in rows}
    return result | parts | {"rows": rows, "same": words.pop() if len(words) == 1 else ""}


def _band(level: int, levels: int) -> Row:
    low, high = shown.band(level, levels)
    return {"low": round(low, 1), "high": round(high, 1), "width": round(high - low, 1)}


def _means(people: int, points: int) -> shown.MeanSteps | None:
    if not FEWEST_POINTS <= points <= MOST_POINTS:
        return None
    return shown.means_for(people, points, 0, widest_end=WIDEST_END)


def _step(steps: shown.Steps, count: int, people: int) -> Row:
    level = steps.level(count, people)
    return {"words": steps.words[level], "level": level, "levels": len(steps.words)}


def steps_for(people: int, options: int, most: int, *, exclusive: bool) -> shown.Steps | None:
    """The finest steps for so many people who each chose at most `most` of the options, exactly one if `exclusive`.

    Beside each count by itself a reader knows that all choices together are at most `most` times the people. What the
    other options stand for at the least must not use that up, or nobody else could have chosen the one.
    """
    if exclusive:
        return shown.steps_for(people, options)
    if most == 1:
        return shown.steps_for(people, options + 1)
    coarse = people < shown.LEAST_FOR_PERCENTAGES
    ladder = (each for each in shown.FINEST_FIRST if not (coarse and isinstance(each, shown.Percentages)))
    fitting = (each for each in ladder if shown.holds(each.starts(people), people, 2))
    return next((each for each in fitting if _leaves_room(each.starts(people), people, options - 1, most)), None)


def _leaves_room(starts: Sequence[int], people: int, others: int, most: int) -> bool:
    """Whether no sum of least counts of so many others reaches all choices of everybody, or all but one."""
    reached, all_bits = 1, (1 << (most * people + 1)) - 1
    for _ in range(others):
        sums = reached
        for start in starts[1:]:
            sums |= reached << start
        reached = sums & all_bits
    return not reached >> (most * people - 1)


def _row(option: tuple[int, str], **values: Any) -> Row:
    return {"option": option[0], "text": option[1], **values}


def _share(part: float, whole: float) -> int:
    return round(100 * part / whole) if whole else 0
