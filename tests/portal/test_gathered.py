"""What a room gathered, read by everybody there, and its clusters kept as records that say where they came from."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from charters.models import Proposal, Section
from charters.services.charter import charter_of
from diagnostics.models import Theme
from hwe_portal.reports import evidence, gathered
from hwe_portal.services import gathered as services
from programmes.access import Role
from programmes.models import Barrier, Insight, OutcomeTheme
from tests.factories import member
from tests.signing import signed_in
from tests.workshops import gathering
from workshops.models import Action, Decision, Exercise, Statement
from workshops.services import clusters, paper, rooms

pytestmark = pytest.mark.django_db

Kind = Exercise.Kind


@pytest.fixture
def event():
    return gathering.meeting()


@pytest.fixture
def programme(event):
    return event.programme


@pytest.fixture
def facilitator(event):
    return gathering.facilitator_of(event)


@pytest.fixture
def leader(programme):
    return member(programme)


@pytest.fixture
def exercise(event, facilitator):
    return gathering.on_paper(event, ["We meet to report", "Nobody decides", "Beds"], facilitator)


@pytest.fixture
def cluster(exercise, facilitator):
    made = clusters.make(exercise=exercise, name="Deciding together", by=facilitator)
    Statement.objects.exclude(text="Beds").update(cluster=made)
    return made


def address(event, name="gathered", **more):
    return reverse(name, kwargs={"programme": event.programme_id, "event": event.pk} | more)


def keep(user, cluster, what, **said):
    """With one press, in the cluster's own words; with `said` on the page on which it is worded first."""
    client, event = signed_in(user), cluster.exercise.event
    if not said:
        return client.post(address(event, "gathered-keep", cluster=cluster.pk), {"what": what}, follow=True)
    page = address(event, "gathered-as", cluster=cluster.pk, what=what)
    form = client.get(page).context["form"]
    first = {name: form[name].value() for name in ("text", "section") if name in form.fields}
    typed = {name: getattr(value, "pk", value) for name, value in first.items()}
    return client.post(page, typed | said, follow=True)


def test_everybody_there_reads_what_was_gathered_and_only_facilitators_keep_it(event, leader, facilitator, cluster):
    page = signed_in(leader).get(address(event)).content.decode()
    assert [words in page for words in ("Deciding together", "Nobody decides", "Beds", "Keep it as")] == [True] * 3 + [
        False
    ]
    assert "Keep it as" in signed_in(facilitator).get(address(event)).content.decode()
    assert keep(leader, cluster, "action").status_code == 403


def test_the_sections_are_offered_before_anybody_has_opened_the_charter(event, facilitator, cluster):
    form = address(event, "gathered-as", cluster=cluster.pk, what="proposal")
    page = signed_in(facilitator).get(form).content.decode()
    titles = [f">{title}</option>" for title in Section.objects.values_list("title", flat=True)]
    assert ([title for title in titles if title not in page], len(titles)) == ([], len(Section.Usual))


def test_the_page_of_a_meeting_leads_there_as_soon_as_there_is_something(event, leader, facilitator):
    page = reverse("workshops:event", args=[event.programme_id, event.pk])
    assert address(event) not in signed_in(leader).get(page).content.decode()
    gathering.on_paper(event, ["Nobody decides"], facilitator)
    shown = [signed_in(user).get(page).content.decode() for user in (leader, facilitator)]
    assert [(address(event) in each, "In 1 exercise" in each) for each in shown] == [(True, True), (True, True)]


def test_nothing_is_shown_of_what_is_not_closed_or_was_withdrawn(event, facilitator, leader):
    named = gathering.planned(event, voices="named", prompt="While it is open")
    room = gathering.opened(event, named, facilitator)
    gathering.card(named, gathering.seated(room)[0], "An early word")
    assert "An early word" not in signed_in(leader).get(address(event)).content.decode()
    rooms.finish(exercise=named, by=facilitator)
    assert "An early word" in signed_in(leader).get(address(event)).content.decode()
    Statement.objects.update(withdrawn_at=event.created_at)
    assert "An early word" not in signed_in(leader).get(address(event)).content.decode()


