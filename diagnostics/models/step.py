from django.db import models

from diagnostics.models.profile import Source
from programmes.models.base import Record
from programmes.models.programme import OfProgrammeQuerySet, Programme


class PreWorkStep(Record):
    """Something that every participant of a programme is asked to do before the workshops."""

    class Kind(models.TextChoices):
        CONFLICT_PROFILE = "conflict_profile", "Conflict profile"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="steps", editable=False)
    kind = models.CharField("step", max_length=20, choices=Kind, default=Kind.CONFLICT_PROFILE)
    source = models.CharField("questionnaire", max_length=8, choices=Source, default=Source.OWN)
    due_on = models.DateField("asked for by", null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="step_asked_once",
                violation_error_message="This programme already asks for that.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
