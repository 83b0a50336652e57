"""The page after sign-in asks the database as often for one programme as for three."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from charters.services.charter import adopt
from diagnostics.models import PreWorkStep, Release
from diagnostics.services import steps
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import InductionTask, MailHold, Membership, SystemMembership
from tests.charters.lines import write
from tests.diagnostics import groups, people, talks
from tests.factories import MembershipFactory, ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Attendance, CoachingSet, Event

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def programme(leader, facilitator, number):
    """A programme in full swing: something to do, a meeting to come, a picture and a charter."""
    made = ProgrammeFactory(title=f"Programme {number}")
    MembershipFactory(programme=made, person=leader.person)
    MembershipFactory(programme=made, person=facilitator.person, role=Role.FACILITATOR)
    people.ask(made)
    people.begin(leader, made, answers=number)
    groups.answering(made, facilitator, 5)
    groups.publish(made, facilitator)
    for day in (14, 21):
        Event.objects.create(programme=made, title=f"Meeting on {day}", starts_on=FactDate(date(2099, 1, day)))
    line = write(made, "purpose", "We decide together")
    adopt(charter=line.charter, adopted_on=FactDate(date(2022, 1, 14)), by=facilitator)
    return made


def ask_everything(made, leader, facilitator):
    """Steps of every kind, dates of the leader's own, mail held back, a conversation and a newcomer's list."""
    for kind in (PreWorkStep.Kind.CONVERSATION, PreWorkStep.Kind.SURVEY, PreWorkStep.Kind.READING):
        step = PreWorkStep.objects.create(programme=made, kind=kind, title=kind, link="https://example.org/")
        steps.give_own_date(step=step, person=leader.person, due_on=date(2099, 1, 1), by=facilitator)
    talks.held(made, leader.person, facilitator.person)
    MailHold.objects.create(programme=made, by=facilitator)
    part = made.memberships.get(person=leader.person)
    InductionTask.objects.create(programme=made, membership=part, text="Meet the chair")


@pytest.fixture
def leader():
    return member(ProgrammeFactory(title="Over", withdrawn_at="2022-01-01T00:00Z"))


@pytest.fixture
def facilitator():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_queries_for_one_programme_and_for_three(
    leader, facilitator, count, django_assert_num_queries
):
    for number in range(count):
        ask_everything(programme(leader, facilitator, number), leader, facilitator)
    for user, queries in ((leader, 12), (facilitator, 6)):
        client = signed_in(user)
        with django_assert_num_queries(queries):
            page = client.get(reverse("home")).content.decode()
        assert page.count(">Programme ") >= count


def test_home_stays_within_fifteen_queries_for_somebody_with_many_parts(leader, django_assert_max_num_queries):
    """They take part in three programmes, run one, left another ten days ago and run a system."""
    for number in range(3):
        ask_everything(programme(leader, member(ProgrammeFactory(), Role.FACILITATOR), number), leader, leader)
    MembershipFactory(programme=ProgrammeFactory(), person=leader.person, role=Role.FACILITATOR)
    left = ProgrammeFactory(title="Left lately")
    MembershipFactory(programme=left, person=leader.person, ends_on=timezone.localdate() - timedelta(days=10))
    SystemMembership.objects.create(system=left.system, person=leader.person, starts_on=date(2021, 1, 1))
    client = signed_in(leader)
    with django_assert_max_num_queries(15):
        home = client.get(reverse("home")).context["home"]
    assert [len(found) for found in (home.leads, home.runs, home.left)] == [3, 1, 1]


def test_each_part_shows_what_is_its_programmes_own(leader, facilitator):
    made = [programme(leader, facilitator, number) for number in (0, 1, 2)]
    parts = signed_in(leader).get(reverse("home")).context["home"].leads
    assert [part.programme for part in parts] == made
    assert [[task["hint"] for task in part.tasks] for part in parts] == [
        ["Version 1 waits for your name.", "30 questions to go."],
        ["Version 1 waits for your name.", "29 questions to go."],
        ["Version 1 waits for your name.", "28 questions to go."],
    ]
    assert [[(one.event.programme, one.event.title) for one in part.coming] for part in parts] == [
        [(each, "Meeting on 14"), (each, "Meeting on 21")] for each in made
    ]
    assert [part.snapshot for part in parts] == [Release.objects.get(programme=each) for each in made]


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.INTERVIEWER])
def test_whoever_may_see_only_a_programmes_dates_finds_them_from_home(role):
    followed = ProgrammeFactory(title="Leading together")
    assisted = MembershipFactory(programme=followed).person if role == Role.ASSISTANT else None
    page = signed_in(member(followed, role, assists=assisted)).get(reverse("home"))
    assert page.context["home"].follows == [followed]
    assert reverse("workshops:events", kwargs={"programme": followed.pk}) in page.content.decode()
    assert "nothing is open to you" not in page.content.decode()


def test_an_assistant_reads_that_a_conversation_was_held_and_is_not_asked_to_book_one():
    followed = ProgrammeFactory()
    leader = member(followed).person
    talks.held(followed, leader, member(followed, Role.INTERVIEWER).person, held_on=date(2021, 10, 4))
    page = signed_in(member(followed, Role.ASSISTANT, assists=leader)).get(reverse("home")).content.decode()
    assert "held on 4 October 2021" in page
    assert "Book a conversation" not in page


def test_an_assistant_reads_whose_reply_is_wanted_and_for_when():
    followed = ProgrammeFactory()
    ann, ben = member(followed, name="Ann").person, member(followed, name="Ben").person
    soon = FactDate(timezone.localdate() + timedelta(days=9))
    event = Event.objects.create(programme=followed, title="Workshop", starts_on=soon, starts_at=time(9, 30))
    line = Attendance.objects.create(event=event, membership=ann.memberships.get(), invited_at=timezone.now())
    asha = member(followed, Role.ASSISTANT, assists=ann)
    Membership.objects.create(programme=followed, person=asha.person, role=Role.ASSISTANT, assists=ben)
    page = signed_in(asha).get(reverse("home"))
    one, other = page.context["home"].assists
    assert ([each.line for each in one.dates], other.dates) == ([line], [])
    assert f"{soon}, 9:30" in page.content.decode()
    assert "Say whether Ann comes" in page.content.decode()


def test_what_is_not_theirs_is_not_a_leaders_next_meeting(leader):
    """Individual coaching, a session of another set, and a workshop to which only others are asked."""
    made = ProgrammeFactory()
    part, other = MembershipFactory(programme=made, person=leader.person), MembershipFactory(programme=made)
    days = iter(FactDate(timezone.localdate() + timedelta(days=n)) for n in range(1, 9))
    Event.objects.create(programme=made, title="Counted", kind="individual_coaching", starts_on=next(days))
    sets = [CoachingSet.objects.create(programme=made, name=name) for name in "AB"]
    sets[1].members.add(part)
    for each in sets:
        Event.objects.create(
            programme=made, title=f"Set {each}", kind="group_coaching", coaching_set=each, starts_on=next(days)
        )
    theirs = Event.objects.create(programme=made, title="Theirs", starts_on=FactDate(timezone.localdate()))
    Attendance.objects.create(event=theirs, membership=other, invited_at=timezone.now())
    Event.objects.create(programme=made, title="Some", invited="finance directors", starts_on=next(days))
    assert coming(leader) == [("Set B", None)]
    Attendance.objects.create(event=theirs, membership=part, invited_at=timezone.now())
    assert coming(leader) == [("Theirs", ""), ("Set B", None)]


def coming(leader):
    (part,) = signed_in(leader).get(reverse("home")).context["home"].leads
    return [(each.event.title, each.reply) for each in part.coming]


def test_the_next_three_meetings_stand_there_with_what_they_replied(leader):
    """Of one day, those to which they are asked come before those for everybody."""
    made = ProgrammeFactory()
    part = MembershipFactory(programme=made, person=leader.person)
    titles = {"Everybody's": (3, None), "Asked": (3, ""), "Said": (2, "online"), "Fourth": (9, None)}
    for title, (days, reply) in titles.items():
        on = FactDate(timezone.localdate() + timedelta(days=days))
        event = Event.objects.create(programme=made, title=title, starts_on=on)
        if reply is not None:
            said = {"reply": reply, "replied_at": timezone.now() if reply else None}
            Attendance.objects.create(event=event, membership=part, invited_at=timezone.now(), **said)
    assert coming(leader) == [("Said", "online"), ("Asked", ""), ("Everybody's", None)]
    page = signed_in(leader).get(reverse("home")).content.decode()
    assert (page.count("You said: I will join online."), page.count("Your reply is wanted.")) == (1, 1)


def test_a_leader_of_whom_nothing_is_asked_still_finds_their_ways_in(leader):
    made = ProgrammeFactory()
    MembershipFactory(programme=made, person=leader.person)
    client = signed_in(leader)
    (part,) = client.get(reverse("home")).context["home"].leads
    assert [label for label, _ in part.ways] == ["Workshops and coaching", "Actions", "Charter", "Outcomes"]
    assert [client.get(url).status_code for _, url in part.ways] == [200] * 4
    assert part.tasks == []
    page = client.get(reverse("home")).content.decode()
    assert [page.count(f'href="{url}"') for _, url in part.ways] == [1] * 4


def test_an_assistant_does_not_read_a_meeting_meant_for_others_as_their_leaders():
    followed = ProgrammeFactory()
    ann = member(followed).person
    soon = FactDate(timezone.localdate() + timedelta(days=9))
    Event.objects.create(programme=followed, title="Some", invited="finance directors", starts_on=soon)
    asha = member(followed, Role.ASSISTANT, assists=ann)
    (one,) = signed_in(asha).get(reverse("home")).context["home"].assists
    assert one.dates == []


@pytest.mark.parametrize(
    ("began", "ended", "comes"),
    [
        (("2026-11-22", "day"), None, False),
        (("2026-11-22", "day"), ("2026-11-23", "day"), True),
        (("2026-11-01", "month"), None, True),
        (("2026-10-01", "month"), None, False),
        (("2026-09-01", "season"), None, True),
        (("2026-06-01", "season"), None, False),
        (("2026-01-01", "year"), None, True),
        (("2025-01-01", "year"), ("2025-12-01", "month"), False),
    ],
)
def test_a_meeting_is_to_come_until_its_last_day_as_far_as_it_is_known(began, ended, comes):
    dates = {"starts_on": dated(began)} | ({"ends_on": dated(ended)} if ended else {})
    event = Event.objects.create(programme=ProgrammeFactory(), title="Meeting", **dates)
    at = date(2026, 11, 23)
    assert (Event.objects.upcoming(at).exists(), event.last_day >= at) == (comes, comes)


def dated(known):
    return FactDate(date.fromisoformat(known[0]), known[1])
