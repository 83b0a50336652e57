"""The pulse before a review: what it asks of a charter, and in which words. Pure.

Each behaviour is asked about twice, "How well do I live this?" and "How well do we live this?", on the same five
points; a commitment without behaviours is asked about itself. Every line needs an answer: a small group could not be
shown otherwise, and whoever would rather not say need not take part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnostics.surveys import paging
from diagnostics.surveys.blueprint import MOST_QUESTIONS, Blueprint
from diagnostics.surveys.form import Question, Section

MINE, OURS = "How well do I live this?", "How well do we live this?"
POINTS = ("Hardly ever", "Now and then", "About half of the time", "Most of the time", "Nearly always")
MOST_LINES = MOST_QUESTIONS // 2
INTRODUCTION = (
    "Each line is something that we agreed in our charter. Say first how well you live it yourself, then how well all "
    "of us do.\n\nThink of the last few weeks. It takes a few minutes."
)
THANKS = (
    "Thank you. Once the round is closed, the group sees how each line is lived, counted together. We talk about it "
    "when we look at our charter again."
)
MAIL_BODY = (
    "Dear {name},\n\nWe look at our charter again soon. Before we do, please say how well you live what we agreed, and"
    " how well all of us do. A few minutes on a phone are enough, until {closes}:\n\n{link}"
)


@dataclass(frozen=True)
class Line:
    """What is asked about: a behaviour with its commitment, or a commitment that has none, and then both are one."""

    text: str
    commitment: str


def lines(sections: Sequence[Mapping[str, Any]], *, by_commitment: bool = False) -> list[Line]:
    """The lines of a version's sections (`CharterVersion.sections`), in their order, each text once.

    Where a charter has many behaviours, asking about each takes too long; `by_commitment` asks about the commitments.
    """
    found: dict[str, Line] = {}
    for section in sections:
        commitments = section["commitments"]
        behaviours = section.get("behaviours") or [[] for _ in commitments]
        for commitment, below in zip(commitments, behaviours, strict=True):
            for text in [commitment] if by_commitment or not below else below:
                found.setdefault(text, Line(text, commitment))
    return list(found.values())


def same(asked: Sequence[Mapping[str, Any]], found: Sequence[Line]) -> bool:
    """Whether a pulse with these questions (`Review.questions`) asks about exactly these lines, in whatever order."""
    return {one["text"] for one in asked} == {line.text for line in found}


def blueprint(title: str, found: Sequence[Line]) -> Blueprint:
    """The anonymous survey: a page for each of the two questions, and on it every line. At most MOST_LINES of them."""
    return Blueprint(
        title=title,
        kind="anonymous",
        introduction=INTRODUCTION,
        thanks=THANKS,
        mail_body=MAIL_BODY,
        sections=tuple(_page(question, found) for question in (MINE, OURS)),
    )


def minutes(found: Sequence[Line]) -> int:
    """About how many minutes it takes somebody to answer."""
    return paging.minutes(blueprint("", found).form)


def _page(question: str, found: Sequence[Line]) -> Section:
    return Section(
        title=question,
        text="",
        questions=tuple(
            Question(key=f"{question} {place}", kind="scale", text=line.text, labels=POINTS, is_required=True)
            for place, line in enumerate(found)
        ),
    )
