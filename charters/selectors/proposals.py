"""Proposals as their pages show them: what each would change, word by word, and what is said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from charters import differences
from charters.differences import Line, Piece
from charters.models import Behaviour, Comment, Proposal, Revision, RoundItem
from charters.selectors.grounds import Answered, answered
from programmes.dates import FactDate
from programmes.models import Membership, Programme, User

SHOWN_SECTIONS = (
    (Proposal.State.IN_ROUND, "In a round now"),
    (Proposal.State.OPEN, "Open for comments"),
    (Proposal.State.AGREED, "Agreed"),
)


@dataclass(frozen=True)
class Difference:
    """What would change: the commitment word by word, and each behaviour."""

    pieces: tuple[Piece, ...]
    behaviours: tuple[Line, ...]

    @property
    def is_nothing(self) -> bool:
        parts = (*self.pieces, *(piece for line in self.behaviours for piece in line.pieces))
        return all(piece.kind == differences.SAME for piece in parts)


@dataclass(frozen=True)
class CommentShown:
    comment: Comment
    who: str
    is_mine: bool


@dataclass(frozen=True)
class RevisionShown:
    """One wording: who saved it, and what it changed in the wording before."""

    revision: Revision
    who: str
    difference: Difference
    reason: tuple[Piece, ...]


@dataclass(frozen=True)
class ProposalShown:
    """A proposal's page. `moved`: what the commitment says now, against what it said when these words were saved.

    `lines` are its behaviours as they would stand, or of a removal those that go.
    """

    proposal: Proposal
    who: str
    difference: Difference
    lines: tuple[str, ...]
    answers: tuple[Answered, ...]
    moved: Difference | None
    is_orphaned: bool
    comments: tuple[CommentShown, ...]
    revisions: tuple[RevisionShown, ...]


@dataclass(frozen=True)
class ProposalRow:
    """A proposal in the list, with how many comments it has; `agreed_in` is the number of the round that agreed it, and
    `agreed_on` the day from which its version stands: of a round on paper, that of the meeting.
    """

    proposal: Proposal
    who: str
    difference: Difference
    comments: int
    agreed_in: int | None
    agreed_on: FactDate | None

    @property
    def entered_later(self) -> bool:
        return entered_later(self.proposal, self.agreed_on)


@dataclass(frozen=True)
class ProposalGroup:
    heading: str
    rows: tuple[ProposalRow, ...]


def with_words(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with what they answer and with their commitments as they stand at hand."""
    standing = Prefetch("commitment__behaviours", Behaviour.objects.standing())
    found = proposals.select_related("section", "commitment__section", "member__person", "charter")
    return found.prefetch_related(standing, "grounds")


