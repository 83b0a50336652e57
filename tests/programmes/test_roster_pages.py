"""The three steps of bringing in a roster, as the browser sees them."""

import io
import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership, PersonAddress, RosterUpload
from programmes.services import roster
from programmes.spreadsheets import SAVE_AS, TOO_LARGE, read_table
from tests.factories import MembershipFactory, PersonFactory, ProgrammeFactory, member
from tests.programmes import rosters
from tests.programmes.workbooks import workbook
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

ALEX = ("Alex Reed", "alex@example.org", "Northshire Hospitals", "hospital", "Chief Executive", "", "April 2020")
SAM = ("Sam Cole", "sam@example.org", "Northshire Hospitals", "", "Chair", "", "")
BAD = ("Kim Low", "kim@example.org", "Eastshire Hospitals", "", "Chair", "", "")


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=FactDate(date(2021, 9, 1), "month"))


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fran Field")


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


@pytest.fixture
def send(client, programme):
    """Post a file to the upload page."""

    def post(data, name="roster.csv", **options):
        file = SimpleUploadedFile(name, data)
        return client.post(reverse("programmes:roster", args=[programme.pk]), {"file": file}, **options)

    return post


def at(name, held):
    return reverse(f"programmes:{name}", args=[held.programme_id, held.pk])


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def text(element):
    return " ".join(element.get_text(" ").split())


def errors(response):
    return [text(item) for item in page(response).select(".nhsuk-error-summary__list li")]


def preview_rows(response):
    return [
        [text(cell) for cell in row.find_all(["th", "td"])] for row in page(response).select(".app-preview tbody tr")
    ]


def test_from_the_file_to_the_people(send, client, programme):
    preview = send(rosters.csv(ALEX, SAM), follow=True)
    held = RosterUpload.objects.get()
    assert preview.redirect_chain == [(at("roster-preview", held), 302)]
    assert text(page(preview).h1) == "2 people to import: 2 new"
    assert preview_rows(preview) == [
        [
            "2", "Alex Reed alex@example.org", "Chief Executive Northshire Hospitals", "April 2020", "Leader",
            "New Joins as leader. New organisation, hospital. New post, chief executive or accountable officer.",
        ],
        [
            "3", "Sam Cole sam@example.org", "Chair Northshire Hospitals", "September 2021", "Leader",
            "New Joins as leader. New post, chair.",
        ],
    ]  # fmt: skip
    assert Membership.objects.participants().count() == 0
    seal = page(preview).select_one("input[name=seal]")["value"]
    done = client.post(at("roster-preview", held), {"seal": seal}, follow=True)
    assert done.redirect_chain == [(at("roster-done", held), 302)]
    assert [text(value) for value in page(done).select(".nhsuk-summary-list__value")] == ["2", "0", "0", "1", "2"]
    assert Membership.objects.participants().count() == 2
    links = {link["href"] for link in page(done).select("main a")}
    assert links == {reverse(f"programmes:{name}", args=[programme.pk]) for name in ("invitations", "people")}


