"""What the facilitator writes between the statements: fields are filled, in order, and never with nothing."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from charters.models import CharterVersion, Signature
from hwe_portal.reports import evidence
from programmes import models
from programmes.models import IssuedReport, Job, Membership, Passage
from tests.portal import stories
from tests.portal.stories import when
from tests.signing import signed_in
from workshops.models import Action

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return stories.full()


@pytest.fixture
def client(story):
    return signed_in(story.facilitator)


def _write(client, story, text, *, chapter="learning", view=False):
    address = reverse("passage-add", args=[story.programme.pk, chapter])
    return client.post(address, {"text": text, **({"is_view": "on"} if view else {})})


def _written(story, chapter="learning"):
    study = story.tell()
    return [block for one in study.chapters if one.key == chapter for block in one.written]


def _draft(client, story):
    return BeautifulSoup(client.get(reverse("case-study", args=[story.programme.pk])).content, "html.parser")


def _words(paragraph):
    """The words without the note's marker."""
    return paragraph.contents[0].replace("\u2060", "").strip()


def test_fields_are_filled_from_records_and_follow_them(client, story):
    text = "{participants.count} leaders of {system.name} met {workshops.count} time. {participants.count} came."
    assert _write(client, story, text).status_code == 302
    (passage,) = _written(story)
    assert passage.paragraphs == ["Two leaders of Northshire Care System met one time. Two came."]
    stories.leader(story.programme, models.Organisation.objects.first(), title="Another post")
    assert _written(story)[0].paragraphs == ["Three leaders of Northshire Care System met one time. Three came."]


def test_the_charter_in_force_its_names_and_the_actions_can_be_quoted(client, story):
    programme, version = story.programme, CharterVersion.objects.get()
    here, gone = programme.memberships.filter(role="participant").order_by("pk")
    for part in (here, gone):
        Signature.objects.create(version=version, membership=part, name=str(part), by=story.facilitator)
    stories.leader(programme, models.Organisation.objects.first(), title="Another post")
    Membership.objects.filter(pk=gone.pk).update(ends_on=date(2023, 5, 31))
    done = {"done": date(2022, 5, 1)}
    for state in ("open", "open", "done", "dropped"):
        Action.objects.create(programme=programme, text="Do", state=state, done_on=done.get(state))
    text = "Of {charter.version}: {charter.signed}. {actions.open} open, {actions.done} done."
    _write(client, story, text)
    (passage,) = _written(story)
    assert passage.paragraphs == ["Of version 1: 1 of 2. Two open, one done."]
    assert {source.key.partition(":")[0] for source in passage.items[0].sources} == {
        "charters.charterversion", "charters.signatures", "programmes.programme",
    }  # fmt: skip
    issued = story.issued()
    Action.objects.filter(state="open").update(state="done", done_on=done["done"])
    stale = evidence.out_of_date(issued, story.tell().fingerprints)
    assert f"passage-{passage.pk}" in {one.statement for one in stale}


def test_a_field_of_a_single_record_prints_its_date(client, story):
    step = models.NextStep.objects.get()
    _write(client, story, f"We meet in {{next-step-{step.pk}.date}}.")
    step.due_on = when("May 2023")
    step.save()
    assert _written(story)[0].paragraphs == ["We meet in May 2023."]


def test_every_field_on_offer_can_be_written(client, story):
    page = client.get(reverse("passage-add", args=[story.programme.pk, "learning"]))
    offered = [each.get_text() for each in BeautifulSoup(page.content, "html.parser").select("th code")]
    assert len(offered) >= 30
    _write(client, story, " ".join(offered))
    (passage,) = _written(story)
    assert "{" not in passage.paragraphs[0]
    nobody = ("chiefs.last", "conversations.count", "conversations.leaders", "themes.published")
    assert passage.gaps == nobody  # nobody took up such a post, and nobody was spoken with


