"""Many people at one address of the real server: a process of its own, on the database of the bench."""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urljoin, urlsplit

from django.db import connection

from hwe_portal import processes
from tests.services.addresses import database_url

HANDS = 40  # threads: so many may wait at the same time
READY = 30  # seconds until the server answers


def opening(address: str, *, people: int, within: float) -> tuple[list[float], int]:
    """Everybody opens the address, begins and reads two pages, each at a moment of their own spread evenly over
    `within` seconds: how long each request took, in seconds, and how many failed."""
    with _server() as port, ThreadPoolExecutor(HANDS) as hands:
        began = time.monotonic()
        seen = [hands.submit(_visit, port, address, began + within * number / people) for number in range(people)]
        found = [each.result() for each in seen]
    return [wait for waits, _ in found for wait in waits], sum(failed for _, failed in found)


def _visit(port: int, address: str, at: float) -> tuple[list[float], int]:
    time.sleep(max(0, at - time.monotonic()))
    waits, place = [], address
    try:
        for method in ("GET", "POST", "GET", "GET"):
            wait, status, place = _ask(port, method, place)
            waits.append(wait)
            if status >= 400:
                return waits, 1
        return waits, 0
    except (OSError, HTTPException):
        return waits, 1


def _ask(port: int, method: str, place: str) -> tuple[float, int, str]:
    """How long it took, the status, and where to go next: where it sends to, else the first page of questions."""
    client = HTTPConnection("127.0.0.1", port, timeout=20)
    began = time.monotonic()
    client.request(method, place, headers={"Host": "localhost"})
    answer = client.getresponse()
    answer.read()
    wait = time.monotonic() - began
    client.close()
    following = answer.headers.get("Location")
    return wait, answer.status, urlsplit(urljoin(place, following or ("1/" if place.startswith("/s/") else ""))).path


@contextmanager
def _server() -> Iterator[int]:
    port = processes.free_port()
    server = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "hwe_portal.asgi:application", *server]
    process = processes.start(command, env=os.environ | {"DATABASE_URL": database_url(connection.settings_dict)})
    try:
        _wait_for(port)
        yield port
    finally:
        processes.kill_group(process)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline:
        try:
            if _ask(port, "GET", "/healthz")[1] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server does not answer.")
