"""The meetings of the group, 2021-22: agendas, what was on the flipcharts, what came of them. All words are invented.

Of its workshops the published case study gives the months, and of its coaching that there was some; the rest is ours.
"""

from datetime import date

from hwe_portal.demonstration.accounts import NEW_LEADER, OPEN_LEADER
from hwe_portal.demonstration.meeting import Action, Agenda, Exercise, Flipcharts

_DAY = {"kind": "workshop", "setting": "in_person", "starts_at": "9:30", "ends_at": "16:00"}
FIRST = {"title": "First workshop", "starts_on": "November 2021", **_DAY}
SECOND = {"title": "Second workshop", "starts_on": "January 2022", **_DAY}
AIMS = (
    {"text": "Feed back what the diagnostic found", "serves": "diagnostic"},
    {"text": "Explore the conflict profiles and the team snapshot", "serves": "snapshot"},
    {"text": "Begin to define the group’s role, purpose, vision and place in governance", "serves": "purpose"},
    {"text": "Shape ways of working and a charter with behaviours that bear it out", "serves": "principles"},
)
TAKING_STOCK = {"kind": "informal", "title": "Supper, and taking stock", "starts_on": "summer 2022"}

FIRST_AGENDA: Agenda = (
    ("Arriving, and what brings us here", 30, "opening", ""),
    ("What nineteen conversations say back to us", 60, "talk", "Morgan Ellery"),
    ("Coffee", 15, "break", ""),
    ("How each of us handles conflict, and the picture of the group", 75, "pairs", "Morgan Ellery"),
    ("Lunch", 45, "break", ""),
    ("What are we for?", 75, "groups", "Hester Lockyer"),
    ("Tea", 15, "break", ""),
    ("What we work on first", 45, "whole", ""),
    ("What each of us takes home", 30, "opening", ""),
)
SECOND_AGENDA: Agenda = (
    ("Arriving", 20, "opening", ""),
    ("What has happened since November", 25, "whole", ""),
    ("What can we promise one another?", 70, "groups", "Hester Lockyer"),
    ("Coffee", 15, "break", ""),
    ("Sorting the cards and naming them", 45, "whole", "Morgan Ellery"),
    ("Lunch", 45, "break", ""),
    ("From cards to sentences", 80, "groups", ""),
    ("Tea", 15, "break", ""),
    ("Where do we stand?", 50, "whole", "Morgan Ellery"),
    ("Putting our names to it", 25, "opening", ""),
)
FIRST_MATERIALS = (
    ("Integrated care: what is planned nationally", "https://www.england.nhs.uk/integratedcare/", "yes"),
)
SECOND_MATERIALS = (("Notes on the room and the tables", "https://example.org/room-plan", "no"),)

SAID_WHERE = Exercise(
    "single",
    {
        "prompt": "When you disagree with a colleague here, where do you say it?",
        "voices": "anonymous",
        "options": "In the room\nAfterwards, to one or two\nAt home, in my own organisation\nNowhere",
    },
    counts=(3, 9, 5, 1),
    people=18,
)
FOR_WHAT = Exercise(
    "cards",
    {"prompt": "What is this group for?", "detail": "One thought on a card.", "voices": "anonymous", "most": "3"},
    people=18,
)
FOR_WHAT_CARDS: Flipcharts = {
    "Leading one system, beyond our own organisations": (
        "To be leaders of this area first, and of a trust second",
        "One plan, not thirteen",
        "So that residents do not have to know which of us they need",
        "To stop passing the same person on to one another",
    ),
    "Preparing what boards and councils decide": (
        "Nothing should reach a board that we have not talked through",
        "To sort out early what we would otherwise fight over late",
        "We connect, they decide",
    ),
    "Telling each other the truth": (
        "To hear bad news before the newspaper does",
        "Somewhere to say that I do not know",
        "To disagree and still have supper",
    ),
    "Looking after whoever leads here": (
        "It is lonely at the top of a trust in a pandemic",
        "To catch the next new one before they drown",
    ),
    "": ("Biscuits", "To find out who everybody is, now that we have legs again"),
}
WORKED_ON_FIRST = Exercise(
    "dots",
    {"prompt": "What do we work on first?", "voices": "anonymous", "most": "3"},
    counts=(17, 9, 21, 7),
    people=18,
    taken_from=FOR_WHAT,
)
PROMISES = Exercise(
    "cards",
    {
        "prompt": "What can we promise one another?",
        "detail": "Write it so that somebody could hold you to it.",
        "voices": "named",
        "most": "3",
    },
    people=17,
)
# What each cluster was called in the end is the line that was proposed.
PROMISED: dict[str, Flipcharts] = {
    "purpose": {
        "We lead one system for the people who live here, beyond the organisations that sent us.": (
            "First the area, then my trust",
            "I speak for everybody who lives here",
        )
    },
    "governance": {
        "We prepare what boards and councils decide, and we carry it out together.": (
            "No surprises for boards",
            "What is decided we all carry out",
        )
    },
    "principles": {
        "What is best for residents comes before what is best for any one of us.": (
            "Residents first, also when it costs my budget",
            "Ask what it does for Mrs Gray before asking what it does for us",
        ),
        "We settle our differences with each other first, and openly.": (
            "Ring before you write",
            "Not through the regulator",
            "Quarrel here, not in the corridor",
        ),
        "Who is closest to the work decides, unless there is a reason why not.": (
            "Let ward managers and social workers decide",
            "Do not pull it up to us",
        ),
    },
    "behaviours": {
        "I say in the room what I would say outside it.": ("Say it here", "No second meeting in the car park"),
        "I ask before I judge, and I say when I was wrong.": ("Ask first", "I can say sorry"),
        "I stand by what we agreed, also at home.": (
            "Tell my own board the same story",
            "No winking when I report back",
        ),
    },
    "priorities": {
        "We welcome every new leader into the group within their first month.": (
            "A buddy for every newcomer",
            "Breakfast with the new one",
        )
    },
}
# Worded at the tables, one on each line.
BORNE_OUT = {
    "We settle our differences with each other first, and openly.": (
        "I ring you before I write to anybody else.\nBefore a meeting ends I name what we still disagree about."
    ),
    "Who is closest to the work decides, unless there is a reason why not.": (
        "I send a decision back that others can take.\nWhen I decide it myself, I say why."
    ),
    "We welcome every new leader into the group within their first month.": (
        "I meet whoever is new in person, and not only their diary."
    ),
}
WORDED_WHY = "Worded at the tables, so that others can see whether we keep it."
# What was asked for before it was agreed by show of hands, and who could live with it.
LIVED_WITH = {"Who is closest to the work decides, unless there is a reason why not.": 4}
ANSWERED = {
    "Who is closest to the work decides, unless there is a reason why not.": (
        "Asked: what if the work spans three organisations? Answered: then that is the reason why not, and we say so."
    )
}
READY = Exercise(
    "scale",
    {
        "prompt": "How ready am I to be held to this?",
        "voices": "anonymous",
        "points": "5",
        "low_label": "Not at all",
        "high_label": "Begin tomorrow",
    },
    counts=(0, 1, 4, 8, 4),
    people=17,
)

