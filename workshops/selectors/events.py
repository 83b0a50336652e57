"""The series of meetings, and the page of one: what each of the people who see it finds there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from diagnostics.models import Release
from hwe_portal.rendering.charts import Moment, Timeline
from hwe_portal.rendering.figures import Figure
from programmes.models import Programme, User
from workshops.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Event,
    Exercise,
    Feedback,
    Material,
    Room,
    StocktakePoint,
)
from workshops.models.event import still_here
from workshops.selectors.registers import CAME, COMES, NOTED, Turnout

# The kinds of meetings by the marks that the line has for them.
MARKS: dict[str, str] = {
    Event.Kind.WORKSHOP: "workshop",
    Event.Kind.GROUP_COACHING: "coaching",
    Event.Kind.INDIVIDUAL_COACHING: "coaching",
    Event.Kind.INFORMAL: "informal",
}


@dataclass(frozen=True)
class Meeting:
    """A line of the series. The counts are None for those who do not keep the register; `own` are the invitations that
    the reader may answer, for themselves or for leaders whom they assist.
    """

    event: Event
    asked: int | None
    coming: int | None
    came: int | None
    noted: int | None
    own: tuple[Attendance, ...]

    @property
    def told(self) -> str:
        """Who was asked and who came, once it is over: "17 came, 19 invited"."""
        came = f"{self.came} came" if self.noted else "Not noted"
        return f"{came}, {self.asked} invited" if self.asked else came


@dataclass(frozen=True)
class Series:
    """The meetings of a programme: those ahead, the next first; those that were, the newest first."""

    ahead: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    figure: Figure | None

    @property
    def next(self) -> Meeting | None:
        return self.ahead[0] if self.ahead else None

    @property
    def counted(self) -> str:
        """The series in numbers: "2 workshops, 3 group coaching sessions and 12 individual coaching sessions"."""
        events = [meeting.event for meeting in (*self.ahead, *self.past)]
        return _joined([words for kind in Event.Kind if (words := _number_of(kind, events))])


def series(programme: Programme, user: User, *, at: date, plans: bool) -> Series:
    """The standing meetings of a programme in two queries; with counts for who `plans` them."""
    events = Event.objects.visible_to(user).of_owner(programme).standing().select_related("coaching_set")
    if plans:
        events = events.annotate(
            asked=Count("attendances", filter=Q(attendances__invited_at__isnull=False)),
            coming=Count("attendances", filter=Q(attendances__reply__in=COMES) & still_here("attendances__")),
            came=Count("attendances", filter=Q(attendances__mode__in=CAME)),
            noted=Count("attendances", filter=Q(attendances__mode__in=NOTED)),
        )
    own = _own(programme, user)
    # Counting groups the rows, which loses their order. What is only counted is nobody's next meeting.
    meetings = [_meeting(event, tuple(own.get(event.pk, ()))) for event in events.order_by("starts_on", "pk")]
    ahead = sorted((each for each in meetings if each.event.last_day >= at), key=lambda each: each.event.is_counted)
    past = tuple(reversed([each for each in meetings if each.event.last_day < at]))
    return Series(tuple(ahead), past, picture(programme, [each.event for each in meetings]))


def _meeting(event: Any, own: tuple[Attendance, ...]) -> Meeting:
    counts = {name: getattr(event, name, None) for name in ("asked", "coming", "came", "noted")}
    return Meeting(event=event, own=own, **counts)


def _own(programme: Programme, user: User) -> dict[int, list[Attendance]]:
    """The invitations that the user may answer, by meeting."""
    rows = Attendance.objects.replied_by(user).filter(event__programme=programme, invited_at__isnull=False)
    found: dict[int, list[Attendance]] = {}
    for row in rows.select_related("membership__person"):
        found.setdefault(row.event_id, []).append(row)
    return found


def own_lines(event: Event, user: User) -> list[Attendance]:
    """The user's own line in a meeting, and those of leaders whom they assist; one query."""
    rows = Attendance.objects.replied_by(user).filter(event=event)
    return list(rows.select_related("membership__person", "event"))


# The picture ------------------------------------------------------------


def picture(programme: Programme, events: Sequence[Event]) -> Figure | None:
    """The meetings on their line; None for fewer than two, which the list shows as well."""
    if len(events) < 2:
        return None
    moments = tuple(_moment(event) for event in events)
    days = [day for event in events for day in (event.starts_on.day, event.last_day)]
    chart = Timeline(moments, min(days), max(days))
    first, last = events[0].starts_on, events[-1].ends_on or events[-1].starts_on
    title = capital(_joined([words for kind in Event.Kind if (words := _number_of(kind, events))]))
    note = f"{programme.title}, {first} to {last}. A dot is a workshop, a ring coaching, a small ring informal time."
    note += f" {chart.caution}" if chart.caution else ""
    return Figure("series", title, note, chart)


def _moment(event: Event) -> Moment:
    middle = event.starts_on.day + (event.starts_on.last_day - event.starts_on.day) / 2
    return Moment(middle, str(event.starts_on), label_of(event), MARKS[event.kind])


def label_of(event: Event) -> str:
    """The title of a meeting; with how many sessions, where it is only counted."""
    if not event.is_counted or event.sessions is None:
        return event.title
    return f"{event.title}: {event.sessions} {'session' if event.sessions == 1 else 'sessions'}"


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number_of(kind: str, events: Iterable[Event]) -> str:
    mine = [event for event in events if event.kind == kind]
    number = sum(event.sessions or 0 for event in mine) if kind == Event.Kind.INDIVIDUAL_COACHING else len(mine)
    one = {"workshop": "workshop", "group_coaching": "group coaching session"}.get(kind)
    one = one or {"individual_coaching": "individual coaching session"}.get(kind, "informal meeting")
    return f"{number} {one}{'' if number == 1 else 's'}" if number else ""


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


