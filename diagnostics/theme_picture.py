"""Themes of the conversations: composed once into plain values, which are frozen, and read from those.

`compose` sees how many people spoke of each theme and gives what readers may see, as JSON: words, never a count. `read`
makes the page and the document of that JSON and of nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from diagnostics import scale_words, words
from hwe_portal.rendering import charts
from hwe_portal.rendering.documents import PrintedDocument
from hwe_portal.rendering.figures import Figure

BODY = "diagnostics/theme_releases/body.html"
TITLE = "What we heard from one another"
MESSAGE = "How widely each theme was heard"
LONGEST_MESSAGE = 90
KINDS = {"issue": "Issues", "aspiration": "Aspirations", "barrier": "Barriers", "strength": "Strengths"}
QUESTIONS = "Questions to talk about"
NOTE_ON_QUOTES = "A quote stands here because whoever said it allowed it. Nobody is named."
NOTE_ON_QUESTIONS = "A question was raised by too few to count. Each of them agreed that it may be asked."


@dataclass(frozen=True)
class Heard:
    """A theme that goes out: `count` people counted spoke of it; `quotes` are words of theirs that may go out."""

    theme: int
    name: str
    kind: str
    statement: str
    count: int
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Raised:
    """A theme that goes out as a question, without a count."""

    theme: int
    question: str


@dataclass(frozen=True)
class Facts:
    """What the list says about itself: `covered` of `of` conversations are counted, each by another person."""

    system: str
    programme: str
    group: str
    number: int
    covered: int
    of: int
    floor: int
    published_on: date

    @property
    def day(self) -> str:
        return date_format(self.published_on, "j F Y")

    @property
    def counted(self) -> str:
        """ "17 of 19 conversations"."""
        return f"{self.covered} of {self.of} conversations"


@dataclass(frozen=True)
class ShownTheme:
    """A theme as readers see it; `heard` says how widely it was heard."""

    theme: int
    kind: str
    statement: str
    heard: str
    level: int
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    label: str
    themes: tuple[ShownTheme, ...]


@dataclass(frozen=True)
class ThemePicture:
    """Everything that the page and the document show of one published list."""

    message: str
    lead: str
    figure: Figure
    kinds: tuple[Kind, ...]
    questions: tuple[Raised, ...]
    notes: Sequence[str]
    cover: Mapping[str, str]
    published_on: date

    def theme(self, pk: int) -> ShownTheme | None:
        return next((each for kind in self.kinds for each in kind.themes if each.theme == pk), None)


# From counts to frozen values ------------------------------------------------------------


def compose(themes: Sequence[Heard], questions: Sequence[Raised], facts: Facts) -> dict[str, Any]:
    """What is frozen, the most widely heard first: JSON as it will be stored.

    Themes of one word stand by name, and quotes by their letters, so that no order says more than the words. Raises
    ValueError for a theme of too few, and for too few conversations.
    """
    shown = sorted((_shown(each, facts) for each in themes), key=lambda pair: (-pair[1]["level"], pair[0]))
    composed = {
        "message": _message([theme for _, theme in shown]),
        "cover": _cover(facts),
        "published_on": facts.published_on.isoformat(),
        "lead": _lead(facts),
        "scale": scale_words.scale(facts.covered),
        "themes": [theme for _, theme in shown],
        "questions": [{"theme": each.theme, "question": each.question} for each in _by_words(questions)],
        "figure_note": f"{facts.counted}, {facts.day}. The heavier the mark, the more widely it was heard.",
        "notes": _notes(facts, questions=bool(questions), quotes=any(each.quotes for each in themes)),
    }
    return json.loads(json.dumps(composed))


def _shown(each: Heard, facts: Facts) -> tuple[str, dict[str, Any]]:
    level = scale_words.level(each.count, facts.covered, floor=facts.floor)
    if level is None:
        raise ValueError("Too few spoke of a theme to show it.")
    heard = scale_words.scale(facts.covered)[level - 1]
    quotes = sorted(each.quotes, key=str.casefold)
    shown = {"theme": each.theme, "kind": each.kind, "statement": each.statement, "heard": heard, "level": level}
    return each.name.casefold(), {**shown, "quotes": quotes}


def _by_words(questions: Sequence[Raised]) -> list[Raised]:
    return sorted(questions, key=lambda each: each.question.casefold())


def _message(themes: Sequence[Mapping[str, Any]]) -> str:
    """The theme that was heard most widely, where it stands alone and is short; else how many there are."""
    top = [theme for theme in themes if theme["level"] == themes[0]["level"]]
    statement = themes[0]["statement"].strip().rstrip(".")
    if len(top) == 1 and len(statement) <= LONGEST_MESSAGE:
        return statement
    number = words.number(len(themes))
    return f"{number.capitalize()} {'theme' if len(themes) == 1 else 'themes'} of our conversations"


def _cover(facts: Facts) -> dict[str, str]:
    of = facts.group or facts.programme
    version = "" if facts.number == 1 else f", version {facts.number}"
    return {
        "title": TITLE,
        "subtitle": f"Themes of the conversations, {of}{version}",
        "owner": facts.system,
        "fact": f"{facts.counted}, counted together, nobody named · published {facts.day}",
        "running": f"{of} · themes of the conversations{version} · {facts.day}",
        "author": facts.programme,
    }


def _lead(facts: Facts) -> str:
    return (
        f"{facts.counted} are counted here. A theme is shown when at least {words.number(facts.floor)} of us spoke of "
        "it. How widely it was heard is said in words, which leave open who did and who did not."
    )


def _notes(facts: Facts, *, questions: bool, quotes: bool) -> list[str]:
    scale = scale_words.scale(facts.covered)
    return [
        f"{facts.counted} are counted, no more than one for each of us. Which are not, and why, is not said.",
        _note_on_change(facts),
        f"From least to most the words are: {', '.join(scale)}. None says that nobody or everybody spoke of it.",
        "The facilitator put each theme into one sentence. It speaks for nobody alone.",
        *([NOTE_ON_QUOTES] if quotes else []),
        *(
            ["A question was raised by too few to count. Each of them agreed that it may be asked."]
            if questions
            else []
        ),
    ]


def _note_on_change(facts: Facts) -> str:
    few = words.number(facts.floor)
    if facts.number == 1:
        return f"Later conversations wait until there are {few}, so that none can be told by comparing two lists."
    return (
        f"From list to list no fewer than {few} people change, unless they agreed to it. Until there are enough, "
        "whoever joined waits, and whoever left or spoke with us again stays counted as before."
    )


# From frozen values to what is shown ------------------------------------------------------------


def read(data: Mapping[str, Any]) -> ThemePicture:
    """What is shown of a composed list."""
    themes = [ShownTheme(**{**each, "quotes": tuple(each["quotes"])}) for each in data["themes"]]
    kinds = (Kind(label, tuple(each for each in themes if each.kind == kind)) for kind, label in KINDS.items())
    filled = tuple(kind for kind in kinds if kind.themes)
    questions = tuple(Raised(**each) for each in data["questions"])
    return ThemePicture(
        message=data["message"],
        lead=data["lead"],
        figure=Figure(
            "themes", "How widely each theme was heard", data["figure_note"], _chart(data, filled, questions)
        ),
        kinds=filled,
        questions=questions,
        notes=data["notes"],
        cover=data["cover"],
        published_on=date.fromisoformat(data["published_on"]),
    )


def _chart(data: Mapping[str, Any], kinds: Sequence[Kind], questions: Sequence[Raised]) -> charts.Themes:
    rows = [
        charts.ThemeKind(kind.label, tuple(charts.HeardTheme(each.statement, each.level) for each in kind.themes))
        for kind in kinds
    ]
    asked = charts.ThemeKind(QUESTIONS, tuple(charts.HeardTheme(each.question, None) for each in questions))
    return charts.Themes((*rows, asked), tuple(data["scale"]))


def document(picture: ThemePicture) -> PrintedDocument:
    """What stands around the list on paper."""
    return PrintedDocument(**picture.cover, issued=picture.published_on)
