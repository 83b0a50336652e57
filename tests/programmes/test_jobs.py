"""Jobs: the row is the truth; whatever dies or repeats, the effect is there once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import AuditEvent, Job, System
from programmes.services import jobs
from tests.factories import SystemFactory, UserFactory
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture
def rung(monkeypatch):
    """The jobs that were rung for, in order, in place of a broker."""
    heard = []
    monkeypatch.setattr(jobs, "ring", lambda job: heard.append(job.pk))
    return heard


@pytest.fixture
def user():
    return UserFactory()


def enqueue(user, **said):
    return jobs.enqueue(**({"task": "none", "title": "Something", "by": user, "steps": 2} | said))


@jobs.transaction.atomic
def ask_and_fail(user):
    enqueue(user)
    raise ZeroDivisionError


def effect():
    SystemFactory(name="The effect")
    return "/done/"


def test_a_job_is_rung_for_once_its_transaction_commits(user, rung):
    with jobs.transaction.atomic():
        job = enqueue(user)
        assert rung == []
    assert rung == [job.pk]


def test_two_deliveries_of_one_ring_do_the_work_once(user, rung):
    job = enqueue(user)
    jobs.work(job.pk, lambda taken: effect)
    jobs.work(job.pk, lambda taken: effect)
    job.refresh_from_db()
    assert (job.state, job.step, job.result_url, System.objects.count()) == ("done", 2, "/done/", 1)


def test_a_second_worker_cannot_take_what_the_first_holds(user, rung):
    job = enqueue(user)
    first = jobs.take(job.pk)
    assert (first.tries, jobs.take(job.pk)) == (1, None)


def test_a_worker_whose_lease_ran_out_writes_nothing(user, rung):
    job = enqueue(user)
    slow = jobs.take(job.pk)
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    jobs.work(job.pk, lambda taken: effect)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(slow, effect)
    with pytest.raises(jobs.LeaseLost):
        jobs.report(slow, step=1)
    assert System.objects.count() == 1


def test_a_crash_leaves_nothing_half_done_and_is_given_up_after_three_tries(user, rung):
    def crash():
        effect()
        raise RuntimeError("the disk is full")

    job = enqueue(user)
    for _ in range(4):
        jobs.work(job.pk, lambda taken: crash)
    job.refresh_from_db()
    assert (job.state, job.tries, job.message, System.objects.count()) == ("failed", 3, jobs.LOST, 0)


def test_a_reason_in_plain_words_ends_the_job_at_once(user, rung):
    def refuse(taken):
        raise jobs.JobError("There is nothing to print yet.")

    job = enqueue(user)
    jobs.work(job.pk, refuse)
    job.refresh_from_db()
    assert (job.state, job.tries, job.message) == ("failed", 1, "There is nothing to print yet.")


def test_the_beat_rings_again_for_what_waits_and_what_was_lost(user, rung):
    waiting, held, lost, over = (enqueue(user) for _ in range(4))
    jobs.take(held.pk)
    jobs.take(lost.pk)
    Job.objects.filter(pk=lost.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    jobs.work(over.pk, lambda taken: effect)
    rung.clear()
    assert (jobs.ring_due(), sorted(rung)) == (2, [waiting.pk, lost.pk])


def test_the_beat_gives_up_what_was_lost_three_times(user, rung):
    job = enqueue(user)
    for _ in range(jobs.TRIES):
        jobs.take(job.pk)
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.ring_due() == 0
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", jobs.LOST)


def test_a_failed_job_says_why_and_can_be_tried_again_by_who_asked(user, rung):
    job = enqueue(user)
    jobs.work(job.pk, lambda taken: 1 / 0)
    Job.objects.update(tries=3, state="failed", message="Why it failed.")
    client = signed_in(user)
    page = client.get(reverse("programmes:job", kwargs={"job": job.pk})).content.decode()
    assert ("Why it failed." in page, "Try again" in page) == (True, True)
    rung.clear()
    client.post(reverse("programmes:job-try-again", kwargs={"job": job.pk}))
    job.refresh_from_db()
    assert (job.state, job.tries, rung) == ("waiting", 0, [job.pk])


def test_the_page_of_a_job_reloads_without_javascript_and_leads_on_when_done(user, rung):
    job = enqueue(user)
    client = signed_in(user)
    url = reverse("programmes:job", kwargs={"job": job.pk})
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in client.get(url).content.decode()
    jobs.work(job.pk, lambda taken: effect)
    assert client.get(url)["Location"] == "/done/"
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == "/done/"


def test_a_broker_that_is_down_costs_the_request_nothing(user, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(jobs.current_app, "send_task", refuse, raising=False)
    job = enqueue(user)
    assert (Job.objects.get().state, AuditEvent.objects.count(), job.pk) == ("waiting", 0, job.pk)


def test_a_broker_that_is_silent_holds_up_all_jobs_of_a_transaction_once(user, monkeypatch):
    tried = []

    def refuse(task, ids, **options):
        tried.append(ids)
        raise ConnectionError

    monkeypatch.setattr(jobs.current_app, "send_task", refuse, raising=False)
    for _ in range(2):
        with jobs.transaction.atomic():
            ids = [enqueue(user).pk for _ in range(3)]
        assert tried.pop() == ids[:1]
    assert (tried, Job.objects.filter(state="waiting").count()) == ([], 6)
    assert (jobs.ring_due(), len(tried)) == (6, 1)


def test_a_savepoint_rolled_back_takes_its_rings_and_no_others(user, rung):
    with jobs.transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            ask_and_fail(user)
        kept = enqueue(user)
    assert rung == [kept.pk]
