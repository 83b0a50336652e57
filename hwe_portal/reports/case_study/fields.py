"""Fields of a passage: names in braces, chosen from a list, filled from records at printing. Never code."""

import re
from dataclasses import dataclass

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.facts import Facts
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.wording import listed, spelt
from programmes.models import Aim, Barrier, ContextEvent, FrameworkArea, Milestone, NextStep, Recommendation
from workshops.models import Event

FIELD = re.compile(r"\{([a-z][a-z0-9.-]*)\}")
UNKNOWN = "not recorded"


@dataclass(frozen=True)
class Field:
    """`key` is written in braces; `label` says what it is; `text` is what it prints now, "" while nothing is recorded."""

    key: str
    label: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Filled:
    """A text with its fields filled, the sources behind them, and the fields that had nothing to print."""

    text: str
    sources: tuple[Source, ...]
    gaps: tuple[str, ...]


def catalogue(facts: Facts) -> dict[str, Field]:
    """Every field that a passage of this programme may use, by key, with what it prints now."""
    found = [*_of_the_system(facts), *_of_the_people(facts), *_of_the_work(facts), *_of_single_records(facts)]
    return {field.key: field for field in found}


def unknown(text: str, fields: dict[str, Field]) -> list[str]:
    """The names in braces that are no field."""
    return [key for key in FIELD.findall(text) if key not in fields]


def fill(text: str, fields: dict[str, Field]) -> Filled:
    """Put each field's text in its place; a field without a record prints "not recorded" and is named in `gaps`."""
    used = [key for key in FIELD.findall(text) if key in fields]
    gaps = [key for key in FIELD.findall(text) if key not in fields or not fields[key].text]

    def printed(match: re.Match) -> str:
        field = fields.get(match[1])
        return field.text if field and field.text else UNKNOWN

    sources = dict.fromkeys(source for key in used for source in fields[key].sources)
    return Filled(FIELD.sub(printed, text), tuple(sources), tuple(gaps))


def _of_the_system(facts: Facts) -> list[Field]:
    system, programme, group = facts.system, facts.programme, facts.group
    here = (evidence.record(system),)
    organisations = (evidence.kind(programme, "organisations"),)
    population = f"{system.population:,}" if system.population else ""
    return [
        Field("system.name", "The system's name", system.name, here),
        Field("system.population", "How many people it serves", population, here),
        Field("system.area", "Its area", system.geography, here),
        Field(
            "group.name",
            "The leadership group",
            group.name if group else "",
            (evidence.record(group),) if group else (),
        ),
        Field("programme.title", "The programme's title", programme.title, (evidence.record(programme),)),
        Field("programme.start", "When it began", str(programme.starts_on), (evidence.record(programme),)),
        Field("programme.end", "When it ended", str(programme.ends_on or ""), (evidence.record(programme),)),
        Field("organisations.count", "Number of organisations", spelt(len(facts.organisations)), organisations),
        Field(
            "organisations.nhs", "NHS organisations based in the area", spelt(len(facts.nhs_based_here)), organisations
        ),
        Field("organisations.councils", "Number of councils", spelt(len(facts.councils)), organisations),
    ]


def _of_the_people(facts: Facts) -> list[Field]:
    people = (evidence.collection(facts.programme, "people"),)
    posts = (evidence.kind(facts.programme, "appointments"), evidence.kind(facts.programme, "organisations"))
    turnover = facts.turnover
    sectors = listed([label.lower() for label, _ in facts.sectors]) if facts.sectors else ""
    return [
        Field("participants.count", "Number of leaders who took part", spelt(len(facts.people)), people),
        Field("participants.sectors", "Their sectors, by name", sectors, people),
        Field(
            "chiefs.organisations",
            "NHS organisations with a chief executive's post",
            spelt(turnover.organisations),
            posts,
        ),
        Field("chiefs.new", "How many of them got a new chief executive", spelt(turnover.new), posts),
        Field("chiefs.last", "When the last of these took up post", str(turnover.last or ""), posts),
        Field("chiefs.left", "How many chief executives left", spelt(len(facts.departures)), posts),
    ]


def _of_the_work(facts: Facts) -> list[Field]:
    programme = facts.programme
    series = (evidence.collection(programme, "series"),)
    workshops = facts.events_of(Event.Kind.WORKSHOP)
    snapshot, charter = facts.snapshot, facts.charter
    shown = (evidence.record(snapshot, "Team snapshot"),) if snapshot else ()
    lines = sum(len(section["commitments"]) for section in charter.sections) if charter else 0
    adopted = (evidence.record(charter, "The charter"),) if charter else ()
    dates = listed([str(event.starts_on) for event in workshops]) if workshops else ""
    return [
        Field("workshops.count", "Number of workshops", spelt(len(workshops)), series),
        Field("workshops.dates", "Dates of the workshops", dates, series),
        Field(
            "coaching.count",
            "Number of group coaching sessions",
            spelt(len(facts.events_of(Event.Kind.GROUP_COACHING))),
            series,
        ),
        Field(
            "snapshot.covered",
            "Leaders counted in the newest snapshot",
            str(snapshot.covered) if snapshot else "",
            shown,
        ),
        Field("snapshot.of", "Out of how many", str(snapshot.of) if snapshot else "", shown),
        Field("snapshot.message", "What the newest snapshot says", snapshot.title if snapshot else "", shown),
        Field("charter.lines", "Commitments in the adopted charter", spelt(lines) if charter else "", adopted),
        Field("charter.adopted", "When the charter was adopted", str(charter.adopted_on) if charter else "", adopted),
        *[_count(facts, model, slug) for slug, model in COUNTED.items()],
    ]


COUNTED = {
    "aims": Aim,
    "areas": FrameworkArea,
    "barriers": Barrier,
    "recommendations": Recommendation,
    "milestones": Milestone,
    "next-steps": NextStep,
}


def _count(facts: Facts, model, slug: str) -> Field:
    source = evidence.kind(facts.programme, slug)
    return Field(f"{slug}.count", f"Number of {source.label.lower()}", spelt(len(facts.of(model))), (source,))


def _of_single_records(facts: Facts) -> list[Field]:
    """The date of each workshop, context event, milestone and next step, under its number."""
    dated = [
        *[("event", event, event.starts_on) for event in facts.events],
        *[("context", event, event.ends_on or event.starts_on) for event in facts.of(ContextEvent)],
        *[("milestone", step, step.reached_on or step.planned_on) for step in facts.of(Milestone)],
        *[("next-step", step, step.due_on) for step in facts.of(NextStep)],
    ]
    return [
        Field(f"{word}-{row.pk}.date", f"When: {getattr(row, 'title', row)}", str(when or ""), (evidence.record(row),))
        for word, row, when in dated
    ]
