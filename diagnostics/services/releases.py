"""Team snapshots: drafted, previewed, published. The ledger decides who is counted together; this stores what it says.

Publishing composes the figures of what the ledger admits and stores them with the answers counted, in one transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import ledger, scoring, snapshot, words
from diagnostics.models import ConflictProfile, Release, ReleaseUnit
from diagnostics.selectors import releases as release_selectors
from diagnostics.selectors.releases import Circle
from diagnostics.services import ledgering, locking, snapshot_printing
from diagnostics.services.ledgering import CHANGED, STEPS, Refused
from programmes.access import FLOOR
from programmes.models import Job, Programme, User
from programmes.services import audit, jobs

TASK = "diagnostics.tasks.publish_snapshot"


@dataclass(frozen=True)
class Choices:
    """What the facilitator sets for one picture.

    `source`: the questionnaire, "" for the one that most have finished. `at_least`: the smallest group that may stand
    out, never under 5. `room_on`: the day on which names may be shown in the room; None for no names.
    """

    source: str = ""
    at_least: int = FLOOR
    room_on: date | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain values for a job, which `from_data` reads back."""
        day = self.room_on.isoformat() if self.room_on else None
        return {"source": self.source, "at_least": self.at_least, "room_on": day}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Choices":
        day = date.fromisoformat(data["room_on"]) if data["room_on"] else None
        return cls(data["source"], data["at_least"], day)


@dataclass(frozen=True)
class Draft(ledgering.Draft):
    """The picture that could go out at the moment `at`."""

    circle: Circle
    choices: Choices

    @property
    def floor(self) -> int:
        return max(self.choices.at_least, self.circle.floor)

    @property
    def message(self) -> str:
        """Where the next picture stands, as the title of a page."""
        if not self.is_possible:
            return "The team snapshot waits for more answers"
        if self.is_as_before:
            return "The published picture is up to date"
        return f"{self.covered} of {self.of} leaders can be counted"

    @property
    def why_not(self) -> str:
        """Why there is no picture while it is not possible, whatever the reason is."""
        return (
            f"A picture needs at least {self.floor_in_words} leaders who have finished their profile and agreed to be "
            "counted. Who is missing, and why, is not said."
        )

    @property
    def seal(self) -> str:
        """Changes with whatever a reader of the preview would see change."""
        units = [sorted(str(unit.version) for unit in units) for units in (self.planned.units, self.planned.named)]
        return ledgering.seal(
            [self.circle.source, self.circle.number, self.floor, self.of, str(self.choices.room_on), *units]
        )

    @cached_property
    def profiles(self) -> Sequence[ConflictProfile]:
        """The answers counted; those of people who took theirs back among them, as published before.

        Raises Refused where one was deleted since the plan was made.
        """
        found = _profiles(self.planned.units)
        if len(found) < self.covered:
            raise Refused(CHANGED)
        return found

    @cached_property
    def figures(self) -> dict[str, Any]:
        """What would be frozen. Raises Refused where too few are counted."""
        if not self.is_possible:
            raise Refused(self.why_not)
        return snapshot.compose([profile.result for profile in self.profiles], self._facts)

    @property
    def without_bands(self) -> bool:
        """Whether some of the licensed reports counted print bands and others do not, so that none are shown."""
        having = {bool(profile.bands) for profile in self.profiles} if self.is_possible else set()
        return len(having) > 1

    @property
    def without_names(self) -> bool:
        """Whether names were wanted in the room and none may be shown."""
        return bool(self.choices.room_on) and not self.planned.named

    @property
    def _facts(self) -> snapshot.Facts:
        return snapshot.Facts(
            system=self.programme.system.name,
            programme=self.programme.title,
            group=self.programme.group.name if self.programme.group else "",
            number=self.circle.number,
            covered=self.covered,
            of=self.of,
            past=self.of > len(self.circle.here),
            floor=self.floor,
            published_on=timezone.localdate(self.at),
            room_on=self.choices.room_on if self.planned.named else None,
        )


