"""What a hundred and twenty people were asked in May 2018, and what a hundred and seven answered, all made up.

The barriers to choose from are those that leaders had spoken of, and some that they had not.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from diagnostics.surveys import files
from diagnostics.surveys.blueprint import Blueprint
from diagnostics.surveys.form import Option, Question, Section
from hwe_portal.demonstration.answering import Orders, Round, Said, Shape, Shares
from hwe_portal.demonstration.leaders import address
from hwe_portal.demonstration.transition import ASPIRATIONS, FEW, GOVERNANCE, TRIGGERS, UNSETTLED

HEADINGS = ("name", "email", "sector", "role")
_FIRST = (
    "Abel Bridget Cyril Dorothea Edwin Farida Gilbert Harriet Ivor Jocasta Kwame Leonora Mortimer Nerys Obadiah "
    "Phyllida Quentin Rowena Sanjay Tabitha Ulric Venetia Wilfred Xanthe Yusuf Zelda Ambrose Belinda"
)
_LAST = (
    "Ackroyd Bellweather Crabtree Dunnett Eastwick Fothergill Greenhalgh Hollis Ibbotson Jessop Kettlewell Larkin "
    "Mistry Nightingale Oakeshott Popplewell Quaife Rahman Sowerby Tolliver Upjohn Vickers Wetherby Yarrow Zielinski "
    "Appiah Birchall Culpepper"
)
# Those who took no part in the programme themselves: sector, role, how many.
_OTHERS = (
    ("Primary care", "General practitioner", 20),
    ("Primary care", "Practice manager", 6),
    ("Voluntary sector", "Manager of a charity", 12),
    ("Hospital", "Ward manager", 8),
    ("Hospital", "Consultant", 6),
    ("Community", "Community nurse", 8),
    ("Mental health", "Team leader", 8),
    ("Council or social care", "Social worker", 8),
    ("Clinical commissioning group", "Commissioning manager", 6),
    ("Ambulance", "Paramedic", 2),
)


def _names() -> Iterator[str]:
    last = _LAST.split()
    for turn in range(3):
        for number, first in enumerate(_FIRST.split()):
            yield f"{first} {last[(number + turn * 9) % len(last)]}"


def _rows() -> Iterator[tuple[str, ...]]:
    names = _names()
    for sector, role, how_many in _OTHERS:
        for _ in range(how_many):
            name = next(names)
            yield (name, address(name), sector, role)


OTHERS = tuple(_rows())

# In the template's questions on barriers these take the place of its own options.
IN_THE_WAY, BIGGEST = "What stands in the way of working as one system?", "Which of these is the biggest?"
ELSE = "Something else"
BARRIERS = (
    FEW,
    UNSETTLED,
    GOVERNANCE,
    TRIGGERS,
    ASPIRATIONS,
    "Too little time and too few people to do it",
    "Records and systems that do not talk to one another",
    "National demands that keep changing",
    ELSE,
)


def plan() -> Blueprint:
    """The template for opinions of the system, with these barriers to choose from."""
    template = files.template("opinion_of_the_system")
    return replace(template, sections=tuple(map(_section, template.sections)))


def _section(section: Section) -> Section:
    return replace(section, questions=tuple(map(_question, section.questions)))


def _question(question: Question) -> Question:
    if question.text not in (IN_THE_WAY, BIGGEST):
        return question
    *named, other = BARRIERS
    last = next(option for option in question.options if option.text == other)
    return replace(question, options=(*(Option(f"b{place}", text) for place, text in enumerate(named)), last))


_CHOSEN = (65, 60, 75, 55, 50, 35, 30, 20, 4)
_THE_BIGGEST = (18, 20, 33, 15, 8, 2, 2, 2, 0)

_PLAN, _MONEY, _STANDARD = (
    "Plan care for what the population needs",
    "Decide how money is shared",
    "Set one standard of care",
)
_STAFF, _DATA, _HOLD = (
    "Plan and train the workforce",
    "Share data and digital records",
    "Hold one another to what was agreed",
)
_DECIDES, _PICTURE = "Who decides what", "No common picture"
_STAYS, _COMPLEX = "Good examples stay where they are", "Care around people with complex needs"

MORE = "Tell us more about it in your own words."
RECOMMEND = "What one thing do you recommend that we do about it?"
IN_THREE_YEARS = "What would you like people here to say about their care in three years?"

# What was written, by the theme that it was coded to; what speaks to none stands under "".
_MORE = {
    _DECIDES: (
        "A ward plan went to four boards and came back from three.",
        "I asked who could say yes. I am still asking.",
        "We met to decide, and found out that we may only advise.",
        "Two bodies approved different versions of the same thing.",
        "My director could not tell me whose decision it was.",
        "It waits for a meeting that nobody has called.",
        "Every decision is made twice, and then not at all.",
    ),
    _PICTURE: (
        "In our practice nobody could tell you what the system is for.",
        "It is a name on letters.",
        "Each newsletter describes something else.",
        "We were asked to join in before anybody said in what.",
        "I have heard four versions this year, from four people.",
    ),
    _STAYS: (
        "Two miles further on they do it well, and we heard of it by chance.",
        "A good pilot ended, and nobody asked for it.",
        "The care-home work never crossed the river.",
        "We copy from other counties what our neighbours have.",
        "What works here is not written down anywhere.",
    ),
    "": ("It is mostly the traffic.", "Ask my team, they know better than I do."),
}
_RECOMMEND = {
    _DECIDES: (
        "One page that says who decides what.",
        "Name the one who decides, for every item.",
        "Give a body the decision, and let it decide.",
        "Tell us afterwards who decided, and why.",
        "Fewer boards.",
        "Put the councils at the table where it is decided.",
    ),
    _COMPLEX: (
        "Begin with the people who need all of us.",
        "One team for each person with three conditions or more.",
        "Let the nurse who knows them hold the budget.",
        "Start with frail people at home.",
        "Ask residents with complex needs what would help, and do that.",
    ),
    "": ("Just begin.",),
}
_IN_THREE_YEARS = {
    _COMPLEX: (
        "“They knew me, and I told it only once.”",
        "“I stayed at home, and somebody came.”",
        "“One person looked after all of it.”",
        "“Nobody sent me from one to the other.”",
        "“They asked what I wanted.”",
    ),
}


def _written(by_theme: dict[str, tuple[str, ...]]) -> Said:
    return Said([words for said in by_theme.values() for words in said])


_SHAPES: dict[str, Shape] = {
    "Which benefits do you expect for the people who live here?": Shares(
        {
            "Care that is joined up around each person": 80,
            "Shorter waits": 25,
            "More care at home and nearby, fewer stays in hospital": 60,
            "Better health for those who are worst off": 40,
            "Help earlier, before people fall ill": 45,
            "The same standard wherever they live": 30,
        }
    ),
    "Which benefits do you expect for your own organisation?": Shares(
        {
            "Less work done twice": 65,
            "Money spent where it does most good": 50,
            "Staff who are easier to find and to keep": 35,
            "Shared knowledge, data and buildings": 45,
            "Decisions that are made once": 55,
            "One voice towards national bodies": 30,
        }
    ),
    "Will the benefits be worth the effort?": Shares(
        {"Mostly": 50, "Partly": 25, "Entirely": 15, "Hardly": 8, "Not at all": 2}
    ),
    "Put these tasks in order: which matter most for the system to do together?": Orders(
        (
            ((_PLAN, _MONEY, _STAFF, _STANDARD, _HOLD, _DATA), 50),
            ((_MONEY, _PLAN, _HOLD, _STANDARD, _STAFF, _DATA), 25),
            ((_STAFF, _PLAN, _DATA, _MONEY, _STANDARD, _HOLD), 20),
        )
    ),
    "Which of them would you rather leave to places or single organisations?": Shares(
        {_STAFF: 30, _STANDARD: 20, _DATA: 10, _MONEY: 5}
    ),
    "How clear is it to you who decides what in the system?": Shares(
        {"Hardly clear": 45, "Not at all clear": 25, "Partly clear": 20, "Mostly clear": 10}
    ),
    "How should something be decided that affects all organisations?": Shares(
        {
            "By all partners together, until everybody can live with it": 40,
            "By a board to which the partners hand the decision": 30,
            "By all partners together, by a majority": 10,
            "By each organisation’s own board, after we have talked": 8,
            "It depends on the decision": 10,
        }
    ),
    IN_THE_WAY: Shares(dict(zip(BARRIERS, _CHOSEN, strict=True))),
    BIGGEST: Shares(dict(zip(BARRIERS, _THE_BIGGEST, strict=True))),
    MORE: _written(_MORE),
    "How sure are you that we can overcome it within two years?": Shares(
        {"Partly sure": 45, "Fairly sure": 30, "Hardly sure": 15, "Very sure": 6}
    ),
    RECOMMEND: _written(_RECOMMEND),
    IN_THREE_YEARS: _written(_IN_THREE_YEARS),
}

MAY = Round(
    title="May 2018",
    opens_on=date(2018, 5, 14),
    closes_on=date(2018, 6, 1),
    published_on=date(2018, 6, 8),
    answered=107,
    shapes=_SHAPES,
    themes={
        key: (*_MORE.get(key, ()), *_RECOMMEND.get(key, ()), *_IN_THREE_YEARS.get(key, ()))
        for key in (
            _DECIDES,
            _PICTURE,
            _STAYS,
            _COMPLEX,
        )
    },
)
SHOWN_TO = "the three workshops"
