"""The tracker: people by steps, what the mail server said, filters, nudges, one person, the table to take away."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Interview, PersonStep, PreWorkStep, StepMail
from diagnostics.selectors.tracker import STILL_TO_DO, State, mails_to, tracker
from diagnostics.services import steps
from programmes.access import Role
from programmes.models import Membership, Notice
from tests.diagnostics import people, talks
from tests.factories import MembershipFactory, OrganisationFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

Kind = PreWorkStep.Kind
TODAY = date(2022, 1, 10)
MOMENT = datetime(2022, 1, 5, 9, tzinfo=UTC)


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


def step(programme, kind=Kind.READING, **fields):
    said = {"title": kind.label, "link": "https://example.org/"} | fields
    return PreWorkStep.objects.create(programme=programme, kind=kind, **said)


def part(user, programme):
    return Membership.objects.get(person=user.person, programme=programme)


def mailed(asked, user, state=Notice.State.ACCEPTED, on=TODAY, purpose=StepMail.Purpose.INVITATION):
    notice = Notice.objects.create(
        kind=Notice.Kind.PREWORK, person=user.person, address=user.email, programme=asked.programme, state=state,
    )  # fmt: skip
    return StepMail.objects.create(step=asked, person=user.person, purpose=purpose, on=on, notice=notice)


def states(programme, at=TODAY):
    return {row.membership.shown_name: [asked.state for asked in row.steps] for row in tracker(programme, at=at).rows}


# Who is how far


@pytest.mark.embedded
def test_each_way_of_being_done_and_of_being_on_the_way(programme, facilitator):
    profile, talk, paper = people.ask(programme), step(programme, Kind.CONVERSATION), step(programme, position=2)
    PreWorkStep.objects.filter(pk=talk.pk).update(position=1)
    users = {name: member(programme, name=name) for name in ("did", "licensed", "began", "opened", "nothing", "out")}
    person = {name: user.person for name, user in users.items()}
    people.finish(users["did"], programme)
    people.record(users["licensed"], programme, facilitator)
    people.begin(users["began"], programme, answers=3)
    talks.held(programme, person["did"], facilitator.person)
    Interview.objects.create(
        programme=programme, person=person["began"], interviewer=facilitator.person, starts_at=MOMENT, by=facilitator,
    )  # fmt: skip
    talks.held(programme, person["opened"], facilitator.person, purpose=Interview.Purpose.HANDOVER)
    steps.mark_read(step=paper, person=person["did"], at=MOMENT, by=None)
    for each in (profile, talk, paper):
        steps.note_opened(step=each, person=person["opened"], at=MOMENT)
        steps.leave_out(step=each, person=person["out"], by=None)
    assert states(programme) == {
        "did": [State.DONE] * 3,
        "licensed": [State.DONE, State.NOT_BEGUN, State.NOT_BEGUN],
        "began": [State.BEGUN, State.BEGUN, State.NOT_BEGUN],
        "opened": [State.OPENED] * 3,
        "nothing": [State.NOT_BEGUN] * 3,
        "out": [State.LEFT_OUT] * 3,
    }


def test_a_conversation_is_booked_rather_than_begun(programme, facilitator):
    step(programme, Kind.CONVERSATION)
    talk = {"starts_at": MOMENT, "by": facilitator, "interviewer": facilitator.person}
    Interview.objects.create(programme=programme, person=member(programme).person, **talk)
    ((found,),) = (row.steps for row in tracker(programme, at=TODAY).rows)
    assert (found.words, found.may_be_nudged(TODAY)) == ("Booked", False)


def test_a_cancelled_conversation_and_a_withdrawn_result_count_for_nothing(programme, facilitator):
    people.ask(programme)
    step(programme, Kind.CONVERSATION, position=1)
    leader = member(programme, name="A")
    result = people.record(leader, programme, facilitator)
    type(result).objects.filter(pk=result.pk).update(withdrawn_at=timezone.now())
    Interview.objects.create(
        programme=programme, person=leader.person, interviewer=facilitator.person, starts_at=MOMENT, by=facilitator,
        state=Interview.State.CANCELLED,
    )  # fmt: skip
    assert states(programme) == {"A": [State.NOT_BEGUN, State.NOT_BEGUN]}


def test_of_a_survey_only_sent_is_known(programme):
    asked = step(programme, Kind.SURVEY)
    users = [member(programme, name=name) for name in ("a", "b", "c")]
    mailed(asked, users[0])
    mailed(asked, users[1], Notice.State.REFUSED)
    PersonStep.objects.create(step=asked, person=users[2].person, opened_at=MOMENT, done_at=MOMENT)
    assert states(programme) == {"a": [State.SENT], "b": [State.NOT_SENT], "c": [State.NOT_SENT]}
    assert [row.steps[0].opened_at for row in tracker(programme, at=TODAY).rows] == [None, None, None]
    assert [row.to_nudge(TODAY) for row in tracker(programme, at=TODAY).rows] == [(), (), ()]


def test_the_newest_mail_says_what_became_of_it(programme):
    asked, leader = step(programme), member(programme)
    mailed(asked, leader, on=date(2022, 1, 3))
    mailed(asked, leader, Notice.State.BOUNCED, on=date(2022, 1, 6), purpose=StepMail.Purpose.REMINDER)
    ((found,),) = (row.steps for row in tracker(programme, at=TODAY).rows)
    assert (found.invited, found.mailed_on, found.mail_words) == ("bounced", date(2022, 1, 6), "mail came back")


@pytest.mark.parametrize("state", Notice.State.values)
def test_every_state_of_a_mail_has_its_words(programme, state):
    asked, leader = step(programme), member(programme)
    mailed(asked, leader, state)
    ((found,),) = (row.steps for row in tracker(programme, at=TODAY).rows)
    assert found.mail_words


def test_who_takes_part_on_the_day_is_listed_with_their_own_date(programme):
    asked = step(programme, due_on=date(2022, 1, 20))
    leader = member(programme, name="Here")
    member(programme, name="Gone", ends_on=date(2022, 1, 9))
    member(programme, name="Later", starts_on=date(2022, 1, 11))
    steps.give_own_date(step=asked, person=leader.person, due_on=date(2022, 2, 1), by=None)
    (row,) = tracker(programme, at=TODAY).rows
    assert (row.membership.shown_name, row.steps[0].due_on, row.steps[0].has_own_date) == (
        "Here", date(2022, 2, 1), True,
    )  # fmt: skip


def test_another_leaders_own_row_is_untouched(programme):
    asked = step(programme, due_on=date(2022, 1, 20))
    first, second = member(programme), member(programme)
    steps.give_own_date(step=asked, person=second.person, due_on=date(2022, 3, 1), by=None)
    before = PersonStep.objects.filter(person=second.person).values().get()
    client = signed_in(first)
    client.get(url("own-step", programme, asked.pk))
    client.post(url("own-step-read", programme, asked.pk))
    assert PersonStep.objects.filter(person=second.person).values().get() == before


def test_a_nudge_makes_sense_only_for_some(programme, facilitator):
    asked = step(programme, due_on=TODAY)
    later = step(programme, title="Later", opens_on=date(2022, 2, 1), position=1)
    names = ("to do", "done", "late", "mailed today", "paused")
    users = {name: member(programme, name=name) for name in names}
    steps.mark_read(step=asked, person=users["done"].person, at=MOMENT, by=None)
    steps.give_own_date(step=asked, person=users["late"].person, due_on=date(2022, 1, 9), by=None)
    mailed(asked, users["mailed today"])
    Membership.objects.filter(person=users["paused"].person).update(is_paused=True)
    rows = tracker(programme, at=TODAY).rows
    assert [row.membership.shown_name for row in rows if row.to_nudge(TODAY)] == ["to do"]
    assert [row for row in rows if row.to_nudge(TODAY, step=later.pk)] == []


# The page


def test_the_page_counts_filters_and_says_what_is_missing(desk, programme):
    paper, other = step(programme, title="Paper"), step(programme, title="Other", position=1)
    leaders = [member(programme, name=name) for name in ("a", "b", "c")]
    for each in (paper, other):
        steps.mark_read(step=each, person=leaders[0].person, at=MOMENT, by=None)
    steps.mark_read(step=paper, person=leaders[1].person, at=MOMENT, by=None)

    def names(query=""):
        page = desk.get(url("pre-work", programme) + query)
        return [row.membership.shown_name for row, _ in page.context["rows"]]

    page = desk.get(url("pre-work", programme))
    assert page.context["tracker"].message == "1 of 3 have done all of their pre-work"
    assert [(column.done, column.asked) for column, _ in page.context["columns"]] == [(2, 3), (1, 3)]
    assert names() == ["a", "b", "c"]
    assert names("?state=to-do") == ["b", "c"]
    assert names(f"?state={STILL_TO_DO}&step={paper.pk}") == ["c"]
    assert names("?state=done") == ["a", "b"]
    assert names("?state=mail-trouble") == []
    assert names("?state=nonsense&step=%00") == ["a", "b", "c"]


def test_no_answer_score_or_word_stands_on_the_pages(desk, programme, facilitator):
    people.ask(programme)
    step(programme, Kind.CONVERSATION, position=1)
    leader = member(programme)
    people.finish(leader, programme)
    talks.held(programme, leader.person, facilitator.person, texts=["canary-words"])
    for address in (
        url("pre-work", programme),
        url("tracker-csv", programme),
        url("tracker-person", programme, part(leader, programme).pk),
    ):
        page = desk.get(address).content.decode()
        assert [word in page for word in ("canary-words", "ompeting", "of 12")] == [False] * 3


def test_a_step_without_participants_and_participants_without_a_step(desk, programme):
    page = desk.get(url("pre-work", programme))
    assert "Nothing is asked before the workshops yet" in page.content.decode()
    asked = step(programme)
    page = desk.get(url("pre-work", programme)).content.decode()
    assert [text in page for text in ("No leaders to ask yet", "Bring in the roster first")] == [True, True]
    assert desk.post(url("step-nudge", programme, asked.pk)).status_code == 302
    assert len(desk.get(url("tracker-csv", programme)).content.decode("utf-8-sig").splitlines()) == 1


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def full_leader(programme, facilitator):
    leader = member(programme, post=PostFactory(organisation=OrganisationFactory(system=programme.system)))
    people.finish(leader, programme)
    talks.held(programme, leader.person, facilitator.person)
    for asked in programme.steps.standing():
        steps.note_opened(step=asked, person=leader.person, at=MOMENT)
        mailed(asked, leader, on=date(2022, 1, 3))
    return leader


@pytest.mark.parametrize("name", ["pre-work", "tracker-csv", "tracker-person", "steps"])
def test_the_pages_cost_the_same_for_one_and_for_three(desk, programme, facilitator, name):
    people.ask(programme)
    step(programme, Kind.CONVERSATION, position=1)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            step(programme, position=2)
            leader = full_leader(programme, facilitator)
        args = [part(leader, programme).pk] if name == "tracker-person" else []
        counts.append(queries(desk, url(name, programme, *args)))
    assert counts[0] == counts[1] <= 15


def test_a_hundred_people_cost_no_more_queries(desk, programme):
    asked = step(programme)
    member(programme)
    few = queries(desk, url("pre-work", programme))
    for person in [MembershipFactory(programme=programme).person for _ in range(99)]:
        PersonStep.objects.create(step=asked, person=person, opened_at=MOMENT)
    assert queries(desk, url("pre-work", programme)) == few
    assert len(tracker(programme, at=timezone.localdate()).rows) == 100


# Nudging


@pytest.mark.embedded
def test_nudging_a_step_reaches_those_who_have_not_done_it(desk, programme):
    asked = step(programme)
    done, open_, other = (member(programme) for _ in range(3))
    steps.mark_read(step=asked, person=done.person, at=MOMENT, by=None)
    desk.post(url("step-nudge", programme, asked.pk))
    nudged = StepMail.objects.filter(purpose=StepMail.Purpose.NUDGE).values_list("person", flat=True)
    assert sorted(nudged) == sorted([open_.person.pk, other.person.pk])
    page = desk.post(url("step-nudge", programme, asked.pk), follow=True)
    assert "There is nobody to nudge about it just now." in page.content.decode()
    assert nudged.count() == 2


def test_nudging_one_person_reaches_nobody_else(desk, programme):
    asked = step(programme)
    one = member(programme)
    member(programme)
    answer = desk.post(url("step-nudge", programme, asked.pk), {"person": part(one, programme).pk})
    assert answer.url == url("tracker-person", programme, part(one, programme).pk)
    assert StepMail.objects.get().person == one.person


@pytest.mark.parametrize("said", ["0", "x", "-1", "9" * 40])
def test_nudging_nobody_that_is_there_nudges_nobody(desk, programme, said):
    asked = step(programme)
    member(programme)
    assert desk.post(url("step-nudge", programme, asked.pk), {"person": said}).status_code == 302
    assert not StepMail.objects.exists()


def test_an_anonymous_survey_has_no_nudge(desk, programme):
    asked = step(programme, Kind.SURVEY)
    member(programme)
    assert "Nudge" not in desk.get(url("pre-work", programme)).content.decode()
    desk.post(url("step-nudge", programme, asked.pk))
    assert not StepMail.objects.exists()


# One person


def test_a_person_has_dates_of_their_own_and_can_be_left_out(desk, programme):
    asked, leader = step(programme, due_on=date(2022, 1, 20)), member(programme)
    address = url("tracker-person-step", programme, part(leader, programme).pk, asked.pk)
    said = {"asked": "yes", "due_on_day": "1", "due_on_month": "2", "due_on_year": "2022"}
    assert desk.post(address, said).url == url("tracker-person", programme, part(leader, programme).pk)
    own = PersonStep.objects.get()
    assert (own.due_on, own.is_left_out) == (date(2022, 2, 1), False)
    assert desk.get(address).context["form"]["due_on"].value() == date(2022, 2, 1)
    desk.post(address, {"asked": "no"})
    own.refresh_from_db()
    assert (own.due_on, own.is_left_out) == (None, True)
    desk.post(address, {"asked": "yes"})
    own.refresh_from_db()
    assert own.is_left_out is False
    assert desk.post(address, {}).context["form"].errors == {"asked": ["This field is required."]}


def test_the_persons_page_shows_the_mails_they_got(desk, programme):
    asked, leader, other = step(programme), member(programme), member(programme)
    sent = mailed(asked, leader, Notice.State.REFUSED)
    mailed(asked, other)
    (mail,) = mails_to(leader.person.pk, programme)
    assert (mail.notice, mail.steps) == (sent.notice, ("Something to read",))
    page = desk.get(url("tracker-person", programme, part(leader, programme).pk)).content.decode()
    assert "Refused by the mail server" in page


def test_a_person_of_another_programme_is_not_there(desk, programme):
    elsewhere = ProgrammeFactory()
    theirs = part(member(elsewhere), elsewhere)
    asked = step(programme)
    assert desk.get(url("tracker-person", programme, theirs.pk)).status_code == 404
    assert desk.post(url("tracker-person-step", programme, theirs.pk, asked.pk), {"asked": "no"}).status_code == 404
    assert not PersonStep.objects.exists()


# The table to take away


def test_the_table_opens_in_excel_and_runs_no_formula(desk, programme):
    post = PostFactory(title="@cmd", organisation=OrganisationFactory(system=programme.system, name="+1+1"))
    asked = step(programme, title="=HYPERLINK(A1)", due_on=date(2022, 1, 20))
    leader = member(programme, name="=1+1", post=post)
    steps.note_opened(step=asked, person=leader.person, at=MOMENT)
    mailed(asked, leader)
    answer = desk.get(url("tracker-csv", programme))
    assert answer["Content-Disposition"] == 'attachment; filename="pre-work.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert headings == [
        "Name", "Post", "Organisation", "'=HYPERLINK(A1): how far", "'=HYPERLINK(A1): by", "'=HYPERLINK(A1): opened",
        "'=HYPERLINK(A1): mail",
    ]  # fmt: skip
    assert row == [
        "'=1+1", "'@cmd", "'+1+1", "Opened", "20 January 2022", "5 January 2022", "mail accepted, 10 January 2022",
    ]  # fmt: skip


def test_the_table_lists_everybody_in_order(desk, programme):
    step(programme)
    for name in ("Zoë Álvarez", "Amir Khan"):
        member(programme, name=name, starts_on=timezone.localdate() - timedelta(days=1))
    rows = list(csv.reader(io.StringIO(desk.get(url("tracker-csv", programme)).content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "Amir Khan", "Zoë Álvarez"]
