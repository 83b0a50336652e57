"""Background work: the row is the truth, the queue only rings.

A job is stored in the transaction of the business change that wants it; `on_commit` rings. A worker takes a *lease* by
compare and set, so two deliveries of one ring do the work once; the effect and "done" are one transaction. What a
crash leaves behind is rung again by the beat until three tries have failed.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from programmes.models import Job, Programme, User

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
TRIES = 3
LOST = "The work stopped half-way three times. Nothing was changed. Try again, or tell your administrator."


class JobError(Exception):
    """A job cannot be done, for a reason in plain words that the person who asked may read. It is not tried again."""


class LeaseLost(Exception):
    """Somebody else has taken the job meanwhile: this worker's effect must not be kept."""


def enqueue(
    *, task: str, title: str, by: User, subject: dict | None = None, programme: Programme | None = None, steps: int = 1
) -> Job:
    """Store a job and ring once the transaction commits. `task` is the Celery task's name; it is sent the job's id."""
    job = Job.objects.create(task=task, title=title, by=by, subject=subject or {}, programme=programme, steps=steps)
    bell = _bell()
    transaction.on_commit(lambda: bell.ring(job))
    return job


class Bell:
    """Rings for several jobs in a row, until the broker fails once: what is left, the beat rings for."""

    def __init__(self) -> None:
        self.is_used = self.is_broken = False

    def ring(self, job: Job) -> None:
        self.is_used = True
        self.is_broken = self.is_broken or ring(job)


_bells = threading.local()


def _bell() -> Bell:
    """The bell of the jobs asked for since this thread's last commit: a silent broker holds them up once, not each."""
    kept: Bell | None = getattr(_bells, "bell", None)
    if kept is None or kept.is_used:
        kept = _bells.bell = Bell()
    return kept


def ring(job: Job) -> bool:
    """Tell the workers. A broker that is down costs nothing but time, for the beat rings again: True where it is."""
    try:
        current_app.send_task(job.task, [job.pk], retry=False)
    except Exception as error:  # whatever the broker's client raises: the row is stored, so nothing is lost
        log.warning("The queue could not be rung for job %s: %s", job.pk, type(error).__name__)
        return True
    return False


def ring_due() -> int:
    """Ring for every waiting job and every lease that ran out; returns how many. Gives up those tried three times."""
    now = timezone.now()
    spent = Job.objects.due(now).filter(tries__gte=TRIES)
    spent.update(state=Job.State.FAILED, message=LOST, lease=None, leased_until=None, finished_at=now)
    due = list(Job.objects.due(now))
    bell = Bell()
    for job in due:
        bell.ring(job)
    return len(due)


def take(job_id: int) -> Job | None:
    """Take the lease of a due job; None when somebody else holds it, it is over, or it does not exist."""
    now = timezone.now()
    lease = Job.new_lease()
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id, tries__lt=TRIES)
        .update(state=Job.State.RUNNING, lease=lease, leased_until=now + LEASE, tries=F("tries") + 1, step=0)
    )
    return Job.objects.get(pk=job_id, lease=lease) if taken else None


def report(job: Job, *, step: int, message: str = "") -> None:
    """Say how far the work is, and renew the lease. Raises LeaseLost when it is no longer ours."""
    until = timezone.now() + LEASE
    ours = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.RUNNING)
    if not ours.update(step=step, message=message, leased_until=until):
        raise LeaseLost(job.pk)


def finish(job: Job, effect: Callable[[], str]) -> None:
    """Write the effect and "done" in one transaction. `effect` returns the address of the result, or "".

    Raises LeaseLost, with nothing written, when another worker has taken the job meanwhile.
    """
    with transaction.atomic():
        _hold(job.pk, job.lease)
        result_url = effect()
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE, step=F("steps"), message="", result_url=result_url,
            lease=None, leased_until=None, finished_at=timezone.now(),
        )  # fmt: skip


def fail(job: Job, *, why: str) -> None:
    """The job cannot be done; say why in plain words."""
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        state=Job.State.FAILED, message=why[:300], lease=None, leased_until=None, finished_at=timezone.now()
    )


def give_back(job: Job) -> None:
    """Something unforeseen happened: let the beat ring again, until the tries are spent."""
    spent = job.tries >= TRIES
    state = Job.State.FAILED if spent else Job.State.WAITING
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        state=state, message=LOST if spent else "", lease=None, leased_until=None,
        finished_at=timezone.now() if spent else None,
    )  # fmt: skip


def try_again(job: Job) -> None:
    """Ring anew for a failed job, with its tries set back. Does nothing for a job that has not failed."""
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
        if again.update(state=Job.State.WAITING, tries=0, step=0, message="", finished_at=None):
            transaction.on_commit(lambda: ring(job))


def work(job_id: int, do: Callable[[Job], Callable[[], str]]) -> None:
    """What every task calls: take the job, prepare (`do`, outside a transaction), then write its effect with "done"."""
    job = take(job_id)
    if job is None:
        return
    try:
        finish(job, do(job))
    except LeaseLost:
        log.info("Job %s was taken over by another worker.", job_id)
    except JobError as error:
        fail(job, why=str(error))
    except Exception:
        log.exception("Job %s stopped unexpectedly.", job_id)
        give_back(job)


def _hold(job_id: int, lease: UUID | None) -> None:
    held = Job.objects.select_for_update().filter(pk=job_id, lease=lease, state=Job.State.RUNNING)
    if lease is None or not held.exists():
        raise LeaseLost(job_id)
