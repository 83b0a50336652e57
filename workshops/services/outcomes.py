"""What a meeting decided, how its stocktake came out, and the records of the programme that were made in it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from programmes.models import Aim, Barrier, NextStep, Output, ProgrammeRecord, Recommendation, User
from programmes.services import records
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
    after = event.decisions.standing().count()
    return records.add(Decision(event=event, text=text, origin=origin, position=after + 1), by=by)


@transaction.atomic
def decide_all(*, event: Event, texts: Sequence[str], by: User) -> list[Decision]:
    """Note several decisions of a meeting, in this order."""
    return [decide(event=event, text=text, by=by) for text in texts]


@transaction.atomic
def take_stock(*, event: Event, kind: str, texts: Sequence[str], origin: str = "", by: User) -> list[StocktakePoint]:
    """Note points of a stocktake. `kind` is one of StocktakePoint.Kind."""
    after = event.stocktake.standing().filter(kind=kind).count()
    points = [
        StocktakePoint(event=event, kind=kind, text=text, origin=origin, position=place)
        for place, text in enumerate(texts, start=after + 1)
    ]
    return [records.add(point, by=by) for point in points]


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
    after = Aim.objects.filter(programme=programme).standing().count()
    return records.add(Aim(programme=programme, text=held.text, position=after + 1, origin=origin), by=by)


@transaction.atomic
def make_records(
    *, event: Event, kind: str, texts: Sequence[str], agreed: bool = False, by: User
) -> list[ProgrammeRecord]:
    """Record what a session made, in this order, each saying in which session.

    `kind` is one of OUTPUTS or OTHERS. `agreed`: an output was agreed on the day of the meeting.
    """
    made = [_record(event, kind, text, agreed) for text in texts]
    after = type(made[0]).objects.filter(programme=event.programme).standing().count() if made else 0
    for place, record in enumerate(made, start=after + 1):
        record.position = place
        records.add(record, by=by)
    return made


def _record(event: Event, kind: str, text: str, agreed: bool) -> ProgrammeRecord:
    said = {"programme": event.programme, "text": text, "origin": selectors.origin(event)}
    if kind in OTHERS:
        return OTHERS[kind](**said)
    return Output(kind=Output.Kind(kind), agreed_on=event.starts_on if agreed else None, **said)
