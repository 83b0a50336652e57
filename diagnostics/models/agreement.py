from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.utils import timezone

from diagnostics.models.release import Instrument, Release
from programmes.models.person import Person
from programmes.models.programme import Programme


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What the user was asked themselves; nobody sees anybody else's."""
        return self.filter(person__user=user)

    def pending(self, programme: Programme) -> Self:
        """Asked for the next picture of the programme, whether answered or not."""
        return self.pending_in([programme])

    def pending_in(self, programmes: Collection[Programme]) -> Self:
        return self.filter(programme__in=programmes, release__isnull=True)

    def of_pictures(self) -> Self:
        """About the next team snapshot, not about the next list of themes."""
        return self.exclude(instrument=Instrument.CONVERSATIONS)

    def of_themes(self) -> Self:
        return self.filter(instrument=Instrument.CONVERSATIONS)


class Agreement(models.Model):
    """A person was asked whether the next picture may move with them, although colleagues could work out their results.

    `release` is the one that relied on a "yes". Whatever no release relied on is deleted when the next is published.
    """

    class Answer(models.TextChoices):
        YES = "yes", "Yes, I agree"
        NO = "no", "No"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="agreements")
    instrument = models.CharField(max_length=8, choices=Instrument)
    person = models.ForeignKey(Person, models.PROTECT, related_name="agreements")
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="agreements")
    answer = models.CharField(max_length=3, choices=Answer, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "instrument", "person"],
                condition=models.Q(release__isnull=True),
                name="agreement_asked_once",
            ),
            models.UniqueConstraint(fields=["release", "person"], name="agreement_relied_on_once"),
            models.CheckConstraint(
                condition=models.Q(release__isnull=True) | models.Q(answer="yes"), name="agreement_relied_on_if_yes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, asked for the next picture"
