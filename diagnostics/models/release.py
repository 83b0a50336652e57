from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from diagnostics.models.interview import Interview
from diagnostics.models.profile import ConflictProfile, Source
from programmes.access import FLOOR, SPONSOR_FLOOR, Capability
from programmes.models.job import Job
from programmes.models.programme import Programme


class Instrument(models.TextChoices):
    """What was answered. Each has a ledger of its own, and of surveys each wave."""

    OWN = Source.OWN.value, Source.OWN.label
    LICENSED = Source.LICENSED.value, Source.LICENSED.label
    CONVERSATIONS = "talks", "One-to-one conversations"
    SURVEY = "survey", "A round of a survey"


def _read_by_the_group(user: Any) -> models.Q:
    """By subject, the programmes of which the user reads what the group reads."""
    read = models.Q(pk__in=[])
    for subject, capability in READ_WITH.items():
        read |= models.Q(subject=subject, programme__in=Programme.objects.granting(user, capability))
    return read


def _read_by_sponsors(user: Any) -> models.Q:
    """What a decision of the group that stands lets its sponsors read, in the user's programmes."""
    shared = models.Q(audience=Release.Audience.SPONSOR, sharing__isnull=False, sharing__withdrawn_at=None)
    return shared & models.Q(programme__in=Programme.objects.granting(user, Capability.READ_SHARED_RESULTS))


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What the group reads of each subject; and what it decided to let its sponsors read."""
        ours = models.Q(audience=Release.Audience.GROUP) & _read_by_the_group(user)
        return self.filter(_read_by_sponsors(user) | ours)

    def snapshots(self) -> Self:
        return self.filter(subject=Release.Subject.SNAPSHOT)

    def themes(self) -> Self:
        return self.filter(subject=Release.Subject.THEMES)

    def surveys(self) -> Self:
        return self.filter(subject=Release.Subject.SURVEY)

    def to_sponsors(self) -> Self:
        """What was made for sponsors; who may read it, `visible_to` says."""
        return self.filter(audience=Release.Audience.SPONSOR)

    def to_group(self, programme: Programme) -> Self:
        """What the leadership group of a programme may read, in order of publication."""
        return self.filter(programme=programme, audience=Release.Audience.GROUP)


class Release(models.Model):
    """Something shown about a set of answers to people who may not see the single ones. Frozen when published.

    `figures` is all that is ever shown of it. Only the file is added afterwards, printed from those. `room_on` is the
    day on which the room may see the names of those who agreed to it; None for no names. `job` published it, once.
    """

    class Audience(models.TextChoices):
        GROUP = "group", "The leadership group"
        SPONSOR = "sponsor", "Sponsors"

    class Subject(models.TextChoices):
        SNAPSHOT = "snapshot", "Team snapshot"
        THEMES = "themes", "Themes of the conversations"
        SURVEY = "survey", "Results of a survey"

    instrument = models.CharField(max_length=8, choices=Instrument)
    subject = models.CharField(max_length=8, choices=Subject, default=Subject.SNAPSHOT)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="releases")
    wave = models.ForeignKey("diagnostics.Wave", models.PROTECT, null=True, related_name="releases")
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.GROUP)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    covered = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    floor = models.PositiveSmallIntegerField(default=FLOOR)
    figures = models.JSONField()
    room_on = models.DateField(null=True)
    file = models.FileField(upload_to="snapshots", blank=True)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="release")
    published_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "audience", "subject", "number"], name="release_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(subject="themes", instrument="talks")
                | models.Q(subject="survey", instrument="survey", wave__isnull=False)
                | models.Q(subject="snapshot", instrument__in=["own", "licensed"]),
                name="release_of_its_own_instrument",
            ),
            models.CheckConstraint(condition=models.Q(floor__gte=FLOOR), name="release_floor_never_lowered"),
            models.CheckConstraint(
                condition=~models.Q(audience="sponsor") | models.Q(floor__gte=SPONSOR_FLOOR),
                name="release_floor_of_sponsors",
            ),
            models.UniqueConstraint(fields=["wave", "audience"], name="wave_released_once_to_an_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A release is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A release is never deleted.")

    @property
    def key(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"


class ReleaseUnit(models.Model):
    """One answer counted in a release; `named` where the room may see whose it is.

    `part` is the sector that a survey's answer is counted in, where a result is shown by sector.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="units")
    profile = models.ForeignKey(ConflictProfile, models.PROTECT, null=True, related_name="release_units")
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, related_name="release_units")
    response = models.ForeignKey("diagnostics.Response", models.PROTECT, null=True, related_name="release_units")
    part = models.CharField(max_length=120, blank=True)
    named = models.BooleanField(default=False)
    # Of a conversation: the themes (their ids) that it was coded to when it was counted.
    themes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "profile"], name="unit_released_once"),
            models.UniqueConstraint(fields=["release", "interview"], name="conversation_released_once"),
            models.UniqueConstraint(fields=["release", "response"], name="response_released_once"),
            models.CheckConstraint(
                condition=models.Q(profile__isnull=False, interview__isnull=True, response__isnull=True)
                | models.Q(profile__isnull=True, interview__isnull=False, response__isnull=True, named=False)
                | models.Q(profile__isnull=True, interview__isnull=True, response__isnull=False, named=False),
                name="unit_is_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: unit {self.profile_id or self.interview_id or self.response_id}"


READ_WITH = {
    Release.Subject.SNAPSHOT: Capability.SEE_SNAPSHOT,
    Release.Subject.THEMES: Capability.SEE_THEMES,
    Release.Subject.SURVEY: Capability.SEE_RESULTS,
}
