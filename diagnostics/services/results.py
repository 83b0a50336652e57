"""Results of a survey: a closed round is previewed, then published once for the group, for good.

The figures are computed once, from every answer of the round, and frozen; whatever is shown later reads them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import ledger, survey_picture, words
from diagnostics.models import Instrument, Release, ReleaseUnit, Wave
from diagnostics.selectors import results as selectors
from diagnostics.selectors.comments import Coded, Waiting, coded, going_out, waiting
from diagnostics.selectors.results import EVERYBODY, Counted, Division
from diagnostics.selectors.surveys import form_of
from diagnostics.services import ledgering, locking, responses, result_printing
from diagnostics.services.ledgering import CHANGED, STEPS, Refused
from diagnostics.services.responses import Read
from diagnostics.surveys.figures import Figure, figures
from diagnostics.surveys.form import Form
from programmes.access import FLOOR
from programmes.models import Job, User
from programmes.services import audit, jobs

TASK = "diagnostics.tasks.publish_results"
AT_ONCE = 5_000
NOT_CLOSED = "A round is published once it is closed."
OUT = "The results of this round are published already. They stay as they are."
DELETED = "The answers of this round were deleted, a year after the programme’s end. Nothing more can be published."
TOO_FEW = f"Results need at least {words.number(FLOOR)} answers. The round is closed, so none can come any more."


class Out(Refused):
    """The results of this round are published already: `release`."""

    def __init__(self, release: Release) -> None:
        super().__init__(OUT)
        self.release = release


@dataclass(frozen=True)
class Draft:
    """The results that could go out of a closed round at the moment `at`, counted as `division` says.

    `division` is None where too few answered for anything. `other` is the published round that it is set beside. `read`
    are the answers, where whoever publishes may see the single ones; else only sizes are, until something goes out.
    """

    wave: Wave
    counted: Counted
    division: Division | None
    other: Release | None
    read: Sequence[Read] | None
    at: datetime

    @property
    def covered(self) -> int:
        return self.counted.answered

    @property
    def of(self) -> int:
        """How many people could have answered; of an open link nobody knows, so it is those who did."""
        return max(self.wave.invited, self.covered)

    @property
    def message(self) -> str:
        if self.division is None:
            return "Too few answered for results"
        if self.wave.has_open_link:
            return f"{self.covered:,} people answered"
        return f"{self.covered:,} of {self.of:,} answered"

    @property
    def why_not(self) -> str:
        """Why nothing can go out of a round of which too few answered."""
        return TOO_FEW

    @property
    def could_be_cut(self) -> bool:
        """Whether the sectors are large enough to be told apart."""
        return len(self.choices) > 1

    @property
    def is_cut_alike(self) -> bool:
        """Whether both rounds are counted in the same parts, so that what moved can be said."""
        if self.other is None or self.division is None:
            return False
        return survey_picture.figures_of(self.other.figures).keys() == {part.name for part in self.division.parts}

    @property
    def shows_figures(self) -> bool:
        """Whether whoever publishes may see the single answers, and so the figures beforehand."""
        return not self.wave.survey.is_anonymous

    @property
    def choices(self) -> list[Division]:
        return list(self.counted.divisions.values())

    @property
    def seal(self) -> str:
        """Changes with whatever would go out differently."""
        division = self.division
        parts = [[part.name, part.answered] for part in division.parts] if division else []
        themes = sorted([str(key), str(value)] for key, value in self._themes.items())
        return ledgering.seal([self.wave.pk, division.key if division else "", parts, self.of, themes])

    @cached_property
    def waiting(self) -> list[Waiting]:
        """The themes of comments that do not go out as they stand: without a sentence, or naming somebody."""
        return waiting(self._coded)

    @cached_property
    def _coded(self) -> Coded:
        return coded(self.wave)

    @cached_property
    def _themes(self) -> dict[str, Any]:
        return going_out(self._coded, self.waiting)

    @cached_property
    def answers(self) -> Sequence[Read]:
        """What people answered. Raises Refused where it was deleted."""
        return _answers(self.wave) if self.read is None else self.read

    @cached_property
    def parts(self) -> dict[str, list[Read]]:
        """The answers by the part that they are counted in, in the order of the parts. Raises Refused for none."""
        if self.division is None:
            raise Refused(TOO_FEW)
        found: dict[str, list[Read]] = {part.name: [] for part in self.division.parts}
        for each in self.answers:
            found[self.division.part_of(each.sector)].append(each)
        return found

    @cached_property
    def figures(self) -> dict[str, Any]:
        """What would be frozen. Raises Refused where nothing may go out."""
        if self.division is None:
            raise Refused(TOO_FEW)
        form, floor = form_of(self.wave.survey), self.division.floor
        themes = None if self.division.by_sector else self._themes
        counted = {name: [each.answers for each in answers] for name, answers in self.parts.items()}
        shown = {name: figures(form, answers, floor=floor, themes=themes) for name, answers in counted.items()}
        apart = self._comments(form) if self.division.by_sector else []
        return survey_picture.compose(shown, self._facts(self.division, form), themes=apart, since=self._since(shown))

    def _comments(self, form: Form) -> list[Figure]:
        """What was written, of everybody: comments were taken apart from the other answers, and from their sector."""
        sections = ((each, tuple(one for one in each.questions if one.is_in_words)) for each in form.sections)
        in_words = tuple(replace(each, questions=questions) for each, questions in sections if questions)
        answers = [each.answers for each in self.answers]
        return [
            each
            for each in figures(replace(form, sections=in_words), answers, themes=self._themes)
            if each["kind"] == survey_picture.THEMES
        ]

    def _since(self, shown: dict[str, list[Figure]]) -> survey_picture.Since | None:
        """What moved between this round and the published one that it is set beside, where both are cut alike."""
        other = self.other
        if not (other and other.wave and self.is_cut_alike):
            return None
        then = survey_picture.figures_of(other.figures)
        is_later = other.wave.number < self.wave.number
        before, after = (other.wave, self.wave) if is_later else (self.wave, other.wave)
        first, last = (then, shown) if is_later else (shown, then)
        moved = selectors.moved(before, after)
        parts = {name: (first[name], last[name]) for name in shown}
        return survey_picture.Since(before.title, after.title, moved.left, moved.both, moved.joined, parts)

    def _facts(self, division: Division, form: Form) -> survey_picture.Facts:
        survey, wave = self.wave.survey, self.wave
        programme = survey.programme
        return survey_picture.Facts(
            system=programme.system.name,
            programme=programme.title,
            survey=survey.title,
            wave=wave.title,
            kind=survey.kind,
            by_sector=division.by_sector,
            parts=tuple((part.name, part.answered) for part in division.parts),
            put_together=tuple(division.put_together) if division.by_sector else (),
            in_words=tuple(question.key for question in form.questions if question.is_in_words),
            covered=self.covered,
            of=None if wave.has_open_link else self.of,
            floor=division.floor,
            closed_on=timezone.localdate(wave.closed_at),
            published_on=timezone.localdate(self.at),
        )


def draft(*, wave: Wave, key: str = EVERYBODY, at: datetime | None = None) -> Draft:
    """What could go out of a closed round, counted as `key` says; together where that is not possible.

    Raises Refused while it is not closed, once its results are out, and once its answers are deleted.
    """
    if wave.state != Wave.State.CLOSED:
        raise Refused(NOT_CLOSED)
    out = selectors.out(wave)
    if out.own:
        raise Out(out.own)
    read = None if wave.survey.is_anonymous else _answers(wave)
    counted = selectors.counted(wave) if read is None else _counted(wave, read)
    division = counted.divisions.get(key) or counted.divisions.get(EVERYBODY)
    return Draft(wave, counted, division, out.other, read, at or timezone.now())


def _counted(wave: Wave, read: Sequence[Read]) -> Counted:
    return Counted(Counter(each.sector for each in read), selectors.asked_by_sector(wave))


def _answers(wave: Wave) -> list[Read]:
    found = responses.read(wave)
    if len(found) < wave.answered:
        raise Refused(DELETED)
    return found


@transaction.atomic
def publish(
    *, wave: Wave, key: str = EVERYBODY, by: User, job: Job | None = None, seal: str = "", at: datetime | None = None
) -> Release:
    """Publish the results of a closed round for the group, for good, and have them printed. One at a time.

    With a `seal` they are what was previewed or nothing goes out. A `job` publishes once: a second time gives its
    release again. Raises Refused.
    """
    locking.hold(ledgering.LOCK)
    if job and (made := Release.objects.filter(job=job).first()):
        return made
    ready = draft(wave=wave, key=key, at=at)
    if seal and seal != ready.seal:
        raise Refused(CHANGED)
    composed = ready.figures
    if not _passes_the_gate(ready):
        raise Refused(TOO_FEW)
    release = _store(ready, composed, by=by, job=job)
    audit.write(by=by, verb="published", record=release, summary=f"Results of {wave}")
    result_printing.ask(release=release, by=by)
    return release


@transaction.atomic
def ask_to_publish(*, wave: Wave, key: str, seal: str, by: User) -> Job:
    """Have the previewed results published in the background; a second press gets the job that is under way."""
    locking.hold("diagnostics.release.jobs")
    if job := under_way(wave):
        return job
    subject = {"wave": wave.pk, "key": key, "seal": seal}
    return jobs.enqueue(
        task=TASK,
        title="Publishing the results",
        by=by,
        subject=subject,
        programme=wave.survey.programme,
        steps=len(STEPS),
    )


def under_way(wave: Wave) -> Job | None:
    """The job that is publishing this round just now, whoever asked."""
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(task=TASK, subject__wave=wave.pk, state__in=open_states).first()


def carry_out(job: Job) -> Callable[[], str]:
    """Try what is asked for; what is returned publishes, and answers with the address. Raises JobError."""
    jobs.report(job, step=0, message=STEPS[0])
    try:
        ready = draft(wave=_wave_of(job), key=job.subject["key"])
        jobs.report(job, step=1, message=STEPS[1])
        if ready.division is None:
            raise Refused(TOO_FEW)
    except Refused as refusal:
        raise jobs.JobError(str(refusal)) from None
    jobs.report(job, step=2, message=STEPS[2])
    return lambda: _carried_out(job)


def _carried_out(job: Job) -> str:
    subject = job.subject
    try:
        release = publish(wave=_wave_of(job), key=subject["key"], by=job.by, job=job, seal=subject["seal"])
    except Refused as refusal:
        raise jobs.JobError(str(refusal)) from None
    return reverse("diagnostics:result-version", kwargs={"programme": job.programme_id, "release": release.pk})


def _wave_of(job: Job) -> Wave:
    related = Wave.objects.select_related("survey__programme__system", "survey__programme__group")
    return related.get(pk=job.subject["wave"])


def _passes_the_gate(ready: Draft) -> bool:
    """Whether the ledger of the round admits every part, one after the other; asked under the lock."""
    counted = [(each.id, name) for name, answers in ready.parts.items() for each in answers]
    before = selectors.history(ready.wave)
    for entry in selectors.entries(counted).values():
        if not ledger.gate(before, entry, k=FLOOR).admitted:
            return False
        before.append(entry)
    return True


def _store(ready: Draft, composed: dict[str, Any], *, by: User, job: Job | None) -> Release:
    programme = ready.wave.survey.programme
    release = Release.objects.create(
        instrument=Instrument.SURVEY,
        subject=Release.Subject.SURVEY,
        programme=programme,
        wave=ready.wave,
        number=selectors.next_number(programme, Release.Audience.GROUP),
        title=composed["message"][:200],
        covered=ready.covered,
        of=ready.of,
        floor=ready.division.floor if ready.division else FLOOR,
        figures=composed,
        published_at=ready.at,
        by=by,
        job=job,
    )
    counted = [(each.id, name) for name, answers in ready.parts.items() for each in answers]
    store_units(release, counted)
    return release


def store_units(release: Release, counted: Iterable[tuple[UUID, str]]) -> None:
    """Note each answer counted in a release with its part, some thousands at once."""
    rows = (ReleaseUnit(release=release, response_id=pk, part=part) for pk, part in counted)
    ReleaseUnit.objects.bulk_create(rows, batch_size=AT_ONCE)
