"""What the nineteen were asked about themselves in autumn 2021 and spring 2022, and what they answered, all made up.

Each attribute and enabler of the framework is a question, and each core aspect one to be weighed.
"""

from dataclasses import replace
from datetime import date

from diagnostics.surveys import files
from diagnostics.surveys.blueprint import Blueprint
from diagnostics.surveys.form import Option, Question, Section
from hwe_portal.demonstration.accounts import NEW_LEADER
from hwe_portal.demonstration.answering import Orders, Pair, Round, Said, Shape

IMPACT = "Impact: operating models, autonomy, decision making and self-management"
PERFORMANCE = "Performance: effective teams; doing more of the same will not do"
CULTURE = "Culture: psychological safety, trust and room for innovation"
WEIGHED = "Which of the three core aspects needs us most now?"
WEIGHING = Section(
    "What needs us most",
    "The three core aspects that we weigh.",
    (
        Question(
            "weighed",
            "ranking",
            WEIGHED,
            help="1 is the one that needs us most.",
            options=(Option("a", IMPACT), Option("b", PERFORMANCE), Option("c", CULTURE)),
        ),
    ),
)
KEEP = "What do we do well together, and should keep?"
HELP = "What one thing would help us most to lead well together in the next three months?"


def plan(framework: Blueprint) -> Blueprint:
    """The template for organisational health, asking of the programme's own framework and its core aspects."""
    template = files.template("organisational_health")
    return replace(template, sections=(*framework.sections, WEIGHING, template.sections[-1]))


# Whoever stood on the list in autumn and had left by spring, and who came instead.
OFF = ("Marguerite Ashcombe", "Philippa Thornbury", "Hamish Brackenridge")
ON = ("Nadia Fairweather", "Rhys Calloway", "Adaeze Kirkbride")

OFF_SINCE, ON_SINCE = ("Gareth Pennymore",), (NEW_LEADER.name,)

# How much it matters and how true it is: in autumn, then in spring.
_POINTS = {
    "Vulnerability-based trust": (Pair(4.7, 2.1), Pair(4.7, 3.1)),
    "Constructive conflict": (Pair(3.6, 2.2), Pair(3.6, 2.9)),
    "Commitment": (Pair(3.5, 3.1), Pair(3.5, 3.1)),
    "Personal and collective accountability": (Pair(3.5, 2.5), Pair(3.5, 2.6)),
    "A focus on results": (Pair(3.1, 3.0), Pair(3.1, 3.1)),
    "Pulling in the same direction": (Pair(4.1, 2.9), Pair(4.1, 3.1)),
    "Consistent and frequent messages": (Pair(3.5, 2.5), Pair(3.5, 2.6)),
    "Executive and collective coaching": (Pair(3.0, 2.5), Pair(3.1, 3.0)),
    "Senior role modelling": (Pair(3.6, 3.0), Pair(3.5, 3.0)),
    "Communication that makes space for real feedback": (Pair(3.5, 2.4), Pair(3.6, 2.5)),
    "Purpose and vision": (Pair(4.1, 2.6), Pair(4.1, 3.4)),
    "The system leaders’ roles": (Pair(3.6, 2.4), Pair(3.5, 3.0)),
    "Behaviours and ways of working for success": (Pair(3.5, 2.5), Pair(3.5, 3.1)),
    "What matters most right now": (Pair(3.6, 3.0), Pair(3.6, 3.1)),
    "People engaged in the future culture": (Pair(3.5, 2.5), Pair(3.5, 2.6)),
    "Self-managing teams": (Pair(3.0, 2.6), Pair(3.0, 2.5)),
    "The whole self at work": (Pair(3.5, 3.1), Pair(3.5, 3.1)),
    "A leaders and talent framework": (Pair(3.5, 2.1), Pair(3.5, 2.6)),
    "People connected to their purpose": (Pair(3.6, 3.4), Pair(3.5, 3.5)),
}

