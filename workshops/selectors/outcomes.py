"""Reads over what came of a meeting."""

from dataclasses import dataclass

from programmes import selectors as programme_selectors
from programmes.models import Aim, Barrier, NextStep, Output, ProgrammeRecord, Recommendation
from workshops.models import Decision, Event, StocktakePoint

# The kinds of record that a session makes, with the word in the address of their pages.
MADE: dict[type[ProgrammeRecord], str] = {
    Output: "outputs",
    Barrier: "barriers",
    Recommendation: "recommendations",
    NextStep: "next-steps",
}


def origin(event: Event) -> str:
    """How a record names the session in which it was made."""
    return f"workshops.event:{event.pk}"


def aim_origin(point: StocktakePoint) -> str:
    """How an aim of the programme names the revised aim that it was made from, and the meeting of that."""
    return f"workshops.stocktakepoint:{point.pk}@{point.event_id}"


@dataclass(frozen=True)
class Made:
    """A record of the programme that was made in a session: what it is called, and where it is corrected."""

    record: ProgrammeRecord
    word: str
    slug: str


@dataclass(frozen=True)
class Point:
    """A point of a stocktake; `aim` is the programme's aim that was made of it, if any."""

    row: StocktakePoint
    aim: Aim | None


@dataclass(frozen=True)
class Came:
    """What came of a meeting, without its actions; what was withdrawn comes apart."""

    decisions: tuple[Decision, ...]
    made: tuple[Made, ...]
    points: tuple[Point, ...]
    withdrawn_decisions: tuple[Decision, ...]
    withdrawn_points: tuple[StocktakePoint, ...]

    @property
    def by_kind(self) -> list[tuple[str, str, list[Point]]]:
        """The points by kind, in the order of the kinds: value, label, points; kinds without points are left out."""
        kinds = StocktakePoint.Kind
        groups = ((kind.value, kind.label, [each for each in self.points if each.row.kind == kind]) for kind in kinds)
        return [group for group in groups if group[2]]


def came_of(event: Event) -> Came:
    """What came of a meeting, in three queries whatever its number."""
    decisions, points = list(event.decisions.all()), list(event.stocktake.all())
    order = list(StocktakePoint.Kind)
    points.sort(key=lambda point: (order.index(StocktakePoint.Kind(point.kind)), point.position, point.pk))
    rows = programme_selectors.standing_of(dict.fromkeys([*MADE, Aim], event.programme))
    aims = {aim.origin: aim for aim in rows[Aim] if aim.origin}
    return Came(
        tuple(row for row in decisions if row.withdrawn_at is None),
        tuple(_made(row) for model in MADE for row in rows[model] if row.origin == origin(event)),
        tuple(Point(row, aims.get(aim_origin(row))) for row in points if row.withdrawn_at is None),
        tuple(row for row in decisions if row.withdrawn_at),
        tuple(row for row in points if row.withdrawn_at),
    )


def _made(record: ProgrammeRecord) -> Made:
    word = record.get_kind_display() if isinstance(record, Output) else str(record._meta.verbose_name).capitalize()
    return Made(record, word, MADE[type(record)])


def counted(came: Came, *, actions: int) -> str:
    """What came of a meeting in a few words, "3 decisions, 2 actions and 1 record"; "" for nothing yet."""
    said = [
        _number(len(came.decisions), "decision"),
        _number(actions, "action"),
        _number(len(came.made), "record"),
        _number(len(came.points), "point of a stocktake", "points of a stocktake"),
    ]
    return _joined([part for part in said if part])


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}" if count else ""


def _joined(parts: list[str]) -> str:
    """Words as one reads them aloud: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
