"""Fields of a passage: names in braces, chosen from a list, filled from records at printing. Never code."""

import re
from collections.abc import Sized
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from hwe_portal.reports import evidence
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.survey_rounds import Round
from hwe_portal.reports.wording import SECTORS, listed, population, spelt
from programmes.models import Aim, Barrier, ContextEvent, FrameworkArea, Milestone, NextStep, Recommendation, Sector
from workshops.models import Action, Event

FIELD = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "not recorded"
BEGINS_SENTENCE = re.compile(r"(?:^|[.!?]\s|\n)\s*$")


@dataclass(frozen=True)
class Field:
    """`key` is written in braces, `label` says what it is; `text` is what it prints now, "" while none is recorded."""

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
    """Put each field's text in its place, with a capital where it begins a sentence.

    A field without a record prints "not recorded" and is named in `gaps`.
    """
    used = [key for key in FIELD.findall(text) if key in fields]
    gaps = [key for key in FIELD.findall(text) if key not in fields or not fields[key].text]

    def printed(match: re.Match) -> str:
        field = fields.get(match[1])
        words = field.text if field and field.text else UNKNOWN
        return words[:1].upper() + words[1:] if BEGINS_SENTENCE.search(text[: match.start()]) else words

    sources = dict.fromkeys(source for key in used for source in fields[key].sources)
    return Filled(FIELD.sub(printed, text), tuple(sources), tuple(gaps))


def _of_the_system(facts: Facts) -> list[Field]:
    system, programme, group = facts.system, facts.programme, facts.group
    here, ours = (evidence.record(system),), (evidence.record(programme),)
    theirs = (evidence.record(group),) if group else ()
    organisations = (evidence.kind(programme, "organisations"),)
    people = population(system.population) if system.population else ""
    return [
        Field("system.name", "The system’s name", system.name, here),
        Field("system.population", "How many people it serves", people, here),
        Field("system.area", "Its area", system.geography, here),
        Field("group.name", "The leadership group", group.name if group else "", theirs),
        Field("programme.title", "The programme’s title", programme.title, ours),
        Field("programme.start", "When it began", str(programme.starts_on), ours),
        Field("programme.end", "When it ended", str(programme.ends_on or ""), ours),
        Field("organisations.count", "Organisations when it began", _number(facts.organisations), organisations),
        Field("organisations.nhs", "NHS partners based in the area", _number(facts.nhs_partners), organisations),
        Field("organisations.councils", "Number of councils", _number(facts.councils), organisations),
    ]


def _number(rows: Sized) -> str:
    return spelt(len(rows))


def _of_the_people(facts: Facts) -> list[Field]:
    people = (evidence.collection(facts.programme, "people"),)
    posts = (evidence.kind(facts.programme, "appointments"), evidence.kind(facts.programme, "organisations"))
    found = facts.turnover
    sectors = listed([SECTORS[Sector(sector)] for sector, _ in facts.sectors]) if facts.sectors else ""
    return [
        Field("participants.count", "Number of leaders who took part", _number(facts.people), people),
        Field("participants.sectors", "Their sectors, by name", sectors, people),
        Field("participants.successors", "Places that a successor took", spelt(facts.places_passed_on), people),
        Field("chiefs.partners", "NHS partners with a chief executive’s post", spelt(found.partners), posts),
        Field("chiefs.new", "How many of them got a new chief executive", spelt(found.new), posts),
        Field("chiefs.last", "When the last of these took up post", str(found.last or ""), posts),
        Field("chiefs.left", "How many chief executives left", _number(found.left), posts),
    ]


