"""The charter: read by everybody in the programme, written and adopted by its facilitator for the group."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from charters.forms.charter import AdoptForm, CommitmentForm
from charters.models import CharterVersion, Commitment
from charters.services.charter import NothingToAdopt, adopt, as_it_stands, charter_of
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme

EMPTY = "There is no commitment to adopt yet. Add the first line, then adopt the charter."


@require_http_methods(["GET"])
def charter(request: HttpRequest, programme: int) -> HttpResponse:
    """The adopted version; for the facilitator also the lines being worked on."""
    return _page(request, fetch_programme(request, programme, Capability.SEE_CHARTER), AdoptForm())


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    form = CommitmentForm(request.POST or None, instance=Commitment(charter=charter_of(found)))
    if request.method == "POST" and form.is_valid():
        records.add(form.instance, by=request.user)
        return redirect("charters:charter", programme=found.pk)
    return render(request, "charters/commitment.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = _commitment(request, programme, commitment)
    form = CommitmentForm(request.POST or None, instance=line)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return redirect("charters:charter", programme=found.pk)
    context = {"programme": found, "form": form, "commitment": line, "history": history(line)}
    return render(request, "charters/commitment.html", context)


@require_POST
def withdraw(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = _commitment(request, programme, commitment)
    records.withdraw(line, by=request.user)
    messages.success(request, "The commitment is withdrawn. You can restore it below.")
    return redirect("charters:charter", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = _commitment(request, programme, commitment)
    records.restore(line, by=request.user)
    messages.success(request, "The commitment is restored.")
    return redirect("charters:charter", programme=found.pk)


@require_POST
def adopt_version(request: HttpRequest, programme: int) -> HttpResponse:
    """Fix the charter as it stands as the group's next version."""
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        version = adopt(charter=charter_of(found), adopted_on=form.cleaned_data["adopted_on"], by=request.user)
    except NothingToAdopt:
        messages.error(request, EMPTY)
    else:
        messages.success(request, f"Version {version.number} is adopted. It stays as it is from now on.")
    return redirect("charters:charter", programme=found.pk)


@require_http_methods(["GET"])
def version(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_CHARTER)
    adopted = get_object_or_404(CharterVersion.objects.visible_to(request.user).of_owner(found), pk=version)
    return render(request, "charters/version.html", {"programme": found, "version": adopted})


def _page(request: HttpRequest, found: Programme, form: AdoptForm) -> HttpResponse:
    versions = CharterVersion.objects.visible_to(request.user).of_owner(found).adopted()
    context = {"programme": found, "versions": versions, "adopted": versions.last()}
    if access.may(request.user, Capability.EDIT_CHARTER, found):
        mine = charter_of(found)
        context |= {"may_edit": True, "lines": _by_section(mine), "form": form}
        context["withdrawn"] = mine.commitments.filter(withdrawn_at__isnull=False)
        context["changed"] = context["adopted"] is None or as_it_stands(mine) != context["adopted"].sections
    return render(request, "charters/charter.html", context)


def _commitment(request: HttpRequest, programme: int, pk: int):
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    return found, get_object_or_404(Commitment.objects.visible_to(request.user).of_owner(found), pk=pk)


def _by_section(mine) -> list[tuple[str, list[Commitment]]]:
    lines = mine.commitments.standing().select_related("section")
    return [(section.title, list(found)) for section, found in groupby(lines, key=attrgetter("section"))]
