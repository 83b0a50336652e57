"""What a statement rests on: a record, or a list of records, by a key that the portal can lead back to.

A key is a record's own ("programmes.milestone:7"), or a collection's: the key of its owner, "#" and the collection's
name ("programmes.programme:3#people"). Labels name no person, because sponsors read them too.
"""

import hashlib
from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS
from programmes.models import Evidence, IssuedReport, Programme

COLLECTIONS = {
    "people": ("The programme's people", "programmes:people"),
    "posts": ("Who held which post", "posts"),
    "series": ("Workshops and coaching", "workshops:events"),
}


@dataclass(frozen=True)
class Source:
    key: str
    label: str


def record(row: models.Model, label: str = "") -> Source:
    """One record as a source."""
    name = f"{row._meta.verbose_name}: {row}" if not label else label
    return Source(f"{row._meta.label_lower}:{row.pk}", f"{name[:1].upper()}{name[1:]}"[:200])


def collection(programme: Programme, name: str) -> Source:
    """One of the programme's collections as a source: "people", "posts" or "series"."""
    return Source(f"{programme.key}#{name}", COLLECTIONS[name][0])


def kind(programme: Programme, slug: str) -> Source:
    """All records of one kind of the programme or its system as a source, by the kind's word in the address."""
    found = PROGRAMME_KINDS.get(slug) or SYSTEM_KINDS[slug]
    owner = programme if slug in PROGRAMME_KINDS else programme.system
    return Source(f"{owner.key}#{slug}", f"{found.names[:1].upper()}{found.names[1:]}")


def fingerprint(text: str) -> str:
    """SHA-256, in hexadecimal, of what a statement said."""
    return hashlib.sha256(text.encode()).hexdigest()


def address(key: str, programme: Programme) -> str:
    """Where the record or collection behind a key is read; "" for what has no page."""
    owner, _, name = key.partition("#")
    if name:
        return _address_of_collection(owner, name, programme)
    label, _, pk = owner.partition(":")
    return _address_of_record(label, int(pk), programme)


def _address_of_collection(owner: str, name: str, programme: Programme) -> str:
    if name in COLLECTIONS:
        return reverse(COLLECTIONS[name][1], kwargs={"programme": programme.pk})
    if owner == programme.key:
        return reverse("programmes:programme-records", kwargs={"programme": programme.pk, "kind": name})
    return reverse("programmes:system-records", kwargs={"system": programme.system_id, "kind": name})


def _address_of_record(label: str, pk: int, programme: Programme) -> str:
    within = {"programme": programme.pk}
    own_pages = {
        "programmes.system": ("programmes:system", {"system": programme.system_id}),
        "programmes.programme": ("programme", within),
        "workshops.event": ("workshops:event", within | {"event": pk}),
        "diagnostics.release": ("diagnostics:snapshot-version", within | {"release": pk}),
        "diagnostics.preworkstep": ("diagnostics:pre-work", within),
        "charters.charterversion": ("charters:version", within | {"version": pk}),
        "programmes.passage": ("passage", within | {"passage": pk}),
    }
    if label in own_pages:
        name, kwargs = own_pages[label]
        return reverse(name, kwargs=kwargs)
    return _address_of_kind(label, pk, programme)


def _address_of_kind(label: str, pk: int, programme: Programme) -> str:
    for slug, found in PROGRAMME_KINDS.items():
        if found.model._meta.label_lower == label:
            return reverse(
                "programmes:programme-record", kwargs={"programme": programme.pk, "kind": slug, "record": pk}
            )
    for slug, found in SYSTEM_KINDS.items():
        if found.model._meta.label_lower == label:
            return reverse(
                "programmes:system-record", kwargs={"system": programme.system_id, "kind": slug, "record": pk}
            )
    return ""


@dataclass(frozen=True)
class Note:
    """One numbered note of a report: the statement's own anchor, its sources with addresses, whether it is out of date."""

    number: int
    statement: str
    sources: tuple[tuple[str, str], ...]
    out_of_date: bool


def notes(report: IssuedReport, now: dict[str, str], *, linked: bool) -> list[Note]:
    """The notes of an issued report. `now` maps a statement's key to the fingerprint of what it would say today."""
    by_statement: dict[str, list[Evidence]] = {}
    for row in report.evidence.all():
        by_statement.setdefault(row.statement, []).append(row)
    return [
        Note(
            number,
            statement,
            tuple((row.label, address(row.record, report.programme) if linked else "") for row in rows),
            now.get(statement) != rows[0].said,
        )
        for number, (statement, rows) in enumerate(by_statement.items(), start=1)
    ]
