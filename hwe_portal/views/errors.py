from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is stale: say what happened and how to go on, never a bare 403."""
    return render(request, "403_csrf.html", status=403)
