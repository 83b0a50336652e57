"""Who signs in to try the portal, one for each role. For a machine of one's own: the password is printed."""

from dataclasses import dataclass

from programmes.access import Role

PASSWORD = "leading-together"  # noqa: S105 -- printed for everybody who starts the demonstration


@dataclass(frozen=True)
class Account:
    """Somebody with a password; `shows` says what there is to see after signing in."""

    role: Role
    name: str
    address: str
    shows: str


ADMINISTRATOR = Account(Role.ADMINISTRATOR, "Rosa Whitcombe", "administrator@example.org", "accounts and systems")
FACILITATOR = Account(
    Role.FACILITATOR,
    "Morgan Ellery",
    "facilitator@example.org",
    "both programmes, from roster to report; a workshop to open, a charter that drifted",
)
INTERVIEWER = Account(
    Role.INTERVIEWER, "Hester Lockyer", "interviewer@example.org", "conversations, their notes and themes"
)
STEWARD = Account(Role.STEWARD, "Idris Penhallow", "steward@example.org", "the system, its organisations and posts")
SPONSOR = Account(
    Role.SPONSOR, "Sylvia Marchbanks", "sponsor@example.org", "two issued case studies and a shared result"
)
OPEN_LEADER = Account(
    Role.PARTICIPANT, "Tobias Wrenfield", "tobias.wrenfield@example.org", "an open profile, a round to answer"
)
NEW_LEADER = Account(
    Role.PARTICIPANT,
    "Theodora Quill",
    "theodora.quill@example.org",
    "a profile not begun, a charter to sign; in the mailbox, her link to a survey",
)
ASSISTANT = Account(Role.ASSISTANT, "Petra Lindqvist", "petra.lindqvist@example.org", "dates and replies only")

ACCOUNTS = (ADMINISTRATOR, FACILITATOR, INTERVIEWER, STEWARD, SPONSOR, OPEN_LEADER, NEW_LEADER, ASSISTANT)


def table() -> str:
    """The sign-ins as lines of text: role, address, what there is to see; then the password of all."""
    rows = [("Role", "Email address", "To see"), *[(one.role.label, one.address, one.shows) for one in ACCOUNTS]]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{role:<{widths[0]}}  {address:<{widths[1]}}  {shows}" for role, address, shows in rows]
    return "\n".join(["Sign in to try it out, with the password " + PASSWORD, "", *lines])
