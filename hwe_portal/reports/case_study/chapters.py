"""The seven chapters, each assembled from records. A statement is written only where its record is there."""

from collections.abc import Iterable

from django.utils.formats import date_format

from hwe_portal.rendering.figures import Figure
from hwe_portal.reports import evidence, figures
from hwe_portal.reports.case_study.content import Block, Drawn, Listing, Statement
from hwe_portal.reports.case_study.facts import Facts
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.wording import counted, listed, sentence, spelt
from programmes.models import (
    Aim,
    Barrier,
    Commission,
    ContextEvent,
    EvidenceSource,
    Insight,
    Milestone,
    NextStep,
    OutcomeTheme,
    Output,
    Partnership,
    Phase,
    Recommendation,
    RelatedProgramme,
    Strength,
    SystemForm,
)
from workshops.models import Attendance, Event

NAMES = {
    "introduction": "Introduction",
    "background": "Background",
    "approach": "Approach",
    "participants": "Participants",
    "outcomes": "Outcomes",
    "learning": "Learning and insights",
    "next": "Observations and next steps",
}
SEVERAL = 3  # fewer than three who did the same are not counted out: they would be known


def blocks(facts: Facts) -> dict[str, list[Block]]:
    """What the records say, by chapter."""
    return {
        "introduction": introduction(facts),
        "background": background(facts),
        "approach": approach(facts),
        "participants": participants(facts),
        "outcomes": outcomes(facts),
        "learning": learning(facts),
        "next": next_steps(facts),
    }


def titles(facts: Facts) -> dict[str, str]:
    """The message of each chapter."""
    people, turnover = len(facts.people), facts.turnover
    changed = f"{spelt(turnover.new)} of {spelt(turnover.organisations)} NHS partners appointed a new chief executive"
    workshops = facts.events_of(Event.Kind.WORKSHOP)
    series = (
        f"A conversation that {counted(len(workshops), 'workshop', 'workshops')} carried"
        if workshops
        else "How the group worked"
    )
    sectors = f"{people} leaders from {counted(len(facts.sectors), 'sector', 'sectors')} took part"
    insights = facts.of(Insight)
    steps = facts.of(NextStep)
    return {
        "introduction": f"Why {facts.group or facts.system} set out",
        "background": sentence(changed).rstrip(".") if turnover.new else "Where the work began",
        "approach": series if not facts.snapshot else "First an honest look at ourselves, then the room",
        "participants": sectors if people else "Who takes part",
        "outcomes": "What the group made together" if not facts.charter else "A charter, and what it rests on",
        "learning": insights[0].title if insights else "What was learnt",
        "next": sentence(steps[0].text).rstrip(".") if steps and len(steps[0].text) <= 80 else "What comes next",
    }


def introduction(facts: Facts) -> list[Block]:
    system, programme, group = facts.system, facts.programme, facts.group
    serves = f" serves {system.population:,} people" if system.population else ""
    across = f"{' across' if serves else ' spans'} {system.geography}" if system.geography else ""
    found: list[Block] = []
    if serves or across:
        found.append(Statement("system", f"{system}{serves}{across}.", (evidence.record(system),)))
    if group:
        found.append(Statement("group", _group(group), (evidence.record(group),)))
    found.append(
        Statement(
            "programme", _programme(facts), (evidence.record(programme), evidence.collection(programme, "people"))
        )
    )
    found += _list("It set out with this aim:", "It set out with these aims:", "aim", facts.of(Aim))
    return found


def _group(group) -> str:
    parts = [f"The {group} is the standing group of the system's leaders."]
    parts += [f"It is chaired by {group.chair}."] if group.chair else []
    parts += [sentence(text) for text in (group.remit, group.place_in_governance) if text]
    return " ".join(parts)


def _programme(facts: Facts) -> str:
    programme, people = facts.programme, len(facts.people)
    when = f"from {programme.starts_on} to {programme.ends_on}" if programme.ends_on else f"since {programme.starts_on}"
    who = f" {people} of its leaders took part." if people else ""
    return f"{programme} has run {when}.{who}" if not programme.ends_on else f"{programme} ran {when}.{who}"


