"""Who is asked, and what they answered: a wave of a survey, its invitations, its ballots and responses."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from diagnostics.models.survey import Question, Survey
from diagnostics.models.theme import Theme
from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.person import Person
from programmes.models.programme import Programme


class OfSurveyQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        running = Programme.objects.granting(user, Capability.RUN_SURVEYS)
        return self.filter(survey__programme__in=running, survey__withdrawn_at=None)


class Respondent(Record):
    """Somebody on the list of a survey. The list serves all its waves; `person` where they take part themselves."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="respondents", editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, editable=False, related_name="respondents")
    name = models.CharField("name", max_length=120)
    email = models.EmailField("e-mail address")
    sector = models.CharField("sector", max_length=60, blank=True)
    role = models.CharField("role", max_length=120, blank=True)

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "survey",
                Lower("email"),
                condition=Q(withdrawn_at__isnull=True),
                name="respondent_listed_once",
                violation_error_message="Somebody with this address is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Wave(models.Model):
    """One round of a survey: opened, closed, and then never changed.

    `is_sealed` where answers are ballots sealed to `public_key`; the private key never enters the database. Each wave
    has a pair of keys, for the public one names the file of the wave's secrets. Every ballot of a wave is `ballot_size`
    bytes long before it is sealed. `open_code` is the secret of a link that anybody may use; it cannot stop a second
    answer. `answered` and `invited` are counted for good as the wave closes.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSING = "closing", "Closing"
        CLOSED = "closed", "Closed"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField("name of this round", max_length=80, help_text="For example “Autumn 2021”.")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED, editable=False)
    closes_on = models.DateField("last day to answer")
    reminds_every = models.PositiveSmallIntegerField("remind every so many days", null=True, blank=True)
    has_open_link = models.BooleanField("also by a link that anybody may use", default=False)
    open_code = models.CharField(max_length=43, blank=True, editable=False)
    is_sealed = models.BooleanField(default=False, editable=False)
    public_key = models.BinaryField(null=True, editable=False)
    ballot_size = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)
    invited = models.PositiveIntegerField(default=0, editable=False)
    answered = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = models.Manager.from_queryset(OfSurveyQuerySet)()

    class Meta:
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="wave_numbered_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(state__in=["open", "closing"]), name="wave_open_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["open_code"], condition=~Q(open_code=""), name="open_link_names_one_wave"),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(public_key__isnull=False, ballot_size__gt=0),
                name="sealed_wave_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(opened_at__isnull=False), name="wave_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="closed_wave_says_when",
            ),
            models.CheckConstraint(
                condition=Q(reminds_every__isnull=True) | Q(reminds_every__range=(1, 60)), name="wave_reminds_in_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.title}"

    @property
    def key(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Invitation(models.Model):
    """A personal link to one wave, good for one answer; without a respondent it was made from the open link.

    Only the hash of its token is stored. `used` says that an answer was sent, not when; `generation` counts the links
    made anew for the same person.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    respondent = models.ForeignKey(Respondent, models.CASCADE, null=True, related_name="invitations")
    generation = models.PositiveSmallIntegerField(default=1)
    token_hash = models.BinaryField(max_length=32, unique=True)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "respondent"], name="invited_to_a_wave_once"),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Draft(models.Model):
    """Answers begun and not sent, encrypted under the token of their link: without the link nobody reads them.

    `id` is derived from the token too, so a row points at no invitation; nor does it say when it was saved.
    """

    id = models.BinaryField(max_length=32, primary_key=True)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="drafts")
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return "A draft"


class Ballot(models.Model):
    """An answer of a sealed wave while it is open, which only the sealing worker's key opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="ballots")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "A ballot"


class Response(models.Model):
    """One answer, encrypted at rest. Of a sealed wave it has a random id and leads back to nobody and no moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses")
    is_sealed = models.BooleanField()
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, related_name="response")
    answered_at = models.DateTimeField(null=True)
    sector = models.CharField(max_length=60, blank=True)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_sealed=True, invitation__isnull=True, answered_at__isnull=True)
                | Q(is_sealed=False, invitation__isnull=False, answered_at__isnull=False),
                name="sealed_response_leads_to_nobody",
            )
        ]

    def __str__(self) -> str:
        return "A response"


class Comment(models.Model):
    """Words that somebody wrote, taken apart from their other answers and shuffled as the wave closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="comments")
    question = models.ForeignKey(Question, models.CASCADE, related_name="comments")
    ciphertext = models.BinaryField()
    themes = models.ManyToManyField(Theme, through="CommentCoding", related_name="comments")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return "A comment"


class CommentCoding(models.Model):
    """A comment speaks to a theme."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="comment_codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "theme"], name="comment_coded_once_to_a_theme")]

    def __str__(self) -> str:
        return f"{self.comment}: {self.theme}"
