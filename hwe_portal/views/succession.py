"""A change of post holder: who leaves is offered what is theirs, who comes is welcomed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hwe_portal.services import arrivals
from programmes import selectors
from programmes.access import Capability
from programmes.forms.people import SuccessionForm
from programmes.models import Post
from programmes.services.succession import Arrival
from programmes.views.fetching import fetch_system


@require_http_methods(["GET", "POST"])
def succession(request: HttpRequest, system: int, post: int) -> HttpResponse:
    """One leaves the post, another takes it up: one act, on one page."""
    found = fetch_system(request, system, Capability.EDIT_SYSTEM)
    seats = Post.objects.visible_to(request.user).of_owner(found).select_related("organisation")
    seat = get_object_or_404(seats, pk=post)
    programmes = selectors.programmes_of_post(seat, request.user)
    form = SuccessionForm(request.POST or None, post=seat, system=found, user=request.user, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        came_to = arrivals.hand_over(by=request.user, at=timezone.localdate(), **_act(form.cleaned_data))
        for why in came_to.refused:
            messages.warning(request, f"No mail went out to {why}")
        messages.success(request, f"Recorded: {seat} has changed hands.")
        return redirect("programmes:post", system=found.pk, post=seat.pk)
    return render(request, "programmes/people/succession.html", {"system": found, "post": seat, "form": form})


def _act(said: dict) -> dict:
    arrival = None
    if said["person"] or said["name"]:
        arrival = Arrival(said["starts_on"], said["kind"], said["person"], said["name"], said["address"])
    return {
        "leaving": said["leaving"],
        "ends_on": said["ends_on"],
        "reason": said["reason"],
        "arrival": arrival,
        "programmes": list(said["programmes"]),
        "offer": said["offer"],
        "induct": said["induct"],
    }
