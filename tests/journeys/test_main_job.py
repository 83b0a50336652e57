"""The main job from end to end, in a browser, from an empty portal: nothing here was known to the portal before.

A facilitator sets up a system and a programme, brings in a roster of 23 people, records 20 licensed results, publishes
the snapshot, issues the case study and downloads both; in between a leader fills in the questionnaire on a phone
without JavaScript. A real worker does what is done in the background.
"""

import re
from urllib.parse import urlsplit

import pypdfium2
import pytest

from diagnostics.models import ConflictProfile, Release
from programmes.models import IssuedReport, Membership, Organisation, Programme, System
from programmes.services.people import create_administrator, open_account
from tests.signing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough sentence"
SECTORS = ["Acute", "Community", "Mental health", "Local authority", "Ambulance", "Primary care", "Voluntary sector"]
MODES = ["Competing", "Collaborating", "Compromising", "Avoiding", "Accommodating"]
# Five ways of leaning: in each a different mode leads.
LEANINGS = ["9,7,6,5,3", "3,9,7,6,5", "5,3,9,7,6", "6,5,3,9,7", "7,6,5,3,9"]


def leader(number):
    return f"Leader {chr(64 + number)}ston", f"leader{number}@coast.example"


@pytest.fixture
def roster(tmp_path):
    lines = ["Full name;E-mail;Trust;Sector;Job title;Start date"]
    for number in range(1, 24):
        name, address = leader(number)
        sector = SECTORS[number % 7]
        lines.append(f"{name};{address};{sector} body of the coast;{sector};Director number {number};1 May 2023")
    path = tmp_path / "who-is-who.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return path


@pytest.fixture
def results(tmp_path):
    lines = [",".join(["Email", *MODES, "Counted"])]
    lines += [f"{leader(number)[1]},{LEANINGS[number % 5]},count" for number in range(1, 21)]
    path = tmp_path / "licensed.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def facilitator(new_page):
    """The page of somebody who has just been made the first administrator, and signs in by password."""
    user = create_administrator(email="fay@coast.example", name="Fay Cilitator", password=PASSWORD)
    page = new_page()
    sign_in(page, user.email)
    return page


def sign_in(page, address):
    page.goto("/accounts/login/")
    page.get_by_text("Sign in with a password").click()
    within = page.locator("details[open]")
    within.get_by_label("Email address").fill(address)
    within.get_by_label("Password", exact=True).fill(PASSWORD)
    within.get_by_role("button", name="Sign in", exact=True).click()


def set_up(page):
    page.get_by_role("link", name="Set up a system").click()
    page.get_by_label("Name", exact=True).fill("Coast Care System")
    page.get_by_label("Population").fill("640000")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Organisations").click()
    page.get_by_role("link", name="Add organisation").click()
    page.get_by_label("Name", exact=True).fill("Coast County Council")
    page.get_by_label("Sector").select_option("council")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Coast Care System").click()
    page.get_by_role("link", name="Set up a programme").click()
    page.get_by_label("Title").fill("Leading the coast")
    page.get_by_label("Starts").fill("spring 2023")
    page.get_by_role("button", name="Save and continue").click()


def bring_in(page, roster):
    page.get_by_role("link", name="Bring in a roster").click()
    page.locator("input[type=file]").set_input_files(roster)
    page.locator("form button[type=submit]").last.click()
    page.locator("main form[method=post] button[type=submit]").last.click()


def ask_and_record(page, programme, results):
    page.goto(f"/programmes/{programme.pk}/pre-work/")
    page.get_by_role("link", name="Ask for something").click()
    page.get_by_label("Conflict profile").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("The portal's own questionnaire").check()
    page.get_by_label(Programme.Debrief.RELEASED.label).check()
    page.locator("main form button[type=submit]").last.click()
    page.goto(f"/programmes/{programme.pk}/pre-work/profiles/")
    page.get_by_role("button", name="Bring in licensed results").click()
    page.locator("input[type=file]").set_input_files(results)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Record them all").click()


def answer_on_a_phone(new_page, person):
    """A leader opens the portal on a phone 390 pixels wide, without JavaScript, and answers thirty questions.

    All but the first two and the last two by the requests that the pages in between make.
    """
    user = open_account(person, address=person.addresses.get().address, by=None, password=PASSWORD)
    page = new_page(width=390, javascript=False)
    sign_in(page, user.email)
    page.get_by_role("link", name="Answer thirty short questions about conflict").click()
    page.get_by_role("button", name="Start").click()
    choose(page, 1, 2)
    visitor = signed_in(user)
    for number in range(3, 29):
        answered = visitor.post(re.sub(r"\d+/$", f"{number}/", urlsplit(page.url).path), {"choice": "ab"[number % 2]})
        assert answered.status_code == 302
    page.goto(answered.url)
    choose(page, 29, 30)
    page.get_by_role("button", name=re.compile("finish", re.IGNORECASE)).first.click()


def choose(page, *numbers):
    for number in numbers:
        assert f"Question {number} of 30" in page.locator("main").inner_text()
        page.locator("input[type=radio]").nth(number % 2).check()
        page.locator("main form button[type=submit]").click()


def wait_for_job(page):
    """The progress page leads on to the result by itself."""
    page.wait_for_url(lambda url: "/jobs/" not in url, timeout=60_000)


def publish(page, programme):
    page.goto(f"/programmes/{programme.pk}/snapshot/")
    page.get_by_text("Preview the team snapshot").click()
    page.get_by_role("button", name="Publish").click()
    wait_for_job(page)


def issue(page, programme):
    page.goto(f"/programmes/{programme.pk}/case-study/")
    page.get_by_label("Title").fill("What the coast learnt")
    page.get_by_role("button", name="Issue the case study").click()
    wait_for_job(page)


def downloaded(page, link):
    with page.expect_download(timeout=60_000) as download:
        link.click()
    document = pypdfium2.PdfDocument(download.value.path())
    words = " ".join(" ".join(part.get_textpage().get_text_range().split()) for part in document)
    document.close()
    return words


def test_from_an_empty_portal_to_both_documents(facilitator, worker, new_page, roster, results):
    set_up(facilitator)
    programme = Programme.objects.get()
    bring_in(facilitator, roster)
    assert Membership.objects.participants().filter(programme=programme).count() == 23
    assert Organisation.objects.filter(system=System.objects.get()).count() == 8

    ask_and_record(facilitator, programme, results)
    assert ConflictProfile.objects.completed().count() == 20
    answer_on_a_phone(new_page, Membership.objects.get(person__addresses__address=leader(23)[1]).person)
    assert ConflictProfile.objects.completed().filter(source="own").count() == 1

    publish(facilitator, programme)
    release = Release.objects.get()
    assert (release.covered, release.of) == (20, 23)
    snapshot = downloaded(facilitator, facilitator.get_by_text("Download the PDF"))
    assert "20 of 23 leaders" in snapshot

    issue(facilitator, programme)
    report = IssuedReport.objects.get()
    assert (report.title, report.number) == ("What the coast learnt", 1)
    told = downloaded(facilitator, facilitator.get_by_text("Download the PDF"))
    for said in ("Coast Care System", "640,000 people", "Leading the coast", "spring 2023", "20 of 23 leaders"):
        assert said in told
    for name in (leader(number)[0] for number in range(1, 24)):
        assert name not in told + snapshot
