"""Comments of a closed round by the themes that they were coded to: counts, never words.

A theme that was merged into another one counts as that one; one that is withdrawn counts nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from diagnostics import naming
from diagnostics.models import Comment, CommentCoding, Question, Respondent, Theme, Wave
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


def standing_themes(programme: Programme) -> dict[int, Theme]:
    """For each theme of a programme that counts, the standing one that it is, or was merged into. One query."""
    themes = {theme.pk: theme for theme in Theme.objects.filter(programme=programme)}
    found = {key: _standing(theme, themes) for key, theme in themes.items()}
    return {key: theme for key, theme in found.items() if theme is not None}


def questions_in_words(wave: Wave) -> list[QuestionCount]:
    """The round's questions that have comments, in the survey's order. Four queries."""
    written = Counter(Comment.objects.filter(wave=wave).order_by().values_list("question", flat=True))
    coded = {question: len({comment for _, comment in pairs}) for question, pairs in _codings(wave).items()}
    rows = Question.objects.filter(pk__in=written)
    return [QuestionCount(row, written[row.pk], coded.get(row.pk, 0)) for row in rows]


def themes_of(wave: Wave) -> dict[str, list[tuple[int, str, int]]]:
    """By question (its key in the form), the themes of its comments: theme's id, sentence, how many comments.

    Every question with comments is there. A theme goes out as its sentence: one without is left out, and so is one
    that names somebody of the roster or of the survey's list. How many comments a theme needs the figures decide.
    """
    kept_back = {each.theme.pk for each in waiting(wave)}
    found: dict[str, list[tuple[int, str, int]]] = {str(each.question.pk): [] for each in questions_in_words(wave)}
    for question, counts in _counted(wave).items():
        rows = [(theme.pk, theme.statement.strip(), many) for theme, many in counts if theme.pk not in kept_back]
        found[str(question)] = sorted(rows, key=lambda row: row[1].casefold())
    return found


def waiting(wave: Wave) -> list[Waiting]:
    """The themes of the round's comments that do not go out as they stand."""
    themes = {theme.pk: theme for counts in _counted(wave).values() for theme, _ in counts}
    bare = [Waiting(theme, "It has no sentence to go out with.") for theme in themes.values() if not _says(theme)]
    named = [(theme, theme.statement) for theme in themes.values() if _says(theme)]
    return [*bare, *_naming_somebody(named, wave)]


def _says(theme: Theme) -> bool:
    return bool(theme.statement.strip())


def _naming_somebody(texts: Iterable[tuple[Theme, str]], wave: Wave) -> list[Waiting]:
    texts = list(texts)
    if not texts:
        return []
    names = roster(wave.survey.programme)
    listed = Respondent.objects.filter(survey=wave.survey).values_list("name", flat=True)
    whole = replace(names, people=names.people | frozenset(filter(None, listed)))
    found = ((theme, naming.found_in(text, whole)) for theme, text in texts)
    return [Waiting(theme, f"Its sentence names {', '.join(names)}.") for theme, names in found if names]


def _counted(wave: Wave) -> Mapping[int, list[tuple[Theme, int]]]:
    """By question, each theme that counts and how many comments speak to it."""
    return {question: list(Counter(theme for theme, _ in pairs).items()) for question, pairs in _codings(wave).items()}


def _codings(wave: Wave) -> Mapping[int, set[tuple[Theme, UUID]]]:
    """By question, each standing theme with each comment that speaks to it. Two queries."""
    standing = standing_themes(wave.survey.programme)
    rows = CommentCoding.objects.filter(comment__wave=wave).values_list("comment__question", "theme", "comment")
    found: dict[int, set[tuple[Theme, UUID]]] = {}
    for question, key, comment in rows.order_by():
        if key in standing:
            found.setdefault(question, set()).add((standing[key], comment))
    return found


def _standing(theme: Theme, themes: Mapping[int, Theme]) -> Theme | None:
    seen: set[int] = set()
    while theme.merged_into_id and theme.pk not in seen:
        seen.add(theme.pk)
        theme = themes[theme.merged_into_id]
    return None if theme.withdrawn_at else theme
