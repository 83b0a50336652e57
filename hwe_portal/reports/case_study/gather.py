"""The whole case study as one frozen value: chapters from records, and between them what the facilitator wrote."""

from dataclasses import replace
from datetime import date

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study import chapters
from hwe_portal.reports.case_study.content import DOCUMENT, Block, CaseStudy, Chapter, Listing, Statement, Written
from hwe_portal.reports.case_study.facts import Facts
from hwe_portal.reports.case_study.fields import Field, catalogue, fill
from hwe_portal.reports.wording import counted
from programmes.models import Passage, Programme
from workshops.models import Event


def gather(programme: Programme, *, at: date) -> CaseStudy:
    """Assemble the case study of a programme from what is recorded on the day `at`."""
    facts = Facts(programme, at)
    fields = catalogue(facts)
    passages = Passage.objects.filter(programme=programme, document=DOCUMENT).standing()
    written = {key: [_written(row, fields) for row in passages if row.chapter == key] for key in chapters.NAMES}
    told, titles = chapters.blocks(facts), chapters.titles(facts)
    found = [Chapter(key, name, titles[key], (*written[key], *told[key])) for key, name in chapters.NAMES.items()]
    return CaseStudy(
        title=programme.title,
        owner=str(programme.system),
        period=_period(programme),
        fact=_fact(facts),
        chapters=_numbered(found),
    )


def fields_of(programme: Programme, *, at: date) -> dict[str, Field]:
    """The fields that a passage of this programme may use, with what each prints on the day `at`."""
    return catalogue(Facts(programme, at))


def _written(row: Passage, fields: dict[str, Field]) -> Written:
    filled = fill(row.text, fields)
    sources = (
        filled.sources
        if row.is_view or filled.sources
        else (evidence.record(row, "A passage written by the facilitator"),)
    )
    return Written(row.pk, Statement(f"passage-{row.pk}", filled.text, sources), row.is_view, filled.gaps)


def _period(programme: Programme) -> str:
    return f"{programme.starts_on} to {programme.ends_on}" if programme.ends_on else f"since {programme.starts_on}"


def _fact(facts: Facts) -> str:
    """What the cover says: only what the records bear out."""
    parts = [counted(len(facts.people), "leader", "leaders")] if facts.people else []
    workshops = facts.events_of(Event.Kind.WORKSHOP)
    parts += [counted(len(workshops), "workshop", "workshops")] if workshops else []
    return ", ".join([*parts, _period(facts.programme)])


def _numbered(found: list[Chapter]) -> tuple[Chapter, ...]:
    """Give every statement that rests on a record its note's number, in reading order."""
    last = 0

    def numbered(one: Statement) -> Statement:
        nonlocal last
        if not one.sources:
            return one
        last += 1
        return replace(one, number=last)

    def within(block: Block) -> Block:
        if isinstance(block, Statement):
            return numbered(block)
        if isinstance(block, Listing):
            return replace(block, items=tuple(numbered(one) for one in block.items))
        return replace(block, statement=numbered(block.statement))

    return tuple(replace(chapter, blocks=tuple(within(block) for block in chapter.blocks)) for chapter in found)
