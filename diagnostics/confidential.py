"""The words of conversations at rest: encrypted, and bound to the conversation that they were said in."""

from typing import Protocol

from programmes import encryption


class Confidential(Protocol):
    """A row of one conversation with encrypted words: a note, a passage, a quote."""

    interview_id: int
    ciphertext: bytes | memoryview


def words_of(row: Confidential) -> str:
    """What the row says. Raises programmes.encryption.Unreadable where none of our keys opens it."""
    return unsealed(row.ciphertext, interview=row.interview_id)


def keep_words(row: Confidential, text: str) -> None:
    """Put the words into the row, encrypted; saving it is the caller's."""
    row.ciphertext = sealed(text, interview=row.interview_id)


def sealed(text: str, *, interview: int) -> bytes:
    return encryption.encrypt(text, purpose="conversations", bound_to=f"interview:{interview}") if text else b""


def unsealed(stored: bytes | memoryview, *, interview: int) -> str:
    return encryption.decrypt(stored, purpose="conversations", bound_to=f"interview:{interview}")
