"""Many press at once: real threads, a connection each, through the pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bs4 import BeautifulSoup
from django.db import connection, connections
from django.urls import reverse

from diagnostics.models import Interview
from programmes.access import Role
from programmes.models import Job, Notice
from tests.diagnostics import times
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER)


def press(visits):
    """Post each (client, address, data) at the same moment; the responses in their order."""
    ready = Barrier(len(visits))

    def post(visit):
        client, address, data = visit
        try:
            ready.wait()
            return client.post(address, data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(visits)) as threads:
        return list(threads.map(post, visits))


def page_of(leader, programme):
    client = signed_in(leader)
    client.raise_request_exception = False
    kwargs = {"programme": programme.pk, "leader": leader.person.pk}
    return client, reverse("diagnostics:my-conversation-times", kwargs=kwargs)


def message(response):
    """What the error summary says."""
    return BeautifulSoup(response.content, "html.parser").find(class_="nhsuk-error-summary__list").get_text(strip=True)


def free_on(response):
    page = BeautifulSoup(response.content, "html.parser")
    return {int(radio["value"]) for radio in page.find_all("input", type="radio")}


def test_fifty_people_and_ten_times(programme, interviewer):
    people, number = (50, 10) if connection.vendor == "postgresql" else (8, 2)
    slots = times.offer(interviewer, programme, number)
    leaders = [member(programme) for _ in range(people)]
    visits = [(*page_of(leader, programme), {"slot": slots[n % number].pk}) for n, leader in enumerate(leaders)]
    responses = press(visits)

    won = [response for response in responses if response.status_code == 302]
    lost = [response for response in responses if response.status_code == 200]
    assert (len(won), len(lost)) == (number, people - number)
    booked = Interview.objects.filter(state=Interview.State.BOOKED)
    assert sorted(booked.values_list("slot", flat=True)) == sorted(slot.pk for slot in slots)
    said = {message(response) for response in lost}
    assert said <= {
        "Somebody else has just booked that time. Nothing is booked for you yet: please choose one of the others.",
        "That time is no longer free: somebody else has booked it, or it was taken back. Please choose another.",
    }
    taken = [int(data["slot"]) for (_, _, data), response in zip(visits, responses, strict=True) if response in lost]
    assert all(pk not in free_on(response) for pk, response in zip(taken, lost, strict=True))

    to = [(notice.about["interview"], notice.person_id) for notice in Notice.objects.filter(kind="booked")]
    wanted = [(each.pk, person) for each in booked for person in (each.person_id, interviewer.person.pk)]
    assert sorted(to) == sorted(wanted)
    assert Job.objects.count() == number


def test_two_tabs_of_one_leader_book_once(programme, interviewer):
    slots = times.offer(interviewer, programme, 2)
    leader = member(programme)
    responses = press([(*page_of(leader, programme), {"slot": slot.pk}) for slot in slots])
    assert sorted(response.status_code for response in responses) == [200, 302]
    assert Interview.objects.get().state == Interview.State.BOOKED
    (lost,) = [response for response in responses if response.status_code == 200]
    assert message(lost).endswith("You can move it to another time.")
    page = BeautifulSoup(lost.content, "html.parser")
    assert page.find("input", attrs={"name": "moves"})["value"] == str(Interview.objects.get().pk)


def test_two_leaders_move_to_the_same_time(programme, interviewer):
    *own, wanted = times.offer(interviewer, programme, 3)
    leaders = [member(programme) for _ in own]
    visits = []
    for leader, slot in zip(leaders, own, strict=True):
        client, address = page_of(leader, programme)
        client.post(address, {"slot": slot.pk})
        moves = Interview.objects.get(person=leader.person).pk
        visits.append((client, address, {"slot": wanted.pk, "moves": moves}))
    responses = press(visits)
    assert sorted(response.status_code for response in responses) == [200, 302]
    assert Interview.objects.filter(slot=wanted).count() == 1
    assert Interview.objects.filter(state=Interview.State.BOOKED).count() == 2


def test_offering_the_same_morning_twice_at_once(programme, interviewer):
    day = times.soon().date()
    data = {
        "interviewer": interviewer.person.pk, "day_day": day.day, "day_month": day.month, "day_year": day.year,
        "begins": "9", "ends": "12", "minutes": 45, "gap": 15,
    }  # fmt: skip
    client = signed_in(interviewer)
    client.raise_request_exception = False
    address = reverse("diagnostics:slot-offer", kwargs={"programme": programme.pk})
    responses = press([(client, address, data), (signed_in(interviewer), address, data)])
    assert sorted(response.status_code for response in responses) == [200, 302]
    assert programme.slots.count() == 3
