"""What somebody typed is never lost because a session ended or a form's token went stale.

The refused form comes back as a page of its own: its fields hidden, a fresh token, a button that sends it again. Only a
form of ours: a browser says where a form was sent from (`Origin`, `Sec-Fetch-Site`), and another site's form, which
nobody here typed, is refused as ever. Passwords, codes and files are not sent back.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import add_never_cache_headers

# Fields that somebody did not type, or that no page may hold.
OURS = frozenset({"csrfmiddlewaretoken"})
SECRET = ("password", "code", "credential", "secret")
# Signing in and its secrets: every page of it begins afresh.
SIGNING_IN = ("account_", "mfa_", "openid_connect_", "socialaccount_")


def kept_words(request: HttpRequest, *, status: int = 401, confirm_at: str = "") -> HttpResponse | None:
    """The page that holds what a refused form brought; None where nothing was typed, or the form was not ours.

    `confirm_at` is where somebody who is signed in confirms who they are, if that is what the form lacked.
    """
    fields = _fields(request) if _is_ours(request) else []
    if not any(value.strip() for _, value in fields):
        return None
    context = {"fields": fields, "confirm_at": confirm_at, "files": bool(request.FILES)}
    response = render(request, "signed_out.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether a page of this very site sent the form, by what the browser says and no page can forge."""
    scheme = "https" if request.is_secure() else "http"
    from_here = request.headers.get("Origin") == f"{scheme}://{request.get_host()}"
    told_so = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if request.method != "POST" or not (from_here and told_so):
        return False
    return not request.resolver_match.view_name.startswith(SIGNING_IN)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OURS and not any(part in name.lower() for part in SECRET)
        for value in values
    ]
