"""The live room on the real server: how soon a vote is on the wall while 200 phones vote, and what a vote costs."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hwe_portal.asgi import application
from programmes.models import Programme
from tests.bench.figures import Figure, cpu, middle
from tests.bench.visitor import Visitor
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops import phones
from tests.workshops import rooms as made
from workshops.models import Exercise, Room, Seat
from workshops.services import rooms
from workshops.views import doors

PHONES, CONNECTED, OTHER_ROOMS = 200, 1_000, 4
WITHIN = 10  # seconds in which all of them vote
MOST_WAIT = 1.0  # seconds, 95th percentile
TIMES = 15
AT_ONCE = 25  # phones that connect at a time
MOST_STATEMENTS = 12


@dataclass(frozen=True)
class Measured:
    """Seconds at the 95th percentile: until a vote is on the wall, until its phone is thanked, until all have seen the
    question; how many listened; how many failed."""

    on_wall: float
    thanked: float
    asked: float
    listening: int
    failed: int


def figures() -> list[Figure]:
    large = measure(ProgrammeFactory(), connected=CONNECTED, workers=2)
    return [*_of("PostgreSQL and Redis", large), *_of("embedded default", _embedded()), *_costs()]


def _of(where: str, found: Measured) -> list[Figure]:
    name = f"{PHONES} phones vote within {WITHIN} s, {found.listening} listening, {where}"
    return [
        Figure(
            f"{name}: a vote on the wall", found.on_wall * 1000, "ms", hold="p95 under 1 s",
            holds=found.on_wall < MOST_WAIT, of_machine=True,
        ),
        Figure(f"{name}: its phone thanked", found.thanked * 1000, "ms"),
        Figure(f"{name}: the question on every phone", found.asked * 1000, "ms"),
        Figure(f"{name}: votes lost", found.failed, "", hold="none", holds=found.failed == 0),
    ]  # fmt: skip


# On the real server


def measure(programme: Programme, *, connected: int = PHONES, workers: int = 1) -> Measured:
    """One room with PHONES phones that listen and vote, while others listen in other rooms."""
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    by = made.facilitator(programme)
    room = made.opened(made.meeting(programme), by)
    leaders = [phones.session_of(member(programme)) for _ in range(PHONES)]
    others = [other for _ in range(OTHER_ROOMS) for other in _others((connected - PHONES) // OTHER_ROOMS)]
    ask = made.exercise(room.event, voices=Exercise.Voices.NAMED)
    rooms.show(room=room, exercise=ask, by=by)
    with phones.server(workers=workers) as running:
        found = asyncio.run(_vote(running.port, room, ask, by, leaders, others))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    stored = ask.contributions.count()
    return Measured(*found, failed=PHONES - stored)


def _others(number: int) -> list[tuple[str, str]]:
    """Guests in a room of their own: the address of its stream and their cookie."""
    programme = ProgrammeFactory()
    room = made.opened(made.meeting(programme), made.facilitator(programme), guests=True)
    address = reverse("workshops:phone-changes", args=[room.code])
    return [(address, _cookie(room, secret)) for _, secret in made.guests(room, number)]


def _cookie(room: Room, secret: str) -> str:
    response = HttpResponse()
    doors.give_secret(response, room, secret)
    return "; ".join(f"{name}={held.value}" for name, held in response.cookies.items())


async def _vote(port, room, ask, by, leaders, others) -> tuple[float, float, float, int]:
    event = [room.event.programme_id, room.event_id]
    addresses = [reverse(f"workshops:{name}", args=event) for name in ("wall-now", "room-changes")]
    wall = phones.Wall(port, *addresses, await _in_thread(phones.session_of, by))
    ready = asyncio.Event()
    tasks = [asyncio.create_task(wall.hang(ready))]
    await asyncio.wait_for(ready.wait(), 30)
    crowd = _Crowd(port, room, ask, await _in_thread(made.keys, ask))
    await crowd.connect([(crowd.changes, cookies) for cookies in leaders], others, tasks)
    began = time.monotonic()
    await _in_thread(rooms.start, exercise=ask, by=by)
    seen = await crowd.everybody_asked(leaders, began)
    votes = sorted(await asyncio.gather(*(crowd.vote(n, cookies) for n, cookies in enumerate(leaders))))
    await _until(lambda: wall.shows(PHONES) is not None, 10)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    on_wall = [(wall.shows(k) or float("inf")) - sent for k, (sent, _) in enumerate(votes, start=1)]
    return _p95(on_wall), _p95([wait for _, wait in votes]), _p95(seen), crowd.listening


class _Crowd:
    """Phones that listen; those of the room ask for the question as soon as they hear of it, then vote."""

    def __init__(self, port: int, room: Room, ask: Exercise, keys: list[int]) -> None:
        self.port, self.ask, self.keys = port, ask, keys
        self.changes, self.now, self.answer = (
            reverse(f"workshops:{name}", args=[room.code]) for name in ("phone-changes", "phone-now", "phone-answer")
        )
        self.listening = 0
        self.told: dict[str, asyncio.Event] = {}

    async def connect(self, own, others, tasks) -> None:
        for number, (address, cookies) in enumerate([*own, *others], start=1):
            told = self.told[cookies] = asyncio.Event()
            hears = _from_the_second_on(told)
            tasks.append(asyncio.create_task(phones.listen(self.port, address, cookies, hears, self._one_more)))
            if number % AT_ONCE == 0:
                await _until(lambda so_many=number: self.listening >= so_many, 30)
        await _until(lambda: self.listening >= len(own) + len(others), 30)

    def _one_more(self) -> None:
        self.listening += 1

    async def everybody_asked(self, leaders, began: float) -> list[float]:
        async def see(cookies: str) -> float:
            await asyncio.wait_for(self.told[cookies].wait(), 30)
            _, _, body = await phones.ask(self.port, "GET", self.now, cookies)
            assert b"Send my answer" in body
            return time.monotonic() - began

        return await asyncio.gather(*(see(cookies) for cookies in leaders))

    async def vote(self, number: int, cookies: str) -> tuple[float, float]:
        """When it was sent, and how long the phone waited for thanks."""
        await asyncio.sleep(WITHIN * number / PHONES)
        form = {"exercise": self.ask.pk, "option": self.keys[number % 2]}
        sent = time.monotonic()
        status, _, _ = await phones.ask(self.port, "POST", self.answer, cookies, form, [("X-Requested-With", "fetch")])
        if status != 200:
            raise phones.Refused(status)
        return sent, time.monotonic() - sent


def _from_the_second_on(told: asyncio.Event):
    """The first event says where the room is; the next that it moved."""
    seen: set[str] = set()

    def hears(data: str) -> None:
        seen.add(data)
        if len(seen) > 1:
            told.set()

    return hears


async def _in_thread(do, *arguments, **named):
    """What it returns; the connection that it opened is closed, so that the bench's database can go at its end."""

    def work():
        try:
            return do(*arguments, **named)
        finally:
            connection.close()

    return await asyncio.to_thread(work)


