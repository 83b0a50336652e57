"""A leader proposes on a phone without scripts while somebody else betters the same words."""

import pytest

from charters.models import Proposal
from charters.services.proposals import reword
from programmes.access import Role
from tests.charters.lines import write
from tests.charters.words import REASON, address
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_leader_proposes_meets_a_conflict_and_brings_both_together(new_page, axe):
    programme = ProgrammeFactory()
    facilitator = member(programme, Role.FACILITATOR)
    write(programme, "ways", "We meet every month")
    page = new_page(width=390, javascript=False, user=member(programme, name="Amina Khan"))
    page.goto(address("charter", programme))
    page.get_by_role("link", name="Propose a change to: We meet every month").click()
    page.get_by_label("Commitment").fill("We meet every week")
    page.get_by_label("Behaviours that bear it out").fill("Comes in person")
    page.get_by_label("Why").fill(REASON)
    page.get_by_role("button", name="Make this proposal").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Amina Khan proposes a change"
    assert "".join(page.get_by_role("deletion").first.inner_text().split()) == "(takenout:month)"
    page.get_by_role("link", name="Better its words").click()
    page.get_by_label("Commitment").fill("We meet in person every week")
    made = Proposal.objects.get()
    reword(
        proposal=made, text="We meet every fortnight", behaviours=made.behaviours, reason=REASON, seen_revision=1,
        by=facilitator,
    )  # fmt: skip
    page.get_by_role("button", name="Save these words").click()
    assert page.get_by_label("Commitment").input_value() == "We meet in person every week"
    assert page.get_by_text("We meet every fortnight", exact=True).is_visible()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
    page.get_by_label("Commitment").fill("We meet in person every fortnight")
    page.get_by_role("button", name="Save my words over theirs").click()
    assert axe(page) == []
    assert list(made.revisions.values_list("text", flat=True)) == [
        "We meet every week",
        "We meet every fortnight",
        "We meet in person every fortnight",
    ]
