from celery import shared_task
from django.utils import timezone

from diagnostics import letters, survey_letters
from diagnostics.services import (
    expired_answers,
    mailings,
    notes,
    printing,
    profiles,
    releases,
    result_printing,
    results,
    sealing,
    snapshot_printing,
    theme_printing,
    theme_releases,
    wave_mail,
    waves,
)
from programmes.services import jobs, notices


@shared_task(name=printing.TASK)
def print_result(job_id: int) -> None:
    jobs.work(job_id, printing.make)


@shared_task(name="diagnostics.tasks.delete_expired_profiles", ignore_result=True)
def delete_expired_profiles() -> int:
    return profiles.delete_expired(at=timezone.localdate())


@shared_task(name="diagnostics.tasks.delete_expired_notes", ignore_result=True)
def delete_expired_notes() -> int:
    """Notes a year after their programme's end; what open pages sent, after some days."""
    notes.forget_tabs(at=timezone.now())
    return notes.delete_expired(at=timezone.localdate())


@shared_task(name=releases.TASK)
def publish_snapshot(job_id: int) -> None:
    jobs.work(job_id, releases.carry_out)


@shared_task(name=snapshot_printing.TASK)
def print_snapshot(job_id: int) -> None:
    jobs.work(job_id, snapshot_printing.make)


@shared_task(name=letters.TASK, ignore_result=True)
def send_letters(job_id: int) -> None:
    jobs.work(job_id, lambda job: notices.deliver(job, letters.write))


@shared_task(name="diagnostics.tasks.send_due_mail", ignore_result=True)
def send_due_mail() -> int:
    return mailings.send_due() + wave_mail.send_due()


@shared_task(name=theme_releases.TASK)
def publish_themes(job_id: int) -> None:
    jobs.work(job_id, theme_releases.carry_out)


@shared_task(name=theme_printing.TASK)
def print_themes(job_id: int) -> None:
    jobs.work(job_id, theme_printing.make)


# Work of the sealing worker, which alone has the keys: tasks named "diagnostics.sealing." go to a queue of its own.


@shared_task(name=waves.OPEN)
def open_wave(job_id: int) -> None:
    jobs.work(job_id, sealing.carry_out_opening)


@shared_task(name=waves.CLOSE)
def close_wave(job_id: int) -> None:
    jobs.work(job_id, sealing.carry_out_closing)
    sealing.destroy_spent_keys()


@shared_task(name=waves.ADD_LATE)
def add_late(job_id: int) -> None:
    jobs.work(job_id, sealing.carry_out_adding)


@shared_task(name=waves.NEW_LINK)
def new_link(job_id: int) -> None:
    jobs.work(job_id, sealing.carry_out_new_link)


@shared_task(name=survey_letters.TASK, ignore_result=True)
def send_survey_letters(job_id: int) -> None:
    jobs.work(job_id, sealing.send_letters)


@shared_task(name="diagnostics.sealing.destroy_spent_keys", ignore_result=True)
def destroy_spent_keys() -> int:
    return sealing.destroy_spent_keys()


@shared_task(name="diagnostics.tasks.close_due_waves", ignore_result=True)
def close_due_waves() -> int:
    return waves.close_due()


@shared_task(name=results.TASK)
def publish_results(job_id: int) -> None:
    jobs.work(job_id, results.carry_out)


@shared_task(name=result_printing.TASK)
def print_results(job_id: int) -> None:
    jobs.work(job_id, result_printing.make)


@shared_task(name="diagnostics.tasks.delete_expired_answers", ignore_result=True)
def delete_expired_answers() -> int:
    return expired_answers.delete_expired(at=timezone.localdate())
