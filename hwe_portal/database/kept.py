"""Connections to PostgreSQL between two requests.

The server answers each request in a thread of its own, so a connection that Django keeps with its thread would never be
used again, and making one costs more than a page asks of it. Those that are kept here serve whichever request comes
next. Nobody waits for one: where none is free a new one is made, and what is too many is closed.
"""

import select
import time
from collections import deque
from typing import Any

from psycopg2.extensions import TRANSACTION_STATUS_IDLE

IDLE = 300  # seconds after which a connection is not used again: something between may have dropped it

_free: deque[tuple[Any, float, Any]] = deque()
_most = 0


def keep(most: int) -> None:
    """Keep at most so many connections that are not in use; 0 keeps none and closes those kept."""
    global _most
    _most = most
    while len(_free) > most:
        _free.pop()[2].close()


def take(parameters: dict[str, Any]) -> Any | None:
    """A connection made with these parameters that still stands; None where there is none."""
    while True:
        try:
            made_with, since, connection = _free.pop()
        except IndexError:
            return None
        if made_with == parameters and time.monotonic() - since < IDLE and _stands(connection):
            return connection
        connection.close()


def give(parameters: dict[str, Any], connection: Any) -> bool:
    """Keep a connection that nothing is going on in; whether it is kept, or its giver has to close it."""
    idle = not connection.closed and connection.info.transaction_status == TRANSACTION_STATUS_IDLE
    if not idle or len(_free) >= _most:
        return False
    _free.append((parameters, time.monotonic(), connection))
    return True


def _stands(connection: Any) -> bool:
    """A server that said something unasked said goodbye."""
    return not connection.closed and not select.select([connection], [], [], 0)[0]
