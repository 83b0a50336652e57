"""Who may do what: the only place that says so.

A *scope* (a programme, a system, the portal) answers `roles_of(user)`; `GRANTS` says which roles a capability asks for;
`may` joins the two. The same table, as a filter over a lookup path, is `holds`. This module imports no model: the words
of a capability may name things of apps above, their rows stay theirs.
"""

from datetime import date, timedelta
from enum import Enum
from typing import Any, Protocol

from django.db.models import Q, TextChoices


class Role(TextChoices):
    FACILITATOR = "facilitator", "Facilitator"
    INTERVIEWER = "interviewer", "Interviewer"
    PARTICIPANT = "participant", "Leader"
    LEAVER = "leaver", "Leader who left lately"
    ASSISTANT = "assistant", "Assistant of a leader"
    SPONSOR = "sponsor", "Sponsor"
    STEWARD = "steward", "Runs the system"
    ADMINISTRATOR = "administrator", "Administrator"


PROGRAMME_ROLES = (Role.FACILITATOR, Role.INTERVIEWER, Role.PARTICIPANT, Role.ASSISTANT, Role.SPONSOR)


class Capability(Enum):
    """One sentence each; the value is how the sentence ends after "may"."""

    MANAGE_ACCOUNTS = "invite people and manage accounts"
    CREATE_SYSTEM = "set up a system"
    SEE_SYSTEM = "see a system, its organisations, posts and who held them"
    EDIT_SYSTEM = "correct a system, its organisations and posts"
    CREATE_PROGRAMME = "set up a programme in a system"
    SEE_PROGRAMME = "see a programme and its time line"
    RUN_PROGRAMME = "set up a programme, its people and its records"
    SEE_PEOPLE = "see who takes part in a programme"
    TAKE_PART = "do pre-work and take part"
    SEE_PROFILES = "see every conflict profile of a programme, record and release them"
    NAME_ASSISTANT = "name an assistant of their own"
    TAKE_OWN_DATA = "take away what the programme holds about themselves"
    BOOK_CONVERSATION = "book, move and cancel a conversation"
    HOLD_CONVERSATIONS = "offer times, hold conversations and keep their notes"
    CODE_THEMES = "keep the codebook and code the notes that are open to them"
    PUBLISH_THEMES = "preview and publish themes"
    SEE_THEMES = "read published themes"
    RUN_SURVEYS = "build surveys, ask people and see how many answered"
    READ_ANSWERS = "read comments, and single answers of surveys that are not anonymous"
    PUBLISH_RESULTS = "preview and publish results of surveys, and record what the group decides about them"
    SEE_RESULTS = "read published results of surveys"
    READ_SHARED_RESULTS = "read results that the group decided to share with its sponsors"
    MAKE_DECKS = "make decks for the room and show them"
    PUBLISH_SNAPSHOT = "preview and publish a team snapshot"
    SEE_SNAPSHOT = "see a published team snapshot"
    SEE_EVENTS = "see workshops and coaching dates"
    EDIT_EVENTS = "plan workshops and coaching and keep the register"
    REPLY_TO_EVENTS = "reply to an invitation to a meeting"
    SEE_OUTCOMES = "read what meetings gathered, decided and agreed to do"
    STEER_ROOM = "steer the live room and enter what a room made on paper"
    JOIN_ROOM = "take part in the live room"
    SEE_CHARTER = "read the charter, its proposals and their rounds"
    PROPOSE_CHARTER = "propose changes to the charter and comment on them"
    TAKE_STANCE = "say where they stand in a round, and sign the charter"
    EDIT_CHARTER = "write the charter, run its rounds and its reviews, and adopt it"
    WRITE_REPORTS = "write, issue and read reports"
    READ_ISSUED_REPORTS = "read reports issued to sponsors"


_F, _I, _P, _A, _S = PROGRAMME_ROLES
_L = Role.LEAVER

