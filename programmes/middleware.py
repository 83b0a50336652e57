from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from programmes.selectors import needs_second_factor

# Where somebody without a second factor may still go: to set one up, or to leave.
OPEN_VIEWS = ("mfa_", "account_", "health", "static", "accessibility", "privacy")


class SecondFactorMiddleware:
    """Where the settings ask for it, those who run programmes or accounts set up a second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if (request.resolver_match.view_name or "").startswith(OPEN_VIEWS):
            return None
        if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        return None
