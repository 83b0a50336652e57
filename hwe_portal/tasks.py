from celery import shared_task

from hwe_portal.services import case_study
from programmes.services import jobs


@shared_task(name=case_study.TASK, ignore_result=True)
def issue_case_study(job_id: int) -> None:
    jobs.work(job_id, case_study.prepare)
