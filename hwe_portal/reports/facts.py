"""The facts that documents and figures tell and count: the records of a programme and its system, each read once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.utils import timezone

from charters.models import CharterVersion
from diagnostics.models import Interview, PreWorkStep, Release
from hwe_portal.reports import survey_rounds, tallied
from programmes.dates import FactDate
from programmes.models import (
    Appointment,
    LeadershipGroup,
    Membership,
    Organisation,
    Post,
    Programme,
    Recommendation,
    RelatedProgramme,
    Sector,
    System,
)
from programmes.selectors import standing_of
from workshops.models import Event

# What is read along with a kind of record, because a chapter tells it with it.
LINKS = {Recommendation: ("barriers",), RelatedProgramme: ("other",)}
# Those who plan and pay for care are counted apart from the NHS partners, who give it.
PLANNERS = (Sector.COMMISSIONING, Sector.BOARD)

IN_THEIR_OWN_RIGHT = (Appointment.Kind.SUBSTANTIVE, Appointment.Kind.JOINT)


@dataclass(frozen=True)
class Turnover:
    """What became of posts within the programme's time.

    `partners` counts the NHS partners based in the area that have a chief executive's post; `new` those of them where
    somebody took it up; `last` is the newest such start; `left` are the chief executives' appointments that ended;
    `others` counts further posts of the system that somebody took up or left, `of_the_group` those of them in which
    leaders take part.
    """

    partners: int
    new: int
    last: FactDate | None
    left: tuple[Appointment, ...]
    others: int
    of_the_group: int


@dataclass(frozen=True)
class Talks:
    """The conversations before the workshops that were held: with how many leaders, in how many of the places of the
    group (as `Facts.people` counts them), from the first to the last day.
    """

    held: int
    leaders: int
    first: date
    last: date


class Facts:
    """A programme's records, each list read at most once; `at` is the moment of the report."""

    def __init__(self, programme: Programme, at: date) -> None:
        self.programme = programme
        self.at = at
        self._read: dict[type, list] = {}

    @property
    def system(self) -> System:
        return self.programme.system

    @property
    def group(self) -> LeadershipGroup | None:
        return self.programme.group

    def of(self, model: type) -> list[Any]:
        """The standing records of one kind of the programme or its system, in their order."""
        if model not in self._read:
            self._keep(model, list(model.objects.of_owner(self._owner(model)).standing()))
        return self._read[model]

    def read(self, *models: type) -> None:
        """Read the records of many kinds in one query, for `of` to give."""
        for model, rows in standing_of({model: self._owner(model) for model in models}).items():
            self._keep(model, rows)

    def _keep(self, model: type, rows: list[Any]) -> None:
        prefetch_related_objects(rows, *LINKS.get(model, ()))
        self._read[model] = rows

    def _owner(self, model: type) -> Programme | System:
        return self.programme if hasattr(model, "programme") else self.system

    # Who takes part

    @cached_property
    def parts(self) -> list[Any]:
        """Every part that a leader takes or took, in order of its start.

        Each with the days of the `first_talk` and the `last_talk` before the workshops that were held with them.
        """
        talks = Interview.objects.filter(
            programme=OuterRef("programme"), person=OuterRef("person"), state=Interview.State.HELD,
            purpose=Interview.Purpose.PREWORK,
        )  # fmt: skip
        first, last = (Subquery(talks.order_by(order).values("held_on")[:1]) for order in ("held_on", "-held_on"))
        parts = Membership.objects.of_owner(self.programme).participants().order_by("starts_on", "pk")
        return list(parts.annotate(first_talk=first, last_talk=last).select_related("post__organisation", "person"))

    @cached_property
    def people(self) -> list[Membership]:
        """Everybody who took part as a leader, each person and each place once.

        Who took up a post in which somebody else had taken part before, and no longer did, took their place.
        """
        waiting: Counter[int] = Counter()
        people, met = [], set()
        for part in self.parts:
            if part.person_id in met:
                continue
            met.add(part.person_id)
            if part.post_id and waiting[part.post_id]:
                waiting[part.post_id] -= 1
            else:
                people.append(part)
            if part.post_id and part.ends_on:
                waiting[part.post_id] += 1
        return people

    @property
    def places_passed_on(self) -> int:
        """How many places of the group somebody else took up."""
        return len({part.person_id for part in self.parts}) - len(self.people)

    @cached_property
    def sectors(self) -> list[tuple[str, int]]:
        """Sector (its key) and number of leaders, largest first; leaders without a post are left out."""
        counts = Counter(part.post.organisation.sector for part in self.people if part.post)
        ordered = sorted(Sector.values, key=lambda sector: -counts[sector])
        return [(sector, counts[sector]) for sector in ordered if counts[sector]]

    @cached_property
    def role_groups(self) -> list[tuple[str, int]]:
        """Role group (its key) and number of leaders, in the order of the groups."""
        counts = Counter(part.post.role_group for part in self.people if part.post)
        return [(group, counts[group]) for group in Post.Group.values if counts[group]]

    # Organisations and posts

    @property
    def all_organisations(self) -> list[Organisation]:
        return self.of(Organisation)

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The members when the programme began: none that had ended, none that only follows one that had not."""
        begin = self.programme.starts_on.day
        there = [one for one in self.all_organisations if not (one.ends_on and one.ends_on.last_day < begin)]
        to_come = {one.succeeded_by_id for one in there}
        return [one for one in there if one.pk not in to_come]

    @cached_property
    def ending(self) -> list[tuple[Organisation | None, list[Organisation]]]:
        """Members that end in the programme's time or are to end, by the organisation that their work passes to."""
        by_name = {one.pk: one for one in self.all_organisations}
        found: dict[int | None, list[Organisation]] = defaultdict(list)
        for one in self.organisations:
            if self._in_time(one.ends_on) if one.ends_on else (one.succeeded_by_id and not self._is_over):
                found[one.succeeded_by_id].append(one)
        return [(by_name.get(pk) if pk else None, rows) for pk, rows in found.items()]

    @property
    def nhs_partners(self) -> list[Organisation]:
        """NHS organisations that give care and have their formal base in the area."""
        return [one for one in self.organisations if one.is_nhs and one.in_footprint and one.sector not in PLANNERS]

    @property
    def councils(self) -> list[Organisation]:
        return [one for one in self.organisations if one.sector == Sector.COUNCIL]

    @cached_property
    def appointments(self) -> list[Appointment]:
        """All appointments of the system's posts, in order of their start."""
        rows = Appointment.objects.of_owner(self.system).standing()
        return list(rows.select_related("post__organisation", "person"))

    @cached_property
    def turnover(self) -> Turnover:
        here = {one.pk for one in self.nhs_partners}
        chiefs = [one for one in self.appointments if _is_chief(one, here)]
        new = [one for one in self._arrived(chiefs) if one.kind in IN_THEIR_OWN_RIGHT]
        left = [one for one in self._gone(chiefs) if one.kind != Appointment.Kind.ACTING]
        others = [one for one in self.appointments if not _is_chief(one, here)]
        changed = {one.post_id for one in [*self._arrived(others), *self._gone(others)]}
        return Turnover(
            partners=len({one.post.organisation_id for one in chiefs}),
            new=len({one.post.organisation_id for one in new}),
            last=max((one.starts_on for one in new), default=None),
            left=tuple(left),
            others=len(changed),
            of_the_group=len(changed & {part.post_id for part in self.parts}),
        )

    @property
    def arrived(self) -> list[Appointment]:
        """Who took up a post of the system within the programme's time, in order."""
        return self._arrived(self.appointments)

    def _arrived(self, rows: Iterable[Appointment]) -> list[Appointment]:
        """Who took up a post within the programme's time: after its start, or after somebody who had left it.

        A roster says of everybody "since the programme began", so a start then is none without somebody who left.
        """
        begun = self.programme.starts_on.last_day
        found = []
        vacated: set[int] = set()
        for one in rows:
            if self._in_time(one.starts_on) and (one.starts_on.day > begun or one.post_id in vacated):
                found.append(one)
            if one.ends_on:
                vacated.add(one.post_id)
        return found

    def _gone(self, rows: Iterable[Appointment]) -> list[Appointment]:
        return [one for one in rows if one.ends_on and self._in_time(one.ends_on)]

    def _in_time(self, when: FactDate) -> bool:
        """Whether a date can lie within the programme's time."""
        end = self.programme.ends_on
        return self.programme.starts_on.day <= when.last_day and (end is None or when.day <= end.last_day)

    @property
    def _is_over(self) -> bool:
        return self.programme.ends_on is not None and self.programme.ends_on.last_day < self.at

    @property
    def went_on(self) -> bool:
        """Whether the group met, was asked or worked on its charter after the programme's end, and this is told."""
        end = self.programme.ends_on
        if end is None:
            return False
        told = [version.adopted_on.day for version in self.charter_versions]
        told += [review.on.day for review in self.tallied.reviews]
        told += [event.starts_on.day for event in self.held]
        told += [timezone.localdate(one.wave.opened_at) for one in self.survey_rounds]
        return max(told, default=end.day) > end.last_day

    def began_within(self, when: FactDate | None) -> bool:
        return when is not None and self._in_time(when)

    # The work

    @cached_property
    def events(self) -> list[Event]:
        return sorted(self.of(Event), key=lambda event: event.starts_on.last_day)

    @cached_property
    def held(self) -> list[Event]:
        """The meetings that are over on the day, as far as their dates are known; no other is told as held."""
        return [event for event in self.events if (event.ends_on or event.starts_on).last_day < self.at]

    def events_of(self, kind: str) -> list[Event]:
        """The meetings of a kind that were held."""
        return [event for event in self.held if event.kind == kind]

    @cached_property
    def step(self) -> PreWorkStep | None:
        """The conflict profile, where the programme asks for it."""
        return next((step for step in self.of(PreWorkStep) if step.kind == PreWorkStep.Kind.CONFLICT_PROFILE), None)

    @cached_property
    def _releases(self) -> list[Release]:
        return list(Release.objects.to_group(self.programme).defer("figures"))

    def _newest(self, subject: str) -> Release | None:
        return next((one for one in reversed(self._releases) if one.subject == subject), None)

    @property
    def snapshot(self) -> Release | None:
        """The newest team snapshot. A report says that there is one and whom it covers, never what it shows."""
        return self._newest(Release.Subject.SNAPSHOT)

    @property
    def themes(self) -> Release | None:
        """The newest published list of themes; a report says no more of it."""
        return self._newest(Release.Subject.THEMES)

    @cached_property
    def talks(self) -> Talks | None:
        """With whom of the leaders somebody spoke and when, never of what; None while no conversation was held."""
        spoken = {part.person_id: part for part in self.parts if part.first_talk}
        if not spoken:
            return None
        return Talks(
            held=len(spoken),
            leaders=sum(part.person_id in spoken for part in self.people),
            first=min(part.first_talk for part in spoken.values()),
            last=max(part.last_talk for part in spoken.values()),
        )

    @cached_property
    def survey_rounds(self) -> list[survey_rounds.Round]:
        """The closed rounds of the programme's surveys; of what people answered, nothing."""
        return survey_rounds.rounds(self.programme)

    @cached_property
    def charter_versions(self) -> list[CharterVersion]:
        """Every version of the charter that was adopted, in their order."""
        adopted = CharterVersion.objects.of_owner(self.programme).adopted()
        return list(adopted.select_related("agreed_in", "event"))

    @property
    def charter(self) -> CharterVersion | None:
        """The version in force."""
        return self.charter_versions[-1] if self.charter_versions else None

    @property
    def signed_by(self) -> tuple[int, int] | None:
        """How many of the leaders who take part on the day have signed the version in force, of how many."""
        here = {part.pk for part in self.parts if part.starts_on <= self.at <= (part.ends_on or self.at)}
        if self.charter is None or not here:
            return None
        signed = {member for member, _ in self.tallied.signatures.get(self.charter.pk, [])}
        return len(here & signed), len(here)

    @cached_property
    def tallied(self) -> tallied.Tallied:
        """What meetings and the charter came to, in counts that name nobody."""
        return tallied.read(self.programme)

    @property
    def charter_lines(self) -> int:
        return sum(len(section["commitments"]) for section in self.charter.sections) if self.charter else 0


def _is_chief(one: Appointment, organisations: set[int]) -> bool:
    return one.post.role_group == Post.Group.CHIEF_EXECUTIVE and one.post.organisation_id in organisations
