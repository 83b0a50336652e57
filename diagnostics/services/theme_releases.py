"""Themes of the conversations: drafted, previewed, published. The ledger decides whose conversations are counted.

The preview of somebody who may not read every note behind it shows what would be shown of any codebook: how many are
counted, and the statements; who spoke of what, and so which of them go out, they read with everybody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import ledger, naming, scale_words, theme_picture, words
from diagnostics.confidential import words_of
from diagnostics.models import Interview, Quote, Release, ReleaseUnit, Theme, ThemeAgreement
from diagnostics.selectors import theme_releases as selectors
from diagnostics.selectors.theme_releases import Circle, Question
from diagnostics.services import ledgering, locking, theme_printing
from diagnostics.services.ledgering import CHANGED, STEPS, Refused
from programmes.models import Job, Programme, User
from programmes.services import audit, jobs

TASK = "diagnostics.tasks.publish_themes"
NAMED = "Something that would go out names somebody. The preview says what and where. Nothing was published."
# The fewest speakers of a theme that may go out as a question, if they agree.
FEWEST_ASKED = 3


@dataclass(frozen=True)
class Naming:
    """A text that would go out, where it stands, and what it names."""

    theme: Theme
    where: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class Draft(ledgering.Draft):
    """The list of themes that could go out at the moment `at`."""

    circle: Circle

    @property
    def least(self) -> int:
        return scale_words.least(self.floor)

    @property
    def least_in_words(self) -> str:
        return words.number(self.least)

    @property
    def message(self) -> str:
        """Where the next list stands, as the title of a page; by membership alone."""
        if not self.is_possible:
            return "The themes wait for more conversations"
        return f"{self.covered} of {self.of} conversations can be counted"

    @property
    def why_not(self) -> str:
        """Why there is no list while there is none, whatever the reason is."""
        return (
            f"A list needs at least {self.least_in_words} conversations that were held and coded, and a theme with a "
            f"statement that at least {self.floor_in_words} of them speak to. Which are missing, and why, is not said."
        )

    @property
    def themes(self) -> Sequence[Theme]:
        """Every theme of the codebook, whoever spoke of it."""
        return self.circle.codebook

    @property
    def with_statement(self) -> list[Theme]:
        return [theme for theme in self.themes if theme.statement.strip()]

    # What only somebody who may read every note behind it sees before it is published

    @cached_property
    def coding(self) -> Mapping[Any, frozenset[int]]:
        """The themes that each conversation counts for."""
        return self.circle.coding(self.planned.units, floor=self.floor)

    @property
    def recoded_wait(self) -> bool:
        """Whether some conversations were coded anew, but too few for it to count yet."""
        return 0 < len(self.circle.recoded(self.planned.units)) < self.floor

    def supporters(self, theme: Theme) -> frozenset[ledger.Unit]:
        """Those counted who spoke of a theme."""
        return frozenset(unit for unit in self.planned.units if theme.pk in self.coding[unit.version])

    @cached_property
    def heard(self) -> list[Theme]:
        """The themes that go out."""
        return [theme for theme in self.with_statement if len(self.supporters(theme)) >= self.floor]

    @cached_property
    def waiting_for_words(self) -> list[Theme]:
        """The themes that would go out if they had a statement."""
        bare = (theme for theme in self.themes if not theme.statement.strip())
        return [theme for theme in bare if len(self.supporters(theme)) >= self.floor]

    @cached_property
    def asked(self) -> Mapping[int, Question]:
        return selectors.questions(self.programme)

    def may_be_asked(self, theme: Theme) -> bool:
        """Whether a theme was spoken of by so few that it goes out as a question or not at all."""
        return self.is_possible and FEWEST_ASKED <= len(self.supporters(theme)) < self.floor

    def speakers(self, theme: Theme) -> frozenset[Any]:
        return frozenset(unit.person for unit in self.supporters(theme))

    @cached_property
    def questions(self) -> list[tuple[Theme, str]]:
        """The themes that go out as a question, with its words."""
        asked = ((theme, self.asked.get(theme.pk)) for theme in self.themes if self.may_be_asked(theme))
        return [(theme, one.text) for theme, one in asked if one and one.may_go_out(self.speakers(theme))]

    @cached_property
    def quotes(self) -> list[Quote]:
        """The quotes that go out: allowed, of somebody counted, under a theme that goes out."""
        counted = {unit.version for unit in self.planned.units}
        heard = {theme.pk for theme in self.heard}
        ready = selectors.quotes_ready(self.programme).select_related("theme")
        return [quote for quote in ready if quote.interview_id in counted and quote.theme_id in heard]

    @cached_property
    def names(self) -> list[Naming]:
        """What in the texts that would go out names somebody of the roster."""
        texts = [
            *((theme, "its statement", theme.statement) for theme in self.heard),
            *((theme, "its question", question) for theme, question in self.questions),
            *((quote.theme, "a quote", words_of(quote)) for quote in self.quotes),
        ]
        return self._naming(texts)

    @cached_property
    def names_in_statements(self) -> list[Naming]:
        """The same of every statement, whether it goes out or not."""
        return self._naming([(theme, "its statement", theme.statement) for theme in self.with_statement])

    def _naming(self, texts: list[tuple[Theme, str, str]]) -> list[Naming]:
        checked = [(theme, where, naming.found_in(text, self._roster)) for theme, where, text in texts]
        return [Naming(theme, where, found) for theme, where, found in checked if found]

    @cached_property
    def _roster(self) -> naming.Roster:
        return selectors.roster(self.programme)

    @cached_property
    def figures(self) -> dict[str, Any]:
        """What would be frozen. Raises Refused where nothing may go out, or a text names somebody."""
        if not (self.is_possible and self.heard):
            raise Refused(self.why_not)
        if self.names:
            raise Refused(NAMED)
        quotes = {
            theme.pk: [words_of(each) for each in self.quotes if each.theme_id == theme.pk] for theme in self.heard
        }
        heard = [self._heard(theme, tuple(quotes[theme.pk])) for theme in self.heard]
        raised = [theme_picture.Raised(theme.pk, question) for theme, question in self.questions]
        return theme_picture.compose(heard, raised, self._facts)

    def _heard(self, theme: Theme, quotes: tuple[str, ...]) -> theme_picture.Heard:
        count = len(self.supporters(theme))
        return theme_picture.Heard(theme.pk, theme.name, theme.kind, theme.statement.strip(), count, quotes)

    @property
    def _facts(self) -> theme_picture.Facts:
        return theme_picture.Facts(
            system=self.programme.system.name,
            programme=self.programme.title,
            group=self.programme.group.name if self.programme.group else "",
            number=self.circle.number,
            covered=self.covered,
            of=self.of,
            floor=self.floor,
            published_on=timezone.localdate(self.at),
        )

    @property
    def seal(self) -> str:
        """Changes with whatever a reader of the list would see change, but the day."""
        units = sorted(str(unit.version) for unit in self.planned.units)
        shown = [self.figures[part] for part in ("themes", "questions")] if self._is_ready else []
        return ledgering.seal([self.circle.source, self.circle.number, self.floor, self.of, units, shown])

    @property
    def _is_ready(self) -> bool:
        return bool(self.is_possible and self.heard and not self.names)


def draft(*, programme: Programme, at: datetime | None = None) -> Draft:
    """Plan the list that could go out now, in six queries; what it shows takes up to four more."""
    at = at or timezone.now()
    circle = selectors.circle(programme, at=at)
    return Draft(programme, circle, ledgering.plan(circle, circle.floor, circle.agreed), at)


@transaction.atomic
def publish(
    *, programme: Programme, by: User, job: Job | None = None, seal: str = "", at: datetime | None = None
) -> Release:
    """Publish the list that can go out now, and have it printed. One at a time.

    With a `seal` it is the list that was previewed or none. A `job` publishes once: a second time gives its release
    again. Raises Refused.
    """
    locking.hold(ledgering.LOCK)
    if job and (made := Release.objects.filter(job=job).first()):
        return made
    _hold_answers(programme)
    ready = draft(programme=programme, at=at)
    if seal and seal != ready.seal:
        raise Refused(CHANGED)
    figures = ready.figures
    if not ledgering.passes_the_gate(ready):
        raise Refused(ready.why_not)
    release = _store(ready, figures, by=by, job=job)
    audit.write(
        by=by, verb="published", record=release, summary=f"Themes of the conversations, version {release.number}"
    )
    theme_printing.ask(release=release, by=by)
    return release


def ask_to_publish(*, programme: Programme, seal: str, by: User) -> Job:
    """Have the previewed list published in the background; a second press gets the job that is under way."""
    return ledgering.ask_to_publish(
        task=TASK, title="Publishing the themes", programme=programme, subject={"seal": seal}, by=by
    )


def under_way(programme: Programme, *, by: User) -> Job | None:
    """This user's job that is publishing themes of the programme just now."""
    return ledgering.under_way(TASK, programme, by=by)


