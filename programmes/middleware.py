from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from programmes.account_selectors import lacks_second_factor
from programmes.views.kept import kept_words

# Where somebody without a second factor may still go: to set one up, to confirm who they are, or to leave.
OPEN_VIEWS = frozenset(
    {
        "accessibility",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_set_password",
        "account_strong_sign_in",
        "health",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "privacy",
    }
)


class SecondFactorMiddleware:
    """Where the settings ask for it, those who run programmes or accounts set up a second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in OPEN_VIEWS or not lacks_second_factor(request.user):
            return None
        return redirect("mfa_index")


class WordKeepingLoginRequired(LoginRequiredMiddleware):
    """Whoever is signed out is sent to sign in, but never loses what they typed: a form's words come back as a page.

    A script that saves as one types cannot follow a redirect: it is told (401), and keeps what it holds.
    """

    def handle_no_permission(self, request: HttpRequest, view: Callable) -> HttpResponse:
        if not request.accepts("text/html"):
            return JsonResponse({"why": "signed-out"}, status=401)
        return kept_words(request) or super().handle_no_permission(request, view)
