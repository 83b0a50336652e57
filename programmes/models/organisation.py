from django.db import models
from django.db.models.functions import Lower

from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record
from programmes.models.system import OfSystemQuerySet, System


class Sector(models.TextChoices):
    HOSPITAL = "hospital", "Hospital"
    COMMUNITY = "community", "Community"
    MENTAL_HEALTH = "mental_health", "Mental health"
    AMBULANCE = "ambulance", "Ambulance"
    COMMISSIONING = "commissioning", "Clinical commissioning group"
    BOARD = "board", "Integrated care board"
    PRIMARY_CARE = "primary_care", "Primary care"
    COUNCIL = "council", "Council or social care"
    VOLUNTARY = "voluntary", "Voluntary sector"
    OTHER = "other", "Other"


NOT_NHS = (Sector.COUNCIL, Sector.VOLUNTARY, Sector.OTHER)
NHS_SECTORS = tuple(sector for sector in Sector if sector not in NOT_NHS)


class Organisation(Record):
    """A member of a system; it may end, its posts closing or passing on."""

    system = models.ForeignKey(System, models.CASCADE, related_name="organisations")
    name = models.CharField("name", max_length=160)
    sector = models.CharField("sector", max_length=16, choices=Sector)
    ods_code = models.CharField("ODS code", max_length=10, blank=True, help_text="If you know it, for example RAA.")
    in_footprint = models.BooleanField(
        "formally based in the system's area", default=True, help_text="A partner may also serve several systems."
    )
    ends_precision = PrecisionField()
    ends_on = FactDateField("ends on", precision_field="ends_precision", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name="passed on to"
    )

    objects = OfSystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "system",
                Lower("name"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="organisation_named_once_in_its_system",
                violation_error_message="This system already has an organisation of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_nhs(self) -> bool:
        return self.sector in NHS_SECTORS


class Partnership(Record):
    """A place partnership: providers who serve one population together, with what they agreed."""

    system = models.ForeignKey(System, models.CASCADE, related_name="partnerships")
    name = models.CharField("name", max_length=160)
    population = models.CharField(
        "population",
        max_length=200,
        blank=True,
        help_text="Whom it is built around, for example older people with complex needs.",
    )
    scope = models.TextField("agreed scope", blank=True)
    provider_model = models.TextField("provider model", blank=True)
    contracting = models.TextField("contracting mechanism", blank=True)
    starts_precision = PrecisionField()
    starts_on = FactDateField("from", precision_field="starts_precision", null=True, blank=True)
    members = models.ManyToManyField(Organisation, blank=True, related_name="partnerships", verbose_name="members")

    objects = OfSystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "place partnership"

    def __str__(self) -> str:
        return self.name
