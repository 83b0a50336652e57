"""A facilitator brings in a roster: in a real browser, on a phone and on a laptop, without and with JavaScript."""

import pytest

from programmes.access import Role
from programmes.models import Membership
from tests.factories import ProgrammeFactory, member
from tests.programmes import rosters
from tests.programmes.workbooks import workbook

pytestmark = pytest.mark.django_db(transaction=True)

HEADINGS = ["Name", "Email", "Organisation", "Sector", "Role", "Phone"]
PEOPLE = [
    ["Alex Reed", "alex@example.org", "Northshire Hospitals NHS Foundation Trust", "Acute", "Chief Executive", ""],
    ["Sam Cole", "sam@example.org", "Northshire Hospitals NHS Foundation Trust", "", "Chief Finance Officer", "1"],
    ["Kim Low", "", "Northshire County Council", "Local authority", "Director of Adult Social Care", ""],
]
REFUSED = ["Jo Park", "jo@example", "Northshire County Council", "", "Director of Public Health", ""]


def roster(*rows):
    return {"name": "leaders.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(HEADINGS, *rows)}


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Systems Leaders Group")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fran Field")


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_a_roster_is_corrected_and_brought_in(new_page, programme, facilitator, width, javascript):
    page = new_page(width=width, javascript=javascript, user=facilitator)
    page.goto(f"/programmes/{programme.pk}/people/")
    page.get_by_role("link", name="Bring in a roster").click()
    page.get_by_label("Roster").set_input_files(roster(*PEOPLE, REFUSED))
    page.get_by_role("button", name="Upload and preview").click()
    assert page.get_by_role("heading", level=1).inner_text() == "1 of 4 rows cannot be imported"
    page.get_by_role("button", name="Upload the corrected file").click()
    page.get_by_label("Roster").set_input_files(roster(*PEOPLE))
    page.get_by_role("button", name="Upload and preview").click()
    page.get_by_role("button", name="Import 3 people").click()
    assert page.get_by_role("heading", level=1).inner_text() == "The roster is imported"
    assert Membership.objects.participants().count() == 3


@pytest.mark.parametrize("width", [320, 1280])
def test_every_step_is_accessible_and_fits_its_screen(new_page, axe, programme, facilitator, width):
    page = new_page(width=width, user=facilitator)
    base = f"/programmes/{programme.pk}/people/roster"
    good, bad = rosters.upload(programme, facilitator, ALEX), rosters.upload(programme, facilitator, ALEX, BAD)
    done = rosters.bring_in(programme, facilitator, SAM)
    for address in (
        f"{base}/",
        f"{base}/{good.pk}/",
        f"{base}/{good.pk}/columns/",
        f"{base}/{bad.pk}/",
        f"{base}/{done.pk}/done/",
    ):
        page.goto(address)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


ALEX = (
    "Alex Reed",
    "alex@example.org",
    "Northshire Hospitals NHS Foundation Trust",
    "acute",
    "Chief Executive",
    "",
    "2019",
)
SAM = ("Sam Cole", "sam@example.org", "Northshire County Council", "council", "Director of Adult Social Care")
BAD = (
    "Kim Low",
    "a-very-long-address-without-an-at-sign.example.org",
    "Northshire County Council",
    "",
    "Chair",
    "x",
    "soon",
)
