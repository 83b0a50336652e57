"""What a statement rests on: a record, or a list of records, by a key that the portal can lead back to.

A key is a record's own ("programmes.milestone:7"), or a collection's: the key of its owner, "#" and the collection's
name ("programmes.programme:3#people"). Labels name no person, because sponsors read them too.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from charters.models import CharterVersion
from diagnostics.models import Release
from hwe_portal.reports.survey_rounds import Round
from hwe_portal.reports.tallied import Held
from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS
from programmes.models import Evidence, IssuedReport, Programme
from workshops.models import Event

COLLECTIONS = {
    "people": ("The programme’s people", "programmes:people"),
    "posts": ("Who held which post", "posts"),
    "series": ("Workshops and coaching", "workshops:events"),
    "sets": ("Coaching sets", "workshops:coaching-sets"),
    "actions": ("Actions of the group", "workshops:actions"),
    "conversations": ("One-to-one conversations", "diagnostics:conversations"),
}


# A list of themes is a release with a page of its own; a record's origin is one theme of such a list.
THEMES, THEME = "diagnostics.themes", "diagnostics.theme"
# A result of a survey is a release with a page of its own; rounds and decisions are read on pages of what they are of.
RESULT, ROUND, DECISION = "diagnostics.result", "diagnostics.wave", "diagnostics.sharing"
# Names under a version are read on a page of their own; a source says none of them.
SIGNATURES = "charters.signatures"
# A point of a stocktake is read with what came of its meeting, which the key names.
STOCKTAKE = "workshops.stocktakepoint"
# What is read on a page of its meeting, which the key does not name.
IN_A_MEETING = {
    "workshops.cluster": "cluster",
    "workshops.exercise": "exercise",
    "workshops.decision": "decision",
    "workshops.stocktakepoint": "stocktake",
}
ORIGINS = {
    THEME: "A theme of the conversations, as published",
    "workshops.cluster": "A cluster of cards from the room",
    "workshops.exercise": "An exercise in the room",
    "workshops.event": "A meeting of the series",
    STOCKTAKE: "A stocktake of the group",
    "charters.proposal": "A proposal for the charter",
}


@dataclass(frozen=True)
class Source:
    key: str
    label: str


def record(row: models.Model, label: str = "") -> Source:
    """One record as a source."""
    name = label or f"{row._meta.verbose_name}: {row}"
    return Source(f"{row._meta.label_lower}:{row.pk}", f"{name[:1].upper()}{name[1:]}"[:200])


def behind(row: models.Model) -> tuple[Source, ...]:
    """One record as a source, and before it what it was made from (a published theme, a cluster), if it was."""
    origin = getattr(row, "origin", "")
    label = ORIGINS.get(origin.partition(":")[0], "")
    return (Source(origin, label), record(row)) if label else (record(row),)


def themes(release: Release) -> Source:
    """A published list of themes as a source."""
    return Source(f"{THEMES}:{release.pk}", "Themes of the conversations")


def survey_round(told: Round) -> Source:
    """A closed round of a survey as a source."""
    return Source(f"{ROUND}:{told.wave.pk}@{told.survey.pk}", _named(f"Round of a survey: {told.survey}", told))


def result(told: Round) -> Source:
    """The published result of a round as a source."""
    return Source(f"{RESULT}:{told.result}", _named(f"Results of a survey: {told.survey}", told))


def decision(told: Round) -> Source:
    """The group's decision to share a result as a source."""
    return Source(f"{DECISION}:{told.decision}@{told.result}", "The group’s decision to share a result with sponsors")


def meeting(event: Event) -> Source:
    """A meeting of the series as a source."""
    return record(event, f"{event.get_kind_display()}: {event.title}")


def round_of(version: CharterVersion) -> Source:
    """The round in which a version was agreed as a source; the version itself where it was agreed in none."""
    if version.agreed_in is None:
        return record(version, f"The charter, version {version.number}")
    return record(version.agreed_in, f"Round on the charter: round {version.agreed_in.number}")


def signatures(version: CharterVersion) -> Source:
    """The names under a version as a source, which says none of them."""
    return Source(f"{SIGNATURES}:{version.pk}", f"Signatures under version {version.number} of the charter")


def review(held: Held) -> Source:
    """A review of the charter that took place as a source."""
    return Source(held.key, f"Review of the charter: {held.on}")


def _named(words: str, told: Round) -> str:
    return f"{words}, {told.wave.title}"[:200]


def collection(programme: Programme, name: str) -> Source:
    """One of the programme's collections as a source, by its name in COLLECTIONS."""
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
    pk, _, within = pk.partition("@")
    if label == THEME:
        return f"{_address_of_record(THEMES, int(within), programme)}#theme-{pk}"
    if label == ROUND:
        return reverse("diagnostics:results", kwargs={"programme": programme.pk, "survey": int(within)})
    if label == DECISION:
        return reverse("diagnostics:result-sharing", kwargs={"programme": programme.pk, "release": int(within)})
    if label == STOCKTAKE and within:
        meeting = {"programme": programme.pk, "event": int(within)}
        return f"{reverse('workshops:outcomes', kwargs=meeting)}#stocktake"
    return _address_of_record(label, int(pk), programme)


