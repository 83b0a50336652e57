"""What sponsors read: issued reports, kept as they were issued, and results that the group decided to share.

Each is read on a page and downloaded as a file. What was not shared answers like what does not exist.
"""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diagnostics import survey_picture
from diagnostics.models import Release
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


@require_http_methods(["GET"])
def shared_result(request: HttpRequest, release: int) -> HttpResponse:
    """A result of a survey as the group read it, once the group decided to share it and while that stands."""
    found = _shared(request, release)
    picture = survey_picture.read(found.figures)
    context = {"release": found, "picture": picture, "decision": found.sharing}
    context["part"] = picture.part(request.GET.get("part", ""))
    return render(request, "portal/shared_result.html", context)


@require_http_methods(["GET"])
def shared_result_file(request: HttpRequest, release: int) -> FileResponse:
    found = _shared(request, release)
    if not found.file:
        raise Http404
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"{found.title}.pdf", content_type="application/pdf"
    )


def _shared(request: HttpRequest, pk: int) -> Release:
    theirs = Release.objects.visible_to(request.user).to_sponsors()
    return get_object_or_404(theirs.select_related("programme", "sharing"), pk=pk)


def _fetch(request: HttpRequest, pk: int) -> IssuedReport:
    mine = IssuedReport.objects.visible_to(request.user).select_related("programme__system", "programme__group", "by")
    return get_object_or_404(mine.prefetch_related("evidence"), pk=pk)
