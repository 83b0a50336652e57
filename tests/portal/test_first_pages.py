"""The first page after sign-in, and a programme's own page: for each role what it needs, and nothing else."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import PreWorkStep
from hwe_portal.views.programme import gather, to_do
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import IssuedReport
from tests.factories import PersonFactory, ProgrammeFactory, UserFactory, administrator, member
from tests.signing import signed_in
from workshops.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading the coast")


def home_of(user):
    return signed_in(user).get(reverse("home")).content.decode()


def issue(programme, by, number=1, **fields):
    said = {"title": f"Report {number}", "covers": "19 leaders", "body": "", "sha256": "0" * 64} | fields
    report = IssuedReport(programme=programme, document="case_study", number=number, by=by, **said)
    report.file.save("report.pdf", ContentFile(b"%PDF"))


def test_a_leader_sees_what_is_asked_and_what_is_next_and_no_workbench(programme):
    PreWorkStep.objects.create(programme=programme)
    soon = FactDate(timezone.localdate() + timedelta(days=7))
    Event.objects.create(programme=programme, title="First workshop", starts_on=soon)
    page = home_of(member(programme))
    assert ("Answer thirty short questions" in page, "First workshop" in page) == (True, True)
    assert ("Set up a system" in page, 'aria-label="Programme"' in page) == (False, False)


def test_a_workshop_that_is_over_or_withdrawn_is_not_next(programme):
    Event.objects.create(programme=programme, title="Over", starts_on=FactDate(date(2021, 11, 9)))
    soon = FactDate(timezone.localdate() + timedelta(days=7))
    Event.objects.create(programme=programme, title="Off", starts_on=soon, withdrawn_at=timezone.now())
    assert "Next in the room" not in home_of(member(programme))


def test_a_sponsor_sees_the_reports_issued_to_sponsors_and_nothing_else(programme):
    by = member(programme, Role.FACILITATOR)
    issue(programme, by, number=1, title="For the group alone")
    issue(programme, by, number=2, title="For sponsors", to_sponsors=True)
    issue(ProgrammeFactory(), by, number=1, title="Of another programme", to_sponsors=True)
    page = home_of(member(programme, Role.SPONSOR))
    found = [text in page for text in ("For sponsors", "For the group alone", "Of another programme", "What we ask")]
    assert found == [True, False, False, False]


def test_an_administrator_finds_accounts_and_systems_and_no_programme(programme):
    page = home_of(administrator())
    found = [text in page for text in ("People who can sign in", "Set up a system", "Leading the coast")]
    assert found == [True, True, False]


def test_somebody_without_a_part_is_told_what_to_do():
    page = home_of(PersonFactory(user=UserFactory(email="new@example.org")).user)
    assert "ask its facilitator to add you under the address new@example.org" in page


def test_what_to_do_next_follows_the_work(programme):
    facilitator = member(programme, Role.FACILITATOR)
    today = timezone.localdate()
    titles = [thing.title for thing in to_do(gather(programme, today, []))]
    assert titles == ["Bring in the roster", "Plan the first workshop"]
    member(programme)
    assert to_do(gather(programme, today, []))[0].title == "Ask for the conflict profile"
    PreWorkStep.objects.create(programme=programme)
    assert to_do(gather(programme, today, []))[0].title == "Plan the first workshop"
    page = signed_in(facilitator).get(reverse("programme", kwargs={"programme": programme.pk})).content.decode()
    said = ("What to do next", "<strong>0 of 1</strong>", "1 has something to do")
    assert [text for text in said if text not in page] == []


@pytest.mark.parametrize("name", ["programme", "programmes:people", "posts", "programmes:programme-overview"])
def test_the_workbench_asks_the_database_no_more_for_more_people(programme, name, django_assert_max_num_queries):
    facilitator = member(programme, Role.FACILITATOR)
    counts = []
    for _ in range(3):
        member(programme)
        client = signed_in(facilitator)
        with django_assert_max_num_queries(15) as asked:
            client.get(reverse(name, kwargs={"programme": programme.pk}))
        counts.append(len(asked))
    assert counts[0] == counts[2]
