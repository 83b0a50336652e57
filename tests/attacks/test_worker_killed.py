"""`kill -9` of the worker, of all that it started or of single children: nothing is lost, nothing is done twice."""

import os
import random
import signal
from collections import Counter

import pytest
from django.db import transaction
from kombu import Connection

from hwe_portal import processes, sqlite_broker
from hwe_portal.celery import EMBEDDED_OPTIONS, app
from programmes.models import AuditEvent, Job, User
from programmes.services import jobs
from tests.attacks.tasks import EFFECT

OPTIONS = ("--include", "tests.attacks.tasks")


@pytest.fixture
def asker(transactional_db):
    return User.objects.create_user("asker@example.org")


def enqueue(asker, number):
    with transaction.atomic():
        return [jobs.enqueue(task="tests.attacks.count", title="Count", by=asker).pk for _ in range(number)]


def done():
    return Job.objects.filter(state=Job.State.DONE).count()


def all_over():
    """Whether every job is done. One that was killed three times has failed: its owner asks for another try."""
    for job in Job.objects.filter(state=Job.State.FAILED):
        jobs.try_again(job)
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def effects():
    return Counter(AuditEvent.objects.filter(verb=EFFECT).values_list("record", flat=True))


def once_each(ids):
    return Counter({f"programmes.job:{pk}": 1 for pk in ids})


@pytest.mark.embedded
def test_300_jobs_survive_20_kills_of_the_worker(asker, start_worker, clock, wait_until):
    wanted = enqueue(asker, 300)
    for kill in range(1, 21):
        worker = start_worker(*OPTIONS)
        wait_until(lambda kill=kill: done() >= kill * 13, seconds=120)
        processes.kill_group(worker)
    start_worker(*OPTIONS)
    wait_until(all_over, seconds=180)
    assert effects() == once_each(wanted)


@pytest.mark.embedded
def test_60_jobs_survive_10_kills_of_single_children(asker, start_worker, clock, wait_until, children_of):
    wanted = enqueue(asker, 60)
    worker = start_worker(*OPTIONS)
    chance = random.Random(7)
    for kill in range(1, 11):
        wait_until(lambda kill=kill: done() >= kill * 5, seconds=120)
        os.kill(chance.choice(wait_until(lambda: children_of(worker.pid), seconds=10)), signal.SIGKILL)
    wait_until(all_over, seconds=180)
    assert worker.poll() is None
    assert effects() == once_each(wanted)


def test_200_messages_of_the_embedded_broker_survive_5_kills(start_worker, wait_until, tmp_path):
    broker = f"{sqlite_broker.ALIAS}:///{tmp_path}/broker.sqlite3"
    ran = tmp_path / "ran"
    ran.mkdir()
    with Connection(broker, transport_options=EMBEDDED_OPTIONS) as connection:
        for number in range(200):
            app.send_task("tests.attacks.touch", [str(ran), number], connection=connection)
    for kill in range(1, 6):
        worker = start_worker(*OPTIONS, BROKER_URL=broker)
        wait_until(lambda kill=kill: len(list(ran.iterdir())) >= kill * 30, seconds=60)
        processes.kill_group(worker)
    start_worker(*OPTIONS, BROKER_URL=broker)
    wait_until(lambda: len(list(ran.iterdir())) == 200, seconds=120)
