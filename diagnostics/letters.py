"""The words of this app's mails, made the moment before each goes out.

A notice stores its kind and, in `about`, the ids of what it is about. `WRITERS` names the function that puts each kind
into words: it returns an `EmailMessage` (`programmes.services.letters.compose` makes one from templates in
templates/diagnostics/mail/; a file may be attached to it), or raises `Needless` where there is no reason left to send.
"""

from collections.abc import Callable

from django.core.mail import EmailMessage

from diagnostics import conversation_letters, prework_letters, quote_letters
from programmes.models import Notice

TASK = "diagnostics.tasks.send_letters"
FOLDER = "diagnostics/mail"

WRITERS: dict[str, Callable[[Notice], EmailMessage]] = {
    **prework_letters.WRITERS,
    **conversation_letters.WRITERS,
    **quote_letters.WRITERS,
}


def write(notice: Notice) -> EmailMessage:
    """The mail of a notice. Raises Needless, and KeyError for a kind that no function here puts into words."""
    return WRITERS[notice.kind](notice)
