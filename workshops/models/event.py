from datetime import date
from typing import Self

from django.db import models

from programmes.access import Capability
from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record, ends_after_it_starts
from programmes.models.programme import Membership, OfProgrammeQuerySet, Programme


class EventQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_EVENTS

    def upcoming(self, at: date) -> Self:
        """Events that begin on the day `at` or later, the nearest first."""
        return self.filter(starts_on__gte=at).order_by("starts_on", "pk")


class Event(Record):
    """A meeting of the series: a workshop, or coaching."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", "Workshop"
        GROUP_COACHING = "group_coaching", "Group coaching"
        INDIVIDUAL_COACHING = "individual_coaching", "Individual coaching"
        INFORMAL = "informal", "Informal meeting"

    class Setting(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        BOTH = "both", "In person and online"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="events", editable=False)
    kind = models.CharField("kind", max_length=20, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField("title", max_length=160, help_text="For example First workshop.")
    starts_precision = PrecisionField()
    starts_on = FactDateField("date", precision_field="starts_precision")
    ends_precision = PrecisionField()
    ends_on = FactDateField(
        "last day", precision_field="ends_precision", null=True, blank=True, help_text="If it lasts more than a day."
    )
    setting = models.CharField("how people meet", max_length=10, choices=Setting, default=Setting.IN_PERSON)
    place = models.CharField("place or link", max_length=200, blank=True)
    invited = models.CharField(
        "who is invited",
        max_length=300,
        blank=True,
        help_text="If not everybody: the role groups, for example finance directors.",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "workshop or coaching session"
        verbose_name_plural = "workshops and coaching"
        constraints = [ends_after_it_starts("event_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_on}"


class OfEventQuerySet(OfProgrammeQuerySet):
    """Rows of an event; who sees the event's programme sees them."""

    seen_with = Capability.SEE_EVENTS

    def visible_to(self, user) -> Self:
        return self.filter(event__in=Event.objects.visible_to(user))


class EventAim(Record):
    """What a meeting is for, and the part of the thread that it serves."""

    class Serves(models.TextChoices):
        DIAGNOSTIC = "diagnostic", "The first diagnostic"
        SNAPSHOT = "snapshot", "Conflict profiles and the team snapshot"
        PURPOSE = "purpose", "Charter: role, purpose and vision"
        GOVERNANCE = "governance", "Charter: place in governance"
        PRINCIPLES = "principles", "Charter: ways of working and behaviours"
        CASE = "case", "The case for change"
        OTHER = "other", "Something else"

    event = models.ForeignKey(Event, models.CASCADE, related_name="aims", editable=False)
    text = models.CharField("aim", max_length=300)
    serves = models.CharField("serves", max_length=12, choices=Serves, default=Serves.OTHER)
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "aim of a meeting"

    def __str__(self) -> str:
        return self.text


class AttendanceQuerySet(OfEventQuerySet):
    def visible_to(self, user) -> Self:
        """The register is the facilitator's; a leader sees their own line."""
        kept = Programme.objects.granting(user, Capability.EDIT_EVENTS)
        mine = models.Q(membership__person__user=user, event__in=Event.objects.visible_to(user))
        return self.filter(models.Q(event__programme__in=kept) | mine)


class Attendance(models.Model):
    """How somebody took part in a meeting."""

    class Mode(models.TextChoices):
        INVITED = "invited", "Invited"
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        DEPUTY = "deputy", "Sent a deputy"
        ABSENT = "absent", "Absent"

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="attendances")
    mode = models.CharField("took part", max_length=10, choices=Mode, default=Mode.INVITED)
    first_in_person_since = models.CharField(
        "first in person since", max_length=60, blank=True, help_text="For example the pandemic, where this was so."
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["membership__person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "membership"], name="attendance_noted_once"),
            models.CheckConstraint(
                condition=models.Q(first_in_person_since="") | models.Q(mode="in_person"),
                name="first_in_person_was_in_person",
                violation_error_message="Only somebody who came in person can be there in person for the first time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.shown_name}, {self.get_mode_display().lower()}"
