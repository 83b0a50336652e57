"""The sections of a charter are the group's own."""

import pytest

from charters.models import Section
from charters.services import sections
from charters.services.charter import NotFree, apply, charter_of
from charters.services.proposals import withdraw
from programmes.access import Role
from programmes.services import records
from tests.charters.lines import write
from tests.charters.words import address, proposed
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def charter(facilitator):
    return charter_of(facilitator.person.memberships.get().programme)


def _titles(charter):
    return [section.title for section in charter.sections.standing()]


def test_sections_are_added_last_with_keys_of_their_own(charter, facilitator):
    first = sections.add(charter=charter, title="How we learn", introduction="From each other", by=facilitator)
    second = sections.add(charter=charter, title="How we learn", by=facilitator)
    third = sections.add(charter=charter, title="???", by=facilitator)
    assert [each.key for each in (first, second, third)] == ["how-we-learn", "how-we-learn-2", "section"]
    assert _titles(charter)[-3:] == ["How we learn", "How we learn", "???"]


def test_sections_move_and_stop_at_the_ends(charter, facilitator):
    purpose, vision = charter.sections.all()[:2]
    sections.move(section=vision, up=True, by=facilitator)
    sections.move(section=vision, up=True, by=facilitator)
    assert _titles(charter)[:3] == ["Vision", "Purpose", "Our role in governance"]
    sections.move(section=purpose, up=False, by=facilitator)
    assert _titles(charter)[:3] == ["Vision", "Our role in governance", "Purpose"]
    sections.withdraw(section=purpose, by=facilitator)
    sections.move(section=purpose, up=True, by=facilitator)
    assert _titles(charter)[:2] == ["Vision", "Our role in governance"]


def test_a_section_is_left_out_only_when_nothing_stands_in_it_or_waits_for_it(charter, facilitator):
    ways, vision = charter.sections.get(key="ways"), charter.sections.get(key="vision")
    line = write(charter, "ways", "We meet every month")
    waiting = proposed(charter.programme, facilitator, section="vision")
    for section in (ways, vision):
        with pytest.raises(NotFree):
            sections.withdraw(section=section, by=facilitator)
    records.withdraw(line, by=facilitator)
    withdraw(proposal=waiting, by=facilitator)
    for section in (ways, vision):
        sections.withdraw(section=section, by=facilitator)
    assert {"Ways of working", "Vision"} & set(_titles(charter)) == set()


def test_what_is_agreed_for_a_section_that_was_left_out_brings_it_back(charter, facilitator):
    waiting = proposed(charter.programme, facilitator, section="vision")
    records.withdraw(charter.sections.get(key="vision"), by=facilitator)
    apply(waiting, facilitator)
    assert "Vision" in _titles(charter)


def test_the_page_says_why_a_section_stays(charter, facilitator):
    write(charter, "ways", "We meet every month")
    section = charter.sections.get(key="ways")
    client = signed_in(facilitator)
    page = client.post(address("section-withdraw", charter.programme, section=section.pk), follow=True).content.decode()
    assert ("There is a problem" in page, "Something still stands in this section" in page) == (True, True)
    assert Section.objects.get(pk=section.pk).withdrawn_at is None


def test_headings_change_in_the_browsers_words_and_an_empty_one_is_refused(charter, facilitator):
    section = charter.sections.get(key="ways")
    url = address("section", charter.programme, section=section.pk)
    client = signed_in(facilitator)
    assert "There is a problem" in client.post(url, {"title": ""}).content.decode()
    client.post(url, {"title": "How we work", "introduction": "Day by day"})
    section.refresh_from_db()
    assert (section.title, section.introduction, section.key) == ("How we work", "Day by day", "ways")
