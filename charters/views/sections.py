"""The sections of the charter: headings, order, and those that are left out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from charters.forms.charter import SectionForm
from charters.models import Section
from charters.services import sections as services
from charters.services.charter import NotFree
from charters.views.fetching import fetch_charter, fetch_section
from programmes.access import Capability
from programmes.selectors import history
from programmes.services import records


@require_http_methods(["GET"])
def sections(request: HttpRequest, programme: int) -> HttpResponse:
    found, mine = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    rows = list(mine.sections.all())
    context = {
        "programme": found,
        "sections": [row for row in rows if row.withdrawn_at is None],
        "withdrawn": [row for row in rows if row.withdrawn_at is not None],
    }
    return render(request, "charters/sections.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found, mine = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    form = SectionForm(request.POST or None, instance=Section(charter=mine))
    if request.method == "POST" and form.is_valid():
        services.add(charter=mine, by=request.user, **form.cleaned_data)
        return redirect("charters:sections", programme=found.pk)
    return render(request, "charters/section.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, programme: int, section: int) -> HttpResponse:
    found, row = fetch_section(request, programme, section)
    form = SectionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return redirect("charters:sections", programme=found.pk)
    context = {"programme": found, "form": form, "section": row, "history": history(row)}
    return render(request, "charters/section.html", context)


@require_POST
def move(request: HttpRequest, programme: int, section: int) -> HttpResponse:
    found, row = fetch_section(request, programme, section)
    services.move(section=row, up=request.POST.get("to") == "up", by=request.user)
    return redirect("charters:sections", programme=found.pk)


@require_POST
def withdraw(request: HttpRequest, programme: int, section: int) -> HttpResponse:
    found, row = fetch_section(request, programme, section)
    try:
        services.withdraw(section=row, by=request.user)
    except NotFree as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row}” is left out of the charter. You can put it back below.")
    return redirect("charters:sections", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, section: int) -> HttpResponse:
    found, row = fetch_section(request, programme, section)
    records.restore(row, by=request.user)
    messages.success(request, f"“{row}” is back in the charter.")
    return redirect("charters:sections", programme=found.pk)
