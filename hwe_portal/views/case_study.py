"""The case study in the making: its chapters from the records, the passages between them, and issuing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hwe_portal.reports.case_study import chapters
from hwe_portal.reports.case_study.content import DOCUMENT, CaseStudy
from hwe_portal.reports.case_study.fields import unknown
from hwe_portal.reports.case_study.gather import fields_of, gather
from hwe_portal.reports.evidence import Note, with_addresses
from hwe_portal.services.case_study import request_issue
from programmes.access import Capability
from programmes.forms.reports import IssueForm, PassageForm
from programmes.models import IssuedReport, Passage, Programme
from programmes.selectors import history
from programmes.services import passages, records
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET"])
def case_study(request: HttpRequest, programme: int) -> HttpResponse:
    """What the document would say now, with a way to write into each chapter."""
    found = fetch_programme(request, programme, Capability.WRITE_REPORTS)
    study = gather(found, at=timezone.localdate())
    return render(
        request,
        "portal/case_study/draft.html",
        _draft(request, found, study, IssueForm(initial={"title": f"{found}: what we learnt"})),
    )


@require_POST
def issue(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.WRITE_REPORTS)
    form = IssueForm(request.POST)
    if not form.is_valid():
        study = gather(found, at=timezone.localdate())
        return render(request, "portal/case_study/draft.html", _draft(request, found, study, form))
    job = request_issue(programme=found, by=request.user, **form.cleaned_data)
    return redirect("programmes:job", job=job.pk)


def _draft(request: HttpRequest, programme: Programme, study: CaseStudy, form: IssueForm) -> dict[str, Any]:
    mine = Passage.objects.visible_to(request.user).filter(programme=programme, document=DOCUMENT)
    notes = [Note(one.number, with_addresses(one.sources, programme), one.cited_at) for one in study.notes]
    return {
        "programme": programme,
        "study": study,
        "notes": notes,
        "noted": True,
        "form": form,
        "withdrawn": mine.filter(withdrawn_at__isnull=False),
        "issued": IssuedReport.objects.visible_to(request.user).filter(programme=programme, document=DOCUMENT),
    }


@require_http_methods(["GET", "POST"])
def add_passage(request: HttpRequest, programme: int, chapter: str) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.WRITE_REPORTS)
    if chapter not in chapters.NAMES:
        raise Http404
    fresh = Passage(programme=found, document=DOCUMENT, chapter=chapter)
    return _write(request, found, fresh, passages.add_passage)


@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, programme: int, passage: int) -> HttpResponse:
    found, row = _passage(request, programme, passage)
    return _write(request, found, row, records.correct)


def _write(request: HttpRequest, programme: Programme, row: Passage, store: Any) -> HttpResponse:
    fields = fields_of(programme, at=timezone.localdate())
    form = PassageForm(request.POST or None, instance=row, unknown_fields=lambda text: unknown(text, fields))
    if request.method == "POST" and form.is_valid():
        store(form.instance, by=request.user)
        return redirect("case-study", programme=programme.pk)
    context = {"programme": programme, "form": form, "passage": row, "fields": fields.values()}
    context |= {"chapter": chapters.NAMES[row.chapter], "history": history(row) if row.pk else []}
    return render(request, "portal/case_study/passage.html", context)


@require_POST
def move_passage(request: HttpRequest, programme: int, passage: int, way: str) -> HttpResponse:
    found, row = _passage(request, programme, passage)
    if way not in ("up", "down"):
        raise Http404
    if row.withdrawn_at is None:
        passages.move(row, up=way == "up", by=request.user)
    return redirect("case-study", programme=found.pk)


@require_POST
def withdraw_passage(request: HttpRequest, programme: int, passage: int) -> HttpResponse:
    found, row = _passage(request, programme, passage)
    records.withdraw(row, by=request.user)
    messages.success(request, "The passage is withdrawn. You can restore it below.")
    return redirect("case-study", programme=found.pk)


@require_POST
def restore_passage(request: HttpRequest, programme: int, passage: int) -> HttpResponse:
    found, row = _passage(request, programme, passage)
    records.restore(row, by=request.user)
    messages.success(request, "The passage is restored.")
    return redirect("case-study", programme=found.pk)


def _passage(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Passage]:
    found = fetch_programme(request, programme, Capability.WRITE_REPORTS)
    return found, get_object_or_404(Passage.objects.visible_to(request.user).of_owner(found), pk=pk)
