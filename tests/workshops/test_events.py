from datetime import date

import pytest
from django.urls import reverse

from programmes.access import Role
from programmes.dates import FactDate
from tests.factories import member
from tests.signing import signed_in
from workshops.models import Attendance, Event
from workshops.selectors.registers import Turnout, register, turnout

pytestmark = pytest.mark.django_db


def address(name, event):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk})


def test_the_register_lists_those_who_took_part_in_the_programme_on_that_day(programme, event):
    member(programme, name="Was here")
    member(programme, name="Had left", ends_on=date(2021, 10, 31))
    member(programme, name="Came later", starts_on=date(2022, 2, 1))
    assert [line.name for line in register(event)] == ["Was here"]


def test_whom_a_meeting_is_meant_for_is_not_called_who_is_invited(programme, facilitator, event):
    Event.objects.filter(pk=event.pk).update(invited="finance directors")
    desk = signed_in(facilitator)
    pages = [desk.get(address(name, event)).content.decode() for name in ("event", "event-details")]
    assert [("Meant for" in page, "ho is invited" in page) for page in pages] == [(True, False)] * 2


def test_the_register_is_kept_and_counted(programme, facilitator, event):
    ids = [member(programme, name=name).person.memberships.get().pk for name in ("Ann", "Ben", "Cat", "Dan")]
    modes = ["in_person", "in_person", "online", "absent"]
    said = {f"mode-{pk}": mode for pk, mode in zip(ids, modes, strict=True)} | {f"since-{ids[0]}": "the pandemic"}
    page = signed_in(facilitator).post(address("register", event), said, follow=True).content.decode()
    assert turnout(event) == Turnout(
        asked=0, coming=0, invited=4, in_person=2, online=1, deputies=0, absent=1, first_in_person=1
    )
    assert "3 of 4 on the register took part: 2 in person, 1 online." in page
    said[f"mode-{ids[3]}"] = ""
    signed_in(facilitator).post(address("register", event), said)
    assert turnout(event).invited == 3


def test_two_facilitators_at_once_write_over_nobodys_line(programme, facilitator, event):
    """Both open the page; the second one's lines are kept, but for one that the first noted otherwise meanwhile."""
    ann, ben, cat = [member(programme, name=name).person.memberships.get().pk for name in ("Ann", "Ben", "Cat")]
    client, colleague = signed_in(facilitator), signed_in(member(programme, Role.FACILITATOR))
    before = {f"was-{pk}": "|" for pk in (ann, ben, cat)}
    colleague.post(address("register", event), before | {f"mode-{ann}": "absent", f"mode-{cat}": "online"})
    mine = {f"mode-{ann}": "in_person", f"mode-{ben}": "in_person"}
    page = client.post(address("register", event), before | mine)
    assert modes(event) == {"Ann": "absent", "Ben": "in_person", "Cat": "online"}
    rows = {row.line.name: (row.mode.value(), row.was.value(), row.meanwhile) for row in page.context["form"].rows()}
    assert rows == {
        "Ann": ("in_person", "absent|", "absent"),
        "Ben": ("in_person", "in_person|", ""),
        "Cat": ("online", "online|", ""),
    }
    again = {f"mode-{pk}": "in_person" for pk in (ann, ben)} | {f"mode-{cat}": "online"}
    again |= {f"was-{ann}": "absent|", f"was-{ben}": "in_person|", f"was-{cat}": "online|"}
    client.post(address("register", event), again)
    assert modes(event) == {"Ann": "in_person", "Ben": "in_person", "Cat": "online"}


def modes(event):
    return dict(event.attendances.values_list("membership__person__name", "mode"))


def test_a_page_with_a_mistake_still_knows_how_the_lines_stood(programme, facilitator, event):
    ann = member(programme, name="Ann").person.memberships.get()
    client = signed_in(facilitator)
    said = {f"was-{ann.pk}": "|", f"mode-{ann.pk}": "online", f"since-{ann.pk}": "the pandemic"}
    Attendance.objects.create(event=event, membership=ann, mode="absent")
    (row,) = client.post(address("register", event), said).context["form"].rows()
    assert row.was.value() == "|"


def test_first_in_person_is_only_for_those_who_came_in_person(programme, facilitator, event):
    pk = member(programme, name="Ann").person.memberships.get().pk
    said = {f"mode-{pk}": "online", f"since-{pk}": "the pandemic"}
    page = signed_in(facilitator).post(address("register", event), said).content.decode()
    assert "Ann: only somebody who came in person can be there in person for the first time." in page
    assert ("the pandemic" in page, Attendance.objects.count()) == (True, 0)


def test_a_leader_sees_their_own_line_and_nobody_elses(programme, event):
    ann, ben = member(programme, name="Ann"), member(programme, name="Ben")
    Attendance.objects.create(event=event, membership=ann.person.memberships.get(), mode="deputy")
    Attendance.objects.create(event=event, membership=ben.person.memberships.get(), mode="absent")
    page = signed_in(ann).get(address("event", event)).content.decode()
    assert ("sent a deputy" in page, "Ben" in page, "absent" in page) == (True, False, False)
    assert list(Attendance.objects.visible_to(ann)) == [Attendance.objects.get(mode="deputy")]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_the_same_number_of_times(
    programme, facilitator, event, count, django_assert_num_queries
):
    for number in range(count):
        member(programme, name=f"Leader {number}")
        Event.objects.create(
            programme=programme, title=f"Workshop {number}", starts_on=FactDate(date(2022, 1, number + 1))
        )
    client = signed_in(facilitator)
    with django_assert_num_queries(7):
        client.get(reverse("workshops:events", kwargs={"programme": programme.pk}))
    with django_assert_num_queries(7):
        client.get(address("register", event))
