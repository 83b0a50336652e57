"""The list of conversations, and one of them for those who hold them; never a word of what was said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diagnostics.selectors import conversations as selectors
from programmes.access import Capability
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    everybody = selectors.conversations(found, request.user, at=timezone.now())
    state, holder = request.GET.get("state", ""), request.GET.get("with", "")
    context = {"programme": found, "conversations": everybody, "state": state, "with": holder}
    context["rows"] = everybody.only(state, holder)
    return render(request, "diagnostics/conversations/list.html", context)
