"""Phones and a wall that talk to the real server: a few lines of HTTP each, so that a thousand fit into one process."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from hwe_portal import processes
from tests.services.addresses import database_url
from tests.signing import signed_in

TOKEN = "t" * 32  # what a browser would hold as its form token
COUNT = re.compile(rb'app-room-wall__answered"><strong>(\d+)</strong>')
READY = 60  # seconds until the server answers


class Refused(Exception):
    """An answer with a status that was not expected."""


class Server:
    """The real web server on this test's database, at a port of its own."""

    def __init__(self, workers: int = 1) -> None:
        self.port = processes.free_port()
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        options += ["--timeout-graceful-shutdown", "3", "--workers", str(workers)]
        self.command = [sys.executable, "-m", "uvicorn", "hwe_portal.asgi:application", *options]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environment = os.environ | {"DATABASE_URL": database_url(connection.settings_dict)}
        self.process = processes.start(self.command, env=environment)
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline:
            with suppress(OSError, HTTPException):
                if _is_healthy(self.port):
                    return
            time.sleep(0.1)
        raise RuntimeError("The server does not answer.")

    def kill(self) -> None:
        processes.kill_group(self.process)

    def kill_and_start(self) -> None:
        self.kill()
        self.start()

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does, and leave nothing of it behind."""
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=8)
        self.kill()


@contextmanager
def server(*, workers: int = 1) -> Iterator[Server]:
    running = Server(workers)
    try:
        yield running
    finally:
        running.stop()


def _is_healthy(port: int) -> bool:
    """Asked without an event loop: the thread of a browser test has one running already."""
    asking = HTTPConnection("127.0.0.1", port, timeout=READY)
    try:
        asking.request("GET", "/healthz", headers={"Host": "localhost"})
        return asking.getresponse().status == 200
    finally:
        asking.close()


def session_of(user) -> str:
    """The cookies of somebody signed in, as a header has them."""
    return f"{settings.SESSION_COOKIE_NAME}={signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value}"


async def ask(port, method, path, cookies="", form=None, headers=()) -> tuple[int, dict, bytes]:
    """One request on a connection of its own: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_request(method, path, cookies, form, (*headers, ("Connection", "close"))))
        await writer.drain()
        status, found = await _head(reader)
        body = await reader.read()
        return status, found, _whole(found, body)
    finally:
        writer.close()


def _request(method, path, cookies, form, headers) -> bytes:
    content = urlencode(form | {"csrfmiddlewaretoken": TOKEN}, doseq=True).encode() if form is not None else b""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: text/html, */*"]
    lines += [f"Cookie: {cookies}; csrftoken={TOKEN}".replace(": ;", ":")]
    lines += [f"{name}: {value}" for name, value in headers]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _head(reader) -> tuple[int, dict]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value.strip() for name, _, value in fields}


def _whole(headers, body) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return body
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        parts.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(parts)


async def listen(port, path, cookies, heard: Callable[[str], None], ready: Callable[[], None] = lambda: None) -> None:
    """Open a stream and hand on the data of each event until it ends. Raises Refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_request("GET", path, cookies, None, [("Accept", "text/event-stream")]))
        status, _ = await _head(reader)
        if status != 200:
            raise Refused(status)
        ready()
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                heard(line.decode().strip())
    finally:
        writer.close()


@dataclass
class Wall:
    """The wall in a room: hears that something changed, asks for what, and notes when it showed which count."""

    port: int
    path: str
    changes: str
    cookies: str
    shown: list[tuple[float, int]] = field(default_factory=list)

    async def hang(self, ready: asyncio.Event) -> None:
        changed = asyncio.Event()
        listening = asyncio.create_task(listen(self.port, self.changes, self.cookies, lambda _: changed.set()))
        try:
            while True:
                await changed.wait()
                changed.clear()
                _, _, body = await ask(self.port, "GET", self.path, self.cookies)
                if found := COUNT.search(body):
                    self.shown.append((time.monotonic(), int(found[1])))
                ready.set()
        finally:
            listening.cancel()

    def shows(self, count: int) -> float | None:
        """When it first showed so many answers."""
        return next((at for at, shown in self.shown if shown >= count), None)
