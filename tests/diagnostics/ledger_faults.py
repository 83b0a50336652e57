"""Ledgers that are wrong: the real one with one fault seeded in its source, and the rules people first think of."""

import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import SimpleNamespace

from diagnostics import ledger

SOURCE = Path(ledger.__file__).read_text()


@dataclass(frozen=True)
class Fault:
    name: str
    right: str
    wrong: str


FAULTS = [
    Fault("the floor is one too low", "return max(requested,", "return -1 + max(requested,"),
    Fault("a raised floor is forgotten", "floor(k), merges", "K, merges"),
    Fault("never-published people are not tested", "        if fresh:", "        if fresh and not self.published:"),
    Fault("who is left in a class is not tested", "                yield _Part(inside, whole)\n", ""),
    Fault("who is left out of a class is not tested", "                yield _Part(whole - inside, whole)\n", ""),
    Fault("versions are never told apart", "merges in (False, True)]\n    if", "merges in (True,)]\n    if"),
    Fault("versions are never taken as one", "merges in (False, True)]\n    if", "merges in (False,)]\n    if"),
    Fault("only the latest release is compared", "enumerate(history):", "enumerate(history[-1:]):"),
    Fault("names shown now cover others", "lens.known | _persons(candidate.named) |", "lens.known |"),
    Fault("names shown before cover others", "_persons(release.named) | release.agreed", "release.agreed"),
    Fault(
        "those who agreed before cover others", "_persons(release.named) | release.agreed", "_persons(release.named)"
    ),
    Fault("a name tests only the parts that are new", "whole & newly_shown or (", "False and ("),
    Fault("a name opens later versions", "part.members - lens.shown - newly_shown)", "part.members) - lens.known"),
    Fault("one agreement speaks for all", "self.hidden <= agreed", "bool(self.hidden & agreed)"),
    Fault(
        "an agreement never ends", "see(release.named)", "see(u for u in release.units if u.person in release.agreed)"
    ),
    Fault("sponsors are held to the group's floor", "SPONSOR_K = 8", "SPONSOR_K = 5"),
    Fault("sponsors are not readers of their own", "return (*everybody, *sponsors)", "return tuple(everybody)"),
    Fault("names and agreement speak to sponsors", "heeds_consent=False", "heeds_consent=True"),
    Fault("the planner shows every name", "named = kept if kept != named else NOTHING", "return release"),
    Fault("the planner hides whose agreement it used", "return release\n", "return replace(release, agreed=NOBODY)\n"),
    Fault("the planner presumes agreement", "failure.all_among(draft.agreed)", "failure.all_among(failure.hidden)"),
    Fault(
        "the planner adds whom it dropped",
        "return release\n",
        "return replace(release, units=frozenset(draft.wanted.values()))\n",
    ),
]


def faulty_ledger(fault: Fault):
    """The ledger with one fault, as a module of its own. Raises AssertionError if the fault no longer applies."""
    assert SOURCE.count(fault.right) == 1, f"{fault.name}: {fault.right!r} stands {SOURCE.count(fault.right)} times"
    module = module_from_spec(spec_from_loader("faulty_ledger", loader=None))
    sys.modules["faulty_ledger"] = module  # dataclasses look their module up there
    try:
        exec(compile(SOURCE.replace(fault.right, fault.wrong), fault.name, "exec"), module.__dict__)
    finally:
        del sys.modules["faulty_ledger"]
    return module


def naive_ledger(rule):
    """A ledger whose gate is `rule(earlier sets, set, k)` and whose planner publishes what is wanted, or nothing."""

    def gate(history, candidate, *, k):
        floor = ledger.floor(k, candidate.audience)
        earlier = [release.units for release in history]
        return ledger.Verdict(not candidate.units or rule(earlier, candidate.units, floor))

    def plan(history, wanted, *, k, audience, **ignored):
        release = ledger.Release(wanted, audience)
        return release if gate(history, release, k=k).admitted else ledger.Release(frozenset(), audience)

    names = {"Unit": ledger.Unit, "Release": ledger.Release, "Audience": ledger.Audience}
    return SimpleNamespace(gate=gate, plan=plan, **names)


def at_least_k(earlier, units, k):
    return len(units) >= k


def never_the_same_set(earlier, units, k):
    return at_least_k(earlier, units, k) and units not in earlier


def unlike_the_last(earlier, units, k):
    return at_least_k(earlier, units, k) and (not earlier or len(units ^ earlier[-1]) in (0, *range(k, 1000)))


def unlike_every_earlier_one(earlier, units, k):
    return at_least_k(earlier, units, k) and all(units == other or len(units ^ other) >= k for other in earlier)


def pairwise_parts(earlier, units, k):
    """Both differences and the overlap with each earlier release are empty or at least k: never three at a time."""
    return at_least_k(earlier, units, k) and all(
        len(part) in (0, *range(k, 1000)) for other in earlier for part in (units - other, other - units, units & other)
    )


def once_a_person(earlier, units, k):
    """Nobody's first answer goes out with fewer than k others; later ones may."""
    seen = frozenset().union(*earlier)
    return at_least_k(earlier, units, k) and len(units - seen) in (0, *range(k, 1000))


NAIVE_RULES = [at_least_k, never_the_same_set, unlike_the_last, unlike_every_earlier_one, pairwise_parts, once_a_person]
