from typing import Any, Self

from django.db import models
from django.db.models import Q

from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.person import Person
from programmes.models.programme import Membership, OfProgrammeQuerySet, Programme


class Place(models.TextChoices):
    """Where a line of an induction list may lead: words that an app above resolves to a page, or to nobody's page."""

    CHARTER = "charter", "The charter"
    SNAPSHOT = "snapshot", "Published pictures of the group"
    PEOPLE = "people", "The people of the programme"
    CONVERSATION = "conversation", "A conversation"
    BUDDY = "buddy", "A buddy"


class InductionTaskQuerySet(OfProgrammeQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The newcomer's own while they take part, and those of programmes that the user runs."""
        taking_part = Programme.objects.granting(user, Capability.TAKE_PART)
        run = Programme.objects.granting(user, Capability.RUN_PROGRAMME)
        own = Q(membership__person__user=user, membership__withdrawn_at=None, programme__in=taking_part)
        return self.filter(own | Q(programme__in=run))

    def of_part(self, membership: Membership) -> Self:
        return self.filter(membership=membership)


class InductionTask(Record):
    """One line of a newcomer's own induction list, made from the programme's and then edited for them.

    `points_at` is a Place, an address within the portal, or empty. `person` is whom to meet: a buddy, or somebody to be
    introduced to.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="induction_tasks", editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="induction", editable=False)
    text = models.CharField("what", max_length=200)
    points_at = models.CharField("link", max_length=200, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="whom to meet"
    )
    due_on = models.DateField("by", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = InductionTaskQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
