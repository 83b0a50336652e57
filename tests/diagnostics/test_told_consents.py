"""What a leader told the facilitator about being counted: written down, never over the leader's own answer."""

import io

import pytest

from diagnostics.selectors.profiles import consent_of, told_to
from diagnostics.services import consents, licensed_import
from programmes.access import Role
from programmes.models import Consent
from programmes.spreadsheets import read_table
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HEADINGS = "Name,Competing,Collaborating,Compromising,Avoiding,Accommodating,Counted"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Cilitator")


@pytest.fixture
def ada(programme):
    return member(programme, name="Ada Reed").person


def table(*rows):
    return read_table(io.BytesIO("\n".join([HEADINGS, *rows]).encode()), "results.csv")


@pytest.mark.parametrize(
    ("said", "choice"), [("count", "count"), ("Yes", "count"), ("OUT", "out"), (" leave  out ", "out"), ("", "")]
)
def test_a_file_may_say_what_each_leader_told(programme, facilitator, ada, said, choice):
    licensed_import.record_all(programme=programme, table=table(f"Ada Reed,6,6,6,6,6,{said}"), by=facilitator)
    assert consent_of(ada, programme) == choice
    assert told_to(ada, programme) == ("Fay Cilitator" if choice else "")


def test_an_answer_that_means_nothing_is_refused_with_row_and_column(programme, ada):
    planned = licensed_import.plan(programme=programme, table=table("Ada Reed,6,6,6,6,6,perhaps"))
    assert planned.rows[0].refusals == [
        "Row 2, column “Counted”: “perhaps” is not an answer. Write count or out, or leave it empty."
    ]


def test_the_leaders_own_answer_stands(programme, facilitator, ada):
    consents.give(person=ada, programme=programme, choice="out", by=ada.user)
    assert consents.note_as_told(person=ada, programme=programme, choice="count", by=facilitator) is None
    assert consent_of(ada, programme) == "out"


def test_a_leader_may_take_over_what_was_noted_even_unchanged(programme, facilitator, ada):
    consents.note_as_told(person=ada, programme=programme, choice="count", by=facilitator)
    consents.give(person=ada, programme=programme, choice="count", by=ada.user)
    assert (Consent.objects.count(), told_to(ada, programme)) == (2, "")
    assert consents.note_as_told(person=ada, programme=programme, choice="out", by=facilitator) is None


def test_nobody_can_agree_for_another_to_be_named(programme, facilitator, ada):
    with pytest.raises(ValueError, match="Only the leader"):
        consents.note_as_told(person=ada, programme=programme, choice="name", by=facilitator)
