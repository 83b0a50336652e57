"""What nineteen leaders said in autumn 2021, in words of ours: themes, ways of putting them, who spoke of what."""

from datetime import date

from diagnostics.models import Interview
from hwe_portal.demonstration.accounts import FACILITATOR, INTERVIEWER, OPEN_LEADER
from hwe_portal.demonstration.hearing import Heard, Talk

# The questions of the portal's own starting guide under which notes were taken, by their place in it.
CARE, WELL, WAY, DISAGREE, WORTH = 0, 1, 2, 3, 5

THEMES = (
    Heard(
        key="crisis",
        kind="strength",
        question=WELL,
        name="Acting as one when it matters",
        description="When organisations dropped their own interest and acted together, and what allowed it.",
        statement="In the pandemic we acted as one system, and we know that we can.",
        said=(
            "In the first spring nobody asked whose bed it was. We shared staff, stock and worry, and it worked.",
            "For three months we met every morning for half an hour, and things that used to take a year took a week.",
            "When the vaccine came, all of us ran it together without a single paper about roles.",
            "I rang a colleague on a Sunday, and on Monday she had forty nurses on the road. I have not forgotten it.",
            "We have shown that we can act as one. The question is whether it needs an emergency.",
            "Sharing oxygen was the first time that I felt part of a system rather than next to it.",
            "The daily call was the best meeting I know: short, honest, and people did what they had said.",
        ),
    ),
    Heard(
        key="places",
        kind="strength",
        question=WELL,
        name="Good work in the places",
        description="Teams of several organisations in one place that already do what the system talks about.",
        statement="In our places, teams from several organisations already work as one.",
        said=(
            "Look at the teams around our practices. Social workers and nurses share a room and a list, unasked.",
            "Our place is ahead of us. They have stopped asking who pays before they ask what helps.",
            "Discharge works where three people from three organisations sit at one desk. It is not more complicated.",
            "I would start from the places. That is where I see the system every week.",
            "Mental health workers in the emergency departments changed more than any strategy of ours.",
        ),
    ),
    Heard(
        key="turnover",
        kind="barrier",
        question=WAY,
        name="Every change of leader starts again at the beginning",
        description="What is lost when a leader leaves, and how newcomers are, or are not, brought in.",
        statement="Each time a leader leaves, what was agreed between people leaves too.",
        said=(
            "I have had four opposite numbers in five years. Each time we began again with coffee.",
            "What we agreed was agreed between two people, and one of them has gone.",
            "Nobody told me when I arrived what had been promised on my behalf. I found out by breaking it.",
            "Three of us are likely to go within the year. If nothing of this is written down, it goes with us.",
            "New people are welcomed warmly and told nothing.",
            "Relationships are all we have, and they have a shelf life of about two years here.",
        ),
    ),
    Heard(
        key="meetings",
        kind="barrier",
        question=WAY,
        name="No space to think together",
        description="Agendas, papers and assurance that fill the time in which leaders could work with each other.",
        statement="Our meetings are for reporting, so we have no space to think together.",
        said=(
            "We spend two hours a month telling each other what is in the papers.",
            "I cannot remember when we last talked about something to which none of us knew the answer.",
            "The agenda has fourteen items. The important one is always the last.",
            "Governance is where we perform. I would like somewhere to think.",
            "On a screen you cannot see who has stopped agreeing. We have been on a screen for eighteen months.",
            "There is assurance, and there is delivery, and between the two there is no hour left for how we lead.",
            "If I want a real conversation I have to arrange it in the car park.",
            "We never stop to ask how we are doing as a group. We ask how the numbers are doing.",
        ),
    ),
    Heard(
        key="silence",
        kind="issue",
        question=DISAGREE,
        name="We avoid disagreeing in the room",
        description="Politeness, silence, and differences that are settled outside the meeting or not at all.",
        statement="We are polite in the room and disagree outside it.",
        said=(
            "We are terribly polite. Then the telephone rings all afternoon.",
            "I have sat through decisions that I knew I would not carry out, and I did not say so.",
            "When it gets difficult somebody suggests a working group.",
            "Two or three people speak. The rest of us look at our hands and agree.",
            "I would rather be argued with than managed.",
            "Nobody has ever raised their voice, and nothing has ever been settled.",
            "We mistake being kind for being honest. It would be kinder to be honest.",
            "If I say what I think about money, I am the difficult one for a month. So I have learnt not to.",
        ),
    ),
    Heard(
        key="purpose",
        kind="issue",
        question=DISAGREE,
        name="It is not clear what this group is for",
        description="Doubt about the group's task, what it decides, and how it sits beside boards and formal bodies.",
        statement="We do not share one answer to what this group is for.",
        said=(
            "Are we a board, a club or a sounding board? Ask five of us and you will get six answers.",
            "I never know whether we have decided something or only discussed it.",
            "Everything we say has to be said again at home, to a board that was not there.",
            "If the group stopped meeting, I am not sure who would notice, and that is what worries me.",
            "We have a terms of reference. What we do not have is a reason to be in the room.",
            "The law will give us a new board. Nobody has said what that leaves for us.",
            "Half of us come to represent somebody. The other half come to lead something. Both are tired of it.",
        ),
    ),
    Heard(
        key="beside",
        kind="issue",
        question=WAY,
        name="Programmes run beside each other",
        description="Development work for the same leaders that is not joined up.",
        statement="Several development programmes ask the same people for the same time.",
        said=(
            "This is the third programme this year that wants to develop me.",
            "The transition of the commissioning groups and this work have never met, although I sit in both.",
            "Board development on Tuesday, system development on Thursday, and neither knows what the other asked us.",
            "Please talk to the people who run the other programmes. We are the same nineteen diaries.",
        ),
    ),
    Heard(
        key="team",
        kind="aspiration",
        question=WORTH,
        name="One team that keeps its word",
        description="Hopes for how the leaders behave with each other, and what they hold each other to.",
        statement="We want to be a team that says what it thinks and keeps its word.",
        said=(
            "I would like us to agree on five things about how we behave, and then be held to them.",
            "That I could ring anybody in that room with bad news and be helped.",
            "If we left with a short charter that somebody dared to quote at me, it would have been worth it.",
            "That people here hear the same from each of us, on the same day.",
            "I want to be in a team with my peers. At present I lead one and visit another.",
            "To disagree in the morning and still carry out the decision in the afternoon.",
        ),
    ),
    Heard(
        key="closest",
        kind="aspiration",
        question=CARE,
        name="Those closest to the work decide",
        description="Hopes that decisions move to the people who give care.",
        statement="We want those who are closest to the work to decide more of it.",
        said=(
            "That a ward sister and a social worker can decide something on a Friday night without any of us.",
            "Teams that run themselves. We talk about it and then ask them for a form.",
            "I would judge us by how few decisions reach this table in three years.",
            "People at the bedside know what to do. Our job is to be in the way less.",
        ),
    ),
)