def carry_out(job: Job) -> Callable[[], str]:
    """Try the plan; what is returned publishes, and answers with the address of the list. Raises JobError."""
    jobs.report(job, step=0, message=STEPS[0])
    ready = draft(programme=ledgering.programme_of(job))
    jobs.report(job, step=1, message=STEPS[1])
    if not ready.is_possible:
        raise jobs.JobError(ready.why_not)
    jobs.report(job, step=2, message=STEPS[2])
    return lambda: _carried_out(job)


def _carried_out(job: Job) -> str:
    try:
        release = publish(programme=ledgering.programme_of(job), by=job.by, job=job, seal=job.subject["seal"])
    except Refused as refusal:
        raise jobs.JobError(str(refusal)) from None
    return reverse("diagnostics:theme-release-version", kwargs={"programme": job.programme_id, "release": release.pk})


def _hold_answers(programme: Programme) -> None:
    """What leaders said about being quoted stands still until this is published."""
    list(Interview.objects.select_for_update().filter(programme=programme).order_by("pk").values_list("pk"))


def _store(ready: Draft, figures: dict[str, Any], *, by: User, job: Job | None) -> Release:
    release = Release.objects.create(
        instrument=ready.circle.source,
        subject=Release.Subject.THEMES,
        programme=ready.programme,
        number=ready.circle.number,
        title=figures["message"],
        covered=ready.covered,
        of=ready.of,
        floor=ready.floor,
        figures=figures,
        published_at=ready.at,
        by=by,
        job=job,
    )
    coding: Mapping[Any, frozenset[int]] = ready.coding
    ReleaseUnit.objects.bulk_create(
        ReleaseUnit(release=release, interview_id=pk, themes=sorted(themes)) for pk, themes in coding.items()
    )
    Quote.objects.filter(pk__in=[quote.pk for quote in ready.quotes], release=None).update(release=release)
    ledgering.settle_agreements(release, ready.planned.agreed)
    _settle_questions(ready)
    return release


def _settle_questions(ready: Draft) -> None:
    """Keep the answers that a question went out on; of who was asked in vain, and what they said, nothing stays."""
    out = [theme.pk for theme, _ in ready.questions]
    ThemeAgreement.objects.filter(programme=ready.programme).exclude(theme__in=out).delete()
