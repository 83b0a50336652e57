"""The words in which the literal table is written."""

from tests.access.world import KNOCKERS

EVERYBODY = " ".join(KNOCKERS)
LOGIN = 302


def row(*, ok="", status=200, refused="", hidden=404, anonymous=LOGIN):
    """The status that each knocker gets: `status` for those in `ok`, 403 for `refused`, `hidden` for all others.

    A guest of the live room is signed out wherever they are not in `ok`.
    """
    table = dict.fromkeys(KNOCKERS, hidden) | {"anonymous": anonymous, "guest": anonymous}
    table |= dict.fromkeys(refused.split(), 403) | dict.fromkeys(ok.split(), status)
    assert set(table) == set(KNOCKERS), f"unknown knocker in {set(table) - set(KNOCKERS)}"
    return table


def everybody(status=200, anonymous=LOGIN):
    """Every signed-in knocker gets `status`."""
    return dict.fromkeys(KNOCKERS, status) | {"anonymous": anonymous, "guest": anonymous}


NOT_ALLOWED = everybody(405)

# Who is inside a programme: they see it, and are refused what is the facilitator's.
MEMBERS = "owner leader successor facilitator interviewer"
NOT_FACILITATING = "owner leader successor interviewer"


def reading(ok):
    """A page that is read: these knockers see it, for the others it is not there; nobody posts to it."""
    return {"GET": row(ok=ok), "POST": NOT_ALLOWED}


def form(ok, refused=NOT_FACILITATING):
    """A page with a form: an empty one posted comes back with its errors."""
    return {"GET": row(ok=ok, refused=refused), "POST": row(ok=ok, refused=refused)}


def verb(ok, refused=NOT_FACILITATING):
    """An act that is posted and leads on to a page."""
    return {"GET": NOT_ALLOWED, "POST": row(ok=ok, status=302, refused=refused)}
