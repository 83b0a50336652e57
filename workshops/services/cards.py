"""Cards from the room: given while an exercise is open, one by one, each sending once; taken back until it closes.

Of an anonymous exercise nothing says afterwards who gave what, or in which order: as it closes every row is made
anew, in an order of the system's random source, and the ones that knew are deleted.
"""

import random
import re
import uuid
from collections.abc import Sequence

from django.db import transaction

from diagnostics.services.locking import hold
from programmes.access import FLOOR
from workshops import room_changes
from workshops.lines import plain
from workshops.models import Exercise, Seat, Statement
from workshops.services import answers, seats
from workshops.services.answers import TooLate, Wrong

__all__ = ["TooLate", "Wrong", "give", "given", "settle", "take_back"]

NONCE = re.compile(r"[\w-]{1,32}", re.ASCII)
_random = random.SystemRandom()


@transaction.atomic
def give(*, exercise: Exercise, seat: Seat, text: str, nonce: str) -> Statement:
    """Keep one card of this person. `nonce` names the sending: the same one again gives the same card.

    Raises Wrong, with a sentence for the page, and TooLate.
    """
    voter = seats.voter_of(exercise, seat)
    hold(f"cards of {voter.hex()}")
    answers.hold_open(exercise)
    if not NONCE.fullmatch(nonce):
        raise Wrong("Load the page again, then send your card.")
    mine = Statement.objects.filter(exercise=exercise, voter=voter)
    if sent := mine.filter(nonce=nonce).first():
        return sent
    places = list(mine.values_list("position", flat=True))
    words = _checked(exercise, text, len(places))
    card = Statement(exercise=exercise, text=words, voter=voter, nonce=nonce, position=max(places, default=-1) + 1)
    _store(card, seat)
    room_changes.tallied(seat.room)
    return card


def _store(card: Statement, seat: Seat) -> None:
    """Under their name; or without it, and without the time at which it came: it is as old as its exercise."""
    if not card.exercise.is_anonymous:
        card.seat = seat
    card.save(force_insert=True)
    if card.exercise.is_anonymous:
        Statement.objects.filter(pk=card.pk).update(created_at=card.exercise.created_at)


@transaction.atomic
def take_back(*, exercise: Exercise, seat: Seat, card: str) -> None:
    """Delete a card of this person's own, by its id; nothing happens where there is none. Raises TooLate."""
    answers.hold_open(exercise)
    mine = Statement.objects.filter(exercise=exercise, voter=seats.voter_of(exercise, seat))
    if _is_id(card) and mine.filter(pk=card).delete()[0]:
        room_changes.tallied(seat.room)


def given(*, exercise: Exercise, seat: Seat) -> list[Statement]:
    """What this person has given, in order, while it is kept whose card is whose."""
    mine = Statement.objects.standing().filter(exercise=exercise, voter=seats.voter_of(exercise, seat))
    return list(mine.order_by("position", "pk"))


@transaction.atomic
def settle(exercise: Exercise) -> None:
    """Count the people, and detach the cards of an anonymous exercise. Called as it closes, its row held.

    Below FLOOR people the cards of an anonymous exercise are deleted: they are shown to nobody. `result` is
    {"cards": how many are kept, "shown": whether they may be read}.
    """
    cards = list(Statement.objects.standing().filter(exercise=exercise))
    people = len({bytes(card.voter) for card in cards if card.voter is not None})
    shown = not exercise.is_anonymous or people >= FLOOR
    if exercise.is_anonymous:
        Statement.objects.filter(exercise=exercise).delete()
        _lay_out(exercise, cards if shown else [])
    exercise.answered = people
    exercise.result = {"cards": len(cards) if shown else 0, "shown": shown}
    exercise.save(update_fields=["answered", "result"])


def _lay_out(exercise: Exercise, cards: Sequence[Statement]) -> None:
    """New rows with the same words in a random order, under new ids, without who, which sending or when."""
    words = [card.text for card in cards]
    _random.shuffle(words)
    placed = enumerate(words)
    Statement.objects.bulk_create(Statement(exercise=exercise, text=text, position=place) for place, text in placed)


def _is_id(card: str) -> bool:
    try:
        uuid.UUID(card)
    except ValueError:
        return False
    return True


def _checked(exercise: Exercise, text: str, given_already: int) -> str:
    words = plain(text)
    if given_already >= exercise.most:
        raise Wrong("You have given all your cards. Take one back to change it.")
    if not words:
        raise Wrong("Write a few words on the card.")
    if len(words) > Statement.MOST_LETTERS:
        over = len(words) - Statement.MOST_LETTERS
        raise Wrong(f"Your card is {over} letter{'' if over == 1 else 's'} too long.")
    return words
