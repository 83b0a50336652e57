"""A newcomer's own list: made once, edited by the facilitator, ticked off by the newcomer alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.access import Role
from programmes.models import AuditEvent, InductionItem, InductionTask, Membership
from programmes.models.induction import Place
from programmes.services import induction
from tests.factories import MembershipFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


@pytest.fixture
def newcomer(programme):
    return member(programme, name="Ari Ving", starts_on=date(2022, 7, 1))


@pytest.fixture
def part(newcomer):
    return newcomer.person.memberships.get()


def started(part, facilitator, at=date(2022, 6, 20)):
    return induction.start(membership=part, by=facilitator, at=at)


def line(part, text="Read the charter", **fields):
    return InductionTask.objects.create(programme=part.programme, membership=part, text=text, **fields)


def of(name, part, **kwargs):
    return reverse(name, kwargs={"programme": part.programme_id, "membership": part.pk, **kwargs})


def texts(part):
    return list(part.induction.standing().values_list("text", flat=True))


# The list is made ------------------------------------------------------------


def test_the_programmes_own_items_are_copied_in_their_order(programme, part, facilitator):
    InductionItem.objects.create(programme=programme, text="Second", position=2)
    InductionItem.objects.create(programme=programme, text="First", points_at=Place.PEOPLE, position=1)
    InductionItem.objects.create(programme=programme, text="Gone", withdrawn_at=timezone.now())
    InductionItem.objects.create(programme=ProgrammeFactory(), text="Elsewhere")
    made = [(task.text, task.points_at, task.due_on) for task in started(part, facilitator)]
    assert made == [("First", "people", date(2022, 7, 29)), ("Second", "", date(2022, 7, 29))]


def test_without_items_our_suggestions_are_given(part, facilitator):
    places = [task.points_at for task in started(part, facilitator, at=date(2022, 8, 1))]
    assert places == ["charter", "snapshot", "people", "conversation", "buddy"]
    assert set(part.induction.values_list("due_on", flat=True)) == {date(2022, 8, 29)}


def test_a_second_start_changes_nothing_even_where_every_line_is_withdrawn(part, facilitator):
    started(part, facilitator)
    part.induction.update(withdrawn_at=timezone.now())
    assert (started(part, facilitator), part.induction.count()) == ([], 5)
    assert AuditEvent.objects.about(part.key).filter(verb="started induction").count() == 1


# The newcomer ticks ------------------------------------------------------------


def test_the_newcomer_ticks_a_line_off_and_takes_the_tick_back(newcomer, part):
    task = line(part)
    client = signed_in(newcomer)
    own = reverse("induction", kwargs={"programme": part.programme_id})
    tick = reverse("induction-tick", kwargs={"programme": part.programme_id, "task": task.pk})
    states = []
    for done in ("yes", "yes", "no"):
        assert client.post(tick, {"done": done}).url == f"{own}#line-{task.pk}"
        task.refresh_from_db()
        states.append((task.done_at is not None, "You have got started" in client.get(own).content.decode()))
    assert states == [(True, True), (True, True), (False, False)]
    verbs = list(AuditEvent.objects.about(task.key).values_list("verb", flat=True))
    assert verbs == ["ticked off", "took the tick back"]


def test_nobody_ticks_or_reads_a_list_of_somebody_else(programme, part, desk):
    task = line(part, "A line of somebody else")
    other = signed_in(member(programme))
    tick = reverse("induction-tick", kwargs={"programme": programme.pk, "task": task.pk})
    own = reverse("induction", kwargs={"programme": programme.pk})
    statuses = [other.post(tick, {"done": "yes"}).status_code, other.get(own).status_code]
    statuses += [desk.post(tick, {"done": "yes"}).status_code, desk.get(own).status_code]
    task.refresh_from_db()
    assert (statuses, task.done_at) == ([404, 404, 403, 403], None)


def test_the_successor_of_a_newcomer_begins_with_an_empty_page(programme, part, facilitator):
    line(part)
    part.ends_on = date(2022, 9, 30)
    part.save()
    after = member(programme, post=part.post, starts_on=date(2022, 10, 1))
    assert signed_in(after).get(reverse("induction", kwargs={"programme": programme.pk})).status_code == 404


def test_that_days_are_past_is_said_once_where_all_are_and_on_each_line_else(newcomer, part):
    """A line that is done or has no day says nothing about it."""
    page = reverse("induction", kwargs={"programme": part.programme_id})
    late = [line(part, f"Late {number}", due_on=date(2022, 7, 29)) for number in range(2)]
    line(part, "Without a day", due_on=None)

    def said():
        shown = signed_in(newcomer).get(page).content.decode()
        return shown.count("It still helps, whenever you can."), shown.count("which is past: it still helps")

    assert said() == (1, 0)
    ahead = line(part, "Ahead", due_on=timezone.localdate())
    assert said() == (0, 2)
    for task in (*late, ahead):
        induction.tick(task, done=True, by=newcomer, at=timezone.now())
    assert said() == (0, 0)


def test_lines_lead_to_their_places_and_never_out_of_the_portal(newcomer, part):
    places = ["charter", "people", "conversation", "buddy", "/systems/add/", "//evil.example/x", "javascript:x"]
    for number, place in enumerate(places):
        line(part, f"Line {number}", points_at=place)
    page = signed_in(newcomer).get(reverse("induction", kwargs={"programme": part.programme_id}))
    charter = reverse("charters:charter", kwargs={"programme": part.programme_id})
    people = reverse("programmes:people", kwargs={"programme": part.programme_id})
    talk = reverse("diagnostics:my-conversation", kwargs={"programme": part.programme_id})
    assert [shown.url for shown in page.context["lines"]] == [charter, people, talk, "", "/systems/add/", "", ""]


def test_home_lists_what_is_left_and_goes_quiet_when_all_is_done(newcomer, part):
    task = line(part, due_on=date(2022, 7, 29))
    client = signed_in(newcomer)
    assert "Getting started" in client.get(reverse("home")).content.decode()
    induction.tick(task, done=True, by=newcomer, at=timezone.now())
    page = client.get(reverse("home")).content.decode()
    assert ("<h3 class=\"nhsuk-heading-s\">Getting started" in page, "Your list for getting started" in page) == (
        False,
        True,
    )  # fmt: skip


# The facilitator edits ------------------------------------------------------------


def test_the_facilitator_adds_a_buddy_to_meet_by_a_day(programme, part, desk):
    buddy = MembershipFactory(programme=programme, listed_name="Bea Buddy").person
    said = {"text": "Meet your buddy", "points_at": "buddy", "person": buddy.pk, "due_on": "2022-08-01"}
    page = desk.post(of("induction-add", part), said, follow=True).content.decode()
    made = part.induction.get()
    assert (made.text, made.points_at, made.person, made.due_on) == (
        "Meet your buddy",
        "buddy",
        buddy,
        date(2022, 8, 1),
    )
    assert ("Bea Buddy" in page, buddy.name in page) == (True, False)


def test_only_people_of_the_programme_who_lead_or_run_it_can_be_met(programme, part, desk):
    assistant = member(programme, Role.ASSISTANT, assists=part.person)
    others = [member(programme, Role.SPONSOR), assistant, member(ProgrammeFactory())]
    for user in others:
        desk.post(of("induction-add", part), {"text": "Meet them", "person": user.person.pk})
    assert part.induction.count() == 0


def test_lines_are_corrected_ordered_withdrawn_and_restored(part, desk):
    first, second = line(part, "First", position=0), line(part, "Second", position=1)
    desk.post(of("induction-task", part, task=first.pk), {"text": "The first", "points_at": "charter"})
    desk.post(of("induction-move", part, task=second.pk, way="up"))
    assert texts(part) == ["Second", "The first"]
    desk.post(of("induction-withdraw", part, task=second.pk))
    assert texts(part) == ["The first"]
    desk.post(of("induction-restore", part, task=second.pk))
    assert texts(part) == ["Second", "The first"]


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("/systems/add/", "/systems/add/"),
        ("http://localhost:8000/systems/add/?a=1", "/systems/add/?a=1"),
        ("https://evil.example/systems/add/", None),
        ("//evil.example/systems/add/", None),
        ("javascript:alert(1)", None),
        ("/no/such/page/", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_another_page_is_a_page_of_the_portal(part, desk, settings, address, stored):
    settings.PORTAL_URL = "http://localhost:8000"
    said = {"text": "Look at this", "points_at": "address", "address": address}
    answer = desk.post(of("induction-add", part), said)
    made = [task.points_at for task in part.induction.all()]
    assert (answer.status_code, made) == ((302, [stored]) if stored else (200, []))


def test_an_address_without_another_page_chosen_is_asked_about(part, desk):
    said = {"text": "Look at this", "points_at": "charter", "address": "/systems/add/"}
    page = desk.post(of("induction-add", part), said).content.decode()
    assert ("Choose “Another page of the portal” above" in page, part.induction.count()) == (True, 0)


def test_the_programmes_items_choose_where_they_lead(programme, desk):
    add = reverse("programmes:programme-record-add", kwargs={"programme": programme.pk, "kind": "induction"})
    desk.post(add, {"text": "Read the charter", "points_at": "charter", "position": 0})
    desk.post(add, {"text": "Add a system", "points_at": "address", "address": "/systems/add/", "position": 1})
    items = list(InductionItem.objects.values_list("text", "points_at"))
    assert items == [("Read the charter", "charter"), ("Add a system", "/systems/add/")]
    correct = reverse(
        "programmes:programme-record",
        kwargs={"programme": programme.pk, "kind": "induction", "record": InductionItem.objects.last().pk},
    )
    form = desk.get(correct).context["form"]
    assert (form["points_at"].value(), form["address"].value()) == ("address", "/systems/add/")


# Who is through ------------------------------------------------------------


def test_the_list_of_newcomers_says_who_is_through(programme, part, desk):
    MembershipFactory(programme=programme, starts_on=date(2021, 9, 30))
    silent = MembershipFactory(programme=programme, starts_on=date(2022, 2, 1), listed_name="Not Started")
    MembershipFactory(programme=programme, starts_on=date(2022, 2, 1), ends_on=date(2022, 3, 1))
    line(part, due_on=date(2022, 7, 2))
    line(part, done_at=timezone.now())
    line(part, withdrawn_at=timezone.now())
    rows = desk.get(reverse("inductions", kwargs={"programme": programme.pk})).context["rows"]
    assert [(row.part, row.has_list, row.done, row.lines, row.late, row.is_through) for row in rows] == [
        (part, True, 1, 2, 1, False),
        (silent, False, 0, 0, 0, False),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_for_one_line_as_for_three(
    programme, newcomer, part, desk, count, django_assert_num_queries
):
    for number in range(count):
        met = MembershipFactory(programme=programme, starts_on=date(2022, 3, 1)).person
        line(part, f"Line {number}", person=met)
    own = signed_in(newcomer)
    pages = [
        (own, reverse("induction", kwargs={"programme": programme.pk}), 6),
        (desk, reverse("inductions", kwargs={"programme": programme.pk}), 6),
        (desk, of("induction-of", part), 9),
        (desk, of("induction-task", part, task=part.induction.first().pk), 9),
    ]
    for client, address, queries in pages:
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_a_part_that_is_over_shows_no_list_at_home(newcomer, part):
    line(part)
    Membership.objects.filter(pk=part.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert "Getting started" not in signed_in(newcomer).get(reverse("home")).content.decode()
