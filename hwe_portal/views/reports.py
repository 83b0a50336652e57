"""Issued reports, kept as they were issued: read on a page, downloaded as a file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.gather import gather
from programmes import access
from programmes.access import Capability
from programmes.models import IssuedReport


@require_http_methods(["GET"])
def report(request: HttpRequest, report: int) -> HttpResponse:
    """The report as issued. Who writes reports also sees what is out of date, and the records behind it."""
    found = _fetch(request, report)
    writes = access.may(request.user, Capability.WRITE_REPORTS, found.programme)
    now = gather(found.programme, at=timezone.localdate()).fingerprints if writes else {}
    stale = evidence.out_of_date(found, now) if writes else []
    context = {"report": found, "notes": evidence.notes(found, stale, linked=writes), "stale": stale, "writes": writes}
    context["added"] = evidence.added_since(found, now) if writes else 0
    return render(request, "portal/case_study/issued.html", context)


@require_http_methods(["GET"])
def report_file(request: HttpRequest, report: int) -> FileResponse:
    found = _fetch(request, report)
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"{found.title}.pdf", content_type="application/pdf"
    )


def _fetch(request: HttpRequest, pk: int) -> IssuedReport:
    mine = IssuedReport.objects.visible_to(request.user).select_related("programme__system", "programme__group", "by")
    return get_object_or_404(mine.prefetch_related("evidence"), pk=pk)
