"""The pages around the team snapshot, for the facilitator, for leaders, and in the room."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Agreement, Release
from diagnostics.selectors.task_list import prework_for
from diagnostics.services import agreements, consents, releases, snapshot_printing
from diagnostics.services.release_printing import Printer
from diagnostics.services.releases import Choices
from programmes.access import Role
from programmes.models import Job
from programmes.services import jobs
from tests.diagnostics import groups
from tests.factories import member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return groups.programme()


def address(name, programme, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": programme.pk, **keywords})


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


def sections(response):
    """The picture on a page, as the browser gets it."""
    return BeautifulSoup(response.content, "html.parser").article.find_all("section", id=True)


def press(client, response, button):
    """Post the form of a page whose button says so."""
    page = BeautifulSoup(response.content, "html.parser")
    form = next(form for form in page.find_all("form") if form.button and form.button.get_text(strip=True) == button)
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    return client.post(form["action"], fields)


def work():
    """Do every waiting job, as the worker would."""
    tasks = {releases.TASK: releases.carry_out, snapshot_printing.TASK: snapshot_printing.make}
    for job in Job.objects.filter(state=Job.State.WAITING, task__in=tasks):
        jobs.work(job.pk, tasks[job.task])


# From preview to paper ------------------------------------------------------------


def test_preview_then_publish_then_read_and_print(run):
    programme, by = run
    groups.answering(programme, by, 7)
    client = signed_in(by)
    preview = client.get(address("snapshot-preview", programme))
    asked = press(client, preview, "Publish")
    work()
    release = Release.objects.get()
    version = address("snapshot-version", programme, release=release.pk)
    done = client.get(asked.url)
    assert done.url == version
    waiting = client.get(version)
    assert "The PDF is being made." in text(waiting)
    assert sections(waiting) == sections(preview)
    work()
    pdf = signed_in(member(programme)).get(address("snapshot-pdf", programme, release=release.pk))
    assert (pdf["Content-Type"], pdf["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="team-snapshot-1.pdf"',
    )
    assert pdf.getvalue()[:5] == b"%PDF-"


def test_without_a_preview_nothing_is_published(run):
    programme, by = run
    groups.answering(programme, by, 7)
    answer = signed_in(by).post(address("snapshot-publish", programme), {"at_least": 5})
    assert (answer.url, Job.objects.count()) == (address("snapshot-preview", programme), 0)


def test_a_pdf_that_failed_can_be_made_again(run):
    programme, by = run
    groups.answering(programme, by, 7)
    release = groups.publish(programme, by)
    Job.objects.update(state=Job.State.FAILED)
    version = address("snapshot-version", programme, release=release.pk)
    client = signed_in(by)
    assert client.get(address("snapshot-pdf", programme, release=release.pk)).status_code == 404
    assert press(client, client.get(version), "Make the PDF").url == version
    work()
    assert client.get(address("snapshot-pdf", programme, release=release.pk)).getvalue()[:5] == b"%PDF-"


def test_a_pdf_that_is_made_while_its_page_is_opened_can_be_downloaded(run, monkeypatch):
    """The job may end after the release was read and before the job is looked for."""
    programme, by = run
    groups.answering(programme, by, 7)
    release = groups.publish(programme, by)
    look = Printer.under_way
    monkeypatch.setattr(Printer, "under_way", lambda printer, shown: work() or look(printer, shown))
    page = text(signed_in(by).get(address("snapshot-version", programme, release=release.pk)))
    assert ("Download the PDF" in page, "could not be made" in page) == (True, False)


def test_too_few_answers_show_no_number_and_no_figure(run):
    programme, by = run
    groups.answering(programme, by, 4)
    page = text(signed_in(by).get(address("snapshot-preview", programme)))
    assert "A picture needs at least five leaders" in page
    assert "4" not in page.replace("404", "")


def test_it_says_how_many_are_counted_and_not_who(run):
    programme, by = run
    groups.answering(programme, by, 7)
    out = groups.answering(programme, by, 1, choice="out")
    page = text(signed_in(by).get(address("snapshot", programme)))
    assert "7 of 8 will be counted; who is left out, and why, is not said." in page
    assert "Later answers wait until there are five." in page
    assert out[0].name not in page


def test_bands_that_not_every_report_prints_are_left_out_and_the_facilitator_is_told(run):
    programme, by = run
    groups.answering(programme, by, 5, norms=True)
    groups.answering(programme, by, 1)
    preview = text(signed_in(by).get(address("snapshot-preview", programme)))
    assert "High, medium and low are left out" in preview
    groups.publish(programme, by)
    assert Release.objects.get().figures["bands"] is None


def test_a_wrong_choice_is_said_and_nothing_is_lost(run):
    programme, by = run
    groups.answering(programme, by, 7)
    yesterday = timezone.localdate() - timedelta(days=1)
    fields = {f"room_on_{part}": getattr(yesterday, part) for part in ("day", "month", "year")}
    page = signed_in(by).get(address("snapshot-preview", programme), {"at_least": 4, **fields})
    summary = BeautifulSoup(page.content, "html.parser").find(class_="nhsuk-error-summary").get_text()
    assert "Enter a day that is not past, or leave it empty" in summary
    assert page.context["form"].errors.keys() == {"at_least", "room_on"}
    assert page.context["draft"].floor == 5


# Who sees what ------------------------------------------------------------


def test_a_leader_reads_what_is_published_and_never_the_preview(run):
    programme, by = run
    groups.answering(programme, by, 7)
    client = signed_in(member(programme))
    assert "No picture of the group is published yet" in text(client.get(address("snapshot", programme)))
    release = groups.publish(programme, by)
    listed = client.get(address("snapshot", programme))
    assert release.title in text(listed)
    assert "Preview" not in text(listed)
    assert client.get(address("snapshot-version", programme, release=release.pk)).status_code == 200
    assert client.get(address("snapshot-preview", programme)).status_code == 403


def test_a_sponsor_finds_nothing(run):
    programme, by = run
    groups.answering(programme, by, 7)
    release = groups.publish(programme, by)
    client = signed_in(member(programme, Role.SPONSOR))
    names = ("snapshot-version", "snapshot-pdf", "snapshot-room")
    pages = [address(name, programme, release=release.pk) for name in names]
    pages += [address("snapshot", programme), address("snapshot-preview", programme)]
    assert [client.get(page).status_code for page in pages] == [404] * 5


def test_a_picture_of_another_programme_is_not_found_under_this_one(run):
    programme, by = run
    groups.answering(programme, by, 7)
    release = groups.publish(programme, by)
    elsewhere, other = groups.programme()
    assert signed_in(other).get(address("snapshot-version", elsewhere, release=release.pk)).status_code == 404


def test_a_code_alone_does_not_open_the_preview(run):
    programme, by = run
    assert signed_in(by, by="code").get(address("snapshot-preview", programme)).status_code == 302


# Asking for agreement ------------------------------------------------------------


def last_task(user, programme):
    return prework_for(user.person, [programme], at=timezone.localdate())[programme.pk][-1]


def test_the_few_are_asked_in_private_and_answer(run):
    programme, by = run
    groups.answering(programme, by, 7)
    groups.publish(programme, by)
    user = member(programme)
    groups.answer(user.person, programme, by)
    facilitator = signed_in(by)
    preview = facilitator.get(address("snapshot-preview", programme))
    after = facilitator.get(press(facilitator, preview, "Ask them").url)
    assert "They are asked. Their part goes in when all of them agree." in text(after)
    assert user.person.name not in text(after)
    asked = Agreement.objects.get()
    task = last_task(user, programme)
    assert (task.state, task.url_kwargs) == ("open", {"programme": programme.pk, "agreement": asked.pk})
    page = address("snapshot-agreement", programme, agreement=asked.pk)
    leader = signed_in(user)
    assert "colleagues who compare the two pictures could work out your results" in text(leader.get(page))
    assert leader.post(page, {"answer": "yes"}).url == reverse("home")
    assert last_task(user, programme).state == "done"
    assert facilitator.get(address("snapshot-preview", programme)).context["draft"].covered == 8
    assert facilitator.get(page).status_code == 403


# In the room ------------------------------------------------------------


@pytest.fixture
def in_the_room(run):
    """A picture whose names may be shown today, and whose they are."""
    programme, by = run
    groups.answering(programme, by, 6)
    willing = groups.answering(programme, by, 2, choice="name")
    release = groups.publish(programme, by, Choices("licensed", room_on=timezone.localdate()))
    return programme, by, willing, release


def names_on(programme, by, release):
    room = signed_in(by).get(address("snapshot-room", programme, release=release.pk)).context["room"]
    return [list(each.names) for each in room.modes]


def test_names_stand_beside_the_first_choices_on_the_day(in_the_room):
    programme, by, willing, release = in_the_room
    one, other = (person.name for person in willing)
    assert names_on(programme, by, release) == [[one], [other], [], [], []]


def test_on_another_day_nobody_is_named(in_the_room):
    programme, by, _, release = in_the_room
    Release.objects.update(room_on=timezone.localdate() - timedelta(days=1))
    assert names_on(programme, by, release) == [[]] * 5


def test_when_one_changes_their_mind_nobody_is_named(in_the_room):
    programme, by, willing, release = in_the_room
    consents.give(person=willing[0], programme=programme, choice="count", by=None)
    assert names_on(programme, by, release) == [[]] * 5


def test_the_page_says_that_names_are_shown_in_the_room(in_the_room):
    programme, by, willing, release = in_the_room
    page = text(signed_in(by).get(address("snapshot-version", programme, release=release.pk)))
    assert "named only in the room on" in page
    assert [person.name for person in willing if person.name in page] == []


# How much it asks of the database ------------------------------------------------------------


def counted_queries(user, page, django_assert_max_num_queries):
    client = signed_in(user)
    with django_assert_max_num_queries(15) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["snapshot", "snapshot-preview", "snapshot-version", "snapshot-room"])
def test_the_facilitators_pages_cost_the_same_with_one_and_with_three(run, name, django_assert_max_num_queries):
    programme, by = run
    costs = []
    for number in (5, 15):
        groups.answering(programme, by, number, choice="name")
        groups.answering(programme, by, 5)
        release = groups.publish(programme, by, Choices("licensed", room_on=timezone.localdate()))
        if number > 5:
            release = groups.publish(programme, by, Choices("licensed", room_on=timezone.localdate()))
        agreements.ask(draft=releases.draft(programme=programme, choices=groups.LICENSED), by=by)
        page = address(name, programme, **({"release": release.pk} if "-v" in name or "-r" in name else {}))
        costs.append(counted_queries(by, page, django_assert_max_num_queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["snapshot", "snapshot-version"])
def test_a_leaders_pages_cost_the_same_with_one_and_with_three(run, name, django_assert_max_num_queries):
    programme, by = run
    groups.answering(programme, by, 7)
    user, costs = member(programme), []
    for number in (1, 2):
        for _ in range(number):
            release = groups.publish(programme, by)
        page = address(name, programme, **({"release": release.pk} if "-v" in name else {}))
        costs.append(counted_queries(user, page, django_assert_max_num_queries))
    assert costs[0] == costs[1]
