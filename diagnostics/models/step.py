import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from diagnostics.models.profile import Source
from programmes.models.base import Record
from programmes.models.notice import Notice
from programmes.models.person import Person
from programmes.models.programme import OfProgrammeQuerySet, Programme


def reading_name(step: "PreWorkStep", filename: str) -> str:
    """Where something to read is kept."""
    return f"reading/{uuid.uuid4()}.pdf"


class PreWorkStepQuerySet(OfProgrammeQuerySet):
    def asked_by(self, at: Any) -> Self:
        """Steps that are asked for on the day `at`."""
        return self.standing().filter(Q(opens_on__isnull=True) | Q(opens_on__lte=at))


class PreWorkStep(Record):
    """Something that every participant of a programme is asked to do before the workshops.

    A survey is one of the portal's own, or lies behind a link; of either this list learns only "sent".
    """

    class Kind(models.TextChoices):
        CONFLICT_PROFILE = "conflict_profile", "Conflict profile"
        CONVERSATION = "conversation", "A one-to-one conversation"
        SURVEY = "survey", "A survey"
        READING = "reading", "Something to read"

    ONCE = (Kind.CONFLICT_PROFILE, Kind.CONVERSATION)

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="steps", editable=False)
    kind = models.CharField("step", max_length=20, choices=Kind, default=Kind.CONFLICT_PROFILE)
    source = models.CharField("questionnaire", max_length=8, choices=Source, default=Source.OWN)
    title = models.CharField("what leaders see", max_length=120, blank=True)
    reason = models.TextField("why you ask", blank=True, help_text="Leaders read it. One or two sentences.")
    minutes = models.PositiveSmallIntegerField("how long it takes, in minutes", null=True, blank=True)
    opens_on = models.DateField("asked from", null=True, blank=True)
    due_on = models.DateField("asked for by", null=True, blank=True)
    survey = models.ForeignKey(
        "diagnostics.Survey", models.PROTECT, null=True, blank=True, related_name="steps",
        help_text="Leaders get their personal link by e-mail when the round opens.",
    )  # fmt: skip
    link = models.URLField("link", blank=True)
    file = models.FileField("a PDF to read", upload_to=reading_name, blank=True)
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = PreWorkStepQuerySet.as_manager()

    class Meta:
        ordering = ["position", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=Q(withdrawn_at__isnull=True, kind__in=["conflict_profile", "conversation"]),
                name="step_asked_once",
                violation_error_message="This programme already asks for that.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="survey") | ~Q(link="") | Q(survey__isnull=False), name="survey_step_has_a_link"
            ),
            models.CheckConstraint(
                condition=Q(kind="survey") | Q(survey__isnull=True), name="only_a_survey_step_has_a_survey"
            ),
            models.CheckConstraint(
                condition=~Q(kind="reading") | ~Q(link="") | ~Q(file=""), name="reading_step_has_something_to_read"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=models.F("opens_on")),
                name="step_due_after_it_opens",
                violation_error_message="It is asked for before it opens. Correct one of the two dates.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def is_tracked(self) -> bool:
        """Whether the portal can know that somebody has done it; of an anonymous survey it knows only "sent"."""
        return self.kind != self.Kind.SURVEY


class PersonStep(models.Model):
    """One person's own row for a step: dates of their own, whether they are asked at all, how far they are.

    `done_at` is for what has no record of its own (something read); whether a profile or a conversation is done, its
    own rows say. `opened_at` is the first time that they opened its page themselves, signed in.
    """

    step = models.ForeignKey(PreWorkStep, models.CASCADE, related_name="own")
    person = models.ForeignKey(Person, models.CASCADE, related_name="own_steps")
    due_on = models.DateField(null=True, blank=True)
    is_left_out = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "person"], name="own_step_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.step}"


class StepMail(models.Model):
    """Why somebody was mailed about a step, on which day: for one reason once."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        REMINDER = "reminder", "Reminder"
        NUDGE = "nudge", "Nudge"

    step = models.ForeignKey(PreWorkStep, models.CASCADE, related_name="mails")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    on = models.DateField(default=timezone.localdate)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="steps")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "person"], condition=Q(purpose="invitation"), name="invited_to_a_step_once"
            ),
            models.UniqueConstraint(fields=["step", "person", "on"], name="mailed_about_a_step_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} on {self.on}: {self.person}, {self.step}"


class Mailing(Record):
    """When the invitations or the reminders of a programme's pre-work go out, and their words.

    One mail lists everything that its reader has not done. `hour` is UK time; weekends and bank holidays are skipped.
    `every_days` is the least number of days between two mails about the same step.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "Invitations"
        REMINDER = "reminder", "Reminders"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="mailings", editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose, editable=False)
    subject = models.CharField("subject", max_length=150)
    body = models.TextField("text")
    starts_on = models.DateField("from")
    hour = models.PositiveSmallIntegerField("hour", default=9)
    every_days = models.PositiveSmallIntegerField("every so many days", default=7)
    by = models.ForeignKey("programmes.User", models.PROTECT, related_name="+", editable=False)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "purpose"], condition=Q(withdrawn_at__isnull=True), name="mailing_planned_once"
            ),
            models.CheckConstraint(condition=Q(hour__range=(7, 18)), name="mailing_within_working_hours"),
            models.CheckConstraint(condition=Q(every_days__range=(1, 60)), name="mailing_every_so_many_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} of {self.programme}"
