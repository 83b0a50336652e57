"""The records of a programme: what it aims at and how it is set up, what happened, and what was learnt.

Each is a row of its own, so that a document can print it, and correcting it corrects the document.
"""

from django.db import models

from programmes.dates import FactDateField, PrecisionField
from programmes.models.base import Record, ends_after_it_starts
from programmes.models.programme import OfProgrammeQuerySet, Programme


class ProgrammeRecord(Record):
    """A record of one programme, in an order that people choose."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="%(class)ss", editable=False)
    position = models.PositiveSmallIntegerField("order", default=0, help_text="Lower numbers come first.")
    # The key of the record that it was made from ("diagnostics.theme:7"), which an app above resolves.
    origin = models.CharField(max_length=80, blank=True, editable=False)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Aim(ProgrammeRecord):
    text = models.TextField("aim", help_text="What the programme is to bring about, in one sentence.")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "aim"

    def __str__(self) -> str:
        return self.text


class Phase(ProgrammeRecord):
    class Kind(models.TextChoices):
        MOBILISED = "mobilised", "Mobilised"
        DESIGNED = "designed", "Designed together"
        DELIVERED = "delivered", "Delivered"
        STOCKTAKE = "stocktake", "Taking stock"
        RESTARTED = "restarted", "Started again"

    kind = models.CharField("phase", max_length=12, choices=Kind)
    starts_precision = PrecisionField()
    starts_on = FactDateField("from", precision_field="starts_precision")
    note = models.CharField("note", max_length=200, blank=True)

    class Meta(ProgrammeRecord.Meta):
        ordering = ["starts_on", "position", "pk"]
        verbose_name = "phase"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.starts_on}"


class Commission(ProgrammeRecord):
    """Who asked whom to facilitate what, for how long."""

    client = models.CharField("client", max_length=160)
    provider = models.CharField("provider", max_length=160)
    scope = models.TextField("scope")
    weeks = models.PositiveSmallIntegerField("weeks", null=True, blank=True)
    professions = models.CharField(
        "facilitators' professions", max_length=200, blank=True, help_text="Separate them with commas."
    )

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "commission"

    def __str__(self) -> str:
        return f"{self.provider} for {self.client}"


class RelatedProgramme(ProgrammeRecord):
    """Another intervention at the same time; joining them up is part of the work."""

    title = models.CharField("title", max_length=160)
    other = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="its programme in this portal"
    )
    reason = models.TextField("how the two are connected", blank=True)

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "related programme"

    def __str__(self) -> str:
        return self.title


class FrameworkArea(ProgrammeRecord):
    number = models.PositiveSmallIntegerField("number", help_text="For example 1.")
    name = models.CharField("name", max_length=80)
    definition = models.TextField("definition", blank=True)

    class Meta(ProgrammeRecord.Meta):
        ordering = ["number", "pk"]
        verbose_name = "framework area"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="framework_area_numbered_once",
                violation_error_message="Another area has this number.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:02d} {self.name}"


class FrameworkPoint(ProgrammeRecord):
    """A quiet row of an area: a key attribute, or something that enables it."""

    class Kind(models.TextChoices):
        ATTRIBUTE = "attribute", "Key attribute"
        ENABLER = "enabler", "Enabler"

    area = models.ForeignKey(FrameworkArea, models.CASCADE, related_name="points", verbose_name="area")
    kind = models.CharField("kind", max_length=10, choices=Kind, default=Kind.ATTRIBUTE)
    text = models.CharField("text", max_length=200)

    class Meta(ProgrammeRecord.Meta):
        ordering = ["area__number", "kind", "position", "pk"]
        verbose_name = "attribute or enabler"
        verbose_name_plural = "attributes and enablers"

    def __str__(self) -> str:
        return self.text


class EvidenceSource(ProgrammeRecord):
    """The research behind a framework."""

    citation = models.CharField("source", max_length=300, help_text="Author, title, year.")
    says = models.TextField("what it says", blank=True, help_text="In your own words.")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "evidence source"

    def __str__(self) -> str:
        return self.citation


class OutcomeTheme(ProgrammeRecord):
    name = models.CharField("name", max_length=80)
    text = models.TextField("what was weighed")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "outcome theme"

    def __str__(self) -> str:
        return self.name


class Strength(ProgrammeRecord):
    text = models.TextField("strength")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "strength"

    def __str__(self) -> str:
        return self.text


class Barrier(ProgrammeRecord):
    text = models.TextField("barrier")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "barrier"

    def __str__(self) -> str:
        return self.text


class Recommendation(ProgrammeRecord):
    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    text = models.TextField("recommendation")
    barriers = models.ManyToManyField(Barrier, blank=True, related_name="recommendations", verbose_name="answers")
    owner = models.CharField(
        "owner", max_length=160, blank=True, help_text="A post, for example Chief Finance Officer."
    )
    state = models.CharField("state", max_length=10, choices=State, default=State.PROPOSED)

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "recommendation"

    def __str__(self) -> str:
        return self.text


class Output(ProgrammeRecord):
    """Something that the programme made: a case for change, an agreed function, an agreement."""

    class Kind(models.TextChoices):
        CASE_FOR_CHANGE = "case_for_change", "Case for change"
        BENEFITS = "benefits", "Shared benefits"
        FUNCTION = "function", "Agreed function"
        GOVERNANCE = "governance", "Governance"
        AGREEMENT = "agreement", "Agreement"
        ROADMAP = "roadmap", "Roadmap"
        OTHER = "other", "Other"

    kind = models.CharField("kind", max_length=16, choices=Kind)
    text = models.TextField("what it is")
    agreed_precision = PrecisionField()
    agreed_on = FactDateField("agreed", precision_field="agreed_precision", null=True, blank=True)

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "output"

    def __str__(self) -> str:
        return self.text


class Milestone(ProgrammeRecord):
    """A step on the roadmap; its outcome may be granted by somebody else, and ours is a contribution."""

    title = models.CharField("milestone", max_length=160)
    planned_precision = PrecisionField()
    planned_on = FactDateField("planned for", precision_field="planned_precision", null=True, blank=True)
    reached_precision = PrecisionField()
    reached_on = FactDateField("reached", precision_field="reached_precision", null=True, blank=True)
    granted_by = models.CharField("granted by", max_length=160, blank=True)
    contribution = models.TextField(
        "our contribution", blank=True, help_text="What the programme added; never that it caused it."
    )
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", verbose_name="depends on"
    )

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "milestone"

    def __str__(self) -> str:
        return self.title


class ContextEvent(ProgrammeRecord):
    """Something outside the programme that bore on it."""

    title = models.CharField("what happened", max_length=200)
    starts_precision = PrecisionField()
    starts_on = FactDateField("when", precision_field="starts_precision")
    ends_precision = PrecisionField()
    ends_on = FactDateField("settled or ended", precision_field="ends_precision", null=True, blank=True)
    effect = models.TextField("what it meant for the programme", blank=True)

    class Meta(ProgrammeRecord.Meta):
        ordering = ["starts_on", "pk"]
        verbose_name = "context event"
        constraints = [ends_after_it_starts("context_event_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.title


class Insight(ProgrammeRecord):
    title = models.CharField("in one line", max_length=200)
    text = models.TextField("what was learnt")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "insight"

    def __str__(self) -> str:
        return self.title


class NextStep(ProgrammeRecord):
    text = models.TextField("next step")
    due_precision = PrecisionField()
    due_on = FactDateField("when", precision_field="due_precision", null=True, blank=True)
    owner = models.CharField("owner", max_length=160, blank=True, help_text="A post or a group.")

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "next step"

    def __str__(self) -> str:
        return self.text


class InductionItem(ProgrammeRecord):
    """What a leader who joins half-way reads, meets or does; what it points at is a text and a key."""

    text = models.CharField("item", max_length=200)
    points_at = models.CharField("link within the portal", max_length=200, blank=True)

    class Meta(ProgrammeRecord.Meta):
        verbose_name = "induction item"

    def __str__(self) -> str:
        return self.text