GRANTS: dict[Capability, frozenset[Role]] = {
    Capability.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Capability.CREATE_SYSTEM: frozenset({Role.ADMINISTRATOR, Role.STEWARD, _F}),
    Capability.SEE_SYSTEM: frozenset({Role.ADMINISTRATOR, Role.STEWARD, _F, _I, _P}),
    Capability.EDIT_SYSTEM: frozenset({Role.ADMINISTRATOR, Role.STEWARD, _F}),
    Capability.CREATE_PROGRAMME: frozenset({Role.STEWARD, _F}),
    Capability.SEE_PROGRAMME: frozenset({_F, _I, _P}),
    Capability.RUN_PROGRAMME: frozenset({_F}),
    Capability.SEE_PEOPLE: frozenset({_F, _I, _P}),
    Capability.TAKE_PART: frozenset({_P}),
    Capability.SEE_PROFILES: frozenset({_F}),
    Capability.NAME_ASSISTANT: frozenset({_P}),
    Capability.TAKE_OWN_DATA: frozenset({_P, _L}),
    Capability.BOOK_CONVERSATION: frozenset({_P, _A, _L}),
    Capability.HOLD_CONVERSATIONS: frozenset({_F, _I}),
    Capability.CODE_THEMES: frozenset({_F, _I}),
    Capability.PUBLISH_THEMES: frozenset({_F}),
    Capability.SEE_THEMES: frozenset({_F, _I, _P}),
    Capability.RUN_SURVEYS: frozenset({_F}),
    Capability.READ_ANSWERS: frozenset({_F}),
    Capability.PUBLISH_RESULTS: frozenset({_F}),
    Capability.SEE_RESULTS: frozenset({_F, _P}),
    Capability.READ_SHARED_RESULTS: frozenset({_F, _S}),
    Capability.MAKE_DECKS: frozenset({_F}),
    Capability.PUBLISH_SNAPSHOT: frozenset({_F}),
    Capability.SEE_SNAPSHOT: frozenset({_F, _P}),
    Capability.SEE_EVENTS: frozenset({_F, _I, _P, _A}),
    Capability.EDIT_EVENTS: frozenset({_F}),
    Capability.REPLY_TO_EVENTS: frozenset({_P, _A}),
    Capability.SEE_OUTCOMES: frozenset({_F, _I, _P}),
    Capability.STEER_ROOM: frozenset({_F}),
    Capability.JOIN_ROOM: frozenset({_P}),
    Capability.SEE_CHARTER: frozenset({_F, _I, _P}),
    Capability.PROPOSE_CHARTER: frozenset({_F, _P}),
    Capability.TAKE_STANCE: frozenset({_P}),
    Capability.EDIT_CHARTER: frozenset({_F}),
    Capability.WRITE_REPORTS: frozenset({_F}),
    Capability.READ_ISSUED_REPORTS: frozenset({_S}),
}

# How long after leaving a programme a leader still reaches what is their own (Role.LEAVER).
LEAVING = timedelta(days=30)

# The fewest people that a figure may be about (DESIGN: floors). May be raised, never lowered.
FLOOR = 5
SPONSOR_FLOOR = 8


class Scope(Protocol):
    def roles_of(self, user: Any) -> frozenset[Role]: ...


def grants(capability: Capability, roles: frozenset[Role]) -> bool:
    """Whether one of these roles is enough for the capability."""
    return bool(GRANTS[capability] & roles)


def may(user: Any, capability: Capability, scope: Scope) -> bool:
    """Whether this user holds, now, a role in this scope that the capability asks for."""
    return user.is_authenticated and grants(capability, scope.roles_of(user))


def current(at: date, path: str = "") -> Q:
    """Rows under `path` that have begun and have not ended on the day `at` (both ends included)."""
    began = Q(**{f"{path}starts_on__lte": at})
    return began & (Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": at}))


def left_lately(at: date, path: str = "") -> Q:
    """Leaders' parts under `path` that ended before the day `at`, at most LEAVING ago."""
    ended = Q(**{f"{path}ends_on__lt": at, f"{path}ends_on__gte": at - LEAVING})
    return ended & Q(**{f"{path}role": Role.PARTICIPANT})


def holds(user: Any, capability: Capability, at: date, path: str = "") -> Q:
    """The programmes (under `path`, "" or ending in "__") in which the user holds the capability on the day `at`.

    Matches through memberships, so a row may come back more than once: use it in a subquery.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    roles = [role for role in PROGRAMME_ROLES if role in GRANTS[capability]]
    members = f"{path}memberships__"
    theirs = Q(**{f"{members}person__user": user, f"{members}withdrawn_at": None})
    held = Q(**{f"{members}role__in": roles}) & current(at, members)
    if Role.LEAVER in GRANTS[capability]:
        held |= left_lately(at, members)
    return theirs & held


def runs(user: Any, capability: Capability, at: date) -> Q:
    """The systems in which the user holds the capability, through the system itself or a programme in it."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_administrator and Role.ADMINISTRATOR in GRANTS[capability]:
        return Q()
    found = holds(user, capability, at, "programmes__")
    if Role.STEWARD in GRANTS[capability]:
        found |= Q(memberships__person__user=user) & current(at, "memberships__")
    return found
