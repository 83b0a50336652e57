"""The case study in a browser: a passage is written, a version issued and read, at every width, with no violation."""

import pytest
from playwright.sync_api import expect

from programmes.models import IssuedReport, Passage
from tests.portal import stories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(transactional_db):
    return stories.full()


def _narrow_and_wide(page, axe):
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found


def test_a_facilitator_writes_and_issues_on_a_phone_without_javascript(story, new_page, axe, worker):
    page = new_page(width=390, javascript=False, user=story.facilitator)
    page.goto(f"/programmes/{story.programme.pk}/case-study/")
    page.get_by_role("link", name="Write a passage for Learning and insights").click()
    page.get_by_label("Passage").fill("{participants.count} leaders said so. {participants.number} agreed.")
    page.get_by_role("button", name="Save the passage").click()
    refused = page.get_by_text("There is no field {participants.number}. Choose one from the list below.")
    expect(refused).to_have_count(2)  # in the summary and at the field
    page.get_by_label("Passage").fill("{participants.count} leaders said so.")
    page.get_by_role("button", name="Save the passage").click()
    expect(page.get_by_text("Two leaders said so.")).to_be_visible()
    assert axe(page) == []

    page.get_by_label("Title").fill("What two leaders learnt")
    page.get_by_role("button", name="Issue the case study").click()
    page.wait_for_url("**/reports/*/", timeout=60_000)
    expect(page.get_by_role("heading", name="What two leaders learnt")).to_be_visible()
    assert "Two leaders said so." in IssuedReport.objects.get().body
    assert Passage.objects.get().text == "{participants.count} leaders said so."


def test_draft_and_issued_version_read_well_at_every_width(story, new_page, axe):
    report = story.issued()
    page = new_page(user=story.facilitator)
    for address in (f"/programmes/{story.programme.pk}/case-study/", f"/reports/{report.pk}/"):
        page.goto(address)
        assert _narrow_and_wide(page, axe) == []


def test_a_number_leads_to_its_note_and_the_note_back(story, new_page):
    page = new_page(user=story.facilitator)
    page.goto(f"/reports/{story.issued().pk}/")
    marker = page.get_by_role("link", name="note 1", exact=True).first
    marker.click()
    assert page.url.endswith("#note-1")
    page.locator("#note-1").get_by_role("link", name="back to the text of note 1").click()
    assert page.url.partition("#")[2].startswith("said-")
