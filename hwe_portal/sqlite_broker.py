"""A message broker in one SQLite file: a Kombu virtual transport for a portal on one machine.

Publishing inserts a row, consuming claims it (`UPDATE … RETURNING`), acknowledging deletes it. A consumer renews its
claims while it polls; claims of a consumer that died go stale and the messages are delivered again. Delivery is at
least once and every consumer must acknowledge. `docs/adr/0001-embedded-broker.md` says why this exists.
"""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from threading import Lock

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads
from kombu.utils.uuid import uuid

ALIAS = "sqlite-broker"
LOCK_SECONDS = 1  # how long one statement waits for another writer: a request publishes within two seconds or fails
SCHEMA = """
    CREATE TABLE IF NOT EXISTS message (
        id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, payload TEXT NOT NULL,
        claimed_by TEXT, claimed_at REAL
    );
    CREATE INDEX IF NOT EXISTS message_queue ON message (queue, id);
"""
CLAIM = """
    UPDATE message SET claimed_by = ?, claimed_at = ? WHERE id = (
        SELECT id FROM message WHERE queue = ? AND (claimed_at IS NULL OR claimed_at < ?) ORDER BY id LIMIT 1
    ) RETURNING id, payload
"""


class QoS(virtual.QoS):
    def ack(self, delivery_tag):
        self.channel.execute("DELETE FROM message WHERE id = ?", delivery_tag)
        super().ack(delivery_tag)
        if not self.channel.closed:
            self.channel.connection.poll_soon()  # there is room for one more

    def reject(self, delivery_tag, requeue=False):
        if requeue:
            super().reject(delivery_tag, requeue=True)
        else:
            self.ack(delivery_tag)


class Channel(virtual.Channel):
    QoS = QoS

    def __init__(self, connection, **kwargs):
        super().__init__(connection, **kwargs)
        client = connection.client
        self.name = uuid()
        self.visibility_timeout = client.transport_options.get("visibility_timeout", 30)
        self.renewed_at = time.time()
        self.lock = Lock()  # some of Celery's pools acknowledge from a thread of their own
        self.database = open_database(client.virtual_host)

    def execute(self, statement, *values):
        with self.lock:
            return self.database.execute(statement, values).fetchall()

    def close(self):
        if not self.closed:
            super().close()
            self.database.close()

    def drain_events(self, timeout=None, callback=None):
        self._renew_claims()
        return super().drain_events(timeout=timeout, callback=callback)

    def _renew_claims(self):
        if time.time() - self.renewed_at > self.visibility_timeout / 3:
            self.renewed_at = time.time()
            self.execute("UPDATE message SET claimed_at = ? WHERE claimed_by = ?", self.renewed_at, self.name)

    def _put(self, queue, message, **kwargs):
        self.execute("INSERT INTO message (queue, payload) VALUES (?, ?)", queue, dumps(message))

    def _get(self, queue, timeout=None):
        now = time.time()
        rows = self.execute(CLAIM, self.name, now, queue, now - self.visibility_timeout)
        if not rows:
            raise Empty
        delivery_tag, payload = rows[0]
        message = loads(payload)
        message["properties"]["delivery_tag"] = delivery_tag
        return message

    def _restore(self, message):
        release = "UPDATE message SET claimed_by = NULL, claimed_at = NULL WHERE id = ? AND claimed_by = ?"
        self.execute(release, message.delivery_tag, self.name)

    def _size(self, queue):
        return self.execute("SELECT count(*) FROM message WHERE queue = ?", queue)[0][0]

    def _purge(self, queue):
        return len(self.execute("DELETE FROM message WHERE queue = ? RETURNING id", queue))


class Transport(virtual.Transport):
    Channel = Channel
    implements = virtual.Transport.implements.extend(asynchronous=True)
    loop = None
    polling_interval = 0.2
    driver_type = driver_name = "sqlite"
    default_connection_params = {}
    connection_errors = channel_errors = (sqlite3.OperationalError,)

    def register_with_event_loop(self, connection, loop):
        """Poll from the worker's loop. Without it Celery's children share one pipe, and one `kill -9` can block all."""
        self.loop = loop
        loop.call_repeatedly(self.polling_interval, self.poll)

    def poll(self):
        """Take messages until there are none, or as many as the consumers may hold."""
        with suppress(Empty):
            while True:
                self.cycle.get(self._deliver, timeout=0)

    def poll_soon(self):
        if self.loop:
            self.loop.call_soon(self.poll)

    def driver_version(self):
        return sqlite3.sqlite_version


def open_database(path):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.executescript(SCHEMA)
    return database


def register():
    """Let Kombu find the transport behind addresses that begin with `sqlite-broker://`."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"
