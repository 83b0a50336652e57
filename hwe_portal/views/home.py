"""The first page after sign-in: a leader's tasks, a facilitator's programmes, a sponsor's reports."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from diagnostics.models import Interview, Release
from diagnostics.selectors.task_list import Task, prework_for
from hwe_portal.views import in_hand
from hwe_portal.views.induction import home_lines
from programmes import access, selectors
from programmes.access import LEAVING, Capability, Role
from programmes.models import IssuedReport, Membership, Programme, System, User
from programmes.models.portal import Portal
from workshops.models import Attendance, Event

# How many of the next dates the first page lists for each leader.
MOST_DATES = 3

# The ways into a programme that a leader has whatever is asked of them: label, name of the page, what opens it.
WAYS = (
    ("Workshops and coaching", "workshops:events", Capability.SEE_EVENTS),
    ("Actions", "workshops:actions", Capability.SEE_OUTCOMES),
    ("Charter", "charters:charter", Capability.SEE_CHARTER),
    ("Outcomes", "programmes:programme-overview", Capability.SEE_PROGRAMME),
)


@dataclass(frozen=True)
class Coming:
    """A meeting that comes and is meant for a leader, and what they replied: None where they are not asked to it."""

    event: Event
    reply: str | None

    @property
    def told(self) -> str:
        """The reply in their own words; "" for none."""
        return str(Attendance.Reply(self.reply).label) if self.reply else ""

    @property
    def waits(self) -> bool:
        return self.reply == ""


@dataclass(frozen=True)
class LeaderPart:
    """What one programme asks of a leader now, what comes next in the room, and what the group holds in common."""

    programme: Programme
    ways: list[tuple[str, str]]
    tasks: list[dict[str, str]]
    induction: list[dict[str, str]]
    coming: list[Coming]
    snapshot: Release | None
    themes: Release | None
    result: Release | None  # of a survey
    ends_on: date | None  # their last day, once it is near

    @property
    def to_start(self) -> int:
        """How many lines of a newcomer's list are still to do."""
        return sum(line["state"] == "open" for line in self.induction)


@dataclass(frozen=True)
class LeftPart:
    """A programme that a leader left lately, and the last day on which what is theirs is open to them."""

    programme: Programme
    ended_on: date
    until: date


@dataclass(frozen=True)
class Dated:
    """A meeting that comes, and the leader's invitation to it, if there is one."""

    event: Event
    line: Attendance | None


@dataclass(frozen=True)
class Assisted:
    """A leader whose dates an assistant keeps: what comes next for them, and their conversation, booked or held."""

    part: Membership
    dates: list[Dated]
    talk: Interview | None


@dataclass(frozen=True)
class Paper:
    """Something that a sponsor may read: its message, its page, and a line about it."""

    title: str
    url: str
    about: str
    at: datetime


@dataclass(frozen=True)
class Home:
    leads: list[LeaderPart]
    left: list[LeftPart]
    assists: list[Assisted]
    runs: list[Programme]
    follows: list[Programme]  # an assistant's or an interviewer's: its dates are open to them
    systems: list[System]
    reports: list[Paper]
    may_create_system: bool
    may_manage_accounts: bool

    @property
    def is_empty(self) -> bool:
        theirs = self.leads or self.left or self.runs or self.follows
        return not (theirs or self.systems or self.reports or self.may_create_system)


@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"home": gather(request.user, timezone.localdate())})


def gather(user: User, at: date) -> Home:
    """Everything on the page in at most fifteen queries, whatever the number of programmes."""
    roles = Portal().roles_of(user)
    dated = Programme.objects.granting(user, Capability.SEE_EVENTS).standing().select_related("system")
    edited = System.objects.granting(user, Capability.EDIT_SYSTEM).standing()

    def read(rows: QuerySet, capability: Capability) -> list:
        """What a capability opens; nothing is asked of the database where no role of the user has it."""
        return list(rows) if access.grants(capability, roles) else []

    programmes = read(
        dated.annotate(
            leads=_held(user, Capability.TAKE_PART),
            runs=_held(user, Capability.RUN_PROGRAMME),
            last_day=selectors.last_day_near(user, at=at),
            **in_hand.noted(user, at),
        ),
        Capability.SEE_EVENTS,
    )
    return Home(
        leads=_parts([each for each in programmes if each.leads], user, at),
        left=_left(user, at) if Role.LEAVER in roles else [],
        assists=_assisted(user, programmes, at) if Role.ASSISTANT in roles else [],
        runs=[each for each in programmes if each.runs],
        follows=[each for each in programmes if not (each.leads or each.runs)],
        systems=read(edited, Capability.EDIT_SYSTEM),
        reports=_papers(user) if access.grants(Capability.READ_ISSUED_REPORTS, roles) else [],
        may_create_system=access.grants(Capability.CREATE_SYSTEM, roles),
        may_manage_accounts=access.grants(Capability.MANAGE_ACCOUNTS, roles),
    )


def _papers(user: User) -> list[Paper]:
    """Reports issued to sponsors and results that the group decided to share with them, the newest first."""
    issued = IssuedReport.objects.filter(to_sponsors=True).visible_to(user).select_related("programme")
    shared = Release.objects.visible_to(user).to_sponsors().select_related("programme").defer("figures")
    papers = [*map(_report, issued), *map(_result, shared)]
    return sorted(papers, key=lambda paper: paper.at, reverse=True)


