"""The words of the mail that asks somebody to look at a quote. None of the quote's own words are in it."""

from django.core.mail import EmailMessage

from diagnostics.models import Quote
from programmes.models import Notice
from programmes.services.letters import Needless, compose

FOLDER = "diagnostics/mail"
SETTLED = "The quote was answered or taken back before the mail went out."


def quote_shown(notice: Notice) -> EmailMessage:
    """Something is to be looked at before it is quoted. Raises Needless."""
    if not Quote.objects.filter(pk=notice.about["quote"], state=Quote.State.SHOWN).exists():
        raise Needless(SETTLED)
    return compose(notice, FOLDER, {})


WRITERS = {Notice.Kind.QUOTE_SHOWN: quote_shown}
