"""What came of a meeting: decisions, actions, a stocktake, and what people thought of the day."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from diagnostics.models import Survey
from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.programme import Membership, OfProgrammeQuerySet, Programme
from workshops.models.event import Event, OfEventQuerySet


class OutcomeOfEventQuerySet(OfEventQuerySet):
    """Rows of an event that tell what was said there; assistants, who keep dates, do not read them."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(event__programme__in=Programme.objects.granting(user, Capability.SEE_OUTCOMES))


class Decision(Record):
    """Something that a meeting decided."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="decisions", editable=False)
    text = models.CharField("decision", max_length=300)
    origin = models.CharField(max_length=80, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)

    objects = OutcomeOfEventQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "decision"

    def __str__(self) -> str:
        return self.text


class ActionQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_OUTCOMES

    def open(self) -> Self:
        return self.standing().filter(state=Action.State.OPEN)

    def owned_by(self, user: Any) -> Self:
        """The user's own, while they take part."""
        taking_part = Programme.objects.granting(user, Capability.TAKE_PART)
        return self.filter(owner__person__user=user, programme__in=taking_part)


class Action(Record):
    """Something that somebody does by a day. It stays on the owner's list from meeting to meeting until it is done.

    `event` is where it was agreed; the owner is a part in the programme, or words where nobody of the portal does it.
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="actions", editable=False)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="actions", editable=False)
    text = models.CharField("action", max_length=300)
    owner = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="owner"
    )
    owner_words = models.CharField(
        "or who else", max_length=160, blank=True, help_text="Where the owner does not take part: a post or a group."
    )
    due_on = models.DateField("by", null=True, blank=True)
    state = models.CharField("state", max_length=7, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)
    origin = models.CharField(max_length=80, blank=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = "action"
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_words=""),
                name="action_has_one_owner",
                violation_error_message="Choose an owner, or write who else does it, not both.",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="action_done_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class StocktakePoint(Record):
    """What a group that takes stock keeps, stops or starts, and how it words its aims now."""

    class Kind(models.TextChoices):
        KEEP = "keep", "Keep"
        STOP = "stop", "Stop"
        START = "start", "Start"
        AIM = "aim", "A revised aim"

    event = models.ForeignKey(Event, models.CASCADE, related_name="stocktake", editable=False)
    kind = models.CharField("kind", max_length=5, choices=Kind)
    text = models.CharField("point", max_length=300)
    origin = models.CharField(max_length=80, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)

    objects = OutcomeOfEventQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = "point of a stocktake"

    def __str__(self) -> str:
        return self.text


class Feedback(models.Model):
    """The short anonymous survey of those who came; asked and counted as every survey is."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="feedback")
    survey = models.OneToOneField(Survey, models.PROTECT, related_name="+")

    objects = OutcomeOfEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Feedback on {self.event}"
