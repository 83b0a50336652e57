from celery import shared_task
from django.utils import timezone

from programmes.services import jobs, notices
from workshops import letters
from workshops.services import action_mail, expired_rooms, replies, rooms


@shared_task(name=letters.TASK, ignore_result=True)
def send_letters(job_id: int) -> None:
    jobs.work(job_id, lambda job: notices.deliver(job, letters.write))


@shared_task(name="workshops.tasks.forget_needs", ignore_result=True)
def forget_needs() -> int:
    return replies.forget_needs(at=timezone.localdate())


@shared_task(name="workshops.tasks.close_forgotten_rooms", ignore_result=True)
def close_forgotten_rooms() -> int:
    return rooms.close_forgotten(at=timezone.now())


@shared_task(name="workshops.tasks.forget_rooms", ignore_result=True)
def forget_rooms() -> int:
    """Guests some days after their room closed; single answers and seats a year after their programme's end."""
    today = timezone.localdate()
    return expired_rooms.forget_guests(at=today) + expired_rooms.delete_expired(at=today)


@shared_task(name="workshops.tasks.send_due_mail", ignore_result=True)
def send_due_mail() -> int:
    return action_mail.send_due()