FIRST_DECISIONS = (
    "We write a charter of our own, of one page.",
    "The published picture of how we handle conflict stays with the group.",
)
SECOND_DECISIONS = (
    "The charter stands from today, with the names of those who were here.",
    "Each of us tells their own board or cabinet about it, in their own words.",
)
FIRST_ACTIONS = (
    Action(
        "Bring the four areas of our framework on one page",
        "Ravi Chandrasekar",
        due_on=date(2021, 12, 10),
        done_on=date(2021, 12, 7),
    ),
)
SECOND_ACTIONS = (
    Action("Find a room without screens for every other month", "Eilidh Strathairn", due_on=date(2022, 3, 4)),
    Action("Talk with non-executives of all trusts about the charter", "Philippa Thornbury"),
)
DROPPED, DROPPED_WHY = "Find a room without screens for every other month", "Supper at County Hall does it as well."
# Whoever followed its owner has it now, with days to go.
HANDED_ON, HANDED_ON_DAYS = "Talk with non-executives of all trusts about the charter", 12
# Of the programme's list now: who, in how many days (or since how many).
GOING_ON = (
    Action("Ask my governors what they expect of this group", OPEN_LEADER.name, days=-6),
    Action("Have breakfast with two members from other sectors", NEW_LEADER.name, days=16),
    Action("Put the dates of next year into everybody’s diary", "", owner_words="The programme office", days=30),
)
STOCK_TAKEN = {
    "keep": ("Beginning with a question, not with a report", "The room without papers", "Calling before writing"),
    "stop": ("Agendas of more than five items", "Sending slides the evening before"),
    "start": ("A buddy for each newcomer from the first week", "Asking once a year how well we keep the charter"),
    "aim": ("Stay a group that can be joined half-way, while its members change",),
}

SETS = (
    (
        "Set A",
        "Hester Lockyer",
        (
            "Desmond Okonjo", "Ravi Chandrasekar", "Josephine Adebowale", OPEN_LEADER.name, "Cordelia Winscombe",
            "Yasmin Faroukh",
        ),
        ("Nadia Fairweather",),
    ),
    (
        "Set B",
        "Morgan Ellery",
        (
            "Eilidh Strathairn", "Sunita Rawlinson", "Ngozi Hartwell", "Leopold Sandiford", "Jerome Balewa",
            "Imogen Tarrant",
        ),
        (NEW_LEADER.name, "Rhys Calloway"),
    ),
)  # fmt: skip
SESSIONS = (("First", "December 2021"), ("Second", "February 2022"), ("Third", "March 2022"))
ONLINE = {"Imogen Tarrant": "online", "Yasmin Faroukh": "online"}
COACHING = {"kind": "group_coaching", "setting": "both"}
ONE_TO_ONE = {
    "kind": "individual_coaching",
    "title": "Coaching of single leaders",
    "starts_on": "2021",
    "ends_on": "2022",
    "sessions": "24",
}