def _report(report: IssuedReport) -> Paper:
    about = f"{report.programme} · issued {_day(report.issued_at)} · {report.covers}"
    return Paper(report.title, reverse("report", args=[report.pk]), about, report.issued_at)


def _result(release: Release) -> Paper:
    about = f"{release.programme} · shared by the group {_day(release.published_at)} · {release.covered} answers"
    return Paper(release.title, reverse("shared-result", args=[release.pk]), about, release.published_at)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def _held(user: User, capability: Capability) -> Exists:
    """Whether the user holds the capability in a programme."""
    return Exists(Programme.objects.granting(user, capability).filter(pk=OuterRef("pk")))


def _parts(programmes: list[Programme], user: User, at: date) -> list[LeaderPart]:
    if not programmes:
        return []
    tasks = prework_for(user.person, programmes, at=at)
    inductions = selectors.induction_for(user.person, programmes, at=at)
    events = Event.objects.visible_to(user).filter(programme__in=programmes).standing().meant_for(user).upcoming(at)
    releases = Release.objects.visible_to(user).filter(programme__in=programmes, audience=Release.Audience.GROUP)
    coming = _coming(events)
    published = {(release.programme_id, release.subject): release for release in releases.defer("figures")}
    return [
        LeaderPart(
            programme=programme,
            ways=_ways(programme),
            tasks=in_hand.lines(programme) + [_line(task) for task in tasks[programme.pk]],
            induction=home_lines(inductions[programme.pk]),
            coming=coming[programme.pk][:MOST_DATES],
            snapshot=published.get((programme.pk, Release.Subject.SNAPSHOT)),
            themes=published.get((programme.pk, Release.Subject.THEMES)),
            result=published.get((programme.pk, Release.Subject.SURVEY)),
            ends_on=programme.last_day,
        )
        for programme in programmes
    ]


def _ways(programme: Programme) -> list[tuple[str, str]]:
    """The labels and addresses of WAYS that are open to a leader."""
    open_to_them = (way for way in WAYS if access.grants(way[2], frozenset({Role.PARTICIPANT})))
    return [(label, reverse(name, kwargs={"programme": programme.pk})) for label, name, _ in open_to_them]


def _coming(events: QuerySet[Event]) -> dict[int, list[Coming]]:
    """The meetings meant for a leader by programme, the nearest first; of one day, those to which they are asked."""
    found: dict[int, list[Coming]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.starts_on.day, vars(each)["own_reply"] is None, each.pk)):
        found[event.programme_id].append(Coming(event, vars(event)["own_reply"]))
    return found


def _left(user: User, at: date) -> list[LeftPart]:
    parts = selectors.left_lately(user, at=at)
    return [LeftPart(part.programme, part.ends_on, part.ends_on + LEAVING) for part in parts]


def _assisted(user: User, programmes: list[Programme], at: date) -> list[Assisted]:
    """The leaders whom the user assists today, with their next dates, in four queries."""
    leaders = selectors.assisted_by(user, at=at)
    events = list(Event.objects.visible_to(user).filter(programme__in=programmes).standing().meetings().upcoming(at))
    asked = Attendance.objects.replied_by(user).filter(event__in=events, invited_at__isnull=False)
    lines = {(row.event_id, row.membership.person_id): row for row in asked.select_related("membership")}
    to_come = Q(state=Interview.State.BOOKED, starts_at__date__gte=at)
    known = Interview.objects.arranged_by(user).filter(to_come | Q(state=Interview.State.HELD))
    # One that is booked comes last and counts; else the newest that was held.
    talks = {(talk.programme_id, talk.person_id): talk for talk in known.order_by("-state", "held_on", "pk")}
    return [
        Assisted(part, _dates(part, events, lines), talks.get((part.programme_id, part.person_id))) for part in leaders
    ]


def _dates(part: Membership, events: list[Event], lines: dict[tuple[int, int], Attendance]) -> list[Dated]:
    """The leader's next meetings: those to which they are asked and, of those meant for everybody, those to which
    nobody is yet. One that waits for their reply is listed however far ahead it is.
    """
    here = [event for event in events if event.programme_id == part.programme_id]
    known = [Dated(event, lines.get((event.pk, part.person_id))) for event in here]
    meant = [each for each in known if each.line or _is_everybodys(each.event)]
    return [each for n, each in enumerate(meant) if n < MOST_DATES or (each.line and not each.line.reply)]


def _is_everybodys(event: Any) -> bool:
    """Whether nobody is asked to a meeting yet, and nothing says that it is meant for some of them."""
    return not (event.asks or event.coaching_set_id or event.invited)


def _line(task: Task) -> dict[str, str]:
    """A line of the task list with the address that opens it ("" while nothing opens)."""
    url = reverse(task.url_name, kwargs=dict(task.url_kwargs)) if task.url_name else ""
    return {
        "title": task.title,
        "hint": task.hint,
        "reason": task.reason,
        "status": task.status,
        "state": task.state,
        "url": url,
    }
