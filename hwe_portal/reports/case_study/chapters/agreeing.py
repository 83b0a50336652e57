"""How the charter came about and is kept: agreed by how many, signed in how many posts, looked at again; no names."""

from charters.models import CharterVersion
from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import paragraph
from hwe_portal.reports.case_study.chapters.sessions import times, within
from hwe_portal.reports.case_study.content import Block, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import counted, listed, sentence, when

NONE_LEFT = "no “not yet” was left without an answer that its author took"


def about_the_charter(facts: Facts) -> list[Block]:
    if not facts.charter_versions:
        return []
    first, version = facts.charter_versions[0], facts.charter_versions[-1]
    if first == version:
        return paragraph(_agreed(first, "it"), _signed(facts, first, "it"), _reviews(facts))
    now = f"version {version.number}"
    agreed = _agreed(first, "the first version", "-first"), _agreed(version, f"what {now} changes")
    return paragraph(*agreed, _signed(facts, version, now), _reviews(facts))


def _agreed(version: CharterVersion, what: str, which: str = "") -> Statement | None:
    """In a round or in the room, and by how many; None of a version that the facilitator recorded as adopted."""
    if version.agreed_in is None and version.event is None:
        return None
    round_, source = version.agreed_in, (evidence.round_of(version),)
    who = counted(len(version.took_part), "leader", "leaders") if version.took_part else "the group"
    if round_ is None or round_.on_paper:
        text = f"{who} agreed {what} together in {within(version.event)}"
    else:
        live = f" that was run in {within(version.event)}" if version.event else ""
        text = f"in a round{live}, {who} said where they stood on {what}, and {NONE_LEFT}"
    return Statement(f"charter-agreed{which}", sentence(text), source)


def _signed(facts: Facts, version: CharterVersion, what: str) -> Statement | None:
    """How many leaders stand by it by name, in how many posts; a signature binds no board or council."""
    posts = [post for _, post in facts.tallied.signatures.get(version.pk, [])]
    if not posts:
        return None
    who = counted(len(posts), "leader has put their name", "leaders have put their names")
    text = f"{who} to {what}{_in_posts(posts)}"
    return Statement("charter-signed", sentence(text), (evidence.signatures(version),))


def _in_posts(posts: list[str]) -> str:
    held = len({post for post in posts if post})
    if held == len(posts) > 1:
        return ", each in their own post"
    return f", in {counted(held, 'post', 'posts')}" if held else ""


def _reviews(facts: Facts) -> Statement | None:
    held = facts.tallied.reviews
    if not held:
        return None
    days = listed(list(dict.fromkeys(when(review.on) for review in held)))
    text = f"The group has come back to its charter {times(len(held))}, {days}."
    return Statement("charter-reviews", text, tuple(map(evidence.review, held)))
