"""Texts at rest: encrypted under a key that is not in the database, and bound to the row that they belong to.

`FIELD_KEY` may name several secrets, separated by commas: the first encrypts, each of them decrypts, so a secret is
changed by putting the new one in front. AES-256 in Galois counter mode, a fresh 96-bit nonce for each text; the key for
each purpose is derived with HKDF (RFC 5869), so no two purposes share one.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class Unreadable(Exception):
    """A text was not encrypted under any of our keys, or belongs to another row."""


def encrypt(text: str, *, purpose: str, bound_to: str) -> bytes:
    """The text as bytes to store. Only `decrypt` with the same purpose and row (`bound_to`) gives it back."""
    nonce = os.urandom(NONCE)
    return nonce + _ciphers(purpose)[0].encrypt(nonce, text.encode(), bound_to.encode())


def decrypt(stored: bytes | memoryview, *, purpose: str, bound_to: str) -> str:
    """The text behind stored bytes; "" behind none. Raises Unreadable."""
    held = bytes(stored)
    if not held:
        return ""
    for cipher in _ciphers(purpose):
        try:
            return cipher.decrypt(held[:NONCE], held[NONCE:], bound_to.encode()).decode()
        except InvalidTag:
            continue
    raise Unreadable(f"A text of {purpose} cannot be read with the keys that the portal has.")


def _ciphers(purpose: str) -> tuple[AESGCM, ...]:
    return _derived(settings.FIELD_KEY or settings.SECRET_KEY, purpose)


@lru_cache(maxsize=32)
def _derived(secrets: str, purpose: str) -> tuple[AESGCM, ...]:
    found = [secret.strip() for secret in secrets.split(",")]
    return tuple(AESGCM(HKDF(SHA256(), 32, None, purpose.encode()).derive(secret.encode())) for secret in found)


def keyed_secret(purpose: str) -> bytes:
    """32 bytes for keyed hashes of this purpose, derived from the first secret; nothing in the database tells them."""
    return _derived_secret(settings.FIELD_KEY or settings.SECRET_KEY, purpose)


@lru_cache(maxsize=32)
def _derived_secret(secrets: str, purpose: str) -> bytes:
    first = secrets.split(",")[0].strip()
    return HKDF(SHA256(), 32, None, f"keyed hash: {purpose}".encode()).derive(first.encode())
