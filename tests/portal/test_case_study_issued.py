"""An issued case study: kept byte for byte, its notes lead to records, what changed since is named, nobody is named."""

import hashlib
import io
import re

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hwe_portal.services import case_study
from programmes import models
from programmes.access import Role
from programmes.models import AuditEvent, Evidence, IssuedReport, Job, Passage, Post, Sector
from programmes.services import jobs, records
from tests.factories import OrganisationFactory, member
from tests.portal import stories
from tests.portal.stories import leader, replaced, when
from tests.rendering.structure import bookmarks, elements
from tests.signing import signed_in
from workshops.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return stories.full()


def _page(user, report):
    return BeautifulSoup(signed_in(user).get(reverse("report", args=[report.pk])).content, "html.parser")


def _file(report):
    with report.file.open("rb") as file:
        return file.read()


def _stale(page):
    return [each.get_text() for each in page.select(".app-stale li")]


def _everything(model):
    return list(model.objects.order_by("pk").values())


@pytest.mark.embedded
def test_it_is_issued_by_a_job_with_its_audit_row(story):
    job = story.issue("What we learnt", to_sponsors=True)
    report = IssuedReport.objects.get()
    assert (job.state, job.result_url) == (Job.State.DONE, reverse("report", args=[report.pk]))
    assert (report.number, report.title, report.to_sponsors, report.by) == (
        1, "What we learnt", True, story.facilitator,
    )  # fmt: skip
    assert report.covers == "Two leaders, one workshop, from September 2021 to 2022"
    assert hashlib.sha256(_file(report)).hexdigest() == report.sha256
    assert AuditEvent.objects.filter(verb="issued", record=f"programmes.issuedreport:{report.pk}").count() == 1


def test_it_stays_as_it_was_whatever_changes(story):
    first = story.issued()
    before = (_everything(IssuedReport), _everything(Evidence), _file(first))
    models.Insight.objects.update(text="Something else.")
    models.System.objects.update(name="Another name", population=1)
    Event.objects.all().delete()
    second = story.issued()
    assert (second.number, second.body != first.body) == (2, True)
    evidence = [row for row in _everything(Evidence) if row["report_id"] == first.pk]
    assert (_everything(IssuedReport)[:1], evidence, _file(first)) == before


def test_a_second_press_of_a_finished_job_issues_nothing(story):
    job = story.issue()
    jobs.work(job.pk, case_study.prepare)
    assert IssuedReport.objects.count() == 1


# What changed since


def test_nothing_is_out_of_date_right_after(story):
    page = _page(story.facilitator, story.issued())
    assert page.select(".app-stale") == []


@pytest.mark.parametrize(
    ("model", "change", "stale"),
    [
        (models.Insight, {"text": "Less than paper."}, ["Insight: Meeting matters"]),
        (models.Aim, {"text": "two plans"}, ["Aim: one plan"]),
        (models.Milestone, {"granted_by": "nobody"}, ["Milestone: Status"]),
        (models.SystemForm, {"starts_on": when("2019")}, ["Form of the system: the care system, from May 2020"]),
        (models.Commission, {"weeks": 13}, ["Commission: a team for The board", "Commission: a team for The board"]),
    ],
)
def test_the_statements_behind_a_changed_record_are_named(story, model, change, stale):
    report = story.issued()
    row = model.objects.get()
    for name, value in change.items():
        setattr(row, name, value)
    records.correct(row, by=story.facilitator)
    pictures = ("Phases", "The programme’s people")
    assert [label for label in _stale(_page(story.facilitator, report)) if label not in pictures] == stale


def test_a_statement_without_its_record_is_out_of_date_and_a_new_one_is_counted(story):
    report = story.issued()
    records.withdraw(models.Strength.objects.get(), by=story.facilitator)
    models.Insight.objects.create(programme=story.programme, title="Later", text="Later.")
    page = _page(story.facilitator, report)
    assert _stale(page) == ["Strength: A shared ward"]
    assert "A new version would have 1 statement that this one has not." in page.select_one(".app-stale").get_text()


def test_each_stale_statement_can_be_found_on_the_page(story):
    report = story.issued()
    models.Insight.objects.update(text="Something else.")
    page = _page(story.facilitator, report)
    (link,) = page.select(".app-stale a")
    assert "More than paper." in page.select_one(f'[id="{link["href"][1:]}"]').get_text()
    assert [note.get_text() for note in page.select(".app-notes .nhsuk-tag")] == ["changed since"]


# Notes


def test_every_marker_has_its_note_and_every_note_leads_to_records_and_back(story):
    report = story.issued()
    page = _page(story.facilitator, report)
    markers = {each["href"][1:] for each in page.select("a.app-note")}
    notes = page.select(".app-notes > li")
    assert markers == {note["id"] for note in notes}
    assert [note["id"] for note in notes] == [f"note-{number}" for number in range(1, len(notes) + 1)]
    client = signed_in(story.facilitator)
    for note in notes:
        *sources, back = note.select("a")
        assert page.select_one(f'[id="{back["href"][1:]}"]') is not None
        assert sources
        assert {client.get(link["href"]).status_code for link in sources} == {200}


def test_a_draft_leads_to_its_records_as_well(story):
    client = signed_in(story.facilitator)
    page = BeautifulSoup(client.get(reverse("case-study", args=[story.programme.pk])).content, "html.parser")
    links = [link["href"] for link in page.select(".app-notes a") if link["href"].startswith("/")]
    assert len(links) >= 25
    assert {client.get(link).status_code for link in set(links)} == {200}


def test_what_rests_on_the_same_records_shares_a_note(story):
    notes = [frozenset(source.key for source in note.sources) for note in story.tell().notes]
    assert len(notes) == len(set(notes))


