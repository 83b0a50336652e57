"""Themes of the conversations: what is published, what could be, publishing it, and what becomes a record."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import theme_picture
from diagnostics.forms.theme_releases import LIKELY, RecordThemeForm, ThemesAgreementForm
from diagnostics.models import Agreement, Interview, Release, Theme
from diagnostics.selectors.theme_releases import reads_all
from diagnostics.services import agreements, theme_printing, theme_records, theme_releases
from diagnostics.services.notes import note_opening
from diagnostics.services.theme_releases import Draft
from diagnostics.views.opening import confirmed_for_notes
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

SAVED = "Saved. You can change your answer until the themes are published."
GONE = "The themes were published meanwhile, so there is nothing more to answer."


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """Every published list; for the facilitator also where the next one stands."""
    found = fetch_programme(request, programme, Capability.SEE_THEMES)
    releases = Release.objects.visible_to(request.user).to_group(found).themes().defer("figures").reverse()
    context = {"programme": found, "releases": releases}
    if access.may(request.user, Capability.PUBLISH_THEMES, found):
        job = theme_releases.under_way(found, by=request.user)
        context |= {"draft": theme_releases.draft(programme=found), "job": job}
        return render(request, "diagnostics/theme_releases/facilitator.html", context)
    holds = access.may(request.user, Capability.HOLD_CONVERSATIONS, found)
    return render(request, "diagnostics/theme_releases/leader.html", context | {"holds": holds})


@require_http_methods(["GET"])
def published(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_THEMES)
    shown = _release(request, found, release)
    publishes = access.may(request.user, Capability.PUBLISH_THEMES, found)
    picture = theme_picture.read(shown.figures)
    context = {"programme": found, "release": shown, "picture": picture, "publishes": publishes}
    job = theme_printing.awaited(shown)
    context |= {"printing": job, "job": job if job and job.by_id == request.user.pk else None}
    return render(request, "diagnostics/theme_releases/published.html", context)


@require_http_methods(["GET", "POST"])
def printed(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """The list as a PDF: GET downloads it; the facilitator has it made by POST where that failed."""
    wanted = Capability.PUBLISH_THEMES if request.method == "POST" else Capability.SEE_THEMES
    found = fetch_programme(request, programme, wanted)
    shown = _release(request, found, release)
    if request.method == "POST":
        theme_printing.ask(release=shown, by=request.user)
        return redirect("diagnostics:theme-release-version", programme=found.pk, release=shown.pk)
    if not shown.file:
        raise Http404
    name = f"themes-{shown.number}.pdf"
    return FileResponse(shown.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@confirmed_for_notes
@require_http_methods(["GET"])
def preview(request: HttpRequest, programme: int) -> HttpResponse:
    """What would be published now: in full to who may read every note behind it, the statements to others."""
    found = fetch_programme(request, programme, Capability.PUBLISH_THEMES)
    draft = theme_releases.draft(programme=found)
    context = {"programme": found, "draft": draft, "job": theme_releases.under_way(found, by=request.user)}
    context["reads_all"] = reads_all(request.user, draft.planned.units)
    if context["reads_all"] and draft.is_possible and draft.heard and not draft.names:
        context["picture"] = theme_picture.read(draft.figures)
        _note_quotes(request, draft)
    if context["reads_all"]:
        context["few"] = [(theme, _standing(draft, theme)) for theme in draft.themes if draft.may_be_asked(theme)]
    return render(request, "diagnostics/theme_releases/preview.html", context)


def _standing(draft: Draft, theme: Theme) -> str:
    """How far a question is; never who was asked, and never who declined."""
    asked = draft.asked.get(theme.pk)
    if asked is None:
        return "not asked"
    return "may go out" if asked.may_go_out(draft.speakers(theme)) else "asked, not yet allowed"


def _note_quotes(request: HttpRequest, draft: Draft) -> None:
    """Whose words the preview shows before they are out learns that they were opened."""
    opened = {quote.interview_id for quote in draft.quotes if quote.release_id is None}
    if opened:
        rows = Interview.objects.readable_by(request.user).filter(pk__in=opened)
        note_opening(rows, by=request.user, what="Quotes, in the preview of the themes")


@strong_sign_in
@require_POST
def publish(request: HttpRequest, programme: int) -> HttpResponse:
    """Publish what was previewed, in the background."""
    found = fetch_programme(request, programme, Capability.PUBLISH_THEMES)
    seal = request.POST.get("seal", "")
    if not seal:
        return redirect("diagnostics:theme-release-preview", programme=found.pk)
    job = theme_releases.ask_to_publish(programme=found, seal=seal, by=request.user)
    return redirect("programmes:job", job=job.pk)


@strong_sign_in
@require_POST
def ask(request: HttpRequest, programme: int) -> HttpResponse:
    """Ask those who could be told apart whether the next list may move with them."""
    found = fetch_programme(request, programme, Capability.PUBLISH_THEMES)
    agreements.ask(draft=theme_releases.draft(programme=found), by=request.user)
    messages.success(request, "They are asked on their own pages. Their part goes in when all of them agree.")
    return redirect("diagnostics:theme-release-preview", programme=found.pk)


@never_cache
@strong_sign_in
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, programme: int, agreement: int) -> HttpResponse:
    """A leader is asked, in private, whether the next list may move with them."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    asked = get_object_or_404(Agreement.objects.visible_to(request.user).pending(found).of_themes(), pk=agreement)
    form = ThemesAgreementForm(request.POST or None, initial={"answer": asked.answer})
    if request.method == "POST" and form.is_valid():
        stored = agreements.answer(agreement=asked, choice=form.cleaned_data["answer"], by=request.user)
        messages.success(request, SAVED if stored else GONE)
        return redirect("home")
    return render(request, "diagnostics/theme_releases/agreement.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, programme: int, release: int, theme: int) -> HttpResponse:
    """Make a published theme a barrier, a strength or a recommendation that reports print."""
    found = fetch_programme(request, programme, Capability.PUBLISH_THEMES)
    shown = _release(request, found, release)
    each = theme_picture.read(shown.figures).theme(theme)
    if each is None:
        raise Http404
    form = RecordThemeForm(request.POST or None, initial={"kind": LIKELY[each.kind], "text": each.statement})
    if request.method == "POST" and form.is_valid():
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        made = theme_records.add(release=shown, theme=theme, kind=kind, text=text, by=request.user)
        messages.success(request, f"Recorded: {made}.")
        return redirect("programmes:programme-records", programme=found.pk, kind=kind)
    context = {"programme": found, "release": shown, "theme": each, "form": form}
    context["records"] = theme_records.made_of(shown, theme)
    return render(request, "diagnostics/theme_releases/record.html", context)


def _release(request: HttpRequest, programme: Programme, pk: int) -> Release:
    seen = Release.objects.visible_to(request.user).to_group(programme).themes()
    return get_object_or_404(seen, pk=pk)
