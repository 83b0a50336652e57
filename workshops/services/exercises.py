"""Planning what a room will do. What people were asked and told does not change any more once they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from programmes.models import User
from programmes.services import audit, ordering, records
from workshops.models import Contribution, Event, Exercise, Option, Room, Statement
from workshops.services import rooms

# What people read before they answer, and what their answers were counted by.
TOLD = ("prompt", "detail", "voices", "most", "points", "low_label", "high_label", "card")

# Of these, what one may still correct where nobody read it here.
WORDS = ("prompt", "detail")

# What the room has done with it, and what became of it: no form says these.
DONE = (
    "state", "on_paper", "opened_at", "closed_at", "answered", "result", "position", "ends_at", "withdrawn_at",
)  # fmt: skip


class AlreadyAnswered(Exception):
    """People were asked, and may have answered: the words, who sees it, how many each has, and the options stay."""


class NotFinished(Exception):
    """It can be asked again once it is finished."""


class StillOpen(Exception):
    """The room is doing it just now: it is closed first."""


@dataclass(frozen=True)
class Choice:
    """An option as it is typed, or as it is taken from a cluster (`origin` is the cluster's key)."""

    text: str
    origin: str = ""


@transaction.atomic
def add(*, exercise: Exercise, by: User | None, options: Sequence[Choice] = ()) -> Exercise:
    """Plan an exercise after the others of its meeting, with its options in their order."""
    exercise.position = ordering.last_place(exercise.event.exercises.all())
    records.add(exercise, by=by)
    _set_options(exercise, options)
    return exercise


@transaction.atomic
def correct(*, exercise: Exercise, by: User | None, options: Sequence[Choice] | None = None) -> Exercise:
    """Store a changed exercise; without `options` those that it has stay.

    Raises AlreadyAnswered where people were asked and what they were told would change.
    """
    before = Exercise.objects.select_for_update().get(pk=exercise.pk)
    wanted = None if options is None else tuple(options)
    new_options = wanted is not None and wanted != options_of(before)
    changed = any(getattr(before, name) != getattr(exercise, name) for name in fixed_in(before))
    if changed or (new_options and is_answered(before)):
        raise AlreadyAnswered
    _keep_its_state(exercise, before)
    records.correct(exercise, by=by)
    if wanted is not None and new_options:
        _change_options(exercise, wanted, by=by)
    return exercise


def is_answered(exercise: Exercise) -> bool:
    """Whether people were asked already, or somebody has given an answer or a card.

    From the moment it opens: a phone may show the promise of it, and its answer be on the way.
    """
    if exercise.state != Exercise.State.PLANNED:
        return True
    answers = Contribution.objects.filter(exercise=exercise)
    return answers.exists() or Statement.objects.filter(exercise=exercise).exists()


def fixed_in(exercise: Exercise) -> tuple[str, ...]:
    """The fields that do not change any more: all that people were told. Words that only paper answered may."""
    if not is_answered(exercise):
        return ()
    return tuple(name for name in TOLD if name not in WORDS) if exercise.on_paper else TOLD


def options_of(exercise: Exercise) -> tuple[Choice, ...]:
    return tuple(Choice(option.text, option.origin) for option in exercise.options.all())


@transaction.atomic
def ask_again(*, exercise: Exercise, by: User | None) -> Exercise:
    """A planned copy after it, with its options; pressed twice, the one that is there. Raises NotFinished."""
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if held.state != Exercise.State.CLOSED:
        raise NotFinished
    others = Exercise.objects.filter(event=held.event_id)
    planned = others.standing().filter(kind=held.kind, prompt=held.prompt, state=Exercise.State.PLANNED)
    if copy := planned.first():
        return copy
    others.filter(position__gt=held.position).update(position=F("position") + 1)
    kept = (*TOLD, "event", "kind", "minutes", "agenda_item")
    made = Exercise(position=held.position + 1, **{name: getattr(held, name) for name in kept})
    records.add(made, by=by)
    _set_options(made, options_of(held))
    return made


@transaction.atomic
def copy(*, event: Event, source: Event, by: User | None) -> list[Exercise]:
    """Plan after the others what another meeting had its room do; returns what was added, in order.

    What is planned here already in the same words is not planned twice. Into another programme no card goes and nothing
    that asks about clusters: both hold what another group said. A page of the portal belongs to its own meeting.
    """
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    there = set(event.exercises.standing().filter(state=Exercise.State.PLANNED).values_list("kind", "prompt"))
    rows = source.exercises.standing().exclude(kind=Exercise.Kind.PAGE).prefetch_related("options")
    wanted = [row for row in rows.order_by("position", "pk") if (row.kind, row.prompt) not in there]
    if source.programme_id != event.programme_id:
        wanted = [row for row in wanted if row.card_id is None and not any(each.origin for each in options_of(row))]
    return [
        add(
            exercise=Exercise(event=event, **{name: getattr(row, name) for name in (*TOLD, "kind", "minutes")}),
            options=options_of(row),
            by=by,
        )
        for row in wanted
    ]


@transaction.atomic
def move(*, exercise: Exercise, up: bool, by: User | None) -> None:
    """Do it one place earlier or later in the meeting."""
    ordering.move(exercise, among=exercise.event.exercises.standing(), up=up, by=by)


@transaction.atomic
def withdraw(*, exercise: Exercise, by: User | None) -> None:
    """Take it out of the meeting, and off the wall; what it gathered stays with it. Raises StillOpen."""
    locked = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if locked.state == Exercise.State.OPEN:
        raise StillOpen
    records.withdraw(locked, by=by)
    for room in Room.objects.filter(exercise=locked):
        rooms.show(room=room, exercise=None, by=by)


def _keep_its_state(exercise: Exercise, now: Exercise) -> None:
    """What the room has done with it meanwhile is not undone by a form that was opened before."""
    for name in DONE:
        setattr(exercise, name, getattr(now, name))


def _change_options(exercise: Exercise, choices: Sequence[Choice], *, by: User | None) -> None:
    before = [choice.text for choice in options_of(exercise)]
    exercise.options.all().delete()
    _set_options(exercise, choices)
    changes = {"options": [before, [choice.text for choice in choices]]}
    audit.write(by=by, verb="corrected", record=exercise, changes=changes)


def _set_options(exercise: Exercise, choices: Sequence[Choice]) -> None:
    placed = enumerate(choices)
    rows = [Option(exercise=exercise, text=each.text, origin=each.origin, position=place) for place, each in placed]
    Option.objects.bulk_create(rows)
