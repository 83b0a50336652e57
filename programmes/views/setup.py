"""Systems and programmes: made, read and corrected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programmes import access, selectors
from programmes.access import Capability
from programmes.forms.records import SYSTEM_KINDS
from programmes.forms.setup import ProgrammeDetailsForm, SystemDetailsForm
from programmes.models import Programme, System
from programmes.models.portal import Portal
from programmes.services import records, setup
from programmes.views.fetching import fetch_programme, fetch_system, require


@require_http_methods(["GET", "POST"])
def add_system(request: HttpRequest) -> HttpResponse:
    require(request, Capability.CREATE_SYSTEM, Portal())
    form = SystemDetailsForm(request.POST or None, instance=System())
    if request.method == "POST" and form.is_valid():
        system = setup.create_system(form.instance, by=request.user)
        messages.success(request, f"{system} is set up. Next, add its organisations or a programme.")
        return redirect("programmes:system", system=system.pk)
    return render(request, "programmes/setup/system_form.html", {"form": form})


@require_http_methods(["GET"])
def system(request: HttpRequest, system: int) -> HttpResponse:
    """What a system is made of, and its programmes."""
    found = fetch_system(request, system, Capability.SEE_SYSTEM)
    roles = found.roles_of(request.user)
    counts = selectors.counts_by_kind(SYSTEM_KINDS.values(), found)
    context = {
        "system": found,
        "kinds": [(kind, counts.get(kind.slug, 0)) for kind in SYSTEM_KINDS.values()],
        "programmes": found.programmes.visible_to(request.user).standing(),
        "may_edit": access.grants(Capability.EDIT_SYSTEM, roles),
        "may_add_programme": access.grants(Capability.CREATE_PROGRAMME, roles),
    }
    return render(request, "programmes/setup/system.html", context)


@require_http_methods(["GET", "POST"])
def edit_system(request: HttpRequest, system: int) -> HttpResponse:
    found = fetch_system(request, system, Capability.EDIT_SYSTEM)
    form = SystemDetailsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, "The system's details are saved.")
        return redirect("programmes:system", system=found.pk)
    context = {"form": form, "system": found, "history": selectors.history(found)}
    return render(request, "programmes/setup/system_form.html", context)


@require_http_methods(["GET", "POST"])
def add_programme(request: HttpRequest, system: int) -> HttpResponse:
    found = fetch_system(request, system, Capability.CREATE_PROGRAMME)
    form = ProgrammeDetailsForm(request.POST or None, instance=Programme(system=found))
    if request.method == "POST" and form.is_valid():
        programme = setup.create_programme(form.instance, by=request.user)
        messages.success(request, f"{programme} is set up. Next, bring in its people.")
        return redirect("programmes:people", programme=programme.pk)
    return render(request, "programmes/setup/programme_form.html", {"form": form, "system": found})


@require_http_methods(["GET", "POST"])
def edit_programme(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    form = ProgrammeDetailsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, "The programme's details are saved.")
        return redirect("programmes:programme-overview", programme=found.pk)
    context = {"form": form, "programme": found, "system": found.system, "history": selectors.history(found)}
    return render(request, "programmes/setup/programme_form.html", context)
