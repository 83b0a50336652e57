"""The real database, broker and cache that the bench runs on, thrown away at its end; before Django reads settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connection

from hwe_portal.database import kept
from tests.services import postgres, redis


@contextmanager
def running() -> Iterator[None]:
    """Servers as the suite finds or starts them, Django set up, a database of the bench's own."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o755)
    try:
        with _database(folder) as database, _redis(folder) as server:
            _configure(folder, database, server.rstrip("/"))
            with _own_database():
                yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
    else:
        with postgres.running(folder / "postgres") as address:
            yield address


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    if address := os.environ.get("TEST_REDIS_URL"):
        yield address
    else:
        with redis.running(folder / "redis") as (_, address):
            yield address


def _configure(folder: Path, database: str, server: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hwe_portal.settings.test",
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database,
        "BROKER_URL": f"{server}/60",
        "CACHE_URL": f"{server}/61",
    }
    django.setup()


@contextmanager
def _own_database() -> Iterator[None]:
    """A database beside the named one, which may hold somebody's data."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "test_portal_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        kept.keep(0)  # nobody drops a database that somebody is connected to
        connection.creation.destroy_test_db(name, verbosity=0)
