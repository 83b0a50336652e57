"""What readers are told about each mode: what it serves, what it costs when used too much or too little, what to ask.

All of it is our own wording. No mode is better than another; each text has to hold for somebody who leans that way.
"""

from dataclasses import dataclass

from diagnostics.modes import Mode

TRADE_MARK = (
    "Thomas-Kilmann Conflict Mode Instrument and TKI are trade marks of The Myers-Briggs Company. These results were "
    "taken from a licensed report; the portal holds none of its questions, norms or texts."
)
OWN_NOTE = (
    "These are thirty questions of our own. They have no norms: the scores compare your five modes with each other, "
    "never you with other people."
)
PLACE_NOTE = (
    "This is a picture of which way your choices lean. It is no measurement, and it changes with the situation."
)
TIES_NOTE = (
    "Where modes tie, a person counts under each of them, so a column may come to more than the number of people."
)
WORDS_NOTE = (
    "Where nearly all of us answer alike we use words instead of numbers, so that nobody's own answer is known."
)


@dataclass(frozen=True)
class ModeText:
    """What one person reads about one mode. `verb` is the plain form: "I compete, you compete"."""

    verb: str
    meaning: str
    serves: tuple[str, str, str]
    overused: tuple[str, str, str]
    underused: tuple[str, str, str]
    questions: tuple[str, str, str]


@dataclass(frozen=True)
class GroupText:
    """What a group reads about one mode in one situation, and a question for the room."""

    gives: str
    costs: str
    question: str


@dataclass(frozen=True)
class GroupTexts:
    """The four situations of a mode: first for many, first for nobody, last for many, last for nobody."""

    many_first: GroupText
    none_first: GroupText
    many_last: GroupText
    none_last: GroupText


MODE_TEXTS: dict[Mode, ModeText] = {
    Mode.COMPETING: ModeText(
        verb="compete",
        meaning="You press for what you hold to be right, even when others want something else.",
        serves=(
            "The answer comes while there is still time to act on it.",
            "A line on safety, law or money holds under pressure.",
            "The people who rely on you have an advocate in the room.",
        ),
        overused=(
            "People stop bringing you bad news, because they expect an argument.",
            "You win the point and lose the help you need to carry it out.",
            "Partners save their disagreement for the corridor, or for the next vote.",
        ),
        underused=(
            "Your organisation's case is missing when the decision is made.",
            "Hard choices wait for somebody else to make them.",
            "Others find out too late where you will never move.",
        ),
        questions=(
            "Where did I press a point this year, and what did it cost me with a partner?",
            "On which question do I owe this group a clear refusal, said early?",
            "Which decision of mine would go better if somebody here argued with it first?",
        ),
    ),
    Mode.COLLABORATING: ModeText(
        verb="collaborate",
        meaning="You work with the other side until an answer serves what both of you need.",
        serves=(
            "A problem that no organisation can solve alone gets an answer.",
            "What is agreed in May is still being done in March.",
            "The nurse, the social worker and the accountant compare notes before the money is spent.",
        ),
        overused=(
            "Small matters take the time that large ones need.",
            "Decisions wait until everybody has been heard twice.",
            "You open up a question that somebody simply had to answer.",
        ),
        underused=(
            "Each side improves its own part, and patients fall between the two.",
            "The same disagreement comes back under another name.",
            "You settle on an answer before you know what the other side needs.",
        ),
        questions=(
            "Which one question deserves an afternoon of all of us?",
            "What do I need that I have never told this group?",
            "Which decisions would I rather be told than be asked to help make?",
        ),
    ),
    Mode.COMPROMISING: ModeText(
        verb="compromise",
        meaning="You look for a settlement in which each side gives something and gets something.",
        serves=(
            "Work starts this month instead of next year.",
            "Each side can go home and show what it got.",
            "A standing quarrel ends, and nobody has lost it.",
        ),
        overused=(
            "Everything gets halved, even what works only as a whole.",
            "People ask for more than they need, because they expect you to take some away.",
            "Two years on, nobody can say why the line runs where it does.",
        ),
        underused=(
            "A difference that needs ten minutes goes up to the next level.",
            "You hold out for the best answer while winter comes.",
            "Every talk with you seems to be won or lost.",
        ),
        questions=(
            "Which of our settlements has run out, and who will say so?",
            "What have I traded away that I should have kept whole?",
            "Where would a fair share today help people more than a better answer next year?",
        ),
    ),
    Mode.AVOIDING: ModeText(
        verb="avoid",
        meaning="You leave a disagreement aside, for now or for good, and spend your effort elsewhere.",
        serves=(
            "A sharp remark on Monday is forgotten by Thursday.",
            "When you do raise something, people know that it matters.",
            "Managers learn to settle their own quarrels.",
        ),
        overused=(
            "Everybody knows about the problem, and nobody names it.",
            "The calendar decides, or whoever is left in the room.",
            "Others guess at your view, and guess wrong.",
        ),
        underused=(
            "Every remark gets an answer, and small quarrels grow.",
            "You take on disputes that belong to others.",
            "People must take sides before they have had time to think.",
        ),
        questions=(
            "What have we left off the agenda for so long that it now shapes everything else?",
            "Which quarrel could I drop this week without harm to anybody?",
            "What would let me say the thing that I keep to myself?",
        ),
    ),
    Mode.ACCOMMODATING: ModeText(
        verb="accommodate",
        meaning="You let the other side have what they want and set your own wish aside.",
        serves=(
            "Partners learn that you will help when it costs you something.",
            "The people who must live with a decision get to make it.",
            "A partner under strain gets room to recover.",
        ),
        overused=(
            "Your own organisation pays, and its board was never asked.",
            "Others count on you to give way and stop asking what you need.",
            "Your staff begin to ask who speaks for them.",
        ),
        underused=(
            "Every favour becomes a negotiation.",
            "You let the cheap moment for a generous act go by.",
            "Partners see a neighbour who never goes first.",
        ),
        questions=(
            "When did somebody here last give way to me, and did I notice?",
            "What have I agreed to that my own board would question?",
            "What could I give somebody in this room that costs me little and helps them much?",
        ),
    ),
}

