"""Streams around a portal that lets everybody listen: how many one seat holds, and how changes reach them."""

import asyncio
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import InterfaceError
from django.urls import reverse
from redis import Redis

from tests.factories import ProgrammeFactory, member
from tests.services import redis as services
from tests.signing import signed_in
from tests.workshops import rooms as made
from workshops import room_changes, room_listening
from workshops.models import Room
from workshops.room_listening import Hub
from workshops.services import answers, rooms
from workshops.streams import AT_ONCE, MOST_EACH, STREAM, Streams

ROOM = 7


def played(coroutine):
    """In a thread of its own: that of a browser test has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(timeout=120)


@pytest.fixture
def database(monkeypatch):
    """What the database says of rooms, without one: nothing until a test says something."""
    says = []
    monkeypatch.setattr(room_listening, "_read", lambda rooms: list(says))
    monkeypatch.setattr(room_changes, "redis_address", lambda: "")
    return says


async def listens(scope, receive, send):
    """A portal that lets whoever asks listen to the room."""
    named = (STREAM.encode(), f"{ROOM} step {scope['who']}".encode())
    await send({"type": "http.response.start", "status": 200, "headers": [named]})
    await send({"type": "http.response.body", "body": b"data: {}\n\n"})


def scope(path, who="", headers=()):
    return {"type": "http", "method": "GET", "path": path, "headers": list(headers), "who": who}


async def never():
    await asyncio.Event().wait()


async def ignored(message):
    pass


def listening(streams, who):
    return asyncio.create_task(streams(scope("/r/ABC/changes/", who), never, ignored))


async def begun(streams, who):
    """A stream that has begun to listen."""
    had = len(streams.open.get(who, ()))

    stream = listening(streams, who)
    while len(streams.open.get(who, ())) == had:
        await asyncio.sleep(0)
    return stream


def test_the_oldest_stream_of_a_seat_ends_as_a_seventh_begins_and_nobody_elses(database):
    async def play():
        streams = Streams(listens)
        other, *mine = [await begun(streams, who) for who in ("seat-2", *["seat-1"] * MOST_EACH)]
        before = [stream.done() for stream in (other, *mine)]
        mine.append(listening(streams, "seat-1"))
        await asyncio.wait_for(mine[0], 60)
        after = [stream.done() for stream in (other, *mine)]
        streams.end()
        await asyncio.gather(other, *mine)
        return before, after, streams.open

    before, after, still_open = played(play())
    assert before == [False] * (1 + MOST_EACH)
    assert after == [False, True] + [False] * MOST_EACH
    assert still_open == {}


def test_phones_that_ask_at_once_take_turns_and_what_brings_a_body_waits_for_nobody():
    async def play():
        inside, may_go = [], asyncio.Event()

        async def slow(scope, receive, send):
            inside.append(scope["who"])
            await may_go.wait()

        streams = Streams(slow)
        asked = [streams(scope("/r/ABC/now/", number), never, None) for number in range(AT_ONCE + 5)]
        asked.append(streams(scope("/r/ABC/answer/", "vote", [(b"content-length", b"9")]), never, None))
        asked.append(streams(scope("/healthz", "other"), never, None))
        all_of_them = asyncio.gather(*asked)
        while "other" not in inside:
            await asyncio.sleep(0)
        at_first = list(inside)
        may_go.set()
        await all_of_them
        return at_first, len(inside)

    assert played(play()) == ([*range(AT_ONCE), "vote", "other"], AT_ONCE + 7)


def test_a_redis_that_freezes_is_replaced_by_the_database_and_taken_up_again(database, monkeypatch, tmp_path):
    """While Redis is heard the database is read once in an hour here, so who is told of what it says saw the frost."""
    for name, seconds in {"SILENCE": 0.2, "RETRY": 0.1, "NOW_AND_THEN": 3_600}.items():
        monkeypatch.setattr(room_listening, name, seconds)
    monkeypatch.setattr(room_changes, "PATIENCE", 0.2)
    monkeypatch.setattr(room_changes, "channel", lambda: "rooms")
    numbers = count(1)

    async def told(listener, wanted, say=lambda: None):
        while listener.numbers is None or listener.numbers < wanted:
            say()
            await asyncio.wait({asyncio.ensure_future(listener.woken.wait())}, timeout=0.05)
            listener.woken.clear()
        return listener.numbers

    async def play(server, client):
        def publish():
            number = next(numbers)
            client.publish("rooms", f"{ROOM} {number} {number}")

        with Hub().listening(ROOM) as listener:
            first = await told(listener, (1, 1), publish)
            server.send_signal(signal.SIGSTOP)
            database.append((ROOM, 1_000, 1_000))
            frozen = await told(listener, (1_000, 1_000))
            server.send_signal(signal.SIGCONT)
            database.clear()
            nonlocal numbers
            numbers = count(2_000)
            thawed = await told(listener, (2_000, 2_000), publish)
        return first < frozen < thawed, frozen

    with services.running(tmp_path / "redis") as (server, address), Redis.from_url(address) as client:
        monkeypatch.setattr(room_changes, "redis_address", lambda: address)
        assert played(play(server, client)) == (True, (1_000, 1_000))


def test_a_database_that_fails_in_any_way_is_read_again(monkeypatch):
    class Gone:
        def filter(self, **rooms):
            raise InterfaceError("connection already closed")

    monkeypatch.setattr(room_listening.Room, "objects", Gone())
    assert room_listening._read([ROOM]) == []


@pytest.mark.django_db
def test_a_phone_never_holds_the_tag_of_something_newer_than_it_was_shown(monkeypatch):
    """The room goes on between reading it and storing an answer: the thanks carry the number that was read."""
    programme = ProgrammeFactory()
    by = made.facilitator(programme)
    room = made.opened(made.meeting(programme), by)
    ask = made.exercise(room.event)
    rooms.start(exercise=ask, by=by)
    leader = signed_in(member(programme))
    page, answer, now = (reverse(f"workshops:phone{name}", args=[room.code]) for name in ("", "-answer", "-now"))
    leader.get(page)

    def give(give=answers.give, **given):
        rooms.add_minute(room=Room.objects.get(pk=room.pk))
        return give(**given)

    monkeypatch.setattr(answers, "give", give)
    body = leader.post(
        answer,
        {"exercise": ask.pk, "option": made.keys(ask)[0]},
        headers={"X-Requested-With": "fetch"},
    ).content.decode()
    tag = re.search(r'data-tag="&quot;(.+?)&quot;"', body)[1]
    again = leader.get(now, headers={"If-None-Match": f'"{tag}"'})
    assert ("Time left" in body, again.status_code, b"Time left" in again.content) == (False, 200, True)
