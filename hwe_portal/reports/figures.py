"""Figures drawn from the records of several apps: the time line, who held which post, the framework."""

from datetime import date

from django.db.models import Prefetch, Q

from hwe_portal.rendering import charts
from hwe_portal.rendering.charts import Area, Framework, Holding, Moment, PostRow, Posts, Timeline
from hwe_portal.rendering.figures import Figure
from programmes.dates import FactDate
from programmes.models import Appointment, ContextEvent, FrameworkPoint, Membership, Milestone, Phase, Post, Programme
from workshops.models import Event


def timeline(programme: Programme, at: date) -> Figure | None:
    """Phases, workshops, milestones and context on one line; None while there is nothing to place."""
    moments = (*_phases(programme), *_events(programme), *_milestones(programme), *_context(programme))
    if not moments:
        return None
    days = [moment.at for moment in moments] + [programme.starts_on.day]
    until = max(moment.until or moment.at for moment in moments)
    chart = Timeline(moments, min(days), max(until, min(at, _end_of(programme))))
    note = f"{programme.title}, {programme.starts_on} to {programme.ends_on or 'today'}."
    return Figure("timeline", "What happened, and when", note, chart)


def _end_of(programme: Programme) -> date:
    return programme.ends_on.last_day if programme.ends_on else date.max


def _phases(programme: Programme) -> tuple[Moment, ...]:
    rows = Phase.objects.of_owner(programme).standing()
    return tuple(_moment(row.starts_on, row.get_kind_display(), "phase") for row in rows)


def _events(programme: Programme) -> tuple[Moment, ...]:
    rows = Event.objects.of_owner(programme).standing().exclude(kind=Event.Kind.INDIVIDUAL_COACHING)
    return tuple(_moment(row.starts_on, row.title, "workshop", row.ends_on) for row in rows)


def _context(programme: Programme) -> tuple[Moment, ...]:
    rows = ContextEvent.objects.of_owner(programme).standing()
    return tuple(_moment(row.starts_on, row.title, "context", row.ends_on) for row in rows)


def _milestones(programme: Programme) -> tuple[Moment, ...]:
    rows = (
        Milestone.objects.of_owner(programme)
        .standing()
        .filter(Q(reached_on__isnull=False) | Q(planned_on__isnull=False))
    )
    return tuple(_milestone(row) for row in rows)


def _milestone(row: Milestone) -> Moment:
    when = row.reached_on or row.planned_on
    return Moment(when.day, str(when), row.title, "milestone", reached=row.reached_on is not None)


def _moment(when: FactDate, label: str, kind: str, until: FactDate | None = None) -> Moment:
    written = f"{when} to {until}" if until else str(when)
    return Moment(when.day, written, label, kind, until=until.last_day if until else None)


def posts(programme: Programme, at: date, *, agreed_names_only: bool) -> Figure | None:
    """Who held the posts of the programme's leaders, from its start to its end or to the last change known."""
    rows = _posts_of(programme)
    if not rows:
        return None
    since = programme.starts_on.day
    changes = [one.starts_on.day for post in rows for one in post.held]
    until = max([min(_end_of(programme), at), *changes])
    events = tuple(charts.Event(row.starts_on.day, row.title) for row in Event.objects.of_owner(programme).standing()
                   if row.kind == Event.Kind.WORKSHOP)  # fmt: skip
    chart = Posts(tuple(_row(post, since, agreed_names_only) for post in rows), since, until, events)
    joined = sum(1 for post in rows for one in post.held if one.starts_on.day > since)
    return Figure("posts", _posts_title(joined), _posts_note(agreed_names_only), chart)


def _posts_of(programme: Programme) -> list[Post]:
    """The posts in which leaders took part, with the appointments that touch the programme's time as `held`."""
    parts = Membership.objects.of_owner(programme).participants().exclude(post=None)
    since = programme.starts_on.day
    touching = (
        Appointment.objects.standing().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since)).select_related("person")
    )
    rows = Post.objects.standing().filter(pk__in=parts.values("post")).select_related("organisation")
    held = rows.prefetch_related(Prefetch("appointments", touching.order_by("starts_on"), to_attr="held"))
    return [post for post in held if post.held]


def _row(post: Post, since: date, agreed_names_only: bool) -> PostRow:
    holdings = tuple(_holding(one, since, agreed_names_only) for one in post.held)
    closed = post.closes_on.last_day if post.closes_on else None
    return PostRow(post.organisation.name, holdings, detail=post.title, closed=closed)


def _holding(one: Appointment, since: date, agreed_names_only: bool) -> Holding:
    shown = one.person.may_be_named or not agreed_names_only
    return Holding(
        since=one.starts_on.day,
        until=one.ends_on.last_day if one.ends_on else None,
        name=one.shown_name if shown else "",
        standing=one.kind,
        joined=one.starts_on.day > since,
        note=one.end_reason,
    )


def _posts_title(joined: int) -> str:
    if joined == 0:
        return "The same people held their posts throughout"
    return "One post changed hands" if joined == 1 else f"{joined} times somebody took up a post"


def _posts_note(agreed_names_only: bool) -> str:
    names = "names where the person agreed" if agreed_names_only else "names as the roster gives them"
    return f"Posts of the leaders who take part; {names}; joiners darker."


def framework(programme: Programme) -> Figure | None:
    """The framework's areas with their attributes and enablers; None while no area is recorded."""
    points = FrameworkPoint.objects.standing().order_by("position", "pk")
    areas = programme.frameworkareas.standing().prefetch_related(Prefetch("points", points, to_attr="shown"))
    if not areas:
        return None
    chart = Framework(tuple(_area(area) for area in areas))
    return Figure("framework", "What we work on, together", f"{len(areas)} areas, attributes and enablers.", chart)


def _area(area) -> Area:
    of_kind = {kind: tuple(p.text for p in area.shown if p.kind == kind) for kind in FrameworkPoint.Kind}
    attributes, enablers = of_kind[FrameworkPoint.Kind.ATTRIBUTE], of_kind[FrameworkPoint.Kind.ENABLER]
    return Area(area.name, f"{area.number:02d}", area.definition, attributes, enablers)
