"""Five people save five times each over the same words; `make attacks` has twenty save fifty times."""

import pytest

from tests.charters import crowds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("better", [crowds.better_a_proposal, crowds.better_a_commitment])
def test_every_wording_is_kept_or_given_back(better):
    better(5, 5)
