"""Rounds of the charter, and where people stand in them.

A round is read by whoever reads the charter; leaders say where they stand, and only who runs the round sees who did.
"""

from tests.access.table import MEMBERS, NOT_FACILITATING, form, reading, row, verb
from tests.charters import agreed

LEADERS = "owner leader successor"
NOT_LEADERS = "facilitator interviewer"
FACILITATOR_READS = {**reading(""), "GET": row(ok="facilitator", refused=NOT_FACILITATING)}

ROWS = {
    "charters:rounds": reading(MEMBERS),
    "charters:round": reading(MEMBERS),
    "charters:round-open": form("facilitator"),
    # The page that chooses a meeting; nothing is posted to it without one.
    "charters:round-paper": form("facilitator"),
    # Everybody reads the words; only leaders who are asked say where they stand.
    "charters:round-item": {"GET": row(ok=MEMBERS), "POST": row(ok=LEADERS, refused=NOT_LEADERS)},
    "charters:round-check": {**reading(LEADERS), "GET": row(ok=LEADERS, refused=NOT_LEADERS)},
    "charters:round-stances": FACILITATOR_READS,
    "charters:round-answer": form("facilitator"),
    "charters:round-remind": verb("facilitator"),
    "charters:round-extend": form("facilitator"),
    "charters:round-close": {"GET": form("facilitator")["GET"], "POST": verb("facilitator")["POST"]},
    "charters:round-room": verb("facilitator"),
    "charters:round-wall": FACILITATOR_READS,
}


def furnish(world):
    agreed.of_world(world)
