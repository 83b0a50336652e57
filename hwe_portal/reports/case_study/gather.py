"""The whole case study as one frozen value: chapters from records, and between them what the facilitator wrote."""

from dataclasses import replace
from datetime import date

from diagnostics.models import GuideQuestion, PreWorkStep, Source
from hwe_portal.reports import evidence
from hwe_portal.reports.case_study import chapters
from hwe_portal.reports.case_study.content import DOCUMENT, CaseStudy, Statement, Written
from hwe_portal.reports.case_study.fields import Field, catalogue, fill
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import capital, counted, span
from programmes.forms.records import PROGRAMME_KINDS
from programmes.models import Organisation, Partnership, Passage, Programme, SystemForm
from workshops.models import Event

# The kinds of records that chapters tell and passages quote, and the passages.
TOLD = (
    *(kind.model for kind in PROGRAMME_KINDS.values()),
    Organisation,
    SystemForm,
    Partnership,
    Event,
    PreWorkStep,
    GuideQuestion,
    Passage,
)
TRADE_MARK = "Thomas-Kilmann Conflict Mode Instrument and TKI are trade marks of The Myers-Briggs Company."


def gather(programme: Programme, *, at: date) -> CaseStudy:
    """Assemble the case study of a programme from what is recorded on the day `at`."""
    facts = _facts(programme, at)
    fields = catalogue(facts)
    passages = [row for row in facts.of(Passage) if row.document == DOCUMENT]
    written = {key: [_written(row, fields) for row in passages if row.chapter == key] for key in chapters.NAMES}
    found = [replace(one, blocks=(*written[one.key], *one.blocks)) for one in chapters.chapters(facts)]
    study = CaseStudy(
        title=programme.title,
        owner=str(programme.system),
        period=span(programme.starts_on, programme.ends_on),
        fact=_fact(facts),
        chapters=tuple(found),
        small_print=_small_print(facts),
    )
    return study.with_notes()


def fields_of(programme: Programme, *, at: date) -> dict[str, Field]:
    """The fields that a passage of this programme may use, with what each prints on the day `at`."""
    return catalogue(_facts(programme, at))


def _facts(programme: Programme, at: date) -> Facts:
    facts = Facts(programme, at)
    facts.read(*TOLD)
    return facts


def _written(row: Passage, fields: dict[str, Field]) -> Written:
    filled = fill(row.text, fields)
    sources = (
        filled.sources
        if row.is_view or filled.sources
        else (evidence.record(row, "A passage written by the facilitator"),)
    )
    return Written((Statement(f"passage-{row.pk}", filled.text, sources),), row.pk, row.is_view, filled.gaps)


def _small_print(facts: Facts) -> tuple[str, ...]:
    shown = facts.snapshot
    return (TRADE_MARK,) if shown and shown.instrument == Source.LICENSED else ()


def _fact(facts: Facts) -> str:
    """What the cover says: only what the records bear out."""
    parts = [counted(len(facts.people), "leader", "leaders")] if facts.people else []
    workshops = facts.events_of(Event.Kind.WORKSHOP)
    parts += [counted(len(workshops), "workshop", "workshops")] if workshops else []
    return capital(", ".join([*parts, span(facts.programme.starts_on, facts.programme.ends_on)]))
