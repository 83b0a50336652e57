"""The administrator's pages: who can sign in, what they run, and help for somebody locked out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from programmes import account_selectors
from programmes.access import Capability
from programmes.forms.base import PortalForm
from programmes.forms.invitations import AddressForm, AppointForm, InviteForm
from programmes.models import SystemMembership, User
from programmes.models.portal import Portal
from programmes.services import accounts, invitations
from programmes.services.accounts import NotPossible
from programmes.services.invitations import CannotInvite
from programmes.services.setup import person_of
from programmes.views.fetching import filter_of, require

ON_A_PAGE = 50


class Act(NamedTuple):
    do: Callable[..., None]
    said: str


ACTS = {
    "make-administrator": Act(accounts.make_administrator, "{name} is an administrator from now on."),
    "unmake-administrator": Act(accounts.unmake_administrator, "{name} is no longer an administrator."),
    "close": Act(accounts.close, "The account of {name} is closed. They cannot sign in, and are signed out."),
    "reopen": Act(accounts.reopen, "The account of {name} is open again."),
    "clear": Act(accounts.clear_ways_in, "The ways in of {name} are cleared. We tell them by mail."),
    "invite": Act(invitations.invite_again, "An invitation to {name} is on its way."),
}


@require_http_methods(["GET"])
def listing(request: HttpRequest) -> HttpResponse:
    require(request, Capability.MANAGE_ACCOUNTS, Portal())
    words = filter_of(request, "words")
    page = Paginator(account_selectors.accounts(words=words), ON_A_PAGE).get_page(request.GET.get("page"))
    query = f"&{urlencode({'words': words})}" if words else ""
    return render(request, "programmes/accounts/accounts.html", {"page": page, "words": words, "query": query})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    require(request, Capability.MANAGE_ACCOUNTS, Portal())
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.invite_to_portal(by=request.user, **form.cleaned_data)
        except CannotInvite as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, f"An invitation to {user.display_name} is on its way.")
            return redirect("programmes:account", account=user.pk)
    return render(request, "programmes/accounts/invite.html", {"form": form})


@require_http_methods(["GET"])
def account(request: HttpRequest, account: int) -> HttpResponse:
    return _page(request, _fetch(request, account))


@require_POST
def act(request: HttpRequest, account: int, act: str) -> HttpResponse:
    """One act on an account, named in the address."""
    user = _fetch(request, account)
    if act not in ACTS:
        raise Http404
    return _do(request, user, ACTS[act].said, ACTS[act].do, user)


@require_POST
def appoint(request: HttpRequest, account: int) -> HttpResponse:
    user = _fetch(request, account)
    form = AppointForm(request.POST)
    if not form.is_valid():
        return _page(request, user, appoint_form=form)
    said = f"{{name}} runs {form.cleaned_data['system']} from today."
    return _do(request, user, said, accounts.appoint, person_of(user), **form.cleaned_data)


@require_POST
def dismiss(request: HttpRequest, account: int, membership: int) -> HttpResponse:
    user = _fetch(request, account)
    row = get_object_or_404(SystemMembership, pk=membership, person__user=user)
    return _do(request, user, f"{{name}} no longer runs {row.system}.", accounts.dismiss, row)


@require_POST
def add_address(request: HttpRequest, account: int) -> HttpResponse:
    user = _fetch(request, account)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, user, address_form=form)
    said = "The address is added. We tell {name} by mail."
    return _do(request, user, said, accounts.add_address, user, **form.cleaned_data)


@require_POST
def remove_address(request: HttpRequest, account: int, address: int) -> HttpResponse:
    user = _fetch(request, account)
    row = get_object_or_404(EmailAddress, pk=address, user=user)
    said = f"No code goes to {row.email} any more."
    return _do(request, user, said, accounts.remove_address, user, address=row)


def _fetch(request: HttpRequest, pk: int) -> User:
    require(request, Capability.MANAGE_ACCOUNTS, Portal())
    return get_object_or_404(account_selectors.accounts(), pk=pk)


def _do(
    request: HttpRequest, user: User, said: str, do: Callable[..., None], *args: Any, **kwargs: Any
) -> HttpResponse:
    """Call a service, say what came of it, and go back to the account's page."""
    try:
        do(*args, by=request.user, **kwargs)
    except (NotPossible, CannotInvite) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said.replace("{name}", user.display_name))
    return redirect("programmes:account", account=user.pk)


def _page(request: HttpRequest, user: User, **forms: PortalForm) -> HttpResponse:
    context = {
        "account": user,
        "ways": sorted(account_selectors.ways_in(user)),
        "addresses": user.emailaddress_set.order_by("-primary", "email"),
        "mails": account_selectors.mails_to(user),
        "appoint_form": AppointForm(),
        "address_form": AddressForm(),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "programmes/accounts/account.html", context | forms)
