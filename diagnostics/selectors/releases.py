"""What the release ledger must know, read from the records as plain values: who was published, who is to be counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from diagnostics import ledger
from diagnostics.ledger import Unit
from diagnostics.models import Agreement, ConflictProfile, Release, ReleaseUnit, Source
from diagnostics.selectors import profiles as selectors
from programmes.access import FLOOR
from programmes.models import Consent, Membership, Programme

COUNTED = (Consent.Choice.COUNT, Consent.Choice.NAME)


@dataclass(frozen=True)
class Circle:
    """Everything on which the next picture of a programme depends, at one moment; people and answers by their ids.

    `history`: every release of the instrument, in order, of whichever programme. `wanted`, `lapsed`, `named`: as
    `ledger.plan` takes them. `last`: what the programme's newest picture counts. `answered`: how many of those who take
    part have finished each questionnaire. `here`: who takes part. `group`: whom the picture is about, which is also
    who took part at an earlier one. `asked` for their agreement, and `agreed`: people, for the next picture. `number`:
    the next of the programme. `floor`: the least that may be asked for, which an earlier picture may have raised.
    """

    source: str
    history: tuple[ledger.Release, ...]
    wanted: frozenset[Unit]
    lapsed: frozenset[Unit]
    named: frozenset[Unit]
    last: frozenset[Unit]
    answered: Mapping[str, int]
    here: frozenset[int]
    group: frozenset[int]
    asked: frozenset[int]
    agreed: frozenset[int]
    number: int
    floor: int


def circle(programme: Programme, *, source: str = "", at: datetime) -> Circle:
    """Read it all in six queries. Without a `source`, for the questionnaire that most who take part have finished."""
    parts = list(programme.memberships.participants())
    here = _taking_part(parts, [timezone.localdate(at)])
    newest = _newest(programme, here)
    source = source or max(Source.values, key=lambda each: len(newest[each]))
    published = list(Release.objects.snapshots().order_by("pk").defer("figures"))
    ours = [release for release in published if release.programme_id == programme.pk]
    pictures = [release for release in ours if release.instrument == source]
    consents: Mapping[Any, str] = selectors.consents(programme)  # a unit's person is any hashable to the ledger
    wanted = frozenset(unit for unit in newest[source] if consents.get(unit.person) in COUNTED)
    units = _Units.of(source, programme)
    agreements = _Agreements.of(source, programme)
    return Circle(
        source=source,
        history=tuple(_entry(each, units, agreements) for each in published if each.instrument == source),
        wanted=wanted,
        lapsed=units.of_programme - wanted,
        named=frozenset(unit for unit in wanted if consents[unit.person] == Consent.Choice.NAME),
        last=units.counted(pictures[-1]) if pictures else frozenset(),
        answered={each: len(units) for each, units in newest.items()},
        here=here,
        group=here | _taking_part(parts, [timezone.localdate(each.published_at) for each in pictures]),
        asked=agreements.asked,
        agreed=agreements.agreed,
        number=max((each.number for each in ours), default=0) + 1,
        floor=max((each.floor for each in ours), default=FLOOR),
    )


def named_in_the_room(release: Release) -> tuple[ConflictProfile, ...]:
    """The answers whose givers' names the room may see: all that the release admits, or none.

    None once one of them has changed their mind or taken their profile back: with one name fewer, the others could
    give that one away.
    """
    units = ReleaseUnit.objects.filter(release=release, named=True)
    profiles = tuple(ConflictProfile.objects.filter(release_units__in=units).select_related("person"))
    consents = selectors.consents(release.programme)
    still = all(consents.get(each.person_id) == Consent.Choice.NAME and not each.withdrawn_at for each in profiles)
    return profiles if still else ()


def _taking_part(parts: Iterable[Membership], days: Sequence[date]) -> frozenset[int]:
    """Who took part on one of these days."""
    return frozenset(
        part.person_id
        for part in parts
        for day in days
        if part.starts_on <= day and (part.ends_on is None or part.ends_on >= day)
    )


def _newest(programme: Programme, people: frozenset[int]) -> dict[str, frozenset[Unit]]:
    """By questionnaire, the newest finished answer of each of these people."""
    finished = ConflictProfile.objects.completed().filter(programme=programme).order_by("completed_at", "pk")
    found: dict[str, dict[int, Unit]] = {source: {} for source in Source.values}
    for source, person, pk in finished.values_list("source", "person_id", "pk"):
        if person in people:
            found[source][person] = Unit(person, pk)
    return {source: frozenset(units.values()) for source, units in found.items()}


@dataclass(frozen=True)
class _Units:
    """Published answers of one instrument, by release."""

    by_release: Mapping[int, frozenset[Unit]]
    named: Mapping[int, frozenset[Unit]]
    of_programme: frozenset[Unit]

    @classmethod
    def of(cls, source: str, programme: Programme) -> "_Units":
        rows = ReleaseUnit.objects.filter(release__instrument=source).values_list(
            "release_id", "named", "profile__programme_id", "profile__person_id", "profile_id"
        )
        by_release: dict[int, set[Unit]] = {}
        named: dict[int, set[Unit]] = {}
        of_programme = set()
        for release, is_named, owner, person, profile in rows:
            unit = Unit(person, profile)
            by_release.setdefault(release, set()).add(unit)
            if is_named:
                named.setdefault(release, set()).add(unit)
            if owner == programme.pk:
                of_programme.add(unit)
        return cls(_frozen(by_release), _frozen(named), frozenset(of_programme))

    def counted(self, release: Release) -> frozenset[Unit]:
        return self.by_release.get(release.pk, frozenset())


@dataclass(frozen=True)
class _Agreements:
    """On whose agreement earlier releases relied; who was asked for the next picture of this programme, who agreed."""

    relied_on: Mapping[int, frozenset[int]]
    asked: frozenset[int]
    agreed: frozenset[int]

    @classmethod
    def of(cls, source: str, programme: Programme) -> "_Agreements":
        rows = Agreement.objects.filter(Q(programme=programme) | Q(release__isnull=False), instrument=source)
        relied_on: dict[int, set[int]] = {}
        pending: dict[int, str] = {}
        for release, person, answer in rows.values_list("release_id", "person_id", "answer"):
            if release is None:
                pending[person] = answer
            else:
                relied_on.setdefault(release, set()).add(person)
        agreed = frozenset(person for person, answer in pending.items() if answer == Agreement.Answer.YES)
        return cls(_frozen(relied_on), frozenset(pending), agreed)


def _entry(release: Release, units: _Units, agreements: _Agreements) -> ledger.Release:
    return ledger.Release(
        units.counted(release),
        ledger.Audience(release.audience),
        units.named.get(release.pk, frozenset()),
        agreements.relied_on.get(release.pk, frozenset()),
    )


def _frozen(sets: Mapping[int, set]) -> dict[int, frozenset]:
    return {key: frozenset(values) for key, values in sets.items()}
