"""A broker that is down or frozen: nobody waits over two seconds for it, and nothing is lost."""

import signal
import sqlite3
import subprocess
import sys

import pytest

from hwe_portal import processes, sqlite_broker
from programmes.models import Job, User
from tests.services import redis

LONGEST = 2  # seconds that a request may be held
# Three jobs, each asked for in a transaction of its own, as three requests would, then a request that asks for three;
# prints the slowest.
ASK = """
import time, django
django.setup()
from django.db import transaction
from programmes.models import User
from programmes.services import jobs
slowest = 0
for number in (1, 1, 1, 3):
    started = time.monotonic()
    with transaction.atomic():
        for _ in range(number):
            jobs.enqueue(task="tests.attacks.count", title="Count", by=User.objects.get())
    slowest = max(slowest, time.monotonic() - started)
print(slowest)
"""


@pytest.fixture
def slowest_request(process_environment):
    """A function that asks for six jobs over a broker and returns the longest that a request was held, in seconds."""
    User.objects.create_user("asker@example.org")

    def ask(broker):
        environment = process_environment | {"BROKER_URL": broker}
        done = subprocess.run([sys.executable, "-c", ASK], env=environment, check=True, capture_output=True, timeout=60)
        return float(done.stdout)

    return ask


@pytest.fixture
def recovers(start_worker, clock, wait_until):
    """A function that starts a worker and waits until it has done the six jobs, which only the clock rings for."""

    def wait():
        start_worker("--include", "tests.attacks.tasks")
        wait_until(lambda: Job.objects.filter(state=Job.State.DONE).count() == 6, seconds=60)

    return wait


def test_redis_refuses(slowest_request, recovers):
    assert slowest_request(f"redis://127.0.0.1:{processes.free_port()}/0") < LONGEST
    recovers()


def test_redis_is_frozen(slowest_request, recovers, tmp_path):
    with redis.running(tmp_path / "redis") as (server, address):
        server.send_signal(signal.SIGSTOP)
        assert slowest_request(f"{address}/0") < LONGEST
    recovers()


def test_the_embedded_broker_is_locked(slowest_request, recovers, tmp_path):
    path = tmp_path / "broker.sqlite3"
    sqlite_broker.open_database(path).close()
    frozen = sqlite3.connect(path, isolation_level=None)
    frozen.execute("BEGIN EXCLUSIVE")
    assert slowest_request(f"{sqlite_broker.ALIAS}:///{path}") < LONGEST
    frozen.close()
    recovers()


def test_the_embedded_broker_has_no_folder(slowest_request, recovers):
    assert slowest_request(f"{sqlite_broker.ALIAS}:////proc/nowhere/broker.sqlite3") < LONGEST
    recovers()
