import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models.programme import Programme


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The jobs that the user asked for."""
        return self.filter(by=user)

    def due(self, now: Any) -> Self:
        """Jobs that somebody should take: waiting, or running on a lease that has run out."""
        return self.filter(models.Q(state=Job.State.WAITING) | models.Q(state=Job.State.RUNNING, leased_until__lt=now))


class Job(models.Model):
    """A piece of work in the background. This row is the truth; the message queue only rings."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    task = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    subject = models.JSONField(default=dict)
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="jobs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True)
    message = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "leased_until"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(step__lte=models.F("steps")), name="job_within_its_steps"),
            models.CheckConstraint(
                condition=models.Q(state="running", lease__isnull=False) | ~models.Q(state="running"),
                name="job_runs_on_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display().lower()}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def shown(self) -> dict[str, Any]:
        """What a progress bar says."""
        words = self.message or {"waiting": "Waiting to begin", "done": "Done"}.get(self.state, "Working on it")
        failed = self.state == self.State.FAILED
        return {"words": words, "done": self.step, "total": self.steps, "failed": failed, "reason": self.message}

    @staticmethod
    def new_lease() -> uuid.UUID:
        return uuid.uuid4()
