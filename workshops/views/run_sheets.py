"""The run sheet of a meeting, to read and to print; for who plans meetings only, for it shows their notes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from workshops.selectors.run_sheets import run_sheet
from workshops.services import run_sheets
from workshops.views.fetching import fetch_event


@require_http_methods(["GET"])
def page(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    sheet = run_sheet(meeting, at=timezone.localdate())
    return render(request, "workshops/agenda/run_sheet.html", {"programme": found, "event": meeting, "sheet": sheet})


@require_http_methods(["GET"])
def printed(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    sheet = run_sheet(meeting, at=timezone.localdate())
    if not sheet.lines:
        raise Http404
    name = f"run-sheet-{slugify(sheet.title)[:60] or 'meeting'}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(run_sheets.printed(sheet), content_type="application/pdf", headers=headers)
