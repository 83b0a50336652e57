from celery import shared_task

from programmes.services import jobs


@shared_task(name="programmes.tasks.ring_waiting_jobs", ignore_result=True)
def ring_waiting_jobs() -> int:
    return jobs.ring_due()
