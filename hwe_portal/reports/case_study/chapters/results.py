"""Outcomes: what the group weighed, the framework, the charter, and what else came of the programme."""

from collections.abc import Iterator

from charters.models import CharterVersion
from hwe_portal.reports import evidence, figures
from hwe_portal.reports.case_study.chapters.agreeing import about_the_charter
from hwe_portal.reports.case_study.chapters.building import Said, drawn, listing, one_or_list
from hwe_portal.reports.case_study.chapters.places import agreed_within
from hwe_portal.reports.case_study.chapters.sessions import made_in
from hwe_portal.reports.case_study.content import Block, Poster, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence, spelt, stopped, when
from programmes.models import Barrier, EvidenceSource, FrameworkArea, Milestone, OutcomeTheme, Output, Recommendation


def outcomes(facts: Facts) -> tuple[str, list[Block]]:
    programme, themes = facts.programme, facts.of(OutcomeTheme)
    weighed: list[Said] = [(row, row.text, row.name) for row in themes]
    research: list[Said] = [
        (row, row.says, row.citation) if row.says else (row, row.citation, "") for row in facts.of(EvidenceSource)
    ]
    made: list[Said] = [(row, _output(facts, row), row.get_kind_display()) for row in facts.of(Output)]
    blocks = [
        *one_or_list("theme", "The group weighed one core aspect.", _weighed(len(themes)), weighed),
        *drawn(figures.framework(facts), evidence.kind(programme, "areas"), evidence.kind(programme, "points")),
        *one_or_list("source", "The framework rests on evidence.", "The framework rests on evidence:", research),
        *_charter(facts),
        *about_the_charter(facts),
        *one_or_list("output", "The programme made one thing.", "The programme made:", made),
        *agreed_within(facts),
        *listing("milestone", "Milestones:", [(row, _milestone(row), _reached(row)) for row in facts.of(Milestone)]),
        *_recommendations(facts),
    ]
    return _title(facts), blocks


def _title(facts: Facts) -> str:
    reached = [row for row in facts.of(Milestone) if row.reached_on and row.granted_by]
    if reached:
        return f"{reached[-1].title.rstrip('.')}, granted {when(reached[-1].reached_on)}"
    if facts.charter and facts.of(FrameworkArea):
        return "A charter, and the framework that it rests on"
    return "A charter" if facts.charter else "What the group made together"


def _weighed(count: int) -> str:
    return f"The group weighed {counted(count, 'core aspect', 'core aspects')} of leading the system:"


def _output(facts: Facts, row: Output) -> str:
    agreed = f" (agreed {when(row.agreed_on)})" if row.agreed_on else ""
    return f"{row.text.rstrip('.')}{agreed}{made_in(facts, row)}"


def _charter(facts: Facts) -> list[Block]:
    charter = facts.charter
    if charter is None:
        return []
    source = (evidence.record(charter, f"The charter, version {charter.number}"),)
    lines = counted(facts.charter_lines, "commitment", "commitments")
    text = f"The group adopted its charter {when(facts.charter_versions[0].adopted_on)}{_since(charter)}: {lines}"
    text = f"{text}{_bearing(charter.sections)}."
    items = tuple(
        Statement(f"charter-lines.{section['section']}-{number}", sentence(line), source)
        for section in charter.sections
        for number, line in _lines(section)
    )
    titles = tuple((section["title"], tuple(map(len, _below(section)))) for section in charter.sections)
    return [Poster((Statement("charter", text, source), *items), titles)]


def _lines(section: dict) -> Iterator[tuple[str, str]]:
    """Each commitment of a section with its number, and after it the behaviours below it."""
    for number, (line, below) in enumerate(zip(section["commitments"], _below(section), strict=True), start=1):
        yield f"{number}", line
        yield from ((f"{number}-{place}", behaviour) for place, behaviour in enumerate(below, start=1))


def _below(section: dict) -> list[list[str]]:
    """The behaviours below each commitment; versions of before there were any hold none."""
    return section.get("behaviours") or [[] for _ in section["commitments"]]


def _since(charter: CharterVersion) -> str:
    """Where it was changed since, which version is in force."""
    return "" if charter.number == 1 else f". Version {charter.number}, adopted {when(charter.adopted_on)}, is in force"


def _bearing(sections: list[dict]) -> str:
    """How many behaviours bear the commitments out: those in a section of their own, and those below commitments."""
    among = sum(len(one["commitments"]) for one in sections if one["section"] == "behaviours")
    below = sum(len(lines) for one in sections for lines in one.get("behaviours", ()))
    own = "a behaviour that bears" if among == 1 else "behaviours that bear"
    said = [f"{spelt(among)} of them {own} the others out"] if among else []
    if below:
        said.append(
            f"with {spelt(below)} more below them"
            if among
            else f"borne out by {counted(below, 'behaviour', 'behaviours')}"
        )
    return "".join(f", {each}" for each in said)


def _reached(row: Milestone) -> str:
    if row.reached_on:
        return f"Reached {when(row.reached_on)}"
    return f"Planned for {row.planned_on}" if row.planned_on else "Not dated yet"


def _milestone(row: Milestone) -> str:
    granted = f", granted by {row.granted_by}" if row.granted_by else ""
    ours = f" The programme contributed {row.contribution.rstrip('.')}." if row.contribution else ""
    return f"{stopped(row.title.rstrip('.') + granted)}{ours}"


def _recommendations(facts: Facts) -> list[Block]:
    rows = facts.of(Recommendation)
    numbers = {row.pk: number for number, row in enumerate(facts.of(Barrier), start=1)}
    lead = f"{counted(len(rows), 'recommendation', 'recommendations')} to overcome the barriers:"
    said: list[Said] = [(row, _recommendation(row, numbers), "") for row in rows]
    return listing("recommendation", sentence(lead), said, ordered=True)


def _recommendation(row: Recommendation, numbers: dict[int, int]) -> str:
    answers = sorted(numbers[barrier.pk] for barrier in row.barriers.all() if barrier.pk in numbers)
    word = "barrier" if len(answers) == 1 else "barriers"
    against = [f"{word} {listed([str(number) for number in answers])}"] if answers else []
    details = ", ".join([*against, *([f"owner: {row.owner}"] if row.owner else [])])
    return f"{row.text.rstrip('.')}{f' ({details})' if details else ''}"
