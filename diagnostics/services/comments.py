"""What people wrote in a survey, read and coded once its round has closed. Every act may come twice, and counts once.

Comments stand apart from the other answers and in random order, so a page of them says nothing of who wrote which. Of
an anonymous round that fewer than five people answered none is opened. No word of a comment goes into the audit, a
log, an address or a message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet

from diagnostics.models import Comment, CommentCoding, Theme, Wave
from diagnostics.selectors.comments import Coded, standing_themes
from diagnostics.services.codebook import taken_in
from diagnostics.services.coding import ThemeGone, standing
from diagnostics.services.responses import words_of
from programmes.access import FLOOR
from programmes.models import User
from programmes.services import audit

ON_A_PAGE = 50

__all__ = [
    "ON_A_PAGE",
    "Said",
    "ThemeGone",
    "code",
    "code_all",
    "is_readable",
    "open_one",
    "open_page",
    "readable",
    "set_themes",
    "themes_of",
    "uncode",
]


@dataclass(frozen=True)
class Said:
    """A comment opened, with the standing themes that it speaks to; `number` counts it on its page."""

    pk: UUID
    question: int
    words: str
    themes: tuple[Theme, ...]
    number: int = 0

    @property
    def length(self) -> int:
        """In characters, as the script counts them."""
        return len(self.words)


def is_readable(wave: Wave) -> bool:
    """Whether the round's comments may be opened: closed, and if sealed answered by enough people."""
    return wave.state == Wave.State.CLOSED and (not wave.is_sealed or wave.answered >= FLOOR)


def readable(wave: Wave) -> QuerySet[Comment]:
    """The round's comments, as far as they may be opened."""
    return wave.comments.select_related("question") if is_readable(wave) else Comment.objects.none()


@transaction.atomic
def open_page(
    read: Coded, *, by: User, question: int | None = None, without_theme: bool = False, number: str = "1"
) -> tuple[Page, list[Said]]:
    """One page of a round's comments, by question and then in their random order; that it was opened is noted."""
    wave, themes = read.wave, read.by_comment
    rows = readable(wave).order_by("question__section__position", "question__position", "question_id", "pk")
    if question is not None:
        rows = rows.filter(question=question)
    if without_theme:
        rows = rows.exclude(pk__in=list(themes))
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    audit.write(by=by, verb="opened comments", record=wave, summary=f"Comments of {wave}, page {page.number}")
    first = page.start_index()
    return page, [_said(row, themes.get(row.pk, ()), first + place) for place, row in enumerate(page.object_list)]


@transaction.atomic
def open_one(comment: Comment, *, by: User) -> Said:
    """One comment; that it was opened is noted."""
    audit.write(by=by, verb="opened comments", record=comment.wave, summary=f"One comment of {comment.wave}")
    return _said(comment, themes_of(comment), 1)


def themes_of(comment: Comment) -> tuple[Theme, ...]:
    """The standing themes that a comment speaks to now."""
    themes = standing_themes(comment.wave.survey.programme)
    found = (themes.get(coding.theme_id) for coding in comment.codings.all())
    return tuple(dict.fromkeys(theme for theme in found if theme))


@transaction.atomic
def code(*, comment: Comment, themes: Iterable[Theme], by: User) -> None:
    """Let a comment speak to these themes, beside those it has. Raises ThemeGone for one that was withdrawn meanwhile.

    A theme that was merged meanwhile stands for the one that took it in.
    """
    for theme in themes:
        _give(comment, standing(theme), by)


@transaction.atomic
def code_all(*, comments: Iterable[Comment], themes: Iterable[Theme], by: User) -> None:
    """Let each of these comments speak to these themes, or none of them. Raises ThemeGone."""
    given = list(themes)
    for comment in comments:
        code(comment=comment, themes=given, by=by)


@transaction.atomic
def uncode(*, comment: Comment, theme: Theme, by: User) -> None:
    """Take a theme from a comment, with all that was merged into it."""
    Theme.objects.select_for_update().filter(pk=theme.pk).first()
    taken, _ = CommentCoding.objects.filter(comment=comment, theme__in=taken_in(theme)).delete()
    if taken:
        audit.write(by=by, verb="took a theme from a comment of", record=comment.wave, summary=str(theme))


@transaction.atomic
def set_themes(*, comment: Comment, themes: Iterable[Theme], by: User) -> None:
    """Let a comment speak to just these of the standing themes. Raises ThemeGone."""
    wanted = [standing(theme) for theme in themes]
    code(comment=comment, themes=wanted, by=by)
    for theme in themes_of(comment):
        if theme not in wanted:
            uncode(comment=comment, theme=theme, by=by)


def _give(comment: Comment, theme: Theme, by: User) -> None:
    if CommentCoding.objects.filter(comment=comment, theme__in=taken_in(theme)).exists():
        return
    _, made = CommentCoding.objects.get_or_create(comment=comment, theme=theme, defaults={"by": by})
    if made:
        audit.write(by=by, verb="coded a comment of", record=comment.wave, summary=str(theme))


def _said(comment: Comment, themes: Iterable[Theme], number: int) -> Said:
    return Said(comment.pk, comment.question_id, words_of(comment), tuple(themes), number)
