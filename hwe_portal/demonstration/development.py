"""The development of the Systems Leaders Group, 2021-22: its records, meetings, charter and the facilitator's words.

Dates are no more exact than the published case study gives them.
"""

from programmes.models.induction import Place

DETAILS = {
    "title": "Systems Leaders Group development",
    "group": "Systems Leaders Group",
    "starts_on": "September 2021",
    "ends_on": "2022",
    "debrief": "released",
}
CASE_STUDY = "Learning to lead one system, while its leaders change"

_COHESIVE, _ALIGNED, _CLARITY, _CULTURE = "01 Cohesive", "02 Aligned", "03 Clarity", "04 Thriving culture"


def _points(area: str, kind: str, *texts: str) -> tuple[dict[str, str], ...]:
    return tuple({"area": area, "kind": kind, "text": text} for text in texts)


RECORDS = {
    "aims": (
        {
            "text": (
                "a high-performing group, with aligned systems thinking and clarity for the system, its people and its "
                "partners"
            )
        },
    ),
    "phases": (
        {"kind": "mobilised", "starts_on": "September 2021"},
        {"kind": "designed", "starts_on": "autumn 2021"},
    ),
    "context": (
        {
            "title": "Pandemic and recovery",
            "starts_on": "2021",
            "ends_on": "2022",
            "effect": "Health and care organisations responded to both while they built on working together.",
        },
        {
            "title": "The law on integrated care is changing",
            "starts_on": "2021",
            "ends_on": "2022",
            "effect": "Commissioning groups were to end as it changed, and an integrated care board to follow them.",
        },
        {
            "title": "The question of the system’s boundary in Essex is settled",
            "starts_on": "July 2021",
            "effect": (
                "The legislation had raised it, and the answer could have changed who sits in the group. Attention "
                "turned back to the system’s development."
            ),
        },
    ),
    "themes": (
        {
            "name": "Impact",
            "text": "operating models, autonomy, decision making and self-management",
        },
        {
            "name": "Performance",
            "text": "effective teams; doing more of the same will not do",
        },
        {
            "name": "Culture",
            "text": "psychological safety, trust and room for innovation",
        },
    ),
    "areas": (
        {
            "number": "1",
            "name": "Cohesive",
            "definition": "We trust each other enough to disagree, decide and deliver.",
        },
        {
            "number": "2",
            "name": "Aligned",
            "definition": "We pull the same way, and people hear the same from each of us.",
        },
        {
            "number": "3",
            "name": "Clarity",
            "definition": "We know what we are for, who does what, and what comes first.",
        },
        {
            "number": "4",
            "name": "Thriving culture",
            "definition": "People find purpose and room to lead themselves in what we are building.",
        },
    ),
    "points": (
        *_points(
            _COHESIVE,
            "attribute",
            "Vulnerability-based trust",
            "Constructive conflict",
            "Commitment",
            "Personal and collective accountability",
            "A focus on results",
        ),
        *_points(_ALIGNED, "attribute", "Pulling in the same direction", "Consistent and frequent messages"),
        *_points(
            _ALIGNED,
            "enabler",
            "Executive and collective coaching",
            "Senior role modelling",
            "Communication that makes space for real feedback",
        ),
        *_points(
            _CLARITY,
            "attribute",
            "Purpose and vision",
            "The system leaders’ roles",
            "Behaviours and ways of working for success",
            "What matters most right now",
        ),
        *_points(
            _CULTURE,
            "attribute",
            "People engaged in the future culture",
            "Self-managing teams",
            "The whole self at work",
        ),
        *_points(_CULTURE, "enabler", "A leaders and talent framework", "People connected to their purpose"),
    ),
    "sources": (
        {
            "citation": "Research on organisational health",
            "says": (
                "organisations that balance today’s delivery with their own health last longer, with more engaged "
                "people and better results for patients and residents"
            ),
        },
    ),
    "related": (
        {"title": "The transition of the commissioning groups", "reason": "the same leaders, in another role"},
        {"title": "The development of the integrated care board", "reason": "its members come from this group too"},
    ),
    "insights": (
        {
            "title": "Leaders need space of their own",
            "text": (
                "The relational, cultural and architectural side of leading a system takes time away from the agenda. "
                "Formal governance gives a framework for decisions and assurance; it does not give that space."
            ),
        },
        {
            "title": "Every change of leader sets the system’s development back",
            "text": (
                "So development is continuous, never done once, and has to include onboarding and induction into the "
                "system for whoever arrives."
            ),
        },
        {
            "title": "Joining up the programmes is imperative",
            "text": "Several interventions ran at the same time. Each makes sense only together with the others.",
        },
    ),
    "induction": (
        {"text": "Read the group’s charter and the behaviours under it", "points_at": Place.CHARTER},
        {"text": "See who takes part, and in which posts", "points_at": Place.PEOPLE},
        {"text": "Look at the published pictures of the group", "points_at": Place.SNAPSHOT},
        {"text": "Meet the chair and two members from other sectors"},
        {"text": "Book a conversation, so that your view is heard too", "points_at": Place.CONVERSATION},
        {"text": "Meet your buddy, a leader who has been here for longer", "points_at": Place.BUDDY},
    ),
    "next-steps": (
        {"text": "Take stock of the programme and refresh it with the leaders who are new"},
        {"text": "Keep on meeting with less structured time meanwhile, for relationships and trust"},
        {"text": "Recommence the programme", "due_on": "summer 2022"},
        {"text": "Bring structured support back", "due_on": "autumn 2022"},
        {"text": "Coordinate it with the wider development workstreams of the system"},
    ),
}

# Chapter, whether it is the facilitator's own view, and the words; names in braces are filled from records.
PASSAGES = (
    (
        "introduction",
        False,
        "In {programme.start} the leaders of {system.name} were still in the middle of a pandemic, with the law about "
        "their system being rewritten. They decided not to wait for either to end before they worked on how they lead "
        "together.",
    ),
    (
        "background",
        True,
        "No plan survives a change of leaders unaltered. Looking back, it shaped the programme more than anything that "
        "we had designed.",
    ),
    (
        "approach",
        False,
        "We began by listening. What {participants.count} leaders told us, each on their own, gave the programme its "
        "order: first how we handle conflict, then what we are for, then what we promise each other.",
    ),
    (
        "participants",
        False,
        "The group was chosen to be the whole system in one room: {participants.sectors}.",
    ),
    (
        "outcomes",
        True,
        "The charter is short, {charter.lines} lines, and that was the hard part. Every line that stayed had been "
        "argued over.",
    ),
    (
        "learning",
        True,
        "What surprised me most is how much could be said once it had been said that we avoid saying it.",
    ),
    (
        "next",
        False,
        "Until {next-step.date} the group keeps meeting, with less structure and more time for each other.",
    ),
)
RESTART = "Bring structured support back"
