"""Background work done at once, in this process, by the function that a worker would call."""

from collections.abc import Callable

from programmes.models import Job
from programmes.services import jobs


class NotDone(RuntimeError):
    """A job of the demonstration failed; the message is the job's own."""


def finish(job: Job, do: Callable[[Job], Callable[[], str]]) -> None:
    """Work a job that was just stored. Raises NotDone when it did not come to its end."""
    jobs.work(job.pk, do)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise NotDone(f"{job}: {job.message}")
