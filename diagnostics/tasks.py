from celery import shared_task
from django.utils import timezone

from diagnostics.services import printing, profiles
from programmes.services import jobs


@shared_task(name=printing.TASK)
def print_result(job_id: int) -> None:
    jobs.work(job_id, printing.make)


@shared_task(name="diagnostics.tasks.delete_expired_profiles", ignore_result=True)
def delete_expired_profiles() -> int:
    return profiles.delete_expired(at=timezone.localdate())
