"""A programme's own page: where we are on the time line, who has not done what, what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from diagnostics.selectors.tracker import Column, Tracker, tracker
from hwe_portal.reports.due import Due
from hwe_portal.reports.due import read as read_due
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.figures import ON_THE_LINE, timeline
from programmes import access
from programmes.access import FLOOR, Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from workshops.models import Event

MOST = 5


@dataclass(frozen=True)
class NextThing:
    """Something for the facilitator to do, why, the name of its page, and what it is about within the programme."""

    title: str
    why: str
    place: str
    within: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How far a programme is, counted once for its page."""

    tracker: Tracker
    events: list[Event]
    due: Due

    @property
    def without_account(self) -> int:
        return sum(row.membership.person.user is None for row in self.tracker.rows)

    @property
    def participants(self) -> int:
        return len(self.tracker.rows)

    @property
    def missing(self) -> int:
        """How many have something left to do."""
        return self.participants - self.tracker.finished

    @property
    def columns(self) -> list[Column]:
        """The steps of which the portal knows who has done them, as far as they are asked of anybody."""
        return [column for column in self.tracker.columns if column.step.is_tracked and column.asked]

    @property
    def unreached(self) -> int:
        """How many did not get a mail."""
        return sum(any(asked.has_mail_trouble for asked in row.to_do) for row in self.tracker.rows)

    @property
    def answered(self) -> int:
        """How many who take part have a finished conflict profile."""
        return sum(row.membership.person_id in self.tracker.profiles.finished for row in self.tracker.rows)


@require_http_methods(["GET"])
def programme(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PROGRAMME)
    at = timezone.localdate()
    facts = Facts(found, at)
    facts.read(*ON_THE_LINE)
    events = facts.of(Event)
    ahead = [event for event in events if event.last_day >= at and not event.is_counted]
    line = timeline(facts, beyond_its_end=True)
    context: dict = {"programme": found, "timeline": line, "next_event": next(iter(ahead), None)}
    if access.may(request.user, Capability.RUN_PROGRAMME, found):
        standing = gather(found, at, events)
        context |= {"standing": standing, "to_do": _addressed(found, to_do(standing))}
    return render(request, "portal/programme.html", context)


def gather(programme: Programme, at: date, events: list[Event]) -> Standing:
    """How far the programme is on the day `at`; `events` are its standing meetings, already read for the page."""
    return Standing(tracker=tracker(programme, at=at), events=events, due=read_due(programme, at=at))


def to_do(standing: Standing) -> list[NextThing]:
    """What is worth doing next, the most pressing first; never more than MOST."""
    return list(islice(_worth_doing(standing), MOST))


def _worth_doing(now: Standing) -> Iterator[NextThing]:
    yield from _about_the_round(now.due)
    yield from _about_meetings(now)
    yield from _about_people(now)
    yield from _about_the_picture(now)
    if not now.events:
        yield NextThing("Plan the first workshop", "No date is set.", "workshops:event-add")
    yield from _about_the_charter(now)
    if now.due.published:
        yield NextThing("Write the case study", "The records are there to quote.", "case-study")


def _about_the_round(due: Due) -> Iterator[NextThing]:
    """A round is on the clock, so it comes first."""
    if due.round is None:
        return
    within = {"round": due.round}
    if due.unanswered:
        why = "Nothing is agreed over a “not yet” that nobody has answered."
        yield NextThing(f"Answer {due.unanswered} “not yet”", why, "charters:round-stances", within)
    elif not due.unsaid:
        yield NextThing("Close the round", "Everybody has said where they stand.", "charters:round-close", within)


def _about_meetings(now: Standing) -> Iterator[NextThing]:
    due = now.due
    if due.uninvited and now.participants:
        why = "It is within two weeks, and nobody is invited."
        yield NextThing(f"Invite people: {due.uninvited_title}", why, "workshops:invite", {"event": due.uninvited})
    for one in due.awaited:
        why = f"{one.missing} {'has' if one.missing == 1 else 'have'} not replied, and it is within two weeks."
        yield NextThing(f"See who replied: {one.title}", why, "workshops:invitations", {"event": one.event})
    if due.unkept and now.participants:
        why = "It is over, and nobody is noted as having come."
        yield NextThing(f"Keep the register: {due.unkept_title}", why, "workshops:register", {"event": due.unkept})


def _about_the_charter(now: Standing) -> Iterator[NextThing]:
    due = now.due
    if due.review is not None:
        by = date_format(due.review_by, "j F Y")
        yield NextThing("Look at the charter again", f"Due by {by}.", "charters:review", {"review": due.review})
    if due.version and 2 * due.signed < now.participants:
        why = f"{due.signed} of {now.participants} have put their names to version {due.number}."
        yield NextThing("Ask for signatures", why, "charters:signatures", {"version": due.version})
    if due.published and not due.adopted:
        yield NextThing("Write the charter", "No version is adopted yet.", "charters:charter")


def _about_people(now: Standing) -> Iterator[NextThing]:
    if not now.participants:
        yield NextThing("Bring in the roster", "The programme has no leaders yet.", "programmes:roster")
    elif not now.tracker.steps:
        yield NextThing("Ask for the conflict profile", "Nothing is asked of them yet.", "diagnostics:step-add")
    if now.without_account:
        title = f"Invite {now.without_account} of {now.participants}"
        yield NextThing(title, "They cannot sign in yet.", "programmes:invitations")

    if now.unreached:
        title = f"See why mail did not reach {now.unreached} {'leader' if now.unreached == 1 else 'leaders'}"
        yield NextThing(title, "The mail server refused it, or it came back.", "diagnostics:pre-work")


def _about_the_picture(now: Standing) -> Iterator[NextThing]:
    if waiting := now.tracker.profiles.to_release:
        title = f"Release {waiting} conflict {'profile' if waiting == 1 else 'profiles'}"
        yield NextThing(title, "Their leaders cannot read them yet.", "diagnostics:pre-work-profiles")
    if now.answered >= FLOOR and not now.due.published:
        why = f"{now.answered} leaders have answered."
        yield NextThing("Preview the team snapshot", why, "diagnostics:snapshot")


def _addressed(programme: Programme, things: list[NextThing]) -> list[dict[str, str]]:
    here = {"programme": programme.pk}
    return [{"title": t.title, "why": t.why, "url": reverse(t.place, kwargs=here | t.within)} for t in things]
