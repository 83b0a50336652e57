"""Cards from the room: given while an exercise is open, one by one, each sending once; taken back until it closes.

Of an anonymous exercise nothing says afterwards who gave what, or in which order: as it closes every row is made
anew, in an order of the system's random source, and the ones that knew are deleted. Anybody with the code may be a
guest, as often as they like, so leaders' cards and guests' cards need FLOOR people each.
"""

import random
import re
import uuid
from collections.abc import Sequence
from typing import Any

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

    Raises Wrong, with a sentence for the page, TooLate, and seats.NotLetIn for a guest who was put out.
    """
    voter = seats.voter_of(exercise, seat)
    hold(f"cards of {voter.hex()}")
    answers.hold_open(exercise)
    seats.hold(seat)
    if not NONCE.fullmatch(nonce):
        raise Wrong("Load the page again, then send your card.")
    mine = Statement.objects.filter(exercise=exercise, voter=voter)
    if sent := mine.filter(nonce=nonce).first():
        return sent
    places = list(mine.values_list("position", flat=True))
    words = _checked(exercise, text, len(places))
    card = Statement(
        exercise=exercise, text=words, voter=voter, nonce=nonce, from_guest=seat.membership_id is None,
        position=max(places, default=-1) + 1,
    )  # fmt: skip
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

    Of an anonymous exercise leaders' cards are kept only if FLOOR leaders gave some, and guests' cards only if FLOOR
    guests did; those kept lie in one pile. `result` is {"cards": how many are kept, "shown": whether any may be read},
    and "left_out" ("leaders" or "guests") where the others' cards are kept and theirs were too few.
    """
    cards = list(Statement.objects.standing().filter(exercise=exercise))
    exercise.answered = _people(cards)
    exercise.result = {"cards": len(cards), "shown": True}
    if exercise.is_anonymous:
        exercise.result, cards = _kept(cards)
        Statement.objects.filter(exercise=exercise).delete()
        _lay_out(exercise, cards)
    exercise.save(update_fields=["answered", "result"])


def _kept(cards: Sequence[Statement]) -> tuple[dict[str, Any], list[Statement]]:
    """What is said of the cards of an anonymous exercise, and those of them that may be read."""
    parts = {
        "leaders": [card for card in cards if not card.from_guest],
        "guests": [card for card in cards if card.from_guest],
    }
    kept = [card for part in parts.values() if _people(part) >= FLOOR for card in part]
    left_out = [name for name, part in parts.items() if 0 < _people(part) < FLOOR]
    told: dict[str, Any] = {"cards": len(kept), "shown": bool(kept)}
    return (told | {"left_out": left_out[0]} if kept and left_out else told), kept


def _people(cards: Sequence[Statement]) -> int:
    return len({bytes(card.voter) for card in cards if card.voter is not None})


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
