"""Passages that facilitators write, and documents kept as they were issued, with the evidence behind them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.programme import OfProgrammeQuerySet, Programme


class PassageQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.WRITE_REPORTS


class Passage(Record):
    """A paragraph of a document. Figures in it are fields in braces, filled from records at printing."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="passages", editable=False)
    document = models.CharField(max_length=30, editable=False)
    chapter = models.CharField(max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.TextField("passage")
    is_view = models.BooleanField(
        "this is the facilitator's view", default=False, help_text="Printed as a view. It needs no record behind it."
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["chapter", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class IssuedReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Facilitators read every report of their programmes; sponsors those issued to sponsors."""
        written = Programme.objects.granting(user, Capability.WRITE_REPORTS)
        issued = Programme.objects.granting(user, Capability.READ_ISSUED_REPORTS)
        return self.filter(Q(programme__in=written) | Q(programme__in=issued, to_sponsors=True))


class IssuedReport(models.Model):
    """A document made at a moment and kept as it was: the data it was made from, its page and its file."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reports")
    document = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    covers = models.CharField(max_length=200)
    to_sponsors = models.BooleanField(default=False)
    body = models.TextField()
    file = models.FileField(upload_to="reports/%Y/%m")
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "document", "number"], name="report_numbered_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Evidence(models.Model):
    """A record behind a statement of an issued report, and what the record said then."""

    report = models.ForeignKey(IssuedReport, models.CASCADE, related_name="evidence")
    statement = models.CharField(max_length=80)
    record = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    said = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "statement", "record"], name="evidence_named_once")]

    def __str__(self) -> str:
        return f"{self.statement}: {self.label}"
