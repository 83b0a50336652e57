"""Licensed results: recorded one by one or from a file, corrected, withdrawn, restored."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import licensed_file
from diagnostics.forms.licensed import PersonResultForm, ResultForm, UploadForm, initial_of
from diagnostics.models import ConflictProfile, Source
from diagnostics.modes import Mode
from diagnostics.selectors.profiles import member_name
from diagnostics.services import consents, licensed, licensed_import
from diagnostics.texts import TRADE_MARK
from programmes.access import Capability
from programmes.models import Programme
from programmes.spreadsheets import Row, SpreadsheetError, Table, read_table, write_csv
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

# How long a preview may lie before it is confirmed.
PREVIEW_LASTS = 60 * 60
STALE = "The preview is more than an hour old, or not yours. Nothing was recorded. Upload the file again."
CHANGED = "Something changed since the preview, so nothing was recorded. Read it again below."
REPLACED = "Somebody corrected or withdrew this result meanwhile. Nothing was changed."


@require_http_methods(["GET", "POST"])
@strong_sign_in
def record(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    initial = {"person": request.GET.get("person", "")}
    form = PersonResultForm(*_posted(request), programme=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        person, report = form.cleaned_data["person"], form.cleaned_data["report"]
        stored = licensed.record(person=person, programme=found, result=form.result, report=report, by=request.user)
        if form.cleaned_data["consent"]:
            said = form.cleaned_data["consent"]
            consents.note_as_told(person=person, programme=found, choice=said, by=request.user)
        messages.success(request, "Recorded. The leader sees it once you release it.")
        return redirect("diagnostics:result", programme=found.pk, profile=stored.pk)
    return _page(request, "diagnostics/licensed_form.html", found, form=form)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def correct(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    """A correction is a new version; the one before is kept as its history."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    old = get_object_or_404(_results(request, found).completed(), pk=profile)
    form = ResultForm(*_posted(request), initial=initial_of(old))
    if request.method == "POST" and form.is_valid():
        try:
            report = form.cleaned_data["report"]
            stored = licensed.correct(profile=old, result=form.result, report=report, by=request.user)
        except licensed.Replaced:
            messages.error(request, REPLACED)
            return redirect("diagnostics:pre-work-profiles", programme=found.pk)
        messages.success(request, "Saved as a new version.")
        return redirect("diagnostics:result", programme=found.pk, profile=stored.pk)
    name = member_name(old.person, found)
    return _page(request, "diagnostics/licensed_form.html", found, form=form, profile=old, name=name)


@require_POST
def withdraw(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    stored = get_object_or_404(_results(request, found), pk=profile)
    try:
        licensed.withdraw(profile=stored, by=request.user)
    except licensed.Replaced:
        messages.error(request, REPLACED)
    else:
        messages.success(request, "The result is withdrawn. You can restore it below.")
    return redirect("diagnostics:pre-work-profiles", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    stored = get_object_or_404(_results(request, found), pk=profile)
    try:
        licensed.restore(profile=stored, by=request.user)
    except licensed.Replaced:
        messages.error(request, REPLACED)
        return redirect("diagnostics:pre-work-profiles", programme=found.pk)
    messages.success(request, "The result is back.")
    return redirect("diagnostics:result", programme=found.pk, profile=stored.pk)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def upload(request: HttpRequest, programme: int) -> HttpResponse:
    """The first two steps of a file: upload it, read what recording it would do. Nothing is stored yet."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    form = UploadForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_table(file, file.name)
            return _preview(request, found, table)
        except SpreadsheetError as error:
            form.add_error("file", str(error))
    columns = next(licensed_file.example())
    return _page(request, "diagnostics/licensed_upload.html", found, form=form, columns=columns)


@require_POST
@strong_sign_in
def confirm(request: HttpRequest, programme: int) -> HttpResponse:
    """The third step: record all results of the file that was previewed, or none."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    try:
        table = _unsealed(request, found)
    except signing.BadSignature:
        messages.error(request, STALE)
        return redirect("diagnostics:licensed-upload", programme=found.pk)
    try:
        number = licensed_import.record_all(programme=found, table=table, by=request.user)
    except licensed_import.Refused:
        messages.error(request, CHANGED)
        return _preview(request, found, table)
    messages.success(request, f"{number} licensed {'result is' if number == 1 else 'results are'} recorded.")
    return redirect("diagnostics:pre-work-profiles", programme=found.pk)


@require_http_methods(["GET"])
def example(request: HttpRequest, programme: int) -> HttpResponse:
    """A file with the headings and the leaders' names, ready to be filled in."""
    found = fetch_programme(request, programme, Capability.SEE_PROFILES)
    parts = found.memberships.participants().select_related("person")
    names = [(part.shown_name,) for part in parts]
    response = HttpResponse(write_csv([*licensed_file.example(), *names]), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="licensed-results.csv"'
    return response


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _results(request: HttpRequest, programme: Programme) -> Any:
    seen = ConflictProfile.objects.visible_to(request.user).select_related("person", "programme")
    return seen.filter(programme=programme, source=Source.LICENSED)


def _preview(request: HttpRequest, programme: Programme, table: Table) -> HttpResponse:
    """Raises SpreadsheetError where the columns cannot be told apart."""
    plan = licensed_import.plan(programme=programme, table=table)
    sealed = signing.dumps(_plain(table), salt=_salt(request, programme), compress=True)
    return _page(request, "diagnostics/licensed_preview.html", programme, plan=plan, sealed=sealed, modes=list(Mode))


def _unsealed(request: HttpRequest, programme: Programme) -> Table:
    sealed = request.POST.get("sealed", "")
    headings, rows, notes = signing.loads(sealed, salt=_salt(request, programme), max_age=PREVIEW_LASTS)
    return Table(tuple(headings), tuple(Row(number, tuple(cells)) for number, cells in rows), tuple(notes))


def _plain(table: Table) -> list[Any]:
    return [table.headings, [(row.number, row.cells) for row in table.rows], table.notes]


def _salt(request: HttpRequest, programme: Programme) -> str:
    return f"licensed-results:{programme.pk}:{request.user.pk}"


def _page(request: HttpRequest, template: str, programme: Programme, **context: Any) -> HttpResponse:
    return render(request, template, {"programme": programme, "trade_mark": TRADE_MARK, **context})