def background(facts: Facts) -> list[Block]:
    found: list[Block] = []
    forms = facts.of(SystemForm)
    if forms:
        text = "The system's forms: " + "; ".join(
            f"{form.name or form.get_kind_display()} from {form.starts_on}" for form in forms
        )
        found.append(Statement("forms", sentence(text), tuple(map(evidence.record, forms))))
    if facts.organisations:
        found.append(_organisations(facts))
        found += [_ending(one) for one in facts.organisations if one.ends_on]
    found += [_partnership(row) for row in facts.of(Partnership)]
    found += [_context(row) for row in facts.of(ContextEvent)]
    found += _list("What already worked well:", "What already worked well:", "strength", facts.of(Strength))
    found += _list("What stood in the way:", "What stood in the way:", "barrier", facts.of(Barrier))
    if facts.turnover.new:
        found.append(_turnover(facts))
    if facts.departures:
        found.append(_departures(facts))
    found += _drawn(
        figures.timeline(facts.programme, facts.at),
        (evidence.kind(facts.programme, "context"), evidence.collection(facts.programme, "series")),
    )
    return found


def _organisations(facts: Facts) -> Statement:
    parts = [
        f"{counted(len(facts.nhs_based_here), 'NHS organisation', 'NHS organisations')} formally based in its area"
    ]
    if facts.councils:
        councils = counted(len(facts.councils), "council", "councils")
        parts.append(f"{councils} ({listed([str(one) for one in facts.councils])})")
    others = len(facts.organisations) - len(facts.nhs_based_here) - len(facts.councils)
    parts += [counted(others, "other organisation", "other organisations")] if others else []
    return Statement(
        "organisations",
        f"The system is made up of {listed(parts)}.",
        (evidence.kind(facts.programme, "organisations"),),
    )


def _ending(one) -> Statement:
    to = f", its work passing to {one.succeeded_by}" if one.succeeded_by else ""
    return Statement(
        f"ending-{one.pk}",
        f"{one} ends on {one.ends_on}{to}." if len(str(one.ends_on)) > 14 else f"{one} ends in {one.ends_on}{to}.",
        (evidence.record(one),),
    )


def _partnership(row) -> Statement:
    said = [f"{row}" + (f", from {row.starts_on}" if row.starts_on else "")]
    said += [f"built around {row.population}"] if row.population else []
    told = [sentence(text) for text in (row.scope, row.provider_model, row.contracting) if text]
    return Statement(f"partnership-{row.pk}", " ".join([sentence(", ".join(said)), *told]), (evidence.record(row),))


def _context(row) -> Statement:
    settled = f", settled {row.ends_on}" if row.ends_on else ""
    text = " ".join(
        [sentence(f"{row.title} ({row.starts_on}{settled})"), *([sentence(row.effect)] if row.effect else [])]
    )
    return Statement(f"context-{row.pk}", text, (evidence.record(row),))


def _turnover(facts: Facts) -> Statement:
    found = facts.turnover
    text = f"{spelt(found.new)} of the {spelt(found.organisations)} NHS organisations based in the area appointed a new chief executive"
    last = (
        f"; the last took up post in {found.last}"
        if found.last and found.last.precision != "day"
        else f"; the last took up post on {found.last}"
    )
    sources = (evidence.kind(facts.programme, "appointments"), evidence.kind(facts.programme, "organisations"))
    return Statement("turnover", sentence(text + last), sources)


def _departures(facts: Facts) -> Statement:
    reasons = sorted({one.end_reason for one in facts.departures if one.end_reason})
    because = f" ({listed(reasons)}, as announced)" if reasons else ""
    text = f"{counted(len(facts.departures), 'chief executive', 'chief executives')} left{because}"
    return Statement("departures", sentence(text), (evidence.kind(facts.programme, "appointments"),))


def approach(facts: Facts) -> list[Block]:
    found: list[Block] = [_commission(row) for row in facts.of(Commission)]
    phases = facts.of(Phase)
    if phases:
        items = tuple(Statement(f"phase-{row.pk}", _phase(row), (evidence.record(row),)) for row in phases)
        found.append(Listing("The programme went through these phases:", items))
    if facts.step:
        found.append(_prework(facts))
    if facts.snapshot:
        found.append(_snapshot(facts))
    found += _series(facts)
    return found


