"""The words in which the literal table is written."""

from tests.access.world import KNOCKERS

EVERYBODY = " ".join(KNOCKERS)
LOGIN = 302


def row(*, ok="", status=200, refused="", hidden=404, anonymous=LOGIN):
    """The status that each knocker gets: `status` for those in `ok`, 403 for `refused`, `hidden` for all others."""
    table = dict.fromkeys(KNOCKERS, hidden) | {"anonymous": anonymous}
    table |= dict.fromkeys(refused.split(), 403) | dict.fromkeys(ok.split(), status)
    assert set(table) == set(KNOCKERS), f"unknown knocker in {set(table) - set(KNOCKERS)}"
    return table


def everybody(status=200, anonymous=LOGIN):
    """Every signed-in knocker gets `status`."""
    return dict.fromkeys(KNOCKERS, status) | {"anonymous": anonymous}


NOT_ALLOWED = everybody(405)