def test_below_the_floor_one_reads_only_that_they_were_too_few(event, facilitator, leader):
    exercise = gathering.planned(event)
    room = gathering.opened(event, exercise, facilitator)
    for seat in gathering.seated(room, 4):
        gathering.card(exercise, seat, "Seen by nobody")
    rooms.finish(exercise=exercise, by=facilitator)
    page = signed_in(facilitator).get(address(event)).content.decode()
    assert ("Seen by nobody" in page, "Too few people answered" in page) == (False, True)


def test_a_result_from_paper_stands_as_it_was_counted(event, facilitator, leader):
    dots = gathering.planned(event, Kind.DOTS, "What first?", options=("Trust", "Time"))
    counts = dict(zip(dots.options.values_list("pk", flat=True), (3, 12), strict=True))
    paper.enter_counts(exercise=dots, counts=counts, people=0, by=facilitator)
    page = signed_in(leader).get(address(event)).content.decode()
    assert page.index(">Time<") < page.index(">12<") < page.index(">Trust<") < page.index(">3<")


KEPT = {
    "action": (Action, "text"),
    "decision": (Decision, "text"),
    "theme": (Theme, "name"),
    "barrier": (Barrier, "text"),
    "proposal": (Proposal, "text"),
    "outcome-theme": (OutcomeTheme, "name"),
    "insight": (Insight, "title"),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_cluster_is_kept_once_and_leads_back(event, programme, facilitator, cluster, what):
    page = keep(facilitator, cluster, what).content.decode()
    model, field = KEPT[what]
    made = model.objects.get()
    assert (getattr(made, field), made.origin) == ("Deciding together", f"workshops.cluster:{cluster.pk}")
    where = gathered.address(model._meta.label_lower, made.pk, programme)
    assert page.count(f'href="{where}"') == 2  # in the message, and below the cluster from now on
    assert signed_in(facilitator).get(where, follow=True).status_code == 200
    back = signed_in(facilitator).get(reverse("origin", args=[programme.pk, made.origin]), follow=True)
    assert back.redirect_chain[-1][0] == f"{address(event)}#cluster-{cluster.pk}"
    again = keep(facilitator, cluster, what).content.decode()
    assert ("It was kept already" in again, model.objects.count()) == (True, 1)


@pytest.mark.parametrize("what", KEPT)
def test_a_cluster_without_cards_cannot_be_kept_and_the_page_says_so(event, facilitator, cluster, what):
    """Its name is somebody's guess: nobody said it, and leaders would read it at once."""
    Statement.objects.filter(cluster=cluster).update(withdrawn_at=event.created_at)
    page = signed_in(facilitator).get(address(event)).content.decode()
    assert (page.count(services.NO_CARD), "Keep it as" in page) == (1, False)
    assert keep(facilitator, cluster, what).content.decode().count(services.NO_CARD) == 2  # the message, and below it
    assert KEPT[what][0].objects.count() == 0


def test_nor_is_it_worded_first_while_what_was_kept_stays(event, facilitator, cluster):
    keep(facilitator, cluster, "action")
    Statement.objects.filter(cluster=cluster).update(withdrawn_at=event.created_at)
    client = signed_in(facilitator)
    for asked in (client.get, client.post):
        worded = asked(address(event, "gathered-as", cluster=cluster.pk, what="decision"), {"text": "We decide"})
        assert (worded.status_code, worded.url) == (302, f"{address(event)}#cluster-{cluster.pk}")
    assert (Decision.objects.count(), Action.objects.count()) == (0, 1)
    kept = client.get(address(event, "gathered-as", cluster=cluster.pk, what="action")).content.decode()
    assert "It was kept already" in kept


def test_every_kind_of_record_can_be_made(facilitator, cluster):
    for what in services.MAKERS:
        made, is_new = services.keep(cluster=cluster, what=what, by=facilitator)
        assert (made.origin, is_new) == (cluster.key, True)
    kept = gathered.kept_of(cluster.exercise.event.programme, [cluster.key], codes=True)
    assert len(kept[cluster.key]) == len(services.MAKERS)
    assert "" not in {each.address for each in kept[cluster.key]}


def test_a_proposal_goes_under_the_section_that_one_chose_and_says_what_the_cards_said(programme, facilitator, cluster):
    section = Section.objects.get(charter=charter_of(programme), key="purpose")
    keep(facilitator, cluster, "proposal", section=section.pk)
    made = Proposal.objects.get()
    assert made.section == section
    assert made.reason == (
        "From the room, First workshop, 9 November 2021: What gets in our way?\nWe meet to report\nNobody decides"
    )
    assert [(ground.record, ground.label) for ground in made.grounds.all()] == [(cluster.key, "Deciding together")]


def test_what_leaders_read_at_once_may_be_worded_first(programme, event, facilitator, leader, cluster):
    owner = leader.person.memberships.get()
    page = address(event, "gathered-as", cluster=cluster.pk, what="action")
    assert "Deciding together</textarea>" in signed_in(facilitator).get(page).content.decode()
    empty = signed_in(facilitator).post(page, {"text": ""})
    assert (empty.status_code, Action.objects.count()) == (200, 0)
    due = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2030"}
    keep(facilitator, cluster, "action", text="We name who decides", owner=owner.pk, **due)
    made = Action.objects.get()
    assert (made.text, made.owner, made.due_on, made.origin) == (
        "We name who decides", owner, date(2030, 2, 1), cluster.key,
    )  # fmt: skip
    keep(facilitator, cluster, "proposal", text="We decide  together")
    assert Proposal.objects.get().text == "We decide together"
    assert (
        signed_in(facilitator).get(address(event, "gathered-as", cluster=cluster.pk, what="theme")).status_code == 404
    )
    assert "It was kept already" in signed_in(facilitator).get(page).content.decode()


def test_a_theme_may_be_of_another_kind(facilitator, cluster):
    keep(facilitator, cluster, "theme:strength")
    assert Theme.objects.get().kind == "strength"
    page = keep(facilitator, cluster, "").content.decode()
    assert "Choose what to keep it as." in page


def test_an_exercise_is_evidence_that_one_can_go_to(event, programme, exercise, leader):
    where = evidence.address(exercise.key, programme)
    led = signed_in(leader).get(where, follow=True)
    assert led.redirect_chain[-1][0] == f"{address(event)}#exercise-{exercise.pk}"
    assert [source.key for source in evidence.behind(Barrier(pk=4, text="Beds", origin=exercise.key))] == [
        exercise.key,
        "programmes.barrier:4",
    ]


def test_leaders_do_not_read_what_became_of_the_codebook(leader, facilitator, event, cluster):
    keep(facilitator, cluster, "theme")
    keep(facilitator, cluster, "decision")
    page = signed_in(leader).get(address(event)).content.decode()
    assert (page.count("Kept:"), "codebook" in page) == (1, False)


def test_an_interviewer_reads_and_another_programmes_facilitator_does_not(event, programme, cluster):
    other = gathering.facilitator_of(gathering.meeting())
    interviewer = member(programme, Role.INTERVIEWER)
    statuses = [signed_in(user).get(address(event)).status_code for user in (interviewer, other)]
    assert (statuses, keep(other, cluster, "action").status_code) == ([200, 404], 404)


def test_photographs_are_beside_what_was_gathered(event, exercise, facilitator, leader):
    where = reverse("workshops:exercise-photographs", args=[event.programme_id, event.pk, exercise.pk])
    for title, for_leaders in (("Flipchart", "yes"), ("For us", "no")):
        file = SimpleUploadedFile("one.jpg", gathering.jpeg(), "image/jpeg")
        signed_in(facilitator).post(where, {"title": title, "photographs": [file], "for_leaders": for_leaders})
    pages = [signed_in(user).get(address(event)).content.decode() for user in (leader, facilitator)]
    assert [("Flipchart, a photo" in page, "For us, a photo" in page) for page in pages] == [
        (True, False),
        (True, True),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_the_same_number_of_times(event, facilitator, count, django_assert_num_queries):
    charter_of(event.programme)
    for number in range(count):
        exercise = gathering.on_paper(event, ["a", "b", "c"], facilitator, prompt=f"Question {number}")
        for name in "abc"[:count]:
            made = clusters.make(exercise=exercise, name=name, by=facilitator)
            exercise.statements.filter(text=name).update(cluster=made)
            services.keep(cluster=made, what="action", by=facilitator)
    client = signed_in(facilitator)
    with django_assert_num_queries(10):
        client.get(address(event))
