"""What thirty-six leaders of the system were heard to say in 2018, in words of ours: themes and ways of putting them.

The strengths, and that there were few examples of working as one system, are those of the source.
"""

from datetime import date

from hwe_portal.demonstration import transition
from hwe_portal.demonstration.hearing import Heard

ISSUES, HOPES, WELL, WAY = range(4)
GUIDE = (
    ("Which issues does your organisation face in the next three years?", "Begin where they are responsible."),
    ("What are your aspirations for the system: what could it do that you cannot do alone?", "Ask about residents."),
    ("Where do organisations here work well together already?", "One example, and what made it possible."),
    ("What stands in the way of working as one system?", "Ask what they would change first."),
)

THEMES = (
    Heard(
        key="money",
        kind="issue",
        question=ISSUES,
        name="Demand grows faster than money",
        description="Deficits, savings targets and the growing need of an older population.",
        statement="Demand grows faster than the money that each organisation has.",
        said=(
            "We balance the books with what will not be there next year.",
            "There are more people over eighty every winter, and the budget was set for the ones before.",
            "We have cut what can be cut. The next saving is somebody else’s cost.",
            "I spend two days a week on a deficit that I cannot solve inside our own walls.",
            "Every plan assumes that somebody else will see fewer patients.",
            "Social care is where the money runs out first, and the hospital is where one notices.",
            "Our estate is paid for by not repairing it.",
        ),
    ),
    Heard(
        key="staff",
        kind="issue",
        question=ISSUES,
        name="Too few staff, and we compete for them",
        description="Vacancies, agency costs, London allowances, and organisations that recruit from each other.",
        statement="We are short of staff, and recruit from one another.",
        said=(
            "One nurse in six is an agency nurse, and the London allowance begins two stops from here.",
            "When we fill a vacancy, one of our neighbours has a new one.",
            "Home care workers can earn more at the airport.",
            "I could open two wards if I had the people. I have the beds.",
            "We train them, and then they cross the border of the county.",
            "Consultants in the small specialties run three rotas that could be one.",
        ),
    ),
    Heard(
        key="complex",
        kind="aspiration",
        question=HOPES,
        name="Care around people with complex needs",
        description="Hopes for adults and older people who need several services at once.",
        statement="We want care that is built around adults and older people with complex needs.",
        said=(
            "Begin with the two in a hundred who need all of us. If it works for them, it works.",
            "One plan for one person, whoever employs the people who carry it out.",
            "An older man with three conditions meets eleven of our organisations. I would like him to meet one.",
            "That nobody stays in a hospital bed because two of us are discussing who pays for the other.",
            "Teams in each place that know their residents by name, and have the say over what they get.",
            "That a crisis at home is seen coming, because somebody was looking.",
        ),
    ),
    Heard(
        key="budget",
        kind="aspiration",
        question=HOPES,
        name="Money that follows the need",
        description="Hopes for shared budgets, and for spending earlier on keeping people well.",
        statement="We want to spend our money together, where it helps most.",
        said=(
            "To move a million from beds to homes without anybody losing face.",
            "One budget for a place. Then we would stop sending each other invoices.",
            "I would like us to make one bad decision about money together, rather than twelve good ones apart.",
            "That prevention is paid for before the rest is shared out.",
            "To see all our books side by side, once, and be honest about them.",
        ),
    ),
    Heard(
        key="voice",
        kind="aspiration",
        question=HOPES,
        name="One voice",
        description="Hopes to speak for the area together, to residents and to national bodies.",
        statement="We want to speak with one voice for the people of our area.",
        said=(
            "When London asks, we answer twelve times. I would like us to answer once.",
            "Our residents should not need to know how we are organised to know what we promise them.",
            "We sit between bigger neighbours. Alone, none of us is heard.",
            "To be trusted with our own decisions, because we turn up with one of them.",
        ),
    ),
    Heard(
        key="homes",
        kind="strength",
        question=WELL,
        name="The care-home scheme",
        description="What people say about joint work with care homes, and why it worked.",
        statement="A nationally recognised care-home scheme",
        said=(
            "Our work with care homes. Other people come to see it; we forget to look at it ourselves.",
            "In the care homes a nurse, a pharmacist and a carer go round together, and residents go to hospital less.",
            "The care-home scheme worked because somebody gave it three years and left it alone.",
            "Training carers did more than any target. It began with asking them what they needed.",
            "The homes ring one number now. It sounds small, and it took two years.",
        ),
    ),
    Heard(
        key="minds",
        kind="strength",
        question=WELL,
        name="Mental illness as a joint task",
        description="What people say about health and social care working together on mental illness.",
        statement="A joint health and care approach to mental illness",
        said=(
            "In mental health, social workers and nurses have had one manager for years. Nobody would go back.",
            "People with a mental illness get one assessment and one plan. Ask anybody who has known it otherwise.",
            "The joint approach to mental illness is ours, and it is older than any programme.",
            "Commissioners and the council plan mental health together. It can be done.",
        ),
    ),
    Heard(
        key="west",
        kind="strength",
        question=WELL,
        name="The partnership in the west",
        description="What people say about the accountable care partnership that is forming there.",
        statement="An emerging accountable care partnership in the west",
        said=(
            "In the west they sit at one table already. It is early, but it is real.",
            "The partnership there has begun with frail people, and with one list of them.",
            "They have stopped counting whose patient it is. I would watch what happens there.",
            "It is only just forming. What is new is that the hospital goes to the practices, not the other way round.",
        ),
    ),
    Heard(
        key="few",
        kind="barrier",
        question=WAY,
        name="Good examples stay where they are",
        description="That joint work is local, rare, and does not spread.",
        statement=transition.FEW,
        said=(
            "I can name three things that we do well together. For ten years it has always been those.",
            "What works in one corner stays in that corner.",
            "We meet as a system and go home as organisations.",
            "Ask for one thing that all of us have done together. I will wait.",
            "We are good neighbours. That is not the same as a system.",
            "Each of us is judged by our own results, so that is what we work at.",
        ),
    ),
    Heard(
        key="picture",
        kind="barrier",
        question=WAY,
        name="No common picture",
        description="Different ideas of what the system is for, and what belongs to it.",
        statement=transition.UNSETTLED,
        said=(
            "If you ask each of us what the system is, you will need a bigger notebook.",
            "Some see a new authority, some a forum, some a form to be filled in.",
            "Nobody has said what the system does that nobody else does.",
            "We argue about who should be in charge of something that we have not described.",
            "Until we know what it is for, I cannot tell my board why it should give anything up.",
        ),
    ),
    Heard(
        key="governance",
        kind="barrier",
        question=WAY,
        name="Who decides what",
        description="Unclear or doubled governance between organisations, places and the system.",
        statement=transition.GOVERNANCE,
        said=(
            "A decision passes nine boards, and each of them may stop it.",
            "I do not know which of these meetings can decide anything.",
            "In law I answer to my own board. Nobody has told me how that fits.",
            "Councillors hear of it last. That cannot go well.",
            "Places, organisations, the system: each has a diagram, and they do not match.",
        ),
    ),
    Heard(
        key="contracts",
        kind="barrier",
        question=WAY,
        name="Contracts that pull us apart",
        description="Payment, contracts and provider models that reward each organisation for itself.",
        statement=transition.TRIGGERS,
        said=(
            "I am paid for every patient who comes through the door. Guess what happens.",
            "We have spent a winter on a contract that both sides knew was wrong.",
            "There is no model that says who provides what in a place, so each of us goes on.",
            "If I do the right thing I lose four million. I would do it, but I would not be here afterwards.",
        ),
    ),
)

