"""Connections to PostgreSQL that the web server keeps between requests."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from hwe_portal.database import kept

pytestmark = pytest.mark.django_db(transaction=True)

PID = "SELECT pg_backend_pid()"


@pytest.fixture(autouse=True)
def keeping():
    connection.ensure_connection()  # the test's own, which is not one of those kept
    kept.keep(2)
    yield
    kept.keep(0)


def in_a_thread(work):
    """What `work` returns in a thread of its own, whose connection is closed as a request ends."""
    found = []

    def run():
        found.append(work())
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def asked(statement=PID):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_next_request_gets_the_connection_of_the_last():
    first, second = in_a_thread(asked), in_a_thread(asked)
    assert first == second != asked()
    assert in_a_thread(lambda: asked("SHOW timezone")) == asked("SHOW timezone")


def test_a_connection_that_the_server_ended_is_not_used_again():
    first = in_a_thread(asked)
    asked(f"SELECT pg_terminate_backend({first}, 5000)")
    assert in_a_thread(asked) not in (first, asked())


def test_what_a_request_left_undone_stays_with_it():
    def leaving_a_transaction_open():
        connection.ensure_connection()
        connection.connection.autocommit = False
        return asked()

    assert in_a_thread(leaving_a_transaction_open) != in_a_thread(asked)


def test_no_more_are_kept_than_was_said():
    ready = threading.Barrier(4)

    def work():
        ready.wait()
        pid = asked()
        ready.wait()
        connection.close()
        pids.append(pid)

    pids = []
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 4
    assert len(kept._free) == 2


def test_a_failed_transaction_gives_back_a_connection_that_works():
    def failing():
        with pytest.raises(DatabaseError), transaction.atomic():
            asked("SELECT 1 / 0")
        return asked()

    assert in_a_thread(failing) == in_a_thread(asked)
