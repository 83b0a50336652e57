"""Place partnerships: those that were there before the programme, and those that it agreed."""

from collections import defaultdict

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import paragraph
from hwe_portal.reports.case_study.content import Block, Listing, Statement
from hwe_portal.reports.case_study.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence
from programmes.models import Partnership

AGREED = (("Scope", "scope"), ("Provider model", "provider_model"), ("Contracting mechanism", "contracting"))


def agreed_before(facts: Facts) -> list[Block]:
    """One sentence for all that have the same population and began at the same time."""
    rows = [row for row in facts.of(Partnership) if not facts.began_within(row.starts_on)]
    return paragraph(*[_together(alike, "serve" if len(alike) > 1 else "serves") for alike in _alike(rows, facts)])


def agreed_within(facts: Facts) -> list[Block]:
    """The partnerships that began in the programme's time, each group with what it agreed."""
    rows = [row for row in facts.of(Partnership) if facts.began_within(row.starts_on)]
    found: list[Block] = []
    for alike in _alike(rows, facts):
        found += paragraph(_together(alike, "came of it"))
        found += _terms(alike)
    return found


def _alike(rows: list[Partnership], facts: Facts) -> list[list[Partnership]]:
    """Partnerships that agreed the same."""
    groups: dict[tuple[str, ...], list[Partnership]] = defaultdict(list)
    for row in rows:
        groups[(row.population, str(row.starts_on), *[getattr(row, name) for _, name in AGREED])].append(row)
    return list(groups.values())


def _together(rows: list[Partnership], verb: str) -> Statement:
    first = rows[0]
    around = f", built around {first.population}" if first.population else ""
    since = f" since {first.starts_on}" if first.starts_on and verb != "came of it" else ""
    names = listed([row.name for row in rows])
    who = f"{counted(len(rows), 'place partnership', 'place partnerships')}, {names},"
    text = f"{who} {verb}{around}." if verb == "came of it" else f"{who} {verb} the area{since}{around}."
    return Statement(f"partnerships-{first.pk}", sentence(text), tuple(map(evidence.record, rows)))


def _terms(rows: list[Partnership]) -> list[Block]:
    """Scope, provider model and contracting, as far as they are recorded."""
    first, sources = rows[0], tuple(map(evidence.record, rows))
    items = tuple(
        Statement(f"terms-{first.pk}.{name}", f"{label}: {sentence(getattr(first, name))}", sources, head=f"{label}:")
        for label, name in AGREED
        if getattr(first, name)
    )
    lead = "They agreed on:" if len(rows) > 1 else "It agreed on:"
    return [Listing(items, lead)] if items else []
