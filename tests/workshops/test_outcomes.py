"""What came of a meeting: noted as lines, corrected, withdrawn, turned into records that say where they were made."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hwe_portal.reports import evidence
from programmes.access import Role
from programmes.models import Aim, AuditEvent, Barrier, Output, Recommendation
from programmes.services import records
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops import agreed
from workshops.models import Decision, Event, StocktakePoint
from workshops.selectors import outcomes as selectors
from workshops.services import actions, outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


def address(name, event, **more):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk, **more})


# Decisions ------------------------------------------------------------


def test_decisions_are_noted_as_lines_after_those_there_are(client, event, facilitator):
    outcomes.decide(event=event, text="Meet in person", origin="workshops.cluster:3", by=facilitator)
    typed = "- Meet every second month\r\n\r\n2. Chairs take turns\r\n"
    response = client.post(address("decisions-add", event), {"decisions-texts": typed})
    assert response.url == f"{address('outcomes', event)}#decisions"
    rows = Decision.objects.values_list("position", "text", "origin")
    assert list(rows) == [
        (1, "Meet in person", "workshops.cluster:3"),
        (2, "Meet every second month", ""),
        (3, "Chairs take turns", ""),
    ]
    verbs = AuditEvent.objects.filter(record__startswith="workshops.decision:").values_list("verb", "by")
    assert list(verbs) == [("added", facilitator.pk)] * 3


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("- \n*", "Enter some words, not only marks."),
        ("Short\n" + "x" * 301, "Line 2 is too long: 300 characters at most."),
        ("\n".join(["Line"] * 61), "Enter at most 60 lines at once. There are 61."),
    ],
)
def test_lines_that_cannot_be_kept_come_back_with_the_reason_and_nothing_is_stored(client, event, typed, says):
    response = client.post(address("decisions-add", event), {"decisions-texts": typed})
    assert response.context["form"].errors == {"texts": [says]}
    assert Decision.objects.count() == 0


def test_a_decision_is_corrected_withdrawn_and_restored(client, event, facilitator):
    row = outcomes.decide(event=event, text="Meet monthly", by=facilitator)
    client.post(address("decision", event, decision=row.pk), {"text": "Meet every month"})
    client.post(address("decision-withdraw", event, decision=row.pk))
    came = selectors.came_of(event)
    assert ([*came.decisions], [str(each) for each in came.withdrawn_decisions]) == ([], ["Meet every month"])
    client.post(address("decision-restore", event, decision=row.pk))
    assert [str(each) for each in selectors.came_of(event).decisions] == ["Meet every month"]
    assert list(AuditEvent.objects.filter(record=row.key).values_list("verb", flat=True)) == [
        "added",
        "corrected",
        "withdrew",
        "restored",
    ]


def test_a_new_decision_and_a_new_point_come_last_also_after_some_were_withdrawn(event, facilitator):
    for rows in (
        outcomes.decide_all(event=event, texts=["One", "Two", "Three"], by=facilitator),
        outcomes.take_stock(event=event, kind="keep", texts=["One", "Two", "Three"], by=facilitator),
    ):
        records.withdraw(rows[0], by=facilitator)
        records.withdraw(rows[1], by=facilitator)
    outcomes.decide(event=event, text="Four", by=facilitator)
    outcomes.take_stock(event=event, kind="keep", texts=["Four"], by=facilitator)
    came = selectors.came_of(event)
    said = [[row.text for row in came.decisions], [point.row.text for point in came.points]]
    assert said == [["Three", "Four"]] * 2


def test_what_a_key_of_a_decision_or_a_point_leads_to_is_on_the_page(client, event, facilitator):
    decided = outcomes.decide(event=event, text="Meet in person", by=facilitator)
    (point,) = outcomes.take_stock(event=event, kind="keep", texts=["Talk"], by=facilitator)
    page = client.get(address("outcomes", event)).content.decode()
    for what, row in (("decision", decided), ("stocktake", point)):
        where = reverse("gathered-place", args=[event.programme_id, what, row.pk])
        anchor = client.get(where).url.partition("#")[2]
        assert page.count(f'id="{anchor}"') == 1


def test_another_meetings_decision_is_not_there(client, programme, event, facilitator):
    row = outcomes.decide(event=agreed.meeting(programme, "Second workshop"), text="Theirs", by=facilitator)
    assert client.post(address("decision-withdraw", event, decision=row.pk)).status_code == 404


# Records made in a session ------------------------------------------------------------


def test_a_session_makes_records_that_say_in_which_it_was(client, programme, event):
    def make(**said):
        return client.post(
            address("outcome-record-add", event), {f"made-{name}": value for name, value in said.items()}
        )

    make(kind="case_for_change", text="One population,\none budget.", agreed="on")
    make(kind="function", text="Plan for winter\nHold one list of estates", each_line="on")
    make(kind="barrier", text="Two sets of accounts")
    make(kind="recommendation", text="Publish one set of accounts")
    make(kind="next_step", text="Take stock in summer")
    origin = f"workshops.event:{event.pk}"
    assert [(row.kind, row.text, str(row.agreed_on), row.origin) for row in Output.objects.all()] == [
        ("case_for_change", "One population,\r\none budget.".replace("\r", ""), "9 November 2021", origin),
        ("function", "Plan for winter", "None", origin),
        ("function", "Hold one list of estates", "None", origin),
    ]
    assert list(Output.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert [(row.text, row.origin) for row in Barrier.objects.all()] == [("Two sets of accounts", origin)]
    assert [row.origin for row in Recommendation.objects.all()] == [origin]
    assert evidence.address(origin, programme) == address("event", event)
    page = client.get(address("outcomes", event)).content.decode()
    assert "Made in First workshop, 9 November 2021" in page
    assert [made.word for made in selectors.came_of(event).made] == [
        "Case for change",
        "Agreed function",
        "Agreed function",
        "Barrier",
        "Recommendation",
        "Next step",
    ]


def test_a_record_leads_back_to_its_session(client, programme, event, facilitator):
    (row,) = outcomes.make_records(event=event, kind="barrier", texts=["Two budgets"], by=facilitator)
    page = client.get(reverse("programmes:programme-record", args=[programme.pk, "barriers", row.pk]))
    where = reverse("origin", args=[programme.pk, row.origin])
    assert where in page.content.decode()
    assert client.get(where).url == f"{address('outcomes', event)}#made"


@pytest.mark.parametrize(
    ("said", "field"), [({"kind": "", "text": "Words"}, "kind"), ({"kind": "poem", "text": "Words"}, "kind"),
                        ({"kind": "barrier", "text": ""}, "text"),
                        ({"kind": "barrier", "text": "-\n-", "each_line": "on"}, "text")],
)  # fmt: skip
def test_a_record_without_kind_or_words_is_not_made(client, event, said, field):
    response = client.post(address("outcome-record-add", event), {f"made-{name}": v for name, v in said.items()})
    assert list(response.context["form"].errors) == [field]
    assert (Output.objects.count(), Barrier.objects.count()) == (0, 0)


# The stocktake ------------------------------------------------------------


def test_a_stocktake_keeps_stops_starts_and_words_aims_anew(client, event):
    said = {"stop": "Long papers", "keep": "- Time to talk\n- The coaching sets", "aim": "One winter plan"}
    client.post(address("stocktake-add", event), {f"stocktake-{kind}": text for kind, text in said.items()})
    listed = [(label, [str(point.row) for point in points]) for _, label, points in selectors.came_of(event).by_kind]
    assert listed == [
        ("Keep", ["Time to talk", "The coaching sets"]),
        ("Stop", ["Long papers"]),
        ("A revised aim", ["One winter plan"]),
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, {"keep": ["Enter at least one point, here or below"]}),
        ({"keep": "Talk", "stop": "- \n-"}, {"stop": ["Enter some words, not only marks."]}),
    ],
)
def test_a_stocktake_that_cannot_be_kept_comes_back_whole(client, event, said, problem):
    typed = {f"stocktake-{kind}": text for kind, text in said.items()}
    page = client.post(address("stocktake-add", event), typed | {"csrfmiddlewaretoken": "x"})
    assert (page.context["form"].errors, StocktakePoint.objects.count()) == (problem, 0)
    assert page.content.decode().count("Talk</textarea>") == len(said) // 2


def test_a_revised_aim_becomes_an_aim_of_the_programme_once(client, programme, event, facilitator):
    Aim.objects.create(programme=programme, text="The first aim", position=1)
    (point,) = outcomes.take_stock(event=event, kind="aim", texts=["One winter plan"], by=facilitator)
    for _ in range(2):
        client.post(address("stocktake-aim", event, point=point.pk))
    made = Aim.objects.exclude(origin="").get()
    assert (made.text, made.position, made.origin) == (
        "One winter plan",
        2,
        f"workshops.stocktakepoint:{point.pk}@{event.pk}",
    )
    assert selectors.came_of(event).points[0].aim == made
    assert evidence.address(made.origin, programme) == f"{address('outcomes', event)}#stocktake"


def test_only_a_revised_aim_becomes_an_aim(client, event, facilitator):
    (point,) = outcomes.take_stock(event=event, kind="keep", texts=["Time to talk"], by=facilitator)
    assert client.post(address("stocktake-aim", event, point=point.pk)).status_code == 404
    with pytest.raises(ValueError, match="revised aim"):
        outcomes.make_aim(point=point, by=facilitator)
    assert Aim.objects.count() == 0


def test_a_point_is_corrected_withdrawn_and_restored(client, event, facilitator):
    (point,) = outcomes.take_stock(event=event, kind="keep", texts=["Time to talk"], by=facilitator)
    client.post(address("stocktake-point", event, point=point.pk), {"kind": "start", "text": "More time to talk"})
    client.post(address("stocktake-withdraw", event, point=point.pk))
    assert selectors.came_of(event).points == ()
    client.post(address("stocktake-restore", event, point=point.pk))
    point.refresh_from_db()
    assert (point.kind, point.text, point.withdrawn_at) == ("start", "More time to talk", None)


# What is read ------------------------------------------------------------


def test_a_leader_reads_and_is_offered_no_form(programme, event, facilitator):
    outcomes.decide(event=event, text="Meet in person", by=facilitator)
    kept = outcomes.decide(event=event, text="Withdrawn words", by=facilitator)
    Decision.objects.filter(pk=kept.pk).update(withdrawn_at="2021-12-01T09:00:00Z")
    page = signed_in(member(programme)).get(address("outcomes", event)).content.decode()
    found = [
        words in page for words in ("Meet in person", "Withdrawn words", "Note decisions", 'method="post" action="/pro')
    ]
    assert found == [True, False, False, False]


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.FACILITATOR, 1), (Role.INTERVIEWER, 1), (Role.PARTICIPANT, 1), (Role.SPONSOR, 0), (Role.ASSISTANT, 0)],
)
def test_who_sees_what_was_decided(programme, event, facilitator, role, expected):
    outcomes.decide(event=event, text="Meet in person", by=facilitator)
    helped = {"assists": facilitator.person} if role == Role.ASSISTANT else {}
    user = member(programme, role, **helped)
    assert Decision.objects.visible_to(user).count() == expected
    assert Decision.objects.visible_to(member(ProgrammeFactory())).count() == 0


def test_the_title_says_what_came_of_the_meeting(programme, event, facilitator, client):
    assert "Nothing is noted of First workshop yet" in client.get(address("outcomes", event)).content.decode()
    outcomes.decide_all(event=event, texts=["One", "Two", "Three"], by=facilitator)
    for text in ("Call", "Write"):
        actions.add(programme=programme, event=event, text=text, owner=None, by=facilitator)
    outcomes.make_records(event=event, kind="barrier", texts=["Two budgets"], by=facilitator)
    outcomes.take_stock(event=event, kind=StocktakePoint.Kind.KEEP, texts=["Talk"], by=facilitator)
    said = "First workshop: 3 decisions, 2 actions, 1 record and 1 point of a stocktake"
    assert said in client.get(address("outcomes", event)).content.decode()


def test_the_queries_do_not_grow_with_what_came(programme, event, facilitator, client):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address("outcomes", event)).status_code == 200
        return len(caught)

    def more(number):
        for n in range(number):
            owner = agreed.leader(programme, f"Leader {number} {n}")
            agreed.action(programme, owner=owner, event=event, due_on=agreed.MET)
            outcomes.decide(event=event, text="Decided", by=facilitator)
            outcomes.make_records(event=event, kind="function", texts=["Plan"], by=facilitator)
            outcomes.take_stock(event=event, kind="aim", texts=["Aim"], by=facilitator)
            earlier = agreed.meeting(programme, "Earlier", agreed.date(2021, 9, 1 + n))
            agreed.action(programme, owner=owner, event=earlier)

    more(1)
    client.get(address("outcomes", event))
    few = queries()
    more(2)
    assert (queries(), few <= 15) == (few, True)


def test_a_withdrawn_meeting_has_no_outcomes_for_leaders(programme, event, client):
    Event.objects.filter(pk=event.pk).update(withdrawn_at="2021-12-01T09:00:00Z")
    assert signed_in(member(programme)).get(address("outcomes", event)).status_code == 404
    assert client.get(address("outcomes", event)).status_code == 200
