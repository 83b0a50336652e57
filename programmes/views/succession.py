from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from programmes import selectors
from programmes.access import Capability
from programmes.forms.people import SuccessionForm
from programmes.models import Post
from programmes.services.succession import Arrival, succeed
from programmes.views.fetching import fetch_system


@require_http_methods(["GET", "POST"])
def succession(request: HttpRequest, system: int, post: int) -> HttpResponse:
    """One leaves the post, another takes it up: one act, on one page."""
    found = fetch_system(request, system, Capability.EDIT_SYSTEM)
    seat = get_object_or_404(
        Post.objects.visible_to(request.user).of_owner(found).select_related("organisation"), pk=post
    )
    programmes = selectors.programmes_of_post(seat, request.user)
    form = SuccessionForm(request.POST or None, post=seat, system=found, user=request.user, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        succeed(by=request.user, **_act(form.cleaned_data))
        messages.success(request, f"Recorded: {seat} has changed hands.")
        return redirect("programmes:post", system=found.pk, post=seat.pk)
    return render(request, "programmes/people/succession.html", {"system": found, "post": seat, "form": form})


@require_http_methods(["GET"])
def post(request: HttpRequest, system: int, post: int) -> HttpResponse:
    """Who held the post, one after another."""
    found = fetch_system(request, system, Capability.SEE_SYSTEM)
    seat = get_object_or_404(
        Post.objects.visible_to(request.user).of_owner(found).select_related("organisation"), pk=post
    )
    held = seat.appointments.standing().select_related("person")
    may_edit = Post.objects.editable_by(request.user).filter(pk=seat.pk).exists()
    context = {"system": found, "post": seat, "held": held, "may_edit": may_edit, "in_post": held.filter(ends_on=None)}
    return render(request, "programmes/people/post.html", context)


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
    }
