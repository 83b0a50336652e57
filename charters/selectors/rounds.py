"""What a round asks for, whom it asks, and how it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from charters.agreeing import Counts, needed
from charters.models import Round, RoundItem, RoundMember, Stance
from programmes.models import Membership, Programme
from workshops.models import Attendance, Room, Seat

THERE = (Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE)


def leaders(programme: Programme, *, at: date) -> list[Membership]:
    """The leaders who take part in the programme on the day `at`, by name: whom a round would ask."""
    found = Membership.objects.participants().current(at).of_owner(programme)
    return list(found.select_related("person__user", "post__organisation"))


def asked(round: Round) -> QuerySet[RoundMember]:
    """Everybody who is asked in a round, with their person and post at hand."""
    return round.members.select_related("membership__person__user", "membership__post__organisation")


def still_here(round: Round, *, at: date) -> frozenset[int]:
    """The ids of the memberships asked in a round that still take part as leaders on the day `at`.

    What was agreed on paper was agreed by everybody who is named in it, whoever has left since.
    """
    if round.on_paper:
        return frozenset(round.members.values_list("membership", flat=True))
    here = Membership.objects.participants().current(at).filter(pk__in=round.members.values("membership"))
    return frozenset(here.values_list("pk", flat=True))


def counts_of(item: RoundItem) -> Counts:
    """How many take each stance on a proposal, now."""
    rows = item.stances.values_list("choice").annotate(number=Count("pk")).order_by()
    return Counts(**dict(rows))


def silent(round: Round, *, at: date) -> list[Membership]:
    """Those asked who take part on the day `at` and have not said where they stand on every proposal, by name."""
    members = asked(round).filter(membership__in=still_here(round, at=at)).annotate(given=Count("stances"))
    behind = members.filter(given__lt=round.items.count()).order_by("membership__person__name", "pk")
    return [each.membership for each in behind]


def is_there(event: int, part: int) -> bool:
    """Whether a member takes part in a meeting themselves: on its register in person or online, or in its live room."""
    noted = Attendance.objects.filter(event=event, membership=part, mode__in=THERE)
    seated = Seat.objects.filter(room__event=event, room__state=Room.State.OPEN, membership=part, put_out_at=None)
    return noted.exists() or seated.exists()


def room_of(round: Round, part: int) -> str:
    """The code of the open live room in which a member sits while the round is run there; "" where they sit in none."""
    seats = Seat.objects.filter(room__event=round.event_id, room__state=Room.State.OPEN, membership=part)
    return seats.filter(put_out_at=None).values_list("room__code", flat=True).first() or ""


def has_answer(round: Round, part: Membership) -> bool:
    """Whether an answer to a "not yet" of a member waits for them, or was noted for them in the room."""
    theirs = Stance.objects.filter(item__round=round, member__membership=part)
    written = Q(choice=Stance.Choice.NOT_YET) & ~Q(answer="")
    return theirs.filter(written | Q(noted_in_room=True)).exists()


@dataclass(frozen=True)
class Rule:
    """What a round asks for: how many of those asked who still take part must have answered, and until when."""

    needed: int
    asked: int
    left: int
    closes_at: datetime

    @property
    def words(self) -> str:
        """The rule, as it stands at the top of every page of a round."""
        return (
            f"A proposal is agreed when at least {self.needed} of {self.asked} leaders have answered and no “not yet”"
            " is left without an answer that its author takes. “I can live with it” agrees. Nobody is outvoted."
        )


def rule_of(round: Round, *, at: date) -> Rule:
    """What the round asks for on the day `at`, or asked for on the day on which it closed."""
    number = round.members.count()
    return rule(round, number, len(still_here(round, at=day_of(round, at))))


def rule(round: Round, number: int, here: int) -> Rule:
    """The rule of a round that asked so many people, of whom so many are still here."""
    return Rule(needed(round.quorum, number, number - here), here, number - here, round.closes_at)


def day_of(round: Round, at: date) -> date:
    """The day on which it counts who takes part: the day `at`, or for a closed round the day on which it closed."""
    return timezone.localdate(round.closed_at) if round.closed_at else at
