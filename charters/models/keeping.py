"""Keeping a charter: who put their name to which version, and when the group looks at it again."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from charters.models.charter import Charter, CharterVersion, OfCharterQuerySet
from diagnostics.models import Survey, Wave
from programmes.dates import FactDateField, PrecisionField
from programmes.models.programme import Membership, Programme


class SignatureQuerySet(OfCharterQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(version__in=CharterVersion.objects.visible_to(user))

    def of_owner(self, programme: Programme) -> Self:
        return self.filter(version__charter__programme=programme)


class Signature(models.Model):
    """Somebody, in their post, put their name to a version. Rows are added; taking one back deletes it, and audits it.

    `name` and `post` are kept as they were then; the date is as exact as it is known. A successor never inherits it.
    `on_paper`: they signed a sheet, and the facilitator `by` entered it; else `by` is the leader.
    """

    version = models.ForeignKey(CharterVersion, models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=320, blank=True)
    signed_precision = PrecisionField()
    signed_on = FactDateField("signed", precision_field="signed_precision", default=timezone.localdate)
    on_paper = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "membership"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class Review(models.Model):
    """The group looks at its charter again: six months after it was agreed, or when its members changed.

    Before it, a short anonymous survey may ask about each behaviour: `survey`, of which each review with the same
    behaviours asks another `wave`. `questions` holds, for each behaviour, {"commitment": pk or None, "line": its words,
    "text", "mine": question pk, "ours": question pk}.
    """

    class Reason(models.TextChoices):
        SIX_MONTHS = "six_months", "Six months have passed"
        MEMBERS = "members", "The group has changed"
        ASKED = "asked", "The group asked for it"

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="reviews", editable=False)
    version = models.ForeignKey(CharterVersion, models.PROTECT, related_name="reviews", editable=False)
    reason = models.CharField("why", max_length=10, choices=Reason, default=Reason.ASKED)
    due_on = models.DateField("due by")
    held_precision = PrecisionField()
    held_on = FactDateField("held", precision_field="held_precision", null=True, blank=True)
    outcome = models.TextField("what came of it", blank=True, max_length=2000)
    survey = models.ForeignKey(Survey, models.PROTECT, null=True, editable=False, related_name="+")
    wave = models.OneToOneField(Wave, models.PROTECT, null=True, editable=False, related_name="+")
    questions = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["charter"], condition=Q(held_on__isnull=True), name="review_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Review of {self.charter}, due {self.due_on}"

    @property
    def key(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"