def with_everything(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with the rows at hand that `proposal_shown` reads."""
    comments = Prefetch("comments", Comment.objects.standing().select_related("member__person"))
    return with_words(proposals).prefetch_related(comments, "revisions")


def proposal_shown(proposal: Proposal, programme: Programme, user: User) -> ProposalShown:
    """Expects a proposal of `with_everything`; asks once more for the names of who reworded it."""
    names = _names(programme, [revision.by_id for revision in proposal.revisions.all()])
    return ProposalShown(
        proposal=proposal,
        who=maker(proposal),
        difference=difference(proposal),
        lines=tuple((proposal.behaviours or _gone(proposal)).splitlines()),
        answers=answered(proposal.grounds.all(), programme),
        moved=moved(proposal),
        is_orphaned=_is_orphaned(proposal),
        comments=tuple(_comment(comment, user) for comment in proposal.comments.all()),
        revisions=_revisions(list(proposal.revisions.all()), names),
    )


def groups(proposals: QuerySet[Proposal]) -> tuple[ProposalGroup, ...]:
    """The standing proposals by their state, those that the group decides about first; as they were made. One query."""
    standing = Count("comments", filter=Q(comments__withdrawn_at=None))
    agreed = RoundItem.objects.filter(proposal=OuterRef("pk"), outcome=RoundItem.Outcome.AGREED)
    paths = {
        "agreed_in": "round__number",
        "agreed_day": "round__version__adopted_on",
        "agreed_precision": "round__version__adopted_precision",
    }
    known = {name: Subquery(agreed.values(path)[:1]) for name, path in paths.items()}
    rows = proposals.filter(withdrawn_at=None).select_related("section", "member__person")
    rows = rows.annotate(comment_count=standing, **known).order_by("created_at", "pk")
    found = [(one.state, _row(one)) for one in rows]
    return tuple(
        ProposalGroup(heading, tuple(row for state, row in found if state == wanted))
        for wanted, heading in SHOWN_SECTIONS
        if any(state == wanted for state, _ in found)
    )


def _row(one: Any) -> ProposalRow:
    """A line of the list, of a proposal of `groups`."""
    agreed_on = FactDate(one.agreed_day, one.agreed_precision) if one.agreed_day else None
    return ProposalRow(one, maker(one), difference(one), one.comment_count, one.agreed_in, agreed_on)


def entered_later(proposal: Proposal, agreed_on: FactDate | None) -> bool:
    """Whether a proposal was entered after the day on which the room had agreed it."""
    return agreed_on is not None and timezone.localdate(proposal.created_at) > agreed_on.last_day


def difference(proposal: Proposal) -> Difference:
    """What a proposal changes in the words that it was made for."""
    return between(
        (proposal.before, proposal.behaviours_before.splitlines()), (proposal.text, proposal.behaviours.splitlines())
    )


def between(before: tuple[str, Sequence[str]], after: tuple[str, Sequence[str]]) -> Difference:
    """What differs between two commitments, each its text and its behaviours."""
    return Difference(differences.words(before[0], after[0]), differences.lines(before[1], after[1]))


def maker(row: Proposal | Comment) -> str:
    """Who proposed or said it, as the programme names them."""
    return row.member.shown_name if row.member else "The facilitator"


def moved(proposal: Proposal) -> Difference | None:
    """What its commitment says now against what it said when these words were saved; None where that is the same.

    Expects the commitment with its standing behaviours at hand.
    """
    if proposal.commitment is None or proposal.state == Proposal.State.AGREED:
        return None
    now = [behaviour.text for behaviour in proposal.commitment.behaviours.all()]
    found = between((proposal.before, proposal.behaviours_before.splitlines()), (proposal.commitment.text, now))
    return None if found.is_nothing else found


def _gone(proposal: Proposal) -> str:
    return proposal.behaviours_before if proposal.kind == Proposal.Kind.REMOVE else ""


def _is_orphaned(proposal: Proposal) -> bool:
    """Whether the commitment that it would change or remove was withdrawn meanwhile."""
    is_waiting = proposal.state != Proposal.State.AGREED
    return bool(is_waiting and proposal.commitment and proposal.commitment.withdrawn_at)


def _comment(comment: Comment, user: User) -> CommentShown:
    return CommentShown(comment, maker(comment), comment.by_id == user.pk)


def _revisions(rows: Sequence[Revision], names: dict[int, str]) -> tuple[RevisionShown, ...]:
    """The newest first, each against the one before; the first wording against nothing is left out."""
    shown = [_revision(old, new, names.get(new.by_id, "The facilitator")) for old, new in pairwise(rows)]
    return tuple(reversed(shown))


def _revision(old: Revision, new: Revision, who: str) -> RevisionShown:
    changed = between((old.text, old.behaviours.splitlines()), (new.text, new.behaviours.splitlines()))
    return RevisionShown(new, who, changed, differences.words(old.reason, new.reason))


def _names(programme: Programme, users: Sequence[int]) -> dict[int, str]:
    """The names of users as the programme gives them."""
    held = Membership.objects.filter(programme=programme, person__user__in=set(users)).select_related("person")
    return {part.person.user_id: part.shown_name for part in held if part.person.user_id}
