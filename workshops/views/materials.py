"""Materials of a meeting: what leaders read, use and keep, and what is for the facilitators only."""

from pathlib import PurePath

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes.access import Capability
from programmes.selectors import history
from programmes.services import records
from workshops.forms.materials import FileForm, LinkForm, MaterialForm, PhotographsForm
from workshops.material_files import CONTENT_TYPES
from workshops.models import Event, Exercise, Material
from workshops.selectors.materials import materials_of
from workshops.services import materials as services
from workshops.views.fetching import fetch_event, fetch_of_event, to_page

LIST = "workshops:materials"
# A photograph never changes: a browser need not ask for it again while somebody looks through them.
PRIVATE = "private, max-age=600"


@require_http_methods(["GET"])
def materials(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.SEE_OUTCOMES)
    context = {
        "programme": found,
        "event": meeting,
        "materials": materials_of(meeting, request.user),
        "may_edit": access.may(request.user, Capability.EDIT_EVENTS, found),
    }
    return render(request, "workshops/materials/list.html", context)


@require_http_methods(["GET", "POST"])
def add_link(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_link(event=meeting, by=request.user, **form.cleaned_data)
        return to_page(meeting, LIST)
    return _form(request, meeting, form, "Add a link")


@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        services.add_file(event=meeting, ending=form.ending, by=request.user, **form.cleaned_data)
        return to_page(meeting, LIST)
    return _form(request, meeting, form, "Add a file")


@require_http_methods(["GET", "POST"])
def add_photographs(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Those that can be read are kept; of each other one it is said why not."""
    _, meeting = fetch_event(request, programme, event)
    form = PhotographsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = keep_photographs(request, meeting, form)
        messages.success(request, f"{kept} added.")
        return to_page(meeting, LIST)
    return _form(request, meeting, form, "Add photographs")


def keep_photographs(
    request: HttpRequest, event: Event, form: PhotographsForm, exercise: Exercise | None = None
) -> str:
    """Keep the photographs that could be read, and say of each other one why not; returns how many, in words."""
    said = {name: form.cleaned_data[name] for name in ("title", "for_leaders")}
    kept = services.add_photographs(event=event, taken=form.taken, exercise=exercise, by=request.user, **said)
    for reason in form.refused:
        messages.error(request, reason)
    return "1 photograph is" if len(kept) == 1 else f"{len(kept)} photographs are"


@require_http_methods(["GET", "POST"])
def material(request: HttpRequest, programme: int, event: int, material: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Material, material)
    form = MaterialForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return to_page(row.event, LIST)
    context = {"programme": row.event.programme, "event": row.event, "material": row, "form": form}
    context["history"] = history(row)
    return render(request, "workshops/materials/material.html", context)


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int, material: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Material, material)
    records.withdraw(row, by=request.user)
    messages.success(request, f"Withdrawn: {row.title}. You can restore it below.")
    return to_page(row.event, LIST)


@require_POST
def restore(request: HttpRequest, programme: int, event: int, material: int) -> HttpResponse:
    row = fetch_of_event(request, programme, event, Material, material)
    records.restore(row, by=request.user)
    return to_page(row.event, LIST)


# Files ------------------------------------------------------------


@require_http_methods(["GET"])
def file(request: HttpRequest, programme: int, event: int, material: int) -> FileResponse:
    """A file or a photograph as a download; nothing of it ever runs on a page of the portal."""
    row = _kept(request, programme, event, material)
    ending = PurePath(row.file.name).suffix
    kind, name = CONTENT_TYPES[ending], f"{slugify(row.title)[:60] or 'material'}{ending}"
    response = FileResponse(_opened(row.file.name), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET"])
def large(request: HttpRequest, programme: int, event: int, material: int) -> FileResponse:
    return _picture(_photograph(request, programme, event, material).file.name)


@require_http_methods(["GET"])
def small(request: HttpRequest, programme: int, event: int, material: int) -> FileResponse:
    return _picture(services.small_name(_photograph(request, programme, event, material).file.name))


def _picture(name: str) -> FileResponse:
    """A picture to look at, which we made ourselves from what was sent."""
    response = FileResponse(_opened(name), content_type=CONTENT_TYPES[PurePath(name).suffix])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = PRIVATE
    return response


def _opened(name: str):
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error


def _kept(request: HttpRequest, programme: int, event: int, pk: int) -> Material:
    row = fetch_of_event(request, programme, event, Material, pk, Capability.SEE_OUTCOMES)
    if not row.file:
        raise Http404
    return row


def _photograph(request: HttpRequest, programme: int, event: int, pk: int) -> Material:
    row = _kept(request, programme, event, pk)
    if row.kind != Material.Kind.PHOTOGRAPH:
        raise Http404
    return row


def _form(request: HttpRequest, event: Event, form, title: str) -> HttpResponse:
    context = {"programme": event.programme, "event": event, "form": form, "title": title}
    return render(request, "workshops/materials/form.html", context)
