"""How a meeting is to run: its agenda, block by block, and what people need for it."""

from django.db import models
from django.db.models import Q

from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.programme import Programme
from workshops.models.event import Event, OfEventQuerySet


class AgendaItemQuerySet(OfEventQuerySet):
    def visible_to(self, user):
        """What a meeting does is for who takes part; an assistant keeps dates."""
        return self.filter(event__programme__in=Programme.objects.granting(user, Capability.SEE_OUTCOMES))


class AgendaItem(Record):
    """A block of the agenda: so many minutes, led by somebody, in some way.

    `day` counts the days of the meeting from 1. One that the meeting no longer has means its last.
    """

    class Method(models.TextChoices):
        OPENING = "opening", "Opening or closing"
        TALK = "talk", "Somebody presents"
        WHOLE = "whole", "Everybody together"
        GROUPS = "groups", "Small groups"
        PAIRS = "pairs", "Pairs"
        ALONE = "alone", "Each on their own"
        ROOM = "room", "With phones in the live room"
        BREAK = "break", "Break"

    MOST_MINUTES = 600

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda", editable=False)
    title = models.CharField("block", max_length=160)
    minutes = models.PositiveSmallIntegerField("minutes")
    method = models.CharField("how", max_length=8, choices=Method, default=Method.WHOLE)
    lead = models.CharField("who leads", max_length=120, blank=True)
    materials = models.CharField("what is needed", max_length=300, blank=True)
    notes = models.TextField("notes for the facilitators", blank=True, help_text="On the run sheet only.")
    day = models.PositiveSmallIntegerField(default=1, editable=False)
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["day", "position", "pk"]
        verbose_name = "block of the agenda"
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 600)),
                name="agenda_block_takes_minutes",
                violation_error_message="A block takes from 1 to 600 minutes.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MaterialQuerySet(OfEventQuerySet):
    def visible_to(self, user):
        """What stands for the leaders, who takes part reads, assistants do not; the rest only who plans the meeting."""
        reading = Programme.objects.granting(user, Capability.SEE_OUTCOMES)
        read = Q(for_leaders=True, withdrawn_at=None, event__programme__in=reading)
        return self.filter(read | Q(event__in=Event.objects.editable_by(user)))


class Material(Record):
    """Something to read, use or keep with a meeting: a link, a file, or a photograph of a flipchart."""

    class Kind(models.TextChoices):
        LINK = "link", "A link"
        FILE = "file", "A file"
        PHOTOGRAPH = "photograph", "A photograph of a flipchart"

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials", editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FILE, editable=False)
    title = models.CharField("title", max_length=160)
    link = models.URLField("link", max_length=500, blank=True)
    file = models.FileField("file", upload_to="materials/%Y/%m/", blank=True)
    for_leaders = models.BooleanField("leaders may read it", default=True)
    exercise = models.ForeignKey(
        "workshops.Exercise", models.SET_NULL, null=True, blank=True, related_name="photographs", editable=False
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "material"
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="link", file="") & ~Q(link=""))
                | (Q(kind__in=["file", "photograph"], link="") & ~Q(file="")),
                name="material_is_a_link_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.title
