"""Figures drawn from the records of several apps: the time line, who held which post, the framework.

A date that is known as a month, a season or a year is drawn in the middle of it, and written as it is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Prefetch, Q

from hwe_portal.rendering import charts
from hwe_portal.rendering.charts import Area, Framework, Holding, Moment, PostRow, Posts, Timeline
from hwe_portal.rendering.figures import Figure
from hwe_portal.reports.wording import capital, counted, span, spelt
from programmes.dates import FactDate, Precision
from programmes.models import (
    Appointment,
    ContextEvent,
    FrameworkPoint,
    Membership,
    Milestone,
    NextStep,
    Phase,
    Post,
    Programme,
)
from workshops.models import Event


def timeline(programme: Programme, at: date) -> Figure | None:
    """Phases, workshops, milestones, dated next steps and context on one line; None while there is nothing to place."""
    told = _gathered(
        [*_phases(programme), *_events(programme), *_milestones(programme), *_steps(programme), *_context(programme)]
    )
    if not told:
        return None
    began, over = programme.starts_on.day, min(at, _end_of(programme))
    fixed = [each.at for each in told if not each.is_stretch] or [began]
    since, until = min([*fixed, began]), max([*fixed, over])
    moments = tuple(each.moment(since if each.kind == "context" else began, until) for each in told)
    note = f"{programme.title}, {span(programme.starts_on, programme.ends_on)}."
    return Figure("timeline", _timeline_title(moments), note, Timeline(moments, since, until))


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


def _phases(programme: Programme) -> list[_Told]:
    rows = Phase.objects.of_owner(programme).standing()
    return [_Told(row.starts_on, row.get_kind_display(), "phase") for row in rows]


def _events(programme: Programme) -> list[_Told]:
    rows = Event.objects.of_owner(programme).standing().exclude(kind=Event.Kind.INDIVIDUAL_COACHING)
    return [_Told(row.starts_on, row.title, "workshop", row.ends_on) for row in rows]


def _context(programme: Programme) -> list[_Told]:
    rows = ContextEvent.objects.of_owner(programme).standing()
    return [_Told(row.starts_on, row.title, "context", row.ends_on) for row in rows]


def _milestones(programme: Programme) -> list[_Told]:
    rows = Milestone.objects.of_owner(programme).standing()
    dated = ((row, row.reached_on or row.planned_on) for row in rows)
    return [_Told(day, row.title, "milestone", reached=row.reached_on is not None) for row, day in dated if day]


def _steps(programme: Programme) -> list[_Told]:
    """Next steps with a date: planned, like a milestone that is not reached."""
    rows = NextStep.objects.of_owner(programme).standing().filter(due_on__isnull=False)
    return [_Told(row.due_on, row.text, "milestone", reached=False) for row in rows]


def _middle(when: FactDate, before: date = date.max) -> date:
    """The middle of what a date may mean, and of what of it is not after `before`."""
    last = max(min(when.last_day, before), when.day)
    return when.day + (last - when.day) / 2


# Who held which post


def posts(programme: Programme, at: date, *, agreed_names_only: bool) -> Figure | None:
    """Who held the posts of the programme's leaders, from its start to its end or to the last change known."""
    return _posts_figure(programme, _posts_of(programme), at, agreed_names_only)


def posts_that_changed(programme: Programme, at: date) -> Figure | None:
    """The same of those posts that somebody took up or left in that time, for documents: names where agreed."""
    rows = _posts_of(programme)
    changed = [post for post in rows if _changed(post, programme.starts_on)]
    figure = _posts_figure(programme, changed, at, agreed_names_only=True)
    if figure is None:
        return None
    title, note = _changed_title(len(changed), len(rows)), _changed_note(len(rows) - len(changed))
    return replace(figure, title=title, note=note)


def _changed(post: Post, start: FactDate) -> bool:
    return len(post.held) > 1 or any(one.starts_on.day > start.last_day or one.ends_on for one in post.held)


def _changed_title(changed: int, of: int) -> str:
    return capital(f"{spelt(changed)} of the group’s {counted(of, 'post', 'posts')} changed hands")


def _changed_note(others: int) -> str:
    rest = f" In the other {spelt(others)} nobody left or arrived." if others else ""
    return f"Who was in post, and when; names where the person agreed; newcomers darker.{rest}"


def _posts_figure(programme: Programme, rows: list[Post], at: date, agreed_names_only: bool) -> Figure | None:
    if not rows:
        return None
    since = programme.starts_on.day
    changes = [one.starts_on.day for post in rows for one in post.held]
    until = max([min(_end_of(programme), at), *changes])
    held = Event.objects.of_owner(programme).standing().filter(kind=Event.Kind.WORKSHOP)
    events = tuple(charts.Event(_middle(row.starts_on), row.title) for row in held)
    chart = Posts(tuple(_row(post, programme.starts_on, agreed_names_only) for post in rows), since, until, events)
    joined = sum(1 for post in rows for one in post.held if one.starts_on.day > programme.starts_on.last_day)
    return Figure("posts", _posts_title(joined), _posts_note(agreed_names_only), chart)


def _posts_of(programme: Programme) -> list[Post]:
    """The posts in which leaders took part, with the appointments that touch the programme's time as `held`."""
    parts = Membership.objects.of_owner(programme).participants().exclude(post=None)
    since = programme.starts_on.day
    touching = (
        Appointment.objects.standing().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since)).select_related("person")
    )
    rows = Post.objects.standing().filter(pk__in=parts.values("post")).select_related("organisation")
    held = rows.prefetch_related(Prefetch("appointments", touching.order_by("starts_on", "pk"), to_attr="held"))
    return [post for post in held if post.held]


@dataclass(frozen=True)
class _Drawn:
    """Where an appointment begins and ends in the picture."""

    since: date
    until: date | None


def _row(post: Post, start: FactDate, agreed_names_only: bool) -> PostRow:
    drawn = _placed(post.held, start)
    holdings = tuple(
        _holding(one, place, start, agreed_names_only) for one, place in zip(post.held, drawn, strict=True)
    )
    closed = post.closes_on.last_day if post.closes_on else None
    return PostRow(post.organisation.name, holdings, detail=post.title, closed=closed)


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


def framework(programme: Programme) -> Figure | None:
    """The framework's areas with their attributes and enablers; None while no area is recorded."""
    points = FrameworkPoint.objects.standing().order_by("position", "pk")
    areas = programme.frameworkareas.standing().prefetch_related(Prefetch("points", points, to_attr="shown"))
    if not areas:
        return None
    chart = Framework(tuple(_area(area) for area in areas))
    return Figure("framework", _framework_title(areas), "Each area with what shows in it, and what enables it.", chart)


def _framework_title(areas: Sequence) -> str:
    return capital(f"{counted(len(areas), 'area', 'areas')} on which the group works together")


def _area(area) -> Area:
    of_kind = {kind: tuple(p.text for p in area.shown if p.kind == kind) for kind in FrameworkPoint.Kind}
    attributes, enablers = of_kind[FrameworkPoint.Kind.ATTRIBUTE], of_kind[FrameworkPoint.Kind.ENABLER]
    return Area(area.name, f"{area.number:02d}", area.definition, attributes, enablers)
