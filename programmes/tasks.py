from celery import shared_task

from programmes.services import bounces, jobs, notices, roster


@shared_task(name="programmes.tasks.ring_waiting_jobs", ignore_result=True)
def ring_waiting_jobs() -> int:
    rung = jobs.ring_due()
    notices.settle_failed()
    return rung


@shared_task(name="programmes.tasks.send_notices", ignore_result=True)
def send_notices(job_id: int) -> None:
    jobs.work(job_id, notices.deliver)


@shared_task(name="programmes.tasks.forget_rosters", ignore_result=True)
def forget_rosters() -> int:
    return roster.forget_expired()


@shared_task(name="programmes.tasks.read_bounces", ignore_result=True)
def read_bounces() -> int:
    return bounces.read_mailbox()
