"""What is asked: a survey of a programme, its sections and questions."""

from typing import Any

from django.db import models
from django.db.models import Q

from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.programme import OfProgrammeQuerySet, Programme


class SurveyQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.RUN_SURVEYS


class Survey(Record):
    """Questions that a group of people is asked, once or in several waves.

    Its kind and its questions are fixed when its first wave opens: people were told, and waves are compared.
    """

    class Kind(models.TextChoices):
        NAMED = "named", "Named: the facilitators see who answered what, and the group sees results"
        CONFIDENTIAL = "confidential", "Confidential: only the facilitators see who answered what"
        ANONYMOUS = "anonymous", "Anonymous: nobody can see who answered what, the portal included"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="surveys", editable=False)
    kind = models.CharField("how answers are held", max_length=12, choices=Kind, default=Kind.ANONYMOUS)
    title = models.CharField("title", max_length=120, help_text="People who answer see it.")
    introduction = models.TextField("what it is for", blank=True, help_text="The first thing that people read.")
    thanks = models.TextField("after they have answered", blank=True, help_text="What happens with the answers next.")
    mail_subject = models.CharField("subject", max_length=150, blank=True)
    mail_body = models.TextField("text", blank=True)
    reminder_subject = models.CharField("subject of the reminder", max_length=150, blank=True)
    reminder_body = models.TextField("text of the reminder", blank=True)
    fixed_at = models.DateTimeField(null=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fixed(self) -> bool:
        return self.fixed_at is not None

    @property
    def is_anonymous(self) -> bool:
        return self.kind == self.Kind.ANONYMOUS


class Section(Record):
    """A page of a survey: questions that belong together."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sections", editable=False)
    title = models.CharField("title", max_length=120)
    text = models.TextField("what people read first", blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Question(Record):
    """One question. What each kind holds, and how its answer looks, diagnostics/surveys/form.py says.

    `options` is a list of `{"id": "a", "text": "…"}`; ids never change. `labels` names the points of a scale, from the
    lowest; either all points or none, and then `low_label` and `high_label` name the ends. A question with `shown_if`
    is asked only of those who gave one of `shown_values` (option ids or points) to that earlier question.
    """

    class Kind(models.TextChoices):
        SCALE = "scale", "A scale"
        PAIR = "pair", "How much it matters, how true it is"
        SINGLE = "single", "One of several"
        MULTIPLE = "multiple", "Any of several"
        RANKING = "ranking", "Put in order"
        NUMBER = "number", "A number"
        SHORT = "short", "A few words"
        LONG = "long", "In their own words"

    WITH_POINTS = (Kind.SCALE, Kind.PAIR)
    WITH_OPTIONS = (Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING)
    IN_WORDS = (Kind.SHORT, Kind.LONG)

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", editable=False)
    kind = models.CharField("kind of question", max_length=8, choices=Kind, default=Kind.SCALE)
    text = models.CharField("question", max_length=300)
    help = models.CharField("a hint below it", max_length=300, blank=True)
    points = models.PositiveSmallIntegerField("points", default=5)
    labels = models.JSONField("the points", default=list, blank=True)
    low_label = models.CharField("the lowest point", max_length=60, blank=True)
    high_label = models.CharField("the highest point", max_length=60, blank=True)
    options = models.JSONField("answers to choose from", default=list, blank=True)
    least = models.IntegerField("not less than", null=True, blank=True)
    most = models.IntegerField("not more than", null=True, blank=True)
    is_required = models.BooleanField("they must answer", default=False)
    may_decline = models.BooleanField("offer “I would rather not say”", default=False)
    shown_if = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="decides")
    shown_values = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["section__position", "section", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__in=[5, 7]), name="scale_of_five_or_seven_points"),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=models.F("least")),
                name="number_between_its_ends",
                violation_error_message="The largest number is below the smallest. Correct one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.shown_if_id:
            self.shown_values = []
        super().save(*args, **kwargs)
