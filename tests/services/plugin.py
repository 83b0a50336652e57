"""The pytest plugin that gives the suite its database, broker, cache and folder before Django reads its settings.

The suite runs on real servers. `TEST_STACK=embedded` runs it on SQLite and the embedded broker instead. With several
test processes the first one starts the servers and the others share them: a database each, two Redis numbers each.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from hwe_portal import processes
from tests.services import postgres, redis, template

resources = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """A wrapper, so that it comes before pytest-django loads the settings."""
    options = early_config.known_args_namespace
    if not (options.help or options.version or options.collectonly):
        _set_environment(os.environ.get("PYTEST_XDIST_WORKER"))
    return (yield)


def pytest_unconfigure():
    resources.close()


def _set_environment(worker):
    if worker is None:
        os.environ |= _start_services()
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    os.environ |= _addresses(number)
    if worker is None:
        resources.callback(processes.kill_group, template.begin())
    # Playwright's event loop lives in the thread of the test, where the test also prepares and reads its rows.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _start_services():
    """Environment variables that every test process inherits."""
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    folder.chmod(0o755)
    resources.callback(shutil.rmtree, folder, ignore_errors=True)
    started = {"TEST_FOLDER": str(folder)}
    if os.environ.get("TEST_STACK") == "embedded":
        return started
    if "TEST_DATABASE_URL" in os.environ:
        resources.callback(template.drop, os.environ["TEST_DATABASE_URL"])
    else:
        started["TEST_DATABASE_URL"] = resources.enter_context(postgres.running(folder / "postgres"))
    if "TEST_REDIS_URL" not in os.environ:
        started["TEST_REDIS_URL"] = resources.enter_context(redis.running(folder / "redis"))[1]
    return started


def _addresses(number):
    folder = Path(os.environ["TEST_FOLDER"]) / f"process-{number}"
    folder.mkdir()
    own = {"DATA_DIR": str(folder)}
    if os.environ.get("TEST_STACK") == "embedded":
        return own | {
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
            "BROKER_URL": f"sqlite-broker:///{folder}/broker.sqlite3",
            "CACHE_URL": "locmemcache://",
        }
    server = os.environ["TEST_REDIS_URL"].rstrip("/")
    return own | {
        "DATABASE_URL": os.environ["TEST_DATABASE_URL"],
        "BROKER_URL": f"{server}/{2 * number}",
        "CACHE_URL": f"{server}/{2 * number + 1}",
    }
