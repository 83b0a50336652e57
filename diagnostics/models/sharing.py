from typing import Any, Self

from django.db import models
from django.db.models import Q

from diagnostics.models.release import Release
from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.programme import Programme


class SharingQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(release__programme__in=Programme.objects.granting(user, Capability.SEE_RESULTS))


class Sharing(Record):
    """The group's decision to let its sponsors read a result that it has read itself.

    `shared` is what sponsors read because of it: a release of its own, with a higher floor.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="decisions", editable=False)
    decided_on = models.DateField("decided on")
    how = models.CharField(
        "how it was decided", max_length=300, help_text="For example “Agreed by those present at workshop 2”."
    )
    shared = models.OneToOneField(Release, models.PROTECT, null=True, related_name="sharing", editable=False)

    objects = SharingQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(withdrawn_at__isnull=True),
                name="result_shared_by_one_decision",
                violation_error_message="A decision about this result is recorded already.",
            )
        ]

    def __str__(self) -> str:
        return f"Decision about {self.release}"
