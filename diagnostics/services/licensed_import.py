"""Licensed results from a file: whose each row is, what recording it would do, and recording all of them or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics import licensed_file, scoring
from diagnostics.licensed_file import Entry, Headings, Problem
from diagnostics.models import ConflictProfile, Source
from diagnostics.modes import Mode
from diagnostics.services import consents, licensed
from programmes.models import Membership, PersonAddress, Programme, User
from programmes.roster import words
from programmes.spreadsheets import Table

NOT_HERE = "No leader of this programme has that {}. Correct it, or bring them into the programme first."
NAMESAKES = "More than one leader of this programme is called that. Give the email address."
TWO_PEOPLE = "The address is that of {}, the name that of another leader. Correct one of the two."
TWICE = "This person is in row {} too. Keep one row for each person."


class Effect(StrEnum):
    """What confirming does with a row."""

    NEW = "new"
    CORRECTED = "changed"
    SAME = "matched"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedRow:
    """One row of the file, whose it is, and what confirming would do. `existing` is what a correction replaces."""

    entry: Entry
    part: Membership | None
    effect: Effect
    existing: ConflictProfile | None
    problems: tuple[Problem, ...]

    @property
    def numbers(self) -> list[str]:
        """For the preview: each mode's score, with percentile and band where given; blanks where the row is refused."""
        result = self.entry.result
        if result is None:
            return [""] * len(Mode)
        scores, percentiles, bands = result.scores.by_mode(), result.percentiles or {}, result.bands or {}
        return [", ".join(str(of[mode]) for of in (scores, percentiles, bands) if mode in of) for mode in Mode]

    @property
    def refusals(self) -> list[str]:
        """Why the row is refused, each with row and column."""
        return [f"Row {self.entry.number}, {problem}" for problem in self.problems]

    @property
    def words(self) -> str:
        """What confirming does with the row, in words."""
        if self.existing is None:
            return "Recorded"
        day = date_format(timezone.localtime(self.existing.completed_at), "j F Y")
        return f"As recorded on {day}" if self.effect == Effect.SAME else f"Corrects what was recorded on {day}"


@dataclass(frozen=True)
class Plan:
    """What confirming a file would do, row by row."""

    rows: tuple[PlannedRow, ...]
    notes: tuple[str, ...]

    def count(self, effect: Effect) -> int:
        return sum(row.effect == effect for row in self.rows)

    @property
    def refused(self) -> int:
        return self.count(Effect.REFUSED)

    @property
    def changes(self) -> int:
        return self.count(Effect.NEW) + self.count(Effect.CORRECTED)

    @property
    def message(self) -> str:
        """The preview's title."""
        if self.refused:
            return f"{self.refused} of {len(self.rows)} rows cannot be recorded"
        if not self.changes:
            return "Nothing in this file is new"
        return f"{self.changes} of {len(self.rows)} rows will be recorded"

    @property
    def may_go(self) -> bool:
        """Whether there is something to record and nothing in the way."""
        return self.refused == 0 and self.changes > 0


class Refused(Exception):
    """The file may not be recorded: a row is refused, perhaps only since the preview."""


def plan(*, programme: Programme, table: Table) -> Plan:
    """What each row would do, in three queries. Raises SpreadsheetError where the columns cannot be told apart."""
    headings = licensed_file.recognise(table)
    roster, existing = _Roster(programme), _existing(programme)
    rows: list[PlannedRow] = []
    row_of: dict[int, int] = {}
    for entry in licensed_file.read(table, headings):
        part, problems = roster.find(entry, headings)
        if part and part.person_id in row_of:
            problems += (Problem(headings.of_person(), TWICE.format(row_of[part.person_id])),)
        elif part:
            row_of[part.person_id] = entry.number
        rows.append(_planned(entry, part, problems, existing))
    return Plan(tuple(rows), table.notes)


@transaction.atomic
def record_all(*, programme: Programme, table: Table, by: User, at: datetime | None = None) -> int:
    """Record every result of the file, or none. Returns how many were new or corrected. Raises Refused.

    It is planned anew under a lock on the programme, so that what was previewed a while ago cannot overwrite unseen.
    """
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    decided = plan(programme=locked, table=table)
    if not decided.may_go:
        raise Refused
    for row in decided.rows:
        _record(row, programme=locked, by=by, at=at)
    return decided.changes


def _record(row: PlannedRow, *, programme: Programme, by: User, at: datetime | None) -> None:
    if row.part is None or row.entry.result is None:
        return
    if row.entry.consent:
        consents.note_as_told(person=row.part.person, programme=programme, choice=row.entry.consent, by=by)
    if row.effect == Effect.CORRECTED and row.existing:
        licensed.correct(profile=row.existing, result=row.entry.result, by=by)
    elif row.effect == Effect.NEW:
        licensed.record(person=row.part.person, programme=programme, result=row.entry.result, by=by, at=at)


def _planned(
    entry: Entry, part: Membership | None, problems: tuple[Problem, ...], existing: Mapping[int, ConflictProfile]
) -> PlannedRow:
    problems += entry.problems
    before = existing.get(part.person_id) if part else None
    if problems or entry.result is None:
        effect = Effect.REFUSED
    elif before is None:
        effect = Effect.NEW
    else:
        effect = Effect.SAME if _says_nothing_new(entry.result, before.result) else Effect.CORRECTED
    return PlannedRow(entry, part, effect, before, problems)


def _says_nothing_new(said: scoring.Profile, before: scoring.Profile) -> bool:
    """Whether all that a row says is recorded; a file without percentiles does not take away those recorded before."""
    if said.scores != before.scores:
        return False
    return said.percentiles in (None, before.percentiles) and said.bands in (None, before.bands)


def _existing(programme: Programme) -> dict[int, ConflictProfile]:
    """Each person's licensed result that counts now."""
    newest = ConflictProfile.objects.newest(Source.LICENSED).filter(programme=programme)
    return {profile.person_id: profile for profile in newest}


class _Roster:
    """The leaders of a programme, found by address or by exact name, and by nothing else."""

    def __init__(self, programme: Programme) -> None:
        parts = programme.memberships.participants().select_related("person", "post__organisation")
        self.parts = {part.person_id: part for part in parts}
        self.by_name: dict[str, set[int]] = {}
        for part in self.parts.values():
            self.by_name.setdefault(words.key(part.shown_name), set()).add(part.person_id)
        addresses = PersonAddress.objects.filter(person__in=self.parts)
        self.by_address = dict(addresses.values_list("address", "person_id"))

    def find(self, entry: Entry, headings: Headings) -> tuple[Membership | None, tuple[Problem, ...]]:
        """Whose result it is: the address decides, and the name must not be another leader's."""
        addressed = self.by_address.get(entry.email)
        namesakes = self.by_name.get(words.key(entry.name), set())
        if addressed and namesakes and addressed not in namesakes:
            part = self.parts[addressed]
            return None, (Problem(headings.of_person(), TWO_PEOPLE.format(part.shown_name)),)
        if addressed:
            return self.parts[addressed], ()
        if len(namesakes) == 1:
            return self.parts[next(iter(namesakes))], ()
        reason = NAMESAKES if namesakes else NOT_HERE.format("address" if entry.email else "name")
        return None, (Problem(headings.of_person(), reason),)
