"""Decks for the room and their cards. The pictures to pick are those of the snapshot that the world has published."""

from diagnostics.models import Card, Deck
from diagnostics.services import decks as services
from programmes.services import records
from tests.access.table import NOT_ALLOWED, form, verb

FORM = form("facilitator")
READING = {"GET": FORM["GET"], "POST": NOT_ALLOWED}
VERB = verb("facilitator")

ROWS = {
    "diagnostics:decks": READING,
    "diagnostics:deck-add": FORM,
    "diagnostics:deck-from": VERB,
    "diagnostics:deck": READING,
    "diagnostics:deck-correct": FORM,
    "diagnostics:deck-copy": VERB,
    "diagnostics:deck-withdraw": VERB,
    "diagnostics:deck-restore": VERB,
    "diagnostics:deck-pick": READING,
    "diagnostics:deck-pick-figures": FORM,
    "diagnostics:deck-pdf": READING,
    "diagnostics:deck-powerpoint": READING,
    "diagnostics:deck-wall": READING,
    "diagnostics:deck-laptop": READING,
    "diagnostics:card-add": FORM,
    "diagnostics:card": FORM,
    "diagnostics:card-move": VERB,
    "diagnostics:card-copy": VERB,
    "diagnostics:card-withdraw": VERB,
    "diagnostics:card-restore": VERB,
}


def furnish(world):
    deck = records.add(Deck(programme=world.programme, title="What we heard"), by=world.facilitator)
    card = Card(deck=deck, title="Trust is furthest away", text="And it matters most.", notes="Wait for them to speak.")
    services.add_message(card=card, by=world.facilitator)
    services.add_message(card=Card(deck=deck, title="What does this ask of us?"), by=world.facilitator)
    world.objects |= {"deck": deck.pk, "card": card.pk}
