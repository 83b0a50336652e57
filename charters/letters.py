"""The words of this app's mails, made the moment before each goes out.

A notice stores its kind and, in `about`, the ids of what it is about. `WRITERS` names the function that puts each kind
into words, from templates in templates/charters/mail/.
"""

from collections.abc import Callable

from django.core.mail import EmailMessage

from charters import keeping_letters, round_letters
from programmes.models import Notice

TASK = "charters.tasks.send_letters"

WRITERS: dict[str, Callable[[Notice], EmailMessage]] = {**keeping_letters.WRITERS, **round_letters.WRITERS}


def write(notice: Notice) -> EmailMessage:
    """The mail of a notice. Raises Needless, and KeyError for a kind that no function here puts into words."""
    return WRITERS[notice.kind](notice)
