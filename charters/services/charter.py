"""The charter: one for a programme, its lines worked on, and versions adopted that never change again."""

import hashlib
import json

from django.db import transaction
from django.db.models import Max, Prefetch

from charters.models import Behaviour, Charter, CharterVersion, Commitment, Section
from programmes.dates import FactDate
from programmes.models import Programme, User
from programmes.services import audit


class NothingToAdopt(Exception):
    """A charter without a single standing commitment cannot be adopted."""


@transaction.atomic
def charter_of(programme: Programme) -> Charter:
    """The programme's charter, made on first need with the usual sections."""
    charter, is_new = Charter.objects.get_or_create(programme=programme)
    if is_new:
        usual = enumerate(Section.Usual.choices, start=1)
        rows = [Section(charter=charter, key=key, title=title, position=place) for place, (key, title) in usual]
        Section.objects.bulk_create(rows)
    return charter


@transaction.atomic
def adopt(*, charter: Charter, adopted_on: FactDate, by: User) -> CharterVersion:
    """Fix the charter as it stands as its next version. Raises NothingToAdopt when it has no commitment."""
    locked = Charter.objects.select_for_update().get(pk=charter.pk)
    sections = as_it_stands(locked)
    if not sections:
        raise NothingToAdopt
    number = (locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = CharterVersion.objects.create(
        charter=locked, number=number, adopted_on=adopted_on, sections=sections, sha256=fingerprint(sections), by=by
    )
    audit.write(by=by, verb="adopted", record=version)
    return version


def as_it_stands(charter: Charter) -> list[dict]:
    """The standing lines by section, in the sections' order, and below each line its behaviours.

    [{"section", "title", "commitments": [text, …], "behaviours": [[text, …], …]}, …]; the two lists are as long as one
    another, and "behaviours" is left out of a section that has none.
    """
    standing = Prefetch("behaviours", Behaviour.objects.standing())
    found: dict[Section, list[Commitment]] = {}
    for commitment in charter.commitments.standing().select_related("section").prefetch_related(standing):
        found.setdefault(commitment.section, []).append(commitment)
    return [_section(section, lines) for section, lines in found.items()]


def _section(section: Section, lines: list[Commitment]) -> dict:
    told = {"section": section.key, "title": section.title, "commitments": [line.text for line in lines]}
    behaviours = [[behaviour.text for behaviour in line.behaviours.all()] for line in lines]
    return told | {"behaviours": behaviours} if any(behaviours) else told


def fingerprint(sections: list[dict]) -> str:
    """SHA-256, in hexadecimal, of the sections as JSON with sorted keys: anybody can recompute it from the text."""
    return hashlib.sha256(json.dumps(sections, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
