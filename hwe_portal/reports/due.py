"""What meetings and the charter wait for, for who runs a programme: read in two queries, however much there is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from charters.models import CharterVersion, Review, Round, RoundItem, RoundMember, Signature, Stance
from diagnostics.models import Release
from programmes.dates import Precision
from programmes.models import Membership, Programme
from workshops.models import Attendance, Event

AHEAD = timedelta(days=14)  # a meeting this near is pressing
BEHIND = timedelta(days=30)  # a register of a meeting that is longer past is history
MOST_AWAITED = 3
HERE = OuterRef("pk")


@dataclass(frozen=True)
class Awaited:
    """A meeting to which `missing` of those invited have not replied."""

    event: int
    title: str
    missing: int


@dataclass(frozen=True)
class Due:
    """Ids and names of what waits, None where nothing does, and how much of it there is.

    `uninvited` is the next meeting within AHEAD to which nobody is invited, `awaited` the next MOST_AWAITED with some
    replies missing, `unkept` the last one within BEHIND without a register. Of the open `round`, `unanswered` counts
    each "not yet" without an answer, `unsaid` who still takes part and has not said where they stand. `signed` counts
    those who take part and put their name to `version`, number `number`. `review` is under way, to be held by
    `review_by`.
    """

    published: bool
    adopted: bool
    uninvited: int | None
    uninvited_title: str | None
    awaited: tuple[Awaited, ...]
    unkept: int | None
    unkept_title: str | None
    round: int | None
    unanswered: int
    unsaid: int
    version: int | None
    number: int | None
    signed: int
    review: int | None
    review_by: date | None


def read(programme: Programme, *, at: date) -> Due:
    """What waits on the day `at`."""
    columns = {
        "published": Exists(Release.objects.to_group(programme).snapshots()),
        "adopted": Exists(CharterVersion.objects.of_owner(programme)),
        **_of_meetings(at),
        **_of_rounds(at),
        **_of_keeping(at),
    }
    counted = Programme.objects.filter(pk=programme.pk).values(**columns).get()
    return Due(awaited=_awaited(programme, at), **counted)


def _awaited(programme: Programme, at: date) -> tuple[Awaited, ...]:
    """The next meetings with replies missing, the nearest first."""
    near = _near(at).filter(programme=programme).annotate(missing=_missing()).filter(missing__gt=0)
    return tuple(Awaited(*row) for row in near.values_list("pk", "title", "missing")[:MOST_AWAITED])


def _near(at: date) -> QuerySet[Event]:
    """The meetings within AHEAD, the nearest first."""
    return _held().filter(starts_on__gte=at, starts_on__lte=at + AHEAD).order_by("starts_on", "pk")


def _held() -> QuerySet[Event]:
    return Event.objects.standing().exclude(kind=Event.Kind.INDIVIDUAL_COACHING)


def _of_meetings(at: date) -> dict[str, Any]:
    asked = Attendance.objects.filter(event=HERE, invited_at__isnull=False)
    kept = Attendance.objects.filter(event=HERE).exclude(mode=Attendance.Mode.INVITED)
    over = Q(ends_on__isnull=True, starts_on__lt=at) | Q(ends_on__lt=at, ends_precision=Precision.DAY)
    past = _held().filter(over, programme=HERE, starts_precision=Precision.DAY, starts_on__gte=at - BEHIND)
    uninvited = _near(at).filter(~Exists(asked), programme=HERE)
    unkept = past.filter(~Exists(kept)).order_by("-starts_on", "-pk")
    return {
        **_first("uninvited", uninvited),
        **_first("unkept", unkept),
    }


def _of_rounds(at: date) -> dict[str, Any]:
    """Leaders who take part no longer are not waited for."""
    running = Round.objects.filter(charter__programme=HERE, state=Round.State.OPEN)
    in_round = {"item__round__charter__programme": HERE, "item__round__state": Round.State.OPEN}
    open_reasons = Stance.objects.filter(**in_round, choice=Stance.Choice.NOT_YET, answer="")
    return {
        "round": Subquery(running.values("pk")[:1]),
        "unanswered": _number(open_reasons, "item__round__charter__programme"),
        "unsaid": _number(_waited_for(at), "round__charter__programme"),
    }


def _waited_for(at: date) -> QuerySet[RoundMember]:
    """Who is asked, still takes part, and has not said where they stand on every proposal."""
    said = Stance.objects.filter(item=OuterRef("pk"), member=OuterRef(OuterRef("pk")))
    left = RoundItem.objects.filter(~Exists(said), round=OuterRef("round"))
    here = Membership.objects.participants().current(at)
    asked = RoundMember.objects.filter(round__charter__programme=HERE, round__state=Round.State.OPEN)
    return asked.filter(Exists(left), membership__in=here)


def _of_keeping(at: date) -> dict[str, Any]:
    versions = CharterVersion.objects.filter(charter__programme=HERE).order_by("-number")
    newer = CharterVersion.objects.filter(charter=OuterRef("version__charter"), number__gt=OuterRef("version__number"))
    here = Membership.objects.participants().current(at)
    signed = Signature.objects.filter(~Exists(newer), version__charter__programme=HERE, membership__in=here)
    reviews = Review.objects.filter(charter__programme=HERE, held_on__isnull=True)
    return {
        "version": Subquery(versions.values("pk")[:1]),
        "number": Subquery(versions.values("number")[:1]),
        "signed": _number(signed, "version__charter__programme"),
        "review": Subquery(reviews.values("pk")[:1]),
        "review_by": Subquery(reviews.values("due_on")[:1]),
    }


def _first(name: str, events: QuerySet[Event]) -> dict[str, Subquery]:
    return {name: Subquery(events.values("pk")[:1]), f"{name}_title": Subquery(events.values("title")[:1])}


def _missing() -> Coalesce:
    """How many who are invited to a meeting have not replied."""
    return _number(Attendance.objects.filter(event=HERE, invited_at__isnull=False, reply=""), "event")


def _number(rows: QuerySet, owner: str) -> Coalesce:
    """How many rows there are of the row outside, which `owner` leads to; 0 for none."""
    counted = rows.order_by().values(owner).annotate(found=Count("*")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
