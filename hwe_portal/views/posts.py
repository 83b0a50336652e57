from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hwe_portal.reports.facts import Facts
from hwe_portal.reports.figures import posts as figure_of_posts
from programmes.access import Capability
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def posts(request: HttpRequest, programme: int) -> HttpResponse:
    """Who held which post, when, across the programme's events."""
    found = fetch_programme(request, programme, Capability.SEE_PEOPLE)
    figure = figure_of_posts(Facts(found, timezone.localdate()), agreed_names_only=False)
    return render(request, "portal/posts.html", {"programme": found, "figure": figure})
