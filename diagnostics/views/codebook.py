"""The codebook: themes made, corrected, merged, split, withdrawn and restored."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.coding import MergeForm, SplitForm, ThemeForm
from diagnostics.models import Excerpt, Theme
from diagnostics.selectors import themes as reads
from diagnostics.services import codebook
from diagnostics.views.opening import confirmed_for_notes
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

TAKEN = "It could not be restored: another theme has its name now. Change that one first."


@strong_sign_in
@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    context = {"programme": found, "codebook": reads.codebook(found, request.user)}
    return render(request, "diagnostics/coding/codebook.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=Theme(programme=found))
    if request.method == "POST" and form.is_valid():
        made = codebook.add(programme=found, by=request.user, **form.cleaned_data)
        messages.success(request, f"Added: {made}.")
        return redirect("diagnostics:codebook", programme=found.pk)
    return render(request, "diagnostics/coding/theme_form.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = _theme(request, found, theme)
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            records.correct(form.instance, by=request.user)
        except IntegrityError:
            messages.error(request, "Another theme has this name. Nothing was changed.")
        else:
            messages.success(request, f"Saved: {row}.")
        return redirect("diagnostics:theme", programme=found.pk, theme=row.pk)
    context = {"programme": found, "form": form, "theme": row, "history": history(row)}
    if row.withdrawn_at is None:
        context["merge_form"] = MergeForm(theme=row)
    return render(request, "diagnostics/coding/theme_form.html", context)


@require_POST
def merge(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = _theme(request, found, theme)
    form = MergeForm(request.POST, theme=row)
    if not form.is_valid():
        messages.error(request, "Choose the theme that it is merged into.")
        return redirect("diagnostics:codebook-theme", programme=found.pk, theme=row.pk)
    into = form.cleaned_data["into"]
    done = f"{row} is part of {into} now. You can separate them again in the codebook."
    return _tried(request, found, lambda: codebook.merge(theme=row, into=into, by=request.user), done)


@confirmed_for_notes
@require_POST
def split(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    """Move passages that the user may read to another theme."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = _theme(request, found, theme)
    readable = Excerpt.objects.readable_by(request.user).filter(codings__theme=row)
    form = SplitForm(request.POST, passages=readable.values_list("pk", flat=True))
    if not form.is_valid():
        messages.error(request, "Tick the passages that move, and name the theme that they move to.")
        return redirect("diagnostics:theme", programme=found.pk, theme=row.pk)
    chosen = {"name": form.cleaned_data["name"], "kind": form.cleaned_data["kind"]}
    moving = readable.filter(pk__in=form.cleaned_data["passage"])
    done = f"Moved from {row} to {chosen['name']}."
    return _tried(request, found, lambda: codebook.split(theme=row, passages=moving, by=request.user, **chosen), done)


@require_POST
def withdraw(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = _theme(request, found, theme)
    done = f"Withdrawn: {row}. Its passages are kept, and you can restore it below."
    return _tried(request, found, lambda: records.withdraw(row, by=request.user), done)


@require_POST
def restore(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    """Put a withdrawn theme back; one that was merged is separated again."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = _theme(request, found, theme)
    return _tried(request, found, lambda: codebook.restore(theme=row, by=request.user), f"Restored: {row}.")


def _tried(request: HttpRequest, programme: Programme, change: Callable[[], object], done: str) -> HttpResponse:
    try:
        change()
    except codebook.NotPossible as refused:
        messages.error(request, str(refused))
    except (IntegrityError, ValidationError):
        messages.error(request, TAKEN)
    else:
        messages.success(request, done)
    return redirect("diagnostics:codebook", programme=programme.pk)


def _theme(request: HttpRequest, programme: Programme, pk: int) -> Theme:
    return get_object_or_404(Theme.objects.visible_to(request.user).filter(programme=programme), pk=pk)
