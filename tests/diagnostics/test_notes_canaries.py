"""A canary word in every note: who may not read it finds it nowhere, and at rest there is only ciphertext."""

import logging
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.cache import cache
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from diagnostics import merging
from diagnostics.models import Note, NoteTab
from diagnostics.selectors import notes as selectors
from diagnostics.services import notes
from programmes import models
from tests.access import rows, world
from tests.diagnostics import talks
from tests.services import postgres
from tests.signing import signed_in

CANARY = "kanarienvogel"
# Named to the leader: the interviewer, who took the notes, and the facilitator.
NAMED = ("interviewer", "facilitator")


def _keywords(patterns, namespace="", taken=()):
    for entry in patterns:
        here = (*taken, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _keywords(
                entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, here
            )
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", here


KEYWORDS = dict(_keywords(get_resolver().url_patterns))


def _noted(talk, by):
    """A canary beside and under every question, sent by two pages and added to by a batch."""
    for number, section in enumerate(selectors.sections(talk)):
        save = merging.Save(1, f"{CANARY}{number} and more words", base="")
        for tab in (uuid4(), uuid4()):
            notes.save(interview=talk, question=section.question, tab=tab, save=save, by=by)
    notes.add(interview=talk, texts={None: f"{CANARY} pasted"}, batch=uuid4(), by=by)


@pytest.fixture
def furnished(db):
    built = world.build()
    rows.furnish(built)
    talks.guide(built.programme)
    _noted(talks.of_world(built), built.users["interviewer"])
    return built


def _addresses(built):
    for name, keywords in KEYWORDS.items():
        values = {key: built.objects.get(f"{name}.{key}", built.objects.get(key)) for key in keywords}
        yield name, reverse(name, kwargs=values)


def _body(response):
    return response.getvalue().decode("utf-8", "replace") + str(response.headers)


def _crawl(built, knocker):
    """The addresses at which a knocker finds a canary, whatever they do there."""
    client = signed_in(built.users[knocker])
    client.raise_request_exception = False
    for name, address in _addresses(built):
        if name == "account_logout" or name.endswith("-delete"):
            continue
        answers = [client.get(address)]
        if name.startswith("diagnostics:notes"):
            answers.append(client.post(address, {"question": 0, "tab": uuid4(), "seq": 1, "text": "x", "base": "x"}))
        if any(CANARY in _body(answer) for answer in answers):
            yield name


def test_nobody_but_those_named_finds_a_word_at_any_address(furnished):
    """One world for every knocker: making one takes longer than a crawl."""
    found = {knocker: set(_crawl(furnished, knocker)) for knocker in world.KNOCKERS}
    named = {knocker: found.pop(knocker) for knocker in NAMED}
    assert {knocker: places for knocker, places in found.items() if places} == {}
    for places in named.values():
        assert "diagnostics:notes" in places
        assert {name for name in places if not name.startswith(("diagnostics:notes", "diagnostics:coding"))} == set()


def test_a_reader_of_one_conversation_finds_no_word_of_another(furnished):
    other = talks.held(furnished.programme, furnished.users["leader"].person, furnished.users["interviewer"].person)
    note = talks.note(other, "sperling")
    client = signed_in(furnished.users["facilitator"])
    bodies = [_body(client.get(address)) for _, address in _addresses(furnished)]
    assert [body for body in bodies if "sperling" in body] == []
    assert Note.objects.get(pk=note.pk).ciphertext != b""


@pytest.mark.embedded
def test_no_word_is_in_logs_records_sessions_or_the_cache(furnished, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    kept = {}
    monkeypatch.setattr(
        type(cache), "set", lambda self, key, value, *args, **more: kept.update({key: value}), raising=False
    )
    talk, client = talks.of_world(furnished), signed_in(furnished.users["interviewer"])
    address = reverse("diagnostics:notes", args=[talk.programme_id, talk.pk])
    client.get(address)
    words = {"question": 0, "tab": uuid4(), "seq": 1, "text": f"{CANARY} typed", "base": ""}
    client.post(f"{address}save/", words)
    client.post(f"{address}save/", words | {"seq": "none"})
    client.post(f"{address}save/", words | {"question": 987})
    client.post(f"{address}add/", {"batch": uuid4(), "text": f"{CANARY} pasted again"}, follow=True)
    signed_in(None).post(address, {"note-0": CANARY}, headers={"origin": "http://testserver"})
    notes.delete_expired(at=talk.held_on)
    records = [models.AuditEvent, models.Job, models.Notice, Session]
    stored = serializers.serialize("json", [row for model in records for row in model.objects.all()])
    sessions = str([session.get_decoded() for session in Session.objects.all()])
    assert CANARY not in caplog.text
    assert CANARY not in stored + sessions + str(kept)


@pytest.mark.embedded
def test_an_error_in_the_middle_says_no_word(furnished, caplog, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("diagnostics.services.notes.keep_words", fail)
    talk, client = talks.of_world(furnished), signed_in(furnished.users["interviewer"])
    client.raise_request_exception = False
    words = {"question": 0, "tab": uuid4(), "seq": 1, "text": f"{CANARY} typed", "base": ""}
    answer = client.post(reverse("diagnostics:notes-save", args=[talk.programme_id, talk.pk]), words)
    assert (answer.status_code, CANARY in _body(answer), CANARY in caplog.text) == (500, False, False)


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_at_rest_there_is_only_ciphertext(transactional_db):
    built = world.build()
    talks.guide(built.programme)
    _noted(talks.of_world(built), built.users["interviewer"])
    assert (Note.objects.count(), NoteTab.objects.count()) == (3, 7)
    everything = _everything_stored()
    assert b"What matters most to you just now?" in everything  # the guide's questions are no secret
    assert CANARY.encode() not in everything
    assert CANARY.encode("utf-16-le") not in everything
    assert CANARY.encode().hex().encode() not in everything


def _everything_stored():
    """SQLite's files as they lie on the disk, the log that it writes ahead too; PostgreSQL's dump."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return b"".join(path.read_bytes() for path in sorted(Path(name).parent.glob(f"{Path(name).name}*")))
    given = connection.settings_dict
    options = ("--host", given["HOST"], "--port", str(given["PORT"]), "--username", given["USER"], name)
    command = [postgres.find_binaries() / "pg_dump", "--inserts", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout
