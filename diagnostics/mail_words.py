"""The words of invitations and reminders: what a text may hold in braces, how it is filled, texts to start from.

Pure. A field stands in braces, as {name}; whatever else stands in braces is a slip of the pen and is named.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# What each field becomes, as it is explained where a text is written.
FIELDS = {
    "name": "the leader's name",
    "programme": "the title of the programme",
    "tasks": "what is asked of them: what, why, how long, by when",
    "due": "the first date among these, with its word: “by 12 May 2022”; “when it suits you” where there is none",
    "link": "the page where they sign in",
    "facilitator": "your name; an answer to the mail comes to you",
}
# What takes more than one line, or is no use where nobody can follow it.
NOT_IN_A_SUBJECT = ("tasks", "link")
NEEDED_IN_A_TEXT = ("tasks", "link")
NO_DATE = "when it suits you"

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


INVITATION = Text(
    "{programme}: what we ask of you before we meet",
    """Dear {name},

You take part in {programme}. Before the group meets, this is what we ask of you, so that our time together starts from what matters to you and your colleagues:

{tasks}

You find everything in one place:

{link}

The page sends a code to this address each time, so you need no password. You can stop at any point and carry on later.

If something stands in the way, answer this mail. It comes to me.

{facilitator}""",  # noqa: E501 -- a paragraph of a mail is one line
)
REMINDER = Text(
    "{programme}: still open for you, {due}",
    """Dear {name},

This is still open for you before {programme} meets:

{tasks}

You find it here:

{link}

The page sends a code to this address, so you need no password. If the date does not suit you, answer this mail and we will find another way.

{facilitator}""",  # noqa: E501 -- a paragraph of a mail is one line
)


@dataclass(frozen=True)
class Line:
    """One thing that is asked, as a mail lists it; `minutes` and `due_on` are None where nobody said."""

    title: str
    reason: str = ""
    minutes: int | None = None
    due_on: date | None = None


def used(text: str) -> list[str]:
    """Whatever stands in braces, in order, each once."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def unknown(text: str) -> list[str]:
    """What stands in braces and is no field."""
    return [name for name in used(text) if name not in FIELDS]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled, each once: a value that holds braces itself stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def due(lines: Iterable[Line]) -> str:
    """By when the first of these is asked for, in words."""
    dates = [line.due_on for line in lines if line.due_on]
    return f"by {day(min(dates))}" if dates else NO_DATE


def tasks(lines: Sequence[Line]) -> str:
    """What is asked, as plain text: a line each, with its reason, its length and its date below."""
    return "\n\n".join(_task(line) for line in lines)


def _task(line: Line) -> str:
    below = [" ".join(line.reason.split()), _length_and_date(line)]
    return "\n".join([f"- {' '.join(line.title.split())}", *(f"  {words}" for words in below if words)])


def _length_and_date(line: Line) -> str:
    length = f"about {line.minutes} minutes" if line.minutes else ""
    words = ", ".join(part for part in (length, f"by {day(line.due_on)}" if line.due_on else "") if part)
    return f"{words[0].upper()}{words[1:]}." if words else ""
