from django.db import models
from django.db.models.functions import Lower

from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record, ends_after_it_starts
from programmes.models.organisation import Organisation
from programmes.models.system import OfSystemQuerySet


class PostQuerySet(OfSystemQuerySet):
    system_path = "organisation__system"


class Post(Record):
    """A seat that people hold one after another: "Chief Executive, X Trust"."""

    class Group(models.TextChoices):
        CHIEF_EXECUTIVE = "chief_executive", "Chief executive or accountable officer"
        CHAIR = "chair", "Chair"
        FINANCE = "finance", "Finance director"
        MEDICAL = "medical", "Medical or clinical director"
        NURSING = "nursing", "Nursing director"
        SOCIAL_CARE = "social_care", "Director of social care or public health"
        OTHER = "other", "Other director"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="posts")
    title = models.CharField("title", max_length=160, help_text="For example Chief Executive.")
    role_group = models.CharField("role group", max_length=16, choices=Group, default=Group.OTHER)
    closes_precision = PrecisionField()
    closes_on = FactDateField("closed on", precision_field="closes_precision", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("title"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="post_titled_once_in_its_organisation",
                violation_error_message="This organisation already has a post of that title.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation.name}"


class AppointmentQuerySet(OfSystemQuerySet):
    system_path = "post__organisation__system"


class Appointment(Record):
    """A person in a post, from and to."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", "Substantive"
        ACTING = "acting", "Acting"
        JOINT = "joint", "Joint"
        DESIGNATE = "designate", "Designate"

    post = models.ForeignKey(Post, models.CASCADE, related_name="appointments")
    person = models.ForeignKey("programmes.Person", models.CASCADE, related_name="appointments")
    listed_name = models.CharField(max_length=120, blank=True, editable=False)
    kind = models.CharField("kind", max_length=12, choices=Kind, default=Kind.SUBSTANTIVE)
    starts_precision = PrecisionField()
    starts_on = FactDateField("from", precision_field="starts_precision")
    ends_precision = PrecisionField()
    ends_on = FactDateField("until", precision_field="ends_precision", null=True, blank=True)
    end_reason = models.CharField(
        "why it ended", max_length=160, blank=True, help_text="Optional, and only as announced, for example retirement."
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "appointment"
        constraints = [
            ends_after_it_starts("appointment_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["post", "person", "starts_on"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="appointment_recorded_once",
                violation_error_message="This person already takes up this post on that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name}, {self.post}"

    @property
    def shown_name(self) -> str:
        """The name as this system gave it; a person known elsewhere is not shown under the name used there."""
        return self.listed_name or self.person.name
