"""Ballots: answers sealed so that only the holder of a private key opens them, all of a wave equally long.

Libsodium's sealed box (X25519, XSalsa20-Poly1305): whoever seals needs the public key only and cannot open it again.
The length of what is sealed shows on the outside, so every ballot of a wave is padded to one size: the most that its
form can be answered with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from diagnostics.surveys.answering import LIMITS
from diagnostics.surveys.form import DECLINED, Form, Question

STEP = 256  # sizes are rounded up to a multiple of it
PREFIX = 4  # bytes that say how long the data is
BYTES_A_CHARACTER = 4  # in UTF-8; answers hold no control character, which JSON would write in six
SECTOR = 60 * 6  # a sector is 60 characters of any kind
NUMBER = 21  # as many digits as a number can have, and more
MARKS = 2  # quotes around a text, brackets around a list


class TooLong(ValueError):
    """Answers do not fit into a ballot of their wave."""


class Unopened(Exception):
    """Bytes are no ballot of this key, or were damaged."""


@dataclass(frozen=True)
class Pair:
    """The two keys of a wave, 32 bytes each: the public one seals, the private one opens."""

    private: bytes
    public: bytes


def new_pair() -> Pair:
    key = PrivateKey.generate()
    return Pair(bytes(key), bytes(key.public_key))


def belong_together(pair: Pair) -> bool:
    """Whether the private key opens what the public one seals."""
    return len(pair.private) == PrivateKey.SIZE and bytes(PrivateKey(pair.private).public_key) == pair.public


def size_of(form: Form) -> int:
    """The size in bytes that holds any answers to the form, with the sector of who gave them; a multiple of STEP."""
    answers = sum(len(question.key) + 4 + _longest(question) for question in form.questions)
    around = len(json.dumps({"answers": {}, "sector": ""}, separators=(",", ":")))
    needed = PREFIX + around + SECTOR + answers
    return -(-needed // STEP) * STEP


def pack(data: Mapping[str, Any], size: int) -> bytes:
    """`data` as exactly `size` bytes. Raises TooLong."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if PREFIX + len(plain) > size:
        raise TooLong("This is more than an answer can hold.")
    return (len(plain).to_bytes(PREFIX, "big") + plain).ljust(size, b"\0")


def pack_in_steps(data: Mapping[str, Any], size: int) -> bytes:
    """`data` as `size` bytes, or as the first multiple of it that holds it: what was typed may be too long to send."""
    plain = json.dumps(data, ensure_ascii=False).encode()
    return pack(data, -(-(PREFIX + len(plain)) // size) * size)


def unpack(padded: bytes) -> dict[str, Any]:
    """What `pack` was given."""
    length = int.from_bytes(padded[:PREFIX], "big")
    return dict(json.loads(padded[PREFIX : PREFIX + length]))


def seal(public_key: bytes, data: Mapping[str, Any], size: int) -> bytes:
    """A ballot: `data` padded to `size`, which only the private key opens; 48 bytes longer. Raises TooLong."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(pack(data, size)))


def unseal(private_key: bytes, sealed: bytes) -> dict[str, Any]:
    """What was sealed. Raises Unopened."""
    try:
        return unpack(SealedBox(PrivateKey(private_key)).decrypt(sealed))
    except (CryptoError, ValueError) as error:
        raise Unopened("A ballot cannot be opened with this key.") from error


def _longest(question: Question) -> int:
    """The most bytes that an answer to the question takes in JSON."""
    options = sum(len(json.dumps(option.id)) + MARKS + 1 for option in question.options)
    by_kind = {
        "scale": NUMBER,
        "pair": MARKS + 2 * (len("null") + 1),
        "single": MARKS + options,
        "multiple": MARKS + options,
        "ranking": MARKS + options,
        "number": NUMBER,
    }
    in_words = MARKS + LIMITS.get(question.kind, 0) * BYTES_A_CHARACTER
    return max(by_kind.get(question.kind, in_words), len(DECLINED) + MARKS)
