"""The facilitator's page of conflict profiles, releasing them, and the lines of a leader's task list about them."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags

from diagnostics.models import ConflictProfile, Source
from diagnostics.selectors import profiles as selectors
from diagnostics.selectors.profiles import State
from diagnostics.selectors.task_list import prework_for
from diagnostics.services import consents
from programmes.access import Role
from programmes.models import Membership
from tests.diagnostics import people
from tests.factories import OrganisationFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2022, 1, 10)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def states(programme, at=TODAY):
    return {row.name: row.state for row in selectors.prework(programme, at=at).rows}


def four_leaders(programme, facilitator):
    """One leader at each point, named after it."""
    people.ask(programme)
    for name in ("not begun", "begun", "completed", "released"):
        user = member(programme, name=name)
        if name == "begun":
            people.begin(user, programme, answers=3)
        elif name != "not begun":
            finished = people.finish(user, programme)
            if name == "released":
                people.release(finished, facilitator)


def test_each_leader_is_at_one_point(programme, facilitator):
    four_leaders(programme, facilitator)
    assert states(programme) == {state.label.lower(): state for state in State}
    found = selectors.prework(programme, at=TODAY)
    assert (found.finished, found.message) == (2, "2 of 4 have finished their conflict profile")
    assert found.counts == tuple((state, 1) for state in State)


def test_the_page_shows_who_is_where_and_filters_in_the_address(desk, programme, facilitator):
    four_leaders(programme, facilitator)
    page = desk.get(url("pre-work-profiles", programme))
    assert [row.name for row in page.context["rows"]] == ["begun", "completed", "not begun", "released"]
    page = desk.get(url("pre-work-profiles", programme) + "?state=begun")
    assert [row.name for row in page.context["rows"]] == ["begun"]
    page = desk.get(url("pre-work-profiles", programme) + "?state=nonsense")
    assert len(page.context["rows"]) == 4


def test_no_score_or_answer_stands_on_the_page(desk, programme, facilitator):
    people.ask(programme)
    people.begin(member(programme, name="Ann Reed"), programme, answers=17)
    people.finish(member(programme, name="Ben Hale"), programme)
    page = desk.get(url("pre-work-profiles", programme)).content.decode()
    shown = strip_tags(re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL))
    today = date_format(timezone.localdate(), "j F Y")
    for known in (programme.title, facilitator.person.name, today):  # which may hold any number
        shown = shown.replace(known, "")
    assert [word in shown for word in ("17", "Competing", "competing", "of 12")] == [False] * 4


def test_names_are_those_of_the_programme(programme):
    people.ask(programme)
    leader = member(programme, name="Known Elsewhere")
    Membership.objects.filter(person=leader.person).update(listed_name="Dr C. Vale")
    assert list(states(programme)) == ["Dr C. Vale"]


def test_who_left_is_listed_apart_and_only_with_a_profile(programme, facilitator):
    people.ask(programme)
    stays, left, left_without = member(programme, name="Stays"), member(programme, name="Left"), member(programme)
    people.finish(left, programme)
    for user in (left, left_without):
        Membership.objects.filter(person=user.person).update(ends_on=date(2021, 12, 31))
    member(programme, name="Comes later", starts_on=date(2022, 4, 1))
    found = selectors.prework(programme, at=TODAY)
    assert [row.name for row in found.rows] == [stays.person.name]
    assert [(row.name, row.state) for row in found.former] == [("Left", State.COMPLETED)]
    assert [row.name for row in found.to_release] == ["Left"]


def test_answering_again_keeps_the_finished_profile_in_view(programme):
    people.ask(programme)
    leader = member(programme)
    finished = people.finish(leader, programme)
    ConflictProfile.objects.create(person=leader.person, programme=programme)
    (row,) = selectors.prework(programme, at=TODAY).rows
    assert (row.state, row.profile, row.again) == (State.COMPLETED, finished.pk, True)


def test_an_empty_programme_says_what_to_do_first(desk, programme):
    page = desk.get(url("pre-work-profiles", programme)).content.decode()
    assert "No conflict profile is asked for" in page
    assert "The programme has no leaders yet" in page


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_page_costs_the_same_for_one_leader_and_for_three(desk, programme, facilitator):
    people.ask(programme)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            leader = member(programme, post=PostFactory(organisation=OrganisationFactory(system=programme.system)))
            people.finish(leader, programme)
            people.record(leader, programme, facilitator)
        counts.append(queries(desk, url("pre-work-profiles", programme)))
    assert counts[0] == counts[1] <= 15


# Releasing


def test_releasing_one(desk, programme, facilitator):
    people.ask(programme)
    first, second = (people.finish(member(programme), programme) for _ in range(2))
    page = desk.get(url("pre-work-release", programme) + f"?profile={first.pk}")
    assert page.context["form"]["profile"].value() == [str(first.pk)]
    desk.post(url("pre-work-release", programme), {"profile": [first.pk]})
    for profile in (first, second):
        profile.refresh_from_db()
    assert (first.released_by, second.is_released) == (facilitator, False)


def test_releasing_all_that_are_finished(desk, programme):
    people.ask(programme)
    finished = [people.finish(member(programme), programme) for _ in range(3)]
    people.begin(member(programme), programme)
    page = desk.get(url("pre-work-release", programme))
    chosen = page.context["form"]["profile"].value()
    assert sorted(chosen) == sorted(str(profile.pk) for profile in finished)
    page = desk.post(url("pre-work-release", programme), {"profile": chosen}, follow=True)
    assert "3 profiles are open to their leaders now." in page.content.decode()
    assert desk.get(url("pre-work-release", programme)).context["waiting"] == ()


def test_releasing_nobody_is_an_error(desk, programme):
    people.ask(programme)
    people.finish(member(programme), programme)
    page = desk.post(url("pre-work-release", programme), {})
    assert page.context["form"].errors == {"profile": ["Choose at least one person"]}


def test_profiles_of_another_programme_cannot_be_released_here(desk, programme):
    elsewhere = ProgrammeFactory()
    people.ask(elsewhere)
    theirs = people.finish(member(elsewhere), elsewhere)
    desk.post(url("pre-work-release", programme), {"profile": [theirs.pk]})
    theirs.refresh_from_db()
    assert not theirs.is_released


# The leader's task list


def lines(user, programme):
    return prework_for(user.person, [programme], at=TODAY)[programme.pk]


def tasks(user, programme):
    return [(task.title, task.status, task.state) for task in lines(user, programme)]


def test_nothing_is_listed_while_nothing_is_asked(programme):
    assert lines(member(programme), programme) == ()


def test_the_list_follows_the_leader(programme, facilitator):
    people.ask(programme)
    leader = member(programme)
    assert tasks(leader, programme) == [("Answer thirty short questions about conflict", "Not begun", "open")]
    people.begin(leader, programme, answers=29)
    (task,) = lines(leader, programme)
    assert (task.title, task.hint) == ("Carry on with your conflict profile", "1 question to go.")
    finished = people.finish(leader, programme)
    assert tasks(leader, programme) == [("Your conflict profile", "Finished", "done")]
    people.release(finished, facilitator)
    asked = "Say how the group picture may count you"
    assert tasks(leader, programme)[1] == (asked, "Not answered", "open")
    consents.give(person=leader.person, programme=programme, choice="count", by=leader)
    assert tasks(leader, programme) == [("Your conflict profile", "Open", "done"), (asked, "Answered", "done")]


def test_every_line_that_opens_something_names_its_page(programme, facilitator):
    people.ask(programme)
    leader = member(programme)
    people.release(people.finish(leader, programme), facilitator)
    found = lines(leader, programme)
    addresses = [reverse(task.url_name, kwargs=dict(task.url_kwargs)) for task in found]
    assert addresses == [url("profile", programme), url("consent", programme)]


@pytest.mark.parametrize(
    ("due_on", "hint"),
    [
        (None, "About 10 minutes."),
        (date(2022, 1, 10), "About 10 minutes. Please do it by 10 January 2022."),
        (date(2022, 1, 9), "About 10 minutes. We asked for it by 9 January 2022. It still helps, whenever you can."),
    ],
)
def test_the_line_says_by_when(programme, due_on, hint):
    people.ask(programme, due_on=due_on)
    (task,) = lines(member(programme), programme)
    assert task.hint == hint


def test_a_licensed_questionnaire_waits_with_the_facilitator(programme, facilitator):
    people.ask(programme, Source.LICENSED)
    leader = member(programme)
    assert tasks(leader, programme) == [("Your conflict profile", "With your facilitator", "waiting")]
    people.record(leader, programme, facilitator)
    assert tasks(leader, programme) == [("Your conflict profile", "Finished", "done")]


def test_the_list_costs_no_more_for_a_long_history(programme, facilitator):
    people.ask(programme)
    leader = member(programme)
    for _ in range(3):
        people.record(leader, programme, facilitator)
    with CaptureQueriesContext(connection) as captured:
        lines(leader, programme)
    assert len(captured) == 4
