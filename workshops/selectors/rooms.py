"""What the desk, the wall and the phones show of a room, read at one moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, prefetch_related_objects

from diagnostics.selectors.decks import shown as slides_of
from hwe_portal.rendering.slides import Slide
from programmes.access import FLOOR, GRANTS, Capability, current
from programmes.models import Membership, User
from workshops import tallies
from workshops.models import Contribution, Exercise, Option, Room, Seat, Statement

Kind, State = Exercise.Kind, Exercise.State


@dataclass(frozen=True)
class Stage:
    """What a room is on: `answered` counts people, as `people` does; `guests` are among these.

    `result` is as `tallies.drawn` gives it, and None while nothing may be shown.
    """

    room: Room
    exercise: Exercise | None
    people: int = 0
    answered: int = 0
    result: dict[str, Any] | None = None
    slide: Slide | None = None
    guests: int = 0

    @property
    def scene(self) -> str:
        """ "join", "ready" (planned, not started), "open", "closed", or "shown" for what nobody answers."""
        if self.exercise is None:
            return "join"
        if self.exercise.kind not in Exercise.ANSWERED:
            return "shown"
        return {State.PLANNED: "ready", State.OPEN: "open", State.CLOSED: "closed"}[State(self.exercise.state)]

    @property
    def version(self) -> str:
        """What is said, apart from counts and clocks: a page that shows this version keeps what is typed into it."""
        key = self.exercise.pk if self.exercise else 0
        return f"{self.room.state}-{key}-{self.scene}"

    def seconds_left(self, at: datetime) -> int | None:
        """Until the time is over, 0 from then on; None where no clock runs."""
        if self.exercise is None or self.exercise.ends_at is None:
            return None
        return max(0, round((self.exercise.ends_at - at).total_seconds()))


@dataclass(frozen=True)
class Choice:
    """An option on a phone, with what this person said to it."""

    pk: int
    text: str
    chosen: bool = False
    dots: int = 0
    place: int | None = None


@dataclass(frozen=True)
class Said:
    """Who answered what in a named exercise: for the desk alone."""

    name: str
    words: str


@dataclass(frozen=True)
class Unshown:
    """How many have answered an anonymous exercise of which nothing could be shown if it were finished now."""

    leaders: int
    guests: int

    @property
    def people(self) -> int:
        return self.leaders + self.guests


@dataclass(frozen=True)
class Desk:
    """All that the desk shows beside the stage; `before` and `after` are what one steps to.

    `next_is_due`: nothing is to be done any more with what is shown, and nothing is open.
    """

    exercises: Sequence[Exercise]
    leaders: Sequence[Seat]
    guests: Sequence[Seat]
    open_one: Exercise | None
    before: Exercise | None
    after: Exercise | None
    next_is_due: bool
    said: Sequence[Said]


def find_room(code: str) -> Room | None:
    """The room with this code, its meeting and what the wall shows, in one query."""
    rooms = Room.objects.select_related("event__programme", "exercise")
    return next(iter(rooms.filter(code=code.upper(), event__withdrawn_at=None)), None)


def seat_of(code: str, user: User, *, at: date) -> Seat | None:
    """The seat that this user took in the room with this code, while their part in the programme lets them join.

    With it comes the room as find_room gives it, all in one query: every phone in a room asks at the same moment.
    """
    taken = Seat.objects.filter(
        current(at, "membership__"), room__code=code.upper(), room__event__withdrawn_at=None,
        membership__person__user=user, membership__role__in=GRANTS[Capability.JOIN_ROOM],
        membership__withdrawn_at=None,
    )  # fmt: skip
    told = taken.select_related("membership__person", "room__event", "room__exercise").order_by()
    return next(iter(told), None)


def part_of(room: Room, user: User, *, at: date) -> Membership | None:
    """The part in the programme by which this user may take a seat."""
    parts = room.event.programme.memberships.standing().current(at)
    return parts.filter(role__in=GRANTS[Capability.JOIN_ROOM], person__user=user).first()


def open_one(room: Room) -> Exercise | None:
    """The exercise that phones may answer now."""
    return Exercise.objects.filter(event=room.event_id, state=State.OPEN, withdrawn_at=None).first()


def open_exercise(room: Room, pk: int) -> Exercise | None:
    """The exercise that a form of a phone answers, its options with it; None where it is not open."""
    if room.exercise is not None and room.exercise.pk == pk:
        found: Exercise | None = room.exercise
    else:
        found = Exercise.objects.filter(event=room.event_id, withdrawn_at=None, pk=pk).first()
    if found is None or found.state != State.OPEN or found.kind not in Exercise.ANSWERED:
        return None
    if found.kind in Exercise.WITH_OPTIONS:
        prefetch_related_objects([found], "options")
    return found


def guest_of(room: Room, pk: int) -> Seat | None:
    """A guest of this room who was not put out."""
    return Seat.objects.filter(room=room, pk=pk, membership=None, put_out_at=None).first()


def room_of(event_pk: int) -> Room | None:
    """The room of a meeting with what the wall shows."""
    return Room.objects.select_related("exercise__card__release").filter(event=event_pk).first()


def on_the_wall(room: Room) -> Stage:
    """What the wall shows: how to join, a question, how many have answered, what may be shown of their answers."""
    exercise = room.exercise
    here = Seat.objects.here(room).aggregate(people=Count("pk"), guests=Count("pk", filter=Q(membership=None)))
    stage = Stage(room, exercise, **here)
    return stage if exercise is None else replace(_with_answers(stage), slide=_slide(exercise))


def on_phones(room: Room) -> Stage:
    """What phones offer: what is open, even while the wall shows how to join; else what the wall shows."""
    exercise = room.exercise
    if exercise is None or exercise.state != State.OPEN:
        exercise = open_one(room) or exercise
    if exercise is None:
        return Stage(room, None)
    is_over = exercise.state == State.CLOSED
    result = exercise.result if is_over else None
    return Stage(room, exercise, 0, exercise.answered, result, _slide(exercise))


def _with_answers(stage: Stage) -> Stage:
    exercise = stage.exercise
    if exercise is None or exercise.kind not in Exercise.ANSWERED or exercise.state == State.PLANNED:
        return stage
    if exercise.state == State.CLOSED:
        return replace(stage, answered=exercise.answered, result=tallies.drawn(exercise.result))
    if exercise.kind == Kind.CARDS:
        voters = Statement.objects.standing().filter(exercise=exercise, voter__isnull=False)
        return replace(stage, answered=voters.values("voter").distinct().count())
    given = Contribution.objects.filter(exercise=exercise)
    if exercise.is_anonymous:
        return replace(stage, answered=given.count())
    bodies = list(given.values_list("body", flat=True))
    return replace(stage, answered=len(bodies), result=result_of(exercise, bodies))


def unshown(exercise: Exercise) -> Unshown | None:
    """Who has answered this open anonymous exercise while nothing could be shown of it; None where something could."""
    if exercise.state != State.OPEN or not exercise.is_anonymous:
        return None
    cards = Statement.objects.standing().filter(voter__isnull=False)
    given = cards if exercise.kind == Kind.CARDS else Contribution.objects.all()
    parts = given.filter(exercise=exercise).order_by().values_list("from_guest")
    people = dict(parts.annotate(Count("voter", distinct=True)))
    return None if max(people.values(), default=0) >= FLOOR else Unshown(people.get(False, 0), people.get(True, 0))


def too_few(exercise: Exercise) -> Unshown | None:
    """Who loses their answers without anything to show for it if this exercise is finished now; None if nobody does."""
    given = unshown(exercise)
    return given if given and given.people else None


def _slide(exercise: Exercise) -> Slide | None:
    return slides_of([exercise.card])[0].slide if exercise.card else None


def at_the_desk(room: Room) -> Desk:
    """What the facilitator steers: every exercise of the meeting in order, who is in the room, who said what."""
    exercises = list(Exercise.objects.standing().filter(event=room.event_id).select_related("card"))
    seats = list(Seat.objects.here(room).select_related("membership__person"))
    here = next((n for n, each in enumerate(exercises) if each.pk == room.exercise_id), None)
    after = 0 if here is None else here + 1
    open_now = next((each for each in exercises if each.state == State.OPEN), None)
    return Desk(
        exercises=exercises,
        leaders=[seat for seat in seats if seat.membership_id],
        guests=[seat for seat in seats if not seat.membership_id],
        open_one=open_now,
        before=exercises[here - 1] if here else None,
        after=exercises[after] if after < len(exercises) else None,
        next_is_due=open_now is None and _is_done(room.exercise),
        said=_said(room.exercise) if room.exercise else (),
    )


def _is_done(exercise: Exercise | None) -> bool:
    """Whether what the wall shows needs nothing more: neither answers nor a clock that has not started."""
    if exercise is None or exercise.state == State.CLOSED:
        return True
    waits = exercise.kind == Kind.TIMER and exercise.ends_at is None
    return exercise.kind not in Exercise.ANSWERED and not waits


def _said(exercise: Exercise) -> Sequence[Said]:
    """Names and answers of a named exercise; nothing of an anonymous one, which stores no names."""
    if exercise.is_anonymous or exercise.kind not in Exercise.ANSWERED:
        return ()
    if exercise.kind == Kind.CARDS:
        cards = Statement.objects.standing().filter(exercise=exercise, seat__isnull=False)
        return [Said(str(card.seat), card.text) for card in cards.select_related("seat__membership__person")]
    texts = dict(options_of(exercise))
    given = Contribution.objects.filter(exercise=exercise, seat__isnull=False)
    said = [Said(str(each.seat), _words(each.body, texts)) for each in given.select_related("seat__membership__person")]
    return sorted(said, key=lambda each: each.name.casefold())


def _words(body: Mapping[str, Any], texts: Mapping[int, str]) -> str:
    if "point" in body:
        return str(body["point"])
    if "dots" in body:
        return ", ".join(f"{texts.get(int(key), '')}: {dots}" for key, dots in body["dots"].items())
    return ", ".join(texts.get(key, "") for key in body["options"]) or "None of these"


def choices(exercise: Exercise, given: Mapping[str, Any] | None) -> list[Choice]:
    """The options of an exercise with what this person said to each."""
    chosen: list[int] = (given or {}).get("options", [])
    dots: Mapping[str, int] = (given or {}).get("dots", {})
    return [
        Choice(
            option.pk,
            option.text,
            option.pk in chosen,
            dots.get(str(option.pk), 0),
            chosen.index(option.pk) + 1 if option.pk in chosen else None,
        )
        for option in _options(exercise)
    ]


def _options(exercise: Exercise) -> Iterable[Option]:
    return exercise.options.all() if exercise.kind in Exercise.WITH_OPTIONS else ()


def options_of(exercise: Exercise) -> list[tuple[int, str]]:
    """The options of an exercise in their order: key and text."""
    return [(option.pk, option.text) for option in _options(exercise)]


def result_of(exercise: Exercise, bodies: Sequence[tallies.Body]) -> dict[str, Any]:
    """What may be shown of these answers to the exercise (workshops.tallies)."""
    return tallies.result(
        exercise.kind, bodies, options_of(exercise), exercise.voices, FLOOR, most=exercise.most, points=exercise.points
    )
