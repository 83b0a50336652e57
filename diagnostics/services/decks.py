"""Decks and their cards: making, filling, ordering and copying them. Correcting and withdrawing is `records`."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from diagnostics import deck_figures
from diagnostics.deck_figures import DeckFigure
from diagnostics.models import Card, Deck, Release
from diagnostics.services.locking import hold
from programmes.models import Programme, User
from programmes.services import audit, ordering, records

CLOSING = "What does this ask of us?"
CLOSING_TEXT = "What surprises you? What would you keep? What do we change first?"
LONGEST_TITLE = 120
LONGEST_TEXT = 600


class NotToBeShown(Exception):
    """The release is not one that this programme's leadership group reads, or has no such figure."""


@transaction.atomic
def make_from(*, release: Release, by: User) -> Deck:
    """A deck of what a release says: its message, each figure that says something, and a question to end with.

    Where the first figure says the message, the deck begins with it. Raises NotToBeShown.
    """
    _check(release, release.programme)
    frozen = deck_figures.of_release(release)
    deck = Deck(programme=release.programme, title=release.title[:LONGEST_TITLE])
    records.add(deck, by=by)
    message = deck_figures.message(frozen.message)
    opening = Card(deck=deck, title=message, text=frozen.lead[:LONGEST_TEXT])
    pictures = [_of_figure(deck, release, each) for each in frozen.figures if each.leads]
    first = [] if pictures and pictures[0].title == message else [opening]
    _add([*first, *pictures, Card(deck=deck, title=CLOSING, text=CLOSING_TEXT)], deck, by=by)
    return deck


@transaction.atomic
def add_figures(*, deck: Deck, release: Release, keys: Sequence[str], by: User) -> list[Card]:
    """Put these figures last, in the order in which the release shows them, each under its own message.

    Raises NotToBeShown for a release that is not this group's, or a key that is none of its figures.
    """
    _check(release, deck.programme)
    figures = {each.key: each for each in deck_figures.of_release(release).figures}
    if not set(keys) <= figures.keys():
        raise NotToBeShown
    return _add([_of_figure(deck, release, each) for key, each in figures.items() if key in keys], deck, by=by)


@transaction.atomic
def add_message(*, card: Card, by: User) -> Card:
    """Put a card in the facilitator's own words last."""
    return _add([card], card.deck, by=by)[0]


@transaction.atomic
def move(*, card: Card, up: bool, by: User) -> None:
    """Show a card one place earlier or later. Nothing changes at either end, or for one that is withdrawn."""
    _hold(card.deck)
    ordering.move(card, among=card.deck.cards.standing(), up=up, by=by)


@transaction.atomic
def copy_card(*, card: Card, by: User) -> Card:
    """The same card once more, right after it, notes included."""
    _hold(card.deck)
    order = list(card.deck.cards.all())
    made = records.add(_like(card, card.deck), by=by)
    order.insert(order.index(card) + 1, made)
    for position, each in enumerate(order):
        each.position = position
    Card.objects.bulk_update(order, ["position"])
    return made


@transaction.atomic
def copy(*, deck: Deck, by: User) -> Deck:
    """Another deck of the same cards; the withdrawn ones stay behind."""
    title = f"{deck.title[: LONGEST_TITLE - 7]} (copy)"
    made = Deck(programme=deck.programme, title=title, for_whom=deck.for_whom)
    records.add(made, by=by)
    _add([_like(card, made) for card in deck.cards.standing()], made, by=by)
    return made


def _check(release: Release, programme: Programme) -> None:
    if release.audience != Release.Audience.GROUP or release.programme_id != programme.pk:
        raise NotToBeShown


def _of_figure(deck: Deck, release: Release, figure: DeckFigure) -> Card:
    said = {"title": figure.message, "text": figure.asked}
    return Card(deck=deck, kind=Card.Kind.FIGURE, release=release, figure=figure.key, **said)


def _like(card: Card, deck: Deck) -> Card:
    kept = {name: getattr(card, name) for name in ("kind", "release_id", "figure", "title", "text", "notes")}
    return Card(deck=deck, position=card.position, **kept)


def _add(cards: Iterable[Card], deck: Deck, *, by: User) -> list[Card]:
    """Store them after the last card, with one audit row each."""
    _hold(deck)
    made = list(cards)
    first = ordering.last_place(deck.cards.all())
    for position, card in enumerate(made, start=first):
        card.position = position
    Card.objects.bulk_create(made)
    audit.write_all([audit.Entry("added", card) for card in made], by=by)
    return made


def _hold(deck: Deck) -> None:
    hold(f"deck {deck.pk}")
