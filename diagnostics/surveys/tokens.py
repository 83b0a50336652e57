"""The secret of a personal link, and what is derived from it. Whoever holds the link holds the token; nobody else does.

A token is 43 characters of base64url, which carry 256 bits. Only its hash is stored, so a copy of the database opens no
link. Answers begun and not sent are kept under a name and a key that are derived from the token, so a row of them
leads to no invitation and nobody without the link reads it.
"""

import hmac
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 43
NONCE = 12


class NotOurs(Exception):
    """Bytes were not encrypted under this token."""


def new_secret() -> bytes:
    """A secret from which the tokens of one wave are derived: 32 bytes."""
    return os.urandom(32)


def token_of(secret: bytes, *, wave: int, respondent: int, generation: int) -> str:
    """The token of a person's link to a wave; another `generation` is another link."""
    named = f"link:{wave}:{respondent}:{generation}".encode()
    return urlsafe_b64encode(hmac.digest(secret, named, "sha256")).decode().rstrip("=")


def new_token() -> str:
    """A token that nobody can derive, for somebody who came by an open link."""
    return token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What is stored of a token: 32 bytes. Any text has one, so that an unknown link is only unknown."""
    return sha256(token.encode(errors="replace")).digest()


def draft_id(token: str) -> bytes:
    """The name under which answers begun with this link are kept: 32 bytes."""
    return hmac.digest(token.encode(errors="replace"), b"draft id", "sha256")


def encrypt(token: str, data: bytes) -> bytes:
    """`data` as only the token opens it: 28 bytes longer."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(token).encrypt(nonce, data, draft_id(token))


def decrypt(token: str, stored: bytes) -> bytes:
    """What was encrypted under the token. Raises NotOurs."""
    try:
        return _cipher(token).decrypt(stored[:NONCE], stored[NONCE:], draft_id(token))
    except (InvalidTag, ValueError) as error:
        raise NotOurs("These answers were not begun with this link.") from error


def _cipher(token: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"draft").derive(token.encode(errors="replace")))
