"""The test database as the migrations leave it, made once for the run: each test process takes a copy.

Migrating takes longer than any test of one part, so it goes on in a process of its own while the tests are collected.
It holds a lock until it ends, whatever ends it; whoever wants a copy waits for that.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2

from hwe_portal import processes

ROOT = Path(__file__).resolve().parents[2]
NAME = "test_portal_template"
FAILED = "The test database could not be made:\n"


def _file(name):
    return Path(os.environ["TEST_FOLDER"]) / name


def begin():
    """Start making it, on the server or in the folder that the environment names; returns the process."""
    command = [sys.executable, "-m", "tests.services.template"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hwe_portal.settings.test"}
    with _file("template.lock").open("w") as lock, _file("template.log").open("w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = {"pass_fds": [lock.fileno()], "stdout": log, "stderr": subprocess.STDOUT}
        return processes.start(command, env=environment, cwd=ROOT, **kept)


def give(connection, path):
    """Have Django's test database be a copy: at `path` for SQLite, else of what the server holds."""
    with _file("template.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    if not _file("template.made").exists():
        raise RuntimeError(FAILED + _file("template.log").read_text())
    if connection.vendor == "sqlite":
        shutil.copy(_file("template.sqlite3"), path)
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = NAME


def drop(address):
    """Leave nothing on a server that goes on after the run."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    connection.cursor().execute(f"DROP DATABASE IF EXISTS {NAME}")
    connection.close()


def _make():
    import django  # only here: the plugin imports this module before the settings have their environment

    django.setup()
    from django.db import connection

    own = str(_file("template.sqlite3")) if connection.vendor == "sqlite" else NAME
    connection.settings_dict["TEST"]["NAME"] = own
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    _file("template.made").touch()


if __name__ == "__main__":
    _make()
