"""Making, correcting, withdrawing and restoring any record that people type. Each act leaves its audit row."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from programmes.models import User
from programmes.models.base import Record
from programmes.services import audit

R = TypeVar("R", bound=Record)


@transaction.atomic
def add(record: R, *, by: User | None, links: Mapping[str, Iterable] | None = None) -> R:
    """Store a new record and its many-to-many `links`, by field name. Raises IntegrityError on a broken constraint."""
    record.save()
    _link(record, links)
    audit.write(by=by, verb="added", record=record)
    return record


@transaction.atomic
def correct(record: R, *, by: User | None, links: Mapping[str, Iterable] | None = None) -> R:
    """Store a changed record; the audit row keeps each changed field's value before and after."""
    before = audit.snapshot(type(record)._base_manager.select_for_update().get(pk=record.pk))
    linked = {name: _pks(record, name) for name in links or {}}
    record.save()
    _link(record, links)
    after = audit.snapshot(record)
    changes = audit.differences(before | linked, after | {name: _pks(record, name) for name in linked})
    if changes:
        audit.write(by=by, verb="corrected", record=record, changes=changes)
    return record


@transaction.atomic
def withdraw(record: Record, *, by: User | None) -> None:
    """Take a record out of every page and document; it can be restored, and its history stays."""
    record.withdrawn_at = timezone.now()
    record.save(update_fields=["withdrawn_at"])
    audit.write(by=by, verb="withdrew", record=record)


@transaction.atomic
def restore(record: Record, *, by: User | None) -> None:
    """Put a withdrawn record back. Raises IntegrityError where another has taken its place meanwhile."""
    record.withdrawn_at = None
    record.save(update_fields=["withdrawn_at"])
    audit.write(by=by, verb="restored", record=record)


def _link(record: Record, links: Mapping[str, Iterable] | None) -> None:
    for name, others in (links or {}).items():
        getattr(record, name).set(others)


def _pks(record: Record, name: str) -> list[Any]:
    return sorted(getattr(record, name).values_list("pk", flat=True))
