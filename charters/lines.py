"""The lines of a charter: behaviours as they are typed, and commitments as a version keeps them. Asks no database."""

from collections.abc import Iterable

from charters.models import Commitment, Section


def lines_of(behaviours: str) -> list[str]:
    """Behaviours as they were typed, one on each line: trimmed, without empty lines, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in behaviours.splitlines() if line.strip()))


def told(commitments: Iterable[Commitment]) -> list[dict]:
    """Commitments in their order, with their section and standing behaviours at hand, as `as_it_stands` gives them."""
    found: dict[Section, list[Commitment]] = {}
    for commitment in commitments:
        found.setdefault(commitment.section, []).append(commitment)
    return [_section(section, lines) for section, lines in found.items()]


def _section(section: Section, lines: list[Commitment]) -> dict:
    told = {"section": section.key, "title": section.title, "commitments": [line.text for line in lines]}
    behaviours = [[behaviour.text for behaviour in line.behaviours.all()] for line in lines]
    return told | {"behaviours": behaviours} if any(behaviours) else told
