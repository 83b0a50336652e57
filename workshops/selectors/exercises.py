"""What a meeting's room is to do, and what it has done, for the page on which it is planned."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from programmes.access import Capability
from programmes.models import Programme, User
from workshops.models import Event, Exercise

Kind = Exercise.Kind


@dataclass(frozen=True)
class Line:
    """One exercise on the page: what it is, in words, and what may be done with it now."""

    exercise: Exercise
    about: str
    options: tuple[str, ...]
    cards: int
    sorted_cards: int
    clusters: int

    @property
    def is_planned(self) -> bool:
        return self.exercise.state == Exercise.State.PLANNED

    @property
    def is_closed(self) -> bool:
        return self.exercise.state == Exercise.State.CLOSED

    @property
    def may_be_sorted(self) -> bool:
        return may_be_sorted(self.exercise)

    @property
    def cards_to_go(self) -> int:
        return self.cards - self.sorted_cards

    @property
    def may_be_asked_again(self) -> bool:
        return self.is_closed and self._is_counted

    @property
    def may_be_typed_in(self) -> bool:
        """Paper holds it, or what was entered from it may be wrong: not while the room is giving answers."""
        more = self.is_closed and (self.exercise.kind == Kind.CARDS or self.exercise.on_paper)
        return self._is_counted and (self.is_planned or more)

    @property
    def state(self) -> str:
        if self.exercise.on_paper:
            return "Entered from paper"
        if self.is_closed:
            return f"Closed, {self.exercise.answered} answered" if self._is_counted else "Closed"
        return str(self.exercise.get_state_display())

    @property
    def _is_counted(self) -> bool:
        return self.exercise.kind in Exercise.ANSWERED


def may_be_sorted(exercise: Exercise) -> bool:
    """Cards are sorted as soon as they may be read: named ones while they come, anonymous ones when it is closed."""
    if exercise.kind != Kind.CARDS or exercise.state == Exercise.State.PLANNED:
        return False
    return exercise.state == Exercise.State.CLOSED or not exercise.is_anonymous


def planned(event: Event, user: User) -> list[Line]:
    """The standing exercises of a meeting in their order, as far as the user steers its room. Two queries."""
    shown = Q(statements__withdrawn_at=None)
    placed = shown & Q(statements__cluster__isnull=False, statements__cluster__withdrawn_at=None)
    cards = Count("statements", filter=shown, distinct=True)
    sorted_cards = Count("statements", filter=placed, distinct=True)
    clusters = Count("clusters", filter=Q(clusters__withdrawn_at=None), distinct=True)
    rows = Exercise.objects.visible_to(user).filter(event=event).standing()
    told = rows.select_related("agenda_item", "card").prefetch_related("options")
    counted = told.annotate(card_count=cards, sorted_count=sorted_cards, cluster_count=clusters)
    return [_line(row) for row in counted.order_by("position", "pk")]


def withdrawn(event: Event, user: User) -> list[Exercise]:
    return list(Exercise.objects.visible_to(user).filter(event=event, withdrawn_at__isnull=False))


def to_copy_from(user: User, event: Event) -> QuerySet[Event]:
    """The other meetings whose rooms the user steers, of any programme, that have exercises; the newest first.

    Each has `found`, how many exercises it has.
    """
    steered = Programme.objects.granting(user, Capability.STEER_ROOM).filter(withdrawn_at=None)
    meetings = Event.objects.standing().filter(programme__in=steered).exclude(pk=event.pk)
    planned_there = Q(exercises__withdrawn_at=None) & ~Q(exercises__kind=Kind.PAGE)
    counted = meetings.annotate(found=Count("exercises", filter=planned_there)).filter(found__gt=0)
    return counted.select_related("programme").order_by("-starts_on", "-pk")


def _line(row: Any) -> Line:
    """A row that counts its cards and clusters."""
    options = tuple(option.text for option in row.options.all())
    return Line(row, about(row), options, row.card_count, row.sorted_count, row.cluster_count)


def about(exercise: Exercise) -> str:
    """What people are told of it, in one line: "Anonymous · 3 cards each"."""
    said = [_how_many(exercise)]
    if exercise.kind in Exercise.ANSWERED:
        said.insert(0, "Anonymous" if exercise.is_anonymous else "Named")
    if exercise.agenda_item and exercise.agenda_item.withdrawn_at is None:
        said.append(f"in the block “{exercise.agenda_item}”")
    return " · ".join(filter(None, said))


def _how_many(exercise: Exercise) -> str:
    most = exercise.most
    return {
        Kind.CARDS: f"{most} card{'' if most == 1 else 's'} each",
        Kind.DOTS: f"{most} dot{'' if most == 1 else 's'} each",
        Kind.MULTIPLE: f"up to {most} each",
        Kind.SCALE: f"{exercise.points} points",
        Kind.TIMER: f"{exercise.minutes} minute{'' if exercise.minutes == 1 else 's'}",
    }.get(Kind(exercise.kind), "")
