"""The cards of a deck: writing one, correcting, moving, copying, withdrawing and restoring it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.decks import MessageForm, PictureCardForm
from diagnostics.models import Card, Deck
from diagnostics.selectors import decks as selectors
from diagnostics.services import decks as services
from diagnostics.views.decks import fetch_deck, to_deck
from programmes.models import Programme
from programmes.selectors import history
from programmes.services import records


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, deck: int) -> HttpResponse:
    """A message in one's own words."""
    found, wanted = fetch_deck(request, programme, deck)
    form = MessageForm(request.POST or None, instance=Card(deck=wanted))
    if request.method == "POST" and form.is_valid():
        services.add_message(card=form.instance, by=request.user)
        messages.success(request, "Added at the end.")
        return to_deck(wanted)
    return render(request, "diagnostics/decks/card.html", {"programme": found, "deck": wanted, "form": form})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, deck: int, card: int) -> HttpResponse:
    found, wanted, each = _card(request, programme, deck, card)
    form_class = MessageForm if each.kind == Card.Kind.MESSAGE else PictureCardForm
    (shown,) = selectors.shown([each])
    form = form_class(request.POST or None, instance=each)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        messages.success(request, "Saved.")
        return to_deck(wanted)
    context = {"programme": found, "deck": wanted, "shown": shown, "form": form, "history": history(each)}
    return render(request, "diagnostics/decks/card.html", context)


@require_POST
def move(request: HttpRequest, programme: int, deck: int, card: int) -> HttpResponse:
    """One place earlier ("up") or later."""
    _, wanted, each = _card(request, programme, deck, card)
    services.move(card=each, up=request.POST.get("direction") == "up", by=request.user)
    return _to_card(wanted, each)


@require_POST
def copy(request: HttpRequest, programme: int, deck: int, card: int) -> HttpResponse:
    _, wanted, each = _card(request, programme, deck, card)
    return _to_card(wanted, services.copy_card(card=each, by=request.user))


@require_POST
def withdraw(request: HttpRequest, programme: int, deck: int, card: int) -> HttpResponse:
    _, wanted, each = _card(request, programme, deck, card)
    records.withdraw(each, by=request.user)
    return to_deck(wanted)


@require_POST
def restore(request: HttpRequest, programme: int, deck: int, card: int) -> HttpResponse:
    _, wanted, each = _card(request, programme, deck, card)
    records.restore(each, by=request.user)
    return _to_card(wanted, each)


def _card(request: HttpRequest, programme: int, deck: int, card: int) -> tuple[Programme, Deck, Card]:
    found, wanted = fetch_deck(request, programme, deck)
    return found, wanted, get_object_or_404(wanted.cards.select_related("release"), pk=card)


def _to_card(deck: Deck, card: Card) -> HttpResponse:
    """Back to the deck where the card stands, so that it can be moved on from there."""
    response = to_deck(deck)
    return redirect(f"{response.url}#card-{card.pk}")
