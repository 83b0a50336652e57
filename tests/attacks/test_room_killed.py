"""The live room survives its web process: killed while 200 phones vote, and stopped while they listen."""

import asyncio
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from tests.factories import ProgrammeFactory, member
from tests.workshops import phones
from tests.workshops import rooms as made
from tests.workshops.rooms import VOICES
from workshops.models import Contribution
from workshops.services import rooms, seats

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PHONES = 200
KILLS = (20, 70, 120)  # after so many votes were thanked for
FETCHED = [("X-Requested-With", "fetch")]
WITHIN = 120  # seconds until everybody must have been thanked


def _in_a_thread(work):
    """What the coroutine returns. A browser that an earlier test started keeps a loop running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def room():
    programme = ProgrammeFactory()
    return made.opened(made.meeting(programme), made.facilitator(programme))


@pytest.mark.parametrize("voices", VOICES)
def test_every_vote_that_was_thanked_for_is_there_once(room, voices):
    ask = made.exercise(room.event, voices=voices)
    rooms.start(exercise=ask, by=room.by)
    users = [member(room.event.programme) for _ in range(PHONES)]
    voters = [phones.session_of(user) for user in users]
    keys = made.keys(ask)
    with phones.server() as running:
        thanked = _in_a_thread(_vote_while_it_dies(running, room, ask, keys, voters))
    assert sorted(thanked) == list(range(PHONES))
    stored = {bytes(each.voter): each.body["options"] for each in Contribution.objects.filter(exercise=ask)}
    own = {user.pk: number for number, user in enumerate(users)}
    said = {
        own[seat.membership.person.user_id]: stored[seats.voter_of(ask, seat)]
        for seat in room.seats.select_related("membership__person")
    }
    assert said == {number: [key] for number, key in thanked.items()}
    rooms.finish(exercise=ask, by=room.by)
    ask.refresh_from_db()
    assert ask.answered == PHONES
    if voices == VOICES.NAMED:
        counted = {row["option"]: row["count"] for row in ask.result["rows"]}
        assert counted == Counter(thanked.values())
    else:
        assert Contribution.objects.count() == 0


async def _vote_while_it_dies(running, room, ask, keys, voters):
    """Which option each phone was thanked for; a phone sends until it is."""
    address, thanked, begun = reverse("workshops:phone-answer", args=[room.code]), {}, asyncio.Semaphore(20)
    deadline = time.monotonic() + WITHIN

    async def vote(number, cookies):
        form = {"exercise": ask.pk, "option": keys[number % 2]}
        async with begun:
            while time.monotonic() < deadline:
                try:
                    status, _, _ = await phones.ask(running.port, "POST", address, cookies, form, FETCHED)
                except (OSError, asyncio.IncompleteReadError):
                    await asyncio.sleep(0.1)
                    continue
                if status == 200:
                    thanked[number] = form["option"]
                    return

    async def kill():
        for after in KILLS:
            while len(thanked) < after and time.monotonic() < deadline:
                await asyncio.sleep(0.005)
            await asyncio.to_thread(running.kill_and_start)

    await asyncio.gather(kill(), *(vote(number, cookies) for number, cookies in enumerate(voters)))
    return thanked


def test_streams_end_by_themselves_when_the_server_stops(room):
    seat = made.seated(room, 1)[0]
    cookies = phones.session_of(seat.membership.person.user)
    address = reverse("workshops:phone-changes", args=[room.code])

    async def listen(running):
        up = [asyncio.Event() for _ in range(20)]
        listening = [
            asyncio.create_task(phones.listen(running.port, address, cookies, lambda _: None, each.set)) for each in up
        ]
        await asyncio.wait_for(asyncio.gather(*(each.wait() for each in up)), 30)
        began = time.monotonic()
        await asyncio.gather(asyncio.to_thread(running.stop), *listening)
        return time.monotonic() - began, running.process.returncode

    with phones.server() as running:
        took, ended = _in_a_thread(listen(running))
    assert (took < 2.5, ended) == (True, 0), "the server waited until its patience with streams was over"
