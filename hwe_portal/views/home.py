"""The first page after sign-in: a leader's tasks, a facilitator's programmes, a sponsor's reports."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from charters.models import CharterVersion
from diagnostics.models import Release
from diagnostics.selectors import prework_for
from programmes import access
from programmes.access import Capability
from programmes.models import IssuedReport, Programme, System, User
from programmes.models.portal import Portal
from workshops.models import Event


@dataclass(frozen=True)
class LeaderPart:
    """What one programme asks of a leader now, what comes next in the room, and what the group holds in common."""

    programme: Programme
    tasks: list[dict[str, str]]
    next_event: Event | None
    charter: CharterVersion | None
    snapshot: Release | None


@dataclass(frozen=True)
class Home:
    leads: list[LeaderPart]
    runs: list[Programme]
    systems: list[System]
    reports: list[IssuedReport]
    may_create_system: bool
    may_manage_accounts: bool

    @property
    def is_empty(self) -> bool:
        return not (self.leads or self.runs or self.systems or self.reports or self.may_create_system)


@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"home": gather(request.user, timezone.localdate())})


def gather(user: User, at: date) -> Home:
    roles = Portal().roles_of(user)
    takes_part = Programme.objects.granting(user, Capability.TAKE_PART).standing().select_related("system")
    run = Programme.objects.granting(user, Capability.RUN_PROGRAMME).standing().select_related("system")
    edited = System.objects.granting(user, Capability.EDIT_SYSTEM).standing()
    sponsored = IssuedReport.objects.filter(to_sponsors=True).visible_to(user).select_related("programme")
    return Home(
        leads=[_part(programme, user, at) for programme in takes_part],
        runs=list(run),
        systems=list(edited),
        reports=list(sponsored) if access.grants(Capability.READ_ISSUED_REPORTS, roles) else [],
        may_create_system=access.grants(Capability.CREATE_SYSTEM, roles),
        may_manage_accounts=access.grants(Capability.MANAGE_ACCOUNTS, roles),
    )


def _part(programme: Programme, user: User, at: date) -> LeaderPart:
    return LeaderPart(
        programme=programme,
        tasks=_tasks(programme, user, at),
        next_event=Event.objects.of_owner(programme).standing().upcoming(at).first(),
        charter=CharterVersion.objects.of_owner(programme).adopted().last(),
        snapshot=Release.objects.to_group(programme).last(),
    )


def _tasks(programme: Programme, user: User, at: date) -> list[dict[str, str]]:
    """The leader's pre-work, each line with the address that opens it ("" while nothing opens)."""
    return [
        {
            "title": task.title,
            "hint": task.hint,
            "status": task.status,
            "state": task.state,
            "url": reverse(task.url_name, kwargs=dict(task.url_kwargs)) if task.url_name else "",
        }
        for task in prework_for(user.person, programme, at=at)
    ]
