"""The workbench: the same places in the order of the work, on every page of a programme."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from programmes import access
from programmes.access import Capability, Role
from programmes.models import Programme


@dataclass(frozen=True)
class Place:
    """A place at the workbench: its label, where it leads, who sees it, and the url names that count as being there."""

    label: str
    url_name: str
    capability: Capability
    beginnings: tuple[str, ...]


PEOPLE = ("people", "join", "membership", "person", "assistant", "roster", "invit")
CONVERSATIONS = tuple(
    f"diagnostics:{name}" for name in ("conversation", "slot", "guide", "note", "coding", "codebook", "theme", "quote")
)
SURVEYS = tuple(
    f"diagnostics:{name}"
    for name in (
        "survey", "section", "question", "respondent", "wave", "answers", "results", "result-", "comment", "deck",
        "card", "sharing",
    )
)  # fmt: skip
PLACES = (
    Place(
        "People",
        "programmes:people",
        Capability.SEE_PEOPLE,
        (*(f"programmes:{name}" for name in PEOPLE), "posts", "induction"),
    ),
    Place(
        "Pre-work",
        "diagnostics:pre-work",
        Capability.SEE_PROFILES,
        (
            "diagnostics:pre-work",
            "diagnostics:tracker",
            "diagnostics:mail",
            "diagnostics:licensed",
            "diagnostics:step",
            "diagnostics:result",
            "diagnostics:result-pdf",
            "diagnostics:result-licensed-report",
        ),
    ),
    Place("Conversations", "diagnostics:conversations", Capability.HOLD_CONVERSATIONS, CONVERSATIONS),
    Place("Surveys", "diagnostics:surveys", Capability.RUN_SURVEYS, SURVEYS),
    Place("Snapshot", "diagnostics:snapshot", Capability.SEE_SNAPSHOT, ("diagnostics:snapshot",)),
    Place("Workshops", "workshops:events", Capability.SEE_EVENTS, ("workshops:", "gathered")),
    Place("Charter", "charters:charter", Capability.SEE_CHARTER, ("charters:",)),
    Place("Outcomes", "programmes:programme-overview", Capability.SEE_PROGRAMME, ("programmes:programme-",)),
    Place("Reports", "case-study", Capability.WRITE_REPORTS, ("case-study", "passage")),
)

# Who works at the workbench; a leader's pages show one thing at a time instead.
WORKBENCH = frozenset({Role.FACILITATOR, Role.INTERVIEWER})


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """The programme's own page, and the places within it that the user may see."""

    title: str
    url: str
    at_home: bool
    entries: tuple[Entry, ...]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for the base page; nothing is asked of the database unless the page shows it."""
    match = getattr(request, "resolver_match", None)
    if match is None or "programme" not in match.kwargs or not request.user.is_authenticated:
        return {}
    return {"programme_nav": SimpleLazyObject(lambda: _of(request, match.kwargs["programme"], match.view_name))}


def _of(request: HttpRequest, pk: int, view_name: str) -> Navigation | None:
    fetched = getattr(request, "programme", None)
    programme = fetched or Programme.objects.visible_to(request.user).filter(pk=pk).first()
    if programme is None:
        return None
    roles = programme.roles_of(request.user)
    if not roles & WORKBENCH:
        return None
    here = _place_of(view_name)
    entries = tuple(
        Entry(place.label, reverse(place.url_name, kwargs={"programme": pk}), place is here)
        for place in PLACES
        if access.grants(place.capability, roles)
    )
    return Navigation(
        programme.title, reverse("programme", kwargs={"programme": pk}), view_name == "programme", entries
    )


def _place_of(view_name: str) -> Place | None:
    """Where a page belongs: what says most of its name decides ("result-pdf" before "result-")."""
    said = {
        place: max((len(each) for each in place.beginnings if view_name.startswith(each)), default=0)
        for place in PLACES
    }
    place = max(said, key=said.__getitem__)
    return place if said[place] else None
