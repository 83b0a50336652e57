"""What a picture says is composed once, from what may be shown, and stays as it was."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from diagnostics import messages, scoring, snapshot, texts
from diagnostics.models import ConflictProfile
from diagnostics.modes import Mode
from diagnostics.services import consents, profiles, releases, snapshot_printing
from programmes.models import Job, Membership, Organisation, Person, Post, Programme, System
from programmes.services import jobs
from tests.diagnostics import groups, people
from tests.factories import OrganisationFactory, PostFactory, member
from tests.signing import signed_in

FACTS = snapshot.Facts(
    system="Northshire",
    programme="Leading together",
    group="Systems Leaders Group",
    number=1,
    covered=10,
    of=12,
    past=False,
    floor=5,
    published_on=date(2022, 1, 10),
    room_on=None,
)
MIXED = [groups.result(kind % 5) for kind in range(10)]
ALIKE = [groups.result(0)] * 9 + [groups.result(1)]


def composed(results=MIXED, **facts):
    return snapshot.compose(results, replace(FACTS, covered=len(results), **facts))


# Composed ------------------------------------------------------------


def test_counts_are_of_people():
    data = composed()
    assert data["columns"]["first"]["shown"] == {
        "competing": 2,
        "collaborating": 4,
        "compromising": 2,
        "avoiding": 4,
        "accommodating": 2,
    }


def test_a_column_in_which_nearly_all_agree_is_frozen_in_words_and_nothing_else_tells_its_counts():
    nearly, everybody = composed(ALIKE), composed([groups.result(0)] * 10)
    assert nearly["columns"]["first"]["shown"]["competing"] == "most"
    assert nearly == everybody
    assert (texts.WORDS_NOTE in nearly["notes"], texts.WORDS_NOTE in composed()["notes"]) == (True, False)


def test_what_is_previewed_is_what_will_be_stored():
    data = composed([groups.result(0, norms=True)] * 6)
    assert json.loads(json.dumps(data)) == data


def test_bands_are_shown_only_where_every_report_prints_them():
    with_norms = [people.licensed_result(people.SCORES, people.PERCENTILES, people.BANDS)] * 6
    assert composed(with_norms)["bands"]["competing"]["shown"] == {"High": "most", "Medium": "few", "Low": "few"}
    assert composed([*with_norms, groups.result(0)])["bands"] is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "10 of 12 leaders, counted together, nobody named · published 10 January 2022"),
        (
            {"past": True},
            "10 of 12 past and present leaders, counted together, nobody named · published 10 January 2022",
        ),
        (
            {"room_on": date(2022, 1, 14)},
            "10 of 12 leaders, counted together, named only in the room on 14 January 2022, where they agreed"
            " · published 10 January 2022",
        ),
    ],
)
def test_the_cover_never_says_more_than_is_true(facts, said):
    assert composed(**facts)["cover"]["fact"] == said


def test_each_questionnaire_says_what_it_is():
    own = [scoring.own_profile(result.scores) for result in MIXED]
    assert composed()["notes"][-1] == texts.TRADE_MARK
    assert composed(own)["notes"][-1] == texts.OWN_NOTE
    with pytest.raises(scoring.MixedInstrumentsError):
        composed([*own, *MIXED])


# Published ------------------------------------------------------------


@pytest.fixture
def run():
    return groups.programme()


def publish_and_print(programme, by):
    release = groups.publish(programme, by)
    jobs.work(Job.objects.get(task=snapshot_printing.TASK, subject__release=release.pk).pk, snapshot_printing.make)
    release.refresh_from_db()
    return release


def article(user, release):
    """The picture on the page, as the browser gets it."""
    page = signed_in(user).get(f"/programmes/{release.programme_id}/snapshot/{release.pk}/")
    return BeautifulSoup(page.content, "html.parser").article


def stored(release):
    with release.file.open("rb") as file:
        return file.read()


def paper(release):
    """The text of the document."""
    with pypdfium2.PdfDocument(stored(release)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.django_db
def test_page_and_paper_stay_as_they_were_whatever_changes(run, monkeypatch):
    programme, by = run
    persons = groups.answering(programme, by, 7)
    reader = member(programme)
    release = publish_and_print(programme, by)
    page, printed = str(article(reader, release)), stored(release)
    for mode in Mode:
        monkeypatch.setitem(texts.MODE_TEXTS, mode, replace(texts.MODE_TEXTS[mode], meaning="New", verb="news"))
        monkeypatch.setitem(texts.GROUP_TEXTS, mode, texts.GROUP_TEXTS[Mode.AVOIDING])
    monkeypatch.setattr(messages, "ROOM_QUESTIONS", ("New?", "New?"))
    monkeypatch.setattr(texts, "TRADE_MARK", "New")
    System.objects.update(name="New")
    Programme.objects.update(title="New", group=None)
    Person.objects.update(name="New")
    profiles.delete(person=persons[0], programme=programme, by=by)
    consents.give(person=persons[1], programme=programme, choice="out", by=by)
    groups.answer(persons[2], programme, by, kind=4)
    groups.answering(programme, by, 6)
    publish_and_print(programme, by)
    release.refresh_from_db()
    assert str(article(reader, release)) == page
    assert stored(release) == printed
    assert snapshot_printing.printed(release) == printed


@pytest.mark.django_db
def test_no_name_post_or_organisation_stands_in_it(run):
    programme, by = run
    groups.answering(programme, by, 7, choice="name")
    for part in Membership.objects.filter(programme=programme):
        organisation = OrganisationFactory(system=programme.system)
        Membership.objects.filter(pk=part.pk).update(
            post=PostFactory(organisation=organisation, title=f"Post {part.pk}")
        )
    release = publish_and_print(programme, by)
    shown = article(member(programme), release).get_text() + paper(release) + json.dumps(release.figures)
    roster = [*Person.objects.all(), *Post.objects.all(), *Organisation.objects.all()]
    assert [str(each) for each in roster if str(each) in shown] == []
    assert "nobody named" in shown


@pytest.mark.django_db
def test_page_and_paper_say_the_same(run):
    programme, by = run
    groups.answering(programme, by, 7)
    release = publish_and_print(programme, by)
    data, page = release.figures, " ".join(article(member(programme), release).get_text().split())
    printed = " ".join(paper(release).split())
    sentences = [
        data["cover"]["fact"],
        release.title,
        data["titles"]["use"],
        *data["notes"],
        *data["reading"]["questions"],
    ]
    assert [said for said in sentences if said not in page] == []
    assert [said for said in sentences if said not in printed] == []


@pytest.mark.django_db
def test_the_document_is_tagged_titled_and_in_english(run):
    programme, by = run
    groups.answering(programme, by, 7)
    release = publish_and_print(programme, by)
    with pikepdf.open(BytesIO(stored(release))) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo.Title) == snapshot.TITLE


@pytest.mark.django_db
def test_a_result_taken_back_can_still_be_counted(run):
    """Its scores stay behind the frozen counts, so that the next picture can keep counting it."""
    programme, by = run
    persons = groups.answering(programme, by, 6)
    groups.publish(programme, by)
    profiles.delete(person=persons[0], programme=programme, by=by)
    kept = ConflictProfile.objects.get(person=persons[0])
    assert (kept.withdrawn_at is not None, releases.draft(programme=programme, choices=groups.LICENSED).covered) == (
        True,
        6,
    )
