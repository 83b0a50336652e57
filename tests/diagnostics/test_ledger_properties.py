"""Two thousand random histories under attack, and the faults and first ideas that the same attack must find."""

from collections import Counter
from random import Random

import pytest

from diagnostics import ledger
from tests.diagnostics.ledger_attacker import breach, small_class
from tests.diagnostics.ledger_faults import FAULTS, NAIVE_RULES, faulty_ledger, naive_ledger
from tests.diagnostics.ledger_histories import first_breach, planned, published, scenes

HISTORIES, AT_A_TIME = 2000, 250
SEARCHED = 400


def derived_or_small(releases, k):
    return breach(releases, k) or small_class(releases, k)


@pytest.mark.parametrize("start", range(0, HISTORIES, AT_A_TIME))
def test_no_history_gives_a_small_group_away(start):
    found = {seed: first_breach(ledger, seed, derived_or_small) for seed in range(start, start + AT_A_TIME)}
    assert {seed: what for seed, what in found.items() if what} == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_seeded_fault_is_caught(fault):
    faulty = faulty_ledger(fault)
    assert any(first_breach(faulty, seed) for seed in range(SEARCHED))


@pytest.mark.parametrize("rule", NAIVE_RULES, ids=lambda rule: rule.__name__)
def test_a_rule_that_people_first_think_of_is_caught(rule):
    assert any(first_breach(naive_ledger(rule), seed) for seed in range(SEARCHED))


def test_five_answers_are_not_enough_in_over_half_of_the_histories():
    naive = naive_ledger(NAIVE_RULES[0])
    assert sum(first_breach(naive, seed, meddling=False) is not None for seed in range(200)) > 100


def test_the_histories_hold_what_makes_them_hard():
    """Without these the attack would prove little."""
    seen = Counter()

    def tally(releases, k):
        last, earlier = releases[-1], releases[:-1]
        before = published(earlier)
        people = {unit.person for unit in before}
        seen["names shown"] += bool(last.named)
        seen["agreement relied on"] += bool(last.agreed)
        seen["agreement withdrawn"] += any(r.agreed - last.agreed for r in earlier)
        seen["read by sponsors"] += last.audience == "sponsor"
        seen["floor raised"] += k > ledger.K
        seen["joined"] += any(unit.person not in people for unit in last.units) and bool(earlier)
        seen["answered again"] += any(unit.person in people and unit not in before for unit in last.units)
        seen["left"] += bool(earlier) and bool(earlier[-1].units - last.units)
        seen["covers five"] += len(last.units) == ledger.K

    for seed in range(200):
        assert first_breach(ledger, seed, tally) is None
    assert {what for what, times in seen.items() if times >= 30} == set(seen)
    assert len(seen) == 9


def test_the_planner_ends_and_the_gate_admits_what_it_returns(monkeypatch):
    """Each look at the gate is paid for by somebody kept counted, dropped, unnamed or relied on."""
    looks, look = [], ledger._failures
    monkeypatch.setattr(ledger, "_failures", lambda *asked: looks.append(asked) or look(*asked))
    for seed in range(300):
        history = []
        for scene in scenes(seed):
            looks.clear()
            release = planned(ledger, history, scene)
            people = len(scene.wanted) + len(published(history))
            assert len(looks) <= (people + len(scene.agreed) + len(scene.named) + 2) * (len(scene.agreed) + 2)
            assert ledger.gate(history, release, k=scene.k).admitted
            history.append(release)


def test_the_planner_counts_only_what_it_was_given():
    for seed in range(200):
        history = []
        for scene in scenes(seed):
            release = planned(ledger, history, scene)
            assert release.units <= scene.wanted | {unit for unit in published(history) if scene.covers(unit)}
            assert release.named <= scene.named
            assert release.agreed <= scene.agreed
            history.append(release)


def admitted_by_definition(history, units, k):
    """The rule as it is written down, for histories without names, agreement or sponsors."""
    return all(parts_are_large_enough(history, units, k, see) for see in (lambda u: u, lambda u: u.person))


def parts_are_large_enough(history, units, k, see):
    rows = [{see(unit) for unit in release.units} for release in history]
    covered, everybody = {see(unit) for unit in units}, set().union(*rows)
    classes = {}
    for one in everybody:
        classes.setdefault(tuple(one in row for row in rows), set()).add(one)
    split = [members for members in classes.values() if members & covered and members - covered]
    parts = [covered - everybody, *(c & covered for c in split), *(c - covered for c in split)]
    return all(not part or len(part) >= k for part in parts)


def test_the_gate_refuses_no_more_and_no_less_than_its_definition():
    random, verdicts = Random(6), Counter()
    for _ in range(300):
        history = []
        for _ in range(12):
            start = random.choice([frozenset(), *(release.units for release in history)])
            chosen = {unit.person: unit.version for unit in start}
            for person in random.sample(range(26), random.choice((0, 1, 4, 5, 6, 10))):
                if chosen.pop(person, None) is None or random.random() < 0.5:
                    chosen[person] = random.choice((1, 1, 2))
            units = frozenset(ledger.Unit(person, version) for person, version in chosen.items())
            verdict = ledger.gate(history, ledger.Release(units)).admitted
            assert verdict == admitted_by_definition(history, units, ledger.K)
            verdicts[verdict, len(history) > 1] += 1
            history += [ledger.Release(units)] if verdict and units else []
    assert len(verdicts) == 4
    assert min(verdicts.values()) > 200


def coverage_after_six(seed, *, keeping):
    """Of 19 people, 10 % leaving and up to 3 joining per release: the share of those present that the sixth counts."""
    random, people, joined, history = Random(seed), set(range(19)), 19, []
    for moment in range(6):
        if moment:
            people = {person for person in people if random.random() >= 0.1}
            newcomers = range(joined, joined + random.randint(0, 3))
            people, joined = people | set(newcomers), newcomers.stop
        wanted = frozenset(ledger.Unit(person, 1) for person in people)
        lapsed = published(history) - wanted if keeping else frozenset()
        history.append(ledger.plan(history, wanted, lapsed=lapsed, key=b"a key"))
    return len(history[-1].units & wanted) / len(wanted)


@pytest.mark.parametrize(("keeping", "low", "high"), [(True, 0.85, 0.95), (False, 0.1, 0.3)])
def test_keeping_leavers_counted_keeps_nearly_everybody_covered(keeping, low, high):
    shares = [coverage_after_six(seed, keeping=keeping) for seed in range(300)]
    assert low < sum(shares) / len(shares) < high
