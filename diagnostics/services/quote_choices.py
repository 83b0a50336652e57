"""What a leader said about being quoted: asked once of each conversation, and theirs to change."""

from django.db import transaction

from diagnostics.models import Interview, Quote
from programmes.models import User
from programmes.services import audit


class WentOut(Exception):
    """Words of this conversation went out: what did stays out, and from now on only "nothing" can be chosen."""


class TheirOwn(Exception):
    """The leader answered here themselves: nobody writes down something else for them."""


def went_out(interview: Interview) -> bool:
    """Whether words of this conversation were published."""
    return Quote.objects.filter(interview=interview, release__isnull=False).exists()


@transaction.atomic
def say(*, interview: Interview, choice: Interview.Quotes, by: User) -> Interview:
    """The leader's own answer. Raises WentOut."""
    found = Interview.objects.select_for_update().get(pk=interview.pk)
    if choice != found.quotes and choice != Interview.Quotes.NONE and went_out(found):
        raise WentOut
    return _keep(found, choice, told_to=None, by=by)


@transaction.atomic
def note_told(*, interview: Interview, choice: Interview.Quotes, by: User) -> Interview:
    """What the leader told `by`. Raises TheirOwn where they answered here, and WentOut."""
    found = Interview.objects.select_for_update().get(pk=interview.pk)
    if found.quotes and found.quotes_told_to_id is None:
        raise TheirOwn
    if choice != found.quotes and choice != Interview.Quotes.NONE and went_out(found):
        raise WentOut
    return _keep(found, choice, told_to=by, by=by)


def _keep(found: Interview, choice: Interview.Quotes, *, told_to: User | None, by: User) -> Interview:
    before, found.quotes, found.quotes_told_to = found.quotes, choice, told_to
    found.save(update_fields=["quotes", "quotes_told_to"])
    verb = "noted about quotes" if told_to else "answered about quotes"
    audit.write(by=by, verb=verb, record=found, changes={"quotes": [before, choice]})
    return found
