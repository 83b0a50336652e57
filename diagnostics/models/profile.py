import uuid
from functools import reduce
from itertools import combinations
from operator import add
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from diagnostics import scoring
from diagnostics.modes import Mode
from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.person import Person
from programmes.models.programme import Programme

MODES = tuple(mode.value for mode in Mode)


class Source(models.TextChoices):
    """Which questionnaire; the two never share one picture."""

    OWN = scoring.Instrument.OWN.value, "The portal's own questionnaire"
    LICENSED = scoring.Instrument.LICENSED.value, "A licensed result"


def licensed_report_name(profile: "ConflictProfile", filename: str) -> str:
    """Where a licensed report is kept: a name that says nothing about anybody."""
    return f"licensed/{uuid.uuid4()}.pdf"


def printed_name(profile: "ConflictProfile", filename: str) -> str:
    return f"profiles/{uuid.uuid4()}.pdf"


class ConflictProfileQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The results that the user may read: their own once released, and those of programmes that they facilitate."""
        facilitated = Programme.objects.granting(user, Capability.SEE_PROFILES)
        own = Q(person__user=user, released_at__isnull=False)
        return self.filter(own | Q(programme__in=facilitated, completed_at__isnull=False), deleted_at__isnull=True)

    def completed(self) -> Self:
        return self.standing().filter(completed_at__isnull=False)

    def begun(self) -> Self:
        return self.standing().filter(completed_at__isnull=True)

    def newest(self, source: str) -> Self:
        """Each person's newest completed profile of this source in each programme: the one that counts."""
        mine = ConflictProfile.objects.completed().filter(
            source=source, person=OuterRef("person"), programme=OuterRef("programme")
        )
        same_moment = Q(completed_at=OuterRef("completed_at"), pk__gt=OuterRef("pk"))
        newer = mine.filter(Q(completed_at__gt=OuterRef("completed_at")) | same_moment)
        return self.completed().filter(~Exists(newer), source=source)


def _scores_are_whole() -> Q:
    return Q(*[Q(**{f"{mode}__range": (0, scoring.MOST)}) for mode in MODES])


def _scores_total() -> Q:
    return Q(avoiding=scoring.ITEMS - reduce(add, [F(mode) for mode in MODES if mode != "avoiding"]))


def _any_two_within_reach() -> Q:
    least, most = scoring.LEAST_OF_TWO, scoring.MOST_OF_TWO
    pairs = combinations(MODES, 2)
    return Q(*[Q(**{f"{one}__gte": least - F(two), f"{one}__lte": most - F(two)}) for one, two in pairs])


class ConflictProfile(Record):
    """One person's scores over the five modes: a version of their answer. Begun, then completed, then fixed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="conflict_profiles")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="conflict_profiles")
    source = models.CharField(max_length=8, choices=Source, default=Source.OWN)
    questionnaire = models.CharField(max_length=40, blank=True)
    competing = models.PositiveSmallIntegerField(null=True)
    collaborating = models.PositiveSmallIntegerField(null=True)
    compromising = models.PositiveSmallIntegerField(null=True)
    avoiding = models.PositiveSmallIntegerField(null=True)
    accommodating = models.PositiveSmallIntegerField(null=True)
    percentiles = models.JSONField(null=True, blank=True)
    bands = models.JSONField(null=True, blank=True)
    report = models.FileField(upload_to=licensed_report_name, blank=True)
    printed = models.FileField(upload_to=printed_name, blank=True)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaced_by")
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Its owner took it back: it is kept only behind what was published, and nobody reads or restores it.
    deleted_at = models.DateTimeField(null=True)

    objects = ConflictProfileQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=Q(completed_at__isnull=True, withdrawn_at__isnull=True),
                name="profile_begun_once",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | (_scores_are_whole() & _scores_total()),
                name="profile_scores_total_thirty",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | _any_two_within_reach(),
                name="profile_any_two_scores_within_reach",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(completed_at__isnull=False),
                name="profile_released_once_completed",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(withdrawn_at__isnull=False),
                name="profile_deleted_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.LICENSED) | Q(percentiles__isnull=True, bands__isnull=True),
                name="profile_norms_only_as_licensed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.person}"

    @property
    def scores(self) -> dict[str, int | None]:
        """The five raw scores by mode, each 0 to 12, together 30; None while the profile is begun."""
        return {mode: getattr(self, mode) for mode in MODES}

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def result(self) -> scoring.Profile:
        """The scores with what a licensed report printed beside them. Raises ScoreError while the profile is begun."""
        if self.source == Source.LICENSED:
            return scoring.licensed_profile(self.scores, self.percentiles, self.bands)
        return scoring.own_profile(scoring.Scores(**self.scores))


class ConflictAnswer(models.Model):
    """One choice of a begun profile, saved as it is made."""

    class Side(models.TextChoices):
        A = "a", "A"
        B = "b", "B"

    profile = models.ForeignKey(ConflictProfile, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=8)
    side = models.CharField(max_length=1, choices=Side)

    class Meta:
        ordering = ["item"]
        constraints = [models.UniqueConstraint(fields=["profile", "item"], name="answer_given_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.side}"
