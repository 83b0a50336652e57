"""Figures drawn from the records of several apps: the time line, who held which post, the framework.

A date that is known as a month, a season or a year is drawn in the middle of it, and written as it is known.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hwe_portal.rendering import charts
from hwe_portal.rendering.charts import Area, Framework, Holding, Moment, PostRow, Posts, Timeline
from hwe_portal.rendering.figures import Figure
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import capital, counted, span, spelt
from programmes.dates import FactDate, Precision
from programmes.models import (
    Appointment,
    ContextEvent,
    FrameworkArea,
    FrameworkPoint,
    Milestone,
    NextStep,
    Phase,
    Post,
    Programme,
    RelatedProgramme,
)
from workshops.models import Event
from workshops.selectors.events import MARKS, label_of

# The kinds of records that the time line places, for `Facts.read`.
ON_THE_LINE = (Phase, Event, Milestone, NextStep, ContextEvent, RelatedProgramme)
BESIDE = ("context", "change", "related")


def timeline(facts: Facts, *, beyond_its_end: bool = False) -> Figure | None:
    """Phases, meetings, milestones and dated next steps on one line, beside context, changes of leader and related
    programmes; None while there is nothing to place. Meetings to come, and those after its end, only `beyond_its_end`.
    """
    meetings = facts.events if beyond_its_end else _held_within(facts)
    own = (*_phases(facts), *_talks(facts), *_events(meetings), *_milestones(facts), *_steps(facts))
    told = _gathered([*own, *_context(facts), *_related(facts)]) + _changes(facts)
    if not told:
        return None
    programme = facts.programme
    began, over = programme.starts_on.day, min(facts.at, _end_of(programme))
    fixed = [each.at for each in told if not each.is_stretch] or [began]
    since, until = min([*fixed, began]), max([*fixed, over])
    moments = tuple(each.moment(since if each.kind in BESIDE else began, until) for each in told)
    chart = Timeline(moments, since, until)
    note = f"{programme.title}, {span(programme.starts_on, programme.ends_on)}."
    note += f" {chart.caution}" if chart.caution else ""
    return Figure("timeline", _timeline_title(moments), note, chart)


def _timeline_title(moments: Sequence[Moment]) -> str:
    if {"workshop", "context"} <= {moment.kind for moment in moments}:
        return "What the programme did, and what went on around it"
    return "What happened, and when"


def _end_of(programme: Programme) -> date:
    return programme.ends_on.last_day if programme.ends_on else date.max


@dataclass(frozen=True)
class _Told:
    """Something dated, before it has its place on the line."""

    since: FactDate
    label: str
    kind: str
    until: FactDate | None = None
    reached: bool = True

    @property
    def is_stretch(self) -> bool:
        return self.until is not None and str(self.until) != str(self.since)

    @property
    def at(self) -> date:
        return _middle(self.since)

    def moment(self, since: date, until: date) -> Moment:
        """A stretch begins at `since`, if it began before; it is drawn out where its two days are known."""
        if not self.is_stretch or self.until is None:
            return Moment(self.at, str(self.since), self.label, self.kind, reached=self.reached)
        day = max(self.since.day, since)
        exact = self.since.precision == self.until.precision == Precision.DAY
        written = f"{self.since} to {self.until}"
        return Moment(day, written, self.label, self.kind, self.reached, min(self.until.day, until) if exact else None)


def _gathered(told: list[_Told]) -> list[_Told]:
    """What is alike and as far as it is known happened at one time, under one date."""
    alike: dict[_Told, list[str]] = {}
    for each in told:
        alike.setdefault(replace(each, label=""), []).append(each.label)
    return [replace(each, label=" · ".join(labels)) for each, labels in alike.items()]


def _phases(facts: Facts) -> list[_Told]:
    return [_Told(row.starts_on, row.get_kind_display(), "phase") for row in facts.of(Phase)]


def _talks(facts: Facts) -> list[_Told]:
    """From the first conversation that was held to the last."""
    talks = facts.talks
    if talks is None:
        return []
    return [_Told(FactDate(talks.first), "One-to-one conversations", "phase", FactDate(talks.last))]


def _held_within(facts: Facts) -> list[Event]:
    """The meetings that were held and began before the programme's end."""
    return [row for row in facts.held if row.starts_on.day <= _end_of(facts.programme)]


def _events(meetings: Sequence[Event]) -> list[_Told]:
    return [_Told(row.starts_on, label_of(row), MARKS[row.kind], row.ends_on) for row in meetings]


