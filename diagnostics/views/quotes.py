"""Quotes: taken from a coded passage, shown to whoever said it, and where each of them stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.confidential import words_of
from diagnostics.forms.theme_releases import QuoteAnswerForm, QuoteForm
from diagnostics.models import Excerpt, Quote, Theme
from diagnostics.services import quotes
from diagnostics.services.notes import note_opening
from diagnostics.views.opening import confirmed_for_notes
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

ASKED = "It is shown to whoever said it. It goes out only if they allow it."
MAY_GO_OUT = "It may go out with the theme, without a name."
SAVED = "Saved. You can change your answer until it goes out."
GONE = "It has gone out meanwhile. What was published stays as it is."
STAYS = "It has gone out, or whoever said it declined. It stays as it is."


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, excerpt: int) -> HttpResponse:
    """Take a quote from a passage of notes that are open to the user."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    theirs = Excerpt.objects.readable_by(request.user).filter(interview__programme=found)
    passage = get_object_or_404(theirs.select_related("interview__person"), pk=excerpt)
    themes = Theme.objects.of_owner(found).standing().filter(excerpts=passage)
    note_opening([passage.interview], by=request.user, what="A quote")
    words = words_of(passage)
    under = request.GET.get("theme") or themes.first()
    form = QuoteForm(request.POST or None, initial={"text": words, "theme": under}, themes=themes)
    if request.method == "POST" and form.is_valid():
        try:
            quote = quotes.add(excerpt=passage, by=request.user, **form.cleaned_data)
        except quotes.Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, ASKED if quote.state == Quote.State.SHOWN else MAY_GO_OUT)
            return redirect("diagnostics:quotes", programme=found.pk)
    context = {"programme": found, "passage": words, "form": form, "why_not": quotes.why_not(passage.interview)}
    return render(request, "diagnostics/quotes/add.html", context)


@confirmed_for_notes
@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """The quotes of conversations whose notes are open to the user, and how far each is on its way out."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    rows = list(_readable(request, found).select_related("theme", "interview"))
    note_opening({row.interview for row in rows}, by=request.user, what="Quotes")
    shown = [(row, words_of(row)) for row in rows]
    return render(request, "diagnostics/quotes/list.html", {"programme": found, "quotes": shown})


@confirmed_for_notes
@require_POST
def take_back(request: HttpRequest, programme: int, quote: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = get_object_or_404(_readable(request, found), pk=quote)
    done = quotes.take_back(quote=row, by=request.user)
    messages.success(request, "It is not quoted any more." if done else STAYS)
    return redirect("diagnostics:quotes", programme=found.pk)


@confirmed_for_notes
@require_POST
def show(request: HttpRequest, programme: int, quote: int) -> HttpResponse:
    """Show it to whoever said it, who has changed their answer to "show me first"."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = get_object_or_404(_readable(request, found), pk=quote)
    if quotes.show(quote=row, by=request.user):
        messages.success(request, ASKED)
    return redirect("diagnostics:quotes", programme=found.pk)


@never_cache
@strong_sign_in
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme: int, quote: int) -> HttpResponse:
    """A leader sees the very words, and says whether they may go out; nobody else sees this page."""
    wanted = Capability.TAKE_OWN_DATA  # who left lately still answers for what they said
    found = fetch_programme(request, programme, wanted, seen_with=wanted)
    mine = Quote.objects.shown_to(request.user).filter(interview__programme=found)
    row = get_object_or_404(mine.select_related("release", "interview"), pk=quote)
    form = QuoteAnswerForm(request.POST or None, initial={"answer": _said(row)})
    if request.method == "POST" and form.is_valid():
        stored = quotes.answer(quote=row, allow=form.cleaned_data["answer"] == "yes", by=request.user)
        messages.success(request, SAVED if stored else GONE)
        return redirect("home")
    return render(
        request, "diagnostics/quotes/own.html", {"programme": found, "quote": row, "words": words_of(row), "form": form}
    )


def _said(quote: Quote) -> str:
    return {Quote.State.ALLOWED: "yes", Quote.State.DECLINED: "no"}.get(quote.state, "") if quote.answered_at else ""


def _readable(request: HttpRequest, programme: Programme):
    return Quote.objects.readable_by(request.user).filter(interview__programme=programme)
