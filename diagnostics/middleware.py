"""Requests of people who answer a survey pass by sessions, accounts and messages, and come to no harm without them.

It is the outermost middleware: what it takes over runs in one thread from end to end. The others change between the
event loop and a thread for each of them, which costs as much as all that these pages do.
"""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from diagnostics.survey_urls import ANSWERING

ADDRESSES = ("/s/", "/o/")
# Outermost first, as in settings.MIDDLEWARE.
PASSED = (SecurityMiddleware, CSPMiddleware, CommonMiddleware, XFrameOptionsMiddleware)


class StraightToAnswers:
    """Pages under ADDRESSES get the headers of all others, and nothing that knows who somebody is."""

    addresses: tuple[str, ...] = ADDRESSES
    passed: tuple[type, ...] = PASSED
    patterns: tuple = tuple(ANSWERING)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolver = URLResolver(RegexPattern(r"^/"), self.patterns)
        self.straight = convert_exception_to_response(self.view)
        for passed in reversed(self.passed):
            self.straight = convert_exception_to_response(passed(self.straight))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.addresses) or not self._is_ours(request):
            return self.get_response(request)
        return self.straight(request)

    def _is_ours(self, request: HttpRequest) -> bool:
        try:
            request.resolver_match = self.resolver.resolve(request.path_info)
        except Resolver404:
            return False
        return True

    def view(self, request: HttpRequest) -> HttpResponse:
        match = request.resolver_match
        return match.func(request, *match.args, **match.kwargs)
