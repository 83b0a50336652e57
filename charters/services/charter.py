"""The charter: one for a programme, its commitments worked on, and versions frozen that never change again.

Whatever writes to a charter takes its row first (`lock`), so that those who write at once come one after another.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from charters.differences import between
from charters.lines import lines_of, told
from charters.models import Behaviour, Charter, CharterVersion, Commitment, Proposal, Round, Section
from charters.services import answering
from programmes.dates import FactDate
from programmes.models import Programme, User
from programmes.services import audit, records
from workshops.models import Event


class NothingToAdopt(Exception):
    """A charter without a single standing commitment cannot be adopted."""


class Conflict(Exception):
    """Somebody else saved these words meanwhile. `current` is the record as it stands now; nothing was written."""

    def __init__(self, current: Commitment | Proposal) -> None:
        super().__init__("These words were changed meanwhile.")
        self.current = current


class NotFree(Exception):
    """What was asked for is not possible as things stand; the text says why, in a sentence for the reader."""


def charter_of(programme: Programme) -> Charter:
    """The programme's charter, made on first need with the usual sections."""
    return Charter.objects.filter(programme=programme).first() or _begun(programme)


@transaction.atomic
def _begun(programme: Programme) -> Charter:
    charter, is_new = Charter.objects.get_or_create(programme=programme)
    if is_new:
        usual = enumerate(Section.Usual.choices, start=1)
        rows = [Section(charter=charter, key=key, title=title, position=place) for place, (key, title) in usual]
        Section.objects.bulk_create(rows)
    return charter


def lock(charter: Charter) -> Charter:
    """The charter's row, held until the transaction ends: whoever else writes to this charter waits."""
    return Charter.objects.select_for_update().get(pk=charter.pk)


@transaction.atomic
def write(
    *,
    charter: Charter,
    section: Section,
    text: str,
    behaviours: str = "",
    origin: str = "",
    grounds: Iterable[tuple[str, str]] = (),
    position: int | None = None,
    by: User,
) -> Commitment:
    """A new commitment with its behaviours and what it answers, each (key, label); last in its section by itself."""
    locked = lock(charter)
    last = section.commitments.aggregate(last=Max("position"))["last"] or 0
    place = last + 1 if position is None else position
    line = Commitment(charter=locked, section=section, text=text, position=place, origin=origin)
    records.add(line, by=by)
    _put_back(section, by)
    _set_behaviours(line, lines_of(behaviours))
    answering.answer(line, grounds)
    return line


@transaction.atomic
def edit(
    *,
    commitment: Commitment,
    section: Section,
    text: str,
    behaviours: str,
    seen_revision: int,
    grounds: Iterable[tuple[str, str]] | None = None,
    position: int | None = None,
    by: User,
) -> Commitment:
    """Change a commitment: words, behaviours, section, and unless None what it answers and its place.

    Raises Conflict if it is no longer as seen. Who saves what it says already has changed nothing, whatever they saw.
    """
    lock(commitment.charter)
    current = Commitment.objects.select_for_update().get(pk=commitment.pk)
    wanted = _Wording(section, text, tuple(lines_of(behaviours)), current.position if position is None else position)
    found = None if grounds is None else dict(grounds)
    if wanted == _wording(current) and not answering.differs(current, found):
        return current
    if current.revision != seen_revision:
        raise Conflict(current)
    return _reword(current, wanted, found, by=by)


@transaction.atomic
def withdraw(*, commitment: Commitment, by: User) -> None:
    """Take a commitment out; it can be restored. One that was withdrawn meanwhile stays as it is."""
    lock(commitment.charter)
    current = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if current.withdrawn_at is None:
        records.withdraw(current, by=by)


@transaction.atomic
def restore(*, commitment: Commitment, by: User) -> None:
    """Put a withdrawn commitment back, and its section with it if that was left out meanwhile."""
    lock(commitment.charter)
    _stand_again(commitment, by)


@transaction.atomic
def apply(proposal: Proposal, by: User) -> Commitment:
    """Do what a proposal says: add, change or withdraw its commitment; the proposal is agreed from then on.

    The words are those of the proposal. A commitment that was withdrawn meanwhile stands again, changed. Applied twice,
    it does it once.
    """
    lock(proposal.charter)
    current = Proposal.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=proposal.pk)
    if current.state == Proposal.State.AGREED:
        return current.commitment or Commitment.objects.get(charter=current.charter_id, origin=current.key)
    line = _WAYS[Proposal.Kind(current.kind)](current, by)
    current.state, current.settled_at = Proposal.State.AGREED, timezone.now()
    current.save(update_fields=["state", "settled_at"])
    proposal.state, proposal.settled_at = current.state, current.settled_at
    audit.write(by=by, verb="agreed", record=current)
    return line


def adopt(*, charter: Charter, adopted_on: FactDate, by: User) -> CharterVersion:
    """Fix the charter as it stands as its next version, as the facilitator records it. Raises NothingToAdopt."""
    return freeze(charter=charter, adopted_on=adopted_on, by=by)


