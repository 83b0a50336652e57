from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from programmes import access
from programmes.access import PROGRAMME_ROLES, Capability, Role
from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record, RecordQuerySet, ends_after_it_starts
from programmes.models.system import LeadershipGroup, System


class ProgrammeQuerySet(RecordQuerySet):
    def granting(self, user: Any, capability: Capability, at: date | None = None) -> Self:
        """The programmes in which the user holds the capability, today unless `at` says otherwise."""
        theirs = Programme.objects.filter(access.holds(user, capability, at or timezone.localdate()))
        return self.filter(pk__in=theirs.values("pk"))

    def visible_to(self, user: Any) -> Self:
        return self.granting(user, Capability.SEE_PROGRAMME)


class Programme(Record):
    """A development programme of a leadership group, from its mobilisation to its last step."""

    class Debrief(models.TextChoices):
        AT_ONCE = "at_once", "As soon as the leader finishes"
        RELEASED = "released", "When the facilitator releases it, at a debrief"

    system = models.ForeignKey(System, models.CASCADE, related_name="programmes", editable=False)
    group = models.ForeignKey(
        LeadershipGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name="leadership group",
    )
    title = models.CharField("title", max_length=160)
    starts_precision = PrecisionField()
    starts_on = FactDateField("starts", precision_field="starts_precision")
    ends_precision = PrecisionField()
    ends_on = FactDateField("ends", precision_field="ends_precision", null=True, blank=True)
    debrief = models.CharField(
        "a leader sees their conflict profile", max_length=10, choices=Debrief, default=Debrief.RELEASED
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title", "pk"]
        constraints = [ends_after_it_starts("programme_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.title

    def roles_of(self, user: Any) -> frozenset[Role]:
        """What the user is in this programme today; read once for each object, which lives as long as its request."""
        if user.pk not in self._roles:
            held = self.memberships.standing().filter(person__user=user)
            self._roles[user.pk] = held.roles(timezone.localdate())
        return self._roles[user.pk]

    @cached_property
    def _roles(self) -> dict[int, frozenset[Role]]:
        return {}


class OfProgrammeQuerySet(RecordQuerySet):
    """Rows that belong to a programme; who sees the programme sees them."""

    seen_with = Capability.SEE_PROGRAMME

    def visible_to(self, user: Any) -> Self:
        return self.filter(programme__in=Programme.objects.granting(user, self.seen_with))

    def of_owner(self, programme: Programme) -> Self:
        return self.filter(programme=programme)


class MembershipQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_PEOPLE

    def participants(self) -> Self:
        return self.standing().filter(role=Role.PARTICIPANT)

    def current(self, at: date) -> Self:
        return self.filter(access.current(at))

    def roles(self, at: date) -> frozenset[Role]:
        """What these parts make of whoever holds them on the day `at`, in one query."""
        held = self.filter(access.current(at) | access.left_lately(at)).values_list("role", "ends_on")
        return frozenset(Role.LEAVER if ends_on and ends_on < at else Role(role) for role, ends_on in held)


class Membership(Record):
    """A person's part in a programme."""

    ROLES = [(role.value, role.label) for role in PROGRAMME_ROLES]

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="memberships", editable=False)
    person = models.ForeignKey("programmes.Person", models.CASCADE, related_name="memberships")
    listed_name = models.CharField(max_length=120, blank=True, editable=False)
    role = models.CharField("role", max_length=12, choices=ROLES, default=Role.PARTICIPANT)
    post = models.ForeignKey(
        "programmes.Post", models.SET_NULL, null=True, blank=True, related_name="memberships",
        help_text="The post in which they take part.",
    )  # fmt: skip
    assists = models.ForeignKey(
        "programmes.Person", models.CASCADE, null=True, blank=True, related_name="assistants", editable=False
    )
    is_paused = models.BooleanField(
        "no mail to them for now", default=False, help_text="Invitations and reminders wait. They can still sign in."
    )
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            ends_after_it_starts("membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["programme", "person", "role"],
                condition=models.Q(ends_on__isnull=True, withdrawn_at__isnull=True, assists__isnull=True),
                name="membership_held_once_at_a_time",
                violation_error_message="This person already has that role in the programme.",
            ),
            models.UniqueConstraint(
                fields=["programme", "person", "assists"],
                condition=models.Q(ends_on__isnull=True, withdrawn_at__isnull=True),
                name="assistant_of_a_leader_once_at_a_time",
                violation_error_message="This person already assists that leader.",
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.ASSISTANT, assists__isnull=False) | ~models.Q(role=Role.ASSISTANT),
                name="assistant_assists_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name}, {self.get_role_display().lower()}"

    @property
    def shown_name(self) -> str:
        """The name as this programme's roster gave it; a person known elsewhere keeps their own name there."""
        return self.listed_name or self.person.name
