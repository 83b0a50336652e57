"""The charter: read by everybody in the programme, written and adopted by its facilitator for the group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from charters.forms.charter import AdoptForm
from charters.models import Charter, CharterVersion
from charters.selectors import charter as selectors
from charters.selectors import keeping, round_pages, signatures
from charters.services.charter import NothingToAdopt, adopt
from charters.views.fetching import fetch_charter
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme

EMPTY = "There is no commitment to adopt yet. Add the first one, then adopt the charter."


@require_http_methods(["GET"])
def charter(request: HttpRequest, programme: int) -> HttpResponse:
    """What the group agreed, what is worked on, and what each may do about it."""
    found, mine = fetch_charter(request, programme)
    return _page(request, found, mine)


@require_POST
def adopt_version(request: HttpRequest, programme: int) -> HttpResponse:
    """Fix the charter as it stands as the group's next version."""
    found, mine = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    form = AdoptForm(request.POST, newest=signatures.newest(mine))
    if not form.is_valid():
        return _page(request, found, mine, form)
    try:
        version = adopt(charter=mine, adopted_on=form.cleaned_data["adopted_on"], by=request.user)
    except NothingToAdopt:
        messages.error(request, EMPTY)
    else:
        messages.success(request, f"Version {version.number} is adopted. It stays as it is from now on.")
    return redirect("charters:charter", programme=found.pk)


@require_http_methods(["GET"])
def version(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """A version as it was adopted: how it was agreed, and what it changed."""
    found = fetch_programme(request, programme, Capability.SEE_CHARTER)
    seen = CharterVersion.objects.visible_to(request.user).of_owner(found).select_related("agreed_in", "event")
    adopted = get_object_or_404(seen, pk=version)
    context = {"programme": found, "version": adopted, "sections": selectors.sections_told(adopted)}
    return render(request, "charters/version.html", context | {"changes": selectors.changes_shown(adopted)})


def _page(request: HttpRequest, found: Programme, mine: Charter, form: AdoptForm | None = None) -> HttpResponse:
    shown = selectors.charter_shown(mine, found)
    kept = keeping.now(mine, request.user, timezone.localdate(), version=shown.in_force)
    context = {
        "programme": found,
        "shown": shown,
        "may_edit": access.may(request.user, Capability.EDIT_CHARTER, found),
        "may_propose": access.may(request.user, Capability.PROPOSE_CHARTER, found),
        "keeping": kept,
        "round_now": round_pages.now(mine, request.user),
        "asks_to_sign": bool(kept and kept.may_sign and not kept.mine),
        "form": form or AdoptForm(newest=shown.in_force),
    }
    return render(request, "charters/charter.html", context)
