"""Bringing in a roster: upload it, say which column is which where we cannot tell, read what will happen, confirm."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programmes.access import Capability
from programmes.forms.roster import ColumnsForm, ConfirmForm, RosterUploadForm
from programmes.models import Programme, RosterUpload
from programmes.roster import words
from programmes.roster.columns import EXAMPLE, EXPECTED
from programmes.roster.plan import Line, Outcome, Plan
from programmes.services import roster
from programmes.spreadsheets import write_csv, write_xlsx
from programmes.views.fetching import fetch_programme

ROWS_ON_A_PAGE = 50
REASONS_ON_TOP = 10
TEMPLATES = {
    "csv": ("text/csv; charset=utf-8", lambda: write_csv(EXAMPLE)),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda: write_xlsx(EXAMPLE, title="Roster"),
    ),
}


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    posted = request.method == "POST"
    form = RosterUploadForm(request.POST, request.FILES) if posted else RosterUploadForm()
    if posted and form.is_valid():
        name = form.cleaned_data["file"].name
        held = roster.hold(programme=found, table=form.table, file_name=name, by=request.user)
        recognised = held.mapping.keys() >= set(EXPECTED)
        return redirect("programmes:roster-preview" if recognised else "programmes:roster-columns", found.pk, held.pk)
    return render(
        request, "programmes/roster/upload.html", {"programme": found, "form": form, "sectors": words.allowed_sectors()}
    )


@require_safe
def template(request: HttpRequest, programme: int, ending: str) -> HttpResponse:
    """An example to fill in."""
    fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    if ending not in TEMPLATES:
        raise Http404
    content_type, content = TEMPLATES[ending]
    disposition = {"Content-Disposition": f'attachment; filename="roster.{ending}"'}
    return HttpResponse(content(), content_type=content_type, headers=disposition)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, programme: int, upload: int) -> HttpResponse:
    found, held = _fetch(request, programme, upload)
    if held.imported_at or held.has_expired:
        return redirect("programmes:roster-preview", found.pk, held.pk)
    form = ColumnsForm(request.POST or None, table=roster.table_of(held), mapping=held.mapping)
    if request.method == "POST" and form.is_valid():
        roster.choose_columns(held, mapping=form.mapping())
        return redirect("programmes:roster-preview", found.pk, held.pk)
    missing = [key for key in EXPECTED if key not in held.mapping]
    context = {"programme": found, "upload": held, "form": form, "missing": missing}
    return render(request, "programmes/roster/columns.html", context)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, programme: int, upload: int) -> HttpResponse:
    found, held = _fetch(request, programme, upload)
    if request.method == "POST":
        return _confirm(request, held)
    if held.imported_at:
        return redirect("programmes:roster-done", found.pk, held.pk)
    if held.has_expired:
        messages.error(request, roster.EXPIRED)
        return redirect("programmes:roster", found.pk)
    if "name" not in held.mapping:
        return redirect("programmes:roster-columns", found.pk, held.pk)
    read = roster.preview(held, at=timezone.localdate())
    context = {"programme": found, "upload": held, "seal": read.seal, **_shown(held, read.plan, request.GET)}
    return render(request, "programmes/roster/preview.html", context)


@require_safe
def done(request: HttpRequest, programme: int, upload: int) -> HttpResponse:
    found, held = _fetch(request, programme, upload)
    if not held.imported_at:
        return redirect("programmes:roster-preview", found.pk, held.pk)
    return render(request, "programmes/roster/done.html", {"programme": found, "upload": held, "counts": held.counts})


def _fetch(request: HttpRequest, programme: int, upload: int) -> tuple[Programme, RosterUpload]:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    mine = RosterUpload.objects.visible_to(request.user).filter(programme=found)
    return found, get_object_or_404(mine.select_related("by", "programme__system"), pk=upload)


def _confirm(request: HttpRequest, held: RosterUpload) -> HttpResponse:
    form = ConfirmForm(request.POST)
    try:
        roster.confirm(held, seal=form.cleaned_data["seal"] if form.is_valid() else "", by=request.user)
    except roster.ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:roster-preview", held.programme_id, held.pk)
    return redirect("programmes:roster-done", held.programme_id, held.pk)


def _shown(held: RosterUpload, plan: Plan, asked: Any) -> dict[str, Any]:
    """The rows that were asked for, those that need an eye first, and what stands above them."""
    ranks = {outcome: rank for rank, outcome in enumerate(Outcome)}
    show = asked.get("show") if asked.get("show") in ranks else ""
    lines = [line for line in plan.lines if not show or line.outcome == show]
    lines.sort(key=lambda line: (ranks[line.outcome], line.number))
    table, reasons = roster.table_of(held), list(_reasons(plan.refused))
    return {
        "page": Paginator(lines, ROWS_ON_A_PAGE).get_page(asked.get("page")),
        "query": f"&show={show}" if show else "",
        "counts": plan.counts,
        "title": _title(plan),
        "verb": f"Import {_people(len(plan.lines))}",
        "choices": _choices(plan, show),
        "reasons": reasons[:REASONS_ON_TOP],
        "more_reasons": max(0, len(reasons) - REASONS_ON_TOP),
        "notes": table.notes,
        "unread": [heading for heading in table.headings if heading not in held.mapping.values()],
    }


def _title(plan: Plan) -> str:
    counts, total = plan.counts, len(plan.lines)
    if not total:
        return "There is nothing to import"
    if plan.refused:
        return f"{counts[Outcome.REFUSED]:,} of {total:,} rows cannot be imported"
    said = [
        f"{counts[outcome]:,} {outcome}"
        for outcome in (Outcome.NEW, Outcome.MATCHED, Outcome.CHANGED)
        if counts[outcome]
    ]
    return f"{_people(total)} to import: {', '.join(said)}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _choices(plan: Plan, show: str) -> list[dict[str, Any]]:
    """All rows, and those of each outcome that there is, as links with their number."""
    counted = [("", "All rows", len(plan.lines))]
    counted += [(outcome.value, outcome.capitalize(), plan.counts[outcome]) for outcome in Outcome]
    return [
        {"value": value, "label": label, "count": count, "current": value == show}
        for value, label, count in counted
        if count
    ]


def _reasons(refused: Iterable[Line]) -> Iterable[dict[str, Any]]:
    for line in refused:
        for problem in line.problems:
            yield {"number": line.number, "said": problem.at(line.number)}
