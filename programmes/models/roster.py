from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.access import Capability
from programmes.models.programme import Programme


class RosterUploadQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The user's own uploads, in programmes that they still run."""
        return self.filter(by=user, programme__in=Programme.objects.granting(user, Capability.RUN_PROGRAMME))

    def expired(self) -> Self:
        return self.filter(imported_at=None, created_at__lt=timezone.now() - RosterUpload.KEPT_FOR)


class RosterUpload(models.Model):
    """A roster between upload and import: its cells as read. Emptied once imported, forgotten after a day."""

    KEPT_FOR = timedelta(hours=24)

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="roster_uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120)
    table = models.JSONField()
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True)

    objects = RosterUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(imported_at__isnull=True) | models.Q(table={}), name="roster_emptied_once_imported"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_expired(self) -> bool:
        return self.imported_at is None and self.created_at < timezone.now() - self.KEPT_FOR
