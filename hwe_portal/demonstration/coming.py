"""What is open for whoever tries the demonstration: a workshop to come, words to agree, names to put to a charter."""

from hwe_portal.demonstration.accounts import OPEN_LEADER
from hwe_portal.demonstration.meeting import Agenda, Exercise

# So many days from now at the earliest, on a Tuesday or a Thursday.
AHEAD, WEEKDAYS = 9, (1, 3)
WORKSHOP = {
    "kind": "workshop",
    "title": "Third workshop",
    "starts_at": "9:30",
    "ends_at": "12:30",
    "setting": "both",
    "place": "The Maltings, Ware, first floor",
}
AIMS = (
    {"text": "Hear what has changed for whoever is new", "serves": "other"},
    {"text": "Agree what we add to our charter", "serves": "principles"},
)
AGENDA: Agenda = (
    ("Arriving", 15, "opening", "Morgan Ellery"),
    ("What we said of ourselves in spring", 25, "talk", "Morgan Ellery"),
    ("What has changed since?", 40, "room", "Hester Lockyer"),
    ("Coffee", 15, "break", ""),
    ("What comes first now", 30, "room", ""),
    ("Two lines for the charter: where do we stand?", 35, "room", "Morgan Ellery"),
    ("Who does what", 20, "opening", ""),
)
MATERIALS = (("Integrated care: what is planned nationally", "https://www.england.nhs.uk/integratedcare/", "yes"),)
EXERCISES = (
    Exercise("reflect", {"prompt": ""}, card="Vulnerability-based trust"),
    Exercise(
        "scale",
        {
            "prompt": "How much room do we give ourselves to think?",
            "voices": "anonymous",
            "points": "5",
            "low_label": "None",
            "high_label": "Enough",
        },
    ),
    Exercise(
        "cards",
        {"prompt": "What has changed for us since the charter?", "voices": "anonymous", "most": "3"},
    ),
    Exercise(
        "dots",
        {
            "prompt": "What comes first now?",
            "voices": "anonymous",
            "most": "3",
            "options": "Whoever is new\nTime to think\nMoney, said openly\nThe places around us\nOur own teams",
        },
    ),
    Exercise("timer", {"prompt": "In pairs: what do you need from the others?", "minutes": "6"}),
)
# Leaders with an account besides those who sign in: how they replied, what they do not eat, what would help them.
REPLIES = {
    "Nadia Fairweather": ("in_person", "", "no nuts", ""),
    "Desmond Okonjo": ("in_person", "", "", ""),
    "Josephine Adebowale": ("online", "", "", "captions on the screen"),
    "Cordelia Winscombe": ("deputy", "the deputy director of adult care", "vegetarian", ""),
    "Jerome Balewa": ("no", "", "", ""),
}

# Open for comments: a change that the new chief executive proposes, and what another says of it.
CHANGED = "We welcome every new leader into the group within their first month."
CHANGE = {
    "text": "We welcome every new leader within their first two weeks, and one of us stands by them for a year.",
    "behaviours": "I meet whoever is new in person, and not only their diary.",
    "reason": "A month is long when you know nobody. What helped me most was somebody to ring after the third.",
}
CHANGE_BY, COMMENT_BY = "Nadia Fairweather", OPEN_LEADER.name
COMMENT = "The year matters most to me. Two weeks will be hard in August, but let us promise it."

# Before the group now, each by whom, and where some of them stand: "agree", "live", or why not yet.
PROPOSED = (
    (
        OPEN_LEADER.name,
        {
            "section": "ways",
            "text": "We begin each meeting with what one of us needs from the others.",
            "behaviours": "I ask for help before I report.",
            "reason": "We have learned to listen. We have not learned to ask.",
        },
    ),
    (
        "Nadia Fairweather",
        {
            "section": "ways",
            "text": "We tell our teams the same thing on the same day.",
            "behaviours": "I send the words that we agreed, not my own version of them.",
            "reason": "My people heard of the last decision from somebody else’s people.",
        },
    ),
)
OPEN_FOR = 8
STANCES = {
    "Nadia Fairweather": ("agree", "agree"),
    "Desmond Okonjo": ("agree", "live"),
    "Josephine Adebowale": ("live", "agree"),
    "Cordelia Winscombe": ("agree", "agree"),
    "Jerome Balewa": ("agree", "On the same day is not in my hands: elections. What would we do in those weeks?"),
    "Alistair Dunmore": ("live", "live"),
    "Sunita Rawlinson": ("agree", "agree"),
}
