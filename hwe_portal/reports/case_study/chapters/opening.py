"""Introduction and background: who set out, from where, and what went on around them."""

from collections.abc import Iterator

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import (
    Count,
    Said,
    listing,
    numbers,
    one_or_list,
    paragraph,
)
from hwe_portal.reports.case_study.chapters.places import agreed_before
from hwe_portal.reports.case_study.content import Block, Statement
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import capital, counted, listed, population, sentence, span, spelt, when
from programmes.models import (
    Aim,
    Barrier,
    Commission,
    ContextEvent,
    Organisation,
    Recommendation,
    Sector,
    Strength,
    SystemForm,
)
from workshops.models import Event

MOST_NUMBERS = 4
LONGEST_TITLE = 80
MEMBERS = {
    Sector.HOSPITAL: ("hospital provider", "hospital providers"),
    Sector.COMMUNITY: ("community provider", "community providers"),
    Sector.MENTAL_HEALTH: ("mental health provider", "mental health providers"),
    Sector.AMBULANCE: ("ambulance service", "ambulance services"),
    Sector.COMMISSIONING: ("clinical commissioning group", "clinical commissioning groups"),
    Sector.BOARD: ("integrated care board", "integrated care boards"),
    Sector.PRIMARY_CARE: ("primary care organisation", "primary care organisations"),
    Sector.COUNCIL: ("council", "councils"),
    Sector.VOLUNTARY: ("voluntary organisation", "voluntary organisations"),
    Sector.OTHER: ("other organisation", "other organisations"),
}


def introduction(facts: Facts) -> tuple[str, list[Block]]:
    aims: list[Said] = [(row, row.text, "") for row in facts.of(Aim)]
    blocks = [
        *paragraph(_system(facts), _programme(facts)),
        *paragraph(_group(facts)),
        *one_or_list("aim", "The programme set out with one aim:", "The programme set out with these aims:", aims),
        *numbers("numbers", "In numbers", list(_numbers(facts))[:MOST_NUMBERS]),
    ]
    return _introduction_title(facts), blocks


def _introduction_title(facts: Facts) -> str:
    if facts.people:
        leaders = counted(len(facts.people), "leader", "leaders")
        return capital(f"{leaders} set out to lead one system together")
    return f"The {facts.group or 'partners'} set out to work as one system"


def _system(facts: Facts) -> Statement | None:
    system = facts.system
    serves = f"serves {population(system.population)} people" if system.population else ""
    where = f"{'in' if serves else 'spans'} {system.geography}" if system.geography else ""
    if not (serves or where):
        return None
    return Statement("system", f"{system} {' '.join(filter(None, (serves, where)))}.", (evidence.record(system),))


def _programme(facts: Facts) -> Statement:
    programme, people = facts.programme, len(facts.people)
    verb = "ran" if programme.ends_on else "has run"
    who = f", a programme with {spelt(people)} of its leaders," if people else ""
    since = (
        " The group has gone on since; what bears a later date here came after the programme’s end."
        if facts.went_on
        else ""
    )
    text = f"{programme}{who} {verb} {span(programme.starts_on, programme.ends_on)}.{since}"
    return Statement("programme", text, (evidence.record(programme), evidence.collection(programme, "people")))


def _group(facts: Facts) -> Statement | None:
    group = facts.group
    if group is None:
        return None
    chaired = f", chaired by {group.chair}" if group.chair else ""
    parts = [f"The {group} is the standing group of the system’s leaders{chaired}."]
    parts += [sentence(text) for text in (group.remit, group.place_in_governance) if text]
    return Statement("group", " ".join(parts), (evidence.record(group),))


def _numbers(facts: Facts) -> Iterator[Count]:
    """What can be counted, the most telling first."""
    programme, shown = facts.programme, facts.snapshot
    people, series = (evidence.collection(programme, name) for name in ("people", "series"))
    workshops, weeks = len(facts.events_of(Event.Kind.WORKSHOP)), [row for row in facts.of(Commission) if row.weeks]
    advice = facts.of(Recommendation)
    if facts.people:
        yield "people", str(len(facts.people)), "leaders took part", (people,)
    if facts.sectors:
        yield "sectors", str(len(facts.sectors)), "sectors in one room", (people,)
    if not facts.people and facts.organisations:
        source = evidence.kind(programme, "organisations")
        yield "organisations", str(len(facts.organisations)), "organisations", (source,)
    if weeks:
        yield "weeks", str(weeks[0].weeks), "weeks of facilitation", (evidence.record(weeks[0]),)
    if workshops:
        yield "workshops", str(workshops), "workshop" if workshops == 1 else "workshops", (series,)
    if shown:
        counted_in = (evidence.record(shown, "Team snapshot"),)
        yield "snapshot", f"{shown.covered} of {shown.of}", "counted in the team snapshot", counted_in
    if advice:
        yield "advice", str(len(advice)), "recommendations", tuple(map(evidence.record, advice))


def background(facts: Facts) -> tuple[str, list[Block]]:
    context: list[Said] = [(row, _context(row), _dated(row)) for row in facts.of(ContextEvent)]
    strengths: list[Said] = [(row, row.text, "") for row in facts.of(Strength)]
    barriers: list[Said] = [(row, row.text, "") for row in facts.of(Barrier)]
    blocks = [
        *paragraph(_forms(facts), _members(facts), _base(facts), *_endings(facts)),
        *agreed_before(facts),
        *one_or_list("strength", "One thing worked well already:", "Some things worked well already:", strengths),
        *listing("barrier", "What stood in the way:", barriers, ordered=bool(facts.of(Recommendation))),
        *listing("context", "Around the programme:", context),
        *paragraph(_turnover(facts), _left(facts), _others(facts)),
    ]
    return _background_title(facts), blocks


