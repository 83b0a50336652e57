"""The streams of server-sent events, around the portal as an ASGI application.

Whoever opens a stream asks the portal first, as for any page: sessions, accounts and the view decide, once. That
request ends as every request does, and gives its thread and its connection back. Only then does the stream begin,
which holds nothing but a task of the event loop: Django keeps the thread of a request, and what that has opened, for as
long as its answer is being sent, and ours is sent for as long as a workshop lasts.

A view says with the header STREAM which room its answer goes on to tell about, what of it, and who listens: one seat or
account holds at most MOST_EACH streams in a process. Where the portal is not served through this, as in tests, the
browser reads the one event of the answer and asks again.

Everybody in a room asks at the same moment what it shows. Django would begin two hundred threads then, with a
connection each, which hinder one another; so phones that ask wait here for their turn, where waiting costs nothing.
"""

import asyncio
import random
import resource
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings

from workshops.room_listening import Hub, Listener

STREAM = "X-Room-Stream"
ENDING = "/changes/"
PHONES = "/r/"
AT_ONCE = 8  # questions of phones that a process answers at a time
BEAT = 5.0  # seconds after which a stream says that it is there, so that the page knows
LONGEST = (20 * 60, 40 * 60)  # seconds until a stream ends, and the browser asks anew whether it may listen
MOST_EACH = 6  # streams of one seat or account; as a seventh begins, the oldest ends
SPARE_FILES = 100  # open files that the rest of the process needs

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Streams:
    """The portal, and the streams that go on where its answers end."""

    def __init__(self, portal: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.portal = portal
        self.hub = Hub()
        self.open: dict[str, list[asyncio.Future]] = {}
        self.ending = False
        self.hears_signals = False
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(ENDING):
            async with self.turns if _only_asks(scope) else nullcontext():
                await self.portal(scope, receive, send)
        elif self.ending or sum(map(len, self.open.values())) >= most_streams():
            await _refuse(send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        async with self.turns:
            await self.portal(scope, receive, keep)
        what = _take_header(messages)
        if what is None:
            for message in messages:
                await send(message)
            return
        await send(messages[0])
        await send({**messages[1], "more_body": True})
        room, wanted, who = what.split()
        await self._go_on(int(room), wanted, who, receive, send)
        await send({"type": "http.response.body", "body": b""})

    async def _go_on(self, room: int, wanted: str, who: str, receive: Receive, send: Send) -> None:
        """Tell of changes until the browser leaves, the server stops, or it is time to ask anew."""
        self._hear_signals()
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        watching = loop.create_task(_watch(receive, over))
        at_last = loop.call_later(random.uniform(*LONGEST), _end, over)  # noqa: S311 -- so that not all ask at once
        try:
            with self._held(who, over), self.hub.listening(room, steps_only=wanted == "step") as listener:
                await _tell(listener, wanted, over, send)
        finally:
            watching.cancel()
            at_last.cancel()

    @contextmanager
    def _held(self, who: str, over: asyncio.Future) -> Iterator[None]:
        """A stream that counts as open; the oldest of whoever holds too many ends, and this one if all are ending."""
        mine = self.open.setdefault(who, [])
        mine.append(over)
        for one in mine if self.ending else mine[:-MOST_EACH]:
            _end(one)
        try:
            yield
        finally:
            mine.remove(over)
            if not mine:
                del self.open[who]

    def _hear_signals(self) -> None:
        """Let streams end as the server begins to stop: it waits for every answer that is still being sent."""
        if self.hears_signals or threading.current_thread() is not threading.main_thread():
            return
        self.hears_signals = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _and_then(loop, self.end, before))

    def end(self) -> None:
        """End every stream, and begin none."""
        self.ending = True
        for held in self.open.values():
            for over in held:
                _end(over)


def _only_asks(scope: Message) -> bool:
    """Whether a phone asks for a page or a part. What brings a body is not made to wait: it waits for its sender."""
    if scope["type"] != "http" or not scope["path"].startswith(PHONES):
        return False
    return not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _and_then(loop: asyncio.AbstractEventLoop, end: Callable[[], None], before: Callable) -> Callable:
    def heard(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(end)
        before(number, frame)

    return heard


async def _watch(receive: Receive, over: asyncio.Future) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    _end(over)


def _end(over: asyncio.Future) -> None:
    if not over.done():
        over.set_result(None)


async def _tell(listener: Listener, wanted: str, over: asyncio.Future, send: Send) -> None:
    told = None
    while True:
        event, told = _event(listener, wanted, told)
        if event:
            await send({"type": "http.response.body", "body": event, "more_body": True})
        woken = asyncio.ensure_future(listener.woken.wait())
        done, _ = await asyncio.wait({woken, over}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        if over in done:
            return
        listener.woken.clear()
        if not done:
            await send({"type": "http.response.body", "body": b"event: beat\ndata: -\n\n", "more_body": True})


def _event(listener: Listener, wanted: str, told: bytes | None) -> tuple[bytes | None, bytes | None]:
    """The event to send, None where this listener was told these numbers already; and what it knows then."""
    if listener.numbers is None:
        return None, told
    now = event(*listener.numbers, wanted)
    return (None if now == told else now), now


def event(step: int, tally: int, wanted: str) -> bytes:
    """An event as it is sent: `wanted` is "step" for phones, "all" for the desk and the wall."""
    numbers = f'"step": {step}' + (f', "tally": {tally}' if wanted == "all" else "")
    return f"data: {{{numbers}}}\n\n".encode()


def _take_header(messages: list[Message]) -> str | None:
    """What the portal's answer goes on to tell about; None where it is a whole answer. Its headers are put right."""
    if not messages or messages[0]["type"] != "http.response.start":
        return None
    headers = messages[0]["headers"]
    what = next((value for name, value in headers if name.lower() == STREAM.lower().encode()), None)
    if what is None:
        return None
    left_out = (STREAM.lower().encode(), b"content-length")
    messages[0]["headers"] = [pair for pair in headers if pair[0].lower() not in left_out]
    return what.decode()


def most_streams() -> int:
    """How many this process takes: what the settings say, and never more than it may open files for."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(0, min(settings.ROOM_STREAMS, files - SPARE_FILES))


async def _refuse(send: Send) -> None:
    """Too many listen, or the server stops: pages ask at intervals instead, as they do behind a proxy that buffers."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"5"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"Many people are listening. This page asks at intervals.\n"})
