"""The seven chapters, each assembled from records. A statement is written only where its record is there."""

from collections.abc import Callable

from hwe_portal.reports.case_study.chapters import closing, opening, results, work
from hwe_portal.reports.case_study.content import Block, Chapter
from hwe_portal.reports.facts import Facts

# A chapter's message, and what the records say for it.
Maker = Callable[[Facts], tuple[str, list[Block]]]

CHAPTERS: dict[str, tuple[str, Maker]] = {
    "introduction": ("Introduction", opening.introduction),
    "background": ("Background", opening.background),
    "approach": ("Approach", work.approach),
    "participants": ("Participants", work.participants),
    "outcomes": ("Outcomes", results.outcomes),
    "learning": ("Learning and insights", closing.learning),
    "next": ("Observations and next steps", closing.next_steps),
}
NAMES = {key: name for key, (name, _) in CHAPTERS.items()}


def chapters(facts: Facts) -> list[Chapter]:
    """Every chapter as the records have it, in the order of the report."""
    return [Chapter(key, name, *_made(make, facts)) for key, (name, make) in CHAPTERS.items()]


def _made(make: Maker, facts: Facts) -> tuple[str, tuple[Block, ...]]:
    title, blocks = make(facts)
    return title, tuple(blocks)
