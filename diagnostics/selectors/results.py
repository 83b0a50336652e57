"""What publishing a round of a survey must know: how many answered, in which parts they may be told apart, what is out.

Parts are made of sizes alone, never of answers. The answers themselves are read here by nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Max, Value, When

from diagnostics import ledger, words
from diagnostics.ledger import Unit
from diagnostics.models import Invitation, Release, ReleaseUnit, Response, Survey, Wave
from diagnostics.surveys.sectors import OTHERS, UNKNOWN, shown
from programmes.access import FLOOR, SPONSOR_FLOOR
from programmes.models import Programme

EVERYBODY, BY_SECTOR, LARGE = "everybody", "sectors", "large"
# More than any survey has rounds.
AFTER_ALL = 1_000_000
FLOORS = {EVERYBODY: FLOOR, BY_SECTOR: FLOOR, LARGE: SPONSOR_FLOOR}


@dataclass(frozen=True)
class Part:
    """Those counted together under one name, "" for everybody."""

    name: str
    answered: int

    @property
    def label(self) -> str:
        return self.name or "Everybody"


@dataclass(frozen=True)
class Division:
    """One way to count the answers of a round: everybody together, or each part for itself.

    `names` gives for each sector of an answer the part that it is counted in.
    """

    key: str
    parts: tuple[Part, ...]
    names: Mapping[str, str]

    @property
    def floor(self) -> int:
        return FLOORS[self.key]

    @property
    def by_sector(self) -> bool:
        return self.key != EVERYBODY

    @property
    def is_possible(self) -> bool:
        """Whether no part is under its floor, and parts are told apart where that is the point."""
        large_enough = all(part.answered >= self.floor for part in self.parts)
        return bool(self.parts) and large_enough and (len(self.parts) > 1 or not self.by_sector)

    @property
    def could_be_shared(self) -> bool:
        """Whether sponsors could ever read it: they read the same parts or nothing."""
        return self.is_possible and all(part.answered >= SPONSOR_FLOOR for part in self.parts)

    @property
    def too_small_to_share(self) -> list[Part]:
        return [part for part in self.parts if part.answered < SPONSOR_FLOOR]

    @property
    def put_together(self) -> list[str]:
        """The sectors that are counted as other organisations."""
        return sorted(sector or UNKNOWN for sector, name in self.names.items() if name == OTHERS != sector)

    @property
    def label(self) -> str:
        if not self.by_sector:
            return "Everybody together"
        if self.key == LARGE:
            return f"By sector, in parts of at least {words.number(SPONSOR_FLOOR)}"
        return "By sector"

    def part_of(self, sector: str) -> str:
        return self.names[sector] if self.by_sector else ""


@dataclass(frozen=True)
class Counted:
    """How many answers a closed round has, by sector; "" where nobody knows it.

    `asked` are those it was sent to. Of a sealed round nothing: its sectors were merged by them as it closed.
    """

    by_sector: Mapping[str, int]
    asked: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.by_sector.values())

    @cached_property
    def divisions(self) -> dict[str, Division]:
        """What may be published, by its key: everybody, and by sector where that leaves more than one part."""
        everybody = Division(EVERYBODY, (Part("", self.answered),), dict.fromkeys(self.by_sector, ""))
        found = {EVERYBODY: everybody, BY_SECTOR: self._divided(BY_SECTOR), LARGE: self._divided(LARGE)}
        if found[LARGE].parts == found[BY_SECTOR].parts:
            del found[LARGE]
        return {key: each for key, each in found.items() if each.is_possible}

    def _divided(self, key: str) -> Division:
        names = shown(self.by_sector, self.asked, FLOORS[key])
        sizes: dict[str, int] = {}
        for sector, name in names.items():
            sizes[name] = sizes.get(name, 0) + self.by_sector.get(sector, 0)
        ordered = sorted(sizes, key=lambda name: (name == OTHERS, name == UNKNOWN, name.casefold()))
        return Division(key, tuple(Part(name, sizes[name]) for name in ordered if sizes[name]), names)


def counted(wave: Wave) -> Counted:
    """The sizes of a closed round, in one query."""
    rows = Response.objects.filter(wave=wave).order_by().values_list("sector").annotate(number=Count("pk"))
    return Counted(dict(rows))


def asked_by_sector(wave: Wave) -> dict[str, int]:
    """To how many people by the sector that they have now the round was sent, in one query."""
    rows = Invitation.objects.filter(wave=wave, respondent__isnull=False).values_list("respondent__sector")
    return dict(rows.annotate(number=Count("pk")))


# The ledger of one round ------------------------------------------------------------


def entries(
    answers: Iterable[tuple[UUID, str]], *, audience: str = Release.Audience.GROUP
) -> dict[str, ledger.Release]:
    """What would be released, by part: an answer is a unit of its own, given by somebody who is nobody to the ledger.

    `answers` are the id of each with the part that it is counted in.
    """
    parts: dict[str, set[Unit]] = {}
    for pk, part in answers:
        parts.setdefault(part, set()).add(Unit(pk, pk))
    return {part: ledger.Release(frozenset(units), ledger.Audience(audience)) for part, units in parts.items()}


def history(wave: Wave) -> list[ledger.Release]:
    """Everything that was ever released of a round, part by part, in one query."""
    rows = ReleaseUnit.objects.filter(release__wave=wave).order_by("release", "part")
    kept: dict[tuple[int, str], list[tuple[UUID, str]]] = {}
    for release, audience, part, answer in rows.values_list("release", "release__audience", "part", "response"):
        kept.setdefault((release, audience), []).append((answer, part))
    return [each for (_, audience), rows in kept.items() for each in entries(rows, audience=audience).values()]


# Pages ------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """A round of a survey with what was published of it."""

    wave: Wave
    release: Release | None

    @property
    def can_be_published(self) -> bool:
        return self.wave.state == Wave.State.CLOSED and self.release is None


def rounds(survey: Survey) -> list[Round]:
    """The rounds of a survey, the newest first, in two queries."""
    out = Release.objects.surveys().filter(wave__survey=survey, audience=Release.Audience.GROUP).defer("figures")
    by_wave = {release.wave_id: release for release in out}
    return [Round(wave, by_wave.get(wave.pk)) for wave in survey.waves.order_by("-number")]


def next_number(programme: Programme, audience: str) -> int:
    """Results of a programme are numbered in one row, those for sponsors in another."""
    alike = Release.objects.surveys().filter(programme=programme, audience=audience)
    return (alike.aggregate(last=Max("number"))["last"] or 0) + 1


@dataclass(frozen=True)
class Out:
    """What is out of a survey already: the round's own result, and the one that this round is set beside."""

    own: Release | None
    other: Release | None


