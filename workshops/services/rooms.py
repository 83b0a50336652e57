"""What a facilitator does with the live room: open it, say what it shows, start and finish exercises, keep time.

Opening, closing, letting guests in, starting and finishing leave an audit row; turning to another page of the wall and
the timer do not. Every act takes the exercise's row before the room's, as answers do; opening, closing and starting
wait for one another, so that nothing is open in a room that is closed.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from diagnostics.services.locking import hold
from programmes.models import User
from programmes.services import audit
from workshops import room_changes
from workshops.models import Contribution, Event, Exercise, Room
from workshops.models.room import new_code
from workshops.selectors.rooms import result_of, too_few
from workshops.services import cards

MINUTE = timedelta(minutes=1)
EVENING = timedelta(hours=6)  # a room that was opened late is not closed at midnight
WITHDRAWN = "This exercise was withdrawn meanwhile."


class Refused(Exception):
    """The room is not ready for this act; the text says why and what to do, in a sentence for the page."""


class StillOpen(Exception):
    """Closing the room now would finish what is open in it, which cannot be opened again."""


class TooFew(Exception):
    """Finishing this exercise now would delete what people gave to it, with nothing to show."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__()
        self.exercise = exercise


@transaction.atomic
def open_room(*, event: Event, by: User) -> Room:
    """Open the room of a meeting: made the first time, opened again later.

    A room opened again on the day on which it was closed keeps its code, so phones come back to it; on the day on which
    it was opened it keeps its door, too. On another day guests stay out until they are let in.
    """
    _one_at_a_time(event.pk)
    room, is_new = Room.objects.select_for_update().get_or_create(event=event, defaults={"by": by})
    if room.is_open and not is_new:
        return room
    if not is_new:
        _open_again(room, by)
    audit.write(by=by, verb="opened the room", record=event)
    room_changes.stepped(room)
    return room


def _open_again(room: Room, by: User) -> None:
    today = timezone.localdate()
    if room.closed_at and timezone.localdate(room.closed_at) != today:
        room.code = new_code()
    room.guests_allowed = room.guests_allowed and timezone.localdate(room.opened_at) == today
    room.state, room.opened_at, room.closed_at = Room.State.OPEN, timezone.now(), None
    room.exercise, room.by = None, by
    room.save()


@transaction.atomic
def close_room(*, room: Room, by: User | None, sure: bool = True) -> None:
    """Close the room; what is open in it is finished first. Raises StillOpen where something is, unless `sure`."""
    _one_at_a_time(room.event_id)
    for exercise in Exercise.objects.filter(event=room.event_id, state=Exercise.State.OPEN, withdrawn_at=None):
        if not sure:
            raise StillOpen
        finish(exercise=exercise, by=by)
    room.state, room.closed_at, room.exercise = Room.State.CLOSED, timezone.now(), None
    room.save(update_fields=["state", "closed_at", "exercise"])
    audit.write(by=by, verb="closed the room", record=room.event)
    room_changes.stepped(room)


def close_forgotten(*, at: datetime) -> int:
    """Close every room that stayed open over night; returns how many. What is open in it is finished.

    So what an anonymous exercise gathered does not lie there, answer by answer, because nobody closed it.
    """
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    left = Room.objects.filter(state=Room.State.OPEN, opened_at__lt=min(midnight, at - EVENING))
    forgotten = list(left.select_related("event"))
    for room in forgotten:
        close_room(room=room, by=None)
    return len(forgotten)


@transaction.atomic
def let_guests_in(*, room: Room, allowed: bool, by: User) -> None:
    """Whether people without an account may join with the code; who is in the room stays in it."""
    if room.guests_allowed == allowed:
        return
    room.guests_allowed = allowed
    room.save(update_fields=["guests_allowed"])
    verb = "let guests into the room" if allowed else "let no more guests into the room"
    audit.write(by=by, verb=verb, record=room.event)
    room_changes.stepped(room)


@transaction.atomic
def show(*, room: Room, exercise: Exercise | None, by: User | None) -> None:
    """Put an exercise of the meeting on the wall, its result once it is closed; None shows how to join."""
    if exercise is not None and exercise.event_id != room.event_id:
        raise Refused("That exercise belongs to another meeting.")
    if exercise is not None and Exercise.objects.select_for_update().get(pk=exercise.pk).withdrawn_at:
        raise Refused(WITHDRAWN)
    room.exercise = exercise
    room.save(update_fields=["exercise"])
    room_changes.stepped(room)


@transaction.atomic
def start(*, exercise: Exercise, by: User) -> None:
    """Let the room answer, and show it; a timer starts to run. Raises Refused, with the reason."""
    _one_at_a_time(exercise.event_id)
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    room = _room_of(held)
    _may_start(held)
    if held.kind in Exercise.ANSWERED:
        held.state, held.opened_at = Exercise.State.OPEN, timezone.now()
        audit.write(by=by, verb="started", record=held)
    if held.kind == Exercise.Kind.TIMER:
        held.ends_at = timezone.now() + held.minutes * MINUTE
    held.save(update_fields=["state", "opened_at", "ends_at"])
    exercise.state, exercise.opened_at, exercise.ends_at = held.state, held.opened_at, held.ends_at
    show(room=room, exercise=held, by=by)


