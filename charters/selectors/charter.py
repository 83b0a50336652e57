"""The charter as its page shows it: each commitment with its behaviours, what it answers and what is proposed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from charters import differences
from charters.differences import Line, Piece
from charters.lines import told
from charters.models import Behaviour, Charter, CharterVersion, Commitment, Ground, Proposal, Section
from charters.selectors.grounds import Answered, answered
from programmes.models import Programme


@dataclass(frozen=True)
class LineShown:
    """A commitment as it is worked on. `kind` is how it differs from the version in force: "", "added", "changed".

    `pieces` are its words against those in force, where they differ.
    """

    commitment: Commitment
    behaviours: tuple[str, ...]
    answers: tuple[Answered, ...]
    proposals: tuple[Proposal, ...]
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SectionShown:
    """A heading with its commitments, and the open proposals to add one."""

    section: Section
    lines: tuple[LineShown, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class CharterShown:
    """The whole page: the version in force, if there is one, and the text that is worked on from there.

    `gone` are the texts in force that the text worked on no longer has; `differs`: whether there is anything to adopt.
    """

    charter: Charter
    sections: tuple[SectionShown, ...]
    in_force: CharterVersion | None
    versions: tuple[CharterVersion, ...]
    gone: tuple[str, ...]
    differs: bool

    @property
    def is_empty(self) -> bool:
        return not any(section.lines or section.proposals for section in self.sections)

    @property
    def has_lines(self) -> bool:
        return any(section.lines for section in self.sections)


def charter_shown(charter: Charter, programme: Programme) -> CharterShown:
    """Read it in six queries, however long it is."""
    lines = list(commitments(charter))
    versions = tuple(charter.versions.order_by("number"))
    in_force = versions[-1] if versions else None
    now = told(lines)
    changes = differences.between(in_force.sections, now) if in_force else []
    proposals = _waiting(charter)
    by_text = {(change["section"], change["after"]["text"]): change for change in changes if change["after"]}
    by_section = defaultdict(list)
    for line in lines:
        change = by_text.get((line.section.title, line.text))
        by_section[line.section_id].append(_line(line, change, proposals[line.pk], programme))
    return CharterShown(
        charter=charter,
        sections=tuple(
            SectionShown(section, tuple(by_section[section.pk]), tuple(_added(proposals[None], section)))
            for section in charter.sections.standing()
        ),
        in_force=in_force,
        versions=versions,
        gone=tuple(change["before"]["text"] for change in changes if change["after"] is None),
        differs=bool(now) and (in_force is None or now != in_force.sections),
    )


def commitments(charter: Charter) -> QuerySet[Commitment]:
    """The standing commitments in their order, each with section, standing behaviours and grounds at hand."""
    behaviours = Prefetch("behaviours", Behaviour.objects.standing())
    standing = charter.commitments.standing().select_related("section")
    return standing.prefetch_related(behaviours, Prefetch("grounds", Ground.objects.all()))


def _waiting(charter: Charter) -> dict[int | None, list[Proposal]]:
    """Proposals that wait for the group, by the commitment that they are about; None for those that add one."""
    found: dict[int | None, list[Proposal]] = defaultdict(list)
    waiting = charter.proposals.standing().exclude(state=Proposal.State.AGREED)
    for proposal in waiting.select_related("member__person"):
        found[proposal.commitment_id].append(proposal)
    return found


def _added(proposals: Sequence[Proposal], section: Section) -> list[Proposal]:
    return [proposal for proposal in proposals if proposal.section_id == section.pk]


def _line(line: Commitment, change: dict | None, proposals: Sequence[Proposal], programme: Programme) -> LineShown:
    is_new_text = change and change["kind"] == "changed" and change["before"]["text"] != line.text
    return LineShown(
        commitment=line,
        behaviours=tuple(behaviour.text for behaviour in line.behaviours.all()),
        answers=answered(line.grounds.all(), programme),
        proposals=tuple(proposals),
        kind=change["kind"] if change else "",
        pieces=differences.words(change["before"]["text"], line.text) if change and is_new_text else (),
    )


@dataclass(frozen=True)
class ChangeShown:
    """One change of a version: where, of which kind ("added", "changed", "moved", "removed"), word by word."""

    section: str
    kind: str
    pieces: tuple[Piece, ...]
    behaviours: tuple[Line, ...]


def changes_shown(version: CharterVersion) -> tuple[ChangeShown, ...]:
    """What a version changed against the one before, for reading."""
    return tuple(_change_shown(change) for change in version.changes)


def _change_shown(change: dict) -> ChangeShown:
    before = change["before"] or {"text": "", "behaviours": []}
    after = change["after"] or {"text": "", "behaviours": []}
    pieces = differences.words(before["text"], after["text"])
    return ChangeShown(
        change["section"], change["kind"], pieces, differences.lines(before["behaviours"], after["behaviours"])
    )


def sections_told(version: CharterVersion) -> list[dict]:
    """A version's sections for reading: [{"title", "lines": [{"text", "behaviours"}, …]}, …]."""
    found = []
    for section in version.sections:
        below = section.get("behaviours") or [[] for _ in section["commitments"]]
        pairs = zip(section["commitments"], below, strict=True)
        lines = [{"text": text, "behaviours": behaviours} for text, behaviours in pairs]
        found.append({"title": section["title"], "lines": lines})
    return found