def _context(facts: Facts) -> list[_Told]:
    return [_Told(row.starts_on, row.title, "context", row.ends_on) for row in facts.of(ContextEvent)]


def _related(facts: Facts) -> list[_Told]:
    """Other programmes at the same time, as far as this portal knows when they were."""
    known = ((row.title, row.other) for row in facts.of(RelatedProgramme) if row.other and not row.other.withdrawn_at)
    return [_Told(other.starts_on, title, "related", other.ends_on) for title, other in known]


def _changes(facts: Facts) -> list[_Told]:
    """Who took up a post of the group after the programme had begun, all of one date together; posts, not names."""
    ours, by_date = {part.post_id for part in facts.parts}, defaultdict(list)
    for one in facts.arrived:
        if one.post_id in ours and one.post.withdrawn_at is None:
            by_date[one.starts_on].append(one.post)
    return [_Told(when, _new_in(posts), "change") for when, posts in by_date.items()]


def _new_in(posts: list[Post]) -> str:
    names = [str(post) for post in posts] if len(posts) == 1 else [post.organisation.name for post in posts]
    return f"New in post: {' · '.join(names)}"


def _milestones(facts: Facts) -> list[_Told]:
    dated = ((row, row.reached_on or row.planned_on) for row in facts.of(Milestone))
    return [_Told(day, row.title, "milestone", reached=row.reached_on is not None) for row, day in dated if day]


def _steps(facts: Facts) -> list[_Told]:
    """Next steps with a date: planned, like a milestone that is not reached."""
    return [_Told(row.due_on, row.text, "milestone", reached=False) for row in facts.of(NextStep) if row.due_on]


def _middle(when: FactDate, before: date = date.max) -> date:
    """The middle of what a date may mean, and of what of it is not after `before`."""
    last = max(min(when.last_day, before), when.day)
    return when.day + (last - when.day) / 2


# Who held which post


@dataclass(frozen=True)
class _Seat:
    """A post with who held it in the programme's time, in the order in which they took it up."""

    post: Post
    held: list[Appointment]

    def changed(self, start: FactDate) -> bool:
        return len(self.held) > 1 or any(one.starts_on.day > start.last_day or one.ends_on for one in self.held)


def posts(facts: Facts, *, agreed_names_only: bool) -> Figure | None:
    """Who held the posts of the programme's leaders, from its start to its end or to the last change known."""
    seats, start = _seats(facts), facts.programme.starts_on
    joined = sum(one.starts_on.day > start.last_day for seat in seats for one in seat.held)
    return _posts_figure(facts, seats, _posts_title(joined), _posts_note(agreed_names_only), agreed_names_only)


def posts_that_changed(facts: Facts) -> Figure | None:
    """The same of those posts that somebody took up or left in that time, for documents: names where agreed."""
    seats = _seats(facts)
    changed = [seat for seat in seats if seat.changed(facts.programme.starts_on)]
    title, note = _changed_title(len(changed), len(seats)), _changed_note(len(seats) - len(changed))
    return _posts_figure(facts, changed, title, note, agreed_names_only=True)


def _changed_title(changed: int, of: int) -> str:
    return capital(f"{spelt(changed)} of the group’s {counted(of, 'post', 'posts')} changed hands")


def _changed_note(others: int) -> str:
    rest = f" In the other {spelt(others)} nobody left or arrived." if others else ""
    return f"Who was in post, and when; names where the person agreed; newcomers darker.{rest}"


def _posts_figure(facts: Facts, seats: list[_Seat], title: str, note: str, agreed_names_only: bool) -> Figure | None:
    if not seats:
        return None
    start = facts.programme.starts_on
    changes = [one.starts_on.day for seat in seats for one in seat.held]
    until = max([min(_end_of(facts.programme), facts.at), *changes])
    workshops = facts.events_of(Event.Kind.WORKSHOP)
    events = tuple(charts.Event(_middle(row.starts_on), row.title) for row in workshops)
    chart = Posts(tuple(_row(seat, start, agreed_names_only, facts.at) for seat in seats), start.day, until, events)
    return Figure("posts", title, note, chart)


def _seats(facts: Facts) -> list[_Seat]:
    """The posts in which leaders take part, with the appointments that touch the programme's time."""
    since, ours = facts.programme.starts_on.day, {part.post_id for part in facts.parts}
    seats: dict[int, _Seat] = {}
    for one in facts.appointments:
        here = one.post_id in ours and one.post.withdrawn_at is None
        if here and (one.ends_on is None or one.ends_on.last_day >= since):
            seats.setdefault(one.post_id, _Seat(one.post, [])).held.append(one)
    return sorted(seats.values(), key=lambda seat: (seat.post.organisation.name, seat.post.title, seat.post.pk))


