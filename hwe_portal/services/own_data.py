"""Taking one's own data away: a file with a page to read, the same as data, and one's own documents."""

import io
import json
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.template.loader import render_to_string

from hwe_portal.reports.own_data.content import OwnData
from hwe_portal.reports.own_data.gather import gather
from programmes.models import Membership, Person, Programme, User
from programmes.services import audit

PAGE = "portal/own_data/file.html"


@transaction.atomic
def take(*, person: Person, programme: Programme, by: User, at: datetime) -> bytes:
    """What the programme holds about this person as a ZIP; that it was taken, and when, stays in the audit.

    Nothing of it is kept: it is made while they wait and goes to them alone.
    """
    own = gather(person, programme, at=at)
    part = Membership.objects.of_owner(programme).participants().filter(person=person).latest("starts_on", "pk")
    audit.write(by=by, verb="took own data", record=part)
    return as_zip(own)


def as_zip(own: OwnData) -> bytes:
    """The page, the data and the documents in one file."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as folder:
        folder.writestr("what-we-hold.html", render_to_string(PAGE, {"own": own}))
        folder.writestr("what-we-hold.json", as_json(own))
        for each in own.files:
            with each.file.open("rb") as content:
                folder.writestr(each.name, content.read())
    return held.getvalue()


def as_json(own: OwnData) -> str:
    """The sections by their keys, each a list of rows by their headings."""
    about = {"name": own.name, "programme": own.programme, "system": own.system, "made_at": own.made_at.isoformat()}
    sections = {section.key: section.records for section in own.sections}
    return json.dumps({**about, "what_we_hold": sections}, ensure_ascii=False, indent=2)