def _of_the_work(facts: Facts) -> list[Field]:
    workshops, coaching = facts.events_of(Event.Kind.WORKSHOP), facts.events_of(Event.Kind.GROUP_COACHING)
    series = (evidence.collection(facts.programme, "series"),)
    dates = listed([str(event.starts_on) for event in workshops]) if workshops else ""
    return [
        Field("workshops.count", "Number of workshops", _number(workshops), series),
        Field("workshops.dates", "Dates of the workshops", dates, series),
        Field("coaching.count", "Number of group coaching sessions", _number(coaching), series),
        *_of_the_conversations(facts),
        *_of_the_surveys(facts),
        *_of_the_snapshot(facts),
        *_of_the_charter(facts),
        *_of_the_actions(facts),
        *[_count(facts, model, slug) for slug, model in COUNTED.items()],
    ]


def _of_the_conversations(facts: Facts) -> list[Field]:
    talks, shown = facts.talks, facts.themes
    held = (evidence.collection(facts.programme, "conversations"),)
    published = (evidence.themes(shown),) if shown else ()
    day = date_format(timezone.localtime(shown.published_at), "j F Y") if shown else ""
    return [
        Field("conversations.count", "Number of one-to-one conversations", spelt(talks.held) if talks else "", held),
        Field("conversations.leaders", "With how many leaders", spelt(talks.leaders) if talks else "", held),
        Field("themes.published", "When their themes were last published", day, published),
    ]


def _of_the_surveys(facts: Facts) -> list[Field]:
    """Of each closed round how many were asked and answered, and when its results went out."""
    return [field for told in facts.survey_rounds for field in _of_a_round(told)]


def _of_a_round(told: Round) -> list[Field]:
    word, name = f"survey-{told.wave.pk}", f"{told.survey}, {told.wave.title}"
    here = (evidence.survey_round(told),)
    out = (evidence.result(told),) if told.result else ()
    agreed = (evidence.decision(told),) if told.decision else ()
    published = date_format(timezone.localtime(told.published_at), "j F Y") if told.published_at else ""
    decided = date_format(told.decided_on, "j F Y") if told.decided_on else ""
    return [
        Field(f"{word}.asked", f"How many were asked: {name}", f"{told.wave.invited:,}", here),
        Field(f"{word}.answered", f"How many answered: {name}", f"{told.wave.answered:,}", here),
        Field(f"{word}.published", f"When the group got the results: {name}", published, out),
        Field(f"{word}.shared", f"When the group decided to share them: {name}", decided, agreed),
    ]


def _of_the_snapshot(facts: Facts) -> list[Field]:
    shown = facts.snapshot
    sources = (evidence.record(shown, "Team snapshot"),) if shown else ()
    covered, of = (str(shown.covered), str(shown.of)) if shown else ("", "")
    return [
        Field("snapshot.covered", "Leaders counted in the newest snapshot", covered, sources),
        Field("snapshot.of", "Out of how many", of, sources),
    ]


def _of_the_charter(facts: Facts) -> list[Field]:
    charter = facts.charter
    sources = (evidence.record(charter, f"The charter, version {charter.number}"),) if charter else ()
    lines, adopted = (spelt(facts.charter_lines), str(charter.adopted_on)) if charter else ("", "")
    version = f"version {charter.number}" if charter else ""
    signed = "{} of {}".format(*facts.signed_by) if facts.signed_by else ""
    people = evidence.collection(facts.programme, "people")
    names = (evidence.signatures(charter), people) if charter else ()
    return [
        Field("charter.lines", "Commitments in the adopted charter", lines, sources),
        Field("charter.adopted", "When the charter was adopted", adopted, sources),
        Field("charter.version", "The version of the charter in force", version, sources),
        Field("charter.signed", "How many leaders who take part have signed it", signed, names),
    ]


def _of_the_actions(facts: Facts) -> list[Field]:
    states, source = facts.tallied.actions, (evidence.collection(facts.programme, "actions"),)
    return [
        Field("actions.open", "Number of actions still open", spelt(states[Action.State.OPEN]), source),
        Field("actions.done", "Number of actions done", spelt(states[Action.State.DONE]), source),
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
    return Field(f"{slug}.count", f"Number of {source.label.lower()}", _number(facts.of(model)), (source,))


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
