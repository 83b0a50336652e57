"""Decks for the room: what one may pick from, and each card as the slide that the wall, paper and PowerPoint show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from diagnostics import deck_figures
from diagnostics.deck_figures import Shown
from diagnostics.models import Card, Deck, Release
from hwe_portal.rendering.slides import Presentation, Sentences, Slide
from programmes.models import Programme, User

GONE = "This picture can no longer be shown. Pick another in its place."
WHOM = "What this shows, and of whom"
LINES_OF_A_CLOSING = 6


@dataclass(frozen=True)
class CardShown:
    """A card beside its slide. The notes stand in the card alone: no slide holds a word of them."""

    card: Card
    slide: Slide

    @property
    def release(self) -> Release | None:
        return self.card.release


def decks_of(programme: Programme, user: User) -> QuerySet[Deck]:
    """The programme's decks that the user may see, the newest first, each with `card_count`, the cards that stand."""
    standing = Count("cards", filter=Q(cards__withdrawn_at=None))
    decks = Deck.objects.visible_to(user).of_owner(programme).annotate(card_count=standing)
    return decks.order_by("-created_at", "-pk")


def to_pick_from(programme: Programme, user: User) -> QuerySet[Release]:
    """What this programme's group reads, the newest first: nothing else may stand on a card."""
    return Release.objects.visible_to(user).to_group(programme).order_by("-published_at", "-pk")


def shown(cards: Iterable[Card]) -> tuple[CardShown, ...]:
    """The cards as slides, in their order; each release is read once. Expects `release` fetched."""
    read: dict[int, Shown] = {}
    return tuple(CardShown(card, _slide(card, read)) for card in cards)


def _slide(card: Card, read: dict[int, Shown]) -> Slide:
    if card.release is None:
        return Slide(card.title, card.text)
    if card.release.pk not in read:
        read[card.release.pk] = deck_figures.of_release(card.release)
    frozen = read[card.release.pk]
    figure = frozen.figure(card.figure)
    if figure is None:
        return Slide(card.title, card.text or GONE)
    return Slide(card.title, card.text, frozen.foot(figure), figure.sketch)


def presentation(deck: Deck, cards: Sequence[Card], *, with_notes: bool = False) -> Presentation:
    """The deck as a document: its cards, then whom they cover. Notes only where they are asked for."""
    closing = _closing([card.release for card in cards if card.release])
    slides = (*(each.slide for each in shown(cards)), *closing)
    notes = (*(card.notes for card in cards), *("" for _ in closing)) if with_notes else ()
    programme = deck.programme
    return Presentation(
        title=deck.title,
        subtitle=", ".join(each for each in (deck.for_whom, programme.title) if each),
        owner=programme.system.name,
        author=programme.title,
        slides=slides,
        notes=notes,
    )


def _closing(releases: Iterable[Release]) -> list[Slide]:
    """Whom everything in the deck covers, each release once."""
    facts = {each.pk: f"{each.title}: {deck_figures.of_release(each).fact}" for each in releases}
    lines = list(facts.values())
    chunks = [lines[first : first + LINES_OF_A_CLOSING] for first in range(0, len(lines), LINES_OF_A_CLOSING)]
    return [Slide(WHOM, sketch=Sentences(tuple(chunk))) for chunk in chunks]
