"""The list of people whom a survey asks: adding, correcting and taking off, one at a time, all who take part, a file.

Nobody is deleted from a list: who is taken off is asked in no later round, and the rounds before stay as they were.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from diagnostics import respondent_file
from diagnostics.models import Respondent, Survey
from diagnostics.respondent_file import Entry
from diagnostics.selectors import respondents as selectors
from diagnostics.selectors.respondents import Leader
from programmes.models import Membership, PersonAddress, User
from programmes.services import audit, records
from programmes.spreadsheets import Table

BOUND = (
    "A link of an open round goes to this address, so it cannot be changed until the round is closed: nobody else may"
    " get what is theirs. If they use it no longer, take them off the list and add them anew."
)
ROWS_AT_ONCE = 500


class Bound(Exception):
    """The address may not be changed while a round that went to it is open; `str` says why."""


@transaction.atomic
def store(respondent: Respondent, *, by: User) -> Respondent:
    """Put somebody on the list, or correct them. An address of somebody who takes part makes them that person.

    Raises Bound, and IntegrityError where somebody with that address is on the list already.
    """
    respondent.email = respondent.email.lower()
    if respondent.pk:
        _locked(respondent.survey)  # while no link is made to an address of the list
        _refuse_bound(respondent)
    if respondent.person_id is None:
        respondent.person_id = _people_at(respondent.survey, [respondent.email]).get(respondent.email)
    return records.correct(respondent, by=by) if respondent.pk else records.add(respondent, by=by)


def _refuse_bound(respondent: Respondent) -> None:
    stored = Respondent.objects.select_for_update().get(pk=respondent.pk)
    if stored.email.lower() != respondent.email and selectors.address_is_bound(stored):
        raise Bound(BOUND)


@transaction.atomic
def add_everybody(survey: Survey, *, at: date, by: User) -> int:
    """Add everybody who takes part on the day `at` and is not on the list; returns how many were added.

    Somebody on the list under the same address becomes that person. Who was taken off the list stays off it.
    """
    locked = _locked(survey)
    found = selectors.everybody(locked, at=at)
    for leader, row in found.known:
        row.person_id = leader.part.person_id
    Respondent.objects.bulk_update([row for _, row in found.known], ["person"])
    _add([_listed(locked, leader) for leader in found.new], by=by)
    return len(found.new)


@transaction.atomic
def add_leaders(survey: Survey, leaders: Iterable[Leader], *, by: User) -> None:
    """Put these people on the list of a new survey, each with an address of their own."""
    locked = _locked(survey)
    _add([_listed(locked, leader) for leader in leaders], by=by)


def _listed(survey: Survey, leader: Leader) -> Respondent:
    return Respondent(
        survey=survey,
        person_id=leader.part.person_id,
        name=leader.name,
        email=leader.email,
        sector=leader.sector,
        role=leader.role,
    )


# From a file ------------------------------------------------------------


class Effect(StrEnum):
    """What confirming does with a row of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "matched"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedRow:
    """One row, what confirming does with it, whom of the list it is about; each change with what was and will be."""

    entry: Entry
    effect: Effect
    existing: Respondent | None
    changes: tuple[tuple[str, str, str], ...] = ()
    is_back: bool = False


@dataclass(frozen=True)
class Plan:
    """What confirming a file does, row by row."""

    rows: tuple[PlannedRow, ...]
    notes: tuple[str, ...]

    def count(self, effect: str) -> int:
        return sum(row.effect == effect for row in self.rows)

    @property
    def refused(self) -> int:
        return self.count(Effect.REFUSED)

    @property
    def reasons(self) -> list[str]:
        """Why rows are refused, each a sentence with its row and column."""
        return [problem for row in self.rows for problem in row.entry.problems]

    @property
    def may_go(self) -> bool:
        """Whether there is something to do and nothing in the way."""
        return self.refused == 0 and self.count(Effect.SAME) < len(self.rows)

    @property
    def message(self) -> str:
        """The preview's title."""
        if self.refused:
            return f"{self.refused:,} of {len(self.rows):,} rows cannot be read"
        if not self.may_go:
            return "Everybody in this file is on the list as it says"
        said = [(self.count(Effect.NEW), "to be added"), (self.count(Effect.CHANGED), "to be changed")]
        return " and ".join(f"{number:,} {words}" for number, words in said if number)

    @property
    def seal(self) -> str:
        """What proves on confirming that the list is still as it was when this was read."""
        said = [(row.entry.number, row.effect, row.existing and row.existing.pk, row.changes) for row in self.rows]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class Refused(Exception):
    """The file may not be brought in: a row is refused, or the list has changed since the preview."""