def out(wave: Wave) -> Out:
    """In one query. A round is set beside the last published before it, else beside the first after it."""
    number = F("wave__number")
    order = Case(
        When(wave=wave, then=Value(-1)),
        When(wave__number__lt=wave.number, then=Value(wave.number) - number),
        default=number + Value(AFTER_ALL),
        output_field=IntegerField(),
    )
    mine = Release.objects.surveys().filter(wave__survey=wave.survey_id, audience=Release.Audience.GROUP)
    own, *others = [*mine.select_related("wave").order_by(order)[:2], None]
    if own is None or own.wave_id != wave.pk:
        return Out(None, own)
    return Out(own, others[0])


@dataclass(frozen=True)
class Moved:
    """How the people asked in two rounds differ: asked only before, in both, only after."""

    left: int
    both: int
    joined: int


def moved(before: Wave, after: Wave) -> Moved:
    """Compare two lists of people by who was asked, never by who answered; in one query."""
    people: dict[int, set[int]] = {before.pk: set(), after.pk: set()}
    asked = Invitation.objects.filter(wave__in=people, respondent__isnull=False)
    for wave, respondent in asked.values_list("wave", "respondent"):
        people[wave].add(respondent)
    earlier, later = people[before.pk], people[after.pk]
    return Moved(len(earlier - later), len(earlier & later), len(later - earlier))
