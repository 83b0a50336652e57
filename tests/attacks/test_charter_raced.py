"""Twenty people save fifty times each over the same words: nobody's words are lost, nobody's overwritten unseen."""

import os

import pytest

from tests.charters import crowds

pytestmark = pytest.mark.django_db(transaction=True)

# How many edit at once, and how often each saves: 20x50 is what the portal promises.
CROWD = tuple(int(each) for each in os.environ.get("CHARTER_CROWD", "20x50").split("x"))


@pytest.mark.parametrize("better", [crowds.better_a_proposal, crowds.better_a_commitment])
def test_every_wording_is_kept_or_given_back(better):
    better(*CROWD)
