"""Proposals and pages as tests make and read them."""

import html
import re

from django.urls import reverse

from charters.services.charter import charter_of
from charters.services.proposals import propose

REASON = "We heard it in every conversation."


def proposed(programme, by, *, text="We decide together", section="purpose", **fields):
    """An open proposal to add a commitment."""
    charter = charter_of(programme)
    return propose(
        charter=charter,
        kind="add",
        section=charter.sections.get(key=section),
        text=text,
        reason=REASON,
        by=by,
        **fields,
    )


def about(line, by, *, kind="change", text="", **fields):
    """An open proposal about a commitment."""
    return propose(
        charter=line.charter, kind=kind, section=None, commitment=line, text=text, reason=REASON, by=by, **fields
    )


def address(name, programme, **kwargs):
    return reverse(f"charters:{name}", kwargs={"programme": programme.pk, **kwargs})


def typed(page, name):
    """What a page's form holds in this field, with the entities of HTML as they are read."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"|<textarea[^>]*name="{name}"[^>]*>\s?([^<]*)<', page)
    return html.unescape(found.group(1) or found.group(2) or "").strip() if found else None
