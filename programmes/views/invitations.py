"""The facilitator's page of invitations: who has none yet, what became of each mail, and sending them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes import account_selectors
from programmes.access import Capability
from programmes.models import Membership, Programme
from programmes.services.invitations import invite_members
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """Shows where everybody stands; posted, it invites all who have no invitation yet."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    rows = account_selectors.invitations(found, seen_by=request.user, at=timezone.localdate())
    waiting = account_selectors.not_yet_invited(rows)
    if request.method == "POST":
        return _invite(request, found, waiting)
    context = {"programme": found, "rows": rows, "waiting": waiting}
    return render(request, "programmes/invitations/invitations.html", context)


@require_POST
def invite(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Invites one person, for the first time or again."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    parts = Membership.objects.visible_to(request.user).of_owner(found).standing().current(timezone.localdate())
    return _invite(request, found, [get_object_or_404(parts.select_related("person"), pk=membership)])


def _invite(request: HttpRequest, programme: Programme, memberships: list[Membership]) -> HttpResponse:
    came_to = invite_members(memberships, programme=programme, by=request.user)
    for why in came_to.refused:
        messages.error(request, why)
    if came_to.job and len(memberships) > 1:
        return redirect("programmes:job", job=came_to.job.pk)
    if came_to.job:
        messages.success(request, f"The invitation to {memberships[0].shown_name} is on its way.")
    if came_to.is_held:
        messages.success(request, "All mail of this programme is held. The invitations go out when it is let go again.")
    return redirect("programmes:invitations", programme=programme.pk)
