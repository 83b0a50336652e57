"""The codebook of a programme: themes made, merged, separated again and split. No passage is ever lost by it.

A merged theme is withdrawn and keeps its own passages, so that it can be separated again; the theme that took it in
has a copy of each, with the same author and moment. Only themes that stand count: read codings of those.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from diagnostics.models import Coding, Excerpt, Quote, Theme
from diagnostics.services.locking import hold
from programmes.models import Programme, User
from programmes.services import audit, records


class NotPossible(Exception):
    """The codebook cannot be changed like this; says why in plain words."""


@transaction.atomic
def add(
    *,
    programme: Programme,
    name: str,
    kind: str,
    by: User,
    description: str = "",
    statement: str = "",
    origin: str = "",
) -> Theme:
    """The theme of that name, new unless one stands already: asked twice, it is made once.

    `origin` is the key of what a new one is made from.
    """
    hold(f"codebook:{programme.pk}")
    tidy = " ".join(name.split())
    standing = Theme.objects.standing().filter(programme=programme, name__iexact=tidy).first()
    if standing is not None:
        return standing
    said = {"name": tidy, "kind": kind, "description": description, "statement": statement, "origin": origin}
    fresh = Theme(programme=programme, **said)
    fresh.full_clean()
    return records.add(fresh, by=by)


@transaction.atomic
def merge(*, theme: Theme, into: Theme, by: User) -> None:
    """Take a theme into another one, with its passages and the quotes that have not gone out. Raises NotPossible."""
    theme, into = _locked(theme, into)
    if theme == into:
        raise NotPossible("A theme cannot be merged into itself.")
    if theme.withdrawn_at or into.withdrawn_at:
        raise NotPossible("One of the two themes is withdrawn. Restore it first.")
    there = set(into.codings.values_list("excerpt", flat=True))
    moving = [coding for coding in theme.codings.all() if coding.excerpt_id not in there]
    Coding.objects.bulk_create(
        Coding(excerpt_id=coding.excerpt_id, theme=into, by_id=coding.by_id, at=coding.at) for coding in moving
    )
    _move_quotes([coding.excerpt_id for coding in moving], theme, into)
    theme.merged_into, theme.withdrawn_at = into, timezone.now()
    theme.save(update_fields=["merged_into", "withdrawn_at"])
    audit.write(by=by, verb="merged", record=theme, changes={"merged_into": ["", into.name]})
    audit.write(by=by, verb="took in another theme", record=into, changes={"merged": ["", theme.name]})


@transaction.atomic
def restore(*, theme: Theme, by: User) -> None:
    """Put a withdrawn theme back; one that was merged is separated again, with the passages that it brought.

    Passages that were coded since stay where they are. Raises NotPossible, IntegrityError where its name is taken.
    """
    if theme.merged_into is None:
        records.restore(theme, by=by)
        return
    theme, into = _locked(theme, theme.merged_into)
    if theme.merged_into_id != into.pk:
        return
    if into.withdrawn_at:
        raise NotPossible(f"It is part of “{into}”, which is withdrawn. Restore that one first.")
    brought = _brought(theme, into)
    _move_quotes([coding.excerpt_id for coding in brought], into, theme)
    Coding.objects.filter(pk__in=[coding.pk for coding in brought]).delete()
    theme.merged_into = theme.withdrawn_at = None
    theme.save(update_fields=["merged_into", "withdrawn_at"])
    audit.write(by=by, verb="separated again", record=theme, changes={"merged_into": [into.name, ""]})
    audit.write(by=by, verb="gave a theme back", record=into, changes={"merged": [theme.name, ""]})


@transaction.atomic
def split(*, theme: Theme, passages: Iterable[Excerpt], name: str, kind: str, by: User) -> Theme:
    """Move passages of a theme to another one, new unless one of that name stands. Raises NotPossible."""
    other = add(programme=theme.programme, name=name, kind=kind, by=by)
    theme, other = _locked(theme, other)
    if theme == other:
        raise NotPossible("The passages are in this theme already. Give the new theme another name.")
    if theme.withdrawn_at or other.withdrawn_at:
        raise NotPossible("This theme was withdrawn meanwhile.")
    moving = theme.codings.filter(excerpt__in=[passage.pk for passage in passages])
    _move_quotes(list(moving.values_list("excerpt", flat=True)), theme, other)
    moving.filter(excerpt__codings__theme=other).delete()
    moved = moving.update(theme=other)
    audit.write(by=by, verb="split off passages of", record=theme, summary=f"{moved} to {other}")
    audit.write(by=by, verb="took over passages", record=other, summary=f"{moved} from {theme}")
    return other


def taken_in(theme: Theme) -> list[int]:
    """The theme and every theme that was merged into it, directly or through another: their keys."""
    found, last = [theme.pk], [theme.pk]
    while last := list(Theme.objects.filter(merged_into__in=last).values_list("pk", flat=True)):
        found += last
    return found


def _brought(theme: Theme, into: Theme) -> list[Coding]:
    """The codings of `into` that are copies of the theme's own."""
    own = {(coding.excerpt_id, coding.by_id, coding.at) for coding in theme.codings.all()}
    return [coding for coding in into.codings.all() if (coding.excerpt_id, coding.by_id, coding.at) in own]


def _locked(*themes: Theme) -> list[Theme]:
    """The themes as they stand now, each kept from other writers until the end of the transaction."""
    keys = [theme.pk for theme in themes]
    found = {each.pk: each for each in Theme.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [found[key] for key in keys]


def _move_quotes(excerpts: list[int], source: Theme, target: Theme) -> None:
    """Quotes that have not gone out follow their passage, unless it is quoted there already."""
    there = Quote.objects.filter(theme=target).values("excerpt")
    waiting = Quote.objects.filter(theme=source, excerpt__in=excerpts, release__isnull=True)
    waiting.exclude(excerpt__in=list(there.values_list("excerpt", flat=True))).update(theme=target)
