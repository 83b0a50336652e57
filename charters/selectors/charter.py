"""The charter as its page shows it: each commitment with its behaviours, what it answers and what is proposed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import CharField, Value

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
    kind: str
    pieces: tuple[Piece, ...]
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class SectionShown:
    """A heading with its commitments, and the open proposals to add one."""

    section: Section
    lines: tuple[LineShown, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class CharterShown:
    """The whole page: the version in force, if there is one, and the text that is worked on from there.

    `gone` are the texts in force that the text worked on no longer has, `withdrawn` the commitments that can be
    restored; `differs`: whether there is anything to adopt.
    """

    charter: Charter
    sections: tuple[SectionShown, ...]
    in_force: CharterVersion | None
    versions: tuple[CharterVersion, ...]
    gone: tuple[str, ...]
    withdrawn: tuple[Commitment, ...]
    differs: bool


@dataclass(frozen=True)
class _Below:
    """What stands below the commitments of a charter, by commitment."""

    behaviours: Mapping[int, list[str]]
    grounds: Mapping[int, list[Ground]]


def charter_shown(charter: Charter, programme: Programme) -> CharterShown:
    """Read it in five queries, however long it is."""
    every = list(charter.commitments.select_related("section"))
    lines, below = [line for line in every if line.withdrawn_at is None], _below(charter)
    versions = tuple(charter.versions.order_by("number"))
    in_force = versions[-1] if versions else None
    now = told((line, below.behaviours[line.pk]) for line in lines)
    changes = differences.between(in_force.sections, now) if in_force else []
    return CharterShown(
        charter=charter,
        sections=_sections(charter, _lines(lines, changes, below, programme), _waiting(charter)),
        in_force=in_force,
        versions=versions,
        gone=tuple(change["before"]["text"] for change in changes if change["after"] is None),
        withdrawn=tuple(line for line in every if line.withdrawn_at),
        differs=bool(now) and (in_force is None or now != in_force.sections),
    )


def _below(charter: Charter) -> _Below:
    """One query for both, because the page asks for much else."""
    standing = Behaviour.objects.standing().filter(commitment__charter=charter).order_by()
    answers = Ground.objects.filter(commitment__charter=charter).order_by()
    behaviours = standing.values_list("commitment", "position", "pk", "text", Value("", output_field=CharField()))
    grounds = answers.values_list("commitment", Value(0), "pk", "label", "record")
    found = _Below(defaultdict(list), defaultdict(list))
    for commitment, _, _, text, record in sorted(behaviours.union(grounds, all=True)):
        if record:
            found.grounds[commitment].append(Ground(record=record, label=text))
        else:
            found.behaviours[commitment].append(text)
    return found


def _sections(
    charter: Charter, lines: Mapping[int, list[LineShown]], waiting: Mapping[int | None, list[Proposal]]
) -> tuple[SectionShown, ...]:
    def shown(section: Section) -> SectionShown:
        proposed = tuple(proposal for proposal in waiting[None] if proposal.section_id == section.pk)
        told = (replace(line, proposals=tuple(waiting[line.commitment.pk])) for line in lines[section.pk])
        return SectionShown(section, tuple(told), proposed)

    return tuple(shown(section) for section in charter.sections.standing())


def _lines(
    lines: Sequence[Commitment], changes: Sequence[dict], below: _Below, programme: Programme
) -> Mapping[int, list[LineShown]]:
    """The lines by section."""
    by_text = {(change["section"], change["after"]["text"]): change for change in changes if change["after"]}
    found = defaultdict(list)
    for line in lines:
        change = by_text.get((line.section.title, line.text))
        found[line.section_id].append(_line(line, change, below, programme))
    return found


def _waiting(charter: Charter) -> dict[int | None, list[Proposal]]:
    """Proposals that wait for the group, by the commitment that they are about; None for those that add one."""
    found: dict[int | None, list[Proposal]] = defaultdict(list)
    waiting = charter.proposals.standing().exclude(state=Proposal.State.AGREED)
    for proposal in waiting.select_related("member__person"):
        found[proposal.commitment_id].append(proposal)
    return found


def _line(line: Commitment, change: dict | None, below: _Below, programme: Programme) -> LineShown:
    is_new_text = change and change["kind"] == "changed" and change["before"]["text"] != line.text
    return LineShown(
        commitment=line,
        behaviours=tuple(below.behaviours[line.pk]),
        answers=answered(below.grounds[line.pk], programme),
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
    """A version's sections for reading: [{"title", "lines": [{"text", "behaviours", "kind"}, …]}, …].

    `kind` is what it did to a line: "added", "changed", "moved" or "" for nothing.
    """
    kinds = {
        (change["section"], change["after"]["text"]): change["kind"] for change in version.changes if change["after"]
    }
    found = []
    for section in version.sections:
        below = section.get("behaviours") or [[] for _ in section["commitments"]]
        pairs = zip(section["commitments"], below, strict=True)
        lines = [
            {"text": text, "behaviours": behaviours, "kind": kinds.get((section["title"], text), "")}
            for text, behaviours in pairs
        ]
        found.append({"title": section["title"], "lines": lines})
    return found