# The page of one ------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """What there is to a meeting, counted in one query."""

    blocks: int
    minutes: int
    materials: int
    exercises: int
    gathered: int
    decisions: int
    actions: int
    points: int
    has_feedback: bool
    has_feedback_result: bool
    room_code: str

    @property
    def outcomes(self) -> int:
        return self.decisions + self.actions + self.points

    @property
    def is_empty(self) -> bool:
        there = (self.blocks, self.materials, self.exercises, self.outcomes, self.has_feedback, self.room_code)
        return not any(there)


def content(event: Event, *, for_leaders: bool) -> Content:
    """What there is to a meeting; `for_leaders` counts only the materials that are for them."""
    materials = Material.objects.standing().filter(**({"for_leaders": True} if for_leaders else {}))
    rooms = Room.objects.filter(event=OuterRef("pk"), state=Room.State.OPEN)
    minutes = _of(AgendaItem.objects.standing()).annotate(n=Sum("minutes")).values("n")
    row = Event.objects.filter(pk=event.pk).values(
        n_blocks=_count(AgendaItem.objects.standing()),
        n_minutes=Subquery(minutes, output_field=IntegerField()),
        n_materials=_count(materials),
        n_exercises=_count(Exercise.objects.standing()),
        n_gathered=_count(Exercise.objects.standing().filter(state=Exercise.State.CLOSED, kind__in=Exercise.ANSWERED)),
        n_decisions=_count(Decision.objects.standing()),
        n_actions=_count(Action.objects.standing()),
        n_points=_count(StocktakePoint.objects.standing()),
        n_feedback=_count(Feedback.objects.all()),
        n_feedback_result=_count(Feedback.objects.filter(survey__waves__releases__audience=Release.Audience.GROUP)),
        n_room_code=Subquery(rooms.values("code")[:1]),
    )
    found: dict[str, Any] = {name.removeprefix("n_"): value or 0 for name, value in row.get().items()}
    said = {f"has_{name}": bool(found.pop(name)) for name in ("feedback", "feedback_result")}
    return Content(room_code=found.pop("room_code") or "", **said, **found)


def may_be_counted(event: Event) -> bool:
    """Whether a meeting may be individual coaching: it is, or nobody is asked or noted and nothing was made in it."""
    if Event.objects.filter(pk=event.pk, kind=Event.Kind.INDIVIDUAL_COACHING).exists():
        return True
    return not event.attendances.exists() and content(event, for_leaders=False).is_empty


def _of(rows: QuerySet) -> QuerySet:
    return rows.filter(event=OuterRef("pk")).order_by().values("event")


def _count(rows: QuerySet) -> Subquery:
    return Subquery(_of(rows).annotate(n=Count("pk")).values("n"), output_field=IntegerField())


@dataclass(frozen=True)
class Place:
    """A page of a meeting: its name, what is there in words, and the name of its address."""

    title: str
    what: str
    url_name: str


def places(found: Content, turnout: Turnout, *, is_over: bool) -> tuple[Place, ...]:
    """The pages of a meeting for who runs it, in the order in which one needs them."""
    asked = f"{_several(turnout.asked, 'person', 'people')} invited, {turnout.coming} coming" if turnout.asked else ""
    if is_over and turnout.asked:
        asked = turnout.told
    came = f"{turnout.took_part} took part, {turnout.deputies} by a deputy, {turnout.absent} absent"
    return (
        Place("Agenda", _agenda(found), "workshops:agenda"),
        Place(
            "People", asked or ("Nobody was invited" if is_over else "Nobody is invited yet"), "workshops:invitations"
        ),
        Place("Register", came if turnout.noted else "Not kept yet", "workshops:register"),
        Place("Live room", "Open now" if found.room_code else "Not open", "workshops:room"),
        Place("Exercises", _several(found.exercises, "exercise", "exercises") or "None yet", "workshops:exercises"),
        Place("Materials", _several(found.materials, "thing", "things") or "None yet", "workshops:materials"),
        Place("What the room gathered", _gathered(found) or "Nothing yet", "gathered"),
        Place("What came of it", _outcomes(found) or "Nothing recorded yet", "workshops:outcomes"),
        Place("Feedback", "Asked for" if found.has_feedback else "Not asked for yet", "workshops:feedback"),
    )


def places_for_leaders(found: Content) -> tuple[Place, ...]:
    """What of a meeting is open to those who take part, as far as there is anything."""
    outcomes = Place("What came of it", _outcomes(found), "workshops:outcomes")
    return tuple(
        place
        for place in (
            Place("Agenda", _agenda(found) if found.blocks else "", "workshops:agenda"),
            Place("Materials", _several(found.materials, "thing", "things"), "workshops:materials"),
            Place("What the room gathered", _gathered(found), "gathered"),
            outcomes,
            Place("What we thought of it", _result(found), "workshops:feedback-result"),
        )
        if place.what
    )


def _result(found: Content) -> str:
    return "Results of the feedback" if found.has_feedback_result else ""


def _gathered(found: Content) -> str:
    return f"In {_several(found.gathered, 'exercise', 'exercises')}" if found.gathered else ""


def _agenda(found: Content) -> str:
    if not found.blocks:
        return "No block yet"
    hours, minutes = divmod(found.minutes, 60)
    long = " ".join(words for words in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if words)
    return f"{_several(found.blocks, 'block', 'blocks')}, {long}"


def _outcomes(found: Content) -> str:
    points = _several(found.points, "point of the stocktake", "points of the stocktake")
    counted = (_several(found.decisions, "decision", "decisions"), _several(found.actions, "action", "actions"), points)
    return ", ".join(words for words in counted if words)


def _several(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
