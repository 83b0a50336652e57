from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models.person import Person
from programmes.models.programme import Programme


class Consent(models.Model):
    """What a person agreed to for one thing of a programme; each change is a row, the newest counts.

    `told_to` is the facilitator who wrote it down as the person said it; empty where the person answered here.
    """

    class Choice(models.TextChoices):
        COUNT = "count", "Count me, unnamed"
        NAME = "name", "Also show my name to this group on that day"
        OUT = "out", "Leave me out"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    subject = models.CharField(max_length=60)
    choice = models.CharField(max_length=6, choices=Choice)
    given_at = models.DateTimeField(default=timezone.now)
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["given_at", "pk"]
        indexes = [models.Index(fields=["programme", "subject", "person", "given_at"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_choice_display()}"
