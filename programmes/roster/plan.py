"""The plan of an import: what each row will do, in words and in records.

A *line* is what the importer is shown of a row, an *act* what will be written for it. They differ in one thing: a
person whom the importer may not see has the line of somebody new, word for word, and the act of somebody known.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Organisation, Post, Sector
from programmes.roster import words
from programmes.roster.entries import Entry, Problem
from programmes.roster.known import KnownPerson


class Outcome(StrEnum):
    """In the order in which a preview shows them."""

    REFUSED = "refused"
    CHANGED = "changed"
    NEW = "new"
    MATCHED = "matched"


@dataclass(frozen=True)
class Line:
    """What the importer reads about one row: what the row says, what will happen, what is good to know, or why not."""

    number: int
    outcome: Outcome
    name: str
    email: str
    organisation: str
    post: str
    role: str
    since: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Act:
    """What will be written for one row.

    None for person, organisation, post, appointment or part means a new one; `redate`, `repost` and `rename` name what
    is on record already and will change, None where it stays.
    """

    entry: Entry
    role: Role
    since: FactDate
    person: KnownPerson | None = None
    organisation: Organisation | None = None
    post: Post | None = None
    appointment: Appointment | None = None
    part: Membership | None = None
    redate: Appointment | None = None
    repost: Membership | None = None
    rename: KnownPerson | None = None
    listed_name: str = ""  # the programme's own name for somebody whose record is not the importer's to correct

    @property
    def is_stranger(self) -> bool:
        return self.person is not None and not self.person.seen


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]
    acts: tuple[Act, ...]
    sectors: dict[str, Sector] = field(default_factory=dict)  # of organisations that are new, by the key of their name

    @property
    def refused(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome == Outcome.REFUSED)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each outcome, and how many organisations and posts are new."""
        counted = Counter(line.outcome.value for line in self.lines)
        organisations = {
            words.key(act.entry.organisation) for act in self.acts if act.entry.post and not act.organisation
        }
        posts = {_post_key(act.entry) for act in self.acts if act.entry.post and not act.post}
        outcomes = {outcome.value: counted[outcome.value] for outcome in Outcome}
        return outcomes | {"organisations": len(organisations), "posts": len(posts)}

    @property
    def digest(self) -> str:
        """Changes whenever what a preview says changes; the addresses, which stay as uploaded, are left out."""
        said = "\n".join(repr(replace(line, email="")) for line in self.lines)
        return hashlib.sha256(said.encode()).hexdigest()


def _post_key(entry: Entry) -> tuple[str, str]:
    return words.key(entry.organisation), words.key(entry.post)
