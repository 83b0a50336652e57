"""The embedded broker: a message is delivered at least once, to one consumer at a time, and never lost."""

import sqlite3
from queue import Empty

import pytest
from kombu import Connection, Queue

from hwe_portal import sqlite_broker
from hwe_portal.celery import EMBEDDED_OPTIONS

pytestmark = pytest.mark.embedded

LETTERS = Queue("letters")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "broker.sqlite3"


@pytest.fixture
def connect(path):
    """A function that opens a connection to the broker as another process would."""
    connections = []

    def open_connection(**options):
        address = f"{sqlite_broker.ALIAS}:///{path}"
        connections.append(Connection(address, transport_options=EMBEDDED_OPTIONS | options))
        return connections[-1]

    yield open_connection
    for connection in connections:
        connection.close()


def publish(connection, *bodies, queue=LETTERS):
    with connection.Producer() as producer:
        for body in bodies:
            producer.publish(body, routing_key=queue.name, declare=[queue], retry=False)


def take(connection, queue=LETTERS):
    return connection.default_channel.basic_get(queue.name)


def take_all(connection):
    return [message.decode() for message in iter(lambda: take(connection), None)]


def make_stale(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE message SET claimed_at = claimed_at - 31 WHERE claimed_at IS NOT NULL")


def test_messages_arrive_in_the_order_in_which_they_were_published(connect):
    publish(connect(), "first", {"second": [2]}, "third")
    assert take_all(connect()) == ["first", {"second": [2]}, "third"]


def test_a_claimed_message_is_not_delivered_to_anybody_else(connect):
    publish(connect(), "only")
    assert take(connect()).decode() == "only"
    assert take(connect()) is None


def test_an_acknowledged_message_is_gone(connect):
    consumer = connect()
    publish(consumer, "only")
    take(consumer).ack()
    assert consumer.default_channel.queue_purge("letters") == 0


def test_a_rejected_message_is_gone_or_delivered_again(connect):
    consumer = connect()
    publish(consumer, "first", "second")
    take(consumer).reject()
    take(consumer).requeue()
    assert take_all(connect()) == ["second"]


def test_messages_of_a_connection_that_closes_are_delivered_again(connect):
    consumer = connect()
    publish(consumer, "first", "second")
    take(consumer)
    consumer.close()
    assert take_all(connect()) == ["first", "second"]


def test_messages_of_a_consumer_that_died_are_delivered_again_when_its_claim_is_stale(connect, path):
    dead = connect()
    publish(dead, "only")
    take(dead)
    make_stale(path)
    assert take_all(connect()) == ["only"]


def test_a_consumer_that_still_polls_keeps_its_claims(connect, path):
    alive = connect()
    publish(alive, "only")
    take(alive)
    make_stale(path)
    alive.default_channel.renewed_at -= EMBEDDED_OPTIONS["visibility_timeout"]
    with pytest.raises(Empty):
        alive.default_channel.drain_events()
    assert take_all(connect()) == []


def test_what_was_delivered_to_another_since_is_not_taken_back_by_the_first(connect, path):
    slow = connect()
    publish(slow, "only")
    take(slow)
    make_stale(path)
    second = connect()
    assert take_all(second) == ["only"]
    slow.close()
    assert take_all(connect()) == []


def test_queues_do_not_mix(connect):
    connection = connect()
    publish(connection, "a letter")
    publish(connection, "a parcel", queue=Queue("parcels"))
    assert take(connection, Queue("parcels")).decode() == "a parcel"
    assert connection.default_channel.queue_purge("letters") == 1
    assert take(connection) is None


def test_a_consumer_takes_no_more_than_it_may_hold(connect):
    consumer = connect()
    publish(consumer, "first", "second", "third")
    received = []
    consumer.default_channel.basic_qos(prefetch_count=2)
    with consumer.Consumer(LETTERS, on_message=received.append):
        drain(consumer)
        assert [message.decode() for message in received] == ["first", "second"]
        received[0].ack()
        drain(consumer)
    assert [message.decode() for message in received] == ["first", "second", "third"]


def drain(connection):
    while True:
        try:
            connection.drain_events(timeout=0.01)
        except TimeoutError:
            return


def test_publishing_to_a_locked_file_fails(connect, path):
    sqlite_broker.open_database(path).close()
    with sqlite3.connect(path, isolation_level=None) as another:
        another.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            publish(connect(), "too late")
        another.execute("ROLLBACK")
