"""What the room of a meeting gathered, exercise by exercise, and what its clusters have become since."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from charters.models import Proposal
from diagnostics.models import Theme
from hwe_portal.reports import evidence
from programmes.models import (
    Barrier,
    Insight,
    NextStep,
    OutcomeTheme,
    Output,
    Programme,
    ProgrammeRecord,
    Recommendation,
    Strength,
    User,
)
from workshops import tallies
from workshops.models import Action, Cluster, Decision, Event, Exercise, Material, Statement
from workshops.selectors.clusters import Pile, piles_of

# The records of a programme that a cluster may become, and the field that takes its name.
RECORDS: dict[str, tuple[type[ProgrammeRecord], str]] = {
    "barrier": (Barrier, "text"),
    "strength": (Strength, "text"),
    "outcome-theme": (OutcomeTheme, "name"),
    "recommendation": (Recommendation, "text"),
    "output": (Output, "text"),
    "insight": (Insight, "title"),
    "next-step": (NextStep, "text"),
}
# Each with the field in which its words stand. The codebook is only read by who codes.
BECOMES: tuple[tuple[Any, str], ...] = (
    (Proposal, "text"), (Action, "text"), (Decision, "text"), (Theme, "name"), *RECORDS.values(),
)  # fmt: skip
ONLY_WHO_CODES = Theme._meta.label_lower


@dataclass(frozen=True)
class Kept:
    """A record that was made of a cluster, and where it is read."""

    key: str
    name: str
    text: str
    address: str


@dataclass(frozen=True)
class GatheredPile:
    """A cluster, its cards, and what it became."""

    cluster: Cluster
    cards: tuple[Statement, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Gathered:
    """What one closed exercise gathered: piles and loose cards, or a result; and photographs of its flipcharts."""

    exercise: Exercise
    piles: tuple[GatheredPile, ...]
    loose: tuple[Statement, ...]
    photographs: tuple[Material, ...]

    @property
    def result(self) -> dict[str, Any]:
        return tallies.drawn(self.exercise.result) or {}

    @property
    def count(self) -> int:
        return len(self.loose) + sum(len(pile.cards) for pile in self.piles)

    @property
    def too_few(self) -> bool:
        """Whether no cards may be read. A result says so itself: it may be of leaders and of guests."""
        return self.result.get("shown") is False and not self.count


def gather(event: Event, user: User, *, codes: bool) -> list[Gathered]:
    """What the closed exercises of a meeting gathered, in their order; `codes`: the reader reads the codebook too."""
    closed = event.exercises.standing().filter(state=Exercise.State.CLOSED, kind__in=Exercise.ANSWERED)
    exercises = list(closed)
    clusters = list(Cluster.objects.standing().filter(exercise__in=exercises))
    cards = list(Statement.objects.standing().filter(exercise__in=exercises).order_by("position", "pk"))
    photographs = list(
        Material.objects.visible_to(user).standing().filter(event=event, kind=Material.Kind.PHOTOGRAPH)
    )  # fmt: skip
    kept = kept_of(event.programme, [cluster.key for cluster in clusters], codes=codes)
    return [_gathered(each, clusters, cards, photographs, kept) for each in exercises]


def _gathered(
    exercise: Exercise,
    clusters: list[Cluster],
    cards: list[Statement],
    photographs: list[Material],
    kept: dict[str, list[Kept]],
) -> Gathered:
    mine = [card for card in cards if card.exercise_id == exercise.pk]
    piles = piles_of((each for each in clusters if each.exercise_id == exercise.pk), mine)
    placed = {card.pk for pile in piles for card in pile.cards}
    return Gathered(
        exercise=exercise,
        piles=tuple(_with_kept(pile, kept) for pile in piles),
        loose=tuple(card for card in mine if card.pk not in placed),
        photographs=tuple(each for each in photographs if each.exercise_id == exercise.pk),
    )


def _with_kept(pile: Pile, kept: dict[str, list[Kept]]) -> GatheredPile:
    return GatheredPile(pile.cluster, pile.cards, tuple(kept.get(pile.cluster.key, ())))


def kept_of(programme: Programme, origins: Iterable[str], *, codes: bool) -> dict[str, list[Kept]]:
    """What was made of the clusters with these keys and stands, by key. One query."""
    wanted = list(origins)
    if not wanted:
        return {}
    first, *others = (_made_of(model, field, wanted) for model, field in BECOMES)
    found: dict[str, list[Kept]] = {}
    for origin, label, pk, text in first.union(*others, all=True):
        if label != ONLY_WHO_CODES or codes:
            made = Kept(f"{label}:{pk}", NAMES[label], text, address(label, pk, programme))
            found.setdefault(origin, []).append(made)
    return found


def address(label: str, pk: int, programme: Programme) -> str:
    """Where a record of one of the kinds in BECOMES is read; a theme in the codebook, for it is not published yet."""
    if label == ONLY_WHO_CODES:
        return reverse("diagnostics:codebook-theme", kwargs={"programme": programme.pk, "theme": pk})
    return evidence.address(f"{label}:{pk}", programme)


NAMES: dict[str, str] = {model._meta.label_lower: str(model._meta.verbose_name) for model, _ in BECOMES}


def _made_of(model: Any, field: str, origins: list[str]) -> QuerySet:
    label = Value(model._meta.label_lower, output_field=CharField())
    rows = model.objects.filter(origin__in=origins, withdrawn_at__isnull=True).order_by()
    return rows.values_list("origin", label, "pk", Cast(field, CharField()))
