"""Issued reports, kept as they were issued: read on a page, downloaded as a file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hwe_portal.reports.case_study.gather import gather
from hwe_portal.reports.evidence import notes
from programmes import access
from programmes.access import Capability
from programmes.models import IssuedReport


@require_http_methods(["GET"])
def report(request: HttpRequest, report: int) -> HttpResponse:
    """The report as issued. Who writes reports also sees what is out of date, and the records behind it."""
    found = _fetch(request, report)
    writes = access.may(request.user, Capability.WRITE_REPORTS, found.programme)
    now = gather(found.programme, at=timezone.localdate()).fingerprints if writes else {}
    numbered = notes(found, now, linked=writes)
    stale = [note for note in numbered if note.out_of_date] if writes else []
    context = {"report": found, "notes": numbered, "stale": stale, "writes": writes}
    return render(request, "portal/case_study/issued.html", context)


@require_http_methods(["GET"])
def report_file(request: HttpRequest, report: int) -> FileResponse:
    found = _fetch(request, report)
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"{found.title}.pdf", content_type="application/pdf"
    )


def _fetch(request: HttpRequest, pk: int) -> IssuedReport:
    mine = IssuedReport.objects.visible_to(request.user)
    return get_object_or_404(mine.select_related("programme__system", "programme__group", "by"), pk=pk)