def plan(survey: Survey, table: Table) -> Plan:
    """What each row of a file would do, in one query. Raises SpreadsheetError where columns are missing.

    Addresses tell people apart. An empty sector or role leaves what is there; nobody on the list is taken off it.
    """
    rows = sorted(survey.respondents.all(), key=lambda row: row.withdrawn_at is None)
    existing = {row.email.lower(): row for row in rows}  # who stands on the list wins over who was taken off
    return Plan(tuple(_planned(entry, existing.get(entry.email)) for entry in respondent_file.read(table)), table.notes)


def _planned(entry: Entry, existing: Respondent | None) -> PlannedRow:
    if entry.problems:
        return PlannedRow(entry, Effect.REFUSED, existing)
    if existing is None:
        return PlannedRow(entry, Effect.NEW, None)
    said = (("name", entry.name), ("sector", entry.sector), ("role", entry.role))
    changes = tuple(
        (name, getattr(existing, name), value) for name, value in said if value and value != getattr(existing, name)
    )
    is_back = existing.withdrawn_at is not None
    return PlannedRow(entry, Effect.CHANGED if changes or is_back else Effect.SAME, existing, changes, is_back)


@transaction.atomic
def bring_in(survey: Survey, table: Table, *, seal: str, by: User) -> Plan:
    """Do what the preview said, all rows or none; `seal` is that preview's. Raises Refused."""
    locked = _locked(survey)
    decided = plan(locked, table)
    if decided.seal != seal or not decided.may_go:
        raise Refused
    fresh = [row.entry for row in decided.rows if row.effect == Effect.NEW]
    people = _people_at(locked, [entry.email for entry in fresh])
    _add(
        [
            Respondent(
                survey=locked,
                person_id=people.get(entry.email),
                name=entry.name,
                email=entry.email,
                sector=entry.sector,
                role=entry.role,
            )
            for entry in fresh
        ],
        by=by,
    )
    _change([row for row in decided.rows if row.effect == Effect.CHANGED], by=by)
    counts = f"{decided.count(Effect.NEW)} added, {decided.count(Effect.CHANGED)} changed"
    audit.write(by=by, verb="brought in a file of people", record=locked, summary=f"{locked}: {counts}")
    return decided


def _add(rows: list[Respondent], *, by: User) -> None:
    made = Respondent.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    audit.write_all([audit.Entry("added", row) for row in made], by=by)


def _change(rows: Iterable[PlannedRow], *, by: User) -> None:
    changed, entries = [], []
    for row in rows:
        if row.existing is None:
            continue
        for name, _, value in row.changes:
            setattr(row.existing, name, value)
        row.existing.withdrawn_at = None
        changed.append(row.existing)
        changes = {name: [before, after] for name, before, after in row.changes}
        entries.append(audit.Entry("restored" if row.is_back else "corrected", row.existing, "", changes))
    Respondent.objects.bulk_update(changed, ["name", "sector", "role", "withdrawn_at"], batch_size=ROWS_AT_ONCE)
    audit.write_all(entries, by=by)


def _people_at(survey: Survey, emails: list[str]) -> dict[str, int]:
    """The people who take part in the survey's programme and are known by one of these addresses."""
    parts = Membership.objects.participants().filter(programme=survey.programme_id)
    today = timezone.localdate()
    addresses = PersonAddress.objects.filter(person__in=parts.exclude(ends_on__lt=today).values("person"))
    return {address: person for address, person in addresses.values_list("address", "person") if address in set(emails)}


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("programme").get(pk=survey.pk)