def test_a_field_that_does_not_exist_is_refused_with_a_sentence(client, story):
    page = _write(client, story, "{participants.count} and {Participants Count} and {salary}")
    errors = BeautifulSoup(page.content, "html.parser").select(".nhsuk-error-message")
    assert [" ".join(each.get_text().split()) for each in errors] == [
        "Error: There is no field {Participants Count}, {salary}. Choose one from the list below."
    ]
    assert not Passage.objects.exists()


def test_a_field_with_nothing_behind_it_holds_up_the_issue(client, story):
    _write(client, story, "It ended in {programme.end}.")
    models.Programme.objects.filter(pk=story.programme.pk).update(ends_on=None)
    story.programme.refresh_from_db()
    warning = _draft(client, story).select_one(".app-stale").get_text(" ", strip=True)
    assert warning == "Some passages use fields that have nothing behind them now: programme.end."
    job = story.issue()
    assert (job.state, job.message) == (
        Job.State.FAILED,
        "The case study was not issued. Passages use fields with nothing behind them now: programme.end. Record it, or "
        "take the field out.",
    )
    assert not IssuedReport.objects.exists()


def test_passages_change_places(client, story):
    for text in ("First.", "Second.", "Third."):
        _write(client, story, text)
    rows = {row.text: row.pk for row in Passage.objects.all()}
    client.post(reverse("passage-move", args=[story.programme.pk, rows["Third."], "up"]))
    client.post(reverse("passage-move", args=[story.programme.pk, rows["First."], "down"]))
    client.post(reverse("passage-move", args=[story.programme.pk, rows["Second."], "down"]))
    assert [block.paragraphs[0] for block in _written(story)] == ["Third.", "First.", "Second."]


def test_the_draft_offers_only_moves_that_there_are(client, story):
    for text in ("First.", "Second."):
        _write(client, story, text)
    passages = _draft(client, story).select(".app-draft__passage")
    assert [[each.contents[0] for each in one.select("button")] for one in passages] == [
        ["Move down", "Withdraw"],
        ["Move up", "Withdraw"],
    ]


def test_a_withdrawn_passage_is_out_of_the_document_and_can_come_back(client, story):
    _write(client, story, "We learnt to listen.")
    (row,) = Passage.objects.all()
    client.post(reverse("passage-withdraw", args=[story.programme.pk, row.pk]))
    assert _written(story) == []
    client.post(reverse("passage-restore", args=[story.programme.pk, row.pk]))
    assert [block.paragraphs for block in _written(story)] == [["We learnt to listen."]]


def test_a_view_is_marked_as_one_and_needs_no_record(client, story):
    _write(client, story, "It was hard.", view=True)
    _write(client, story, "It was long.\n\nIt is over.")
    view, passage = _written(story)
    assert (view.is_view, view.items[0].sources, view.number) == (True, (), 0)
    assert [source.label for source in passage.items[0].sources] == ["A passage written by the facilitator"]
    page = BeautifulSoup(story.issued().body, "html.parser")
    assert page.select_one(".app-view").get_text(" ", strip=True) == "The facilitator’s view It was hard."
    assert page.select(".app-view .app-note") == []
    assert [_words(each) for each in page.select(".app-passage p")] == ["It was long.", "It is over."]


def test_a_passage_on_records_names_them_and_not_itself(client, story):
    _write(client, story, "{system.name} is large.")
    (passage,) = _written(story)
    assert [source.label for source in passage.items[0].sources] == ["System: Northshire Care System"]


def test_what_is_typed_stays_words(client, story):
    _write(client, story, "<script>alert(1)</script> & {system.name}")
    page = BeautifulSoup(story.issued().body, "html.parser")
    assert page.select("script") == []
    assert _words(page.select_one(".app-passage p")) == "<script>alert(1)</script> & Northshire Care System"


def test_a_chapter_that_does_not_exist_is_not_found(client, story):
    assert _write(client, story, "Words", chapter="epilogue").status_code == 404
