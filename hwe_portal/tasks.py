from celery import shared_task

from hwe_portal.services import case_study, letters
from programmes.services import jobs, notices


@shared_task(name=case_study.TASK, ignore_result=True)
def issue_case_study(job_id: int) -> None:
    jobs.work(job_id, case_study.prepare)


@shared_task(name=letters.TASK, ignore_result=True)
def send_letters(job_id: int) -> None:
    jobs.work(job_id, lambda job: notices.deliver(job, letters.write))
