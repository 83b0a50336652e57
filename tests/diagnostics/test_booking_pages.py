"""Booking on a phone: what is said before the times, who sees what, and what happens when something comes between."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Interview, PersonStep, PreWorkStep, ProgrammeReader, Slot
from diagnostics.services import booking
from programmes.access import Role
from programmes.models import Membership
from tests.diagnostics import talks, times
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

CANARY = "canary-2086"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ivy Asker")


@pytest.fixture
def leader(programme):
    return member(programme, name="Lena Lead")


@pytest.fixture
def assistant(programme, leader):
    return member(programme, Role.ASSISTANT, name="Ash Aide", assists=leader.person)


def own(name, leader, programme):
    return reverse(f"diagnostics:my-conversation-{name}", args=[programme.pk, leader.person.pk])


def of(name, interview):
    return reverse(f"diagnostics:my-conversation-{name}", args=[interview.programme_id, interview.pk])


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


def title(response):
    page = BeautifulSoup(response.content, "html.parser")
    heading = " ".join(page.h1.get_text().split())
    assert page.title.get_text().strip().removeprefix("Error: ").startswith(heading)
    return heading


def summary(response):
    return BeautifulSoup(response.content, "html.parser").find(class_="nhsuk-error-summary__list").get_text(strip=True)


def radios(response):
    """The ids of the free times on the page, and the one that is chosen."""
    found = BeautifulSoup(response.content, "html.parser").find_all("input", type="radio")
    chosen = [int(radio["value"]) for radio in found if radio.has_attr("checked")]
    return [int(radio["value"]) for radio in found], chosen


def hidden(response):
    found = BeautifulSoup(response.content, "html.parser").main.find_all("input", type="hidden")
    return {field["name"]: field["value"] for field in found if field["name"] != "csrfmiddlewaretoken"}


# From the first page to the entry ------------------------------------------------------------


def test_the_page_before_the_times_says_plainly_what_happens(programme, interviewer, leader):
    reader = member(programme, Role.FACILITATOR, name="Fay Lister")
    ProgrammeReader.objects.create(programme=programme, person=reader.person)
    times.offer(interviewer, programme)
    page = signed_in(leader).get(own("for", leader, programme))
    assert title(page) == "A conversation with you alone"
    said = text(page)
    for sentence in (
        "Who takes notes Ivy Asker.",
        "Who reads them Whoever takes them, and Fay Lister. Nobody else.",
        "Encrypted. Each time somebody opens them, it is listed for you",
        "Themes that five or more people spoke of",
        "Quotes only as you say: none, shown to you first, or unattributed.",
        "When they are deleted A year after the programme ends",
    ):
        assert sentence in said
    assert radios(page) == ([], [])


def test_book_move_and_cancel(programme, interviewer, leader):
    first, second = times.offer(interviewer, programme, 2)
    client = signed_in(leader)
    start = reverse("diagnostics:my-conversation", args=[programme.pk])
    assert client.get(start).url == own("for", leader, programme)
    address = own("times", leader, programme)
    page = client.get(address)
    assert (radios(page), title(page)) == (([first.pk, second.pk], []), "Choose a time for your conversation")
    done = client.post(address, {"slot": first.pk, **hidden(page)}, follow=True)
    booked = Interview.objects.get()
    assert title(done).startswith("Your conversation is on ")
    page = client.get(address)
    assert (radios(page)[0], title(page)) == ([second.pk], "Move your conversation")
    client.post(address, {"slot": second.pk, **hidden(page)})
    booked.refresh_from_db()
    assert (booked.slot, booked.sequence) == (second, 1)
    assert title(client.get(of("cancel", booked))).startswith("Cancel the conversation on ")
    done = client.post(of("cancel", booked), follow=True)
    assert title(done) == "A conversation with you alone"
    booked.refresh_from_db()
    assert booked.state == Interview.State.CANCELLED


def test_choosing_nothing_is_an_error(programme, interviewer, leader):
    times.offer(interviewer, programme)
    assert summary(signed_in(leader).post(own("times", leader, programme), {"moves": ""})) == "Choose a time"


def test_who_comes_too_late_reads_which_times_remain(programme, interviewer, leader):
    first, second = times.offer(interviewer, programme, 2)
    client = signed_in(leader)
    given = {"slot": first.pk, **hidden(client.get(own("times", leader, programme)))}
    booking.book(person=member(programme).person, slot=first, by=interviewer)
    page = client.post(own("times", leader, programme), given)
    assert (page.status_code, radios(page)) == (200, ([second.pk], []))
    assert summary(page).startswith("That time is no longer free: somebody else has booked it")


def test_a_page_left_open_does_not_move_what_another_booked(programme, interviewer, leader, assistant):
    first, second = times.offer(interviewer, programme, 2)
    client = signed_in(leader)
    stale = hidden(client.get(own("times", leader, programme)))
    signed_in(assistant).post(own("times", leader, programme), {"slot": first.pk, **stale})
    page = client.post(own("times", leader, programme), {"slot": second.pk, **stale})
    assert summary(page).endswith("You can move it to another time.")
    booked = Interview.objects.get()
    assert (booked.slot, radios(page), hidden(page)["moves"]) == (first, ([second.pk], [second.pk]), str(booked.pk))
    client.post(own("times", leader, programme), {"slot": second.pk, **hidden(page)})
    booked.refresh_from_db()
    assert booked.slot == second


def test_a_page_left_open_does_not_book_anew_what_was_cancelled(programme, interviewer, leader):
    first, second = times.offer(interviewer, programme, 2)
    booked = booking.book(person=leader.person, slot=first, by=leader)
    client = signed_in(leader)
    stale = hidden(client.get(own("times", leader, programme)))
    booking.cancel(interview=booked, by=interviewer)
    page = client.post(own("times", leader, programme), {"slot": second.pk, **stale})
    assert summary(page).startswith("The conversation that you were moving was cancelled meanwhile.")
    assert Interview.objects.standing().count() == 0
    client.post(own("times", leader, programme), {"slot": second.pk, **hidden(page)})
    assert Interview.objects.standing().get().slot == second


def test_a_reader_added_meanwhile_is_not_slipped_in(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    client = signed_in(leader)
    given = {"slot": slot.pk, **hidden(client.get(own("times", leader, programme)))}
    late = member(programme, Role.FACILITATOR, name="Fay Lister")
    ProgrammeReader.objects.create(programme=programme, person=late.person)
    client.post(own("times", leader, programme), given)
    assert [row.person.name for row in Interview.objects.get().readers.all()] == ["Ivy Asker"]


@pytest.mark.parametrize("slot", ["", "0", "99999999999999999999", "x", "\x00", "1 or 1=1"])
def test_nonsense_is_answered_kindly(programme, interviewer, leader, slot):
    times.offer(interviewer, programme)
    page = signed_in(leader).post(own("times", leader, programme), {"slot": slot, "told": "x,1,²,", "moves": "y"})
    assert (page.status_code, Interview.objects.count()) == (200, 0)


def test_a_time_of_another_programme_cannot_be_booked(programme, leader):
    elsewhere = ProgrammeFactory()
    (slot,) = times.offer(member(elsewhere, Role.INTERVIEWER), elsewhere)
    page = signed_in(leader).post(own("times", leader, programme), {"slot": slot.pk})
    assert (page.status_code, Interview.objects.count()) == (200, 0)


def test_no_times_yet_says_what_to_do(programme, leader):
    client = signed_in(leader)
    for name in ("for", "times"):
        assert "No time is free just now." in text(client.get(own(name, leader, programme)))


def test_who_has_had_it_chooses_no_more(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    talks.held(programme, leader.person, interviewer.person)
    client = signed_in(leader)
    assert title(client.get(own("for", leader, programme))) == "You have had your conversation"
    assert client.get(own("times", leader, programme)).url == own("for", leader, programme)
    page = client.post(own("times", leader, programme), {"slot": slot.pk})
    assert summary(page) == "This conversation has taken place already. To have another, ask your facilitator."


def test_opening_the_page_is_noted_for_the_leader_only(programme, leader, assistant):
    step = PreWorkStep.objects.create(programme=programme, kind=PreWorkStep.Kind.CONVERSATION)
    signed_in(assistant).get(own("for", leader, programme))
    assert not PersonStep.objects.exists()
    signed_in(leader).get(own("for", leader, programme))
    assert PersonStep.objects.get().step == step


# Who sees what ------------------------------------------------------------


def test_an_assistant_arranges_and_sees_times_only(programme, interviewer, leader, assistant):
    talks.held(programme, leader.person, interviewer.person, texts=[CANARY], purpose="handover")
    (slot,) = times.offer(interviewer, programme)
    client = signed_in(assistant)
    assert client.get(reverse("diagnostics:my-conversation", args=[programme.pk])).url == own("for", leader, programme)
    page = client.get(own("for", leader, programme))
    assert "You arrange the time. You see nothing of what is said." in text(page)
    page = client.get(own("times", leader, programme))
    assert title(page) == "Choose a time for Lena Lead's conversation"
    client.post(own("times", leader, programme), {"slot": slot.pk, **hidden(page)})
    booked = Interview.objects.get(state="booked")
    assert booked.by == assistant
    for each in Interview.objects.all():
        assert client.get(of("page", each)).status_code == 404
        assert client.post(of("page", each), {"choice": "unattributed"}).status_code == 404
    page = client.get(own("for", leader, programme))
    assert (CANARY in text(page), "Who reads the notes, and who has opened them" in text(page)) == (False, False)


def test_an_assistant_of_several_leaders_chooses_whose(programme, leader, assistant):
    other = member(programme, name="Abe Other")
    Membership.objects.create(
        programme=programme, person=assistant.person, role=Role.ASSISTANT, assists=other.person,
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    page = signed_in(assistant).get(reverse("diagnostics:my-conversation", args=[programme.pk]))
    assert title(page) == "Whose conversation do you arrange?"
    links = BeautifulSoup(page.content, "html.parser").main.find_all("a", class_="app-card__link")
    assert {link["href"]: link.get_text() for link in links} == {
        own("for", other, programme): "Abe Other",
        own("for", leader, programme): "Lena Lead",
    }


def left(days):
    return {"ends_on": timezone.localdate() - timedelta(days=days)}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("an assistant of somebody else", 404), ("an assistant no more", 404), ("an assistant elsewhere", 404),
        ("another leader", 404), ("an interviewer", 404), ("a sponsor", 404),
    ],
)  # fmt: skip
def test_nobody_else_arranges_it(programme, interviewer, leader, who, status):
    (slot,) = times.offer(interviewer, programme)
    booked = booking.book(person=leader.person, slot=slot, by=leader)
    elsewhere = ProgrammeFactory()
    knocker = {
        "an assistant of somebody else": lambda: member(programme, Role.ASSISTANT, assists=member(programme).person),
        "an assistant no more": lambda: member(programme, Role.ASSISTANT, assists=leader.person, **left(1)),
        "an assistant elsewhere": lambda: member(elsewhere, Role.ASSISTANT, assists=leader.person),
        "another leader": lambda: member(programme),
        "an interviewer": lambda: interviewer,
        "a sponsor": lambda: member(programme, Role.SPONSOR),
    }[who]()
    client = signed_in(knocker)
    for address in (own("for", leader, programme), own("times", leader, programme)):
        assert client.get(address).status_code == status
    assert client.post(own("times", leader, programme), {"slot": slot.pk}).status_code == status
    for name in ("page", "cancel", "calendar"):
        assert client.get(of(name, booked)).status_code == status
    assert client.post(of("cancel", booked)).status_code == status
    booked.refresh_from_db()
    assert booked.state == Interview.State.BOOKED


@pytest.mark.parametrize(("days", "reached"), [(30, True), (31, False), (400, False)])
def test_who_left_books_a_handover_for_thirty_days(programme, interviewer, days, reached):
    gone = member(programme, **left(days))
    aide = member(programme, Role.ASSISTANT, assists=gone.person)
    (slot,) = times.offer(interviewer, programme)
    for user in (gone, aide):
        assert signed_in(user).get(own("times", gone, programme)).status_code == (200 if reached else 404)
    assert signed_in(gone).get(reverse("diagnostics:my-conversation", args=[programme.pk])).status_code == (
        302 if reached else 404
    )
    signed_in(gone).post(own("times", gone, programme), {"slot": slot.pk})
    assert [each.purpose for each in Interview.objects.all()] == (["handover"] if reached else [])


def test_a_leaver_still_reads_who_opened_their_notes(programme, interviewer):
    gone = member(programme, **left(10))
    interview = talks.held(programme, gone.person, interviewer.person, texts=[CANARY])
    page = signed_in(gone).get(of("page", interview))
    assert (page.status_code, CANARY in page.content.decode()) == (200, False)


# What it costs ------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_cost_the_same_for_one_and_for_three(programme, leader):
    desk = signed_in(member(programme, Role.FACILITATOR))
    lists = ["conversations", "slots", "guide", "conversation-readers"]
    client, found = signed_in(leader), []
    for number, more in enumerate((1, 2)):
        for _ in range(more):
            other = member(programme, Role.INTERVIEWER)
            free, taken = times.offer(other, programme, 2)
            booking.book(person=member(programme).person, slot=taken, by=other)
            talks.held(programme, member(programme).person, other.person)
            talks.guide(programme)
            ProgrammeReader.objects.create(programme=programme, person=other.person)
        if not number:
            booking.book(person=leader.person, slot=free, by=leader)
        mine = [own(name, leader, programme) for name in ("for", "times")]
        mine.append(of("page", Interview.objects.get(person=leader.person)))
        mine.append(of("cancel", Interview.objects.get(person=leader.person)))
        shared = [reverse(f"diagnostics:{name}", args=[programme.pk]) for name in lists]
        shared.append(reverse("diagnostics:conversation", args=[programme.pk, Interview.objects.first().pk]))
        found.append([queries(client, address) for address in mine] + [queries(desk, address) for address in shared])
    assert found[0] == found[1]
    assert max(found[0]) <= 15


def test_times_of_an_interviewer_who_left_are_offered_to_nobody(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    Membership.objects.filter(person=interviewer.person).update(**left(1))
    assert radios(signed_in(leader).get(own("times", leader, programme)))[0] == []
    with pytest.raises(booking.NotFree, match="no longer offered"):
        booking.book(person=leader.person, slot=slot, by=leader)


def test_times_in_the_past_are_offered_to_nobody(programme, interviewer, leader):
    past, later = times.offer(interviewer, programme, 2)
    Slot.objects.filter(pk=past.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    assert radios(signed_in(leader).get(own("times", leader, programme)))[0] == [later.pk]


def test_what_is_the_same_of_all_times_is_said_once(programme, leader, interviewer):
    times.offer(interviewer, programme, 3, place="Room 1")
    address = reverse("diagnostics:my-conversation-times", args=[programme.pk, leader.person.pk])
    page = signed_in(leader).get(address).content.decode()
    assert (page.count("Room 1"), page.count("aria-describedby")) == (1, 0)
    times.offer(interviewer, programme, starts=[times.soon(30)], place="Room 2")
    assert signed_in(leader).get(address).content.decode().count("Room 1") == 3