def test_a_printed_note_counts_records_of_a_kind_rather_than_repeat_them(story):
    for number in range(3):
        models.Insight.objects.create(programme=story.programme, title=f"T{number}", text="x")
        models.NextStep.objects.create(programme=story.programme, text=f"Step {number}")
    written = [note.brief for note in story.tell().notes]
    assert "Next step: 4 records" in written
    assert "Insight: T1" in written


def test_a_sponsor_reads_the_notes_without_links(story):
    sponsor = member(story.programme, Role.SPONSOR)
    report = story.issued(to_sponsors=True)
    page = _page(sponsor, report)
    assert {link["href"][0] for link in page.select(".app-notes a")} == {"#"}
    assert page.select(".app-stale") == []


def test_the_issued_page_costs_as_many_queries_for_three_as_for_one(story):
    def queries(report):
        client = signed_in(story.facilitator)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("report", args=[report.pk]))
        return len(found)

    one = queries(story.issued())
    for number in range(2):
        part = leader(story.programme, OrganisationFactory(system=story.system), title=f"Post {number}")
        replaced(part, until="2022", since="2022", by=story.facilitator)
        models.Insight.objects.create(programme=story.programme, title="Another", text="Another.")
        Event.objects.create(programme=story.programme, title=f"Day {number}", starts_on=when("May 2022"))
    assert one == queries(story.issued())
    assert one <= 15


# Nobody is named


SURNAMES = ("Quillfeather", "Marrowbone", "Thistlewood", "Oxenford", "Penhaligon", "Ravenscar")


@pytest.fixture
def crowded(story):
    """Names wherever a document might pick one up."""
    programme, by = story.programme, story.facilitator
    here = OrganisationFactory(system=story.system)
    gone = leader(programme, here, name="Ada Quillfeather")
    replaced(gone, until="March 2022", since="April 2022", reason="retirement", name="Ben Marrowbone", by=by)
    social = Post.Group.SOCIAL_CARE
    council = OrganisationFactory(system=story.system, sector=Sector.COUNCIL)
    away = leader(programme, council, name="Cleo Thistlewood", group=social)
    other = leader(programme, council, title="Another post", name="Dan Oxenford", group=social)
    # Somebody listed here under another name than their own.
    models.Membership.objects.filter(pk=other.pk).update(listed_name="Eve Penhaligon")
    models.Appointment.objects.filter(person=other.person).update(listed_name="Eve Penhaligon")
    stories.attended(Event.objects.get(), [away, other], since="the pandemic")
    sponsor = member(programme, Role.SPONSOR, name="Finn Ravenscar")
    return story, sponsor


def _leaks(story, sponsor, report):
    page = signed_in(sponsor).get(reverse("report", args=[report.pk])).content.decode()
    with pypdfium2.PdfDocument(_file(report)) as pdf:
        paper = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    with pikepdf.open(io.BytesIO(_file(report))) as pdf:
        spoken = " ".join(str(each.Alt) for each in elements(pdf, "/Figure"))
    evidence = " ".join(row.label + row.statement + row.record for row in report.evidence.all())
    shown = {"page": page.replace("Finn Ravenscar", ""), "paper": paper, "spoken": spoken, "evidence": evidence}
    return {place: [name for name in SURNAMES if name in words] for place, words in shown.items()}


def test_no_name_gets_into_page_paper_pictures_or_evidence(crowded):
    story, sponsor = crowded
    assert _leaks(story, sponsor, story.issued(to_sponsors=True)) == {
        "page": [], "paper": [], "spoken": [], "evidence": [],
    }  # fmt: skip


def test_who_agreed_is_named_in_the_picture_of_posts_and_nowhere_else(crowded):
    story, sponsor = crowded
    models.Person.objects.filter(name="Ben Marrowbone").update(may_be_named=True)
    assert _leaks(story, sponsor, story.issued(to_sponsors=True)) == {
        "page": ["Marrowbone"], "paper": ["Marrowbone"], "spoken": ["Marrowbone"], "evidence": [],
    }  # fmt: skip


def test_a_report_not_issued_to_sponsors_is_not_there_for_them(crowded):
    story, sponsor = crowded
    report = story.issued(to_sponsors=False)
    client = signed_in(sponsor)
    assert client.get(reverse("report", args=[report.pk])).status_code == 404
    assert client.get(reverse("report-file", args=[report.pk])).status_code == 404


# On paper


@pytest.fixture
def printed(story):
    text = "{participants.count} leaders began."
    Passage.objects.create(programme=story.programme, document="case_study", chapter="introduction", text=text)
    return _file(story.issued("Leading one system"))


def test_the_paper_is_tagged_titled_and_has_the_chapters_as_bookmarks(printed):
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == "Leading one system"
        chapters = [title for level, title in bookmarks(pdf) if level == 2]
        assert elements(pdf, "/Link") != []
    assert chapters == [
        "Contents", "Two leaders set out to lead one system together", "Too many plans",
        "First an honest look at ourselves, then the room", "Two leaders from two sectors",
        "Status, granted in May 2022", "Meeting matters", "Meet again", "What each statement rests on",
        "The figures as tables",
    ]  # fmt: skip


def test_the_contents_name_chapters_messages_and_pages(printed):
    with pypdfium2.PdfDocument(printed) as pdf:
        pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    for name, message in (("Introduction", "Two leaders set out"), ("Outcomes", "Status, granted in May 2022")):
        number = next(place for place, words in enumerate(pages, start=1) if place > 2 and message in words)
        assert re.search(rf"{name} {message}[^0-9]*(in May 2022 )?{number}\b", pages[1])
    assert "Two leaders began." in pages[2]
