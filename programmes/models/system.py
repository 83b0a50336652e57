from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import timezone

from programmes import access
from programmes.access import Capability, Role
from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record, RecordQuerySet, ends_after_it_starts


class SystemQuerySet(RecordQuerySet):
    def granting(self, user: Any, capability: Capability, at: date | None = None) -> Self:
        """The systems in which the user holds the capability, today unless `at` says otherwise."""
        theirs = System.objects.filter(access.runs(user, capability, at or timezone.localdate()))
        return self.filter(pk__in=theirs.values("pk"))

    def visible_to(self, user: Any) -> Self:
        return self.granting(user, Capability.SEE_SYSTEM)


class System(Record):
    """A health and care system, under the name it has now; what it was and became are its forms."""

    name = models.CharField("name", max_length=160, help_text="For example Northshire Integrated Care System.")
    short_name = models.CharField("short name", max_length=60, blank=True)
    population = models.PositiveIntegerField(
        "population", null=True, blank=True, help_text="People served, for example 1500000."
    )
    geography = models.CharField(
        "area", max_length=200, blank=True, help_text="In a few words: the counties or districts that it spans."
    )

    objects = SystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def roles_of(self, user: Any) -> frozenset[Role]:
        """What the user is to this system today: its steward, an administrator, or a role in one of its programmes."""
        at = timezone.localdate()
        part = access.current(at, "memberships__")
        mine = {"memberships__person__user": user, "memberships__withdrawn_at": None}
        held = set(self.programmes.filter(part, **mine).values_list("memberships__role", flat=True))
        if self.memberships.filter(access.current(at), person__user=user).exists():
            held.add(Role.STEWARD)
        if user.is_administrator:
            held.add(Role.ADMINISTRATOR)
        return frozenset(Role(role) for role in held)


class OfSystemQuerySet(RecordQuerySet):
    """Rows that belong to a system, directly unless a subclass names another path."""

    system_path = "system"

    def visible_to(self, user: Any) -> Self:
        return self._of(System.objects.granting(user, Capability.SEE_SYSTEM))

    def editable_by(self, user: Any) -> Self:
        return self._of(System.objects.granting(user, Capability.EDIT_SYSTEM))

    def of_owner(self, system: System) -> Self:
        return self.filter(**{self.system_path: system})

    def _of(self, systems: models.QuerySet) -> Self:
        return self.filter(**{f"{self.system_path}__in": systems})


class SystemForm(Record):
    """What a system was called, and was in law, from a date on: a partnership, then an integrated care system."""

    class Kind(models.TextChoices):
        PARTNERSHIP = "partnership", "Sustainability and transformation partnership"
        SHADOW = "shadow", "Integrated care system, not yet in statute"
        ICS = "ics", "Integrated care system"
        OTHER = "other", "Other form"

    system = models.ForeignKey(System, models.CASCADE, related_name="forms")
    kind = models.CharField("form", max_length=12, choices=Kind)
    name = models.CharField("name in that form", max_length=160, blank=True)
    starts_precision = PrecisionField()
    starts_on = FactDateField("from", precision_field="starts_precision")

    objects = OfSystemQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "form of the system"
        verbose_name_plural = "forms of the system"

    def __str__(self) -> str:
        return f"{self.name or self.get_kind_display()}, from {self.starts_on}"


class SystemMembership(models.Model):
    """Who runs a system: they may correct it and set up programmes in it."""

    system = models.ForeignKey(System, models.CASCADE, related_name="memberships")
    person = models.ForeignKey("programmes.Person", models.CASCADE, related_name="system_memberships")
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [ends_after_it_starts("system_membership_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.person} runs {self.system}"


class LeadershipGroup(Record):
    """The standing group of a system's leaders; it outlives programmes."""

    system = models.ForeignKey(System, models.CASCADE, related_name="groups")
    name = models.CharField("name", max_length=160, help_text="For example Systems Leaders Group.")
    chair = models.CharField("chair", max_length=160, blank=True, help_text="The post that chairs it.")
    remit = models.TextField("remit", blank=True, help_text="What the group is for, in two or three sentences.")
    place_in_governance = models.TextField("place in governance", blank=True)

    objects = OfSystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "leadership group"

    def __str__(self) -> str:
        return self.name
