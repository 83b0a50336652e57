"""What a programme’s page says to do next about meetings, rounds and the charter, until it is done."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from charters.models import Proposal, Review, Round, RoundItem, RoundMember, Signature, Stance
from charters.services import proposals
from charters.services.charter import adopt
from hwe_portal.reports import due
from hwe_portal.views.programme import MOST
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership
from tests.charters.lines import write
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Attendance, Event

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
TODAY = timezone.localdate()


@pytest.fixture
def programme():
    made = ProgrammeFactory()
    people.ask(made)
    for _ in range(3):
        member(made)
    return made


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def parts(programme):
    return list(Membership.objects.of_owner(programme).participants().order_by("pk"))


def asked_to_do(programme, facilitator):
    """The lines of the page with the addresses that they lead to, all of which are there."""
    client = signed_in(facilitator)
    lines = client.get(reverse("programme", kwargs={"programme": programme.pk})).context["to_do"]
    assert [client.get(line["url"]).status_code for line in lines] == [200] * len(lines)
    return [(line["title"], line["why"]) for line in lines]


def meeting(programme, days, title="First workshop", **fields):
    return Event.objects.create(
        programme=programme, title=title, starts_on=FactDate(TODAY + timedelta(days=days)), **fields
    )


def opened(programme, by, parts):
    charter = write(programme, "purpose", "We lead as one").charter
    section = charter.sections.get(key="vision")
    proposal = proposals.propose(charter=charter, kind="add", section=section, text="We see far", reason="It", by=by)
    Proposal.objects.update(state="in_round")
    until = timezone.now() + timedelta(days=3)
    running = Round.objects.create(charter=charter, number=1, closes_at=until, quorum=2, by=by)
    item = RoundItem.objects.create(round=running, proposal=proposal, text=proposal.text)
    return item, [RoundMember.objects.create(round=running, membership=part) for part in parts]


def adopted(programme, by):
    line = write(programme, "purpose", "We lead as one")
    return adopt(charter=line.charter, adopted_on=FactDate(date(2022, 1, 14)), by=by)


def sign(version, part, by):
    return Signature.objects.create(version=version, membership=part, name="A leader", by=by)


# Meetings


@pytest.mark.parametrize(("days", "pressing"), [(0, True), (14, True), (15, False)])
def test_a_meeting_within_two_weeks_to_which_nobody_is_invited(programme, facilitator, days, pressing):
    meeting(programme, days)
    line = ("Invite people: First workshop", "It is within two weeks, and nobody is invited.")
    assert asked_to_do(programme, facilitator) == ([line] if pressing else [])


def test_individual_coaching_and_what_was_called_off_ask_for_nothing(programme, facilitator):
    meeting(programme, 3, kind="individual_coaching")
    meeting(programme, 3, withdrawn_at=timezone.now())
    meeting(programme, -3, kind="individual_coaching")
    assert asked_to_do(programme, facilitator) == []


def test_replies_that_are_missing_until_they_are_there(programme, facilitator, parts):
    event = meeting(programme, 7)
    for part in parts:
        Attendance.objects.create(event=event, membership=part, invited_at=timezone.now())
    why = "{} not replied, and it is within two weeks."
    assert asked_to_do(programme, facilitator) == [("See who replied: First workshop", why.format("3 have"))]
    replied = {"reply": "in_person", "replied_at": timezone.now()}
    Attendance.objects.filter(membership__in=parts[:2]).update(**replied)
    assert asked_to_do(programme, facilitator) == [("See who replied: First workshop", why.format("1 has"))]
    Attendance.objects.update(**replied)
    assert asked_to_do(programme, facilitator) == []


def test_each_of_the_next_three_meetings_that_wait_for_replies(programme, facilitator, parts):
    """Whatever is planned nearer, or waits for invitations."""
    for days in (9, 6, 12, 3, 15):
        event = meeting(programme, days, title=f"Day {days}")
        Attendance.objects.create(event=event, membership=parts[0], invited_at=timezone.now())
    meeting(programme, 2, title="Day 2")
    titles = [title for title, _ in asked_to_do(programme, facilitator)]
    assert titles == ["Invite people: Day 2", *(f"See who replied: Day {days}" for days in (3, 6, 9))]


@pytest.mark.parametrize(("days", "asked"), [(0, False), (-1, True), (-30, True), (-31, False)])
def test_a_meeting_held_without_a_register(programme, facilitator, parts, days, asked):
    event = meeting(programme, days)
    line = Attendance.objects.create(event=event, membership=parts[0], reply="in_person", replied_at=timezone.now())
    missing = [("Keep the register: First workshop", "It is over, and nobody is noted as having come.")]
    assert asked_to_do(programme, facilitator) == (missing if asked else _uninvited(days))
    Attendance.objects.filter(pk=line.pk).update(mode="in_person", invited_at=timezone.now())
    assert asked_to_do(programme, facilitator) == []


def _uninvited(days):
    return [("Invite people: First workshop", "It is within two weeks, and nobody is invited.")] if days == 0 else []


# The charter


def test_a_round_with_an_unanswered_not_yet_then_one_to_close(programme, facilitator, parts):
    item, members = opened(programme, facilitator, parts)
    meeting(programme, 30)
    assert asked_to_do(programme, facilitator) == []
    stances = [Stance.objects.create(item=item, member=each, choice="agree") for each in members[:2]]
    stance = Stance.objects.create(item=item, member=members[2], choice="not_yet", reason="Too soon")
    why = "Nothing is agreed over a “not yet” that nobody has answered."
    assert asked_to_do(programme, facilitator) == [("Answer 1 “not yet”", why)]
    Stance.objects.filter(pk=stance.pk).update(answer="By July")
    close = [("Close the round", "Everybody has said where they stand.")]
    assert asked_to_do(programme, facilitator) == close
    stances[0].delete()
    assert asked_to_do(programme, facilitator) == []
    Membership.objects.filter(pk=parts[0].pk).update(ends_on=TODAY - timedelta(days=1))
    assert asked_to_do(programme, facilitator) == close


def test_a_version_that_few_have_signed(programme, facilitator, parts):
    meeting(programme, 30)
    version = adopted(programme, facilitator)
    sign(version, parts[0], facilitator)
    line = ("Ask for signatures", "1 of 3 have put their names to version 1.")
    assert asked_to_do(programme, facilitator) == [line]
    sign(version, parts[1], facilitator)
    assert asked_to_do(programme, facilitator) == []
    write(programme, "vision", "We see far")
    adopt(charter=version.charter, adopted_on=FactDate(TODAY), by=facilitator)
    assert asked_to_do(programme, facilitator) == [("Ask for signatures", "0 of 3 have put their names to version 2.")]


def test_a_review_that_is_due_until_it_was_held(programme, facilitator, parts):
    meeting(programme, 30)
    version = adopted(programme, facilitator)
    for part in parts:
        sign(version, part, facilitator)
    review = Review.objects.create(charter=version.charter, version=version, due_on=date(2022, 7, 14))
    assert asked_to_do(programme, facilitator) == [("Look at the charter again", "Due by 14 July 2022.")]
    Review.objects.filter(pk=review.pk).update(held_on=TODAY)
    assert asked_to_do(programme, facilitator) == []


# All of it


def test_of_everything_at_once_the_most_pressing_few(programme, facilitator, parts):
    item, members = opened(programme, facilitator, parts)
    Stance.objects.create(item=item, member=members[0], choice="not_yet", reason="Too soon")
    for days in (3, -3):
        meeting(programme, days, title=f"Day {days}")
    for days in (4, 5, 6):
        event = meeting(programme, days, title=f"Day {days}")
        Attendance.objects.create(event=event, membership=parts[0], invited_at=timezone.now())
    adopt(charter=item.round.charter, adopted_on=FactDate(date(2022, 1, 14)), by=facilitator)
    titles = [title for title, _ in asked_to_do(programme, facilitator)]
    awaited = [f"See who replied: Day {days}" for days in (4, 5, 6)]
    assert titles == ["Answer 1 “not yet”", "Invite people: Day 3", *awaited]
    assert len(titles) == MOST


def test_nothing_of_another_programme_is_asked_here(programme, facilitator, parts):
    other = ProgrammeFactory()
    opened(other, facilitator, [])
    meeting(other, 3)
    adopted(other, facilitator)
    found = due.read(programme, at=TODAY)
    assert {name for name in found.__dataclass_fields__ if getattr(found, name)} == set()


def test_it_costs_as_many_queries_with_three_of_everything_as_with_one(programme, facilitator, parts):
    item, members = opened(programme, facilitator, parts)
    client, counts = signed_in(facilitator), []
    for number in range(3):
        awaited = meeting(programme, 3 + number)
        Attendance.objects.create(event=awaited, membership=parts[0], invited_at=timezone.now())
        meeting(programme, -3 - number)
        Stance.objects.create(item=item, member=members[number], choice="not_yet", reason="Too soon")
        sign(adopted(programme, facilitator), parts[number], facilitator)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("programme", kwargs={"programme": programme.pk}))
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 15
