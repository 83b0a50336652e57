"""Tasks that only the attacks' workers know: `celery worker --include tests.attacks.tasks`."""

import time
from datetime import timedelta
from pathlib import Path

from celery import shared_task

from programmes.services import audit, jobs

SECONDS_OF_WORK = 0.05
EFFECT = "counted"

# A worker that was killed gives its job back after seconds, so that an attack does not take all afternoon.
jobs.LEASE = timedelta(seconds=4)


@shared_task(name="tests.attacks.touch")
def touch(folder: str, number: int) -> None:
    """Leave a file, with one line for each time that the task ran."""
    time.sleep(SECONDS_OF_WORK)
    with (Path(folder) / str(number)).open("a") as file:
        file.write("run\n")


@shared_task(name="tests.attacks.count")
def count(job_id: int) -> None:
    """A job whose effect can be counted: one audit row."""
    jobs.work(job_id, _do)


def _do(job):
    time.sleep(SECONDS_OF_WORK)
    jobs.report(job, step=1)
    time.sleep(SECONDS_OF_WORK)
    return lambda: _effect(job)


def _effect(job):
    audit.write(by=job.by, verb=EFFECT, record=job)
    return ""
