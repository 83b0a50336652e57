"""The charter to hang up, and to carry in a pocket."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from charters import poster
from charters.services import poster_printing
from charters.views.keeping_fetching import fetch_version


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """What the poster says; posted, it is made as a PDF in the background."""
    found, shown = fetch_version(request, programme, version)
    if request.method == "POST":
        poster_printing.ask(version=shown, by=request.user)
        return redirect("charters:poster", programme=found.pk, version=shown.pk)
    said = poster.gather(shown)
    context = {"programme": found, "version": shown, "poster": said, "body": poster.BODY}
    job = poster_printing.under_way(shown, said)  # looked for before its file, which it may leave just now
    context |= {"printing": job, "job": job if job and job.by_id == request.user.pk else None}
    context["is_made"] = poster_printing.file_of(shown, said) is not None
    return render(request, "charters/poster/page.html", context)


@require_safe
def printed(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """The PDF, if it is made and says what the poster says now."""
    _, shown = fetch_version(request, programme, version)
    path = poster_printing.file_of(shown, poster.gather(shown))
    if path is None:
        raise Http404
    name = f"charter-version-{shown.number}-poster.pdf"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@require_safe
def card(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """The charter on one plain page: it can be kept on a phone, read without a connection, and printed."""
    found, shown = fetch_version(request, programme, version)
    context = {"programme": found, "version": shown, "poster": poster.gather(shown), "body": poster.BODY}
    return render(request, "charters/poster/card.html", context)
