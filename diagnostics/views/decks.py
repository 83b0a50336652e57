"""Decks for the room: the list, one deck with its cards, filling it, and taking it along as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import deck_figures
from diagnostics.forms.decks import DeckForm, PickForm
from diagnostics.models import Deck, Release
from diagnostics.selectors import decks as selectors
from diagnostics.services import decks as services
from hwe_portal.rendering import slides
from hwe_portal.rendering.slides import Slide
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import fetch_programme, number_in

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def fetch_deck(request: HttpRequest, programme: int, deck: int) -> tuple[Programme, Deck]:
    """The programme and one of its decks: 404 where the user cannot see it, 403 without the capability."""
    found = fetch_programme(request, programme, Capability.MAKE_DECKS)
    wanted = get_object_or_404(Deck.objects.visible_to(request.user).of_owner(found), pk=deck)
    wanted.programme = found
    return found, wanted


def to_deck(deck: Deck) -> HttpResponse:
    return redirect("diagnostics:deck", programme=deck.programme_id, deck=deck.pk)


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.MAKE_DECKS)
    decks = list(selectors.decks_of(found, request.user))
    context = {
        "programme": found,
        "decks": [deck for deck in decks if deck.withdrawn_at is None],
        "withdrawn": [deck for deck in decks if deck.withdrawn_at],
        "releases": selectors.to_pick_from(found, request.user).defer("figures"),
    }
    return render(request, "diagnostics/decks/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.MAKE_DECKS)
    form = DeckForm(request.POST or None, instance=Deck(programme=found))
    if request.method == "POST" and form.is_valid():
        return to_deck(records.add(form.instance, by=request.user))
    return render(request, "diagnostics/decks/form.html", {"programme": found, "form": form})


@require_POST
def make_from(request: HttpRequest, programme: int) -> HttpResponse:
    """A whole deck of one result, in one press; `release` in the address or the form says of which."""
    found = fetch_programme(request, programme, Capability.MAKE_DECKS)
    wanted = number_in(request.POST.get("release") or request.GET.get("release", ""))
    if wanted is None:
        return redirect("diagnostics:decks", programme=found.pk)
    deck = services.make_from(release=_release(request, found, wanted), by=request.user)
    messages.success(request, "Your deck is made. Change the words, leave cards out, add your own.")
    return to_deck(deck)


@require_http_methods(["GET"])
def deck(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    """The cards in order, each with its small picture."""
    found, shown = fetch_deck(request, programme, deck)
    cards = list(shown.cards.prefetch_related("release"))
    context = {
        "programme": found,
        "deck": shown,
        "cards": selectors.shown([card for card in cards if card.withdrawn_at is None]),
        "withdrawn": [card for card in cards if card.withdrawn_at],
    }
    return render(request, "diagnostics/decks/deck.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    found, wanted = fetch_deck(request, programme, deck)
    form = DeckForm(request.POST or None, instance=wanted)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, "Saved.")
        return to_deck(wanted)
    context = {"programme": found, "deck": wanted, "form": form, "history": history(wanted)}
    return render(request, "diagnostics/decks/form.html", context)


@require_POST
def copy(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    _, wanted = fetch_deck(request, programme, deck)
    made = services.copy(deck=wanted, by=request.user)
    messages.success(request, "This is the copy. The deck that it was made of stays as it is.")
    return to_deck(made)


@require_POST
def withdraw(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    found, wanted = fetch_deck(request, programme, deck)
    records.withdraw(wanted, by=request.user)
    return redirect("diagnostics:decks", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    _, wanted = fetch_deck(request, programme, deck)
    records.restore(wanted, by=request.user)
    return to_deck(wanted)


# Filling it ------------------------------------------------------------


@require_http_methods(["GET"])
def pick(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    """What was published to the group: choose of which to take pictures."""
    found, wanted = fetch_deck(request, programme, deck)
    releases = selectors.to_pick_from(found, request.user).defer("figures")
    return render(
        request, "diagnostics/decks/pick.html", {"programme": found, "deck": wanted, "releases": releases}
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def pick_figures(request: HttpRequest, programme: int, deck: int, release: int) -> HttpResponse:
    """Tick the pictures of one result that become cards."""
    found, wanted = fetch_deck(request, programme, deck)
    source = _release(request, found, release)
    shown = deck_figures.of_release(source)
    form = PickForm(request.POST or None, keys=[each.key for each in shown.figures])
    if request.method == "POST" and form.is_valid():
        added = services.add_figures(
            deck=wanted, release=source, keys=form.cleaned_data["figures"], by=request.user
        )  # fmt: skip
        messages.success(request, f"Added {len(added)} {'card' if len(added) == 1 else 'cards'} at the end.")
        return to_deck(wanted)
    figures = [(each, Slide(each.message, each.asked, shown.foot(each), each.sketch)) for each in shown.figures]
    context = {"programme": found, "deck": wanted, "release": source, "figures": figures, "form": form}
    return render(request, "diagnostics/decks/pick_figures.html", context)


def _release(request: HttpRequest, programme: Programme, pk: int) -> Release:
    return get_object_or_404(selectors.to_pick_from(programme, request.user), pk=pk)


# As a file ------------------------------------------------------------


@require_http_methods(["GET"])
def printed(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    """The deck as a PDF to hand out: no notes in it. Made as it is asked for: twenty slides take 0.7 s of CPU."""
    return _file(request, programme, deck, "pdf", "application/pdf")


@require_http_methods(["GET"])
def powerpoint(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    """The deck to go on working with; the notes only where `notes` is ticked."""
    return _file(request, programme, deck, "pptx", POWERPOINT)


WRITERS = {"pdf": slides.print_slides, "pptx": slides.write}


def _file(request: HttpRequest, programme: int, deck: int, ending: str, kind: str) -> HttpResponse:
    _, wanted = fetch_deck(request, programme, deck)
    cards = list(wanted.cards.standing().prefetch_related("release"))
    if not cards:
        raise Http404
    with_notes = ending == "pptx" and request.GET.get("notes") == "yes"
    content = WRITERS[ending](selectors.presentation(wanted, cards, with_notes=with_notes))
    name = f"{slugify(wanted.title)[:60] or 'deck'}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
