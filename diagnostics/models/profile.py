from functools import reduce
from itertools import combinations
from operator import add
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.person import Person
from programmes.models.programme import Programme

MODES = ("competing", "collaborating", "compromising", "avoiding", "accommodating")
ITEMS = 30
MOST = 12


class Source(models.TextChoices):
    """Which questionnaire; the two never share one picture."""

    OWN = "own", "The portal's own questionnaire"
    LICENSED = "licensed", "A licensed result"


class ConflictProfileQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A person's own profiles, and those of programmes whose facilitator the user is."""
        facilitated = Programme.objects.granting(user, Capability.SEE_PROFILES)
        return self.filter(Q(person__user=user) | Q(programme__in=facilitated, completed_at__isnull=False))

    def completed(self) -> Self:
        return self.standing().filter(completed_at__isnull=False)


def _scores_are_whole() -> Q:
    return Q(*[Q(**{f"{mode}__range": (0, MOST)}) for mode in MODES])


def _scores_total() -> Q:
    return Q(avoiding=ITEMS - reduce(add, [F(mode) for mode in MODES if mode != "avoiding"]))


def _any_two_within_reach() -> Q:
    pairs = [Q(**{f"{one}__gte": 3 - F(two), f"{one}__lte": 21 - F(two)}) for one, two in combinations(MODES, 2)]
    return Q(*pairs)


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
    report = models.FileField(upload_to="licensed/%Y/%m", blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

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
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.person}"

    @property
    def scores(self) -> dict[str, int | None]:
        """The five raw scores by mode, each 0 to 12, together 30; None while the profile is begun."""
        return {mode: getattr(self, mode) for mode in MODES}


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