def _may_start(exercise: Exercise) -> None:
    if exercise.state == Exercise.State.CLOSED:
        raise Refused(
            "This exercise is finished. Press “Ask it again” in the list of exercises, then start the new one."
        )
    if exercise.withdrawn_at:
        raise Refused(WITHDRAWN)
    if exercise.kind in Exercise.WITH_OPTIONS and exercise.options.count() < 2:
        raise Refused("Give it at least two options first.")
    others = Exercise.objects.filter(event=exercise.event_id, state=Exercise.State.OPEN, withdrawn_at=None)
    if other := others.exclude(pk=exercise.pk).first():
        raise Refused(f"“{other}” is still open. Finish it first.")


@transaction.atomic
def finish(*, exercise: Exercise, by: User | None, sure: bool = True) -> None:
    """Take no more answers, freeze what may be shown and show it. Waits for answers that are being stored.

    Of an anonymous exercise the single answers are deleted with this; cards are shuffled and detached. Unless `sure`,
    raises TooFew where some have answered, and too few to show anything.
    """
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if held.state != Exercise.State.OPEN:
        return
    if not sure and too_few(held):
        raise TooFew(held)
    if held.kind == Exercise.Kind.CARDS:
        cards.settle(held)
    else:
        _count(held)
    held.state, held.closed_at, held.ends_at = Exercise.State.CLOSED, timezone.now(), None
    held.save(update_fields=["state", "closed_at", "ends_at", "answered", "result"])
    audit.write(by=by, verb="finished", record=held)
    for name in ("state", "closed_at", "ends_at", "answered", "result"):
        setattr(exercise, name, getattr(held, name))
    if room := Room.objects.filter(event=held.event_id, state=Room.State.OPEN).first():
        show(room=room, exercise=held, by=by)


def _count(exercise: Exercise) -> None:
    """Everybody together where they are named; of an anonymous exercise the leaders, and apart from them the guests."""
    given = Contribution.objects.filter(exercise=exercise)
    bodies: dict[bool, list[dict]] = {False: [], True: []}
    for body, from_guest in given.values_list("body", "from_guest"):
        bodies[from_guest and exercise.is_anonymous].append(body)
    exercise.answered = len(bodies[False]) + len(bodies[True])
    exercise.result = result_of(exercise, bodies[False])
    if bodies[True]:
        exercise.result["guests"] = result_of(exercise, bodies[True])
    if exercise.is_anonymous:
        given.delete()


@transaction.atomic
def start_timer(*, room: Room) -> None:
    """Start the minutes that the exercise on the wall takes. Raises Refused where nothing is shown, as all three do."""
    exercise = _timed(room)
    _set_timer(room, exercise, timezone.now() + exercise.minutes * MINUTE)


@transaction.atomic
def add_minute(*, room: Room) -> None:
    """One minute more than is left, or than now where the time is over."""
    exercise, now = _timed(room), timezone.now()
    _set_timer(room, exercise, max(exercise.ends_at or now, now) + MINUTE)


@transaction.atomic
def stop_timer(*, room: Room) -> None:
    """Take the clock off the wall."""
    _set_timer(room, _timed(room), None)


def _timed(room: Room) -> Exercise:
    """The exercise on the wall as it is now, held until its clock is set."""
    held = Exercise.objects.select_for_update().filter(pk=room.exercise_id or 0).first()
    if held is None or held.state == Exercise.State.CLOSED:
        raise Refused("Show an exercise first: the timer belongs to it.")
    return held


def _set_timer(room: Room, exercise: Exercise, ends_at: datetime | None) -> None:
    exercise.ends_at = ends_at
    exercise.save(update_fields=["ends_at"])
    room_changes.stepped(room)


@transaction.atomic
def offer_page(*, event: Event, title: str, address: str, by: User) -> Exercise:
    """An exercise that leads phones to a page of the portal (`address` is a path); shown at once in an open room."""
    last = event.exercises.order_by("-position").first()
    position = last.position + 1 if last else 0
    page = Exercise.objects.create(
        event=event, kind=Exercise.Kind.PAGE, prompt=title, address=address, voices=Exercise.Voices.NAMED,
        position=position,
    )  # fmt: skip
    audit.write(by=by, verb="added", record=page)
    if room := Room.objects.filter(event=event, state=Room.State.OPEN).first():
        show(room=room, exercise=page, by=by)
    return page


def _one_at_a_time(event_pk: int) -> None:
    """Wait for whoever opens or closes this room, or starts something in it, just now."""
    hold(f"room of event {event_pk}")


def _room_of(exercise: Exercise) -> Room:
    room = Room.objects.filter(event=exercise.event_id, state=Room.State.OPEN).first()
    if room is None:
        raise Refused("Open the room first.")
    return room
