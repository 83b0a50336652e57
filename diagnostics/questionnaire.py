"""Thirty forced choices of our own wording, as plain data.

Each item is a situation and two things that a leader might do in it. The reader picks the one that is more like them.
Each of the ten pairs of modes comes up three times, once in every ten items; an item shares no mode with the one before
it; each mode stands six times first and six times second. How it was built, and what it does not claim, is written
down in docs/adr/0003-own-questionnaire.md.

Changing any word here means a new VERSION: answers are kept with the version that they were given to.
"""

from dataclasses import dataclass

from diagnostics.modes import Mode

VERSION = "own-1"

QUESTION = "Which is more like you?"

SIDES = ("a", "b")


@dataclass(frozen=True)
class Statement:
    """One thing that a leader might do, and the mode that it stands for. The mode is never shown while answering."""

    mode: Mode
    text: str


@dataclass(frozen=True)
class Pair:
    """One item: a stable id ("p01" to "p30"), the situation, and its two statements."""

    id: str
    stem: str
    a: Statement
    b: Statement

    def statement(self, side: str) -> Statement:
        """Return the statement on side "a" or "b"; any other side is a KeyError."""
        return {"a": self.a, "b": self.b}[side]


PAIRS: tuple[Pair, ...] = (
    Pair(
        "p01",
        "Your organisation and a neighbour want the same capital money.",
        Statement(Mode.COMPETING, "I make the strongest case I can for our bid and let the panel judge."),
        Statement(Mode.COLLABORATING, "I ask them to look with us for one bid that serves both places."),
    ),
    Pair(
        "p02",
        "Your team and a partner's quarrel over rooms in a shared building.",
        Statement(Mode.COMPROMISING, "I suggest splitting the week, so that each team gives up some days."),
        Statement(Mode.AVOIDING, "I leave it with the two managers, who will settle it without me."),
    ),
    Pair(
        "p03",
        "On a hard winter night a neighbour asks for staff whom you could just spare.",
        Statement(Mode.ACCOMMODATING, "I send them, because tonight the neighbour needs them more than we do."),
        Statement(Mode.COMPETING, "I keep them, because I answer first for the people in our own care."),
    ),
    Pair(
        "p04",
        "You and a partner each want to host the new diagnostic centre.",
        Statement(Mode.COLLABORATING, "I gather both teams to work out what people need before anyone names a site."),
        Statement(Mode.COMPROMISING, "I suggest that they host this one and that we host the next."),
    ),
    Pair(
        "p05",
        "A neighbour proposes a name for a joint service, and you dislike it.",
        Statement(Mode.AVOIDING, "I keep quiet about it and save my voice for larger questions."),
        Statement(Mode.ACCOMMODATING, "I welcome it, since they have put the most into this service."),
    ),
    Pair(
        "p06",
        "A shared budget will be overspent by the end of the year.",
        Statement(Mode.COMPROMISING, "I offer to cover half of the gap if the others cover the rest."),
        Statement(Mode.COMPETING, "I hold our partners to the shares that they signed up to in April."),
    ),
    Pair(
        "p07",
        "A partner's chief executive sends you an angry e-mail late on a Friday.",
        Statement(Mode.AVOIDING, "I leave it over the weekend; by Monday it may look smaller to us both."),
        Statement(Mode.COLLABORATING, "I ring that evening and stay on the line until we both understand."),
    ),
    Pair(
        "p08",
        "You and a partner prefer different candidates for a joint post.",
        Statement(Mode.ACCOMMODATING, "I back their candidate, since that person will sit in their team."),
        Statement(Mode.COMPROMISING, "I agree to theirs if our team gets half of that person's week."),
    ),
    Pair(
        "p09",
        "Another leader criticises your organisation in front of partners.",
        Statement(Mode.COMPETING, "I answer there and then, with the facts, so that the record is straight."),
        Statement(Mode.AVOIDING, "I let it pass, so that the meeting keeps to what it came for."),
    ),
    Pair(
        "p10",
        "A local charity asks to change a contract that suits you well.",
        Statement(Mode.COLLABORATING, "I go through it with them line by line until it suits us both."),
        Statement(Mode.ACCOMMODATING, "I agree to the change, as they stand closest to the people it serves."),
    ),
    Pair(
        "p11",
        "A board or cabinet member keeps returning to a decision that you consider closed.",
        Statement(Mode.AVOIDING, "I thank them and take the next item, leaving the point where it is."),
        Statement(Mode.COMPROMISING, "I offer a short review in the spring if we can move on today."),
    ),
    Pair(
        "p12",
        "Consultants oppose a new rota that you believe is safer.",
        Statement(Mode.COLLABORATING, "I open the design to them again, although the start date may slip."),
        Statement(Mode.COMPETING, "I explain why it is safer, set the date and see it through."),
    ),
    Pair(
        "p13",
        "A colleague wants to chair the group that you had hoped to chair.",
        Statement(Mode.AVOIDING, "I keep my hopes to myself and leave the choice to the others."),
        Statement(Mode.ACCOMMODATING, "I put their name forward and offer to help them do it well."),
    ),
    Pair(
        "p14",
        "Partners differ over how to divide the savings from a joint scheme.",
        Statement(Mode.COMPROMISING, "I suggest equal shares for the first year, so that the work can start."),
        Statement(Mode.COLLABORATING, "I ask what each of us needs the money for and build the answer from there."),
    ),
    Pair(
        "p15",
        "Your deputy wants to run a public consultation in a way that you would never choose.",
        Statement(Mode.ACCOMMODATING, "I go along with the deputy's way and give it my full backing."),
        Statement(Mode.COMPETING, "I ask for it to be done my way, since I carry the risk."),
    ),
    Pair(
        "p16",
        "A colleague has been cool towards you since a decision that went your way.",
        Statement(Mode.COLLABORATING, "I ask for an hour together and stay until we have named what went wrong."),
        Statement(Mode.AVOIDING, "I give it time and carry on as usual; most such weather passes."),
    ),
    Pair(
        "p17",
        "You and staff representatives are far apart on the rate for extra shifts.",
        Statement(Mode.COMPETING, "I name the rate that we can afford and stay with it."),
        Statement(Mode.COMPROMISING, "I go up a little on the rate if they accept shorter notice."),
    ),
    Pair(
        "p18",
        "A new chief executive wants to rewrite a plan that you drafted.",
        Statement(Mode.ACCOMMODATING, "I let them reshape it, because a newcomer needs room to make it theirs."),
        Statement(Mode.COLLABORATING, "I set aside two afternoons to rework it with them from the first page."),
    ),
    Pair(
        "p19",
        "The local paper prints a one-sided story about one of your services.",
        Statement(Mode.AVOIDING, "I leave it unanswered, since a reply would keep the story alive."),
        Statement(Mode.COMPETING, "I ask for a correction and put our side on the record."),
    ),
    Pair(
        "p20",
        "Two record systems overlap, and another organisation would like theirs used everywhere.",
        Statement(Mode.COMPROMISING, "I agree to theirs for referrals if they will use ours for results."),
        Statement(Mode.ACCOMMODATING, "I move our teams over to theirs, as ours will find the change easier."),
    ),
    Pair(
        "p21",
        "Winter is near, and you and a partner disagree about why people wait to leave hospital.",
        Statement(Mode.COMPETING, "I lay out our figures and press for action on them this month."),
        Statement(Mode.COLLABORATING, "I ask both teams to follow ten people home and compare what they find."),
    ),
    Pair(
        "p22",
        "A senior doctor tells you bluntly that one of your decisions was wrong.",
        Statement(Mode.ACCOMMODATING, "I change it as they ask, because they live with it every day."),
        Statement(Mode.AVOIDING, "I thank them and leave the subject for a calmer day."),
    ),
    Pair(
        "p23",
        "You and a partner disagree over who should visit people after they go home.",
        Statement(Mode.COLLABORATING, "I spend a morning with their team, tracing each step to find a better way."),
        Statement(Mode.COMPROMISING, "I propose that we make the first two visits and they make the rest."),
    ),
    Pair(
        "p24",
        "Your chair wants an announcement made sooner than you think wise.",
        Statement(Mode.COMPETING, "I say that we announce when the work is done, and hold that line."),
        Statement(Mode.ACCOMMODATING, "I go with the chair's date and get the team ready for it."),
    ),
    Pair(
        "p25",
        "You and a partner differ over one sentence in a statement due tomorrow.",
        Statement(Mode.COMPROMISING, "I write a version that keeps one phrase from each of us."),
        Statement(Mode.AVOIDING, "I leave that sentence out and let the rest go ahead."),
    ),
    Pair(
        "p26",
        "A partner wants the weekly discharge meeting at an hour that is awkward for your team.",
        Statement(Mode.ACCOMMODATING, "I accept their hour, and we move our own work to fit it."),
        Statement(Mode.COLLABORATING, "I ask both teams what they need from it, and we design the week afresh."),
    ),
    Pair(
        "p27",
        "A neighbour's draft strategy claims work that your organisation has always led.",
        Statement(Mode.AVOIDING, "I leave it for now; a draft often changes before anybody acts on it."),
        Statement(Mode.COMPETING, "I tell them plainly that this work is ours and ask for a change."),
    ),
    Pair(
        "p28",
        "Another service asks for a larger share of this year's growth money.",
        Statement(Mode.COMPROMISING, "I agree to half of what they ask, so that both plans can go ahead."),
        Statement(Mode.ACCOMMODATING, "I support their whole claim, since the people they serve have waited longest."),
    ),
    Pair(
        "p29",
        "An old quarrel about a merger surfaces in a meeting about something else.",
        Statement(Mode.COLLABORATING, "I open it up with those involved, because it colours whatever we decide."),
        Statement(Mode.AVOIDING, "I keep it out of the room, so that today's work gets done."),
    ),
    Pair(
        "p30",
        "A regulator wants a recovery plan in two weeks; you think a safe one takes six.",
        Statement(Mode.COMPETING, "I explain why it takes six weeks and stand by that date."),
        Statement(Mode.COMPROMISING, "I settle on four weeks and a plan with rather less detail."),
    ),
)
