"""From partnership to integrated care system, 2018-20.

The wording of barriers and recommendations is ours; their number, and everything dated, is that of the source.
"""

DETAILS = {
    "title": "From partnership to integrated care system",
    "starts_on": "March 2018",
    "ends_on": "May 2020",
    "debrief": "released",
}
CASE_STUDY = "Becoming one system: what twelve weeks made clear"

FEW = "Few examples of working effectively as one system"
ASPIRATIONS = "A wide range of aspirations, and different issues in every organisation"
UNSETTLED = "No common picture of what the system is there to do"
GOVERNANCE = "Unclear governance between organisations, places and the system"
TRIGGERS = "No agreed provider model, and contracts that work against one"

AGREED_SCOPE = "Scope and functions agreed"
AGREED_PLACES = "Three integrated care partnerships agreed"


def _recommended(text: str, *barriers: str) -> dict[str, object]:
    return {"text": text, "barriers": barriers, "state": "proposed"}


RECORDS = {
    "commissions": (
        {
            "client": "The partnership’s leaders",
            "provider": "a facilitation team from outside",
            "scope": "to develop with them the scope and functions of an integrated care system",
            "weeks": "12",
            "professions": "several professions, clinical and managerial",
        },
    ),
    "aims": ({"text": "to become an integrated care system, resting on integrated care partnerships in its places"},),
    "phases": (
        {
            "kind": "mobilised",
            "starts_on": "March 2018",
            "note": "the partners agreed on a programme towards an integrated care system",
        },
        {"kind": "designed", "starts_on": "2018"},
        {"kind": "delivered", "starts_on": "2018"},
    ),
    "barriers": ({"text": ASPIRATIONS, "position": 5},),
    "insights": (
        {
            "title": "Alignment across professions was the key",
            "text": (
                "Clinicians, finance leads and council officers worked out the approach together, with facilitators of "
                "several professions."
            ),
        },
    ),
    "milestones": (
        {"title": AGREED_SCOPE, "reached_on": "2018"},
        {"title": AGREED_PLACES, "reached_on": "2018", "depends_on": (AGREED_SCOPE,)},
        {
            "title": "Status of an integrated care system",
            "reached_on": "May 2020",
            "granted_by": "NHS England",
            "contribution": "the alignment across professions and the roadmap that the decision could build on",
            "depends_on": (AGREED_SCOPE, AGREED_PLACES),
        },
    ),
}

RECOMMENDED = (
    _recommended("Tell one common case for change, everywhere", FEW, ASPIRATIONS),
    _recommended("Settle what the system does, and what it leaves to places and organisations", UNSETTLED),
    _recommended("Say plainly who decides what, and who is told", GOVERNANCE),
    _recommended("Build the places around people with complex needs first", FEW, TRIGGERS),
    _recommended("Choose one provider model for each place", TRIGGERS),
    _recommended("Let contracts follow the model, not lead it", TRIGGERS),
    _recommended("Follow one roadmap, and review it together", ASPIRATIONS, UNSETTLED),
)

_INVITED = (
    "chief executives, finance directors and medical directors of trusts; accountable officers and chairs of "
    "commissioning groups; chief executives and finance officers of councils"
)
# The role groups of those posts.
INVITED_GROUPS = ("group-chief_executive", "group-chair", "group-finance", "group-medical")
_WORKSHOP = {
    "kind": "workshop",
    "starts_on": "2018",
    "setting": "in_person",
    "starts_at": "10:00",
    "ends_at": "15:00",
    "invited": _INVITED,
}
WORKSHOPS = tuple({"title": f"{number} large workshop", **_WORKSHOP} for number in ("First", "Second", "Third"))
WORKSHOP_AIMS = (
    {"text": "Develop the case for change", "serves": "case"},
    {"text": "Align with national requirements", "serves": "other"},
    {"text": "Design the governance arrangements", "serves": "governance"},
    {"text": "Develop ways of joint working", "serves": "principles"},
)
_BEGIN = (("Why we are here, and for how long", 30, "opening", ""),)
_LUNCH, _END = ("Lunch", 45, "break", ""), ("What each of us says at home", 30, "opening", "")
AGENDAS = (
    (
        *_BEGIN,
        ("What thirty-six conversations and a survey say back", 75, "talk", "Morgan Ellery"),
        _LUNCH,
        ("The case for change, drafted at mixed tables", 75, "groups", "Hester Lockyer"),
        ("One draft out of six", 45, "whole", ""),
        _END,
    ),
    (
        *_BEGIN,
        ("What the centre asks of an integrated care system", 60, "talk", ""),
        ("What only a system can do", 60, "groups", "Morgan Ellery"),
        _LUNCH,
        ("Who decides what, drawn on the floor", 75, "whole", "Hester Lockyer"),
        _END,
    ),
    (
        *_BEGIN,
        ("Three places: who is in them, and for whom", 75, "groups", "Hester Lockyer"),
        _LUNCH,
        ("What stands in the way, and what we recommend", 75, "groups", "Morgan Ellery"),
        ("The roadmap", 45, "whole", ""),
        _END,
    ),
)
# What each workshop made, by kind, one on each line; the third one recommended too.
MADE = (
    {
        "case_for_change": "one that is common to all partners",
        "benefits": "what the system can achieve for the population and for organisations, understood in common",
    },
    {
        "function": "the set of functions that the system is to deliver",
        "governance": "clarity on how the system is governed",
    },
    {
        "agreement": "three integrated care partnerships, with their scope, their provider model and the mechanism of "
        "contracts behind it",
        "roadmap": "the milestones to becoming an integrated care system",
    },
)
DECIDED = (
    ("Six drafts become one case for change, and each organisation tells that one.",),
    ("What boards and councils decide stays with them; the system prepares it.",),
    ("We begin with three places.", "The roadmap comes back to this table twice a year."),
)

PASSAGES = (
    (
        "introduction",
        False,
        "Between {programme.start} and {programme.end} {organisations.count} organisations had to find out what they "
        "wanted to be together.",
    ),
    (
        "learning",
        True,
        "No single document mattered as much as who sat at one table, and for how long.",
    ),
    (
        "next",
        True,
        "A roadmap is a promise to keep meeting. The status was a milestone on it, and not its end.",
    ),
)
