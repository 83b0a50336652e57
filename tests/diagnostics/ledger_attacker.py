"""A reader who holds every release and the roster, and adds and subtracts them. Shares no code with the ledger.

A release gives its reader the sum, over the units it covers, of something about each. With several the reader has every
linear combination: the row space of the table "release by unit". A group is given away when some combination involves
its members and nobody else. So the attack is a rank: how many independent combinations vanish outside the group.

Releases are read by their attributes `units`, `named`, `agreed`, `audience`; units by `person` and `version`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

SMALLEST = 5
SMALLEST_FOR_SPONSORS = 8
# Ranks are taken modulo a prime. They are exact: by Hadamard's bound a determinant of 0s and 1s stays under this prime
# up to 30 rows.
PRIME = 2**61 - 1


@dataclass(frozen=True)
class Column:
    """Units that no release tells apart, and what the reader knew of them before the last release and knows now."""

    units: frozenset[tuple]
    in_releases: tuple[bool, ...]
    known_before: bool
    known_now: bool

    @property
    def people(self) -> frozenset:
        return frozenset(unit[0] for unit in self.units)


@dataclass(frozen=True)
class Reader:
    """One way to read: whose releases, whether a person's versions count as one, and what is known from elsewhere.

    `knows`: "people" (every answer of whoever was named, or agreed to an exception), "shown" (only what stood beside a
    name) or "nothing".
    """

    name: str
    merges_versions: bool
    knows: str
    sponsors_only: bool = False

    def unit(self, unit) -> tuple:
        return (unit.person,) if self.merges_versions else (unit.person, unit.version)

    def row(self, release) -> frozenset[tuple]:
        return frozenset(self.unit(unit) for unit in release.units)

    def knowledge(self, releases) -> frozenset:
        """The people whose every answer is known, or the units shown."""
        if self.knows == "people":
            return frozenset(p for r in releases for p in {unit.person for unit in r.named} | r.agreed)
        if self.knows == "shown":
            return frozenset(self.unit(unit) for r in releases for unit in r.named)
        return frozenset()

    def is_known(self, unit: tuple, knowledge: frozenset) -> bool:
        return (unit[0] if self.knows == "people" else unit) in knowledge


READERS = [
    Reader(f"{who}, {'versions merged' if merged else 'versions apart'}", merged, knows, sponsors)
    for who, knows, sponsors in (
        ("a colleague who knows those who agreed", "people", False),
        ("a colleague", "shown", False),
        ("a sponsor", "nothing", True),
    )
    for merged in (False, True)
]


def breach(releases, k: int) -> str | None:
    """What the last release gives away about a group under the floor (`k`, 8 at least for sponsors), or None."""
    return _first(releases, k, _given_away)


def small_class(releases, k: int) -> str | None:
    """A stricter test than `breach`: a class under the floor, whether or not it can be derived by itself."""
    return _first(releases, k, lambda reader, seen, columns, groups: next(groups, None))


def _first(releases, k, test) -> str | None:
    for reader in READERS:
        seen = [r for r in releases if r.audience == "sponsor"] if reader.sponsors_only else list(releases)
        if not seen or seen[-1] is not releases[-1]:
            continue
        columns = _columns(reader, seen)
        if group := test(reader, seen, columns, _small_groups(reader, seen, columns, k)):
            people = sorted(str(person) for column in group for person in column.people)
            return f"{reader.name}, derives {', '.join(people)} from release {len(releases)}"
    return None


def _columns(reader, seen) -> list[Column]:
    before, now = reader.knowledge(seen[:-1]), reader.knowledge(seen)
    rows = [reader.row(release) for release in seen]
    members = defaultdict(set)
    for unit in frozenset().union(*rows):
        signature = tuple(unit in row for row in rows)
        members[signature, reader.is_known(unit, before), reader.is_known(unit, now)].add(unit)
    return [Column(frozenset(units), *key) for key, units in members.items()]


def _small_groups(reader, seen, columns, k) -> Iterator[tuple[Column, ...]]:
    """Groups to be protected now: classes that this release made, at today's floor; all, at the floor that never fell.

    A colleague without other knowledge is tested on new classes only; those who agreed to this release may be derived.
    """
    floor = max(k, SMALLEST_FOR_SPONSORS) if reader.sponsors_only else max(k, SMALLEST)
    hidden = [column for column in columns if not column.known_now]
    made_before = {column.units for column in _columns(reader, seen[:-1])} if len(seen) > 1 else set()
    made_now = [column for column in hidden if column.units not in made_before]
    if reader.knows == "shown":
        made_now = [column for column in made_now if not column.people <= seen[-1].agreed]
        hidden = []
    yield from _groups_under(floor, made_now)
    yield from _groups_under(SMALLEST_FOR_SPONSORS if reader.sponsors_only else SMALLEST, hidden)


def _groups_under(floor: int, columns: list[Column]) -> Iterator[tuple[Column, ...]]:
    small = sorted((column for column in columns if len(column.people) < floor), key=lambda column: len(column.people))
    for size in range(1, min(len(small), floor - 1) + 1):
        for group in combinations(small, size):
            if len(frozenset().union(*(column.people for column in group))) < floor:
                yield group


def _given_away(reader, seen, columns, groups) -> tuple[Column, ...] | None:
    now = [column for column in columns if not column.known_now]
    before = [column for column in columns if not column.known_before]
    ranks = _rank(now, len(seen)), _rank(before, len(seen) - 1)
    for group in groups:
        if ranks[0] - _rank_without(group, now, len(seen)) > ranks[1] - _rank_without(group, before, len(seen) - 1):
            return group
    return None


def _rank_without(group, columns, releases: int) -> int:
    """As much as it is less than the rank, so many independent combinations of the first `releases` releases involve
    the group and nobody else.
    """
    return _rank([column for column in columns if column not in group], releases)


def _rank(columns, releases: int) -> int:
    """The rank of the table of 0s and 1s, by elimination."""
    vectors = [[int(inside) for inside in column.in_releases[:releases]] for column in columns]
    rank = 0
    for place in range(releases):
        pivot = next((vector for vector in vectors if vector[place]), None)
        if pivot is None:
            continue
        rank += 1
        vectors = [_without(vector, pivot, place) for vector in vectors if vector is not pivot]
    return rank


def _without(vector, pivot, place):
    if not vector[place]:
        return vector
    factor = vector[place] * pow(pivot[place], -1, PRIME)
    return [(value - factor * other) % PRIME for value, other in zip(vector, pivot, strict=True)]
