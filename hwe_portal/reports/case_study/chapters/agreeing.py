"""How the charter came about and is kept: agreed by how many, signed in how many posts, looked at again; no names."""

from charters.models import CharterVersion
from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import paragraph
from hwe_portal.reports.case_study.chapters.sessions import times, within
from hwe_portal.reports.case_study.content import Block, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence, when


def about_the_charter(facts: Facts) -> list[Block]:
    version = facts.charter
    if version is None:
        return []
    return paragraph(_agreed(version), _version(version), _signed(facts, version), _reviews(facts))


def _agreed(version: CharterVersion) -> Statement | None:
    """In a round or in the room, and by how many; None of a version that the facilitator recorded as adopted."""
    if version.agreed_in is None and version.event is None:
        return None
    round_, source = version.agreed_in, (evidence.round_of(version),)
    who = counted(len(version.took_part), "leader", "leaders") if version.took_part else "the group"
    if round_ is None or round_.on_paper:
        text = f"{who} agreed it together in {within(version.event)}"
    else:
        live = f" that was run in {within(version.event)}" if version.event else ""
        text = f"{who} said where they stood on it in a round{live}, and no “not yet” was left without an answer"
    return Statement("charter-agreed", sentence(text), source)


def _version(version: CharterVersion) -> Statement | None:
    if version.number == 1:
        return None
    before = counted(version.number - 1, "version", "versions")
    text = f"It is version {version.number}; the group had adopted {before} before it."
    return Statement("charter-version", text, (_source(version),))


def _signed(facts: Facts, version: CharterVersion) -> Statement | None:
    """How many leaders stand by it by name, in how many posts; a signature binds no board or council."""
    posts = facts.tallied.signatures.get(version.pk, [])
    if not posts:
        return None
    held = len({post for post in posts if post})
    who = counted(len(posts), "leader has put their name", "leaders have put their names")
    where = f", in {counted(held, 'post', 'posts')}" if held else ""
    return Statement("charter-signed", sentence(f"{who} to it{where}"), (evidence.signatures(version),))


def _reviews(facts: Facts) -> Statement | None:
    held = facts.tallied.reviews
    if not held:
        return None
    days = listed(list(dict.fromkeys(when(review.on) for review in held)))
    text = f"The group has come back to its charter {times(len(held))}, {days}."
    return Statement("charter-reviews", text, tuple(map(evidence.review, held)))


def _source(version: CharterVersion) -> evidence.Source:
    return evidence.record(version, f"The charter, version {version.number}")
