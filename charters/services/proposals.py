"""Proposals: to add, change or remove a commitment. Their words are bettered by many, and nobody's are lost."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from charters.lines import lines_of
from charters.models import Charter, Comment, Commitment, Proposal, Revision, Section
from charters.services import answering
from charters.services.charter import Conflict, NotFree, lock
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
    seen_commitment: int | None = None,
    by: User,
) -> Proposal:
    """A new proposal, open for comments, with its first revision.

    `kind` is "add", "change" or "remove"; the latter two are about `commitment` and stay in its section. `behaviours`
    has one on each line, at most 300 letters each; `grounds` are (key, label) of the records that it answers. Raises
    NotFree if the commitment was withdrawn meanwhile, Conflict if it is no longer at the revision `seen_commitment`.
    """
    locked = lock(charter)
    proposal = Proposal(charter=locked, kind=kind, section=section, reason=reason, origin=origin, by=by)
    if commitment is not None:
        proposal.commitment = commitment = locked.commitments.select_related("section").get(pk=commitment.pk)
        proposal.section = commitment.section
        _refuse_unseen(commitment, seen_commitment)
    for name, words in _words(proposal, text, behaviours, reason).items():
        setattr(proposal, name, words)
    _keep_before(proposal)
    proposal.member = part_of(locked, by)
    records.add(proposal, by=by)
    _keep_revision(proposal, by=by)
    answering.answer(proposal, grounds)
    return proposal


@transaction.atomic
def reword(
    *,
    proposal: Proposal,
    text: str,
    behaviours: str,
    reason: str,
    seen_revision: int,
    grounds: Iterable[tuple[str, str]] | None = None,
    seen_commitment: int | None = None,
    by: User,
) -> Proposal:
    """Better a proposal's words; each saving is kept as a revision. `grounds` None leaves what it answers.

    Raises Conflict if its words are no longer those seen, NotFree if it is in a round, agreed or withdrawn. Who saves
    what it says already has changed nothing, whatever they saw. Who saw the commitment at its newest revision
    (`seen_commitment`) has words for it as it stands now; else it goes on saying what changed underneath.
    """
    lock(proposal.charter)
    current = Proposal.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=proposal.pk)
    wanted, answers = _words(current, text, behaviours, reason), None if grounds is None else dict(grounds)
    before = _words(current, current.text, current.behaviours, current.reason)
    if wanted == before and not answering.differs(current, answers):
        return current
    _refuse_settled(current)
    if current.revision != seen_revision:
        raise Conflict(current)
    changes = audit.differences(before, wanted) | answering.changes(current, answers)
    _save_words(current, wanted, answers, seen_commitment, by)
    audit.write(by=by, verb="reworded", record=current, changes=changes)
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


def part_of(charter: Charter, user: User) -> Membership | None:
    """The user's part in the programme under which they propose and comment; None for who has none."""
    held = (
        Membership.objects.standing()
        .current(timezone.localdate())
        .filter(programme=charter.programme_id, person__user=user, role__in=GRANTS[Capability.PROPOSE_CHARTER])
    )
    return held.select_related("person").order_by("-role", "pk").first()


def _words(proposal: Proposal, text: str, behaviours: str, reason: str) -> dict[str, str]:
    """The words as they are stored: a proposal to remove has a reason alone."""
    if proposal.kind == Proposal.Kind.REMOVE:
        return {"text": "", "behaviours": "", "reason": reason}
    return {"text": text, "behaviours": "\n".join(lines_of(behaviours)), "reason": reason}


def _save_words(
    proposal: Proposal, wanted: dict[str, str], answers: dict[str, str] | None, seen: int | None, by: User
) -> None:
    for name, words in wanted.items():
        setattr(proposal, name, words)
    proposal.revision += 1
    if proposal.commitment is not None and proposal.commitment.revision == seen:
        _keep_before(proposal)
    proposal.save()
    _keep_revision(proposal, by=by)
    if answers is not None:
        answering.answer(proposal, answers.items())


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


def _refuse_unseen(commitment: Commitment, seen: int | None) -> None:
    if commitment.withdrawn_at:
        raise NotFree("This commitment was withdrawn meanwhile. Propose to add it again.")
    if seen is not None and commitment.revision != seen:
        raise Conflict(commitment)


def _refuse_settled(proposal: Proposal) -> None:
    if proposal.withdrawn_at:
        raise NotFree(WITHDRAWN)
    if proposal.state != Proposal.State.OPEN:
        raise NotFree(IN_ROUND if proposal.state == Proposal.State.IN_ROUND else AGREED)
