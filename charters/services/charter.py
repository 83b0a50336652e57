"""The charter: one for a programme, its lines worked on, and versions adopted that never change again."""

import hashlib
import json

from django.db import transaction
from django.db.models import Max

from charters.models import Charter, CharterVersion, Commitment
from programmes.dates import FactDate
from programmes.models import Programme, User
from programmes.services import audit


class NothingToAdopt(Exception):
    """A charter without a single standing commitment cannot be adopted."""


def charter_of(programme: Programme) -> Charter:
    """The programme's charter, made on first need."""
    return Charter.objects.get_or_create(programme=programme)[0]


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
    """The standing lines by section, in the sections' order: [{"section", "title", "commitments": [text, …]}, …]."""
    lines: dict[str, list[str]] = {section: [] for section in Commitment.Section.values}
    for commitment in charter.commitments.standing():
        lines[commitment.section].append(commitment.text)
    labels = dict(Commitment.Section.choices)
    return [{"section": key, "title": labels[key], "commitments": texts} for key, texts in lines.items() if texts]


def fingerprint(sections: list[dict]) -> str:
    """SHA-256, in hexadecimal, of the sections as JSON with sorted keys: anybody can recompute it from the text."""
    return hashlib.sha256(json.dumps(sections, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
