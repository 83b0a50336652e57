"""Comments of a closed round by the themes that they were coded to: counts, never words.

A theme that was merged into another one counts as that one; one that is withdrawn counts nowhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from diagnostics import naming
from diagnostics.models import Comment, CommentCoding, Question, Respondent, Theme, Wave
from diagnostics.selectors.coding import KINDS
from diagnostics.selectors.theme_releases import roster
from programmes.models import Programme


@dataclass(frozen=True)
class QuestionCount:
    """A question that people answered in words: how many comments it has, and how many of those have a theme."""

    question: Question
    comments: int
    coded: int

    @property
    def open(self) -> int:
        return self.comments - self.coded


@dataclass(frozen=True)
class Waiting:
    """A theme of comments that does not go out, and why: a sentence for the facilitator."""

    theme: Theme
    why: str


@dataclass(frozen=True)
class Coded:
    """What the comments of a closed round were coded to, read once: see the functions below."""

    wave: Wave
    # For each theme of the programme that counts, the standing one that it is, or was merged into.
    themes: Mapping[int, Theme]
    # By question that has comments, how many.
    written: Mapping[int, int]
    # By question, each standing theme with each comment that speaks to it.
    spoken: Mapping[int, set[tuple[Theme, UUID]]]

    def counted(self, question: int) -> Counter[Theme]:
        """Each theme of a question with how many comments speak to it."""
        return Counter(theme for theme, _ in self.spoken.get(question, ()))

    @cached_property
    def by_comment(self) -> Mapping[UUID, list[Theme]]:
        """The themes of each comment that has some, in the order of the codebook."""
        order = {theme: place for place, theme in enumerate(self.themes.values())}
        pairs = sorted((pair for of_it in self.spoken.values() for pair in of_it), key=lambda pair: order[pair[0]])
        found: dict[UUID, list[Theme]] = {}
        for theme, comment in pairs:
            found.setdefault(comment, []).append(theme)
        return found

    @property
    def used(self) -> list[Theme]:
        """The themes that some comment speaks to, by name."""
        found = {theme for pairs in self.spoken.values() for theme, _ in pairs}
        return sorted(found, key=lambda theme: theme.name.casefold())

    @property
    def without_sentence(self) -> list[Theme]:
        """Those that have no sentence to go out with."""
        return [theme for theme in self.used if not theme.statement.strip()]

    @property
    def codebook(self) -> list[tuple[str, list[Theme]]]:
        """The standing themes under the name of their kind, for choosing among them."""
        standing = [theme for key, theme in self.themes.items() if key == theme.pk]
        kinds = [(label, [theme for theme in standing if theme.kind == kind]) for kind, label in KINDS.items()]
        return [(label, of_kind) for label, of_kind in kinds if of_kind]


def coded(wave: Wave) -> Coded:
    """Three queries, whatever their number."""
    written = Counter(Comment.objects.filter(wave=wave).order_by().values_list("question", flat=True))
    themes = standing_themes(wave.survey.programme)
    rows = CommentCoding.objects.filter(comment__wave=wave).values_list("comment__question", "theme", "comment")
    spoken: dict[int, set[tuple[Theme, UUID]]] = {}
    for question, key, comment in rows.order_by():
        if key in themes:
            spoken.setdefault(question, set()).add((themes[key], comment))
    return Coded(wave, themes, written, spoken)


def standing_themes(programme: Programme) -> dict[int, Theme]:
    """For each theme of a programme that counts, the standing one that it is, or was merged into. One query."""
    themes = {theme.pk: theme for theme in Theme.objects.filter(programme=programme)}
    found = {key: _standing(theme, themes) for key, theme in themes.items()}
    return {key: theme for key, theme in found.items() if theme is not None}


def questions_in_words(read: Coded) -> list[QuestionCount]:
    """The questions that have comments, in the survey's order. One query."""
    rows = Question.objects.filter(pk__in=read.written)
    return [
        QuestionCount(row, read.written[row.pk], len({comment for _, comment in read.spoken.get(row.pk, ())}))
        for row in rows
    ]


def themes_of(wave: Wave) -> dict[str, list[tuple[int, str, int]]]:
    """By question (its key in the form), the themes of its comments: theme's id, sentence, how many comments.

    Every question with comments is there. A theme goes out as its sentence: one without is left out, and so is one
    that names somebody of the roster or of the survey's list. How many comments a theme needs the figures decide.
    """
    read = coded(wave)
    return going_out(read, waiting(read))


def going_out(read: Coded, left: Sequence[Waiting]) -> dict[str, list[tuple[int, str, int]]]:
    """As `themes_of`, of what was read before; `left` are the themes that stay."""
    kept_back = {each.theme for each in left}
    found = {}
    for question in read.written:
        counts = read.counted(question).items()
        rows = [(theme.pk, theme.statement.strip(), many) for theme, many in counts if theme not in kept_back]
        found[str(question)] = sorted(rows, key=lambda row: row[1].casefold())
    return found


def waiting(read: Coded) -> list[Waiting]:
    """The themes of the round's comments that do not go out as they stand. Two queries, or none."""
    bare = read.without_sentence
    named = _naming_somebody([theme for theme in read.used if theme not in bare], read.wave)
    return [*(Waiting(theme, "It has no sentence to go out with.") for theme in bare), *named]


def _naming_somebody(themes: Sequence[Theme], wave: Wave) -> list[Waiting]:
    if not themes:
        return []
    names = roster(wave.survey.programme)
    listed = Respondent.objects.filter(survey=wave.survey).values_list("name", flat=True)
    everybody = replace(names, people=names.people | frozenset(filter(None, listed)))
    found = ((theme, naming.found_in(theme.statement, everybody)) for theme in themes)
    return [Waiting(theme, f"Its sentence names {', '.join(names)}.") for theme, names in found if names]


def _standing(theme: Theme, themes: Mapping[int, Theme]) -> Theme | None:
    seen: set[int] = set()
    while theme.merged_into_id and theme.pk not in seen:
        seen.add(theme.pk)
        theme = themes[theme.merged_into_id]
    return None if theme.withdrawn_at else theme
