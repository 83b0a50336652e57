"""The release ledger's planner: the next picture of a hundred people after thirty releases, beside the gate."""

from random import Random

from diagnostics.ledger import Release, Unit, gate, plan
from tests.bench.figures import Figure, typical

PEOPLE, RELEASES = 100, 30
KEY = b"bench"


def figures() -> list[Figure]:
    *before, last = _moments(RELEASES + 1)
    history: list[Release] = []
    for wanted in before:
        history.append(_planned(history, wanted))
    ready = _planned(history, last)
    planning = typical(lambda: _planned(history, last), times=15)
    judging = typical(lambda: gate(history, ready), times=15)
    name = f"one plan, {PEOPLE} people after {RELEASES} releases, beside the gate"
    return [Figure(name, planning * 1000, "ms CPU", beside=judging * 1000)]


def _planned(history: list[Release], wanted: frozenset[Unit]) -> Release:
    published = frozenset().union(*(release.units for release in history))
    return plan(history, wanted, lapsed=published - wanted, key=KEY)


def _moments(number: int) -> list[frozenset[Unit]]:
    """Whom each picture should count: between two of them three leave, three join and eight answer again."""
    random, newest = Random(2022), PEOPLE
    versions = dict.fromkeys(range(PEOPLE), 1)
    moments = []
    for _ in range(number):
        moments.append(frozenset(Unit(person, version) for person, version in versions.items()))
        for person in random.sample(sorted(versions), 3):
            del versions[person]
        for person in random.sample(sorted(versions), 8):
            versions[person] += 1
        versions |= dict.fromkeys(range(newest, newest + 3), 1)
        newest += 3
    return moments
