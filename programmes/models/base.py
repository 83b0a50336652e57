"""What every record that people type has in common: it can be corrected, withdrawn and restored, never lost."""

from typing import Self

from django.db import models


class RecordQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Records that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Record(models.Model):
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """How the audit and the evidence name this record: "programmes.milestone:7"."""
        return f"{self._meta.label_lower}:{self.pk}"


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
        name=name,
        violation_error_message="The end is before the start. Correct one of the two dates.",
    )
