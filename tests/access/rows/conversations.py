"""Arranging one-to-one conversations."""

from tests.access.table import NOT_ALLOWED, row
from tests.diagnostics import talks

HOLDS = "facilitator interviewer"
LEADS = "owner leader successor"

ROWS = {
    "diagnostics:conversations": {"GET": row(ok=HOLDS, refused=LEADS), "POST": NOT_ALLOWED},
}


def furnish(world):
    talks.of_world(world)
