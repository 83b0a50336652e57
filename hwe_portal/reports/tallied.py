"""What meetings and the charter came to, in counts: no word of an action or a decision, and nobody by name.

All of it is read in one query, as `programmes.selectors.standing_of` reads records: each row is one JSON object.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import JSONObject

from charters.models import Review, Signature
from programmes.dates import FactDate
from programmes.models import Programme
from workshops.models import Action, Attendance, Decision, StocktakePoint


@dataclass(frozen=True)
class Held:
    """A review of the charter that took place: the key of its record, and when."""

    key: str
    on: FactDate


@dataclass(frozen=True)
class Tallied:
    """Counts over a programme's standing records.

    `first_times`: by meeting, since when each of those was there in person for whom it was the first time in long.
    `decisions`: by meeting. `actions`: by their state. `points`: by meeting and kind, what a stocktake came to.
    `signatures`: by version of the charter, the part and the post of each who signed, "" for none.
    """

    first_times: dict[int, list[tuple[int, str]]]
    decisions: Counter[int]
    actions: Counter[str]
    points: dict[int, Counter[str]]
    signatures: dict[int, list[tuple[int, str]]]
    reviews: tuple[Held, ...]


def read(programme: Programme) -> Tallied:
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ("first", "decision", "action", "point", "signed")}
    found["review"] = []
    queries = _queries(programme)
    for kind, values in queries[0].union(*queries[1:], all=True):
        found[kind].append(values)
    return Tallied(
        first_times=_grouped((row["event"], (row["member"], row["since"])) for row in found["first"]),
        decisions=Counter(row["event"] for row in found["decision"]),
        actions=Counter(row["state"] for row in found["action"]),
        points={
            event: Counter(kinds)
            for event, kinds in _grouped((row["event"], row["kind"]) for row in found["point"]).items()
        },
        signatures=_grouped((row["version"], (row["member"], row["post"])) for row in found["signed"]),
        reviews=tuple(sorted(map(_held, found["review"]), key=lambda review: review.on)),
    )


def _queries(programme: Programme) -> list[QuerySet]:
    in_meeting = {"event__programme": programme, "event__withdrawn_at": None}
    first = Attendance.objects.filter(**in_meeting, mode=Attendance.Mode.IN_PERSON).exclude(first_in_person_since="")
    actions = Action.objects.standing().filter(programme=programme)
    held = Review.objects.of_owner(programme).filter(held_on__isnull=False)
    return [
        _rows("first", first, event="event", member="membership", since="first_in_person_since"),
        _rows("decision", Decision.objects.standing().filter(**in_meeting), event="event"),
        _rows("action", actions, state="state"),
        _rows("point", StocktakePoint.objects.standing().filter(**in_meeting), event="event", kind="kind"),
        _rows("signed", Signature.objects.of_owner(programme), version="version", member="membership", post="post"),
        _rows("review", held, pk="pk", on="held_on", precision="held_precision"),
    ]


def _rows(kind: str, rows: QuerySet, /, **columns: str) -> QuerySet:
    values = JSONObject(**{name: F(path) for name, path in columns.items()})
    return rows.order_by().values_list(Value(kind, output_field=CharField()), values)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, said in pairs:
        found.setdefault(key, []).append(said)
    return found


def _held(row: dict[str, Any]) -> Held:
    on = FactDate(date.fromisoformat(row["on"]), row["precision"])
    return Held(f"{Review._meta.label_lower}:{row['pk']}", on)
