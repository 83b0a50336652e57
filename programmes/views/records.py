"""Every record that people type: listed, added, corrected, withdrawn and restored by the same few views."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access, selectors
from programmes.access import Capability
from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS, Kind, Owner
from programmes.services import records
from programmes.views.fetching import fetch_programme, fetch_system

TAKEN = "It could not be restored: another record has taken its place. Correct that one first."

# Not said beside the title: the order shows, and people are named in the title as this system lists them.
IN_THE_TITLE = ("position", "person")


@dataclass(frozen=True)
class Shelf:
    """Where records of one owner are kept: the owner, their kinds, and the start of their addresses."""

    owner: Owner
    kinds: dict[str, Kind]
    word: str
    may_edit: bool

    def kind(self, slug: str) -> Kind:
        if slug not in self.kinds:
            raise Http404
        return self.kinds[slug]

    def url(self, verb: str, **kwargs: Any) -> str:
        return reverse(f"programmes:{self.word}-{verb}", kwargs={self.word: self.owner.pk, **kwargs})


def _shelf(request: HttpRequest, owner: dict[str, int], *, edit: bool = False) -> Shelf:
    if "programme" in owner:
        needed = Capability.RUN_PROGRAMME if edit else Capability.SEE_PROGRAMME
        programme = fetch_programme(request, owner["programme"], needed)
        may_edit = edit or access.may(request.user, Capability.RUN_PROGRAMME, programme)
        return Shelf(programme, PROGRAMME_KINDS, "programme", may_edit)
    system = fetch_system(request, owner["system"], Capability.EDIT_SYSTEM if edit else Capability.SEE_SYSTEM)
    may_edit = edit or access.may(request.user, Capability.EDIT_SYSTEM, system)
    return Shelf(system, SYSTEM_KINDS, "system", may_edit)


@require_http_methods(["GET"])
def overview(request: HttpRequest, **owner: int) -> HttpResponse:
    """All kinds of record of a programme or system, with how many there are of each."""
    shelf = _shelf(request, owner)
    counts = selectors.counts_by_kind(shelf.kinds.values(), shelf.owner)
    rows = [(kind, counts.get(kind.slug, 0), shelf.url("records", kind=kind.slug)) for kind in shelf.kinds.values()]
    return render(request, "programmes/records/overview.html", {"shelf": shelf, "rows": rows})


@require_http_methods(["GET"])
def listing(request: HttpRequest, kind: str, **owner: int) -> HttpResponse:
    shelf = _shelf(request, owner)
    found = shelf.kind(kind)
    mine = found.model.objects.visible_to(request.user).of_owner(shelf.owner).prefetch_related(*_joined(found))
    context = {"shelf": shelf, "kind": found, "rows": _rows(shelf, found, mine.standing())}
    if shelf.may_edit:
        withdrawn = mine.filter(withdrawn_at__isnull=False)
        context["withdrawn"] = [(row, shelf.url("record-restore", kind=kind, record=row.pk)) for row in withdrawn]
        context["add_url"] = shelf.url("record-add", kind=kind)
    return render(request, "programmes/records/listing.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str, **owner: int) -> HttpResponse:
    shelf = _shelf(request, owner, edit=True)
    found = shelf.kind(kind)
    fresh = found.model()
    if shelf.word in {field.name for field in found.model._meta.fields}:
        setattr(fresh, shelf.word, shelf.owner)
    form = found.form(shelf.owner, request.user, data=request.POST or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        record = records.add(form.instance, by=request.user, links=form.links())
        messages.success(request, f"Added: {record}.")
        return redirect(shelf.url("records", kind=kind))
    return render(request, "programmes/records/form.html", {"shelf": shelf, "kind": found, "form": form})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, kind: str, record: int, **owner: int) -> HttpResponse:
    shelf = _shelf(request, owner, edit=True)
    found, row = _record(request, shelf, kind, record)
    form = found.form(shelf.owner, request.user, data=request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user, links=form.links())
        messages.success(request, f"Saved: {row}.")
        return redirect(shelf.url("records", kind=kind))
    context = {"shelf": shelf, "kind": found, "form": form, "record": row, "history": selectors.history(row)}
    context["withdraw_url"] = shelf.url("record-withdraw", kind=kind, record=row.pk)
    return render(request, "programmes/records/form.html", context)


@require_POST
def withdraw(request: HttpRequest, kind: str, record: int, **owner: int) -> HttpResponse:
    shelf = _shelf(request, owner, edit=True)
    _, row = _record(request, shelf, kind, record)
    records.withdraw(row, by=request.user)
    messages.success(request, f"Withdrawn: {row}. You can restore it below.")
    return redirect(shelf.url("records", kind=kind))


@require_POST
def restore(request: HttpRequest, kind: str, record: int, **owner: int) -> HttpResponse:
    shelf = _shelf(request, owner, edit=True)
    _, row = _record(request, shelf, kind, record)
    try:
        records.restore(row, by=request.user)
    except IntegrityError:
        messages.error(request, TAKEN)
    else:
        messages.success(request, f"Restored: {row}.")
    return redirect(shelf.url("records", kind=kind))


def _record(request: HttpRequest, shelf: Shelf, slug: str, pk: int) -> tuple[Kind, Any]:
    kind = shelf.kind(slug)
    return kind, get_object_or_404(kind.model.objects.visible_to(request.user).of_owner(shelf.owner), pk=pk)


def _joined(kind: Kind) -> list[str]:
    """The rows that this kind points at, read along with it."""
    pointed = [name for name in kind.fields if kind.model._meta.get_field(name).is_relation]
    return ["post__organisation" if name == "post" else name for name in pointed]


def _rows(shelf: Shelf, kind: Kind, found: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": str(row),
            "cells": _cells(kind, row),
            "url": shelf.url("record", kind=kind.slug, record=row.pk) if shelf.may_edit else "",
        }
        for row in found
    ]


def _cells(kind: Kind, row: Any) -> list[tuple[str, str]]:
    """The filled fields beside the title, as label and value."""
    said = [(kind.model._meta.get_field(name), _said(row, name)) for name in kind.fields if name not in IN_THE_TITLE]
    return [(str(field.verbose_name).capitalize(), value) for field, value in said if value and value not in str(row)]


def _said(row: Any, name: str) -> str:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(other) for other in getattr(row, name).all())
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)