def _background_title(facts: Facts) -> str:
    if facts.turnover.new:
        return "Leaders changed while the programme ran"
    barriers = [row.text.rstrip(".") for row in facts.of(Barrier) if len(row.text) <= LONGEST_TITLE]
    return barriers[0] if barriers else "Where the work began"


def _forms(facts: Facts) -> Statement | None:
    forms = facts.of(SystemForm)
    if not forms:
        return None
    as_what = [f"as {form.name or form.get_kind_display().lower()} since {form.starts_on}" for form in forms]
    text = f"The system’s partners have worked together {', and '.join(as_what)}."
    return Statement("forms", text, tuple(map(evidence.record, forms)))


def _members(facts: Facts) -> Statement | None:
    found = facts.organisations
    if not found:
        return None
    kinds = [(sector, [one for one in found if one.sector == sector]) for sector in Sector]
    parts = [_kind(sector, rows) for sector, rows in kinds if rows]
    text = f"When the programme began its members were {listed(parts)}."
    return Statement("members", text, (evidence.kind(facts.programme, "organisations"),))


def _kind(sector: Sector, rows: list[Organisation]) -> str:
    named = f" ({listed([one.name for one in rows])})" if sector == Sector.COUNCIL else ""
    return f"{counted(len(rows), *MEMBERS[sector])}{named}"


def _base(facts: Facts) -> Statement | None:
    here = facts.nhs_partners
    away = [one for one in facts.organisations if not one.in_footprint]
    if not here:
        return None
    others = f"; {counted(len(away), 'other serves', 'others serve')} it from elsewhere" if away else ""
    text = f"{counted(len(here), 'NHS partner is', 'NHS partners are')} formally based in its area{others}."
    return Statement("base", sentence(text), (evidence.kind(facts.programme, "organisations"),))


def _endings(facts: Facts) -> list[Statement]:
    source = (evidence.kind(facts.programme, "organisations"),)
    return [Statement(f"ending-{rows[0].pk}", sentence(_ending(rows, to, facts)), source) for to, rows in facts.ending]


def _ending(rows: list[Organisation], to: Organisation | None, facts: Facts) -> str:
    """Who ends, when as far as it is known, and where the work goes."""
    sectors = {one.sector for one in rows}
    who = listed([one.name for one in rows])
    if len(rows) > 1 and len(sectors) == 1:
        who = f"the {counted(len(rows), *MEMBERS[Sector(rows[0].sector)])}, {who},"
    ends = {str(one.ends_on): one.ends_on for one in rows}
    day = next(iter(ends.values())) if len(ends) == 1 else None
    if day and day.last_day <= facts.at:
        verb = f"ended {when(day)}"
    else:
        verb = f"{'was' if len(rows) == 1 else 'were'} to end{f' {when(day)}' if day else ''}"
    return f"{who} {verb}{f', their work passing to {to}' if to else ''}"


def _dated(row: ContextEvent) -> str:
    begin, end = str(row.starts_on), str(row.ends_on or "")
    return f"{begin} to {end}" if end and end != begin else begin


def _context(row: ContextEvent) -> str:
    return " ".join(sentence(text) for text in (row.title, row.effect) if text)


def _turnover(facts: Facts) -> Statement | None:
    found = facts.turnover
    if not found.new or found.last is None:
        return None
    last = f"the last took up post {when(found.last)}" if found.new > 1 else f"in post {span(found.last, found.last)}"
    whose = f"{spelt(found.new)} of the {counted(found.partners, 'NHS partner', 'NHS partners')} based in the area"
    text = f"While the programme ran, {whose} got a new chief executive; {last}."
    return Statement("turnover", text, _of_posts(facts))


def _left(facts: Facts) -> Statement | None:
    left = facts.turnover.left
    if not left:
        return None
    reasons = sorted({one.end_reason.strip().rstrip(".") for one in left if one.end_reason.strip()})
    because = f", announced as {' or '.join(reasons)}" if reasons else ""
    return Statement(
        "left", sentence(f"{counted(len(left), 'chief executive', 'chief executives')} left{because}"), _of_posts(facts)
    )


def _others(facts: Facts) -> Statement | None:
    """Further posts of the system; how many of them are among those of the group, of which a figure tells."""
    others, ours = facts.turnover.others, facts.turnover.of_the_group
    if not others:
        return None
    which = f", {_of_them(others, ours)} of the group" if facts.parts else ""
    text = f"{counted(others, 'other post', 'other posts')} of the system’s leaders changed in the same time{which}."
    return Statement("other-changes", sentence(text), _of_posts(facts))


def _of_them(others: int, ours: int) -> str:
    if others == 1:
        return "a post" if ours else "not one"
    if ours == others:
        return "all of them posts"
    return f"{spelt(ours) if ours else 'none'} of them {'posts' if ours > 1 else 'a post'}"


def _of_posts(facts: Facts) -> tuple[Source, ...]:
    return evidence.kind(facts.programme, "appointments"), evidence.kind(facts.programme, "organisations")
