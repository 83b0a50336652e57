"""The audit: one row for each act, written in the transaction of the act itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from programmes.dates import FactDate
from programmes.models import AuditEvent, User


def write(
    *, by: User | None, verb: str, record: models.Model, summary: str = "", changes: dict | None = None
) -> AuditEvent:
    """Add the audit row of an act on `record`; `changes` maps a field to [before, after]."""
    return AuditEvent.objects.create(
        by=by, verb=verb, record=_key(record), summary=(summary or str(record))[:300], changes=changes or {}
    )


@dataclass(frozen=True)
class Entry:
    """One of many audit rows that are written together."""

    verb: str
    record: models.Model
    summary: str = ""
    changes: dict[str, list] = field(default_factory=dict)


def write_all(entries: Iterable[Entry], *, by: User | None) -> None:
    """Add the audit rows of an act on many records, with a number of queries that does not grow with them."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            by=by, verb=entry.verb, record=_key(entry.record), summary=entry.summary[:300], changes=entry.changes
        )
        for entry in entries
    )


def _key(record: models.Model) -> str:
    return f"{record._meta.label_lower}:{record.pk}"


def snapshot(record: models.Model) -> dict[str, Any]:
    """The stored values of a record as plain JSON values, by field name, without its own bookkeeping."""
    kept = [field for field in record._meta.concrete_fields if field.editable and not field.primary_key]
    return {field.name: plain(field.value_from_object(record)) for field in kept}


def plain(value: Any) -> Any:
    if isinstance(value, FactDate):
        return str(value)
    if isinstance(value, FieldFile):
        return value.name
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    """The fields whose value differs, each as [before, after]."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
