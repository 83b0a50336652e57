"""Quotes on their way out: taken from a coded passage, shown to whoever said it where they asked for that, or not."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from diagnostics import naming
from diagnostics.confidential import keep_words, words_of
from diagnostics.models import Excerpt, Interview, Quote, Theme
from diagnostics.selectors import theme_releases as selectors
from diagnostics.services import ledgering, locking, telling
from programmes.models import Notice, User
from programmes.services import audit

LEFT_OUT = "[…]"
# A mark for words left out as people type it.
MARK = re.compile(r"\[\s*(?:…|\.{2,3})\s*\]")
# What may be added or lost where a quote begins, ends or is cut.
EDGES = ".,;:…–—-“”\"'‘’()"  # noqa: RUF001 (the quotation marks that people paste)

NOT_ASKED = "They were not asked yet whether they may be quoted."
GONE = "The passage was taken away, or the notes were deleted, meanwhile."
NOTHING = "They asked not to be quoted."
NOT_THEIR_WORDS = "Use only words of the passage, in their order, and write […] where you leave some out."
DECLINED = "They declined to have this passage quoted. It stays in the notes, whatever the theme."
TAKEN = "This passage is quoted under this theme already."


class Refused(Exception):
    """It cannot be quoted; says why in plain words, none of them from the notes."""


def why_not(interview: Interview) -> str:
    """Why nothing of a conversation may be quoted; "" where it may."""
    return {"": NOT_ASKED, Interview.Quotes.NONE: NOTHING}.get(interview.quotes, "")


def is_from(text: str, passage: str) -> bool:
    """Whether a quote has only words of the passage, in their order, with […] wherever some are left out between."""
    words, at = _bare(passage.split()), 0
    parts = [_bare(part.split()) for part in MARK.split(text)]
    for part in filter(None, parts):
        place = _find(part, words, at)
        if place is None:
            return False
        at = place + len(part)
    return any(parts)


def _bare(words: Sequence[str]) -> list[str]:
    """Words without the marks around them; the first letter may be small or a capital, the rest is as it was said."""
    bare = (word.strip(EDGES) for word in words)
    return [word[:1].casefold() + word[1:] for word in bare if word]


def _find(part: Sequence[str], words: Sequence[str], start: int) -> int | None:
    places = range(start, len(words) - len(part) + 1)
    return next((place for place in places if words[place : place + len(part)] == part), None)


def named_in(text: str, theme: Theme) -> tuple[str, ...]:
    """Whom or what of the programme's roster a text that is to go out names."""
    return naming.found_in(text, selectors.roster(theme.programme))


@transaction.atomic
def add(*, excerpt: Excerpt, theme: Theme, text: str, by: User) -> Quote:
    """Take a quote from a passage. Who said "show me first" is asked at once; what may go out unattributed may go out.

    Raises Refused.
    """
    interview = Interview.objects.select_for_update().get(pk=excerpt.interview_id)
    text = MARK.sub(LEFT_OUT, " ".join(text.split()))
    if why := why_not(interview) or _why_not(excerpt, theme, text):
        raise Refused(why)
    if not Excerpt.objects.filter(pk=excerpt.pk).exists():
        raise Refused(GONE)
    if Quote.objects.filter(excerpt=excerpt, theme=theme).exists():
        raise Refused(TAKEN)
    if Quote.objects.filter(excerpt=excerpt, state=Quote.State.DECLINED).exists():
        raise Refused(DECLINED)
    first = interview.quotes == Interview.Quotes.FIRST
    quote = Quote(interview=interview, theme=theme, excerpt=excerpt, by=by)
    quote.state = Quote.State.SHOWN if first else Quote.State.ALLOWED
    keep_words(quote, text)
    quote.save()
    audit.write(by=by, verb="quoted", record=interview, summary="A quote")
    if first:
        _tell(quote, by=by)
    return quote


def _why_not(excerpt: Excerpt, theme: Theme, text: str) -> str:
    if not is_from(text, words_of(excerpt)):
        return NOT_THEIR_WORDS
    if found := named_in(text, theme):
        return f"It names {', '.join(found)}. Leave that out."
    return ""


@transaction.atomic
def show(*, quote: Quote, by: User) -> bool:
    """Show a quote to whoever changed their answer to "show me first" since. False where there is no need."""
    allowed = Quote.objects.filter(pk=quote.pk, state=Quote.State.ALLOWED, answered_at=None, release=None)
    if not allowed.filter(interview__quotes=Interview.Quotes.FIRST).update(state=Quote.State.SHOWN):
        return False
    _tell(quote, by=by)
    return True


def _tell(quote: Quote, *, by: User) -> None:
    telling.tell(quote.interview, [quote.interview.person], kind=Notice.Kind.QUOTE_SHOWN, by=by, quote=quote.pk)


@transaction.atomic
def answer(*, quote: Quote, allow: bool, by: User, at: datetime | None = None) -> bool:
    """What the speaker says to a quote that was shown to them. False once it has gone out.

    The audit row says that they answered, never what.
    """
    locking.hold(ledgering.LOCK)
    state = Quote.State.ALLOWED if allow else Quote.State.DECLINED
    shown = Quote.objects.filter(pk=quote.pk, release=None).shown_first()
    if not shown.update(state=state, answered_at=at or timezone.now()):
        return False
    audit.write(by=by, verb="answered", record=quote.interview, summary="A quote")
    return True


@transaction.atomic
def take_back(*, quote: Quote, by: User) -> bool:
    """Quote it no more. False where it has gone out, or its speaker declined it: that stays, and nobody asks again."""
    locking.hold(ledgering.LOCK)
    deleted, _ = Quote.objects.filter(pk=quote.pk, release=None).exclude(state=Quote.State.DECLINED).delete()
    if deleted:
        audit.write(by=by, verb="took back", record=quote.interview, summary="A quote")
    return bool(deleted)
