"""Importing a roster: hold what was uploaded, say what it would do, and do it, all rows or none."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from programmes.models import Programme, RosterUpload, System, User
from programmes.roster import entries, known, planning
from programmes.roster.columns import guess
from programmes.roster.known import Known
from programmes.roster.plan import Plan
from programmes.services import audit, roster_records
from programmes.spreadsheets import Row, Table

EXPIRED = "This roster was kept for a day, and that is over. Nothing was imported. Upload it again."
DONE = "This roster is already imported. Nothing was imported twice."
CHANGED = (
    "The portal's records changed after this preview was made, so nothing was imported. Read the new preview below."
)
EMPTY = "The columns that you chose are empty in every row, so there is nothing to import."
REFUSED = "Some rows are refused, so nothing was imported. Correct them in your file and upload it again."


class ImportRefused(Exception):
    """The import did not happen and nothing was changed; the message says why, to the importer."""


@dataclass(frozen=True)
class Preview:
    """What an upload would do now, and the seal that the importer's confirmation brings back."""

    plan: Plan
    seal: str


def hold(*, programme: Programme, table: Table, file_name: str, by: User) -> RosterUpload:
    """Keep the cells of a roster until its importer confirms, at most a day, with the columns that we recognise."""
    forget_expired()
    return RosterUpload.objects.create(
        programme=programme, by=by, file_name=file_name[:120], table=_packed(table), mapping=guess(table)
    )


def choose_columns(upload: RosterUpload, *, mapping: dict[str, str]) -> None:
    """Say which heading holds what: column key -> heading."""
    upload.mapping = mapping
    upload.save(update_fields=["mapping"])


def forget_expired() -> int:
    """Delete the uploads that nobody confirmed within a day; returns how many."""
    return RosterUpload.objects.expired().delete()[0]


def preview(upload: RosterUpload, *, at: date) -> Preview:
    """What confirming would do. Needs a column for the name."""
    _, plan = _plan(upload, upload.programme, at)
    return Preview(plan, _seal(upload, plan))


def confirm(upload: RosterUpload, *, seal: str, by: User) -> RosterUpload:
    """Import a roster exactly as its preview said, which `seal` proves.

    Raises ImportRefused, with nothing changed, when the records or the columns are no longer those of the preview,
    when a row is refused, or when the upload has been imported or has expired.
    """
    try:
        with transaction.atomic():
            return _import(upload, seal, by)
    except IntegrityError:
        raise ImportRefused(CHANGED) from None


def table_of(upload: RosterUpload) -> Table:
    """The table as it was read; without rows once imported."""
    rows = tuple(Row(number, tuple(cells)) for number, cells in upload.table.get("rows", []))
    return Table(tuple(upload.table.get("headings", [])), rows, tuple(upload.table.get("notes", [])))


def _packed(table: Table) -> dict:
    rows = [[row.number, list(row.cells)] for row in table.rows]
    return {"headings": list(table.headings), "rows": rows, "notes": list(table.notes)}


def _plan(upload: RosterUpload, programme: Programme, at: date) -> tuple[Known, Plan]:
    said = entries.read(table_of(upload), upload.mapping, at)
    ground = known.read(programme, (entry.email for entry in said if entry.email), upload.by)
    return ground, planning.plan(said, ground, entries.Headings(upload.mapping), at)


def _seal(upload: RosterUpload, plan: Plan) -> str:
    said = json.dumps([plan.digest, upload.mapping], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _import(upload: RosterUpload, seal: str, by: User) -> RosterUpload:
    """Under the lock of the system: of two imports into it, the second sees what the first wrote."""
    System.objects.select_for_update().get(pk=upload.programme.system_id)
    upload = (
        RosterUpload.objects.select_for_update(of=("self",)).select_related("programme__system", "by").get(pk=upload.pk)
    )
    now = timezone.now()
    if upload.imported_at:
        raise ImportRefused(DONE)
    if upload.has_expired:
        raise ImportRefused(EXPIRED)
    today = timezone.localdate(now)
    ground, plan = _plan(upload, upload.programme, today)
    if seal != _seal(upload, plan):
        raise ImportRefused(CHANGED)
    if plan.refused:
        raise ImportRefused(REFUSED)
    if not plan.lines:
        raise ImportRefused(EMPTY)
    roster_records.write(plan, ground, by=by, at=today)
    counts = plan.counts
    audit.write(by=by, verb="imported a roster", record=upload.programme, summary=_said(upload, counts))
    upload.counts, upload.imported_at, upload.table = counts, now, {}
    upload.save(update_fields=["counts", "imported_at", "table"])
    return upload


def _said(upload: RosterUpload, counts: dict[str, int]) -> str:
    words = ", ".join(f"{word} {number}" for word, number in counts.items() if number)
    return f"{upload.file_name}: {words}"
