"""The words of this app's mails, made the moment before each goes out.

A notice stores its kind and, in `about`, the ids of what it is about. `WRITERS` names the function that puts each kind
into words: it returns an `EmailMessage` (`programmes.services.letters.compose` makes one from templates in
templates/workshops/mail/), or raises `Needless` where there is no reason left to send.
"""

from collections.abc import Callable

from django.core.mail import EmailMessage

from programmes.models import Notice
from workshops import action_letters, meeting_letters

TASK = "workshops.tasks.send_letters"
FOLDER = "workshops/mail"

WRITERS: dict[str, Callable[[Notice], EmailMessage]] = {**meeting_letters.WRITERS, **action_letters.WRITERS}


def write(notice: Notice) -> EmailMessage:
    """The mail of a notice. Raises Needless, and KeyError for a kind that no function here puts into words."""
    return WRITERS[notice.kind](notice)
