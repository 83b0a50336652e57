"""A strong sign-in is more than the e-mailed code, which an assistant may read too.

Answers and profiles ask for it. Whoever came in by a code alone is sent to a page that offers a passkey, an
authenticator app, the password or the work account, and sets one of them up the first time; then back.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from programmes.account_selectors import ways_in
from programmes.views.kept import kept_words

STRONG_METHODS = frozenset({"mfa", "password", "socialaccount"})
# Where somebody was going when we asked; the pages that set a way up cannot pass it along themselves.
GOING_TO = "strong_sign_in_next"


def signed_in_strongly(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, by more than an e-mailed code."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] in STRONG_METHODS for record in records)


def strong_sign_in(view: Callable) -> Callable:
    """Decorator: the view answers in a strong session only; any other is sent to make itself strong, and back.

    What it shows is somebody's own, so no browser keeps a copy.
    """

    @never_cache
    @wraps(view)
    def asking_first(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if signed_in_strongly(request) else _ask(request)

    return asking_first


def first_or_strong(view: Callable) -> Callable:
    """Decorator for the pages that set up a way in: the first may be set up after a code alone, any further may not.

    To set one up shows as much as to use it, so the session is strong from then on.
    """

    @wraps(view)
    def guarding(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        had = ways_in(request.user)
        if had and not signed_in_strongly(request):
            return _ask(request)
        response = view(request, *args, **kwargs)
        added = ways_in(request.user) - had
        if added:
            method = "password" if "password" in added else "mfa"
            record_authentication(request, request.user, method, reauthenticated=True)
        return response

    return guarding


@require_http_methods(["GET"])
def strong_sign_in_page(request: HttpRequest) -> HttpResponse:
    """Offers the ways that this person has set up, or to set up the first; sends on who is through or has no choice."""
    going_to = _going_to(request)
    if signed_in_strongly(request):
        request.session.pop(GOING_TO, None)
        return HttpResponseRedirect(going_to)  # an address, never the name of a view
    request.session[GOING_TO] = going_to
    ways = ways_in(request.user)
    if ways == {"password"}:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    context = {"ways": ways, "going_to": going_to, "work_account": settings.OIDC_ISSUER}
    return render(request, "programmes/accounts/strong.html", context)


def _going_to(request: HttpRequest) -> str:
    address = request.GET.get("next") or request.session.get(GOING_TO, "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if safe else reverse("home")


def _ask(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")
    address = f"{reverse('account_strong_sign_in')}?{urlencode({'next': back})}"
    if kept := kept_words(request, confirm_at=address):
        return kept
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
