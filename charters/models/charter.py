from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.access import Capability
from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record
from programmes.models.programme import OfProgrammeQuerySet, Programme


class CharterQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_CHARTER


class OfCharterQuerySet(CharterQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(charter__in=Charter.objects.visible_to(user))

    def of_owner(self, programme: Programme) -> Self:
        return self.filter(charter__programme=programme)


class Charter(Record):
    """What a group agrees about itself: one for a programme, worked on until a version is adopted."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="charter", editable=False)
    title = models.CharField("title", max_length=160, default="How we lead together")

    objects = CharterQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Commitment(Record):
    """One line of the charter, in its section; a behaviour that bears it out stands below it."""

    class Section(models.TextChoices):
        PURPOSE = "purpose", "Purpose"
        VISION = "vision", "Vision"
        GOVERNANCE = "governance", "Our role in governance"
        PRINCIPLES = "principles", "Operating principles"
        BEHAVIOURS = "behaviours", "Behaviours"
        WAYS = "ways", "Ways of working"
        PRIORITIES = "priorities", "What matters most right now"

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="commitments", editable=False)
    section = models.CharField("section", max_length=12, choices=Section)
    text = models.CharField("commitment", max_length=300, help_text="One sentence that one can be held to.")
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "commitment"

    def __str__(self) -> str:
        return self.text


class CharterVersionQuerySet(OfCharterQuerySet):
    def adopted(self) -> Self:
        """Versions that the group adopted, in their order."""
        return self.order_by("number")


class CharterVersion(models.Model):
    """The charter as it was adopted: its lines and their hash. Rows are added, never changed or deleted."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    adopted_precision = PrecisionField()
    adopted_on = FactDateField("adopted", precision_field="adopted_precision")
    sections = models.JSONField()
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CharterVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["charter", "number"], name="charter_version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.charter}, version {self.number}, adopted {self.adopted_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An adopted version is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An adopted version is never deleted.")