def _address_of_collection(owner: str, name: str, programme: Programme) -> str:
    if name in COLLECTIONS:
        return reverse(COLLECTIONS[name][1], kwargs={"programme": programme.pk})
    if owner == programme.key:
        return reverse("programmes:programme-records", kwargs={"programme": programme.pk, "kind": name})
    return reverse("programmes:system-records", kwargs={"system": programme.system_id, "kind": name})


def _address_of_record(label: str, pk: int, programme: Programme) -> str:
    within = {"programme": programme.pk}
    if label in IN_A_MEETING:
        return reverse("gathered-place", kwargs=within | {"what": IN_A_MEETING[label], "pk": pk})
    own_pages = {
        "programmes.system": ("programmes:system", {"system": programme.system_id}),
        "programmes.programme": ("programme", within),
        "workshops.event": ("workshops:event", within | {"event": pk}),
        "diagnostics.release": ("diagnostics:snapshot-version", within | {"release": pk}),
        THEMES: ("diagnostics:theme-release-version", within | {"release": pk}),
        RESULT: ("diagnostics:result-version", within | {"release": pk}),
        "diagnostics.guidequestion": ("diagnostics:guide", within),
        "diagnostics.preworkstep": ("diagnostics:pre-work", within),
        "workshops.action": ("workshops:action", within | {"action": pk}),
        "charters.proposal": ("charters:proposal", within | {"proposal": pk}),
        "charters.commitment": ("charters:commitment", within | {"commitment": pk}),
        "charters.charterversion": ("charters:version", within | {"version": pk}),
        SIGNATURES: ("charters:signatures", within | {"version": pk}),
        "charters.round": ("charters:round", within | {"round": pk}),
        "charters.review": ("charters:review", within | {"review": pk}),
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


def group_of(statement: str) -> str:
    """The part of a statement's key that its note goes by: the items of a list share one note."""
    return statement.partition(".")[0]


def numbered(behind: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The number of the note for each group of statements, from pairs of statement and source in reading order.

    Groups that rest on the same records, named in whatever order, share a note; notes count from 1 as they are met.
    """
    sources: dict[str, set[str]] = {}
    for statement, source in behind:
        sources.setdefault(group_of(statement), set()).add(source)
    numbers: dict[frozenset[str], int] = {}
    return {group: numbers.setdefault(frozenset(keys), len(numbers) + 1) for group, keys in sources.items()}


def briefly(labels: Iterable[str]) -> list[str]:
    """Labels one after another, each kind named once: "Barrier: A", "Barrier: B" become "Barrier: A", "B"."""
    found, last = [], ""
    for label in labels:
        kind, colon, name = label.partition(": ")
        found.append(name if colon and kind == last else label)
        last = kind if colon else ""
    return found


@dataclass(frozen=True)
class Note:
    """A numbered note on a page: its sources with their addresses ("" for none), and where it is cited."""

    number: int
    sources: tuple[tuple[str, str], ...]
    cited_at: str
    out_of_date: bool = False


@dataclass(frozen=True)
class Stale:
    """A statement of an issued report that would read differently today, or that no record bears out any more."""

    statement: str
    label: str


def notes(report: IssuedReport, stale: Iterable[Stale], *, linked: bool) -> list[Note]:
    """The notes of an issued report, with links to the records where `linked`."""
    rows = list(report.evidence.all())
    numbers = numbered((row.statement, row.record) for row in rows)
    by_number: dict[int, list[Evidence]] = {}
    for row in rows:
        by_number.setdefault(numbers[group_of(row.statement)], []).append(row)
    old = {one.statement for one in stale}
    return [_note(number, behind, old, report.programme, linked) for number, behind in sorted(by_number.items())]


def _note(number: int, rows: list[Evidence], old: set[str], programme: Programme, linked: bool) -> Note:
    sources = tuple(dict.fromkeys(Source(row.record, row.label) for row in rows))
    shown = with_addresses(sources, programme) if linked else tuple((words, "") for words in _labels(sources))
    return Note(number, shown, rows[0].statement, any(row.statement in old for row in rows))


def with_addresses(sources: Sequence[Source], programme: Programme) -> tuple[tuple[str, str], ...]:
    """The labels of sources, each with the address of its record."""
    addresses = (address(source.key, programme) for source in sources)
    return tuple(zip(_labels(sources), addresses, strict=True))


def _labels(sources: Sequence[Source]) -> list[str]:
    return briefly(source.label for source in sources)


def out_of_date(report: IssuedReport, now: dict[str, str]) -> list[Stale]:
    """The statements that differ from `now`, the fingerprint by key of what each would say today."""
    found: dict[str, Stale] = {}
    for row in report.evidence.all():
        if now.get(row.statement) != row.said:
            found.setdefault(row.statement, Stale(row.statement, row.label))
    return list(found.values())


def added_since(report: IssuedReport, now: dict[str, str]) -> int:
    """How many statements a new version would have that this one has not."""
    return len(now.keys() - {row.statement for row in report.evidence.all()})
