"""What a published release has to show a room: its figures by key, each with its message and its drawing.

Everything is read from what was frozen when it was published; nothing is counted anew. A key names the same picture
for ever: it is stored with a card.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from diagnostics import answer_pictures, snapshot, theme_picture
from diagnostics.models import Release
from diagnostics.theme_picture import ShownTheme, ThemePicture
from hwe_portal.rendering.figures import Figure
from hwe_portal.rendering.slides import Sentences, Sketch, Spoken, sketches

LONGEST_MESSAGE = 160
FOR_THE_ROOM = "For us to talk about"


@dataclass(frozen=True)
class DeckFigure:
    """One picture that a card can show. `note` says of how many it is; `leads`: it belongs in a deck made at once."""

    key: str
    message: str
    note: str
    sketch: Sketch
    leads: bool = True


@dataclass(frozen=True)
class Shown:
    """What a release shows: its message and a sentence on it; `fact` says whom it covers; questions to end with."""

    message: str
    lead: str
    fact: str
    figures: tuple[DeckFigure, ...]
    questions: tuple[str, ...] = ()

    def figure(self, key: str) -> DeckFigure | None:
        return next((each for each in self.figures if each.key == key), None)


def of_release(release: Release) -> Shown:
    """Everything that the release can put on a card."""
    return READERS[Release.Subject(release.subject)](release)


def _of_snapshot(release: Release) -> Shown:
    shown = snapshot.read(release.figures)
    pictures = [shown.choices, shown.dimensions, *([shown.bands] if shown.bands else [])]
    figures = [each for figure in pictures for each in of_figure(figure)]
    questions = tuple(shown.questions)
    if questions:
        figures.append(DeckFigure("questions", FOR_THE_ROOM, "From the texts of the picture.", Sentences(questions)))
    return Shown(shown.message, shown.lead, shown.cover["fact"], tuple(figures), questions)


def _of_themes(release: Release) -> Shown:
    picture = theme_picture.read(release.figures)
    figures = [*of_figure(picture.figure), *_each_theme(picture)]
    questions = tuple(each.question for each in picture.questions)
    if questions:
        note = "Each was raised by too few to count. They agreed that it may be asked."
        figures.append(DeckFigure("questions", FOR_THE_ROOM, note, Sentences(questions)))
    return Shown(picture.message, picture.lead, picture.cover["fact"], tuple(figures), questions)


def _each_theme(picture: ThemePicture) -> Iterator[DeckFigure]:
    """A card for every theme; of those that were quoted the deck made at once has one each."""
    for kind in picture.kinds:
        for theme in kind.themes:
            yield _theme(theme, kind.label)


def _theme(theme: ShownTheme, kind: str) -> DeckFigure:
    heard = f"Heard in {theme.heard} of the conversations."
    sketch = Spoken(theme.quotes, heard)
    return DeckFigure(
        f"theme-{theme.theme}", message(theme.statement), f"{kind}. {heard}", sketch, leads=bool(theme.quotes)
    )


def _of_survey(release: Release) -> Shown:
    """Each figure of each part, then what changed since the other round; of several parts each is named."""
    frozen = release.figures
    figures = [
        each
        for number, part in enumerate(frozen["parts"])
        for each in _of_answers(part["figures"], part["name"], f"p{number}-" if frozen["by_sector"] else "")
    ]
    figures += _of_answers(frozen["themes"], "", "")
    since = frozen["since"] or {"parts": []}
    for number, part in enumerate(since["parts"]):
        figures += _of_answers(part["figures"], part["name"], f"since{number}-")
    return Shown(frozen["message"], frozen["lead"], frozen["cover"]["fact"], tuple(figures))


def _of_answers(figures: Sequence[Mapping[str, Any]], part: str, prefix: str) -> Iterator[DeckFigure]:
    """What is shown of some questions; those whose title says something lead."""
    for figure in figures:
        picture = answer_pictures.picture(figure, prefix=prefix)
        if picture:
            named = replace(picture, title=f"{part}: {picture.title}") if part else picture
            yield from of_figure(named, leads=figure["has_message"])


def of_figure(figure: Figure, *, leads: bool = True) -> Iterator[DeckFigure]:
    """The figure of a page for a room: in as many parts as stay readable, the first under the figure's own key."""
    parts = sketches(figure.chart)
    for number, sketch in enumerate(parts, start=1):
        key = figure.key if number == 1 else f"{figure.key}-{number}"
        title = figure.title if len(parts) == 1 else f"{figure.title} ({number} of {len(parts)})"
        yield DeckFigure(key, message(title), figure.note, sketch, leads)


def message(words: str) -> str:
    """The words as a card's message, cut where they are longer than one can be."""
    kept = " ".join(words.split())
    return kept if len(kept) <= LONGEST_MESSAGE else kept[: LONGEST_MESSAGE - 1].rstrip(" ,;:") + "…"


READERS: Mapping[Release.Subject, Callable[[Release], Shown]] = {
    Release.Subject.SNAPSHOT: _of_snapshot,
    Release.Subject.THEMES: _of_themes,
    Release.Subject.SURVEY: _of_survey,
}
