from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from programmes.access import Capability
from programmes.models import Post
from programmes.views.fetching import fetch_system


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
