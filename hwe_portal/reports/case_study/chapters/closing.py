"""Learning and insights, observations and next steps."""

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import Said, listing, one_or_list
from hwe_portal.reports.case_study.content import Block, Finding, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, sentence, when
from programmes.models import InductionItem, Insight, NextStep, RelatedProgramme

LONGEST_TITLE = 80


def learning(facts: Facts) -> tuple[str, list[Block]]:
    insights, others = facts.of(Insight), facts.of(RelatedProgramme)
    related: list[Said] = [(row, row.reason, row.title) if row.reason else (row, row.title, "") for row in others]
    many = f"{counted(len(others), 'other programme', 'other programmes')} ran at the same time:"
    blocks = [
        *(_finding(row, heading=place > 0) for place, row in enumerate(insights)),
        *one_or_list("related", "Another programme ran at the same time.", sentence(many), related),
    ]
    return insights[0].title.rstrip(".") if insights else "What was learnt", blocks


def _finding(row: Insight, *, heading: bool) -> Finding:
    """The first insight is the chapter's message; the others have a heading of their own."""
    title = row.title.rstrip(".")
    said = Statement(f"insight-{row.pk}", f"{title}. {sentence(row.text)}", (evidence.record(row),), head=f"{title}.")
    return Finding((said,), title if heading else "")


def next_steps(facts: Facts) -> tuple[str, list[Block]]:
    steps, items = facts.of(NextStep), facts.of(InductionItem)
    to_do: list[Said] = [(row, _step(row), "") for row in steps]
    first: list[Said] = [(row, row.text, "") for row in items]
    blocks = [
        *one_or_list("next-step", "One step comes next:", "The next steps:", to_do),
        *listing("induction", "A leader who joins half-way begins here:", first),
    ]
    return _title(steps), blocks


def _title(steps: list[NextStep]) -> str:
    short = [row.text.rstrip(".") for row in steps if len(row.text) <= LONGEST_TITLE]
    return short[0] if short else "What comes next"


def _step(row: NextStep) -> str:
    due = f", {when(row.due_on)}" if row.due_on else ""
    return f"{row.text.rstrip('.')}{due}{f' ({row.owner})' if row.owner else ''}"
