"""Actions: who does what by when, carried from meeting to meeting, settled with one press, handed to a successor."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.access import Role
from programmes.models import AuditEvent, Membership
from tests.factories import OrganisationFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops import agreed
from workshops.models import Action
from workshops.selectors import actions as selectors
from workshops.services import actions as services

pytestmark = pytest.mark.django_db
TODAY = agreed.TODAY


@pytest.fixture
def part(programme):
    post = PostFactory(organisation=OrganisationFactory(system=programme.system, name="North Trust"))
    return agreed.leader(programme, post=post)


@pytest.fixture
def row(programme, event, part):
    return agreed.action(programme, event=event, owner=part, due_on=date(2021, 11, 28))


def address(name, programme, **more):
    return reverse(f"workshops:{name}", kwargs={"programme": programme.pk, **more})


def listed(programme, user, owner="", at=TODAY):
    return selectors.actions(programme, user=user, owner=owner, at=at)


# Noting ------------------------------------------------------------


def test_an_action_is_noted_at_a_meeting(programme, event, part, facilitator):
    said = {"text": "Ask the boards", "owner": part.pk, "owner_words": "", "due_on_day": "14", "due_on_month": "1"}
    typed = {f"action-{name}": value for name, value in said.items()} | {"action-due_on_year": "2022"}
    url = address("action-add-here", programme, event=event.pk)
    response = signed_in(facilitator).post(url, typed)
    assert response.url == f"{address('outcomes', programme, event=event.pk)}#actions"
    made = Action.objects.get()
    assert (made.event, made.text, made.owner, made.due_on, made.state) == (
        event,
        "Ask the boards",
        part,
        date(2022, 1, 14),
        "open",
    )


def test_an_owner_is_a_leader_or_words_never_both(programme, part, facilitator):
    typed = {"action-text": "Call", "action-owner": part.pk, "action-owner_words": "The finance group"}
    response = signed_in(facilitator).post(address("action-add", programme), typed)
    assert response.context["form"].non_field_errors() == ["Choose an owner, or write who else does it, not both."]
    with pytest.raises(IntegrityError), transaction.atomic():
        services.add(
            programme=programme, event=None, text="Call", owner=part, owner_words="The finance group", by=facilitator
        )
    assert Action.objects.count() == 0


def test_an_owner_takes_part_in_the_programme(programme, facilitator):
    stranger = agreed.leader(ProgrammeFactory())
    response = signed_in(facilitator).post(
        address("action-add", programme), {"action-text": "Call", "action-owner": stranger.pk}
    )
    assert list(response.context["form"].errors) == ["owner"]
    with pytest.raises(ValueError, match="another programme"):
        services.add(programme=programme, event=None, text="Call", owner=stranger, by=facilitator)
    with pytest.raises(ValueError, match="another programme"):
        services.add(
            programme=programme, event=agreed.meeting(ProgrammeFactory()), text="Call", owner=None, by=facilitator
        )


def test_a_correction_names_owners_and_reminds_anew(programme, row, facilitator):
    other = agreed.leader(programme, "Ola Tan")
    Action.objects.update(reminded_on=date(2021, 11, 22))
    typed = {"action-text": "Ask the boards", "action-owner": other.pk}
    signed_in(facilitator).post(address("action-details", programme, action=row.pk), typed)
    row.refresh_from_db()
    assert (row.owner, row.due_on, row.reminded_on) == (other, None, None)
    changes = AuditEvent.objects.get(record=row.key, verb="corrected").changes
    assert changes == {"owner": ["Lee Ames", "Ola Tan"], "due_on": ["2021-11-28", None]}


def test_a_correction_does_not_undo_what_the_owner_pressed_meanwhile(row, facilitator):
    stale = Action.objects.get()
    services.mark_done(action=row, on=TODAY, by=facilitator)
    stale.text = "Ask all boards"
    services.correct(stale, by=facilitator)
    assert Action.objects.values_list("text", "state", "done_on").get() == ("Ask all boards", "done", TODAY)


def test_a_day_in_the_past_is_taken_and_said(programme, facilitator):
    typed = {"text": "Call", "due_on_day": "14", "due_on_month": "1", "due_on_year": "2022"}
    url = address("action-add", programme)
    page = signed_in(facilitator).post(url, {f"action-{name}": said for name, said in typed.items()}, follow=True)
    assert "Noted: Call. It was due on 14 January 2022, 4 years ago: correct the day" in page.content.decode()


def test_a_new_wording_reminds_nobody_anew(programme, row, part, facilitator):
    row.reminded_on, row.text = date(2021, 11, 22), "Ask all boards"
    row.save()
    row.text = "Ask every board"
    services.correct(row, by=facilitator)
    assert Action.objects.get().reminded_on == date(2021, 11, 22)


# The list ------------------------------------------------------------


def test_what_is_open_comes_first_and_what_is_late_says_so(programme, event, part, facilitator):
    for text, fields in {
        "Later": {"due_on": TODAY + timedelta(days=9)},
        "Long since": {"due_on": TODAY - timedelta(days=800)},
        "Months since": {"due_on": TODAY - timedelta(days=100)},
        "Weeks since": {"due_on": TODAY - timedelta(days=14)},
        "Late": {"due_on": TODAY - timedelta(days=3)},
        "Yesterday": {"due_on": TODAY - timedelta(days=1)},
        "Today": {"due_on": TODAY},
        "Some day": {},
        "Done": {"state": "done", "done_on": TODAY, "due_on": TODAY - timedelta(days=3)},
        "Dropped": {"state": "dropped", "due_on": TODAY - timedelta(days=3)},
    }.items():
        agreed.action(programme, text, **fields)
    found = listed(programme, facilitator)
    assert [(line.action.text, line.due, line.is_overdue) for line in found.open] == [
        ("Long since", "was due on 23 September 2019, 2 years ago", True),
        ("Months since", "was due on 23 August 2021, 3 months ago", True),
        ("Weeks since", "was due on 17 November 2021, 2 weeks ago", True),
        ("Late", "was due on 28 November 2021, 3 days ago", True),
        ("Yesterday", "was due on 30 November 2021, yesterday", True),
        ("Today", "due today", False),
        ("Later", "by 10 December 2021", False),
        ("Some day", "no date", False),
    ]
    assert [(line.action.text, line.due, line.is_overdue) for line in (*found.done, *found.dropped)] == [
        ("Done", "done on 1 December 2021", False),
        ("Dropped", "dropped", False),
    ]
    assert found.message == "8 actions are open, 5 overdue"


def test_the_list_is_narrowed_by_owner(programme, row, part):
    agreed.action(programme, "Write", owner_words="The finance group")
    agreed.action(programme, "Think")
    user = part.person.user
    texts = {owner: [line.action.text for line in listed(programme, user, owner).open] for owner in
             ("", "mine", str(part.pk), "words:The finance group", "nobody", "nonsense")}  # fmt: skip
    assert texts == {
        "": ["Ask the boards", "Write", "Think"],
        "mine": ["Ask the boards"],
        str(part.pk): ["Ask the boards"],
        "words:The finance group": ["Write"],
        "nobody": ["Think"],
        "nonsense": [],
    }
    assert listed(programme, user).owners == (
        (str(part.pk), "Lee Ames"),
        ("words:The finance group", "The finance group"),
        ("nobody", "Nobody yet"),
    )
    page = signed_in(user).get(address("actions", programme), {"owner": "mine"}).content.decode()
    assert ("From First workshop, 9 November 2021" in page, "Think" in page) == (True, False)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PARTICIPANT, 200), (Role.INTERVIEWER, 200), (Role.SPONSOR, 404), (Role.ASSISTANT, 403)],
)
def test_who_reads_the_list(programme, row, part, role, status):
    helped = {"assists": part.person} if role == Role.ASSISTANT else {}
    client = signed_in(member(programme, role, **helped))
    pages = [address("actions", programme), address("action", programme, action=row.pk)]
    assert [client.get(page).status_code for page in pages] == [status, status]


def test_the_queries_do_not_grow_with_the_list(programme, event, facilitator):
    client = signed_in(facilitator)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address("actions", programme)).status_code == 200
        return len(caught)

    def more(number):
        for n in range(number):
            post = PostFactory(organisation=OrganisationFactory(system=programme.system))
            owner = agreed.leader(programme, f"Leader {number} {n}", post=post)
            agreed.action(programme, owner=owner, event=event)
            agreed.succeed(owner)
            services.drop(action=agreed.action(programme, owner=owner), reason="Overtaken", by=facilitator)

    more(1)
    client.get(address("actions", programme))
    few = queries()
    more(2)
    assert (queries(), few <= 14) == (few, True)


# From meeting to meeting ------------------------------------------------------------


def test_the_next_meeting_begins_with_what_we_said_we_would_do(programme, event, row, facilitator):
    later = agreed.meeting(programme, "Second workshop", date(2022, 1, 18))
    agreed.action(programme, "Agreed today", event=later)
    agreed.action(programme, "Between", created_at=None)
    Action.objects.filter(text="Between").update(created_at="2021-12-20T12:00:00Z")
    for text, day in (("Done before", date(2022, 1, 17)), ("Done that day", date(2022, 1, 18))):
        agreed.action(programme, text, event=event, state="done", done_on=day)
    agreed.action(programme, "Dropped", event=event, state="dropped")
    found = selectors.at_meeting(later, user=facilitator, at=date(2022, 1, 18))
    assert [line.action.text for line in found.carried] == ["Ask the boards", "Between", "Done that day"]
    assert [line.action.text for line in found.agreed] == ["Agreed today"]
    assert selectors.at_meeting(event, user=facilitator, at=TODAY).carried == []
    page = signed_in(facilitator).get(address("outcomes", programme, event=later.pk)).content.decode()
    assert ("What we said we would do" in page, "Carried from First workshop, 9 November 2021" in page) == (True, True)


# Settling ------------------------------------------------------------


def test_an_owner_marks_their_own_done_with_one_press_and_takes_it_back(programme, row, part):
    client = signed_in(part.person.user)
    done = client.post(address("action-done", programme, action=row.pk), {"owner": "mine"})
    assert done.url == f"{address('actions', programme)}?owner=mine&done={row.pk}"
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("done", timezone.localdate())
    page = client.get(done.url).content.decode()
    undo = address("action-open", programme, action=row.pk)
    assert ("Done: Ask the boards" in page, undo in page) == (True, True)
    client.post(undo)
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("open", None)


def test_pressed_twice_it_is_done_once(programme, row, facilitator):
    url = address("action-done", programme, action=row.pk)
    for _ in range(2):
        signed_in(facilitator).post(url, {"event": row.event_id})
    assert list(AuditEvent.objects.filter(record=row.key).values_list("verb", flat=True)) == ["done"]


def test_after_the_press_one_is_back_at_the_meeting(programme, row, facilitator):
    elsewhere = agreed.meeting(ProgrammeFactory())
    client, url = signed_in(facilitator), address("action-done", programme, action=row.pk)
    backs = [client.post(url, {"event": said}).url for said in (row.event_id, elsewhere.pk, "x", "9" * 30)]
    plain = f"{address('actions', programme)}?done={row.pk}"
    there = f"{address('outcomes', programme, event=row.event_id)}#action-{row.pk}"
    assert backs == [there, plain, plain, plain]


def test_nobody_settles_what_is_somebody_elses(programme, row, part):
    client = signed_in(member(programme))
    urls = [address(name, programme, action=row.pk) for name in ("action-done", "action-open", "action-drop")]
    assert [client.post(url).status_code for url in urls] == [403, 403, 403]
    Membership.objects.filter(pk=part.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert signed_in(part.person.user).post(urls[0]).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_what_is_dropped_says_why(programme, row, facilitator):
    client, url = signed_in(facilitator), address("action-drop", programme, action=row.pk)
    assert list(client.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    client.post(url, {"reason": "Overtaken by the merger"})
    event = AuditEvent.objects.get(record=row.key)
    assert (event.verb, event.summary, event.by) == ("dropped", "Overtaken by the merger", facilitator)
    assert listed(programme, facilitator).dropped[0].reason == "Overtaken by the merger"
    page = client.get(address("action", programme, action=row.pk)).content.decode()
    assert "State: To do → Dropped: Overtaken by the merger" in page


def test_what_is_settled_is_not_settled_another_way(row, facilitator):
    services.drop(action=row, reason="Overtaken", by=facilitator)
    with pytest.raises(services.NotOpen, match="dropped"):
        services.mark_done(action=row, on=TODAY, by=facilitator)
    services.open_again(action=row, by=facilitator)
    services.mark_done(action=row, on=TODAY, by=facilitator)
    with pytest.raises(services.NotOpen, match="done already"):
        services.drop(action=row, reason="Late", by=facilitator)
    with pytest.raises(services.NotOpen, match="done already"):
        services.hand_on(action=row, by=facilitator)


def test_an_action_is_withdrawn_and_restored(programme, row, part, facilitator):
    client = signed_in(facilitator)
    client.post(address("action-withdraw", programme, action=row.pk))
    leader = signed_in(part.person.user)
    assert leader.get(address("action", programme, action=row.pk)).status_code == 404
    assert leader.post(address("action-done", programme, action=row.pk)).status_code == 404
    assert listed(programme, facilitator).open == ()
    client.post(address("action-restore", programme, action=row.pk))
    assert [line.action for line in listed(programme, facilitator).open] == [row]


# Who follows ------------------------------------------------------------


def test_the_action_of_somebody_who_left_goes_to_their_successor_with_one_press(programme, row, part, facilitator):
    successor = agreed.succeed(part)
    (line,) = listed(programme, facilitator).open
    assert (line.left, line.successor) == ("no longer takes part", successor)
    client = signed_in(facilitator)
    page = client.get(address("actions", programme)).content.decode()
    assert ("No longer takes part" in page, "Hand on to Nia Follows" in page) == (True, True)
    client.post(address("action-hand-on", programme, action=row.pk))
    (line,) = listed(programme, successor.person.user).open
    assert (line.owner, line.left, line.is_mine) == ("Nia Follows", "", True)
    event = AuditEvent.objects.get(record=row.key)
    assert (event.verb, event.changes) == ("handed on", {"owner": ["Lee Ames", "Nia Follows"]})


def test_who_is_to_leave_says_until_when(programme, row, part, facilitator):
    Membership.objects.filter(pk=part.pk).update(ends_on=TODAY)
    (line,) = listed(programme, facilitator).open
    assert (line.left, line.successor) == ("takes part until 1 December 2021", None)
    Action.objects.update(due_on=TODAY + timedelta(days=3))
    assert listed(programme, facilitator).open[0].left == "takes part until 1 December 2021"
    Membership.objects.filter(pk=part.pk).update(ends_on=TODAY + timedelta(days=3))
    assert listed(programme, facilitator).open[0].left == ""


def test_who_acts_in_the_post_follows_and_who_has_not_begun_does_not(programme, row, part, facilitator):
    acting = agreed.succeed(part, "Acting for now")
    Membership.objects.filter(pk=acting.pk).update(ends_on=TODAY + timedelta(days=90))
    agreed.leader(programme, "Begins later", post=part.post, starts_on=TODAY + timedelta(days=60))
    assert listed(programme, facilitator).open[0].successor == acting
    (later,) = listed(programme, facilitator, at=TODAY + timedelta(days=60)).open
    assert later.successor.shown_name == "Begins later"


def test_nobody_follows_in_another_post_or_programme(programme, row, part, facilitator):
    Membership.objects.filter(pk=part.pk).update(ends_on=date(2021, 11, 30))
    agreed.leader(programme, "Other post", post=PostFactory(organisation=part.post.organisation, title="Chair"))
    agreed.leader(ProgrammeFactory(), "Other programme", post=part.post)
    agreed.leader(programme, "No post")
    with pytest.raises(services.NoSuccessor, match="Nobody has taken up"):
        services.hand_on(action=row, by=facilitator)
    assert listed(programme, facilitator).open[0].successor is None


# Played ------------------------------------------------------------


def test_a_leader_marks_an_action_done_on_a_phone_without_javascript(programme, row, part, new_page, live_server):
    page = new_page(width=390, javascript=False, user=part.person.user)
    page.goto(address("actions", programme))
    page.get_by_role("button", name="Done : Ask the boards").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Nothing is left to do"
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("1 action is open, 1 overdue")
