from django.db import models

from programmes.models.base import Record
from programmes.models.person import Person
from programmes.models.programme import Membership, OfProgrammeQuerySet, Programme


class InductionTask(Record):
    """One line of a newcomer's own induction list, made from the programme's and then edited for them.

    `points_at` is a word that an app above resolves to a page ("charter", "snapshot", "people", "conversation"), an
    address, or empty. `person` is whom to meet: a buddy, or somebody to be introduced to.
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

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
