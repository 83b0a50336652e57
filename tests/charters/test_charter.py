from datetime import date

import pytest
from django.urls import reverse

from charters.models import CharterVersion
from charters.services.charter import NothingToAdopt, adopt, charter_of, fingerprint
from programmes.dates import FactDate
from programmes.services import records
from tests.charters.lines import write
from tests.factories import member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

DAY = FactDate(date(2022, 1, 14))


@pytest.fixture
def charter(programme):
    return charter_of(programme)


def test_an_adopted_version_stays_as_it_was_when_the_lines_change(programme, facilitator, charter):
    line = write(charter, "behaviours", "We say it in the room")
    write(charter, "purpose", "We lead as one")
    first = adopt(charter=charter, adopted_on=DAY, by=facilitator)
    line.text = "We say it to each other first"
    records.correct(line, by=facilitator)
    second = adopt(charter=charter, adopted_on=DAY, by=facilitator)
    first.refresh_from_db()
    assert first.sections == [
        {"section": "purpose", "title": "Purpose", "commitments": ["We lead as one"]},
        {"section": "behaviours", "title": "Behaviours", "commitments": ["We say it in the room"]},
    ]
    assert (first.number, second.number) == (1, 2)
    assert (first.sha256, second.sha256) == (fingerprint(first.sections), fingerprint(second.sections))
    assert first.sha256 != second.sha256


def test_a_version_is_never_changed_or_deleted(facilitator, charter):
    write(charter, "purpose", "We lead as one")
    version = adopt(charter=charter, adopted_on=DAY, by=facilitator)
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()


def test_withdrawn_lines_do_not_enter_and_an_empty_charter_is_not_adopted(facilitator, charter):
    records.withdraw(write(charter, "purpose", "We lead as one"), by=facilitator)
    with pytest.raises(NothingToAdopt):
        adopt(charter=charter, adopted_on=DAY, by=facilitator)


def test_leaders_read_what_is_worked_on_and_which_of_it_is_in_force(programme, facilitator, charter):
    write(charter, "purpose", "We lead as one")
    url = reverse("charters:charter", kwargs={"programme": programme.pk})
    leader = signed_in(member(programme))
    assert "No version is adopted yet." in leader.get(url).content.decode()
    said = {"adopted_on": "14 January 2022"}
    signed_in(facilitator).post(reverse("charters:adopt", kwargs={"programme": programme.pk}), said)
    write(charter, "purpose", "A line still in the making")
    page = leader.get(url).content.decode()
    assert ("We lead as one" in page, "A line still in the making" in page) == (True, True)
    assert page.count("Not in force yet") == 1
    assert "It binds no board or council" in page


@pytest.mark.parametrize(
    ("day", "why"), [("2200", "That is still to come."), ("2021", "Version 1 was adopted 14 January 2022, after that.")]
)
def test_a_version_is_not_adopted_before_the_one_before_nor_in_the_future(programme, facilitator, charter, day, why):
    write(charter, "purpose", "We lead as one")
    adopt(charter=charter, adopted_on=DAY, by=facilitator)
    write(charter, "vision", "We see far")
    url = reverse("charters:adopt", kwargs={"programme": programme.pk})
    assert why in signed_in(facilitator).post(url, {"adopted_on": day}).content.decode()
    assert CharterVersion.objects.count() == 1


def test_a_date_that_cannot_be_read_is_said_and_nothing_is_adopted(programme, facilitator, charter):
    write(charter, "purpose", "We lead as one")
    url = reverse("charters:adopt", kwargs={"programme": programme.pk})
    page = signed_in(facilitator).post(url, {"adopted_on": "31 February 2022"}).content.decode()
    assert ("There is a problem" in page, 'value="31 February 2022"' in page) == (True, True)
    assert page.count("Write the date as a day, a month, a season or a year.") == 2
    assert CharterVersion.objects.count() == 0