GROUP_TEXTS: dict[Mode, GroupTexts] = {
    Mode.COMPETING: GroupTexts(
        many_first=GroupText(
            gives="Hard decisions get made, and each organisation's case is put in full.",
            costs="We may spend our meetings defending positions and leave the shared answer to chance.",
            question="When did we last change our minds in this room, and what made it possible?",
        ),
        none_first=GroupText(
            gives="Nobody has to fight to be heard.",
            costs="When a line must be held, each of us may wait for another to hold it.",
            question="Who refuses on behalf of this group, and how will the rest of us back them?",
        ),
        many_last=GroupText(
            gives="People can speak here without bracing for a contest.",
            costs="We may give ground to whoever presses us hardest from outside.",
            question="What would we refuse together, even under pressure from above?",
        ),
        none_last=GroupText(
            gives="Each of us can press a point when it counts.",
            costs="On a bad day several of us may press at once.",
            question="How do we tell one another that this point is one to press?",
        ),
    ),
    Mode.COLLABORATING: GroupTexts(
        many_first=GroupText(
            gives="We will put time into answers that serve more than one of us.",
            costs="We may talk for weeks over matters that one person could settle by lunch.",
            question="Which decisions will we hand to one of us, with our trust?",
        ),
        none_first=GroupText(
            gives="We move quickly and ask little of one another's time.",
            costs="Problems that lie between our organisations may find no owner.",
            question="Which one problem will yield only if we work it through together?",
        ),
        many_last=GroupText(
            gives="Nobody here will tie us up in long talks.",
            costs="We may settle for less than our organisations could do together.",
            question="What would make an afternoon on one shared question worth our while?",
        ),
        none_last=GroupText(
            gives="Nobody here is closed to working a problem through.",
            costs="We may take being willing for having done it.",
            question="Where did we say that we would work together, and then work apart?",
        ),
    ),
    Mode.COMPROMISING: GroupTexts(
        many_first=GroupText(
            gives="We can settle things fairly and keep going.",
            costs="We may cut in half what works only as a whole.",
            question="Which question must we refuse to split?",
        ),
        none_first=GroupText(
            gives="We look for more than half measures.",
            costs="A matter that needs only a fair share may grow into a contest or a long talk.",
            question="Which difference could we settle today with a plain fair share?",
        ),
        many_last=GroupText(
            gives="We are slow to trade away what matters.",
            costs="Our talks may end in all or nothing, and whoever loses waits for next time.",
            question="What could each of us give up first, and what would we want for it?",
        ),
        none_last=GroupText(
            gives="Any of us can be asked to come part of the way.",
            costs="We may reach for a split before we know what the question is.",
            question="How will we know that a fair split is also a good answer?",
        ),
    ),
    Mode.AVOIDING: GroupTexts(
        many_first=GroupText(
            gives="We stay calm and let small quarrels stay small.",
            costs="What matters most may never be said in this room.",
            question="What does everybody here know that nobody has said yet?",
        ),
        none_first=GroupText(
            gives="Our differences come to the table.",
            costs="We may fight over things that time would have settled.",
            question="What can we agree to leave alone for six months?",
        ),
        many_last=GroupText(
            gives="Hard subjects get raised.",
            costs="Those who need time to think may be hurried.",
            question="How do we give one another a night's sleep before a hard answer?",
        ),
        none_last=GroupText(
            gives="All of us can let a matter rest when that is wise.",
            costs="Each of us may leave the hard subject for another to raise.",
            question="Who raises the hard subject, and how do we thank them for it?",
        ),
    ),
    Mode.ACCOMMODATING: GroupTexts(
        many_first=GroupText(
            gives="We help one another, and goodwill grows.",
            costs="Each of us may carry losses in silence until a board objects.",
            question="What has each of us given to this system that nobody has noticed?",
        ),
        none_first=GroupText(
            gives="Each of us looks after what we answer for.",
            costs="Nobody may be ready to go first when the system needs somebody to give.",
            question="What could each of us give this year without asking for anything back?",
        ),
        many_last=GroupText(
            gives="An agreement here is meant, since nobody gives way lightly.",
            costs="A small favour may turn into a long negotiation.",
            question="Where would giving way cost us least and help people most?",
        ),
        none_last=GroupText(
            gives="Each of us can give way when another needs it more.",
            costs="The same few may do it every time.",
            question="Who has given way most often so far, and whose turn is it now?",
        ),
    ),
}

ROOM_QUESTIONS = (
    "What in this picture did you expect, and what surprises you?",
    "Which mode will the next six months ask of us most, and are we ready for it?",
    "What do we need from one another to use the modes that we reach for least?",
)
