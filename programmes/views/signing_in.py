"""Our own turns on the way in: the address filled in from the invitation, and what to do about a lost password."""

from collections.abc import Callable
from functools import wraps

from allauth.account.views import LoginView, RequestLoginCodeView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from programmes.services.people import keep_addresses


class AddressFilledIn:
    """The link in an invitation names the address that it went to (`?email=`), so that nobody has to type it."""

    def get_initial(self) -> dict:
        address = self.request.GET.get("email", "")
        return super().get_initial() | ({"login": address, "email": address} if address else {})


class SignIn(AddressFilledIn, LoginView):
    pass


class RequestCode(AddressFilledIn, RequestLoginCodeView):
    pass


def keeping_addresses(view: Callable) -> Callable:
    """Decorator for the page that verifies an address: from then on the person is known by it too."""

    @wraps(view)
    def keeping(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and request.user.is_authenticated:
            keep_addresses(request.user)
        return response

    return keeping


def leaving(view: Callable) -> Callable:
    """Decorator for a posted form that goes on to another site: goes there from a page of ours.

    The Content-Security-Policy lets forms go to this site alone, and browsers hold redirects after a form to it.
    """

    @wraps(view)
    def going(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and not response["Location"].startswith("/"):
            return render(request, "programmes/accounts/leaving.html", {"address": response["Location"]})
        return response

    return going


@login_not_required
@require_http_methods(["GET"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A password cannot be reset by e-mail: whoever reads the mailbox could then read answers. Says what to do."""
    return render(request, "programmes/accounts/forgotten.html")