async def _until(holds, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _embedded() -> Measured:
    """The same on SQLite, in a process of its own with a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        command = [sys.executable, "-m", "tests.bench.room_embedded"]
        out = subprocess.run(command, env=kept | {"DATA_DIR": folder}, check=True, stdout=subprocess.PIPE).stdout
    return Measured(**json.loads(out.splitlines()[-1]))


def as_json(found: Measured) -> str:
    return json.dumps(asdict(found))


# What a vote costs


def _costs() -> list[Figure]:
    """CPU of a vote in this process, beside a request that does nothing, and its statements."""
    programme = ProgrammeFactory()
    by, leader = made.facilitator(programme), member(programme)
    room = made.opened(made.meeting(programme), by)
    ask = made.exercise(room.event, voices=Exercise.Voices.ANONYMOUS)
    rooms.start(exercise=ask, by=by)
    measured = [(_voted(room, ask, leader), _nothing()) for _ in range(TIMES)]
    ours, floor = middle(measured)
    asks = _statements(room, ask, leader)
    return [
        Figure("a vote, beside a request that does nothing", ours * 1000, "ms CPU", floor * 1000),
        Figure("a vote", asks, "statements", hold=f"at most {MOST_STATEMENTS}", holds=asks <= MOST_STATEMENTS),
    ]


def _voted(room: Room, ask: Exercise, leader) -> float:
    name, _, value = phones.session_of(leader).partition("=")
    visitor = Visitor(application, {name: value})
    visitor.get(reverse("workshops:phone", args=[room.code]))
    address, key = reverse("workshops:phone-answer", args=[room.code]), made.keys(ask)[0]
    visitor.post(address, exercise=ask.pk, option=key)
    content = visitor.form(exercise=ask.pk, option=key)
    spent = cpu(lambda: visitor.send(address, content))
    visitor.close()
    return spent


def _nothing() -> float:
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.bare"):
        visitor = Visitor(ASGIHandler())
        visitor.get("/nothing/")
        spent = cpu(lambda: visitor.get("/nothing/"))
        visitor.close()
    return spent


def _statements(room: Room, ask: Exercise, leader) -> int:
    client = signed_in(leader)
    client.get(reverse("workshops:phone", args=[room.code]))
    with CaptureQueriesContext(connection) as captured:
        client.post(
            reverse("workshops:phone-answer", args=[room.code]), {"exercise": ask.pk, "option": made.keys(ask)[0]}
        )
    if not Seat.objects.filter(room=room).exists():
        raise RuntimeError("Nobody took a seat.")
    return len(captured)
