"""What became of the charter after the time that the published case study tells of. All of it is invented.

Days are counted back from the day on which the demonstration is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hwe_portal.demonstration.accounts import OPEN_LEADER

# What two successors proposed, when the round about it opened, and for how many days.
OPENED, OPEN_FOR = 340, 9
CHANGED = "Who is closest to the work decides, unless there is a reason why not."
CHANGE_BY, CHANGE = (
    "Nadia Fairweather",
    {
        "text": "Who is closest to the work decides, unless we can name a reason why not.",
        "behaviours": "I send a decision back that others can take.\nWhen I decide it myself, I say why.",
        "reason": "I came new and asked what counts as a reason. One that nobody can name should not count.",
    },
)
ADDED_BY, ADDED = (
    "Rhys Calloway",
    {
        "section": "ways",
        "text": "Whoever leaves hands over in person, and stays within reach for three months.",
        "behaviours": "I tell whoever follows me what I have promised here.",
        "reason": "Four of us took over half-way. What helped was a predecessor who still picked up the phone.",
    },
)
# Where each stood on the first and on the second; one needed an answer first. Two said nothing.
_BOTH = ("agree", "agree")
STANCES = {
    "Nadia Fairweather": _BOTH,
    "Desmond Okonjo": _BOTH,
    "Rhys Calloway": _BOTH,
    "Ravi Chandrasekar": ("agree", "live"),
    "Eilidh Strathairn": _BOTH,
    "Josephine Adebowale": ("live", "agree"),
    "Sunita Rawlinson": _BOTH,
    OPEN_LEADER.name: _BOTH,
    "Ngozi Hartwell": ("live", "live"),
    "Alistair Dunmore": ("agree", "Three months are long for somebody who begins elsewhere the next day."),
    "Beatrice Llanfair": _BOTH,
    "Yasmin Faroukh": ("agree", "live"),
    "Adaeze Kirkbride": _BOTH,
    "Leopold Sandiford": _BOTH,
    "Cordelia Winscombe": _BOTH,
    "Jerome Balewa": ("live", "agree"),
    "Imogen Tarrant": _BOTH,
}
ANSWER = "Within reach can be a call a month. Nobody has to come back."

# How many days ago each put their name to the version that came of it.
SIGNED = {
    "Desmond Okonjo": 330,
    "Sunita Rawlinson": 330,
    "Cordelia Winscombe": 330,
    "Nadia Fairweather": 329,
    "Eilidh Strathairn": 329,
    OPEN_LEADER.name: 329,
    "Beatrice Llanfair": 328,
    "Josephine Adebowale": 327,
    "Ravi Chandrasekar": 327,
    "Rhys Calloway": 326,
    "Ngozi Hartwell": 324,
    "Alistair Dunmore": 323,
    "Jerome Balewa": 316,
    "Yasmin Faroukh": 315,
    "Adaeze Kirkbride": 309,
}


@dataclass(frozen=True)
class Pulse:
    """How the charter was lived: `lived` has by line what "I" and what "we" do, as means of so many who answered.

    Asked, closed, published and talked about so many days ago; `due_in` days the review is to be held that it is for.
    """

    asked: int
    closed: int
    published: int
    answered: int
    lived: Mapping[str, tuple[float, float]]
    due_in: int
    held: int | None = None
    outcome: str = ""


_FIRST = {
    "We lead one system for the people who live here, beyond the organisations that sent us.": (4, 4),
    "We prepare what boards and councils decide, and we carry it out together.": (4, 3.5),
    "What is best for residents comes before what is best for any one of us.": (3.5, 3),
    "I ring you before I write to anybody else.": (4, 4),
    "Before a meeting ends I name what we still disagree about.": (3.5, 3.5),
    "I send a decision back that others can take.": (3.5, 3),
    "When I decide it myself, I say why.": (4, 3.5),
    "I say in the room what I would say outside it.": (3.5, 3),
    "I ask before I judge, and I say when I was wrong.": (4, 3.5),
    "I stand by what we agreed, also at home.": (4, 4),
    "I tell whoever follows me what I have promised here.": (3.5, 3),
    "I meet whoever is new in person, and not only their diary.": (3, 2.5),
}
# By the second, what the group had taken up is lived more; what nobody looked at, less.
_SECOND = {
    **_FIRST,
    "I ring you before I write to anybody else.": (4, 3),
    "Before a meeting ends I name what we still disagree about.": (3, 3),
    "I say in the room what I would say outside it.": (3.5, 3.5),
    "I stand by what we agreed, also at home.": (4, 3.5),
    "I meet whoever is new in person, and not only their diary.": (4, 3.5),
}
PULSES = (
    Pulse(
        asked=190,
        closed=176,
        published=172,
        answered=17,
        lived=_FIRST,
        due_in=-150,
        held=155,
        outcome=(
            "We keep all ten commitments. Meeting whoever is new is the one that we live least: from now on the chair "
            "asks at the end of each meeting who has met them."
        ),
    ),
    Pulse(asked=27, closed=13, published=9, answered=16, lived=_SECOND, due_in=30),
)