_AS_ONE, _SPACE = "Acting as one when it matters", "No space to think together"
_SILENCE, _AGAIN = "We avoid disagreeing in the room", "Every change of leader starts again at the beginning"

# What was written, by the theme that it was coded to; what speaks to none stands under "".
_KEPT_IN_AUTUMN = {
    _AS_ONE: (
        "When it is urgent we stop counting. Keep that.",
        "We share people in a crisis without a contract.",
        "The short call every morning, as in the first year.",
        "Helping first and settling the bill later.",
        "In the winter we moved beds and staff as if we were one.",
        "One number to ring, and somebody who acts.",
    ),
    "": ("Good humour.", "That nobody has given up."),
}
_HELP_IN_AUTUMN = {
    _SPACE: (
        "Half a day without papers.",
        "Time to talk about one question until we have finished.",
        "Fewer items, and the difficult one first.",
        "A room, not a screen, every other month.",
        "An hour in which nobody reports anything.",
        "Somewhere to think before we have to decide.",
    ),
    _SILENCE: (
        "To say it in the meeting and not after it.",
        "That somebody asks the quiet ones what they think.",
        "To argue about money once, openly.",
        "Less politeness.",
        "To tell each other what we will not carry out.",
    ),
}
_KEPT_IN_SPRING = {
    _AS_ONE: (
        "We decided on the discharge teams in one morning.",
        "We rang each other before we wrote.",
        "The way in which we handled January.",
        "Acting first as a system and then as organisations.",
        "Staff were lent for a weekend on the strength of a message.",
    ),
    "": ("The charter. It is short.", "Breakfast before the workshop."),
}
_HELP_IN_SPRING = {
    _AGAIN: (
        "To bring the three new ones in properly.",
        "A handover that is more than a list of meetings.",
        "That whoever arrives hears what we promised each other.",
        "Somebody to ask in the first month.",
        "Not to begin again at the beginning.",
        "To write down what we agreed, and why.",
    ),
    _SPACE: (
        "To keep the time that we have made.",
        "The room without papers, also when it gets busy.",
        "Not to let the agenda grow back.",
        "A day together before the summer.",
        "To defend the hour in which we only think.",
    ),
}


def _written(by_theme: dict[str, tuple[str, ...]]) -> Said:
    return Said([words for said in by_theme.values() for words in said])


def _shapes(number: int, weighed: Orders, kept: dict, wanted: dict) -> dict[str, Shape]:
    points: dict[str, Shape] = {text: pairs[number] for text, pairs in _POINTS.items()}
    return {**points, WEIGHED: weighed, KEEP: _written(kept), HELP: _written(wanted)}


AUTUMN = Round(
    title="Autumn 2021",
    opens_on=date(2021, 10, 18),
    closes_on=date(2021, 10, 29),
    published_on=date(2021, 11, 8),
    answered=17,
    shapes=_shapes(
        0,
        Orders((((CULTURE, IMPACT, PERFORMANCE), 60), ((IMPACT, CULTURE, PERFORMANCE), 40))),
        _KEPT_IN_AUTUMN,
        _HELP_IN_AUTUMN,
    ),
    themes={**_KEPT_IN_AUTUMN, **_HELP_IN_AUTUMN},
)
SPRING = Round(
    title="Spring 2022",
    opens_on=date(2022, 3, 14),
    closes_on=date(2022, 3, 31),
    published_on=date(2022, 4, 6),
    answered=18,
    shapes=_shapes(
        1,
        Orders((((IMPACT, CULTURE, PERFORMANCE), 50), ((CULTURE, IMPACT, PERFORMANCE), 50))),
        _KEPT_IN_SPRING,
        _HELP_IN_SPRING,
    ),
    themes={**_KEPT_IN_SPRING, **_HELP_IN_SPRING},
)
SHOWN_TO = "the group’s meeting in April"
DECIDED_ON, DECIDED = date(2022, 4, 27), "Agreed by everybody who was at the group’s meeting in April"
# Whoever looks at the demonstration finds a round open, with so many answers in it.
GOING_ON_FOR, GOING_ON = 21, 6