def _commission(row) -> Statement:
    weeks = f" over {spelt(row.weeks)} weeks" if row.weeks else ""
    team = f" The team brought together {row.professions}." if row.professions else ""
    text = f"{row.client} commissioned {row.provider}{weeks}. {sentence(row.scope)}{team}"
    return Statement(f"commission-{row.pk}", text, (evidence.record(row),))


def _phase(row) -> str:
    note = f": {row.note}" if row.note else ""
    return sentence(f"{row.get_kind_display()}, {row.starts_on}{note}")


def _prework(facts: Facts) -> Statement:
    text = "Before the workshops every participant was asked to complete a conflict profile."
    return Statement(
        "prework", text, (evidence.record(facts.step, "The conflict profile, asked of every participant"),)
    )


def _snapshot(facts: Facts) -> Statement:
    shown = facts.snapshot
    when = date_format(shown.published_at, "j F Y")
    text = (
        f"{shown.covered} of {shown.of} leaders were counted together in the team snapshot of {when}, "
        f"which said: “{shown.title.rstrip('.')}”."
    )
    return Statement("snapshot", text, (evidence.record(shown, "Team snapshot"),))


def _series(facts: Facts) -> list[Block]:
    workshops, coaching = facts.events_of(Event.Kind.WORKSHOP), facts.events_of(Event.Kind.GROUP_COACHING)
    if not facts.events:
        return []
    kinds = [counted(len(workshops), "workshop", "workshops")] if workshops else []
    kinds += [counted(len(coaching), "group coaching session", "group coaching sessions")] if coaching else []
    found: list[Block] = []
    if kinds:
        text = f"The programme was a series of {listed(kinds)}."
        found.append(Statement("series", text, (evidence.collection(facts.programme, "series"),)))
    for event in facts.events:
        if event.kind != Event.Kind.INDIVIDUAL_COACHING:
            found += _event(event)
    return found


def _event(event: Event) -> list[Block]:
    source = (evidence.record(event, f"{event.get_kind_display()}: {event.title}"),)
    setting = event.get_setting_display().lower()
    invited = f" Invited: {event.invited}." if event.invited else ""
    text = f"{event.title}, {event.starts_on}, {setting}{f' at {event.place}' if event.place else ''}.{invited}{_first_time(event)}"
    aims = [aim for aim in event.aims.all() if aim.withdrawn_at is None]
    items = tuple(Statement(f"aim-of-event-{aim.pk}", sentence(aim.text), source) for aim in aims)
    told = Statement(f"event-{event.pk}", text, source)
    return [told, Listing("Its aims were to:", items)] if items else [told]


def _first_time(event: Event) -> str:
    """For several people the first time in person; said without a number, and not at all of one or two."""
    first = [
        row for row in event.attendances.all() if row.first_in_person_since and row.mode == Attendance.Mode.IN_PERSON
    ]
    since = {row.first_in_person_since for row in first}
    if len(first) < SEVERAL:
        return ""
    return f" For several leaders it was the first meeting in person since {listed(sorted(since))}."


def participants(facts: Facts) -> list[Block]:
    people = (evidence.collection(facts.programme, "people"),)
    if not facts.people:
        return []
    found: list[Block] = [Statement("participants", _participants(facts), people)]
    if facts.sectors:
        items = tuple(
            Statement(f"sector-{n}", f"{label}: {count}.", people)
            for n, (label, count) in enumerate(facts.sectors, start=1)
        )
        found.append(Listing("By sector:", items))
    sources = (evidence.kind(facts.programme, "posts"), evidence.kind(facts.programme, "appointments"))
    found += _drawn(figures.posts(facts.programme, facts.at, agreed_names_only=True), sources)
    return found


def _participants(facts: Facts) -> str:
    groups = [f"{count} as {label.lower()}" for label, count in facts.role_groups]
    by_group = f" By role: {listed(groups)}." if groups else ""
    return f"{len(facts.people)} leaders took part.{by_group}"


