"""Proposals: to add, change or remove a commitment. Their words are bettered by many, and nobody's are lost."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from charters.models import Charter, Comment, Commitment, Ground, Proposal, Revision, Section
from charters.services.charter import Conflict, NotFree, lines_of, lock
from programmes.access import GRANTS, Capability
from programmes.models import Membership, User
from programmes.services import audit, records

__all__ = ["Conflict", "NotFree", "comment", "propose", "reword", "withdraw"]

IN_ROUND = "The group is deciding about these words. They can be changed once the round has closed."
AGREED = "This proposal is agreed. To change the commitment, make a new proposal."
WITHDRAWN = "This proposal was withdrawn. Make a new one to go on with it."


@transaction.atomic
def propose(
    *,
    charter: Charter,
    kind: str,
    section: Section | None,
    text: str = "",
    behaviours: str = "",
    reason: str,
    commitment: Commitment | None = None,
    origin: str = "",
    grounds: Iterable[tuple[str, str]] = (),
    by: User,
) -> Proposal:
    """A new proposal, open for comments, with its first revision.

    `kind` is "add", "change" or "remove"; the latter two are about `commitment` and stay in its section. `behaviours`
    has one on each line, at most 300 letters each; `grounds` are (key, label) of the records that it answers. Raises
    NotFree if the commitment was withdrawn meanwhile.
    """
    locked = lock(charter)
    proposal = Proposal(charter=locked, kind=kind, section=section, reason=reason, origin=origin, by=by)
    if commitment is not None:
        proposal.commitment = commitment = locked.commitments.select_related("section").get(pk=commitment.pk)
        proposal.section = commitment.section
        _refuse_withdrawn(commitment)
    if kind != Proposal.Kind.REMOVE:
        proposal.text, proposal.behaviours = text, _typed(behaviours)
    _keep_before(proposal)
    proposal.member = part_of(locked, by)
    records.add(proposal, by=by)
    _keep_revision(proposal, by=by)
    answer(proposal, grounds)
    return proposal


@transaction.atomic
def reword(*, proposal: Proposal, text: str, behaviours: str, reason: str, seen_revision: int, by: User) -> Proposal:
    """Better a proposal's words; each saving is kept as a revision. Raises Conflict, or NotFree.

    Conflict: its words are no longer those seen. NotFree: it is in a round, agreed or withdrawn. Who saves what it says
    already has changed nothing, whatever they saw.
    """
    lock(proposal.charter)
    current = Proposal.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=proposal.pk)
    is_removal = current.kind == Proposal.Kind.REMOVE
    wanted = ("" if is_removal else text, "" if is_removal else _typed(behaviours), reason)
    if wanted == (current.text, current.behaviours, current.reason):
        return current
    _refuse_settled(current)
    if current.revision != seen_revision:
        raise Conflict(current)
    before = audit.snapshot(current)
    current.text, current.behaviours, current.reason = wanted
    current.revision += 1
    _keep_before(current)
    current.save()
    _keep_revision(current, by=by)
    audit.write(by=by, verb="reworded", record=current, changes=audit.differences(before, audit.snapshot(current)))
    return current


@transaction.atomic
def comment(*, proposal: Proposal, text: str, by: User) -> Comment:
    """Say something about a proposal, under one's name."""
    return records.add(Comment(proposal=proposal, text=text, member=part_of(proposal.charter, by), by=by), by=by)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> None:
    """Take a proposal back. Raises NotFree when it is in a round or agreed."""
    lock(proposal.charter)
    current = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if current.withdrawn_at is None:
        _refuse_settled(current)
        records.withdraw(current, by=by)


@transaction.atomic
def restore(*, proposal: Proposal, by: User) -> None:
    """Put a withdrawn proposal back, open for comments."""
    lock(proposal.charter)
    records.restore(Proposal.objects.select_for_update().get(pk=proposal.pk), by=by)


def answer(proposal: Proposal, grounds: Iterable[tuple[str, str]]) -> None:
    """Make these, each (key, label), what the proposal answers."""
    wanted = {key: label[:200] for key, label in grounds}
    proposal.grounds.exclude(record__in=wanted).delete()
    rows = [Ground(proposal=proposal, record=key, label=label) for key, label in wanted.items()]
    Ground.objects.bulk_create(rows, ignore_conflicts=True)


def part_of(charter: Charter, user: User) -> Membership | None:
    """The user's part in the programme under which they propose and comment; None for who has none."""
    held = (
        Membership.objects.standing()
        .current(timezone.localdate())
        .filter(programme=charter.programme_id, person__user=user, role__in=GRANTS[Capability.PROPOSE_CHARTER])
    )
    return held.select_related("person").order_by("-role", "pk").first()


def _typed(behaviours: str) -> str:
    return "\n".join(lines_of(behaviours))


def _keep_before(proposal: Proposal) -> None:
    """What the proposal changes, as it stands now: the page says when that changes again underneath it."""
    if proposal.commitment is not None:
        standing = proposal.commitment.behaviours.filter(withdrawn_at=None).values_list("text", flat=True)
        proposal.before, proposal.behaviours_before = proposal.commitment.text, "\n".join(standing)


def _keep_revision(proposal: Proposal, *, by: User) -> None:
    Revision.objects.create(
        proposal=proposal,
        number=proposal.revision,
        text=proposal.text,
        behaviours=proposal.behaviours,
        reason=proposal.reason,
        by=by,
    )


def _refuse_withdrawn(commitment: Commitment) -> None:
    if commitment.withdrawn_at:
        raise NotFree("This commitment was withdrawn meanwhile. Propose to add it again.")


def _refuse_settled(proposal: Proposal) -> None:
    if proposal.withdrawn_at:
        raise NotFree(WITHDRAWN)
    if proposal.state != Proposal.State.OPEN:
        raise NotFree(IN_ROUND if proposal.state == Proposal.State.IN_ROUND else AGREED)
