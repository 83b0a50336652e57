"""The facts that a case study counts: read once, used by its chapters and by the fields of its passages."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from charters.models import CharterVersion
from diagnostics.models import PreWorkStep, Release
from programmes.dates import FactDate
from programmes.models import (
    Appointment,
    LeadershipGroup,
    Membership,
    Organisation,
    Post,
    Programme,
    Sector,
    System,
)
from workshops.models import Event


@dataclass(frozen=True)
class Turnover:
    """New holders of chief posts in the NHS organisations based in the system's area, within the programme's time.

    `organisations` counts those with such a post; `new` those where somebody took it up; `last` is the newest start.
    """

    organisations: int
    new: int
    last: FactDate | None


class Facts:
    """A programme's records, each list read at most once; `at` is the moment of the report."""

    def __init__(self, programme: Programme, at: date) -> None:
        self.programme = programme
        self.at = at

    @property
    def system(self) -> System:
        return self.programme.system

    @property
    def group(self) -> LeadershipGroup | None:
        return self.programme.group

    def of(self, model) -> list:
        """The standing records of one kind of the programme or its system, in their order."""
        owner = self.programme if hasattr(model, "programme") else self.system
        return list(model.objects.of_owner(owner).standing())

    @cached_property
    def people(self) -> list[Membership]:
        """Everybody who took part as a leader, each person once."""
        parts = (
            Membership.objects.of_owner(self.programme).participants().select_related("post__organisation", "person")
        )
        return list({part.person_id: part for part in parts.order_by("starts_on")}.values())

    @cached_property
    def sectors(self) -> list[tuple[str, int]]:
        """Sector and number of leaders, largest first; leaders without a post are left out."""
        counts = Counter(part.post.organisation.sector for part in self.people if part.post)
        ordered = sorted(Sector, key=lambda sector: -counts[sector])
        return [(str(sector.label), counts[sector]) for sector in ordered if counts[sector]]

    @cached_property
    def role_groups(self) -> list[tuple[str, int]]:
        counts = Counter(part.post.role_group for part in self.people if part.post)
        ordered = sorted(Post.Group, key=lambda group: -counts[group])
        return [(str(group.label), counts[group]) for group in ordered if counts[group]]

    @cached_property
    def organisations(self) -> list[Organisation]:
        return list(Organisation.objects.of_owner(self.system).standing())

    @property
    def nhs_based_here(self) -> list[Organisation]:
        return [one for one in self.organisations if one.is_nhs and one.in_footprint]

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
        here = {one.pk for one in self.nhs_based_here}
        chiefs = [one for one in self.appointments if self._is_chief(one, here)]
        arrivals = [one for one in chiefs if self._within(one.starts_on) and one.kind != Appointment.Kind.ACTING]
        return Turnover(
            organisations=len({one.post.organisation_id for one in chiefs}),
            new=len({one.post.organisation_id for one in arrivals}),
            last=max((one.starts_on for one in arrivals), default=None),
        )

    def _is_chief(self, one: Appointment, organisations: set[int]) -> bool:
        return one.post.role_group == Post.Group.CHIEF_EXECUTIVE and one.post.organisation_id in organisations

    @cached_property
    def departures(self) -> list[Appointment]:
        """Chief posts that somebody left within the programme's time, with the reason as announced."""
        here = {one.pk for one in self.nhs_based_here}
        return [
            one for one in self.appointments if self._is_chief(one, here) and one.ends_on and self._within(one.ends_on)
        ]

    def _within(self, when: FactDate) -> bool:
        end = self.programme.ends_on
        return self.programme.starts_on.day <= when.day and (end is None or when.day <= end.last_day)

    @cached_property
    def events(self) -> list[Event]:
        rows = Event.objects.of_owner(self.programme).standing()
        return list(rows.prefetch_related("aims", "attendances"))

    def events_of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    @cached_property
    def step(self) -> PreWorkStep | None:
        return PreWorkStep.objects.of_owner(self.programme).standing().first()

    @cached_property
    def snapshot(self) -> Release | None:
        """The newest team snapshot. A report quotes what was released; it never counts answers itself."""
        return Release.objects.to_group(self.programme).last()

    @cached_property
    def charter(self) -> CharterVersion | None:
        return CharterVersion.objects.of_owner(self.programme).adopted().last()
