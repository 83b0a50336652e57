"""Notes: the interviewer takes them, the facilitator is named to read them; to everybody else they are not there."""

from tests.access.table import NOT_ALLOWED, row
from tests.diagnostics import talks

LEADS = "owner leader successor"
# Named to read, not to write.
ONLY_READS = f"{LEADS} facilitator"

ROWS = {
    "diagnostics:notes": {
        "GET": row(ok="interviewer facilitator", refused=LEADS),
        "POST": row(ok="interviewer", status=302, refused=ONLY_READS),
    },
    "diagnostics:notes-save": {"GET": NOT_ALLOWED, "POST": row(ok="interviewer", status=400, refused=ONLY_READS)},
    "diagnostics:notes-add": {
        "GET": row(ok="interviewer", refused=ONLY_READS),
        "POST": row(ok="interviewer", refused=ONLY_READS),
    },
    "diagnostics:notes-undo": {"GET": NOT_ALLOWED, "POST": row(ok="interviewer", status=302, refused=ONLY_READS)},
    "diagnostics:notes-delete": {
        "GET": row(ok="interviewer", refused=ONLY_READS),
        "POST": row(ok="interviewer", status=302, refused=ONLY_READS),
    },
}


def furnish(world):
    talks.of_world(world)
