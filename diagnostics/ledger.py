"""The release ledger: who may be counted together without giving a small group away.

Pure arithmetic on plain values: no ORM, no answers. What a *release* shows is a sum over a set of *units*; a reader
who holds every release and knows who is in it may add and subtract them. The *signature* of a unit is the set of
releases it is in, and a *class* is all units with one signature: whatever readers derive, they derive about whole
classes. The gate keeps each class at k people or more. docs/adr/0002-release-ledger.md says what that proves and what
it does not.

Two ways of looking are tested: every version of an answer apart, and all versions of a person as one (a reader who
takes it that nobody changed their mind). Sponsors, who read only their own releases, are tested as readers of their
own as well.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

K = 5
SPONSOR_K = 8


class Audience(StrEnum):
    """Who may read a release: the leadership group, or its sponsors too."""

    GROUP = "group"
    SPONSOR = "sponsor"


@dataclass(frozen=True, slots=True)
class Unit:
    """One person's answer in one version. Both ids are any hashable with a stable `repr` (int, str, UUID)."""

    person: Hashable
    version: Hashable


NOBODY: frozenset[Hashable] = frozenset()
NOTHING: frozenset[Unit] = frozenset()


@dataclass(frozen=True, slots=True)
class Release:
    """One set of units counted together, planned or published.

    `named` are the units shown with the person's name; `agreed` the persons on whose agreement the release relies (they
    were told that colleagues could work out their results). From then on they cover nobody else, so `plan` lists no
    more of them than it must. Raises ValueError if it counts a person twice, or shows names to sponsors.
    """

    units: frozenset[Unit]
    audience: Audience = Audience.GROUP
    named: frozenset[Unit] = NOTHING
    agreed: frozenset[Hashable] = NOBODY

    def __post_init__(self) -> None:
        _by_person(self.units)
        if self.named and self.audience == Audience.SPONSOR:
            raise ValueError("A release to sponsors shows no names.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a release may go out. It says nothing about whom a refusal protects."""

    admitted: bool


def floor(requested: int, audience: Audience = Audience.GROUP) -> int:
    """The smallest group that may stand out, in persons: what was asked for, never under 5 (8 for sponsors)."""
    return max(requested, SPONSOR_K if audience == Audience.SPONSOR else K)


def gate(history: Sequence[Release], candidate: Release, *, k: int = K) -> Verdict:
    """Judge `candidate` after `history` (every release of the ledger, any order), by membership alone.

    Admitted when every part that it makes of a published class, its never-published part, and every class that its
    names or agreed exceptions touch is one of: shown by name altogether; at least k persons beside those ever named or
    relied on by agreement; all in `candidate.agreed`. `k` may raise the floor, never lower it. Source:
    docs/adr/0002-release-ledger.md.
    """
    return Verdict(not any(_failures(_lenses(history, candidate.audience, k), candidate)))


def may_name(history: Sequence[Release], named: frozenset[Unit], *, k: int = K) -> bool:
    """Whether these units may be shown with their names beside what is already published.

    True when every class that they touch keeps, beside those known, nobody or at least k persons. Names shown in a
    release of their own go through `gate` or `plan` with that release.
    """
    return gate(history, Release(NOTHING, named=named), k=k).admitted


def plan(
    history: Sequence[Release],
    wanted: frozenset[Unit],
    *,
    lapsed: frozenset[Unit],
    key: bytes,
    k: int = K,
    audience: Audience = Audience.GROUP,
    agreed: frozenset[Hashable] = NOBODY,
    named: frozenset[Unit] = NOTHING,
) -> Release:
    """The release nearest to `wanted` that the gate admits. It always ends; it may be empty.

    `wanted`: the newest answer of each person whom the figure should count, one unit a person. `lapsed`: every
    published unit that the figure might have counted (its programme, its filter) and that `wanted` no longer has, of
    leavers and in superseded versions; of each person the version counted last stays counted until k of its class may
    go. `history` is in order of publication. `key` orders people when some must be dropped. `agreed`: who agreed to an
    exception for this release; the result keeps those it relied on. `named`: units to be shown by name; the result
    keeps those that may be. Raises ValueError if `wanted` holds a person twice.
    """
    planner = _Planner(_lenses(history, audience, k), audience, key)
    staying = _staying(history, wanted, lapsed)
    draft = _Draft(_by_person(wanted), staying, gone=frozenset(staying), dropped=NOBODY, agreed=agreed)
    return planner.with_names(planner.settled(draft), named)


def _persons(units: Iterable[Unit]) -> frozenset[Hashable]:
    return frozenset(unit.person for unit in units)


def _by_person(units: frozenset[Unit]) -> Mapping[Hashable, Unit]:
    by_person = {unit.person: unit for unit in units}
    if len(by_person) != len(units):
        raise ValueError("A release counts each person once.")
    return by_person


def _merged(units: Iterable[Unit]) -> frozenset[Unit]:
    """All versions of a person as one unit."""
    return frozenset(Unit(unit.person, None) for unit in units)


# How readers look ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """Members of the published class `whole`, or never-published ones (then `whole` is empty)."""

    members: frozenset[Unit]
    whole: frozenset[Unit]

    @property
    def affected(self) -> frozenset[Unit]:
        return self.whole or self.members


@dataclass(frozen=True, slots=True)
class _Lens:
    """What one kind of reader tells apart in the releases they hold."""

    classes: tuple[frozenset[Unit], ...]
    published: frozenset[Unit]
    shown: frozenset[Unit]
    known: frozenset[Hashable]
    floor: int
    merges_versions: bool
    heeds_consent: bool

    def see(self, units: frozenset[Unit]) -> frozenset[Unit]:
        return _merged(units) if self.merges_versions else units

    def parts(
        self, covered: frozenset[Unit], newly_shown: frozenset[Unit], newly_known: frozenset[Hashable]
    ) -> Iterator[_Part]:
        """What a release of `covered` changes: new parts, and whole classes in which somebody becomes known."""
        fresh = covered - self.published
        if fresh:
            yield _Part(fresh, NOTHING)
        for whole in self.classes:
            inside = whole & covered
            if inside and inside != whole:
                yield _Part(inside, whole)
                yield _Part(whole - inside, whole)
            elif whole & newly_shown or (newly_known and _persons(whole) & newly_known):
                yield _Part(whole, whole)


def _lenses(history: Sequence[Release], audience: Audience, k: int) -> tuple[_Lens, ...]:
    """Everybody's two ways of looking; for a release to sponsors also the sponsors' own two."""
    everybody = [_lens(history, floor(k), merges, heeds_consent=True) for merges in (False, True)]
    if audience == Audience.GROUP:
        return tuple(everybody)
    theirs = [release for release in history if release.audience == Audience.SPONSOR]
    sponsors = [_lens(theirs, floor(k, audience), merges, heeds_consent=False) for merges in (False, True)]
    return (*everybody, *sponsors)


def _lens(history: Sequence[Release], smallest: int, merges_versions: bool, heeds_consent: bool) -> _Lens:
    see = _merged if merges_versions else frozenset
    signatures: dict[Unit, int] = defaultdict(int)
    shown: set[Unit] = set()
    known: set[Hashable] = set()
    for number, release in enumerate(history):
        for unit in see(release.units):
            signatures[unit] |= 1 << number
        if heeds_consent:
            shown |= see(release.named)
            known |= _persons(release.named) | release.agreed
    return _Lens(
        classes=_classes(signatures),
        published=frozenset(signatures),
        shown=frozenset(shown),
        known=frozenset(known),
        floor=smallest,
        merges_versions=merges_versions,
        heeds_consent=heeds_consent,
    )


def _classes(signatures: Mapping[Unit, int]) -> tuple[frozenset[Unit], ...]:
    """Units by signature, in an order that does not depend on how sets happen to be stored."""
    members: dict[int, set[Unit]] = defaultdict(set)
    for unit, signature in signatures.items():
        members[signature].add(unit)
    return tuple(frozenset(members[signature]) for signature in sorted(members))


# The gate ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Failure:
    """A part in which too few people would stand: whose answers are hidden in it, and who is known beside it."""

    lens: _Lens
    part: _Part
    hidden: frozenset[Hashable]
    known: frozenset[Hashable]

    def all_among(self, agreed: frozenset[Hashable]) -> bool:
        return self.lens.heeds_consent and self.hidden <= agreed


def _failures(lenses: Sequence[_Lens], candidate: Release) -> Iterator[_Failure]:
    for lens in lenses:
        known = lens.known | _persons(candidate.named) | candidate.agreed if lens.heeds_consent else NOBODY
        newly_shown = lens.see(candidate.named) - lens.shown
        for part in lens.parts(lens.see(candidate.units), newly_shown, known - lens.known):
            failure = _Failure(lens, part, _persons(part.members - lens.shown - newly_shown), known)
            few = len(_persons(part.members) - known) < lens.floor
            if failure.hidden and few and not failure.all_among(candidate.agreed):
                yield failure


# The planner ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """A release in the making.

    By person: the newest answer, and the published unit that stays counted in its place, unless the person is `gone`.
    """

    wanted: Mapping[Hashable, Unit]
    staying: Mapping[Hashable, Unit]
    gone: frozenset[Hashable]
    dropped: frozenset[Hashable]
    agreed: frozenset[Hashable]

    def units(self) -> frozenset[Unit]:
        kept = {person: unit for person, unit in self.staying.items() if person not in self.gone}
        counted = {**self.wanted, **kept}
        return frozenset(unit for person, unit in counted.items() if person not in self.dropped)

    def moved(self, person: Hashable, lens: _Lens) -> frozenset[Unit]:
        """What changes for the readers of `lens` when this person's staying unit is let go."""
        newest = frozenset({self.wanted[person]}) if person in self.wanted else NOTHING
        return lens.see(newest) ^ lens.see(frozenset({self.staying[person]}))


@dataclass(frozen=True, slots=True)
class _Planner:
    lenses: tuple[_Lens, ...]
    audience: Audience
    key: bytes

    def settled(self, draft: _Draft) -> _Draft:
        """Keep counted, then drop, until the gate admits. Each step takes from `gone`, units or `agreed`: it ends."""
        while True:
            candidate, failures = self._judged(draft, NOTHING)
            if not failures:
                return draft
            draft = self._kept_back(draft, failures) or self._reduced(draft, candidate, failures)

    def _judged(self, draft: _Draft, named: frozenset[Unit]) -> tuple[Release, list[_Failure]]:
        """The release, relying on agreement only where it must, and the failures that no agreement mends."""
        candidate = Release(draft.units(), self.audience, named)
        while True:
            failures = list(_failures(self.lenses, candidate))
            refused = [failure for failure in failures if not failure.all_among(draft.agreed)]
            if refused or not failures:
                return candidate, refused
            relied_on = candidate.agreed.union(*(failure.hidden for failure in failures))
            candidate = replace(candidate, agreed=relied_on)

    def _kept_back(self, draft: _Draft, failures: Sequence[_Failure]) -> _Draft | None:
        """Whose going made a part too small stays counted as published; None where it was nobody's going."""
        back = {
            person
            for failure in failures
            for person in draft.gone
            if not failure.part.affected.isdisjoint(draft.moved(person, failure.lens))
        }
        return replace(draft, gone=draft.gone - back) if back else None

    def _reduced(self, draft: _Draft, candidate: Release, failures: Sequence[_Failure]) -> _Draft:
        """Mend every class that one kind of reader would see too small; classes do not overlap."""
        for failure in failures:
            if failure.lens is failures[0].lens:
                draft = self._mended(draft, candidate, failure)
        return draft

    def _mended(self, draft: _Draft, candidate: Release, failure: _Failure) -> _Draft:
        part = failure.part
        if part.members == part.whole:
            return replace(draft, agreed=draft.agreed - _persons(part.whole))
        return replace(draft, dropped=draft.dropped | self._to_drop(candidate.units, failure))

    def _to_drop(self, units: frozenset[Unit], failure: _Failure) -> frozenset[Hashable]:
        """Just enough of the covered part to leave the floor out, if the floor stays in; else all of it."""
        lens, part, known = failure.lens, failure.part, failure.known
        if not part.whole:
            return _persons(part.members)
        inside = _persons(part.whole & lens.see(units))
        missing = lens.floor - len(_persons(part.whole) - inside - known)
        spare = sorted((unit for unit in units if unit.person in inside - known), key=self._rank)
        if missing > 0 and len(spare) - missing >= lens.floor:
            return _persons(spare[:missing])
        return inside

    def _rank(self, unit: Unit) -> bytes:
        """An order of people that only the key decides, so that being dropped says nothing about an answer."""
        return hmac.digest(self.key, repr((unit.person, unit.version)).encode(), hashlib.sha256)

    def with_names(self, draft: _Draft, named: frozenset[Unit]) -> Release:
        """With the names that may be shown: a class with too few unnamed members shows none of its names."""
        while True:
            release, failures = self._judged(draft, named)
            if not failures:
                return release
            beside = NOBODY.union(*(_persons(failure.part.members) for failure in failures))
            kept = frozenset(unit for unit in named if unit.person not in beside)
            named = kept if kept != named else NOTHING


def _staying(history: Sequence[Release], wanted: frozenset[Unit], lapsed: frozenset[Unit]) -> Mapping[Hashable, Unit]:
    """By person, the lapsed unit that was counted last, unless their newest answer was."""
    counted_last: dict[Hashable, Unit] = {}
    for release in history:
        counted_last.update((unit.person, unit) for unit in release.units & (wanted | lapsed))
    return {person: unit for person, unit in counted_last.items() if unit in lapsed and unit not in wanted}