# What the published themes were recorded as, in words that a document may use: the source names the places.
RECORDED = (
    (
        "The care-home scheme",
        "strengths",
        "A nationally recognised care-home scheme in the east and north of Hertfordshire",
    ),
    (
        "Mental illness as a joint task",
        "strengths",
        "A joint health and care approach to mental illness across Hertfordshire",
    ),
    ("The partnership in the west", "strengths", "An emerging accountable care partnership in West Essex"),
    ("Good examples stay where they are", "barriers", transition.FEW),
    ("No common picture", "barriers", transition.UNSETTLED),
    ("Who decides what", "barriers", transition.GOVERNANCE),
    ("Contracts that pull us apart", "barriers", transition.TRIGGERS),
)
QUOTED = ("Good examples stay where they are", "Care around people with complex needs", "Who decides what")
PUBLISHED_ON = date(2018, 5, 29)

# What they said besides, which no theme took up.
OPENINGS = {
    ISSUES: (
        "It is not different from what the others will tell you.",
        "I took this on two years ago, and it has become sharper since.",
        "Winter is not a season any more.",
        "I could give you a list.",
        "On paper we are fine.",
        "My people are tired, and proud of what they do.",
        "Our buildings are older than the service.",
        "Waiting times are what the papers write about.",
        "I would rather begin with what keeps me awake.",
    ),
    HOPES: (
        "I would measure it by what a resident notices.",
        "There are things that none of us can do alone.",
        "If I may dream for a minute.",
        "It has to be more than another meeting.",
        "I was sceptical, and I have changed my mind.",
        "Give it ten years, but begin on Monday.",
        "This is the part that I care about.",
    ),
    WELL: (
        "More than we say.",
        "There are good things, if you know where to look.",
        "I can speak of one from close by.",
        "It always begins with two people who trust each other.",
        "We tend to forget these.",
    ),
    WAY: (
        "I will be frank, if it stays here.",
        "It is not the people.",
        "I have thought about this more than I should.",
        "You will have heard this before.",
        "History, partly.",
        "Ask me what I would change first and I would say this.",
        "It sounds dry, and it is what stops us.",
    ),
}