def draft(*, programme: Programme, choices: Choices | None = None, at: datetime | None = None) -> Draft:
    """Plan the picture that could go out now, in six queries; its figures take one more."""
    choices, at = choices or Choices(), at or timezone.now()
    circle = release_selectors.circle(programme, source=choices.source, at=at)
    floor = max(choices.at_least, circle.floor)
    planned = ledgering.plan(circle, floor, circle.agreed, named=circle.named if choices.room_on else ledger.NOTHING)
    if planned.named and _alike(planned.units - planned.named):
        planned = ledgering.plan(circle, floor, circle.agreed)
    return Draft(programme, circle, planned, at, choices)


@transaction.atomic
def publish(
    *,
    programme: Programme,
    choices: Choices | None = None,
    by: User,
    job: Job | None = None,
    seal: str = "",
    at: datetime | None = None,
) -> Release:
    """Publish the picture that can go out now, and have it printed. One at a time.

    With a `seal` it is the picture that was previewed or none. A `job` publishes once: a second time gives its release
    again. Raises Refused.
    """
    locking.hold(ledgering.LOCK)
    if job and (made := Release.objects.filter(job=job).first()):
        return made
    ready = draft(programme=programme, choices=choices, at=at)
    if seal and seal != ready.seal:
        raise Refused(CHANGED)
    figures = ready.figures
    if not ledgering.passes_the_gate(ready):
        raise Refused(ready.why_not)
    release = _store(ready, figures, by=by, job=job)
    audit.write(by=by, verb="published", record=release, summary=f"Team snapshot, version {release.number}")
    snapshot_printing.ask(release=release, by=by)
    return release


def ask_to_publish(*, programme: Programme, choices: Choices, seal: str, by: User) -> Job:
    """Have the previewed picture published in the background; a second press gets the job that is under way."""
    subject = {"choices": choices.as_data(), "seal": seal}
    return ledgering.ask_to_publish(
        task=TASK, title="Publishing the team snapshot", programme=programme, subject=subject, by=by
    )


def under_way(programme: Programme, *, by: User) -> Job | None:
    """This user's job that is publishing a picture of the programme just now."""
    return ledgering.under_way(TASK, programme, by=by)


def carry_out(job: Job) -> Callable[[], str]:
    """Try the plan; what is returned publishes, and answers with the address of the picture. Raises JobError."""
    choices = Choices.from_data(job.subject["choices"])
    jobs.report(job, step=0, message=STEPS[0])
    ready = draft(programme=ledgering.programme_of(job), choices=choices)
    jobs.report(job, step=1, message=STEPS[1])
    if not ready.is_possible:
        raise jobs.JobError(ready.why_not)
    jobs.report(job, step=2, message=STEPS[2])
    return lambda: _carried_out(job, choices)


def _carried_out(job: Job, choices: Choices) -> str:
    try:
        release = publish(
            programme=ledgering.programme_of(job), choices=choices, by=job.by, job=job, seal=job.subject["seal"]
        )
    except Refused as refusal:
        raise jobs.JobError(str(refusal)) from None
    return reverse("diagnostics:snapshot-version", kwargs={"programme": job.programme_id, "release": release.pk})


def _profiles(units: Iterable[ledger.Unit]) -> list[ConflictProfile]:
    return list(ConflictProfile.objects.filter(pk__in=[unit.version for unit in units]))


def _alike(unnamed: frozenset[ledger.Unit]) -> bool:
    """Whether those without a name would be known all at once, because nearly all of them answered alike.

    Whoever takes the named out of the published first choices is left with theirs. Where the ledger leaves fewer than
    five, they are known by an earlier release already.
    """
    if len(unnamed) < words.SMALLEST:
        return False
    results = [profile.result for profile in _profiles(unnamed)]
    return not words.column(scoring.count_choices(results).first, len(results)).exact


def _store(ready: Draft, figures: dict[str, Any], *, by: User, job: Job | None) -> Release:
    release = Release.objects.create(
        instrument=ready.circle.source,
        programme=ready.programme,
        number=ready.circle.number,
        title=figures["reading"]["title"],
        covered=ready.covered,
        of=ready.of,
        floor=ready.floor,
        figures=figures,
        room_on=ready.choices.room_on if ready.planned.named else None,
        published_at=ready.at,
        by=by,
        job=job,
    )
    named = {unit.version for unit in ready.planned.named}
    ReleaseUnit.objects.bulk_create(
        ReleaseUnit(release=release, profile=profile, named=profile.pk in named) for profile in ready.profiles
    )
    ledgering.settle_agreements(release, ready.planned.agreed)
    return release
