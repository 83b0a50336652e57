"""What meetings and the charter ask of a leader stands first on their first page, until it is done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from charters.models import CharterVersion, Proposal, Round, RoundItem, RoundMember, Section, Signature, Stance
from charters.selectors.signatures import to_ask
from charters.services.charter import adopt
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import InductionTask, Membership
from tests.charters.lines import write
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Action, Attendance, Event, Room

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ASKED = ["Join the room: First workshop", "Say where you stand on our charter", "Put your name to our charter",
         "Reply: First workshop", "Do what you took on"]  # fmt: skip


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def leader(programme):
    return member(programme)


@pytest.fixture
def part(programme, leader):
    return programme.memberships.get(person=leader.person)


@pytest.fixture
def asked(programme, facilitator, part):
    """Everything at once, of this leader; a colleague is asked nothing."""
    event = Event.objects.create(programme=programme, title="First workshop", starts_on=FactDate(TODAY))
    Room.objects.create(event=event, by=facilitator)
    Attendance.objects.create(event=event, membership=part, invited_at=timezone.now())
    line = write(programme, "purpose", "We lead as one")
    adopt(charter=line.charter, adopted_on=FactDate(date(2022, 1, 14)), by=facilitator)
    _open_round(line.charter, part, facilitator)
    for due_on in (TODAY - timedelta(days=1), TODAY + timedelta(days=9)):
        Action.objects.create(programme=programme, text="Write to the boards", owner=part, due_on=due_on)


def _open_round(charter, part, by):
    proposal = Proposal.objects.create(
        charter=charter, kind="add", section=Section.objects.get(charter=charter, key="vision"), text="We see far",
        reason="It is missing", by=by,
    )  # fmt: skip
    until = timezone.now() + timedelta(days=3)
    running = Round.objects.create(charter=charter, number=1, closes_at=until, quorum=1, by=by)
    RoundItem.objects.create(round=running, proposal=proposal, text=proposal.text)
    RoundMember.objects.create(round=running, membership=part)


def tasks(user):
    (part,) = signed_in(user).get(reverse("home")).context["home"].leads
    return part.tasks


def titles(user):
    return [task["title"] for task in tasks(user)]


def test_all_of_it_is_asked_the_most_pressing_first_and_each_line_leads_there(asked, leader):
    assert titles(leader) == ASKED
    client = signed_in(leader)
    assert [client.get(task["url"]).status_code for task in tasks(leader)] == [200] * 5
    assert tasks(leader)[4]["hint"] == "2 actions, 1 overdue."


def test_a_colleague_is_asked_only_what_concerns_everybody(asked, programme):
    assert titles(member(programme)) == ["Join the room: First workshop", "Put your name to our charter"]


def test_what_is_done_is_asked_no_more(asked, leader, part, facilitator):
    Attendance.objects.update(reply="in_person", replied_at=timezone.now())
    Stance.objects.create(item=RoundItem.objects.get(), member=RoundMember.objects.get(), choice="agree")
    version = part.programme.charter.versions.get()
    Signature.objects.create(version=version, membership=part, name="Ada Reed", by=leader)
    Action.objects.update(state="done", done_on=TODAY)
    Room.objects.update(state="closed", closed_at=timezone.now())
    assert titles(leader) == []


def test_a_new_version_asks_again_and_a_withdrawn_meeting_asks_nothing(asked, leader, part, programme, facilitator):
    charter = programme.charter
    Signature.objects.create(version=charter.versions.get(), membership=part, name="Ada Reed", by=leader)
    write(programme, "vision", "We see far")
    adopt(charter=charter, adopted_on=FactDate(date(2022, 6, 14)), by=facilitator)
    Event.objects.update(withdrawn_at=timezone.now())
    assert [(task["title"], task["hint"]) for task in tasks(leader)][1] == (
        "Put your name to our charter", "Version 2 waits for your name.",
    )  # fmt: skip
    assert titles(leader) == [ASKED[1], ASKED[2], ASKED[4]]


def test_a_newcomer_signs_once_settled_in(asked, leader, part, programme):
    """The same as a mail asks: with the list done, or asked in the round that agreed it, or after fourteen days."""
    version = programme.charter.versions.get()
    line = InductionTask.objects.create(programme=programme, membership=part, text="Read the charter")

    def is_asked():
        on_page = ASKED[2] in titles(leader)
        assert on_page == (part in to_ask(version, TODAY))
        return on_page

    assert is_asked()
    Membership.objects.filter(pk=part.pk).update(starts_on=TODAY - timedelta(days=13))
    assert not is_asked()
    InductionTask.objects.filter(pk=line.pk).update(done_at=timezone.now())
    assert is_asked()
    InductionTask.objects.filter(pk=line.pk).update(done_at=None)
    CharterVersion.objects.filter(pk=version.pk).update(agreed_in=Round.objects.get())
    version.refresh_from_db()
    assert is_asked()


def test_an_answer_to_their_not_yet_waits_for_them(asked, leader):
    place = {"item": RoundItem.objects.get(), "member": RoundMember.objects.get()}
    stance = Stance.objects.create(choice="not_yet", reason="Too vague", **place)
    assert ASKED[1] not in titles(leader)
    Stance.objects.filter(pk=stance.pk).update(answer="It now says how far.")
    assert titles(leader) == [ASKED[0], "Your “not yet” has an answer: say where you stand now", *ASKED[2:]]
