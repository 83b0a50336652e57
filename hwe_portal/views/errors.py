from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from programmes.views.kept import kept_words


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is stale: what it brought comes back if it is ours, else a page says how to go on."""
    if not request.accepts("text/html"):
        return JsonResponse({"why": "token"}, status=403)
    return kept_words(request, status=403) or render(request, "403_csrf.html", status=403)