def outcomes(facts: Facts) -> list[Block]:
    programme = facts.programme
    themes = [(row, f"{row.name}: {row.text}") for row in facts.of(OutcomeTheme)]
    found = _texts(
        "The group weighed one core aspect:", f"The group weighed {spelt(len(themes))} core aspects:", "theme", themes
    )
    found += _drawn(
        figures.framework(programme), (evidence.kind(programme, "areas"), evidence.kind(programme, "points"))
    )
    sources = [(row, f"{row.citation}. {row.says}".strip()) for row in facts.of(EvidenceSource)]
    found += _texts("The framework rests on this source:", "The framework rests on these sources:", "source", sources)
    found += _charter(facts)
    outputs = [
        (row, f"{row.get_kind_display()}: {row.text}{f' ({row.agreed_on})' if row.agreed_on else ''}")
        for row in facts.of(Output)
    ]
    found += _texts("The programme made:", "The programme made:", "output", outputs)
    found += [_milestone(row) for row in facts.of(Milestone)]
    return found + _recommendations(facts)


def _charter(facts: Facts) -> list[Block]:
    charter = facts.charter
    if charter is None:
        return []
    source = (evidence.record(charter, f"The charter, version {charter.number}"),)
    lines = sum(len(section["commitments"]) for section in charter.sections)
    when = f"on {charter.adopted_on}" if charter.adopted_on.precision == "day" else f"in {charter.adopted_on}"
    text = f"The group adopted its charter {when}: {counted(lines, 'commitment', 'commitments')}."
    found: list[Block] = [Statement("charter", text, source)]
    for section in charter.sections:
        items = tuple(
            Statement(f"charter-{section['section']}-{n}", sentence(line), source)
            for n, line in enumerate(section["commitments"], start=1)
        )
        found.append(Listing(f"{section['title']}:", items))
    return found


def _milestone(row: Milestone) -> Statement:
    when = (
        f"reached {row.reached_on}"
        if row.reached_on
        else f"planned for {row.planned_on}"
        if row.planned_on
        else "not dated"
    )
    granted = f", granted by {row.granted_by}" if row.granted_by else ""
    ours = f" What the programme contributed: {sentence(row.contribution)}" if row.contribution else ""
    return Statement(f"milestone-{row.pk}", f"{row.title}: {when}{granted}.{ours}", (evidence.record(row),))


def _recommendations(facts: Facts) -> list[Block]:
    rows = facts.of(Recommendation)
    if not rows:
        return []
    lead = f"{counted(len(rows), 'recommendation', 'recommendations')} to overcome the barriers:"
    items = [(row, f"{row.text}{f' (owner: {row.owner})' if row.owner else ''}") for row in rows]
    return _texts(sentence(lead), sentence(lead), "recommendation", items)


def learning(facts: Facts) -> list[Block]:
    found: list[Block] = [
        Statement(f"insight-{row.pk}", f"{sentence(row.title)} {sentence(row.text)}", (evidence.record(row),))
        for row in facts.of(Insight)
    ]
    related = [(row, f"{row.title}{f': {row.reason}' if row.reason else ''}") for row in facts.of(RelatedProgramme)]
    return found + _texts(
        "Another programme ran at the same time:", "Other programmes ran at the same time:", "related", related
    )


def next_steps(facts: Facts) -> list[Block]:
    steps = [
        (
            row,
            f"{row.text.rstrip('.')}{f' ({row.due_on})' if row.due_on else ''}{f', {row.owner}' if row.owner else ''}",
        )
        for row in facts.of(NextStep)
    ]
    return _texts("The next step:", "The next steps:", "next-step", steps)


def _list(one: str, many: str, word: str, rows: Iterable) -> list[Block]:
    return _texts(one, many, word, [(row, str(row)) for row in rows])


def _texts(one: str, many: str, word: str, rows: list[tuple]) -> list[Block]:
    """A list with its line above; nothing where nothing is recorded."""
    items = tuple(Statement(f"{word}-{row.pk}", sentence(text), (evidence.record(row),)) for row, text in rows)
    return [Listing(one if len(items) == 1 else many, items)] if items else []


def _drawn(figure: Figure | None, sources: tuple[Source, ...]) -> list[Block]:
    if figure is None:
        return []
    table = figure.table
    said = f"{figure.title}. {table.rows if table else figure.chart}"
    return [Drawn(figure, Statement(f"figure-{figure.key}", said, sources))]
