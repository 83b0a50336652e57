"""The series as a whole: four kinds of meetings, coaching sets, the picture, and what each reader finds."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from hwe_portal.reports.facts import Facts
from hwe_portal.reports.figures import timeline
from programmes.dates import FactDate
from programmes.models import RelatedProgramme
from tests.factories import AppointmentFactory, MembershipFactory, ProgrammeFactory
from tests.signing import signed_in
from tests.workshops.series import SOON, TODAY, series
from workshops.forms.events import EventForm
from workshops.models import CoachingSet, Event
from workshops.selectors.coaching import advice

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return series()


def typed(story, kind, **said):
    meeting = Event(programme=story.programme, kind=kind)
    return EventForm({"title": "Meeting", "starts_on": "9 November 2021"} | said, instance=meeting)


def kept(form):
    assert form.errors == {}
    return form.instance


def test_a_meeting_has_its_times(story):
    event = kept(typed(story, kind="workshop", starts_at="9.30", ends_at="4 pm"))
    assert event.written_when == "9 November 2021, 9:30 to 16:00"
    late = typed(story, kind="informal", starts_at="19:00", ends_at="22:30")
    assert (late.errors, late.instance.ends_at) == ({}, time(22, 30))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_at": "16:00", "ends_at": "9:30"}, "ends_at"),
        ({"starts_at": "noonish"}, "starts_at"),
        ({"ends_on": "8 November 2021"}, "__all__"),
        ({"ends_at": "16:00"}, "__all__"),
        ({"kind": "individual_coaching"}, "sessions"),
        ({"kind": "individual_coaching", "sessions": "-1"}, "sessions"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(story, said, field):
    assert list(typed(story, said.pop("kind", "workshop"), **said).errors) == [field]


def test_individual_coaching_keeps_its_count_and_nothing_else(story):
    group = CoachingSet.objects.create(programme=story.programme, name="Set A")
    said = {"sessions": "12", "starts_at": "9:30", "place": "Room 4", "invited": "Ann", "coaching_set": group.pk}
    event = kept(typed(story, kind="individual_coaching", **said))
    assert (event.sessions, event.starts_at, event.place, event.invited, event.coaching_set) == (12, None, "", "", None)
    assert kept(typed(story, kind="group_coaching", sessions="3", coaching_set=group.pk)).coaching_set == group
    assert kept(typed(story, kind="workshop", sessions="3", coaching_set=group.pk)).sessions is None


def test_each_kind_asks_for_what_belongs_to_it_and_keeps_what_was_typed(story):
    client = signed_in(story.facilitator)
    place = {"programme": story.programme.pk}
    kinds = client.get(reverse("workshops:event-add", kwargs=place)).content.decode()
    fields = {}
    for kind in Event.Kind:
        address = reverse("workshops:event-add-kind", kwargs=place | {"kind": kind})
        assert address in kinds
        page = client.post(address, {"title": "Typed before"})
        assert "Typed before" in page.content.decode()
        fields[kind] = set(page.context["form"].fields) - {"title", "starts_on", "ends_on"}
    meeting = {"starts_at", "ends_at", "setting", "place", "invited"}
    assert fields == {
        "workshop": meeting,
        "group_coaching": meeting | {"coaching_set"},
        "individual_coaching": {"sessions"},
        "informal": meeting,
    }
    assert client.get(reverse("workshops:event-add-kind", kwargs=place | {"kind": "party"})).status_code == 404


def test_the_kind_of_a_meeting_is_changed_where_that_makes_sense(story):
    client = signed_in(story.facilitator)
    group = CoachingSet.objects.create(programme=story.programme, name="Set A", withdrawn_at="2026-01-01T00:00Z")
    Event.objects.update(kind="group_coaching", coaching_set=group)
    details = story.page("event-details")
    said = {"title": "Meeting", "starts_on": "9 November 2021", "place": "Room 4"}
    client.post(details, said | {"coaching_set": group.pk})
    assert Event.objects.get().coaching_set == group
    client.post(f"{details}?kind=informal", said)
    event = Event.objects.get()
    assert (event.kind, event.coaching_set, event.place) == ("informal", None, "Room 4")
    story.event.aims.create(text="It may have an aim")
    block = story.event.agenda.create(title="Open", minutes=30)
    counted = f"{details}?kind=individual_coaching"
    assert "individual coaching" not in client.get(details).content.decode()
    client.post(counted, said | {"sessions": "12"})
    assert Event.objects.get().kind == "informal"
    block.delete()
    client.post(counted, said | {"sessions": "12"})
    event = Event.objects.get()
    assert (event.kind, event.sessions, event.place) == ("individual_coaching", 12, "")


def test_individual_coaching_has_a_page_with_its_count_and_no_other(story):
    story.event.kind, story.event.sessions = "individual_coaching", 12
    story.event.save()
    client = signed_in(story.facilitator)
    page = client.get(story.page("event")).content.decode()
    assert ("12 sessions of individual coaching" in page, "Keep the register" in page) == (True, False)
    names = ("register", "invitations", "invite", "needs", "agenda", "room", "outcomes", "materials", "feedback")
    assert {name: client.get(story.page(name)).status_code for name in names} == dict.fromkeys(names, 404)


def test_a_set_that_is_small_or_large_is_made_and_said(story):
    assert [bool(advice(number)) for number in (4, 5, 8, 9)] == [True, False, False, True]
    ann = story.leader("Ann")
    client = signed_in(story.facilitator)
    place = {"programme": story.programme.pk}
    said = {"name": "Set A", "members": [ann.pk]}
    page = client.post(reverse("workshops:coaching-set-add", kwargs=place), said, follow=True).content.decode()
    assert ("5 to 8 work best" in page, list(CoachingSet.objects.get().members.all())) == (True, [ann])
    again = client.post(reverse("workshops:coaching-set-add", kwargs=place), said).content.decode()
    assert "Another set has this name." in again
    stranger = series().leader("Stranger")
    said = {"name": "Set B", "members": [stranger.pk]}
    client.post(reverse("workshops:coaching-set-add", kwargs=place), said)
    assert CoachingSet.objects.count() == 1


def test_who_runs_a_meeting_and_comes_to_it_finds_their_own_reply(story):
    part = MembershipFactory(programme=story.programme, person=story.facilitator.person)
    story.invite(part)
    page = signed_in(story.facilitator).get(story.page("event")).content.decode()
    assert ("Please say whether you come" in page, "1 person invited, 0 coming" in page) == (True, True)


def test_the_next_meeting_comes_first_and_the_series_is_counted(story):
    past = {"programme": story.programme, "starts_on": FactDate(TODAY - timedelta(days=30))}
    Event.objects.create(title="Was", **past)
    Event.objects.create(title="Coaching", kind="individual_coaching", sessions=12, **past)
    Event.objects.create(programme=story.programme, title="Later", starts_on=FactDate(SOON.day + timedelta(days=1)))
    story.invite(story.leader("Ann"))
    page = signed_in(story.facilitator).get(f"/programmes/{story.programme.pk}/workshops/").content.decode()
    order = [page.index(words) for words in ("First workshop", "After that", "Later", "So far", "Was")]
    assert (order == sorted(order), "3 workshops and 12 individual coaching sessions" in page) == (True, True)
    assert "1 invited, 0 coming." in page
    theirs = signed_in(story.users["Ann"]).get(f"/programmes/{story.programme.pk}/workshops/").content.decode()
    assert ("Say whether you come" in theirs, "1 invited" in theirs) == (True, False)


def test_a_leader_does_not_see_a_meeting_that_is_called_off(story):
    story.leader("Ann")
    story.event.withdrawn_at = "2026-01-01T00:00:00Z"
    story.event.save()
    assert signed_in(story.users["Ann"]).get(story.page("event")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_series_and_a_meeting_ask_the_database_the_same_number_of_times(story, count, django_assert_num_queries):
    story.invite(story.leader("Ann"))
    for number in range(count):
        Event.objects.create(programme=story.programme, title=f"Workshop {number}", starts_on=SOON)
        story.event.aims.create(text=f"Aim {number}")
        story.invite(story.leader(f"Leader {number}"))
    leader, facilitator = signed_in(story.users["Ann"]), signed_in(story.facilitator)
    with django_assert_num_queries(6):
        leader.get(f"/programmes/{story.programme.pk}/workshops/")
    with django_assert_num_queries(8):
        leader.get(story.page("event"))
    with django_assert_num_queries(10):
        facilitator.get(story.page("event"))


def test_the_time_line_tells_coaching_from_workshops_beside_what_went_on(story):
    year = FactDate(date(2021, 11, 9))
    Event.objects.update(starts_on=year.day)
    for kind, fields in (("group_coaching", {}), ("individual_coaching", {"sessions": 12}), ("informal", {})):
        Event.objects.create(programme=story.programme, title=kind, kind=kind, starts_on=year, **fields)
    part = story.leader("Ann")
    AppointmentFactory(post=part.post, person=part.person, starts_on=FactDate(date(2021, 12, 1)))
    other = ProgrammeFactory(title="Elsewhere", starts_on=FactDate(date(2021, 10, 1)))
    RelatedProgramme.objects.create(programme=story.programme, title="Board development", other=other)
    RelatedProgramme.objects.create(programme=story.programme, title="Undated")
    rows = timeline(Facts(story.programme, date(2022, 6, 1))).table.rows
    assert [(label, kind) for _, label, kind in rows] == [
        ("Board development", "related programme"),
        ("First workshop", "workshop"),
        ("group_coaching · individual_coaching: 12 sessions", "coaching"),
        ("informal", "informal meeting"),
        (f"New in post: {part.post}", "change of leader"),
    ]