@transaction.atomic
def freeze(
    *,
    charter: Charter,
    adopted_on: FactDate,
    agreed_in: Round | None = None,
    event: Event | None = None,
    took_part: Sequence[Mapping[str, str]] = (),
    by: User,
) -> CharterVersion:
    """The charter as it stands as its next version: numbered, hashed, with what changed since the one before.

    `took_part` are {"name", "post"} of those who agreed it. Raises NothingToAdopt when it has no commitment.
    """
    locked = lock(charter)
    sections = as_it_stands(locked)
    if not sections:
        raise NothingToAdopt
    before = locked.versions.order_by("number").last()
    version = CharterVersion.objects.create(
        charter=locked,
        number=before.number + 1 if before else 1,
        adopted_on=adopted_on,
        sections=sections,
        sha256=fingerprint(sections),
        changes=between(before.sections if before else (), sections),
        agreed_in=agreed_in,
        event=event,
        took_part=[dict(one) for one in took_part],
        by=by,
    )
    audit.write(by=by, verb="adopted", record=version)
    return version


def as_it_stands(charter: Charter) -> list[dict]:
    """The standing lines by section, in the sections' order, and below each line its behaviours.

    [{"section", "title", "commitments": [text, …], "behaviours": [[text, …], …]}, …]; the two lists are as long as one
    another, and "behaviours" is left out of a section that has none.
    """
    standing = Prefetch("behaviours", Behaviour.objects.standing())
    lines = charter.commitments.standing().select_related("section").prefetch_related(standing)
    return told((line, [behaviour.text for behaviour in line.behaviours.all()]) for line in lines)


def fingerprint(sections: list[dict]) -> str:
    """SHA-256, in hexadecimal, of the sections as JSON with sorted keys: anybody can recompute it from the text."""
    return hashlib.sha256(json.dumps(sections, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _add(proposal: Proposal, by: User) -> Commitment:
    return write(
        charter=proposal.charter,
        section=proposal.section,
        text=proposal.text,
        behaviours=proposal.behaviours,
        origin=proposal.key,
        grounds=proposal.grounds.values_list("record", "label"),
        by=by,
    )


def _change(proposal: Proposal, by: User) -> Commitment:
    line = Commitment.objects.select_for_update().get(proposals=proposal)
    if line.withdrawn_at:
        _stand_again(line, by)
    wanted = _Wording(line.section, proposal.text, tuple(lines_of(proposal.behaviours)), line.position)
    grounds = dict(line.grounds.values_list("record", "label")) | dict(proposal.grounds.values_list("record", "label"))
    return _reword(line, wanted, grounds, by=by)


def _stand_again(line: Commitment, by: User) -> None:
    _put_back(line.section, by)
    records.restore(line, by=by)


def _put_back(section: Section, by: User) -> None:
    """What stands in a section brings it back, if it was left out meanwhile."""
    if Section.objects.filter(pk=section.pk, withdrawn_at__isnull=False).exists():
        records.restore(section, by=by)


def _remove(proposal: Proposal, by: User) -> Commitment:
    line = Commitment.objects.get(proposals=proposal)
    withdraw(commitment=line, by=by)
    return line


_WAYS = {Proposal.Kind.ADD: _add, Proposal.Kind.CHANGE: _change, Proposal.Kind.REMOVE: _remove}


@dataclass(frozen=True)
class _Wording:
    section: Section
    text: str
    behaviours: tuple[str, ...]
    position: int

    def said(self) -> dict[str, object]:
        """As the audit keeps it."""
        behaviours = "; ".join(self.behaviours)
        return {
            "section": str(self.section), "text": self.text, "behaviours": behaviours, "position": self.position,
        }  # fmt: skip


def _wording(line: Commitment) -> _Wording:
    standing = line.behaviours.filter(withdrawn_at=None).values_list("text", flat=True)
    return _Wording(line.section, line.text, tuple(standing), line.position)


def _reword(line: Commitment, wanted: _Wording, grounds: Mapping[str, str] | None, *, by: User) -> Commitment:
    changes = audit.differences(_wording(line).said(), wanted.said()) | answering.changes(line, grounds)
    if not changes:
        return line
    line.section, line.text, line.position = wanted.section, wanted.text, wanted.position
    line.revision += 1
    line.save(update_fields=["section", "text", "position", "revision"])
    _set_behaviours(line, wanted.behaviours)
    if grounds is not None:
        answering.answer(line, grounds.items())
    audit.write(by=by, verb="corrected", record=line, changes=changes)
    return line


def _set_behaviours(line: Commitment, texts: Sequence[str]) -> None:
    """Make these the standing behaviours, in this order. A behaviour that was there before is the same one again."""
    found = {behaviour.text: behaviour for behaviour in line.behaviours.order_by("-withdrawn_at")}
    line.behaviours.filter(withdrawn_at=None).exclude(text__in=texts).update(withdrawn_at=timezone.now())
    for position, text in enumerate(texts, start=1):
        behaviour = found.get(text) or Behaviour(commitment=line, text=text)
        behaviour.position, behaviour.withdrawn_at = position, None
        behaviour.save()
