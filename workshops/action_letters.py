"""The words of the reminder of actions: what its reader said they would do, as it stands when the mail goes out."""

from django.core.mail import EmailMessage
from django.utils import timezone

from programmes.models import Notice
from programmes.services.letters import Needless, compose
from workshops.selectors import actions as selectors

FOLDER = "workshops/mail"
SETTLED = "By the time the mail was to go out, nothing was left for them to do, or mail to them had stopped."


def action(notice: Notice) -> EmailMessage:
    """What is still to be done of the actions that `about` names. Raises Needless."""
    today = timezone.localdate()
    found = selectors.still_to_do(notice, at=today)
    if not found:
        raise Needless(SETTLED)
    lines = [(row.text, selectors.due_in_words(row, at=today)) for row in found]
    return compose(notice, FOLDER, {"lines": lines, "programme": notice.programme})


WRITERS = {Notice.Kind.ACTION: action}
