"""Coding: passages of notes, the themes that they speak to, and quotes on their way out."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from diagnostics.models.interview import Interview, Note
from diagnostics.models.release import Release
from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.person import Person
from programmes.models.programme import OfProgrammeQuerySet, Programme


class ThemeQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.CODE_THEMES


class Theme(Record):
    """A theme of a programme's codebook. `statement` is how it goes out, in the facilitator's words."""

    class Kind(models.TextChoices):
        ISSUE = "issue", "Issue"
        ASPIRATION = "aspiration", "Aspiration"
        BARRIER = "barrier", "Barrier"
        STRENGTH = "strength", "Strength"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="themes", editable=False)
    name = models.CharField("name", max_length=80)
    kind = models.CharField("kind", max_length=10, choices=Kind, default=Kind.ISSUE)
    description = models.TextField("what belongs to it", blank=True)
    statement = models.TextField("how it goes out", blank=True, help_text="One sentence, in your own words.")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    # The key of the record that it was made from ("workshops.cluster:7"), which an app above resolves.
    origin = models.CharField(max_length=80, blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="merged")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="theme_named_once",
                violation_error_message="Another theme has this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExcerptQuerySet(models.QuerySet):
    def readable_by(self, user: Any) -> Self:
        return self.filter(interview__in=Interview.objects.readable_by(user))


class Excerpt(models.Model):
    """A passage of a note, with its own encrypted copy of the words; `start` and `end` are where it was found."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="excerpts")
    note = models.ForeignKey(Note, models.CASCADE, related_name="excerpts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    ciphertext = models.BinaryField()
    themes = models.ManyToManyField(Theme, through="Coding", related_name="excerpts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        ordering = ["note", "start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "start", "end"], name="passage_marked_once"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="passage_has_words"),
        ]

    def __str__(self) -> str:
        return f"Passage {self.pk}"


class Coding(models.Model):
    """A passage speaks to a theme."""

    excerpt = models.ForeignKey(Excerpt, models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["excerpt", "theme"], name="passage_coded_once_to_a_theme")]

    def __str__(self) -> str:
        return f"{self.excerpt}: {self.theme}"


class QuoteQuerySet(models.QuerySet):
    def readable_by(self, user: Any) -> Self:
        return self.filter(interview__in=Interview.objects.readable_by(user))

    def shown_to(self, user: Any) -> Self:
        """Quotes of the user's own conversations, as far as they were shown to them or went out."""
        return self.filter(interview__person__user=user).exclude(state=Quote.State.DRAFT)

    def shown_first(self) -> Self:
        """Quotes that the speaker was or is asked about; not those of whoever said they may be quoted unnamed."""
        return self.filter(Q(state=Quote.State.SHOWN) | Q(answered_at__isnull=False))


class Quote(models.Model):
    """Words on their way out, as the leader allowed: shown to them first, or unattributed. Never a name in them.

    `text` is encrypted until it is published; what a release shows is frozen in the release.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SHOWN = "shown", "Shown to the speaker"
        ALLOWED = "allowed", "May go out"
        DECLINED = "declined", "Stays in the notes"

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="quotes_of")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="quotes")
    excerpt = models.ForeignKey(Excerpt, models.CASCADE, related_name="quotes")
    ciphertext = models.BinaryField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="quotes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["excerpt", "theme"], name="passage_quoted_once_under_a_theme"),
            models.CheckConstraint(
                condition=Q(release__isnull=True) | Q(state="allowed"), name="quote_goes_out_only_if_allowed"
            ),
        ]

    def __str__(self) -> str:
        return f"Quote {self.pk}"


class ThemeAgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What the user was asked themselves; nobody sees anybody else's."""
        return self.filter(person__user=user)

    def pending(self) -> Self:
        """Asked since the programme's themes were last published: what a release relied on is answered for good."""
        lists = Release.objects.themes().filter(programme=models.OuterRef("programme"))
        return self.exclude(models.Exists(lists.filter(published_at__gte=models.OuterRef("asked_at"))))


class ThemeAgreement(models.Model):
    """One of the three or four who spoke of a theme was asked whether it may go out as a question, without a count."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, it may be asked"
        NO = "no", "No"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    question = models.CharField("the question as it would go out", max_length=300)
    answer = models.CharField(max_length=3, choices=Answer, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = ThemeAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "person"], name="theme_agreement_asked_once")]

    def __str__(self) -> str:
        return f"{self.person}, asked about a theme"