@dataclass(frozen=True)
class _Drawn:
    """Where an appointment begins and ends in the picture."""

    since: date
    until: date | None


def _row(seat: _Seat, start: FactDate, agreed_names_only: bool, at: date) -> PostRow:
    post, drawn = seat.post, _placed(seat.held, start)
    holdings = tuple(
        _holding(one, place, start, agreed_names_only) for one, place in zip(seat.held, drawn, strict=True)
    )
    closed, why = _closed(post, at)
    if closed:
        holdings = tuple(each if each.until else _until(each, closed, why) for each in holdings)
    return PostRow(post.organisation.name, holdings, detail=post.title, closed=closed.last_day if closed else None)


def _closed(post: Post, at: date) -> tuple[FactDate | None, str]:
    """When the post had closed by the day `at`, by itself or with its organisation; None where it stands."""
    if post.closes_on and post.closes_on.last_day <= at:
        return post.closes_on, "when the post closed"
    ended = post.organisation.ends_on
    return (ended, "when the organisation ended") if ended and ended.last_day <= at else (None, "")


def _until(holding: Holding, closed: FactDate, why: str) -> Holding:
    """Nobody is still in a post that has closed."""
    return replace(holding, until=max(closed.last_day, holding.since), until_written=f"{closed}, {why}")


def _placed(held: list[Appointment], begun: FactDate) -> list[_Drawn]:
    """From the last to the first, so that where dates leave it open one leaves when the next takes over.

    Whoever may have been there when the programme began was.
    """
    drawn: list[_Drawn] = []
    following: Appointment | None = None
    for one in reversed(held):
        start = _middle(one.starts_on, drawn[0].since if drawn else date.max)
        if one.starts_on.day <= begun.last_day:
            start = one.starts_on.day
        end = _middle(one.ends_on) if one.ends_on else None
        if following and one.ends_on and _may_be_one_day(one.ends_on, following.starts_on):
            end = drawn[0].since
        drawn.insert(0, _Drawn(start, max(end, start) if end else None))
        following = one
    return drawn


def _may_be_one_day(one: FactDate, other: FactDate) -> bool:
    next_day = one.last_day + timedelta(days=1)
    return one.day <= other.last_day and other.day <= next_day


def _holding(one: Appointment, drawn: _Drawn, start: FactDate, agreed_names_only: bool) -> Holding:
    shown = one.person.may_be_named or not agreed_names_only
    return Holding(
        since=drawn.since,
        until=drawn.until,
        name=one.shown_name if shown else "",
        standing=one.kind,
        joined=one.starts_on.day > start.last_day,
        note=one.end_reason,
        since_written=str(one.starts_on),
        until_written=str(one.ends_on or ""),
    )


def _posts_title(joined: int) -> str:
    if joined == 0:
        return "The same people held their posts throughout"
    times = "one time" if joined == 1 else f"{spelt(joined)} times"
    return capital(f"{times} a post changed hands")


def _posts_note(agreed_names_only: bool) -> str:
    names = "names where the person agreed" if agreed_names_only else "names as the roster gives them"
    return f"Posts of the leaders who take part; {names}; newcomers darker."


# The framework


def framework(facts: Facts) -> Figure | None:
    """The framework's areas with their attributes and enablers; None while no area is recorded."""
    areas, points = facts.of(FrameworkArea), facts.of(FrameworkPoint)
    if not areas:
        return None
    chart = Framework(tuple(_area(area, [point for point in points if point.area_id == area.pk]) for area in areas))
    return Figure("framework", _framework_title(areas), "Each area with what shows in it, and what enables it.", chart)


def _framework_title(areas: Sequence) -> str:
    return capital(f"{counted(len(areas), 'area', 'areas')} on which the group works together")


def _area(area: FrameworkArea, points: list[FrameworkPoint]) -> Area:
    of_kind = {kind: tuple(point.text for point in points if point.kind == kind) for kind in FrameworkPoint.Kind}
    attributes, enablers = of_kind[FrameworkPoint.Kind.ATTRIBUTE], of_kind[FrameworkPoint.Kind.ENABLER]
    return Area(area.name, f"{area.number:02d}", area.definition, attributes, enablers)
