"""How changes of a room travel: two numbers of its row grow, and whoever listens is told which numbers they are now.

`step` grows with everything that phones and the wall must show anew, `tally` with every answer. The numbers in the
database are the truth. Where there is Redis, every process hears of them by its publish and subscribe; where there is
none, or it does not answer, each process that has listeners reads them (workshops.room_listening). A message holds the
key of a room and its two numbers, never who did what.
"""

import logging
import time
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from django.db import connection, transaction

from programmes import encryption
from workshops.models import Room

PATIENCE = 1  # seconds that a Redis which does not answer may hold an answer up
PAUSE = 10  # seconds for which a Redis that did not answer is left alone

logger = logging.getLogger(__name__)
_left_alone_until = 0.0


def stepped(room: Room) -> None:
    """Phones, desk and wall must show something else; told when the transaction is committed."""
    _grow(room, "step")


def tallied(room: Room) -> None:
    """An answer came, or somebody joined: the desk and the wall count anew; told when the transaction is committed."""
    _grow(room, "tally")


def redis_address() -> str:
    """The address of the Redis that the portal has, "" where it has none."""
    return next((url for url in (settings.CACHE_URL, settings.BROKER_URL) if url.startswith("redis")), "")


def channel() -> str:
    """Where this portal publishes: another one on the same Redis has another key or database, and so another name."""
    return f"rooms-{encryption.keyed_secret('rooms').hex()[:16]}-{connection.settings_dict['NAME']}"


def _grow(room: Room, column: str) -> None:
    table, name = (connection.ops.quote_name(each) for each in (Room._meta.db_table, column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = {name} + 1 WHERE id = %s RETURNING step, tally",  # noqa: S608 -- our own names
            [room.pk],
        )
        step, tally = cursor.fetchone()
    # The room keeps the numbers that it was read with: what is shown of it now is no newer than they are.
    message = f"{room.pk} {step} {tally}"
    transaction.on_commit(lambda: _publish(message), robust=True)


def _publish(message: str) -> None:
    global _left_alone_until
    address = redis_address()
    if not address or time.monotonic() < _left_alone_until:
        return
    try:
        _client(address).publish(channel(), message)
    except (redis.RedisError, OSError):
        _left_alone_until = time.monotonic() + PAUSE
        logger.warning("Redis does not answer; rooms are read from the database meanwhile.")


@lru_cache(maxsize=2)
def _client(address: str) -> Any:
    return redis.Redis.from_url(address, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
