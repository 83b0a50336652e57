"""Mails that come back: a mailbox is read, and each permanent failure is noted at the mail that it is about.

Anybody can write a mail that looks like a returned one, so an address alone proves nothing: what came back is known by
the Message-ID of the original that it encloses, which nobody but its reader and the mail servers on its way has seen.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone
from flufl.bounce import all_failures

from programmes.models import Notice

log = logging.getLogger(__name__)

SECONDS = 10
MOST_MAILS = 200
MOST_BYTES = 1_000_000
CAME_BACK = "It came back"
# What may come back: a mail that the server took, or may have taken.
SENT = (Notice.State.ACCEPTED, Notice.State.UNSURE, Notice.State.SENDING)

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,200}>")
_QUOTED_HEADER = re.compile(r"^[>\s]*Message-ID:\s*(<[^<>\s]{1,200}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Bounce:
    """A mail that came back for good: the Message-IDs of the original enclosed, and the mail server's words."""

    originals: tuple[str, ...]
    reason: str


def read_mailbox() -> int:
    """Note what came back since the last time; returns how many mails of ours. Does nothing unless a mailbox is set.

    Mails that are read are marked as read, whatever they are. A mailbox that cannot be read is a line in the log; the
    next time, it goes on where it stopped.
    """
    noted = 0
    try:
        if settings.BOUNCE_MAILBOX_URL:
            with _mailbox(settings.BOUNCE_MAILBOX_URL) as mailbox:
                for uid in _unread(mailbox):
                    noted += _note_one(mailbox, uid)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("The mailbox of returned mails could not be read: %s", type(error).__name__)
    return noted


def note(raw: bytes) -> bool:
    """Note a returned mail at the notice that it is about; False where it is none of ours, or no permanent failure."""
    bounce = _parsed_or_logged(raw)
    if bounce is None:
        return False
    sent = Notice.objects.filter(message_id__in=bounce.originals, state__in=SENT)
    return bool(sent.update(state=Notice.State.BOUNCED, reason=bounce.reason[:300], settled_at=timezone.now()))


def parse(raw: bytes) -> Bounce | None:
    """What a mail says came back for good; None for any other mail, and for one that encloses no original."""
    message = message_from_bytes(raw)
    originals = tuple(dict.fromkeys(_originals(message)))
    if not originals or not all_failures(message)[1]:
        return None
    return Bounce(originals, _reason(message))


def _parsed_or_logged(raw: bytes) -> Bounce | None:
    """A mail that no parser understands must not stop those after it; its words are not logged."""
    try:
        return parse(raw)
    except Exception as error:  # whatever a stranger's mail makes of the parsers of mail
        log.warning("A returned mail could not be understood: %s", type(error).__name__)
        return None


# What is in a returned mail ------------------------------------------------------------


def _originals(message: Message) -> Iterator[str]:
    """The Message-IDs of the mails that this one encloses: whole, as their headers, or quoted in its text."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield from (name for original in _enclosed(part) for name in _named(original))
        elif kind == "text/rfc822-headers":
            yield from _named(message_from_string(_text(part)))
        elif kind == "text/plain":
            yield from _QUOTED_HEADER.findall(_text(part))


def _named(original: Message) -> list[str]:
    return _MESSAGE_ID.findall(str(original.get("Message-ID", "")))


def _reason(message: Message) -> str:
    """The mail server's own words, where the mail says them in a form that machines read."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            said = (each.get("Diagnostic-Code") or each.get("Status") for each in _enclosed(part))
            words = next((str(each) for each in said if each), "")
            if words:
                return f"{CAME_BACK}: {_clean(words)}"
    return f"{CAME_BACK}."


def _clean(words: str) -> str:
    """One line of plain words: without the kind of code in front, and nothing that controls a terminal or a page."""
    _, _, said = words.rpartition(";")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said or words).split())


def _enclosed(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", errors="replace") if isinstance(content, bytes) else str(part.get_payload())


# The mailbox ------------------------------------------------------------


@contextmanager
def _mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    """The folder of `imaps://user:password@host:port/folder`, open; over imap:// nothing is encrypted."""
    parts = urlsplit(url)
    host, folder = parts.hostname or "", unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        mailbox: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)
    else:
        mailbox = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    with mailbox:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _ = mailbox.select(f'"{folder.replace(chr(34), "")}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("The folder could not be opened.")
        yield mailbox


def _unread(mailbox: imaplib.IMAP4) -> list[str]:
    _, found = mailbox.uid("SEARCH", "UNSEEN")
    return (found[0] or b"").decode("ascii").split()[:MOST_MAILS]


def _note_one(mailbox: imaplib.IMAP4, uid: str) -> bool:
    """Fetch one mail without touching it, note it, and only then mark it as read."""
    _, answer = mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
    noted = note(raw)
    mailbox.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return noted
