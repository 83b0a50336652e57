"""Notes of invented conversations, put together from what was said of each theme. Pure: plain values in and out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle


@dataclass(frozen=True)
class Heard:
    """A theme, the question under which it was spoken of (its place in the guide, from 0), and ways of putting it."""

    key: str
    kind: str
    question: int
    name: str
    description: str
    statement: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Talk:
    """One conversation: with whom, on which day, who took the notes, what they said about quotes, which themes."""

    name: str
    held_on: date
    by: str
    quotes: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Noted:
    """The note under one question; `passages` are the key of a theme and the words in the note that speak of it."""

    question: int
    text: str
    passages: tuple[tuple[str, str], ...]


def noted(
    talks: Iterable[Talk], themes: Iterable[Heard], openings: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[Talk, list[Noted]]]:
    """Each conversation with its notes, in the order of the questions.

    Whoever speaks of a theme puts it in the next of its ways, and begins in the next of the openings of the question.
    A question of which somebody said nothing has no note; the first one has always two openings.
    """
    by_key = {theme.key: theme for theme in themes}
    ways = {key: cycle(theme.said) for key, theme in by_key.items()}
    begins = {question: cycle(said) for question, said in openings.items()}
    for talk in talks:
        said = [(by_key[key].question, key, next(ways[key])) for key in talk.themes]
        yield talk, [note for question in sorted(begins) if (note := _note(question, said, begins[question]))]


def _note(question: int, said: list[tuple[int, str, str]], begins: Iterator[str]) -> Noted | None:
    passages = tuple((key, words) for asked, key, words in said if asked == question)
    if question == 0:
        opening = [next(begins), next(begins)]
    elif passages:
        opening = [next(begins)]
    else:
        return None
    return Noted(question, " ".join([*opening, *(words for _, words in passages)]), passages)
