"""The way to notes of conversations: a confirmed sign-in, a name that the leader knows of, and a row in the audit."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from diagnostics.models import Interview
from diagnostics.services.notes import note_opening
from programmes.access import Capability
from programmes.account_selectors import ways_in
from programmes.views.fetching import fetch_programme
from programmes.views.kept import kept_words
from programmes.views.strong import GOING_TO, STRONG_METHODS

# The page that confirms each way in, the quickest first.
CONFIRMING = (
    ("passkey", "mfa_reauthenticate_webauthn"),
    ("authenticator", "mfa_reauthenticate"),
    ("password", "account_reauthenticate"),
)
SET_UP_FIRST = "Notes of conversations ask for a passkey or an authenticator app of your own. Set one up first."


def confirmed(request: HttpRequest) -> bool:
    """Whether somebody has shown again, in this session, that it is them: by more than an e-mailed code."""
    records = get_authentication_records(request, request.user)
    return any(record.get("reauthenticated") and record["method"] in STRONG_METHODS for record in records)


def confirmed_for_notes(view: Callable) -> Callable:
    """Decorator: the view answers once somebody has confirmed in this session who they are; before, it asks, and comes
    back. A script that saves is told so (401); what a form brought stays on the page that says so. No browser and no
    proxy keeps a copy of what it answers.
    """

    @never_cache
    @wraps(view)
    def asking_first(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if confirmed(request) else _ask(request)

    return asking_first


def open_interview(request: HttpRequest, programme: int, pk: int, *, what: str = "Notes") -> Interview:
    """The conversation whose notes the user opens here, noted in the audit as "opened"; `what` names the page to the
    leader. 404 unless the user may read them, 403 to who sees the programme and holds no conversations.
    """
    interview = readable_interview(request, programme, pk)
    note_opening([interview], by=request.user, what=what)
    return interview


def readable_interview(request: HttpRequest, programme: int, pk: int) -> Interview:
    """As `open_interview`, without the audit row: for acts on a page that was opened and noted before."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    theirs = Interview.objects.readable_by(request.user).filter(programme=found)
    return get_object_or_404(theirs.select_related("person", "interviewer"), pk=pk)


def _ask(request: HttpRequest) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"why": "confirm"}, status=401)
    way = _way(request)
    if kept := kept_words(request, confirm_at=way):
        return kept
    return HttpResponseClientRedirect(way) if request.htmx else redirect(way)


def _way(request: HttpRequest) -> str:
    """The page that confirms who it is, leading back; or the one that sets up what could, for who has nothing."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")
    ways = ways_in(request.user)
    for way, page in CONFIRMING:
        if way in ways:
            return f"{reverse(page)}?{urlencode({'next': back})}"
    request.session[GOING_TO] = back
    messages.info(request, SET_UP_FIRST)
    return reverse("mfa_index")
