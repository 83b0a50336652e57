"""Reads for coding: the notes of one conversation as sentences with the passages in them, and what to code next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from diagnostics import passages
from diagnostics.confidential import words_of
from diagnostics.models import Coding, Excerpt, Interview, Note, Theme
from diagnostics.passages import Sentence
from programmes.models import Programme, User

BESIDE = "Beside the questions"
KINDS = {
    Theme.Kind.ISSUE: "Issues",
    Theme.Kind.ASPIRATION: "Aspirations",
    Theme.Kind.BARRIER: "Barriers",
    Theme.Kind.STRENGTH: "Strengths",
}


@dataclass(frozen=True)
class Passage:
    """A passage with the themes that stand; `place` is where it is now (start, end), None where it is gone."""

    excerpt: int
    words: str
    themes: tuple[Theme, ...]
    place: tuple[int, int] | None


@dataclass(frozen=True)
class Row:
    """A sentence; the passages that begin in it, each with over how many sentences it runs; whether one covers it."""

    number: int
    sentence: Sentence
    begins: tuple[tuple[Passage, int], ...]
    covered: bool


@dataclass(frozen=True)
class OpenConversation:
    """A conversation whose notes are open to the reader: its key, its person's, and whether it has a theme."""

    pk: int
    person: int
    is_coded: bool
    held: date


@dataclass(frozen=True)
class NoteRows:
    """One note with words: its question, its sentences, and the passages that are no longer in it."""

    pk: int
    version: int
    heading: str
    rows: tuple[Row, ...]
    passages: tuple[Passage, ...]

    def value_of(self, row: Row) -> str:
        """How a form names this sentence of this version of the note."""
        return f"{self.pk}:{self.version}:{row.sentence.start}:{row.sentence.end}"

    @property
    def gone(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.place is None)


def notes_of(interview: Interview) -> tuple[NoteRows, ...]:
    """The notes that hold words, in the order of the guide, what is beside it last. Raises encryption.Unreadable."""
    written = interview.notes.select_related("question").prefetch_related(_marked())
    ordered = sorted(written, key=_in_the_guide)
    found = [_rows(note) for note in ordered]
    return tuple(note for note in found if note.rows or note.passages)


def passages_of(note: Note) -> tuple[Passage, ...]:
    """The passages of a note that have a standing theme, in the order of the text; those gone from it last."""
    return _passages(words_of(note), Excerpt.objects.filter(note=note).prefetch_related(_standing_codings()))


def passage_of(excerpt: Excerpt) -> Passage:
    """One passage, where it stands in its note now. Raises encryption.Unreadable."""
    codings = Coding.objects.filter(excerpt=excerpt, theme__withdrawn_at=None).select_related("theme")
    words = words_of(excerpt)
    place = passages.place(words_of(excerpt.note), words, excerpt.start)
    return Passage(excerpt.pk, words, tuple(coding.theme for coding in codings), place)


def codebook_of(programme: Programme) -> list[tuple[str, list[Theme]]]:
    """The standing themes under the name of their kind, for choosing among them. One query."""
    themes = list(Theme.objects.standing().filter(programme=programme))
    kinds = [(label, [theme for theme in themes if theme.kind == kind]) for kind, label in KINDS.items()]
    return [(label, of_kind) for label, of_kind in kinds if of_kind]


def open_conversations(programme: Programme, user: User) -> list[OpenConversation]:
    """The conversations with notes that are open to the user, in the order in which they were held. One query."""
    theirs = Interview.objects.readable_by(user).filter(programme=programme).standing()
    written = Note.objects.filter(interview=OuterRef("pk"), version__gt=0)
    coded = Coding.objects.filter(excerpt__interview=OuterRef("pk"), theme__withdrawn_at=None)
    rows = theirs.filter(Exists(written)).annotate(is_coded=Exists(coded))
    found = [OpenConversation(row.pk, row.person_id, row.is_coded, held_on(row)) for row in rows]
    return sorted(found, key=lambda each: (each.held, each.pk))


def held_on(interview: Interview) -> date:
    """The day on which it was held, or is to be."""
    if interview.held_on:
        return interview.held_on
    return timezone.localdate(interview.starts_at) if interview.starts_at else date.max


def next_to_code(conversations: Sequence[OpenConversation], after: int | None = None) -> OpenConversation | None:
    """The next one without a theme after the conversation `after`, then from the beginning; None when all are coded."""
    keys = [each.pk for each in conversations]
    begin = keys.index(after) + 1 if after in keys else 0
    around = [*conversations[begin:], *conversations[:begin]]
    return next((each for each in around if not each.is_coded and each.pk != after), None)


def _in_the_guide(note: Note) -> tuple[bool, int, int]:
    return (note.question is None, note.question.position if note.question else 0, note.question_id or 0)


def _marked() -> Prefetch:
    return Prefetch("excerpts", Excerpt.objects.prefetch_related(_standing_codings()))


def _standing_codings() -> Prefetch:
    return Prefetch("codings", Coding.objects.filter(theme__withdrawn_at=None).select_related("theme"))


def _rows(note: Note) -> NoteRows:
    text = words_of(note)
    found = _passages(text, note.excerpts.all())
    sentences = passages.sentences(text)
    begins: dict[int, list[tuple[Passage, int]]] = {}
    covered: set[int] = set()
    for passage in found:
        if passage.place:
            run = passages.touched(sentences, *passage.place)
            begins.setdefault(run.start, []).append((passage, len(run)))
            covered.update(run)
    rows = tuple(
        Row(number, sentence, tuple(begins.get(number, ())), number in covered)
        for number, sentence in enumerate(sentences)
    )
    return NoteRows(note.pk, note.version, note.question.text if note.question else BESIDE, rows, found)


def _passages(text: str, excerpts: Iterable[Excerpt]) -> tuple[Passage, ...]:
    found = [_passage(text, excerpt) for excerpt in excerpts if excerpt.codings.all()]
    return tuple(sorted(found, key=lambda each: (each.place is None, each.place or (0, 0), each.excerpt)))


def _passage(text: str, excerpt: Excerpt) -> Passage:
    words = words_of(excerpt)
    themes = tuple(coding.theme for coding in excerpt.codings.all())
    return Passage(excerpt.pk, words, themes, passages.place(text, words, excerpt.start))
