"""What the pages of rounds show. While a round is open, only who runs it learns who said what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from charters import agreeing
from charters.agreeing import Counts
from charters.differences import Line, Piece, lines, words
from charters.models import Charter, CharterVersion, Proposal, Resolution, Round, RoundItem, RoundMember, Stance
from charters.selectors import rounds
from charters.selectors.rounds import Rule
from programmes import account_selectors
from programmes.dates import FactDate
from programmes.models import Membership

NOT_YET = Stance.Choice.NOT_YET


@dataclass(frozen=True)
class Words:
    """What one decides on: "add", "change" or "remove", and what differs from what the charter says.

    Of a commitment to add all its words are "same", of one to remove all are "gone".
    """

    kind: str
    section: str
    pieces: tuple[Piece, ...]
    behaviours: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The words that would stand, or of a removal those that would go."""
        return "".join(piece.text for piece in self.pieces if self.kind == "remove" or piece.kind != "gone").strip()


@dataclass(frozen=True)
class Reason:
    """Why somebody cannot agree yet, as the group may read it."""

    name: str
    text: str


@dataclass(frozen=True)
class ItemRow:
    """A proposal in a round, as one of those asked sees it.

    `mine` is their own stance; `answered` counts people; `counts` and `reasons` are there once the round has closed.
    `number` is its place, from 1.
    """

    item: RoundItem
    number: int
    words: Words
    mine: Stance | None
    answered: int
    counts: Counts | None
    reasons: tuple[Reason, ...]
    resolutions: tuple[Resolution, ...]


