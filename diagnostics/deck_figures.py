"""What a published release has to show a room: its figures by key, each with its message and its drawing.

Everything is read from what was frozen when it was published; nothing is counted anew. A key names the same picture
for ever: it is stored with a card.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from diagnostics import answer_pictures, snapshot, survey_picture, theme_picture
from diagnostics.models import Release
from diagnostics.theme_picture import ShownTheme, ThemePicture
from hwe_portal.rendering.figures import Figure
from hwe_portal.rendering.slides import Sentences, Sketch, Spoken, sketches

LONGEST_MESSAGE = 160
LONGEST_ASKED = 160
FOR_THE_ROOM = "For us to talk about"


@dataclass(frozen=True)
class DeckFigure:
    """One picture that a card can show. `note` says of how many it is; `leads`: it belongs in a deck made at once.

    `asked` is the question, where the message does not say it; `caution` what must never be left out beside it.
    """

    key: str
    message: str
    note: str
    sketch: Sketch
    leads: bool = True
    asked: str = ""
    caution: str = ""


@dataclass(frozen=True)
class Shown:
    """What a release shows: its message and a sentence on it; `fact` says whom it covers; questions to end with."""

    message: str
    lead: str
    fact: str
    figures: tuple[DeckFigure, ...]
    questions: tuple[str, ...] = ()

    def foot(self, figure: DeckFigure) -> str:
        """What a card of this figure says at its foot."""
        return f"{self.fact}. {figure.caution}" if figure.caution else self.fact

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
    """Each figure of each part, then what moved since the round before, with how many people changed."""
    picture = survey_picture.read(release.figures)
    figures = [
        each
        for section in (*picture.apart, *picture.sections)
        for each in _of_section(section, section.title if picture.by_sector and section.prefix else "")
    ]
    for section in picture.since:
        figures += _of_movement(section, release.figures["since"])
    return Shown(picture.message, picture.lead, picture.cover["fact"], tuple(figures))


def _of_movement(section: survey_picture.Section, since: Mapping[str, str]) -> Iterator[DeckFigure]:
    """What moved between two rounds: under what moved most where one picture shows it all."""
    named = "" if len(section.figures) == 1 else f"{since['before']} to {since['after']}"
    for each in _of_section(section, named, section.title if not named else ""):
        yield replace(each, caution=since["people"])


def _of_section(section: survey_picture.Section, named: str, title: str = "") -> Iterator[DeckFigure]:
    """What is shown of some questions, after the `named` part or rounds, or under a `title` of the section's own.

    Those whose title says something lead.
    """
    for figure in section.figures:
        picture = answer_pictures.picture(figure, prefix=section.prefix)
        if picture:
            titled = replace(picture, title=title or (f"{named}: {picture.title}" if named else picture.title))
            asked = figure["asked"] if figure["has_message"] else ""
            for each in of_figure(titled, leads=figure["has_message"]):
                yield replace(each, asked=cut(asked, LONGEST_ASKED))


def of_figure(figure: Figure, *, leads: bool = True) -> Iterator[DeckFigure]:
    """The figure of a page for a room: in as many parts as stay readable, the first under the figure's own key."""
    parts = sketches(figure.chart)
    for number, sketch in enumerate(parts, start=1):
        key = figure.key if number == 1 else f"{figure.key}-{number}"
        title = figure.title if len(parts) == 1 else f"{figure.title} ({number} of {len(parts)})"
        yield DeckFigure(key, message(title), figure.note, sketch, leads)


def message(words: str) -> str:
    """The words as a card's message, cut where they are longer than one can be."""
    return cut(words, LONGEST_MESSAGE)


def cut(words: str, most: int) -> str:
    """The words on one line, with an ellipsis where there are more letters than so many."""
    kept = " ".join(words.split())
    return kept if len(kept) <= most else kept[: most - 1].rstrip(" ,;:") + "…"


READERS: Mapping[Release.Subject, Callable[[Release], Shown]] = {
    Release.Subject.SNAPSHOT: _of_snapshot,
    Release.Subject.THEMES: _of_themes,
    Release.Subject.SURVEY: _of_survey,
}
