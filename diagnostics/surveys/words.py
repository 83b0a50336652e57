"""What people are told of a survey: how their answers are held, and the mails to start from.

Pure. In the text of a mail a field stands in braces, as {name}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What each field becomes, as it is explained where a text is written.
FIELDS = {
    "name": "the name of whoever is asked, as it stands on the list",
    "survey": "the title of the survey",
    "link": "their own link to the questions",
    "closes": "the last day to answer, as “12 May 2022”",
}
NOT_IN_A_SUBJECT = ("link",)
NEEDED_IN_A_TEXT = ("link",)

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Promise:
    """How answers are held: `told` to everybody who is asked, `means` to whoever chooses it."""

    told: tuple[str, ...]
    means: str


PROMISES = {
    "named": Promise(
        (
            "Your name stays with your answers.",
            "The facilitators see who answered what.",
            "Everybody else sees results in which enough people are counted together, never single answers.",
        ),
        "For facts and preparation that you will talk about openly. People are most careful in what they write.",
    ),
    "confidential": Promise(
        (
            "The facilitators see who answered what, and pass it on to nobody.",
            "Everybody else sees results in which enough people are counted together, never single answers.",
        ),
        "For questions that you follow up with people one by one. They have to trust you.",
    ),
    "anonymous": Promise(
        (
            "Nobody can see who answered what: not your colleagues, the facilitators, or those who run this portal.",
            "Your answers are sealed as you send them. They are opened after the last day, mixed with those of others.",
            "What you write in your own words is read by the facilitators, apart from your other answers and without "
            "your name. Leave out what would show who you are.",
            "Once sent, your answers cannot be changed or taken out, because nobody can tell which they are.",
        ),
        "For what people would not say with their name on it. Results come after the round has closed, and only where "
        "at least five people can be counted together.",
    ),
}

MAIL_SUBJECT = "Your view by {closes}: {survey}"
MAIL_BODY = """Dear {name},

We would like your view in “{survey}”. It takes a few minutes, on a phone or a computer:

{link}

The link is yours alone, so please do not pass it on. The first page says how your answers are held. You can stop and carry on later from the same link, until {closes}.

Thank you for your time."""  # noqa: E501 -- a paragraph of a mail is one line
REMINDER_SUBJECT = "Still open until {closes}: {survey}"
REMINDER_BODY = """Dear {name},

“{survey}” is still open, and your answer is not in yet. It takes a few minutes:

{link}

The link is yours alone. It works until {closes}, and you can stop and carry on later.

If you would rather not take part, you need do nothing."""
THANKS = "Thank you. When the survey has closed, we will show the results to the group and talk about what follows."


def used(text: str) -> list[str]:
    """Whatever stands in braces, in order, each once."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled, each once: a value that holds braces itself stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def listed(names: list[str]) -> str:
    """The fields in braces: "{name}, {survey} and {link}"."""
    words = [f"{{{name[:40]}}}" for name in names]
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def slip_in_subject(text: str) -> str:
    """What is wrong with the subject of a mail, as a sentence; "" if nothing is."""
    misplaced = [name for name in used(text) if name in NOT_IN_A_SUBJECT]
    return f"{listed(misplaced)} does not fit into a subject. Use it in the text." if misplaced else _slip(text)


# Within another address the link, which is a secret, would be sent to whoever that address belongs to.
LINK = "{link}"
JOINED = f"Put a space or a new line before and after {LINK}, so that it leads to the questions and nowhere else."


def slip_in_text(text: str) -> str:
    """What is wrong with the text of a mail, as a sentence; "" if nothing is."""
    missing = [name for name in NEEDED_IN_A_TEXT if name not in used(text)]
    if missing:
        return f"Put {listed(missing)} into the text: it leads to the questions."
    return JOINED if any(word != LINK for word in text.split() if LINK in word) else _slip(text)


def _slip(text: str) -> str:
    unknown = [name for name in used(text) if name not in FIELDS]
    if not unknown:
        return ""
    are = "is no field" if len(unknown) == 1 else "are no fields"
    return f"{listed(unknown)} {are}. You can use {listed(list(FIELDS))}."
