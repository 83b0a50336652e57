"""Requests of phones in the live room pass straight to it, in one thread from end to end.

A room answers at the same moment, and what each middleware costs in changes between the event loop and a thread is paid
two hundred times. So phones meet only those that their pages need: the headers, sessions, accounts, the form token and
the second factor. Nobody is sent to sign in here: the door of the room says who may come in (workshops.views.doors).
"""

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import include, path

from diagnostics.middleware import StraightToAnswers
from programmes.middleware import SecondFactorMiddleware
from workshops.room_urls import PHONES


class StraightToRooms(StraightToAnswers):
    """Pages under /r/: as all others, without what they do not use."""

    addresses = ("/r/",)
    passed = (
        SecurityMiddleware,
        CSPMiddleware,
        SessionMiddleware,
        CommonMiddleware,
        CsrfViewMiddleware,
        AuthenticationMiddleware,
        XFrameOptionsMiddleware,
    )
    patterns = (path("", include((PHONES, "workshops"))),)

    def view(self, request: HttpRequest) -> HttpResponse:
        """The view, unless a check that Django makes just before it has an answer of its own."""
        match = request.resolver_match
        for check in (CsrfViewMiddleware(super().view), SecondFactorMiddleware(super().view)):
            if answer := check.process_view(request, match.func, match.args, match.kwargs):
                return answer
        return super().view(request)
