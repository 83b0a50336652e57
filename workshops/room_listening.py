"""Hearing of changes in rooms: once for each process, however many of its phones and walls listen.

While somebody listens one thread with one connection reads the two numbers of the rooms that are listened to: often
where the database is all there is, now and then where Redis tells of changes as they come and only what it lost is
still to be found. A Redis that says nothing for a while must answer a ping, or it is taken for lost: frozen, or gone
without a word. When the last listener leaves, the reading stops and the connection is closed.
"""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import redis.asyncio
from django.db import Error, connection

from workshops import room_changes
from workshops.models import Room

OFTEN = 0.12  # seconds between two readings where nothing else tells
NOW_AND_THEN = 1.0  # where Redis does
RETRY = 2.0  # seconds until a Redis that was lost is tried again
SILENCE = 5.0  # seconds without a word from Redis until it is asked whether it is there

Numbers = tuple[int, int]

logger = logging.getLogger(__name__)


class Listener:
    """Somebody who waits for the numbers of one room to grow; who waits for steps alone sleeps while answers come."""

    def __init__(self, numbers: Numbers | None, *, steps_only: bool) -> None:
        self.numbers = numbers
        self.steps_only = steps_only
        self.woken = asyncio.Event()

    def tell(self, numbers: Numbers) -> None:
        before, self.numbers = self.numbers, numbers
        if before is None or before[0] != numbers[0] or not self.steps_only:
            self.woken.set()


class Hub:
    """Who listens to which room in this process; `listening` is all that its users need."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[Listener]] = {}
        self._numbers: dict[int, Numbers] = {}
        self._tasks: list[asyncio.Task] = []
        self._somebody_came: asyncio.Event | None = None
        self._hears_redis = False

    @contextmanager
    def listening(self, room: int, *, steps_only: bool = False) -> Iterator[Listener]:
        """A listener for as long as the block runs; it may know newer numbers from the start."""
        listener = Listener(self._numbers.get(room), steps_only=steps_only)
        self._listeners.setdefault(room, set()).add(listener)
        self._begin()
        try:
            yield listener
        finally:
            self._leave(room, listener)

    def _begin(self) -> None:
        if not self._tasks:
            self._somebody_came = asyncio.Event()
            self._tasks = [asyncio.create_task(self._read_on(self._somebody_came))]
            if address := room_changes.redis_address():
                self._tasks.append(asyncio.create_task(self._hear(address)))
        self._read_soon()

    def _read_soon(self) -> None:
        if self._somebody_came:
            self._somebody_came.set()

    def _leave(self, room: int, listener: Listener) -> None:
        listeners = self._listeners[room]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[room]
            self._numbers.pop(room, None)
        if not self._listeners:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    def _tell(self, room: int, numbers: Numbers) -> None:
        """Numbers only grow: what comes late or out of order changes nothing."""
        if room not in self._listeners:
            return
        known = self._numbers.get(room, (0, 0))
        newest = max(known[0], numbers[0]), max(known[1], numbers[1])
        self._numbers[room] = newest
        if newest != known:
            for listener in self._listeners[room]:
                listener.tell(newest)

    async def _read_on(self, somebody_came: asyncio.Event) -> None:
        """Read at intervals, and soon after somebody came, who may have missed what changed meanwhile."""
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, "rooms")
        try:
            while True:
                somebody_came.clear()
                for room, step, tally in await loop.run_in_executor(thread, _read, list(self._listeners)):
                    self._tell(room, (step, tally))
                await asyncio.sleep(OFTEN)
                if self._hears_redis:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(somebody_came.wait(), NOW_AND_THEN)
        finally:
            thread.submit(connection.close)
            thread.shutdown(wait=False)  # a database that does not answer must not hold the event loop

    async def _hear(self, address: str) -> None:
        while True:
            try:
                await self._subscribe(address)
            except (redis.RedisError, OSError):
                logger.warning("Redis does not answer; rooms are read from the database meanwhile.")
            finally:
                self._hears_redis = False
                self._read_soon()
            await asyncio.sleep(RETRY)

    async def _subscribe(self, address: str) -> None:
        client = redis.asyncio.from_url(address, socket_connect_timeout=room_changes.PATIENCE)
        async with client, client.pubsub() as published:
            await published.subscribe(room_changes.channel())
            while True:
                message = await _next(published)
                self._hears_redis = True
                if message["type"] == "message":
                    room, step, tally = map(int, message["data"].split())
                    self._tell(room, (step, tally))


async def _next(published: redis.asyncio.client.PubSub) -> dict[str, Any]:
    """What Redis says next. Raises TimeoutError where it does not even answer a ping."""
    if message := await published.get_message(timeout=SILENCE):
        return message
    await published.ping()
    if message := await published.get_message(timeout=room_changes.PATIENCE):
        return message
    raise TimeoutError


def _read(rooms: list[int]) -> list[tuple[int, int, int]]:
    """The numbers of these rooms; none where the database does not answer, which the next reading tries again."""
    try:
        return list(Room.objects.filter(pk__in=rooms).values_list("pk", "step", "tally"))
    except Error:
        logger.warning("The database does not answer; rooms are read again soon.")
        connection.close()
        return []
