"""Place partnerships: those that were there before the programme, and those that it agreed."""

from collections import defaultdict

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import paragraph
from hwe_portal.reports.case_study.content import Block, Listing, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence, stopped
from programmes.models import Partnership

AGREED = (("Scope", "scope"), ("Provider model", "provider_model"), ("Contracting mechanism", "contracting"))


def agreed_before(facts: Facts) -> list[Block]:
    """One sentence for all that have the same population and began at the same time."""
    rows = [row for row in facts.of(Partnership) if not facts.began_within(row.starts_on)]
    return paragraph(*[_together(alike, _serving(alike)) for alike in _alike(rows)])


def agreed_within(facts: Facts) -> list[Block]:
    """The partnerships that began in the programme's time, each group with what it agreed."""
    rows = [row for row in facts.of(Partnership) if facts.began_within(row.starts_on)]
    found: list[Block] = []
    for alike in _alike(rows):
        found += paragraph(_together(alike, "came of it"))
        found += _terms(alike)
    return found


def _alike(rows: list[Partnership]) -> list[list[Partnership]]:
    """Partnerships that agreed the same."""
    groups: dict[tuple[str, ...], list[Partnership]] = defaultdict(list)
    for row in rows:
        groups[(row.population, str(row.starts_on), *[getattr(row, name) for _, name in AGREED])].append(row)
    return list(groups.values())


def _serving(rows: list[Partnership]) -> str:
    since = rows[0].starts_on
    if since is None:
        return "serve the area" if len(rows) > 1 else "serves the area"
    return f"{'have' if len(rows) > 1 else 'has'} served the area since {since}"


def _together(rows: list[Partnership], what: str) -> Statement:
    first = rows[0]
    around = f", built around {first.population}" if first.population else ""
    who = f"{counted(len(rows), 'place partnership', 'place partnerships')}, {listed([row.name for row in rows])},"
    text = sentence(f"{who} {what}{around}")
    return Statement(f"partnerships-{first.pk}", text, tuple(map(evidence.record, rows)))


def _terms(rows: list[Partnership]) -> list[Block]:
    """Scope, provider model and contracting, as far as they are recorded."""
    first, sources = rows[0], tuple(map(evidence.record, rows))
    items = tuple(
        Statement(f"terms-{first.pk}.{name}", f"{label}: {stopped(getattr(first, name))}", sources, head=f"{label}:")
        for label, name in AGREED
        if getattr(first, name)
    )
    lead = "They agreed on:" if len(rows) > 1 else "It agreed on:"
    return [Listing(items, lead)] if items else []
