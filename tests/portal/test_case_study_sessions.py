"""The series, the room and the charter in the case study: counted from records, nobody named, no word of an action."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from charters.models import CharterVersion, Proposal, Review, Round, Signature
from charters.services import paper_rounds, proposals, rounds, stances
from charters.services.charter import adopt
from hwe_portal.reports import evidence
from programmes import models
from programmes.access import Role
from tests.charters.lines import write
from tests.factories import OrganisationFactory, member
from tests.portal import stories
from tests.portal.stories import leader, when
from tests.signing import signed_in
from workshops.models import Action, Attendance, CoachingSet, Decision, Event, StocktakePoint

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 14)
MOMENT = datetime(2022, 3, 14, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def story():
    """Six leaders, and a first workshop that all of them came to."""
    story = stories.bare()
    event = Event.objects.create(programme=story.programme, title="First workshop", starts_on=when("14 March 2022"))
    for number in range(6):
        part = leader(story.programme, OrganisationFactory(system=story.system), name=f"Canary {number}")
        Attendance.objects.create(event=event, membership=part, mode="in_person")
    return story


@pytest.fixture
def event(story):
    return Event.objects.get()


def proposed(story, text="We say so"):
    charter = write(story.programme, "purpose", "We lead together").charter
    section = charter.sections.get(key="vision")
    return proposals.propose(
        charter=charter, kind=Proposal.Kind.ADD, section=section, text=text, reason="Why", by=story.facilitator
    )


def in_the_room(story, event):
    proposal = proposed(story)
    agreed = [paper_rounds.Agreed(proposal)]
    return paper_rounds.agreed_in_room(charter=proposal.charter, event=event, agreed=agreed, by=story.facilitator)


def in_a_round(story, answering=4):
    proposal = proposed(story, "We decide by a day")
    until = MOMENT + timedelta(days=3)
    opened = rounds.open_round(
        charter=proposal.charter, proposals=[proposal], closes_at=until, at=MOMENT, by=story.facilitator
    )
    for asked in opened.members.all()[:answering]:
        stances.take(item=opened.items.get(), member=asked, choice="agree", at=MOMENT)
    rounds.close(round=opened, at=MOMENT + timedelta(hours=1), by=story.facilitator)
    return CharterVersion.objects.get(agreed_in=opened)


def sign(version, parts, by):
    for number, part in enumerate(parts):
        Signature.objects.create(version=version, membership=part, name=str(part), post=f"Post {number // 2}", by=by)


# The series


def test_coaching_is_told_in_sets_and_of_single_people_only_how_many_sessions(story):
    programme = story.programme
    for number, name in enumerate(("A", "B", "C", "A again"), start=3):
        within = CoachingSet.objects.get_or_create(programme=programme, name=f"Set {name[0]}")[0]
        day = when(f"{number} April 2022")
        Event.objects.create(programme=programme, kind="group_coaching", title=name, starts_on=day, coaching_set=within)
    fields = {"kind": "individual_coaching", "starts_on": when("2022")}
    for sessions in (12, 29, None):
        Event.objects.create(programme=programme, title="Coaching", sessions=sessions, **fields)
    said = story.said()
    assert said["series"] == "The programme was a series of one workshop and four group coaching sessions."
    assert said["group_coaching-meetings"].endswith(", in three sets.")
    assert said["individual-coaching"] == (
        "41 sessions of individual coaching were counted, and nothing of what was said in them is held."
    )


def test_decisions_and_actions_are_counted_and_their_words_stay_with_the_group(story, event):
    programme = story.programme
    for number in range(3):
        Decision.objects.create(event=event, text=f"CANARY decision {number}")
        Action.objects.create(programme=programme, event=event, text=f"CANARY action {number}")
    Action.objects.create(programme=programme, text="CANARY dropped", state="dropped")
    said = story.said()
    assert said["decisions"] == "Three decisions were noted in one meeting."
    assert said["actions"] == "Four actions were taken on: one was dropped."
    Action.objects.filter(text="CANARY action 1").update(state="done", done_on=DAY)
    Decision.objects.filter(text="CANARY decision 1").update(withdrawn_at=MOMENT)
    said = story.said()
    assert said["actions"] == "Four actions were taken on: one is done and one was dropped."
    assert said["decisions"] == "Two decisions were noted in one meeting."
    assert "CANARY" not in " ".join(said.values())
    Event.objects.update(withdrawn_at=MOMENT)
    assert "decisions" not in story.said()


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["open"], "One action was taken on."),
        (["done"], "One action was taken on, and it is done."),
        (["dropped"], "One action was taken on, and it was dropped."),
        (["done", "done"], "Two actions were taken on, and both are done."),
        (["dropped"] * 3, "Three actions were taken on, and all of them were dropped."),
        (["dropped", "done", "done", "open"], "Four actions were taken on: two are done and one was dropped."),
    ],
)
def test_each_action_that_was_taken_on_is_counted_whatever_became_of_it(story, states, told):
    for state in states:
        Action.objects.create(
            programme=story.programme, text=state, state=state, done_on=DAY if state == "done" else None
        )
    assert story.said()["actions"] == told


def test_a_stocktake_is_told_in_counts(story, event):
    for kind in ("keep", "keep", "stop", "start", "aim"):
        StocktakePoint.objects.create(event=event, kind=kind, text="CANARY")
    assert story.said()[f"stocktake-{event.pk}"] == (
        "At the first workshop the group took stock: two things to keep, one thing to stop, one thing to start and one "
        "aim worded anew."
    )


def test_a_meeting_that_is_not_over_is_told_nowhere_as_held(story, event):
    before = story.said(at=date(2022, 3, 20))
    coming = {"programme": story.programme, "title": "Sharing the winter", "invited": "finance directors"}
    for kind in ("workshop", "group_coaching", "informal"):
        Event.objects.create(kind=kind, starts_on=when("20 March 2022"), **coming)
    Event.objects.create(starts_on=when("19 March 2022"), ends_on=when("20 March 2022"), **coming)
    for told in Event.objects.exclude(pk=event.pk):
        Decision.objects.create(event=told, text="CANARY")
        StocktakePoint.objects.create(event=told, kind="keep", text="CANARY")
    assert story.said(at=date(2022, 3, 20)) == before
    after = story.said(at=date(2022, 3, 21))
    assert after["series"] == "The programme was a series of three workshops and group coaching."
    assert [text for key, text in after.items() if key.startswith("invited-")] == [
        "The four meetings invited finance directors."
    ]


def test_an_output_says_in_which_session_it_was_made(story, event):
    row = models.Output.objects.create(
        programme=story.programme, kind="case_for_change", text="one for all", origin=event.key
    )
    assert story.said()[f"output.{row.pk}"].endswith("one for all. Made in the first workshop.")
    Event.objects.update(title="Opening day")
    assert story.said()[f"output.{row.pk}"].endswith("Made in “Opening day”.")
    Event.objects.update(withdrawn_at=MOMENT)
    assert story.said()[f"output.{row.pk}"].endswith(": one for all.")


# The charter


def test_a_charter_that_the_facilitator_recorded_says_nothing_of_how_it_was_agreed(story):
    line = write(story.programme, "purpose", "We lead together")
    adopt(charter=line.charter, adopted_on=when("March 2022"), by=story.facilitator)
    assert [key for key in story.said() if key.startswith("charter-") and "lines" not in key] == []


def test_agreed_in_the_room_it_says_by_how_many_and_where(story, event):
    in_the_room(story, event)
    assert story.said()["charter-agreed"] == "Six leaders agreed it together in the first workshop."


def test_agreed_in_a_round_it_says_how_many_said_where_they_stood(story, event):
    version = in_a_round(story)
    so = "four leaders said where they stood on it, and no “not yet” was left without an answer that its author took."
    assert story.said()["charter-agreed"] == f"In a round, {so}"
    Round.objects.update(event=event)
    CharterVersion.objects.filter(pk=version.pk).update(event=event)
    assert story.said()["charter-agreed"] == f"In a round that was run in the first workshop, {so}"


def test_signatures_are_counted_with_their_posts_and_only_those_of_the_version_that_stands(story, event):
    parts = list(story.programme.memberships.filter(role="participant"))
    sign(in_the_room(story, event), parts, story.facilitator)
    assert story.said()["charter-signed"] == "Six leaders have put their names to it, in three posts."
    newer = in_a_round(story)
    assert "charter-signed" not in story.said()
    sign(newer, parts[:1], story.facilitator)
    said = story.said()
    assert said["charter-signed"] == "One leader has put their name to version 2, in one post."
    adopted = "adopted on 14 March 2022, is in force: four commitments."
    assert said["charter"] == f"The group adopted its charter on 14 March 2022. Version 2, {adopted}"
    assert said["charter-agreed-first"] == "Six leaders agreed the first version together in the first workshop."
    assert said["charter-agreed"].startswith("In a round, four leaders said where they stood on what version 2 changes")


def test_reviews_that_were_held_are_told_with_their_dates(story, event):
    version = in_the_room(story, event)
    held = {"charter": version.charter, "version": version, "due_on": DAY}
    Review.objects.create(**held, held_on=when("July 2022"), outcome="CANARY")
    Review.objects.create(**held)
    assert story.said()["charter-reviews"] == "The group has come back to its charter once, in July 2022."
    Review.objects.filter(held_on=None).update(held_on=when("14 December 2022").day, held_precision="day")
    assert story.said()["charter-reviews"] == (
        "The group has come back to its charter twice, in July 2022 and on 14 December 2022."
    )


# Evidence


def everything(story, event):
    StocktakePoint.objects.create(event=event, kind="keep", text="CANARY")
    Decision.objects.create(event=event, text="CANARY")
    Action.objects.create(programme=story.programme, text="CANARY")
    models.Output.objects.create(programme=story.programme, kind="governance", text="one", origin=event.key)
    within = CoachingSet.objects.create(programme=story.programme, name="Set A")
    for kind, more in (("group_coaching", {"coaching_set": within}), ("individual_coaching", {"sessions": 3})):
        Event.objects.create(programme=story.programme, kind=kind, title="Coaching", starts_on=when("2022"), **more)
    in_the_room(story, event)
    version = in_a_round(story)
    sign(version, story.programme.memberships.filter(role="participant"), story.facilitator)
    Review.objects.create(charter=version.charter, version=version, due_on=DAY, held_on=when("July 2022"))


TOLD = {"individual-coaching", "group_coaching-meetings", "decisions", "actions", "charter-agreed",
        "charter-agreed-first", "charter-signed", "charter-reviews"}  # fmt: skip


def test_each_statement_leads_to_its_records_and_is_out_of_date_once_they_changed(story, event):
    everything(story, event)
    report = story.issued()
    rows = [row for row in report.evidence.all() if row.statement in TOLD or row.statement.startswith("stocktake")]
    assert {row.statement for row in rows} == TOLD | {f"stocktake-{event.pk}"}
    client = signed_in(story.facilitator)
    addresses = {evidence.address(row.record, story.programme) for row in rows}
    assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)
    assert evidence.out_of_date(report, story.tell().fingerprints) == []
    Action.objects.update(state="done", done_on=DAY)
    Signature.objects.last().delete()
    StocktakePoint.objects.update(kind="stop")
    stale = {one.statement for one in evidence.out_of_date(report, story.tell().fingerprints)}
    assert stale == {"actions", "charter-signed", f"stocktake-{event.pk}"}


def test_a_sponsor_reads_counts_and_no_name_of_who_signed_or_agreed(story, event):
    everything(story, event)
    report = story.issued(to_sponsors=True)
    page = signed_in(member(story.programme, Role.SPONSOR)).get(reverse("report", args=[report.pk])).content.decode()
    assert "Six leaders have put their names to version 2" in page
    assert [word for word in ("Canary", "CANARY") if word in page] == []
