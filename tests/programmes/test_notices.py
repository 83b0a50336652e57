"""What becomes of a mail: accepted, refused, put off, unsure; never sent twice by itself."""

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from programmes import tasks
from programmes.access import Role
from programmes.models import Job, Notice
from programmes.services import jobs, notices
from tests.factories import ProgrammeFactory, member
from tests.programmes import mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def server(settings):
    with mail_server.running() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def write(monkeypatch):
    """A function that writes mails to these addresses and returns their job; the queue is silent."""
    monkeypatch.setattr(jobs, "ring", lambda job: None)
    programme = ProgrammeFactory(title="Leading together")
    by = member(programme, Role.FACILITATOR, name="Fay Lister")

    def post(*addresses):
        written = [_notice(address, programme, by) for address in addresses]
        return notices.send(written, by=by, back="/there/", programme=programme)

    return post


def _notice(address, programme, by):
    person = member(programme, name=address).person
    return notices.write(kind=Notice.Kind.INVITATION, person=person, address=address, by=by, programme=programme)


def _work(job):
    tasks.send_notices(job.pk)
    job.refresh_from_db()


def _states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_goes_out_and_is_accepted(server, write):
    job = write("ada@example.org")
    _work(job)
    assert (job.state, job.result_url, _states()) == ("done", "/there/", ["accepted"])
    mail = server.mails[0]
    assert (mail["To"], mail["Subject"]) == ("ada@example.org", "Your invitation to Leading together")
    assert mail["Reply-To"] == Notice.objects.get().by.email


def test_one_refusal_holds_nobody_up(server, write):
    job = write("ada@example.org", "gone@example.org", "bo@example.org")
    _work(job)
    assert (job.state, job.step, _states()) == ("done", 3, ["accepted", "refused", "accepted"])
    refused = Notice.objects.get(state="refused")
    assert refused.reason == "The mail server said: 550 5.1.1 no such person"
    assert [mail["To"] for mail in server.mails] == ["ada@example.org", "bo@example.org"]


def test_what_the_server_puts_off_is_tried_three_times_and_the_rest_goes_out_once(server, write):
    job = write("later@example.org", "ada@example.org")
    _work(job)
    assert (job.state, _states()) == ("waiting", ["waiting", "accepted"])
    _work(job)
    assert (job.state, _states()) == ("waiting", ["waiting", "accepted"])
    _work(job)
    assert (job.state, _states()) == ("done", ["refused", "accepted"])
    assert Notice.objects.get(state="refused").reason == "The mail server put it off: 451 4.7.1 try again later"
    assert [mail["To"] for mail in server.mails] == ["ada@example.org"]


def test_a_server_that_is_down_is_tried_three_times(write, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    job = write("ada@example.org", "bo@example.org")
    for expected in (["waiting", "waiting"], ["waiting", "waiting"], ["refused", "refused"]):
        _work(job)
        assert _states() == expected
    assert set(Notice.objects.values_list("reason", flat=True)) == {notices.UNREACHABLE}


def test_a_connection_that_breaks_leaves_unsure_and_sends_nothing_again(server, write):
    job = write("cut@example.org", "ada@example.org")
    _work(job)
    assert (job.state, _states()) == ("done", ["unsure", "accepted"])
    _work(job)
    assert [mail["To"] for mail in server.mails] == ["cut@example.org", "ada@example.org"]


def test_sending_is_stored_before_the_server_hears_of_the_mail(server, write, monkeypatch):
    seen = []
    real = notices._hand_over
    monkeypatch.setattr(notices, "_hand_over", lambda message: (seen.extend(_states()), real(message))[1])
    _work(write("ada@example.org"))
    assert seen == ["sending"]


def test_a_worker_that_died_while_sending_leaves_unsure(server, write, monkeypatch):
    """The lease runs out with the mail in "sending": whoever takes the job next asks nobody, and sends nothing."""
    job = write("ada@example.org", "bo@example.org")
    Notice.objects.filter(address="ada@example.org").update(state="sending")
    _work(job)
    assert (job.state, _states()) == ("done", ["unsure", "accepted"])
    assert Notice.objects.get(state="unsure").reason == notices.LOST
    assert [mail["To"] for mail in server.mails] == ["bo@example.org"]


def test_an_outcome_once_known_is_not_overwritten(write):
    job = write("ada@example.org")
    notice = Notice.objects.get()
    notices._settle(notice, Notice.State.UNSURE, notices.LOST)
    notices._settle(notice, Notice.State.ACCEPTED, "")
    _work(job)
    assert _states() == ["unsure"]


def test_nothing_goes_to_an_account_that_was_closed_meanwhile(server, write):
    job = write("ada@example.org")
    person = Notice.objects.get().person
    person.user.is_active = False
    person.user.save()
    _work(job)
    assert (_states(), server.mails) == (["refused"], [])


def test_progress_counts_the_mails(server, write, monkeypatch):
    said = []
    real = jobs.report
    monkeypatch.setattr(jobs, "report", lambda job, **words: (said.append(words), real(job, **words)))
    _work(write("ada@example.org", "bo@example.org"))
    assert said == [{"step": 0, "message": "0 of 2 sent"}, {"step": 1, "message": "1 of 2 sent"}]


def test_a_broken_queue_keeps_the_mail_waiting(monkeypatch, django_capture_on_commit_callbacks):
    def broken(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr("celery.current_app.send_task", broken)
    programme = ProgrammeFactory()
    by = member(programme, Role.FACILITATOR)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notices.send([_notice("ada@example.org", programme, by)], by=by)
    assert (Job.objects.get().state, _states()) == ("waiting", ["waiting"])


def test_what_a_job_that_was_given_up_left_behind_is_settled_and_can_be_sent_again(server, write):
    job = write("ada@example.org", "bo@example.org", "cy@example.org")
    Notice.objects.filter(address="ada@example.org").update(state="accepted")
    Notice.objects.filter(address="bo@example.org").update(state="sending")
    Job.objects.update(state="running", lease=Job.new_lease(), leased_until=timezone.now(), tries=jobs.TRIES)
    tasks.ring_waiting_jobs()
    assert _states() == ["accepted", "unsure", "refused"]
    assert Notice.objects.get(state="refused").reason == notices.GIVEN_UP
    again = notices.send_again(Notice.objects.all(), programme=job.programme, by=job.by, back="")
    assert (notices.settle_failed(), _states()) == (0, ["accepted", "waiting", "waiting"])
    _work(again[0])
    assert sorted(mail["To"] for mail in server.mails) == ["bo@example.org", "cy@example.org"]
    jobs.try_again(job)
    _work(job)
    assert (job.state, len(server.mails)) == ("done", 2)
