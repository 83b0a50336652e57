"""The lines of a charter: behaviours as they are typed, and commitments as a version keeps them. Asks no database."""

from collections.abc import Iterable

from charters.models import Commitment, Section


def lines_of(behaviours: str) -> list[str]:
    """Behaviours as they were typed, one on each line: trimmed, without empty lines, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in behaviours.splitlines() if line.strip()))


def told(lines: Iterable[tuple[Commitment, list[str]]]) -> list[dict]:
    """Commitments in their order, each with its behaviours, as `services.charter.as_it_stands` gives them.

    Expects the section of each at hand.
    """
    found: dict[Section, list[tuple[Commitment, list[str]]]] = {}
    for line, behaviours in lines:
        found.setdefault(line.section, []).append((line, behaviours))
    return [_section(section, below) for section, below in found.items()]


def _section(section: Section, lines: list[tuple[Commitment, list[str]]]) -> dict:
    said = {"section": section.key, "title": section.title, "commitments": [line.text for line, _ in lines]}
    behaviours = [below for _, below in lines]
    return said | {"behaviours": behaviours} if any(behaviours) else said