@dataclass(frozen=True)
class RoundPage:
    """A round as somebody sees it. `me` is None for who is not asked; `answered` counts people who have said all.

    `room` is the code of the live room in which they sit while the round is run there, else "".
    """

    round: Round
    rule: Rule
    rows: tuple[ItemRow, ...]
    me: RoundMember | None
    answered: int
    is_over: bool
    room: str

    @property
    def is_open(self) -> bool:
        return self.round.is_open and not self.is_over

    @property
    def may_answer(self) -> bool:
        return self.is_open and self.me is not None

    @property
    def given(self) -> int:
        """On how many proposals they have said where they stand."""
        return len([row for row in self.rows if row.mine])

    @property
    def next(self) -> ItemRow | None:
        """The first proposal that waits for them: without a stance, or with an answer to their "not yet"."""
        return next((row for row in self.rows if row.mine is None or row.mine.answer), None)

    @property
    def agreed(self) -> int:
        return len([row for row in self.rows if row.item.outcome == RoundItem.Outcome.AGREED])

    def row(self, item: int) -> ItemRow | None:
        return next((row for row in self.rows if row.item.pk == item), None)

    def after(self, item: int) -> ItemRow | None:
        """The first proposal after this one that waits for them, else the first of all that does."""
        places = [row.item.pk for row in self.rows]
        later = self.rows[places.index(item) + 1 :]
        return next((row for row in (*later, *self.rows) if row.mine is None or row.mine.answer), None)


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked, as who runs the round sees them: on how many proposals they have answered."""

    membership: Membership
    given: int
    of: int
    unreachable: str

    @property
    def has_answered(self) -> bool:
        return self.given >= self.of


@dataclass(frozen=True)
class StanceRow:
    """Where somebody stands on a proposal, for who runs the round."""

    name: str
    stance: Stance


@dataclass(frozen=True)
class Standing:
    """How a proposal stands: who said what, and what would come of it if the round closed now."""

    item: RoundItem
    number: int
    words: Words
    counts: Counts
    outcome: str
    stances: tuple[StanceRow, ...]
    resolutions: tuple[Resolution, ...]

    @property
    def not_yet(self) -> tuple[StanceRow, ...]:
        return tuple(row for row in self.stances if row.stance.choice == NOT_YET)


@dataclass(frozen=True)
class Desk:
    """A round as who runs it sees it."""

    round: Round
    rule: Rule
    people: tuple[Asked, ...]
    standings: tuple[Standing, ...]

    @property
    def silent(self) -> tuple[Asked, ...]:
        return tuple(each for each in self.people if not each.has_answered)

    @property
    def answered(self) -> int:
        return len(self.people) - len(self.silent)

    @property
    def agreed(self) -> int:
        return len([each for each in self.standings if each.outcome == RoundItem.Outcome.AGREED])

    @property
    def noted(self) -> int:
        """How many answers were noted for somebody in the room, and not said anew by themselves."""
        return len([row for each in self.standings for row in each.stances if row.stance.noted_in_room])

    @property
    def is_forgotten(self) -> bool:
        """Whether people said something that is kept no longer."""
        said = [each for each in self.standings if each.counts.answered]
        return not self.round.on_paper and bool(said) and not any(each.stances for each in self.standings)

    @property
    def to_answer(self) -> int:
        """How many "not yet" nobody has answered."""
        return len([row for each in self.standings for row in each.not_yet if not row.stance.answer])

    @property
    def with_authors(self) -> int:
        """How many "not yet" were answered, and wait for whoever gave them."""
        return sum(len(each.not_yet) for each in self.standings) - self.to_answer


@dataclass(frozen=True)
class Held:
    """A round in the list of all: how many proposals it had, how many were agreed, and the version that it froze."""

    round: Round
    proposals: int
    agreed: int
    version: CharterVersion | None


@dataclass(frozen=True)
class Said:
    """What closed rounds left beside a proposal: outcomes, reasons for all to read, how others were answered."""

    items: tuple[RoundItem, ...]
    reasons: tuple[Reason, ...]
    resolutions: tuple[Resolution, ...]

    @property
    def _agreed_by(self) -> Round | None:
        return next((each.round for each in self.items if each.outcome == RoundItem.Outcome.AGREED), None)

    @property
    def agreed_in(self) -> int | None:
        """The number of the round that agreed it."""
        return self._agreed_by.number if self._agreed_by else None

    @property
    def agreed_on(self) -> FactDate | None:
        """The day from which its version stands: of a round on paper, that of the meeting."""
        version = getattr(self._agreed_by, "version", None)
        return version.adopted_on if version else None


@dataclass(frozen=True)
class RoundNow:
    """The round that is open: whether it asks the user, and whether something in it waits for them."""

    round: Round
    is_asked: bool
    waits: bool


def words_of(item: RoundItem) -> Words:
    """The words of a proposal as they were put before the group, beside those that they would replace."""
    return words_proposed(item.proposal, item.text, item.behaviours)


def words_proposed(proposal: Proposal, text: str | None = None, behaviours: str | None = None) -> Words:
    """The words of a proposal as it stands, or these of it, beside those that they would replace."""
    after = (proposal.text if text is None else text, proposal.behaviours if behaviours is None else behaviours)
    before = (proposal.before, proposal.behaviours_before)
    if proposal.kind == Proposal.Kind.ADD:
        before = after
    elif proposal.kind == Proposal.Kind.REMOVE:
        after = ("", "")
    told = lines(before[1].splitlines(), after[1].splitlines())
    return Words(proposal.kind, proposal.section.title, words(before[0], after[0]), told)


def page(round: Round, user: Any, *, at: datetime) -> RoundPage:
    """A round as the user sees it at the moment `at`: their own stances, and of others how many have answered."""
    found = _read(round, at)
    me = next((each for each in found.members if each.membership.person.user_id == user.pk), None)
    me = me if me and me.membership_id in found.here else None
    rows = tuple(_row(found, item, number, me) for number, item in enumerate(found.items, start=1))
    is_over = round.is_open and at >= round.closes_at
    answered = len([each for each in found.standing if found.given(each) >= len(found.items)])
    room = rounds.room_of(round, me.membership_id) if me and round.event_id else ""
    return RoundPage(round, found.rule, rows, me, answered, is_over, room)


def desk(round: Round, *, at: datetime) -> Desk:
    """A round as who runs it sees it at the moment `at`."""
    found = _read(round, at)
    barred = account_selectors.unreachable([each.membership.person for each in found.standing])
    people = tuple(
        Asked(each.membership, found.given(each), len(found.items), barred.get(each.membership.person_id, ""))
        for each in found.standing
    )
    standings = tuple(_standing(found, item, number) for number, item in enumerate(found.items, start=1))
    return Desk(round, found.rule, people, standings)


def listed(charter: Charter) -> list[Held]:
    """The rounds of a charter, the newest first."""
    versions = {version.agreed_in_id: version for version in charter.versions.filter(agreed_in__isnull=False)}
    outcomes = Count("items", filter=Q(items__outcome=RoundItem.Outcome.AGREED))
    found = charter.rounds.select_related("event").annotate(proposals=Count("items"), agreed=outcomes)
    return [Held(one, one.proposals, one.agreed, versions.get(one.pk)) for one in found.order_by("-number")]


def open_round(charter: Charter) -> Round | None:
    """The round that is open, if one is."""
    return charter.rounds.filter(state=Round.State.OPEN).select_related("charter", "event").first()


def ready(charter: Charter) -> list[Proposal]:
    """Proposals that a round can put before the group, in the order of the charter."""
    found = charter.proposals.standing().filter(state=Proposal.State.OPEN).select_related("section", "commitment")
    return list(found.order_by("section__position", "created_at", "pk"))


def said_of(proposal: Proposal) -> Said:
    """What rounds left beside a proposal, in three queries."""
    closed = proposal.items.filter(round__state=Round.State.CLOSED).select_related("round__version")
    items = list(closed.order_by("round__number"))
    stances = Stance.objects.filter(item__in=items, choice=NOT_YET, only_facilitator=False)
    told = stances.select_related("member__membership__person").order_by("member__membership__person__name")
    return Said(
        tuple(items),
        tuple(Reason(each.member.membership.shown_name, each.reason) for each in told),
        tuple(Resolution.objects.filter(item__proposal=proposal)),
    )


def now(charter: Charter, user: Any) -> RoundNow | None:
    """The round that is open, as the user meets it on the charter's page; None where none is. One query."""
    mine = RoundMember.objects.filter(round=OuterRef("pk"), membership__person__user=user)
    said = Stance.objects.filter(item=OuterRef("pk"), member__membership__person__user=user, answer="")
    left = RoundItem.objects.filter(round=OuterRef("pk")).filter(~Exists(said))
    open_ones = charter.rounds.filter(state=Round.State.OPEN)
    found = open_ones.annotate(is_asked=Exists(mine), has_more=Exists(left)).first()
    return RoundNow(found, found.is_asked, found.is_asked and found.has_more) if found else None


