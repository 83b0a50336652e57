"""A canary word in every answer, and every token: while a round is open neither lies anywhere in clear."""

import logging
import os
import subprocess
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from diagnostics import tasks
from diagnostics.models import Ballot, Draft, Question, Response, Survey
from programmes.access import Role
from programmes.models import Job
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member
from tests.services import postgres

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

# Birds that no other test names: the log that is read holds what other tests wrote.
BEGUN, SENT, BROKEN, PLAIN = "stieglitz", "goldammer", "zaunkönig", "buchfink"
HALF = {BEGUN: 1, SENT: 2, BROKEN: 3}


@pytest.fixture
def by():
    return member(ProgrammeFactory(), Role.FACILITATOR)


def forms_of(word):
    """A word as it may lie somewhere: as text, as the database writes bytes in a dump, as JSON, as base64."""
    text = word.encode()
    return (text, text.hex().encode(), word.encode("utf-16-le"), ascii(word)[1:-1].encode(), b64encode(text)[:-4])


def finds(words, everything):
    return {word for word in words if any(form in everything for form in forms_of(word))}


def answer(token, questions, word, *, send):
    """Answer through the pages, as a browser does, in short and long words."""
    client = Client(raise_request_exception=False)
    shown = [("q", str(question.pk)) for question in questions]
    body = urlencode([*shown, *((f"q{one.pk}", word) for one in questions)])
    client.get(f"/s/{token}/")
    for page in ("1/", "2/"):
        client.post(f"/s/{token}/{page}", body, content_type="application/x-www-form-urlencoded")
    assert word in client.get(f"/s/{token}/check/").content.decode()
    return client.post(f"/s/{token}/check/") if send else None


def broken(*args, **kwargs):
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize("kind", [Survey.Kind.ANONYMOUS, Survey.Kind.CONFIDENTIAL])
def test_no_answer_and_no_token_lies_anywhere_while_the_round_is_open(by, kind, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    programme = by.person.memberships.get().programme
    survey = asked.survey(programme, kind, kinds=("short", "long"), title=f"On the {PLAIN}")
    asked.people(survey, 4)
    wave = waves.opened(survey, by)
    tasks.send_survey_letters(Job.objects.get(task="diagnostics.sealing.send_letters").pk)
    tokens = [waves.token_of(each) for each in wave.invitations.order_by("pk")]
    questions = list(Question.objects.filter(section__survey=survey))
    answer(tokens[0], questions, BEGUN, send=False)
    answer(tokens[1], questions, SENT, send=True)
    with monkeypatch.context() as patched:
        patched.setattr("diagnostics.surveys.tokens.decrypt", broken)
        assert Client(raise_request_exception=False).get(f"/s/{tokens[0]}/").status_code == 500
    with monkeypatch.context() as patched:
        patched.setattr("diagnostics.services.ballots._cast", broken)
        assert answer(tokens[2], questions, BROKEN, send=True).status_code == 500
    assert (Draft.objects.count(), Ballot.objects.count() + Response.objects.count()) == (2, 1)
    assert [f"/s/{token}/" in each.body for token, each in zip(tokens, mail.outbox, strict=True)] == [True] * 4
    assert finds([*HALF, *tokens], everything_stored()) == set()
    assert finds([*HALF, *tokens], caplog.text.encode() + server_log()) == set()
    assert finds(HALF, "".join(each.message().as_string() for each in mail.outbox).encode()) == set()


@pytest.mark.parametrize("place", ["stored", "log ahead"])
def test_what_is_no_secret_is_found_in_those_places(by, place):
    """So the search above would find an answer too, were it there."""
    asked.survey(by.person.memberships.get().programme, title=f"On the {PLAIN} {place}")
    found = everything_stored() if place == "stored" else written_ahead()
    assert finds([f"On the {PLAIN} {place}"], found) == {f"On the {PLAIN} {place}"}


def everything_stored():
    """The tables, and what the database wrote ahead of them."""
    if connection.vendor == "sqlite":
        return written_ahead()
    given = connection.settings_dict
    options = ("--host", given["HOST"], "--port", str(given["PORT"]), "--username", given["USER"], given["NAME"])
    command = [postgres.find_binaries() / "pg_dump", "--inserts", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout + written_ahead()


def written_ahead():
    """SQLite's files, its log included; PostgreSQL's write-ahead log to its end."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in sorted(name.parent.glob(f"{name.name}*")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn()), pg_switch_wal()")
        cursor.execute(
            "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() ORDER BY modification DESC LIMIT 4"
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def server_log():
    """What PostgreSQL logged, where the suite started it; and whatever the portal keeps in its folder."""
    files = [Path(os.environ["TEST_FOLDER"]) / "postgres" / "log", *Path(settings.DATA_DIR).rglob("*")]
    ours = ("test.sqlite3", ".key")
    return b"".join(path.read_bytes() for path in files if path.is_file() and not path.name.endswith(ours))
