"""The nineteen who took part, under invented names; who left, who followed; and how they answered."""

from dataclasses import dataclass

from hwe_portal.demonstration.accounts import NEW_LEADER, OPEN_LEADER
from hwe_portal.demonstration.system import (
    BEANE_CCG,
    BOARD,
    CHILTERN,
    COLNE,
    ESSEX,
    GADE_CCG,
    HERTFORDSHIRE,
    LEA,
    RODING,
    STORT,
    STORT_CCG,
    VERULAM,
)

CHIEF = "Chief Executive"
HEADINGS = ("name", "email", "organisation", "sector", "post")


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _row(name: str, organisation: str, sector: str, post: str) -> tuple[str, ...]:
    return (name, address(name), organisation, sector, post)


ROSTER = (
    _row("Marguerite Ashcombe", LEA, "Hospital", CHIEF),
    _row("Desmond Okonjo", COLNE, "Hospital", CHIEF),
    _row("Philippa Thornbury", STORT, "Hospital", CHIEF),
    _row("Ravi Chandrasekar", LEA, "Hospital", "Director of Strategy"),
    _row("Eilidh Strathairn", COLNE, "Hospital", "Medical Director"),
    _row("Josephine Adebowale", STORT, "Hospital", "Director of Nursing"),
    _row("Gareth Pennymore", CHILTERN, "Community", CHIEF),
    _row("Sunita Rawlinson", CHILTERN, "Community", "Director of Integration"),
    _row(OPEN_LEADER.name, VERULAM, "Mental health", CHIEF),
    _row("Ngozi Hartwell", VERULAM, "Mental health", "Director of Finance"),
    _row("Alistair Dunmore", RODING, "Mental health", CHIEF),
    _row("Beatrice Llanfair", BEANE_CCG, "Clinical commissioning group", "Accountable Officer"),
    _row("Yasmin Faroukh", BEANE_CCG, "Clinical commissioning group", "Director of Commissioning"),
    _row("Hamish Brackenridge", GADE_CCG, "Clinical commissioning group", "Director of Finance"),
    _row("Leopold Sandiford", STORT_CCG, "Clinical commissioning group", "Director of Transformation"),
    _row("Cordelia Winscombe", HERTFORDSHIRE, "Council or social care", "Director of Adult Care"),
    _row("Jerome Balewa", HERTFORDSHIRE, "Council or social care", "Director of Public Health"),
    _row("Imogen Tarrant", ESSEX, "Council or social care", "Director of Adult Social Care"),
    _row("Kwabena Mulholland", ESSEX, "Council or social care", "Director of Public Health"),
)

ON_REGISTER = frozenset(row[0] for row in ROSTER)

# They agreed to be named in documents; of everybody else a document shows the post.
NAMED = ("Desmond Okonjo", OPEN_LEADER.name, NEW_LEADER.name)

# Posts and appointments that a roster does not bring in: one accountable officer for three commissioning groups, who is
# designate chief executive of the board that is to follow them.
JOINT_OFFICER = "Beatrice Llanfair"
OTHER_POSTS = ({"organisation": BOARD, "title": CHIEF, "role_group": "chief_executive"},)
OTHER_APPOINTMENTS = (
    {"post": f"Accountable Officer, {GADE_CCG}", "kind": "joint", "starts_on": "September 2021"},
    {"post": f"Accountable Officer, {STORT_CCG}", "kind": "joint", "starts_on": "September 2021"},
    {"post": f"{CHIEF}, {BOARD}", "kind": "designate", "starts_on": "2022"},
)


@dataclass(frozen=True)
class Change:
    """One leaves a post, another takes it up; dates no more exact than our source, which gives a month for the last."""

    post: str
    leaves: str
    until: str
    reason: str
    follows: str
    since: str
    kind: str = "substantive"


CHANGES = (
    Change(f"{CHIEF}, {LEA}", "Marguerite Ashcombe", "2022", "retirement", "Nadia Fairweather", "2022"),
    Change(f"{CHIEF}, {STORT}", "Philippa Thornbury", "2022", "change of role", "Rhys Calloway", "2022"),
    Change(f"{CHIEF}, {CHILTERN}", "Gareth Pennymore", "2022", "retirement", "Sunita Rawlinson", "2022", "acting"),
    Change(f"{CHIEF}, {CHILTERN}", "Sunita Rawlinson", "July 2022", "", NEW_LEADER.name, "July 2022"),
    Change(
        f"Director of Finance, {GADE_CCG}", "Hamish Brackenridge", "2022", "change of role", "Adaeze Kirkbride", "2022"
    ),
)

# The three new chief executives, and how many of the six lines of their induction list are done.
INDUCTED = {"Nadia Fairweather": 6, "Rhys Calloway": 6, NEW_LEADER.name: 0}

# Scores over competing, collaborating, compromising, avoiding, accommodating, as a facilitator types them from licensed
# reports. They are made up. Two of the nineteen never answered.
MODES = ("competing", "collaborating", "compromising", "avoiding", "accommodating")
SCORES = {
    "Marguerite Ashcombe": (4, 10, 8, 3, 5),
    "Desmond Okonjo": (9, 7, 7, 4, 3),
    "Philippa Thornbury": (3, 6, 9, 7, 5),
    "Ravi Chandrasekar": (5, 11, 7, 3, 4),
    "Eilidh Strathairn": (8, 9, 6, 4, 3),
    "Josephine Adebowale": (2, 7, 8, 5, 8),
    "Gareth Pennymore": (3, 8, 10, 4, 5),
    "Sunita Rawlinson": (4, 10, 7, 2, 7),
    OPEN_LEADER.name: (5, 7, 10, 6, 2),
    "Ngozi Hartwell": (7, 5, 9, 6, 3),
    "Alistair Dunmore": (6, 4, 8, 9, 3),
    "Beatrice Llanfair": (4, 9, 8, 2, 7),
    "Yasmin Faroukh": (3, 6, 7, 4, 10),
    "Leopold Sandiford": (2, 9, 10, 5, 4),
    "Cordelia Winscombe": (3, 11, 6, 4, 6),
    "Jerome Balewa": (5, 8, 9, 7, 1),
    "Imogen Tarrant": (2, 8, 6, 10, 4),
}
NOT_READ = frozenset({OPEN_LEADER.name, "Hamish Brackenridge", "Imogen Tarrant", "Kwabena Mulholland"})
BY_NAME_IN_THE_ROOM = ("Desmond Okonjo", "Ravi Chandrasekar", "Cordelia Winscombe")

# A newcomer who has begun the portal's own questionnaire, and her choices so far.
BEGUN_BY = "Nadia Fairweather"
BEGUN_WITH = "abbabaabbaba"

# The registers of the two workshops. For the first seven it was the first time in person since the pandemic.
AWAY = (
    {"Alistair Dunmore": "online", "Kwabena Mulholland": "online", "Hamish Brackenridge": "absent"},
    {"Imogen Tarrant": "online", "Yasmin Faroukh": "deputy", "Leopold Sandiford": "absent"},
)
FIRST_SINCE = "the pandemic"
FIRST_TIME = tuple(row[0] for row in ROSTER[:7])
