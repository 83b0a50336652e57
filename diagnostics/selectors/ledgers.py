"""What a release ledger must know of one instrument, read from the records as plain values, whatever was answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from diagnostics import ledger
from diagnostics.ledger import Unit
from diagnostics.models import Agreement, Release, ReleaseUnit
from programmes.access import FLOOR
from programmes.models import Membership, Programme


@dataclass(frozen=True)
class Circle:
    """Everything on which a programme's next release depends, at one moment; people and answers by their ids.

    `history`: every release of the instrument, in order, of whichever programme. `wanted`, `lapsed`, `named`: as
    `ledger.plan` takes them. `last`: what the programme's newest release counts. `here`: who takes part. `group`: whom
    the release is about. `asked` for their agreement, and `agreed`: people, for the next release. `number`: the next of
    the programme. `floor`: the least that may be asked for, which an earlier release may have raised.
    """

    source: str
    history: tuple[ledger.Release, ...]
    wanted: frozenset[Unit]
    lapsed: frozenset[Unit]
    named: frozenset[Unit]
    last: frozenset[Unit]
    here: frozenset[int]
    group: frozenset[int]
    asked: frozenset[int]
    agreed: frozenset[int]
    number: int
    floor: int


@dataclass(frozen=True)
class Book:
    """The ledger of one instrument, as the next release of one programme finds it.

    `history`, `last`, `asked`, `agreed`, `number`, `floor`: as in `Circle`. `published`: the units of answers given in
    the programme that any release counts. `ours`: the programme's own releases of the instrument, in order.
    `last_themes`: of each answer that the newest of them counts, by its id, the themes that it was coded to then.
    """

    history: tuple[ledger.Release, ...]
    published: frozenset[Unit]
    last: frozenset[Unit]
    last_themes: Mapping[int, Sequence[int]]
    ours: tuple[Release, ...]
    asked: frozenset[int]
    agreed: frozenset[int]
    number: int
    floor: int


def book(programme: Programme, *, instrument: str, releases: Iterable[Release]) -> Book:
    """Open the ledger in two queries, beside `releases`: all of one subject, in order, of whichever programme.

    A programme numbers its releases of a subject in one row, and none lowers the floor of another.
    """
    every = list(releases)
    ours = [release for release in every if release.programme_id == programme.pk]
    alike = tuple(release for release in ours if release.instrument == instrument)
    units, agreements = _Units.of(instrument, programme), _Agreements.of(instrument, programme)
    return Book(
        history=tuple(_entry(each, units, agreements) for each in every if each.instrument == instrument),
        published=units.of_programme,
        last=units.counted(alike[-1]) if alike else frozenset(),
        last_themes=units.themes.get(alike[-1].pk, {}) if alike else {},
        ours=alike,
        asked=agreements.asked,
        agreed=agreements.agreed,
        number=max((each.number for each in ours), default=0) + 1,
        floor=max((each.floor for each in ours), default=FLOOR),
    )


def taking_part(parts: Iterable[Membership], days: Sequence[date]) -> frozenset[int]:
    """Who took part on one of these days."""
    return frozenset(
        part.person_id
        for part in parts
        for day in days
        if part.starts_on <= day and (part.ends_on is None or part.ends_on >= day)
    )


@dataclass(frozen=True)
class _Units:
    """Published answers of one instrument, by release."""

    by_release: Mapping[int, frozenset[Unit]]
    named: Mapping[int, frozenset[Unit]]
    of_programme: frozenset[Unit]
    themes: Mapping[int, Mapping[int, Sequence[int]]]

    @classmethod
    def of(cls, instrument: str, programme: Programme) -> "_Units":
        """A unit is a profile or a conversation; an instrument has units of one kind only."""
        rows = ReleaseUnit.objects.filter(release__instrument=instrument).annotate(
            owner=Coalesce(F("profile__programme_id"), F("interview__programme_id")),
            person=Coalesce(F("profile__person_id"), F("interview__person_id")),
            answer=Coalesce(F("profile_id"), F("interview_id")),
        )
        by_release: dict[int, set[Unit]] = {}
        named: dict[int, set[Unit]] = {}
        themes: dict[int, dict[int, Sequence[int]]] = {}
        of_programme = set()
        for release, is_named, owner, person, answer, coded_to in rows.values_list(
            "release_id", "named", "owner", "person", "answer", "themes"
        ):
            unit = Unit(person, answer)
            themes.setdefault(release, {})[answer] = coded_to
            by_release.setdefault(release, set()).add(unit)
            if is_named:
                named.setdefault(release, set()).add(unit)
            if owner == programme.pk:
                of_programme.add(unit)
        return cls(_frozen(by_release), _frozen(named), frozenset(of_programme), themes)

    def counted(self, release: Release) -> frozenset[Unit]:
        return self.by_release.get(release.pk, frozenset())


@dataclass(frozen=True)
class _Agreements:
    """On whose agreement earlier releases relied; who was asked for the next one of this programme, who agreed."""

    relied_on: Mapping[int, frozenset[int]]
    asked: frozenset[int]
    agreed: frozenset[int]

    @classmethod
    def of(cls, instrument: str, programme: Programme) -> "_Agreements":
        rows = Agreement.objects.filter(Q(programme=programme) | Q(release__isnull=False), instrument=instrument)
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
