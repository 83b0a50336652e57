from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.access import Capability
from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record
from programmes.models.programme import OfProgrammeQuerySet, Programme
from workshops.models import Event


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


class Section(Record):
    """A part of the charter under its own heading. A charter begins with those of `Usual`; each may be changed."""

    class Usual(models.TextChoices):
        PURPOSE = "purpose", "Purpose"
        VISION = "vision", "Vision"
        GOVERNANCE = "governance", "Our role in governance"
        PRINCIPLES = "principles", "Operating principles"
        BEHAVIOURS = "behaviours", "Behaviours"
        WAYS = "ways", "Ways of working"
        PRIORITIES = "priorities", "What matters most right now"

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="sections", editable=False)
    key = models.SlugField(max_length=20, editable=False)
    title = models.CharField("heading", max_length=80)
    introduction = models.CharField("a line below the heading", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "section of the charter"
        constraints = [models.UniqueConstraint(fields=["charter", "key"], name="section_has_its_own_key")]

    def __str__(self) -> str:
        return self.title


class Commitment(Record):
    """One line of the charter, in its section; the behaviours that bear it out stand below it.

    `revision` grows with every change of the words: who saves an older one is shown both, nothing is overwritten.
    `origin` is what it was made from ("charters.proposal:7").
    """

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="commitments", editable=False)
    section = models.ForeignKey(Section, models.PROTECT, related_name="commitments", verbose_name="section")
    text = models.CharField("commitment", max_length=300, help_text="One sentence that one can be held to.")
    position = models.PositiveSmallIntegerField("order", default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)
    origin = models.CharField(max_length=80, blank=True, editable=False)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["section__position", "position", "pk"]
        verbose_name = "commitment"

    def __str__(self) -> str:
        return self.text


class BehaviourQuerySet(OfCharterQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(commitment__in=Commitment.objects.visible_to(user))

    def of_owner(self, programme: Programme) -> Self:
        return self.filter(commitment__charter__programme=programme)


class Behaviour(Record):
    """What one sees somebody do who keeps a commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="behaviours", editable=False)
    text = models.CharField("behaviour", max_length=300, help_text="What others can see you do.")
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)

    objects = BehaviourQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "behaviour"

    def __str__(self) -> str:
        return self.text


class CharterVersionQuerySet(OfCharterQuerySet):
    def adopted(self) -> Self:
        """Versions that the group adopted, in their order."""
        return self.order_by("number")


class CharterVersion(models.Model):
    """The charter as it was adopted: its lines and their hash. Rows are added, never changed or deleted.

    It was agreed in a round, or in a meeting by those on its register. `took_part` lists them as they were then, each
    {"name", "post"}; `changes` is the difference to the version before, as `charters.differences.between` tells it.
    """

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    adopted_precision = PrecisionField()
    adopted_on = FactDateField("adopted", precision_field="adopted_precision")
    sections = models.JSONField()
    sha256 = models.CharField(max_length=64)
    agreed_in = models.OneToOneField("charters.Round", models.PROTECT, null=True, related_name="version")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    took_part = models.JSONField(default=list)
    changes = models.JSONField(default=list)
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
