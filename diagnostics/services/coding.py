"""Marking passages of notes and giving them themes. Every act may come twice, and does its work once.

A place is one of the note as it stands; a passage whose words moved is found again by them (diagnostics.passages).
"""

from collections.abc import Iterable

from django.db import transaction

from diagnostics import passages
from diagnostics.confidential import keep_words, words_of
from diagnostics.models import Coding, Excerpt, Interview, Note, Theme
from diagnostics.services.codebook import taken_in
from programmes.models import User
from programmes.services import audit


class NotesChanged(Exception):
    """The note was written in since the page with these places was made."""


class NotAPassage(Exception):
    """The place lies outside the note, or holds no word."""


class ThemeGone(Exception):
    """The theme was withdrawn meanwhile."""


@transaction.atomic
def code(*, note: Note, version: int, start: int, end: int, themes: Iterable[Theme], by: User) -> Excerpt:
    """Give the passage at this place of the note's text number `version` these themes, beside those it has.

    A theme that was merged meanwhile stands for the one that took it in. Raises NotesChanged, NotAPassage, ThemeGone.
    """
    held = _locked(note, version)
    excerpt = standing_at(held, start, end) or _mark(held, start, end, by)
    for theme in themes:
        _give(excerpt, standing(theme), by)
    return excerpt


@transaction.atomic
def uncode(*, excerpt: Excerpt, theme: Theme, by: User) -> None:
    """Take a theme from a passage; a passage without any theme or quote is a passage no more."""
    _hold(excerpt)
    Theme.objects.select_for_update().filter(pk=theme.pk).first()
    taken, _ = Coding.objects.filter(excerpt=excerpt, theme__in=taken_in(theme)).delete()
    if taken:
        audit.write(by=by, verb="took a theme from", record=excerpt, summary=f"{excerpt}: {theme}")
    if not excerpt.codings.exists() and not excerpt.quotes.exists():
        Excerpt.objects.filter(pk=excerpt.pk).delete()


@transaction.atomic
def set_themes(*, excerpt: Excerpt, themes: Iterable[Theme], by: User) -> None:
    """Let a passage have just these of the standing themes. Raises ThemeGone, NotesChanged where it is gone itself."""
    _hold(excerpt)
    if not Excerpt.objects.filter(pk=excerpt.pk).exists():
        raise NotesChanged
    wanted = [standing(theme) for theme in themes]
    for theme in wanted:
        _give(excerpt, theme, by)
    for theme in Theme.objects.standing().filter(codings__excerpt=excerpt).exclude(pk__in=[each.pk for each in wanted]):
        uncode(excerpt=excerpt, theme=theme, by=by)


def standing_at(note: Note, start: int, end: int) -> Excerpt | None:
    """The passage whose words stand at just this place of the note now. Raises NotAPassage."""
    text = words_of(note)
    wanted = passages.trimmed(text, start, end)
    if wanted is None:
        raise NotAPassage
    for excerpt in note.excerpts.all():
        if passages.place(text, words_of(excerpt), excerpt.start) == wanted:
            return excerpt
    return None


def _locked(note: Note, version: int) -> Note:
    _hold_conversation(note.interview_id)
    held = Note.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if held is None or held.version != version:
        raise NotesChanged
    return held


def _hold(excerpt: Excerpt) -> None:
    """Keep other writers from the passages of its note until the end of the transaction."""
    _hold_conversation(excerpt.interview_id)
    Note.objects.select_for_update(of=("self",)).filter(pk=excerpt.note_id).first()


def _hold_conversation(interview: int) -> None:
    """Whoever deletes its notes waits here, or has deleted them before us; its row is locked before any note's."""
    Interview.objects.select_for_update(of=("self",)).filter(pk=interview).first()


def _mark(note: Note, start: int, end: int, by: User) -> Excerpt:
    text = words_of(note)
    found = passages.trimmed(text, start, end)
    if found is None:
        raise NotAPassage
    _make_room(note, *found)
    excerpt = Excerpt(interview_id=note.interview_id, note=note, start=found[0], end=found[1], by=by)
    keep_words(excerpt, text[slice(*found)])
    excerpt.save()
    return excerpt


def _make_room(note: Note, start: int, end: int) -> None:
    """A passage that was once at this place moved on or is gone from the notes: of its old place only the start says
    where to look for it, so its end gives way.
    """
    ends = dict(note.excerpts.filter(start=start).values_list("end", "pk"))
    if end in ends:
        Excerpt.objects.filter(pk=ends[end]).update(end=max(ends) + 1)


def standing(theme: Theme) -> Theme:
    """The theme, kept from being merged until the end of the transaction, or the one that it was merged into."""
    held = Theme.objects.select_for_update(of=("self",)).filter(pk=theme.pk).first()
    if held is None or (held.withdrawn_at and held.merged_into_id is None):
        raise ThemeGone
    return standing(held.merged_into) if held.merged_into else held


def _give(excerpt: Excerpt, theme: Theme, by: User) -> None:
    _, made = Coding.objects.get_or_create(excerpt=excerpt, theme=theme, defaults={"by": by})
    if made:
        audit.write(by=by, verb="coded", record=excerpt, summary=f"{excerpt}: {theme}")