def test_a_file_that_cannot_be_read_says_why_beside_its_field(send):
    answer = send(b"name,email\nAlex,=1+1\n")
    said = "Row 2, column “email”: this is a formula. Replace it by what it shows, and upload again."
    assert (answer.status_code, errors(answer)) == (200, [said])
    assert RosterUpload.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("roster.csv", b"", "The file is empty."),
        ("roster.csv", b"x" * (2 * 1024 * 1024 + 1), TOO_LARGE),
        ("roster.xlsx", b"name,email\nA,b", f"This is not an Excel workbook, but its name ends in .xlsx. {SAVE_AS}"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_should_be_is_refused(send, name, data, said):
    assert errors(send(data, name)) == [said]


def test_no_file_asks_for_one(client, programme):
    answer = client.post(reverse("programmes:roster", args=[programme.pk]))
    assert errors(answer) == ["Choose the file of the roster"]


def test_headings_of_others_are_recognised(send):
    data = workbook(
        ["Leaders of Northshire"],
        ["First name", "Surname", "E-mail", "Trust", "Type of organisation", "Role", "Start Date"],
        ["Alex", "Reed", "alex@example.org", "Northshire Hospitals", "Acute", "Chief Executive", date(2020, 4, 1)],
    )
    preview = send(data, "leaders.xlsx", follow=True)
    assert preview_rows(preview)[0][:5] == [
        "3", "Alex Reed alex@example.org", "Chief Executive Northshire Hospitals", "1 April 2020", "Leader"
    ]  # fmt: skip


def test_a_missing_column_is_asked_about(send, client):
    asked = send(b"Who,Post\nAlex Reed,Chair\n", follow=True)
    held = RosterUpload.objects.get()
    assert asked.redirect_chain == [(at("roster-columns", held), 302)]
    lead = "We did not find a column for name, email, organisation and sector in “roster.csv”."
    assert text(page(asked).select_one(".app-lead")).startswith(lead)
    assert errors(client.post(at("roster-columns", held), {"post": "Post"})) == [
        "Choose the column that holds the name"
    ]
    twice = client.post(at("roster-columns", held), {"name": "Who", "post": "Who"})
    assert errors(twice) == ["“Who” is already chosen as the name."]
    preview = client.post(at("roster-columns", held), {"name": "Who"}, follow=True)
    assert preview_rows(preview) == [["2", "Alex Reed no address", "", "", "Leader", "New Joins as leader. No post."]]
    assert "Not read: “Post”." in text(page(preview).main)


def test_a_preview_without_a_name_leads_back_to_the_columns(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX, mapping={})
    assert client.get(at("roster-preview", held)).url == at("roster-columns", held)


def test_empty_columns_leave_nothing_to_import(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX, mapping={"name": "role"})
    read = client.get(at("roster-preview", held))
    assert text(page(read).h1) == "There is nothing to import"
    assert page(read).select("input[name=seal]") == []
    seal = roster.preview(held, at=timezone.localdate()).seal
    answer = client.post(at("roster-preview", held), {"seal": seal}, follow=True)
    assert text(page(answer).select_one(".nhsuk-notification-banner__heading")) == roster.EMPTY


def test_refused_rows_come_first_and_there_is_nothing_to_confirm(send):
    preview = send(rosters.csv(ALEX, SAM, BAD), follow=True)
    reason = (
        "Row 4, column “sector”: Eastshire Hospitals is new here, so we need its sector. Write one of: Hospital,"
        " Community, Mental health, Ambulance, Clinical commissioning group, Integrated care board, Primary care,"
        " Council or social care, Voluntary sector, Other."
    )
    assert text(page(preview).h1) == "1 of 3 rows cannot be imported"
    assert errors(preview) == [reason]
    assert [row[0] for row in preview_rows(preview)] == ["4", "2", "3"]
    assert page(preview).select("input[name=seal]") == []


def test_confirming_what_is_refused_says_so_and_changes_nothing(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX, BAD)
    before = rosters.row_counts()
    seal = roster.preview(held, at=timezone.localdate()).seal
    answer = client.post(at("roster-preview", held), {"seal": seal}, follow=True)
    assert text(page(answer).select_one(".nhsuk-notification-banner__heading")) == roster.REFUSED
    assert rosters.row_counts() == before


@pytest.mark.parametrize("seal", [{}, {"seal": "0" * 64}])
def test_confirming_something_else_than_was_shown_changes_nothing(client, programme, facilitator, seal):
    held = rosters.upload(programme, facilitator, ALEX)
    before = rosters.row_counts()
    answer = client.post(at("roster-preview", held), seal, follow=True)
    assert text(page(answer).select_one(".nhsuk-notification-banner__heading")) == roster.CHANGED
    assert rosters.row_counts() == before


def test_confirming_twice_says_that_it_is_done(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    seal = roster.preview(held, at=timezone.localdate()).seal
    client.post(at("roster-preview", held), {"seal": seal})
    again = client.post(at("roster-preview", held), {"seal": seal}, follow=True)
    assert again.redirect_chain[-1] == (at("roster-done", held), 302)
    assert text(page(again).select_one(".nhsuk-notification-banner__heading")) == roster.DONE


def test_an_expired_upload_leads_back_to_the_beginning(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    RosterUpload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    for name in ("roster-preview", "roster-columns", "roster-done"):
        answer = client.get(at(name, held), follow=True)
        assert answer.redirect_chain[-1] == (reverse("programmes:roster", args=[programme.pk]), 302)
        assert text(page(answer).select_one(".nhsuk-notification-banner__heading")) == roster.EXPIRED


def test_an_upload_is_its_importers_alone(programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    colleague = signed_in(member(programme, Role.FACILITATOR))
    for name in ("roster-preview", "roster-columns", "roster-done"):
        assert colleague.get(at(name, held)).status_code == 404
    assert colleague.post(at("roster-preview", held)).status_code == 404


def test_an_upload_belongs_to_its_programme(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    other = ProgrammeFactory()
    MembershipFactory(programme=other, person=facilitator.person, role=Role.FACILITATOR)
    assert client.get(reverse("programmes:roster-preview", args=[other.pk, held.pk])).status_code == 404


def test_a_thousand_rows_are_read_page_by_page(client, programme, facilitator):
    rows = [(f"Person {n}", f"person{n}@example.org") for n in range(1000)]
    held = rosters.upload(programme, facilitator, *rows, ("Kim Low", "nonsense"))
    first = client.get(at("roster-preview", held))
    assert len(preview_rows(first)) == 50
    assert preview_rows(first)[0][0] == "1002"
    assert [text(item) for item in page(first).select(".app-choices li")] == [
        "All rows (1,001)",
        "Refused (1)",
        "New (1,000)",
    ]
    last = client.get(at("roster-preview", held), {"show": "new", "page": "20"})
    assert [row[0] for row in preview_rows(last)] == [str(number) for number in range(952, 1002)]
    assert client.get(at("roster-preview", held), {"show": "nonsense", "page": "-3"}).status_code == 200


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_read_by_us_and_its_examples_are_refused(client, programme, facilitator, ending):
    answer = client.get(reverse("programmes:roster-template", args=[programme.pk, ending]))
    assert answer["Content-Disposition"] == f'attachment; filename="roster.{ending}"'
    table = read_table(io.BytesIO(answer.content), f"roster.{ending}")
    assert table.headings == rosters.HEADINGS
    held = roster.hold(programme=programme, table=table, file_name="x", by=facilitator)
    assert [line.outcome for line in rosters.plan(held).lines] == ["refused"] * 3


def test_there_is_no_template_of_another_kind(client, programme):
    assert client.get(reverse("programmes:roster-template", args=[programme.pk, "pdf"])).status_code == 404


def blank(content):
    """A page without what differs from one upload to the next: the address, the form's token, the upload's number."""
    content = re.sub(rb"(outside|unknown)@example\.org", b"ADDRESS", content)
    content = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"TOKEN", content)
    return re.sub(rb"/roster/\d+/", b"/roster/N/", content)


def test_the_preview_of_somebody_outside_equals_that_of_somebody_unknown_byte_for_byte(client, programme, facilitator):
    outside = PersonFactory(name="Olga Outside")
    PersonAddress.objects.create(person=outside, address="outside@example.org")
    MembershipFactory(programme=ProgrammeFactory(), person=outside)
    pages = {}
    for word in ("unknown", "outside"):
        held = rosters.upload(programme, facilitator, (ALEX[0], f"{word}@example.org", *ALEX[2:]))
        pages[word] = blank(client.get(at("roster-preview", held)).content)
    assert pages["outside"] == pages["unknown"]
    assert b"Olga" not in pages["outside"]


def test_cells_are_shown_as_text(client, programme, facilitator):
    held = rosters.upload(programme, facilitator, ("<b>Alex</b>", "alex@example.org"), headings=("name", "email"))
    assert b"<b>Alex" not in client.get(at("roster-preview", held)).content


def test_a_preview_costs_as_many_queries_for_one_row_as_for_three(client, programme, facilitator):
    counted = []
    for rows in ((ALEX,), (ALEX, SAM, BAD)):
        held = rosters.upload(programme, facilitator, *rows)
        with CaptureQueriesContext(connection) as queries:
            client.get(at("roster-preview", held))
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 15
