"""A deck in the room: one card at a time on the wall, and beside it the facilitator's own page on the laptop."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from diagnostics.models import Deck
from diagnostics.selectors import decks as selectors
from diagnostics.views.decks import fetch_deck


@require_http_methods(["GET"])
def wall(request: HttpRequest, programme: int, deck: int, number: int) -> HttpResponse:
    """Card `number`, from 1, as large as the screen; beyond the end the last. The notes are not even read."""
    found, wanted = fetch_deck(request, programme, deck)
    context = {"programme": found, "deck": wanted, **_around(wanted, number)}
    cards = wanted.cards.standing().defer("notes").select_related("release")
    context["shown"] = next(iter(selectors.shown(cards[context["number"] - 1 : context["number"]])), None)
    return render(request, "diagnostics/decks/wall.html", context)


@require_http_methods(["GET"])
def laptop(request: HttpRequest, programme: int, deck: int, number: int) -> HttpResponse:
    """The notes of card `number`, the card small, and the one that follows."""
    found, wanted = fetch_deck(request, programme, deck)
    context = {"programme": found, "deck": wanted, **_around(wanted, number)}
    first = context["number"] - 1
    cards = wanted.cards.standing().prefetch_related("release")[first : first + 2]
    shown, after, *_ = (*selectors.shown(cards), None, None)
    return render(request, "diagnostics/decks/laptop.html", context | {"shown": shown, "after": after})


def _around(deck: Deck, number: int) -> dict[str, Any]:
    """Where one is among so many cards, and the numbers to step to; a deck may have become shorter meanwhile."""
    count = deck.cards.standing().count()
    here = max(1, min(number, count))
    return {
        "number": here,
        "count": count,
        "previous": here - 1 if here > 1 else None,
        "next": here + 1 if here < count else None,
    }
