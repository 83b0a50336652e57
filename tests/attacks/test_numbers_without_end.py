"""Keys of rows with more digits than Python turns into a number: refused or passed over, never an error of ours."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access import rows, world
from tests.access.test_matrix import URLS
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

ENDLESS = "9" * 5_000
# The page, how it is sent, with what in it, and what comes back.
SENT = (
    ("workshops:room-card-put", "post", {"cluster": ENDLESS}, 404),
    ("workshops:cluster-merge", "post", {"into": ENDLESS}, 404),
    ("gathered-as", "post", {"text": "Beds", "owner": ENDLESS, "section": ENDLESS}, 302),
    ("workshops:agenda-block-place", "post", {"order": [ENDLESS, "²"]}, 302),
    ("workshops:agenda", "get", {"added": ENDLESS}, 200),
    ("workshops:room-steer", "post", {"act": "show", "exercise": ENDLESS}, 404),
    ("charters:round-paper", "get", {"event": ENDLESS}, 404),
    ("diagnostics:coding-next", "get", {"after": ENDLESS}, 302),
    ("diagnostics:deck-from", "post", {"release": ENDLESS}, 302),
    ("diagnostics:step-nudge", "post", {"person": ENDLESS}, 302),
)


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    """One world for all of them; each is undone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = world.build()
        rows.furnish(built)
        yield built
        transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "method", "said", "status"), SENT, ids=[each[0] for each in SENT])
def test_a_number_without_end_is_no_row(furnished, name, method, said, status):
    known = furnished.objects
    address = reverse(name, kwargs={key: known.get(f"{name}.{key}", known.get(key)) for key in URLS[name]})
    client = signed_in(furnished.facilitator)
    assert getattr(client, method)(address, said).status_code == status
