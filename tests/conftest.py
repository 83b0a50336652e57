"""Fixtures for every test: a clean cache, a real worker, a real browser.

The servers behind them are started by tests/services/plugin.py. Rows are made by tests/factories.py.
"""

import os
import sys

import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.core.cache import cache
from django.db import connection
from django.db.models.query import ModelIterable
from django.db.models.signals import post_migrate
from hypothesis import settings as property_tests
from kombu import Connection
from playwright.sync_api import sync_playwright

from hwe_portal import processes
from hwe_portal.celery import SEALING_QUEUE
from hwe_portal.setup.machine import find_chromium
from tests.services import browsing, template
from tests.services.addresses import database_url

QUEUES = ("celery", SEALING_QUEUE)

# No test is timed: a busy machine is not a failure.
property_tests.register_profile("untimed", deadline=None)
property_tests.load_profile("untimed")


# With several processes, the files that take longest start first: none is left alone with one at the end.
LONGEST_FIRST = (
    "tests/portal/test_every_page.py",
    "tests/journeys/test_charter_played.py",
    "tests/journeys/test_conversations_played.py",
    "tests/access/",
    "tests/diagnostics/test_notes_canaries.py",
    "tests/journeys/test_surveys_played.py",
    "tests/journeys/",
    "tests/portal/test_demonstration.py",
    "tests/diagnostics/test_wave_pages.py",
    "tests/diagnostics/test_answering_played.py",
    "tests/diagnostics/test_mail_year.py",
    "tests/workshops/test_room",
    "tests/programmes/test_roster_import.py",
)


def pytest_collection_modifyitems(items):
    items.sort(key=_place)


def _place(item):
    """Where in LONGEST_FIRST, or after it."""
    places = (place for place, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
    return next(places, len(LONGEST_FIRST))


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """SQLite's test database is a file, as in the portal itself, so that a worker process can open it too."""
    file, name = settings.DATA_DIR / "test.sqlite3", f"test_portal_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    connection.settings_dict["TEST"]["NAME"] = str(file) if connection.vendor == "sqlite" else name
    template.give(connection, file)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """SQLite's copy is there before Django looks, and goes with its folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def quick_flush():
    """Tables with few rows are emptied faster by DELETE than by TRUNCATE; foreign keys are checked when all are.

    Nothing here asks for Django's permissions, which it would make anew after each.
    """
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)

    def sql_flush(style, tables, **options):
        return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]

    if connection.vendor == "postgresql":
        connection.ops.sql_flush = sql_flush


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database goes at the end even if the server has not noticed yet that a worker was killed."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def no_order_is_lost():
    """Rows that are counted (grouped) lose the order of their model without a word: what is listed must name it."""
    fetch = ModelIterable.__iter__

    def fetch_in_order(rows):
        query = rows.queryset.query
        relies = bool(query.get_meta().ordering) and query.default_ordering and not query.order_by
        assert not (relies and query.group_by is True), f"Name the order of: {query}"
        return fetch(rows)

    ModelIterable.__iter__ = fetch_in_order
    yield
    ModelIterable.__iter__ = fetch


@pytest.fixture(autouse=True)
def clean_cache():
    """Rate limits and one-time codes of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def process_environment(transactional_db):
    """Environment variables with which another process joins this test: the same database, broker and folder."""
    return os.environ | {"DATABASE_URL": database_url(connection.settings_dict)}


@pytest.fixture
def empty_broker():
    """The broker with no message waiting."""
    with Connection(settings.BROKER_URL) as broker:
        for queue in QUEUES:
            broker.default_channel.queue_purge(queue)


@pytest.fixture
def start_worker(process_environment, empty_broker):
    """A function that starts a real Celery worker on this test's database and broker, and returns its process.

    It takes the sealing worker's tasks too, unless `--queues` says otherwise.

    `start_worker("--include", "tests.attacks.tasks", BROKER_URL=...)` adds options and changes its environment.
    """
    workers = []
    command = [sys.executable, "-m", "celery", "--app", "hwe_portal", "worker", "--concurrency", "2"]
    command += ["--queues", ",".join(QUEUES)]

    def start(*options, **environment):
        full = [*command, "--loglevel", "WARNING", *options]
        workers.append(processes.start(full, env=process_environment | environment))
        return workers[-1]

    yield start
    for worker in workers:
        processes.kill_group(worker)


@pytest.fixture
def worker(start_worker):
    """One real Celery worker, and who rings again for what it did not hear: a busy machine may lose a bell."""
    return start_worker("--beat", "--scheduler", "tests.services.ringing:RingingScheduler")


@pytest.fixture(scope="session")
def browser():
    """A real Chromium, started once for the session."""
    executable = find_chromium()
    assert executable, "The browser journeys need Chromium: run `make test`, or name one with CHROMIUM=/path"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=browsing.ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def portal_url(live_server):
    """Where the portal runs. Tests of what the live server cannot do put a server of their own in its place."""
    return live_server.url


@pytest.fixture
def new_page(browser, portal_url):
    """A function that opens a page on the running portal: `new_page(width=390, javascript=False, user=leader)`.

    At the end of the test no page may have broken the Content-Security-Policy or raised an error in a script.
    """
    visits = []

    def open_page(*, width=1280, height=900, javascript=True, user=None):
        visit = browsing.Visit(browser, portal_url, width=width, height=height, javascript=javascript)
        visits.append(visit)
        if user is not None:
            visit.sign_in(user)
        return visit.page

    yield open_page
    complaints = [complaint for visit in visits for complaint in visit.close()]
    assert complaints == []


@pytest.fixture
def page(new_page):
    """A page 1280 pixels wide, signed out."""
    return new_page()


@pytest.fixture
def axe():
    """A function that returns the accessibility violations of a page, one line each: `assert axe(page) == []`."""
    return browsing.violations
