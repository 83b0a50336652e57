from celery import shared_task
from django.utils import timezone

from charters import letters
from charters.services import expired_stances, poster_printing, reviews, round_mail, rounds, signatures
from programmes.services import jobs, notices


@shared_task(name=letters.TASK, ignore_result=True)
def send_letters(job_id: int) -> None:
    jobs.work(job_id, lambda job: notices.deliver(job, letters.write))


@shared_task(name=poster_printing.TASK)
def print_poster(job_id: int) -> None:
    jobs.work(job_id, poster_printing.make)


@shared_task(name="charters.tasks.keep_charters", ignore_result=True)
def keep_charters() -> int:
    """Open the reviews that are due, and ask those to sign whom nobody has asked yet."""
    return reviews.open_due() + signatures.ask_due()


@shared_task(name="charters.tasks.close_due_rounds", ignore_result=True)
def close_due_rounds() -> int:
    return rounds.close_due()


@shared_task(name="charters.tasks.remind_of_rounds", ignore_result=True)
def remind_of_rounds() -> int:
    return round_mail.send_due()


@shared_task(name="charters.tasks.delete_expired_stances", ignore_result=True)
def delete_expired_stances() -> int:
    return expired_stances.delete_expired(at=timezone.localdate())
