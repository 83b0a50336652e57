"""The list of conversations, the week of times, and what those who hold conversations do; never a word of notes."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Interview, Slot
from diagnostics.selectors import conversations as selectors
from diagnostics.selectors.conversations import State
from diagnostics.services import booking
from programmes.access import Role
from programmes.models import AuditEvent, Membership
from tests.diagnostics import talks, times
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

CANARY = "canary-9955"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ivy Asker")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def desk(interviewer):
    return signed_in(interviewer)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


def one_at_each_point(programme, interviewer):
    """One leader at each point, named after it."""
    slots = iter(times.offer(interviewer, programme, 2))
    for name in ("none", "booked", "due", "held"):
        leader = member(programme, name=name)
        if name == "held":
            talks.held(programme, leader.person, interviewer.person, texts=[CANARY])
        elif name != "none":
            booking.book(person=leader.person, slot=next(slots), by=leader)
    past = timezone.now() - timedelta(days=1)
    Interview.objects.filter(person__name="due").update(starts_at=past)


# The list ------------------------------------------------------------


def test_each_leader_is_at_one_point(programme, interviewer):
    one_at_each_point(programme, interviewer)
    found = selectors.conversations(programme, interviewer, at=timezone.now())
    assert {row.name: row.state for row in found.rows} == {state.value: state for state in State}
    assert found.message == "1 of 4 leaders have had their conversation"
    assert found.counts == tuple((state, 1) for state in State)


def test_the_list_filters_in_the_address_and_holds_no_word(desk, programme, interviewer):
    one_at_each_point(programme, interviewer)
    for query, names in (
        ("", ["booked", "due", "held", "none"]), ("?state=due", ["due"]), ("?state=nonsense", 4), ("?with=0", 4),
        (f"?with={interviewer.person.pk}", ["booked", "due", "held"]),
    ):  # fmt: skip
        page = desk.get(url("conversations", programme) + query)
        rows = [row.name for row in page.context["rows"]]
        assert (len(rows) if isinstance(names, int) else rows) == names
        assert CANARY not in page.content.decode()


def test_notes_are_open_in_the_list_to_those_named_only(programme, interviewer, facilitator):
    talks.held(programme, member(programme).person, interviewer.person)
    for user, open_to in ((interviewer, True), (facilitator, False)):
        (row,) = selectors.conversations(programme, user, at=timezone.now()).rows
        assert [talk.may_read for talk in row.talks] == [open_to]
    assert "Not open to you" in text(signed_in(facilitator).get(url("conversations", programme)))


def test_who_left_is_listed_apart_and_cancelled_ones_are_not_counted(programme, interviewer):
    gone, here = member(programme, name="Gone"), member(programme, name="Here")
    talks.held(programme, gone.person, interviewer.person)
    Membership.objects.filter(person=gone.person).update(ends_on=date(2022, 1, 1))
    (slot,) = times.offer(interviewer, programme)
    booking.cancel(interview=booking.book(person=here.person, slot=slot, by=here), by=here)
    found = selectors.conversations(programme, interviewer, at=timezone.now())
    assert [(row.name, row.state) for row in found.rows] == [("Here", State.NONE)]
    assert [row.name for row in found.former] == ["Gone"]


def test_an_empty_programme_says_what_to_do(desk, programme):
    assert "The programme has no leaders yet. Bring in the roster first." in text(
        desk.get(url("conversations", programme))
    )


# Times ------------------------------------------------------------


def offered(holder, day, **changed):
    return {
        "interviewer": holder.person.pk, "day_day": day.day, "day_month": day.month, "day_year": day.year,
        "begins": "9:00", "ends": "12:00", "minutes": "45", "gap": "15", "place": "Room 1", "weekdays": list("01234"),
    } | changed  # fmt: skip


def a_monday():
    today = timezone.localdate() + timedelta(days=14)
    return today - timedelta(days=today.weekday())


def test_several_days_are_offered_at_once_weekends_left_out(desk, programme, interviewer):
    monday = a_monday()
    until = monday + timedelta(days=8)
    more = {"until_day": until.day, "until_month": until.month, "until_year": until.year}
    done = desk.post(url("slot-offer", programme), offered(interviewer, monday, **more), follow=True)
    assert "21 times are on offer." in text(done)
    days = sorted({timezone.localdate(slot.starts_at) for slot in Slot.objects.all()})
    assert days == [monday + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8)]
    assert "0 booked and 15 free in the week of" in text(done)


def test_an_overlap_is_said_kindly_and_nothing_typed_is_lost(desk, programme, interviewer):
    monday = a_monday()
    desk.post(url("slot-offer", programme), offered(interviewer, monday))
    page = desk.post(
        url("slot-offer", programme), offered(interviewer, monday, begins="11.30", ends="14", place="Room 7")
    )
    (said,) = page.context["form"].errors["begins"]
    assert said.endswith("11:00 to 11:45. Nothing was added.")
    assert (page.context["form"]["place"].value(), Slot.objects.count()) == ("Room 7", 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends": "9:30"}, "ends"), ({"ends": "8"}, "ends"), ({"begins": "half nine"}, "begins"),
        ({"minutes": "5"}, "minutes"), ({"minutes": "\x00"}, "minutes"), ({"gap": "-1"}, "gap"),
        ({"day_year": "2021"}, "day"), ({"day_month": "13"}, "day"), ({"interviewer": "0"}, "interviewer"),
        ({"until_day": "1", "until_month": "1", "until_year": "2022"}, "until"),
        ({"until_day": "1", "until_month": "1", "until_year": "9999"}, "until"),
        ({"place": "x" * 201}, "place"),
    ],
)  # fmt: skip
def test_what_cannot_be_offered_is_said_at_its_field(desk, programme, interviewer, changed, field):
    page = desk.post(url("slot-offer", programme), offered(interviewer, a_monday(), **changed))
    assert (page.status_code, list(page.context["form"].errors), Slot.objects.count()) == (200, [field], 0)


def test_several_days_need_a_day_of_the_week(desk, programme, interviewer):
    until = a_monday() + timedelta(days=3)
    more = {"until_day": until.day, "until_month": until.month, "until_year": until.year, "weekdays": []}
    page = desk.post(url("slot-offer", programme), offered(interviewer, a_monday(), **more))
    assert page.context["form"].errors == {"weekdays": ["Choose at least one day of the week"]}


def test_an_interviewer_keeps_their_own_times_and_a_facilitator_everybodys(programme, interviewer, facilitator):
    (slot,) = times.offer(facilitator, programme)
    desk = signed_in(interviewer)
    assert desk.get(url("slot", programme, slot.pk)).status_code == 404
    assert desk.post(url("slot-withdraw", programme, slot.pk)).status_code == 404
    page = desk.post(url("slot-offer", programme), offered(facilitator, a_monday()))
    assert list(page.context["form"].errors) == ["interviewer"]
    (own,) = times.offer(interviewer, programme)
    assert signed_in(facilitator).get(url("slot", programme, own.pk)).status_code == 200


def test_taking_a_time_back_and_offering_it_again(desk, programme, interviewer):
    (slot,) = times.offer(interviewer, programme)
    page = desk.post(url("slot-withdraw", programme, slot.pk), follow=True)
    assert [each.pk for each in page.context["week"].withdrawn] == [slot.pk]
    page = desk.post(url("slot-restore", programme, slot.pk), follow=True)
    assert page.context["week"].free == 1


def test_a_booked_time_is_not_taken_back_and_the_page_says_why(desk, programme, interviewer):
    (slot,) = times.offer(interviewer, programme)
    booking.book(person=member(programme).person, slot=slot, by=interviewer)
    page = desk.post(url("slot-withdraw", programme, slot.pk), follow=True)
    assert "Somebody has booked this time. Move or cancel the conversation first." in text(page)


@pytest.mark.parametrize("week", ["", "x", "2027-13-01", "2027-02-30", "9999-12-31", "0001-01-01", "\x00"])
def test_any_week_can_be_asked_for(desk, programme, week):
    assert desk.get(url("slots", programme), {"week": week, "with": week}).status_code == 200


# Acts ------------------------------------------------------------


@pytest.fixture
def leader(programme):
    return member(programme, name="Lena Lead")


@pytest.fixture
def booked(programme, interviewer, leader):
    (slot,) = times.offer(interviewer, programme)
    return booking.book(person=leader.person, slot=slot, by=leader)


def state_of(interview):
    interview.refresh_from_db()
    return interview.state


def test_marked_as_held_corrected_and_taken_back(desk, programme, booked):
    today = timezone.localdate()
    for day in (today, today - timedelta(days=1)):
        data = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
        page = desk.post(url("conversation-held", programme, booked.pk), data, follow=True)
        assert (state_of(booked), booked.held_on) == ("held", day)
    assert "Lena Lead had a conversation on" in text(page)
    desk.post(url("conversation-not-held", programme, booked.pk))
    assert state_of(booked) == "booked"


def test_a_day_to_come_is_no_day_on_which_it_was_held(desk, programme, booked):
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {"on_day": tomorrow.day, "on_month": tomorrow.month, "on_year": tomorrow.year}
    page = desk.post(url("conversation-held", programme, booked.pk), data)
    assert page.context["form"].errors == {"on": ["Enter a day that is not in the future"]}
    assert state_of(booked) == "booked"


def test_the_interviewer_moves_it_among_their_own_times(desk, programme, interviewer, facilitator, booked):
    (theirs,) = times.offer(facilitator, programme, starts=[times.soon(24)])
    (own,) = times.offer(interviewer, programme, starts=[times.soon(25)])
    page = desk.post(url("conversation-move", programme, booked.pk), {"slot": theirs.pk})
    assert list(page.context["form"].errors) == ["slot"]
    desk.post(url("conversation-move", programme, booked.pk), {"slot": own.pk})
    booked.refresh_from_db()
    assert (booked.slot, booked.sequence, booked.interviewer) == (own, 1, interviewer.person)


def test_cancelling_with_a_reason_leads_back_to_the_list(desk, programme, booked):
    page = desk.post(url("conversation-cancel", programme, booked.pk), {"reason": "I am ill."}, follow=True)
    assert (state_of(booked), "None yet: 1" in text(page)) == ("cancelled", True)
    assert desk.get(url("conversation", programme, booked.pk)).status_code == 404


def test_recording_one_held_elsewhere(desk, programme, interviewer, facilitator, leader):
    data = {
        "person": leader.person.pk, "interviewer": interviewer.person.pk, "readers": [facilitator.person.pk],
        "held_on_day": 4, "held_on_month": 10, "held_on_year": 2021,
        "told_on_day": 1, "told_on_month": 10, "told_on_year": 2021,
    }  # fmt: skip
    page = desk.post(url("conversation-record", programme), data, follow=True)
    assert "Since 1 October 2021, told by Ivy Asker" in text(page)
    assert Interview.objects.readable_by(facilitator).get().held_on == date(2021, 10, 4)
    refused = desk.post(url("conversation-record", programme), data | {"told_on_year": ""})
    assert list(refused.context["form"].errors) == ["told_on"]


def test_conversations_of_another_programme_are_not_there(desk, programme):
    elsewhere = ProgrammeFactory()
    theirs = talks.held(elsewhere, member(elsewhere).person, member(elsewhere, Role.INTERVIEWER).person)
    for name in ("conversation", "conversation-held", "conversation-reader"):
        assert desk.get(url(name, programme, theirs.pk)).status_code == 404


def test_no_act_writes_a_word_of_notes_into_the_audit(desk, programme, interviewer, leader):
    interview = talks.held(programme, leader.person, interviewer.person, texts=[CANARY])
    desk.post(url("conversation-not-held", programme, interview.pk))
    desk.post(url("conversation-quotes", programme, interview.pk), {"choice": "none"})
    rows = AuditEvent.objects.values_list("summary", "changes")
    assert CANARY not in str(list(rows))


def test_the_times_open_on_the_next_that_somebody_offers(programme, facilitator, interviewer):
    times.offer(interviewer, programme, starts=[times.soon(24 * 30)])
    page = signed_in(facilitator).get(url("slots", programme))
    (day,) = page.context["week"].days
    assert (page.context["chosen"].person, day[0]) == (interviewer.person, timezone.localdate(times.soon(24 * 30)))