@dataclass(frozen=True)
class _Found:
    """Everything about a round, read with a number of queries that does not grow with it."""

    round: Round
    rule: Rule
    members: tuple[RoundMember, ...]
    here: frozenset[int]
    items: tuple[RoundItem, ...]
    stances: Mapping[int, list[Stance]]

    @property
    def standing(self) -> tuple[RoundMember, ...]:
        """Those asked who still take part."""
        return tuple(each for each in self.members if each.membership_id in self.here)

    def of(self, item: RoundItem) -> list[tuple[RoundMember, Stance]]:
        """The stances of those who still take part on a proposal, by name."""
        said = {stance.member_id: stance for stance in self.stances.get(item.pk, [])}
        return [(each, said[each.pk]) for each in self.standing if each.pk in said]

    def given(self, member: RoundMember) -> int:
        return len([1 for found in self.stances.values() for stance in found if stance.member_id == member.pk])

    def counts(self, item: RoundItem) -> Counts:
        """As they are now; once the round has closed, as they were kept."""
        if not self.round.is_open:
            return Counts(item.agree, item.live, item.not_yet)
        said = [stance.choice for _, stance in self.of(item)]
        return Counts(*(said.count(choice) for choice in ("agree", "live", "not_yet")))


def _read(round: Round, at: datetime) -> _Found:
    members = tuple(rounds.asked(round))
    here = rounds.still_here(round, at=rounds.day_of(round, timezone.localdate(at)))
    items = round.items.select_related("proposal__section").prefetch_related("resolutions")
    stances: dict[int, list[Stance]] = {}
    for stance in Stance.objects.filter(item__round=round).order_by("pk"):
        stances.setdefault(stance.item_id, []).append(stance)
    return _Found(round, rounds.rule(round, len(members), len(here)), members, here, tuple(items), stances)


def _row(found: _Found, item: RoundItem, number: int, me: RoundMember | None) -> ItemRow:
    said = found.of(item)
    mine = next((stance for member, stance in said if member == me), None)
    is_closed = not found.round.is_open
    return ItemRow(
        item=item,
        number=number,
        words=words_of(item),
        mine=mine,
        answered=found.counts(item).answered,
        counts=found.counts(item) if is_closed else None,
        reasons=tuple(_shown(said)) if is_closed else (),
        resolutions=tuple(item.resolutions.all()),
    )


def _shown(said: Iterable[tuple[RoundMember, Stance]]) -> list[Reason]:
    """The reasons that the group may read."""
    return [
        Reason(member.membership.shown_name, stance.reason)
        for member, stance in said
        if stance.choice == NOT_YET and not stance.only_facilitator
    ]


def _standing(found: _Found, item: RoundItem, number: int) -> Standing:
    counts = found.counts(item)
    return Standing(
        item=item,
        number=number,
        words=words_of(item),
        counts=counts,
        outcome=item.outcome or agreeing.outcome(counts, found.rule.needed),
        stances=tuple(StanceRow(member.membership.shown_name, stance) for member, stance in found.of(item)),
        resolutions=tuple(item.resolutions.all()),
    )
