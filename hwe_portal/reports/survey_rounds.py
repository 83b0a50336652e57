"""Rounds of surveys as reports tell them: whom they went to, how many answered, what became of the results.

Never a result: what people answered is read in the published release, by those who may.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from diagnostics.models import Card, Release, Sharing, Survey, Wave
from programmes.access import FLOOR
from programmes.models import Membership, PersonAddress, Programme


@dataclass(frozen=True)
class Round:
    """A closed round: `others` of those asked by name take no part in the programme.

    `result`, `decision`: the ids of what was published to the group and of its decision to share that. `shown_in`: for
    what the first deck that shows it was made.
    """

    wave: Wave
    others: int
    result: int | None
    published_at: datetime | None
    decision: int | None
    decided_on: date | None
    shown_in: str

    @property
    def survey(self) -> Survey:
        return self.wave.survey

    @property
    def not_only_participants(self) -> bool:
        """Whether it may be said how many take no part: neither they nor the others are few."""
        return self.others >= FLOOR and self.wave.invited - self.others >= FLOOR


def rounds(programme: Programme) -> list[Round]:
    """The closed rounds of a programme's surveys, in their order; in one query."""
    return [
        Round(wave, wave.others, wave.result, wave.published_at, wave.decision, wave.decided_on, wave.shown_in or "")
        for wave in _closed(programme)
    ]


def _closed(programme: Programme) -> QuerySet:
    result = Release.objects.surveys().filter(wave=OuterRef("pk"), audience=Release.Audience.GROUP)
    decision = Sharing.objects.standing().filter(release__wave=OuterRef("pk"))
    cards = Card.objects.standing().filter(release__wave=OuterRef("pk"), deck__withdrawn_at=None)
    shown_in = cards.order_by("deck__created_at", "deck").annotate(
        place=Coalesce(NullIf("deck__for_whom", Value("")), "deck__title")
    )
    closed = Wave.objects.filter(
        survey__programme=programme, survey__withdrawn_at=None, state=Wave.State.CLOSED
    ).order_by("opened_at", "pk")
    return closed.select_related("survey").annotate(
        others=Count("invitations", filter=_not_taking_part(programme)),
        result=Subquery(result.values("pk")[:1]),
        published_at=Subquery(result.values("published_at")[:1]),
        decision=Subquery(decision.values("pk")[:1]),
        decided_on=Subquery(decision.values("decided_on")[:1]),
        shown_in=Subquery(shown_in.values("place")[:1]),
    )


def _not_taking_part(programme: Programme) -> Q:
    """Somebody on the list who is no participant, by themselves or by one of their addresses."""
    people = Membership.objects.of_owner(programme).participants().values("person")
    addresses = PersonAddress.objects.filter(person__in=people).values("address")
    ours = Q(invitations__respondent__person__in=people) | Q(invitations__respondent__email__in=addresses)
    return Q(invitations__respondent__isnull=False) & ~ours