QUOTED = ("No space to think together", "We avoid disagreeing in the room", "One team that keeps its word")
PUBLISHED_ON = date(2021, 11, 4)

# What they said besides, which no theme took up.
OPENINGS = {
    CARE: (
        "That they had to tell their story once.",
        "That somebody knew them, and rang back.",
        "That it did not matter which door they came through.",
        "That their mother was at home, and safe there.",
        "That they waited less, and knew why when they had to wait.",
        "That their children grew up healthier than they did.",
        "I hope they would not notice the organisations at all.",
    ),
    WELL: (
        "There is more than people think.",
        "Not everywhere, but I can give you an example.",
        "We are better at this than we say.",
        "I was sceptical until last year.",
        "I would begin with what people have done themselves.",
    ),
    WAY: (
        "Time, always time. But it is not only that.",
        "It is rarely bad will.",
        "Our own habits more than the rules.",
        "I thought about this on the way here.",
        "You will hear the same from all of us, I suppose.",
        "Each of us has a regulator of our own, and they ask different things.",
    ),
    DISAGREE: (
        "It depends on who is in the chair.",
        "I would say that we do not, and that is the trouble.",
        "I have been here long enough to laugh about it.",
        "I can tell you what does not happen.",
        "This is the question that I hoped you would ask.",
        "I am part of it, so take this with care.",
    ),
    WORTH: (
        "Something that is still there when I am not.",
        "Less paper, and two or three things that we really changed.",
        "I do not need another report.",
        "Ask me again in a year.",
        "That I look forward to the next meeting.",
    ),
}

FIRST, ANY, NO = Interview.Quotes.FIRST, Interview.Quotes.UNATTRIBUTED, Interview.Quotes.NONE
_F, _I = FACILITATOR.name, INTERVIEWER.name


def _talk(name: str, month: int, day: int, by: str, quotes: str, themes: str) -> Talk:
    return Talk(name, date(2021, month, day), by, quotes, tuple(themes.split()))


TALKS = (
    _talk("Marguerite Ashcombe", 9, 14, _F, FIRST, "crisis turnover meetings silence purpose team"),
    _talk("Desmond Okonjo", 9, 15, _I, ANY, "crisis meetings silence purpose team"),
    _talk("Philippa Thornbury", 9, 17, _F, NO, "crisis turnover silence closest"),
    _talk("Ravi Chandrasekar", 9, 20, _I, ANY, "places meetings silence purpose beside"),
    _talk("Eilidh Strathairn", 9, 21, _F, FIRST, "crisis meetings silence closest team"),
    _talk("Josephine Adebowale", 9, 23, _I, ANY, "crisis places meetings silence closest"),
    _talk("Gareth Pennymore", 9, 24, _F, ANY, "places turnover meetings purpose team"),
    _talk("Sunita Rawlinson", 9, 28, _I, FIRST, "crisis places silence purpose team"),
    _talk(OPEN_LEADER.name, 9, 29, _F, FIRST, "crisis turnover meetings silence team"),
    _talk("Ngozi Hartwell", 9, 30, _I, NO, "meetings silence purpose beside"),
    _talk("Alistair Dunmore", 10, 1, _F, ANY, "crisis turnover meetings silence purpose"),
    _talk("Beatrice Llanfair", 10, 4, _F, FIRST, "turnover meetings beside silence purpose team"),
    _talk("Yasmin Faroukh", 10, 5, _I, ANY, "crisis turnover beside silence"),
    _talk("Hamish Brackenridge", 10, 6, _I, NO, "meetings turnover purpose"),
    _talk("Leopold Sandiford", 10, 7, _I, ANY, "crisis beside meetings silence purpose"),
    _talk("Cordelia Winscombe", 10, 11, _F, FIRST, "places turnover meetings silence purpose team"),
    _talk("Jerome Balewa", 10, 12, _I, ANY, "crisis beside meetings purpose closest team"),
    _talk("Imogen Tarrant", 10, 14, _F, ANY, "places turnover silence team"),
    _talk("Kwabena Mulholland", 10, 15, _I, FIRST, "crisis places turnover purpose team"),
)
