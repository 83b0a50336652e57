"""Random histories of a leadership group, and the run that puts a ledger, a planner and the attacker through them.

Everything follows from the seed. Groups are small and change fast, so that parts near the floor are the rule.
"""

from dataclasses import dataclass
from random import Random

from diagnostics.ledger import Unit
from tests.diagnostics.ledger_attacker import breach

SIZES = (5, 6, 7, 9, 10, 11, 14, 19, 23)


@dataclass(frozen=True)
class Scene:
    """A moment at which somebody wants a figure."""

    wanted: frozenset
    sectors: frozenset
    audience: str
    k: int
    agreed: frozenset
    named: frozenset

    def covers(self, unit) -> bool:
        return unit.person % 3 in self.sectors


@dataclass
class Group:
    """Who is a member, and in which version each has answered."""

    random: Random
    versions: dict
    leaving: float
    joining: int
    answering_again: float

    @classmethod
    def starting(cls, random):
        versions = dict.fromkeys(range(random.choice(SIZES)), 1)
        return cls(
            random, versions, random.choice((0.05, 0.1, 0.3)), random.choice((1, 3, 6)), random.choice((0, 0.1, 0.4))
        )

    def pass_time(self):
        """Some leave (or ask to be left out), some answer again, some join, and one who left may come back."""
        chance = self.random.random
        newest = max(self.versions, default=0) + 1
        self.versions = {
            person: version + (chance() < self.answering_again)
            for person, version in self.versions.items()
            if chance() >= self.leaving
        }
        self.versions |= dict.fromkeys(range(newest, newest + self.random.randint(0, self.joining)), 1)
        if chance() < 0.2:
            self.versions.setdefault(self.random.randrange(newest), 1)

    def some(self, items, chance):
        return frozenset(item for item in items if self.random.random() < chance)

    def scene(self, k) -> Scene:
        choose = self.random.choice
        audience = choose(("group", "group", "group", "sponsor"))
        sectors = frozenset(choose(((0, 1, 2), (0, 1, 2), (0, 1), (2,))))
        units = frozenset(Unit(person, version) for person, version in self.versions.items() if person % 3 in sectors)
        named = self.some(units, choose((0, 0, 0.2, 0.6, 1))) if audience == "group" else frozenset()
        agreed = self.some(range(max(self.versions, default=0) + 1), choose((0, 0, 0.5, 0.9, 1)))
        return Scene(units, sectors, audience, k, agreed, named)


def scenes(seed: int) -> list[Scene]:
    """Three to seven moments in the life of one group. The floor may rise, never fall."""
    random = Random(seed)
    group, k, moments = Group.starting(random), 5, []
    for _ in range(random.randint(3, 7)):
        k = max(k, random.choice((5, 5, 5, 5, 5, 5, 6, 8)))
        moments.append(group.scene(k))
        group.pass_time()
    return moments


def published(history) -> frozenset:
    return frozenset().union(*(release.units for release in history))


def planned(ledger, history, scene, *, key=b"a key", keeping=True):
    lapsed = frozenset(unit for unit in published(history) - scene.wanted if keeping and scene.covers(unit))
    return ledger.plan(
        history,
        frozenset(map(ledger_unit(ledger), scene.wanted)),
        lapsed=lapsed,
        key=key,
        k=scene.k,
        audience=ledger.Audience(scene.audience),
        agreed=scene.agreed,
        named=frozenset(map(ledger_unit(ledger), scene.named)),
    )


def ledger_unit(ledger):
    return lambda unit: ledger.Unit(unit.person, unit.version)


def meddled(ledger, history, scene, random):
    """A release that somebody makes by hand: an earlier set, or what is wanted, with a few people more or fewer."""
    wanted = frozenset(map(ledger_unit(ledger), scene.wanted))
    start = random.choice([wanted, *(release.units for release in history)])
    pool = sorted(published(history) | wanted, key=lambda unit: (unit.person, unit.version))
    random.shuffle(pool)
    changed = {unit.person: unit for unit in start}
    for unit in pool[: random.choice((0, 1, 2, 4, 5, 6, 9))]:
        if changed.get(unit.person) == unit:
            del changed[unit.person]
        else:
            changed[unit.person] = unit
    named = frozenset(unit for unit in pool if random.random() < 0.1) if scene.named else frozenset()
    return ledger.Release(frozenset(changed.values()), ledger.Audience(scene.audience), named, scene.agreed)


def first_breach(ledger, seed: int, test=breach, *, meddling=True) -> str | None:
    """Run one history; say what is wrong at the first release at which something is.

    Half of the histories also hold releases made by hand, which go out if the gate admits them.
    """
    random, history = Random(f"meddling {seed}"), []
    for scene in scenes(seed):
        attempts = [meddled(ledger, history, scene, random) for _ in range(4)] if meddling and seed % 2 else []
        candidate = next((c for c in attempts if ledger.gate(history, c, k=scene.k).admitted), None)
        if candidate is not None:
            history.append(candidate)
            if found := test(history, scene.k):
                return found
        release = planned(ledger, history, scene)
        if not release.agreed <= scene.agreed:
            return "the planner relies on an agreement that nobody gave"
        if not ledger.gate(history, release, k=scene.k).admitted:
            return "the gate refuses what the planner returns"
        history.append(release)
        if found := test(history, scene.k):
            return found
    return None
