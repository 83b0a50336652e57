"""What a meeting decided, how its stocktake came out, and the records of the programme that were made in it."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from programmes.models import Aim, Barrier, NextStep, Output, ProgrammeRecord, Recommendation, User
from programmes.services import ordering, records
from workshops.models import Decision, Event, StocktakePoint
from workshops.selectors import outcomes as selectors

# What a session makes, by the word by which it is chosen: an output of some kind, or another record.
OUTPUTS = dict(Output.Kind.choices)
OTHERS: Mapping[str, type[Barrier] | type[Recommendation] | type[NextStep]] = {
    "barrier": Barrier,
    "recommendation": Recommendation,
    "next_step": NextStep,
}


@transaction.atomic
def decide(*, event: Event, text: str, origin: str = "", by: User) -> Decision:
    """Note a decision of a meeting, after the others. `origin` is the key of what it was made from."""
    place = _next(event.decisions.all())
    return records.add(Decision(event=event, text=text, origin=origin, position=place), by=by)


@transaction.atomic
def decide_all(*, event: Event, texts: Sequence[str], by: User) -> list[Decision]:
    """Note several decisions of a meeting, in this order."""
    return [decide(event=event, text=text, by=by) for text in texts]


@transaction.atomic
def take_stock(*, event: Event, kind: str, texts: Sequence[str], origin: str = "", by: User) -> list[StocktakePoint]:
    """Note points of a stocktake. `kind` is one of StocktakePoint.Kind."""
    first = _next(event.stocktake.filter(kind=kind))
    points = [
        StocktakePoint(event=event, kind=kind, text=text, origin=origin, position=place)
        for place, text in enumerate(texts, start=first)
    ]
    return [records.add(point, by=by) for point in points]


@transaction.atomic
def take_whole_stock(*, event: Event, points: Mapping[str, Sequence[str]], by: User) -> list[StocktakePoint]:
    """Note the points of a stocktake by their kinds."""
    return [point for kind, texts in points.items() for point in take_stock(event=event, kind=kind, texts=texts, by=by)]


@transaction.atomic
def make_aim(*, point: StocktakePoint, by: User) -> Aim:
    """Make a revised aim an aim of the programme, once: pressed again, the same aim comes back.

    Raises ValueError for a point of another kind.
    """
    if point.kind != StocktakePoint.Kind.AIM:
        raise ValueError("Only a revised aim becomes an aim of the programme.")
    held = StocktakePoint.objects.select_for_update().get(pk=point.pk)
    programme = point.event.programme
    origin = selectors.aim_origin(point)
    made = Aim.objects.filter(programme=programme, origin=origin).standing().first()
    if made:
        return made
    place = _next(Aim.objects.filter(programme=programme))
    return records.add(Aim(programme=programme, text=held.text, position=place, origin=origin), by=by)


@transaction.atomic
def make_records(
    *, event: Event, kind: str, texts: Sequence[str], agreed: bool = False, by: User
) -> list[ProgrammeRecord]:
    """Record what a session made, in this order, each saying in which session.

    `kind` is one of OUTPUTS or OTHERS. `agreed`: an output was agreed on the day of the meeting.
    """
    made = [_record(event, kind, text, agreed) for text in texts]
    first = _next(type(made[0]).objects.filter(programme=event.programme)) if made else 1
    for place, record in enumerate(made, start=first):
        record.position = place
        records.add(record, by=by)
    return made


def _next(rows: QuerySet) -> int:
    """The place after all of these, from 1: also after those that were withdrawn and may come back."""
    return max(ordering.last_place(rows), 1)


def _record(event: Event, kind: str, text: str, agreed: bool) -> ProgrammeRecord:
    said = {"programme": event.programme, "text": text, "origin": selectors.origin(event)}
    if kind in OTHERS:
        return OTHERS[kind](**said)
    return Output(kind=Output.Kind(kind), agreed_on=event.starts_on if agreed else None, **said)
