"""Themes and coded passages for tests."""

from diagnostics.confidential import words_of
from diagnostics.models import Theme
from diagnostics.services import coding


def theme(programme, name, kind=Theme.Kind.ISSUE, **fields):
    found, _ = Theme.objects.get_or_create(programme=programme, name=name, defaults={"kind": kind, **fields})
    return found


def coded(note, words, *themes):
    """The passage of these words of the note, with these themes, by the interviewer."""
    start = words_of(note).index(words)
    by = note.interview.interviewer.user
    return coding.code(note=note, version=note.version, start=start, end=start + len(words), themes=themes, by=by)
