"""The cards of an exercise and the clusters in which they stand."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workshops.models import Cluster, Exercise, Statement
from workshops.selectors.exercises import may_be_sorted

# With more cards than these a projector's letters would be too small to read from the back.
MOST_ON_WALL = 48
FEW_ON_WALL = 18


@dataclass(frozen=True)
class Pile:
    """A cluster with the cards in it."""

    cluster: Cluster
    cards: tuple[Statement, ...]


@dataclass(frozen=True)
class Board:
    """All cards of an exercise: in piles, loose, and those that were taken out."""

    piles: tuple[Pile, ...]
    loose: tuple[Statement, ...]
    withdrawn_cards: tuple[Statement, ...]
    withdrawn_clusters: tuple[Cluster, ...]

    @property
    def count_sorted(self) -> int:
        return sum(len(pile.cards) for pile in self.piles)

    @property
    def count(self) -> int:
        return len(self.loose) + self.count_sorted

    @property
    def version(self) -> str:
        """Changes with anything that the board shows."""
        piles = [(pile.cluster.pk, pile.cluster.name, _said(pile.cards)) for pile in self.piles]
        gone = [[each.pk for each in self.withdrawn_clusters], _said(self.withdrawn_cards)]
        shown = repr((piles, _said(self.loose), gone))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class WallBoard:
    """What of a board fits on a wall.

    Past MOST_ON_WALL cards in them the clusters show their names and counts alone, and beside clusters loose cards are
    shown as long as all cards together are no more than that.
    """

    piles: tuple[Pile, ...]
    loose: tuple[Statement, ...]
    count_loose: int
    shows_cards: bool

    @property
    def is_small(self) -> bool:
        """Whether all cards together are few enough for larger letters."""
        return self.count_loose + sum(len(pile.cards) for pile in self.piles) <= FEW_ON_WALL

    @property
    def more(self) -> int:
        """Loose cards that there is no room for."""
        return self.count_loose - len(self.loose)


def on_wall(exercise: Exercise) -> WallBoard | None:
    """The board as the wall shows it; None for what has no cards, or none that may be read now."""
    if not may_be_sorted(exercise):
        return None
    found = board(exercise)
    fitting = found.loose if found.count <= MOST_ON_WALL else () if found.piles else found.loose[-MOST_ON_WALL:]
    return WallBoard(found.piles, fitting, len(found.loose), found.count_sorted <= MOST_ON_WALL)


def board(exercise: Exercise) -> Board:
    """The board as it stands. A card whose cluster is withdrawn is loose. Two queries."""
    clusters = list(Cluster.objects.filter(exercise=exercise))
    cards = list(Statement.objects.filter(exercise=exercise).order_by("position", "pk"))
    standing = [cluster for cluster in clusters if cluster.withdrawn_at is None]
    shown = [card for card in cards if card.withdrawn_at is None]
    piles = tuple(Pile(each, tuple(card for card in shown if card.cluster_id == each.pk)) for each in standing)
    placed = {each.pk for each in standing}
    return Board(
        piles=piles,
        loose=tuple(card for card in shown if card.cluster_id not in placed),
        withdrawn_cards=tuple(card for card in cards if card.withdrawn_at),
        withdrawn_clusters=tuple(each for each in clusters if each.withdrawn_at),
    )


def piles_of(clusters: Iterable[Cluster], cards: Sequence[Statement]) -> list[Pile]:
    return [Pile(each, tuple(card for card in cards if card.cluster_id == each.pk)) for each in clusters]


def _said(cards: Iterable[Statement]) -> list[tuple[str, str]]:
    return [(str(card.pk), card.text) for card in cards]
