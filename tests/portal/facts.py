"""What each fact of the two sources must say in the case study of its programme, word for word."""

FACTS_A = {
    "A1": [
        "Hertfordshire and West Essex Integrated Care System serves 1.5 million people",
        "The Systems Leaders Group is the standing group of the system’s leaders, chaired by",
        "It is the engine room of the system",
        "decisions and assurance stay with boards, councils and the system’s formal bodies",
    ],
    "A2": [
        "two councils (Essex County Council and Hertfordshire County Council)",
        "Commissioning groups were to end as it changed",
        "their work passing to Hertfordshire and West Essex Integrated Care Board",
    ],
    "A3": [
        "19 leaders took part: seven chief executives or accountable officers",
        "four directors of social care or public health and four other directors.",
    ],
    "A4": [
        "6 Hospital", "4 Clinical commissioning group", "4 Council or social care", "3 Mental health", "2 Community",
    ],
    "A5": ["Five NHS partners are formally based in its area"],
    "A6": [
        "three of the five NHS partners based in the area got a new chief executive",
        "the last took up post in July 2022",
    ],
    "A7": [
        "Three chief executives left, announced as change of role or retirement.",
        "Two other posts of the system’s leaders changed in the same time, one of them a post of the group.",
    ],
    "A8": [
        "July 2021: The question of the system’s boundary in Essex is settled.",
        "The legislation had raised it",
    ],
    "A9": ["The programme was mobilised in September 2021.", "It was designed together in autumn 2021"],
    "A10": [
        "A one-to-one conversation was held with each of the 19 leaders, to inform content and sequence.",
        "19 of 19 conversations counted together and nobody named",
    ],
    "A11": [
        "Before the workshops every participant was asked to complete a conflict profile.",
        "17 of 19 leaders were counted together, by the Thomas-Kilmann conflict tool, in the team snapshot",
    ],
    "A12": [
        "The programme was a series of two workshops and six group coaching sessions.",
        "Group coaching took place in December 2021, in February 2022 and in March 2022",
    ],
    "A13": [
        "The programme set out with one aim: a high-performing group, with aligned systems thinking and clarity for "
        "the system, its people and its partners."
    ],
    "A14": ["Two workshops were held in person: First workshop (November 2021) and Second workshop (January 2022)."],
    "A15": ["For several leaders it was the first meeting face to face since the pandemic."],
    "A16": [
        "Feed back what the diagnostic found.",
        "Explore the conflict profiles and the team snapshot.",
        "Begin to define the group’s role, purpose, vision and place in governance.",
        "Shape ways of working and a charter with behaviours that bear it out.",
    ],
    "A17": [
        "The group weighed three core aspects",
        "Impact: operating models, autonomy, decision making and self-management.",
        "Performance: effective teams; doing more of the same will not do.",
        "Culture: psychological safety, trust and room for innovation.",
    ],
    "A18": [
        "Four areas on which the group works together",
        "01 Cohesive", "02 Aligned", "03 Clarity", "04 Thriving culture",
        "We trust each other enough to disagree, decide and deliver.",
        "The framework rests on evidence. Research on organisational health",
    ],
    "A19": [
        "Vulnerability-based trust", "Constructive conflict", "Commitment", "Personal and collective accountability",
        "A focus on results",
    ],
    "A20": [
        "Executive and collective coaching", "Pulling in the same direction", "Senior role modelling",
        "Consistent and frequent messages", "Communication that makes space for real feedback",
    ],
    "A21": [
        "Purpose and vision", "The system leaders’ roles", "Behaviours and ways of working for success",
        "What matters most right now",
    ],
    "A22": [
        "People engaged in the future culture", "A leaders and talent framework", "People connected to their purpose",
        "Self-managing teams", "The whole self at work",
    ],
    "A23": [
        "The group adopted its charter in January 2022: nine commitments, three of them behaviours that bear the "
        "others out, with five more below them.",
        "I say in the room what I would say outside it.",
        "I ring you before I write to anybody else.",
        "Before a meeting ends I name what we still disagree about.",
        "I send a decision back that others can take.",
        "When I decide it myself, I say why.",
        "I meet whoever is new in person, and not only their diary.",
    ],
    "A24": ["Leaders need space of their own", "The relational, cultural and architectural side", "Formal governance"],
    "A25": [
        "Every change of leader sets the system’s development back",
        "development is continuous, never done once, and has to include onboarding and induction",
        "A leader who joins half-way begins here:", "Book a conversation, so that your view is heard too.",
    ],
    "A26": [
        "Two other programmes ran at the same time",
        "The transition of the commissioning groups", "The development of the integrated care board",
        "Joining up the programmes is imperative",
    ],
    "A27": [
        "Take stock of the programme and refresh it",
        "less structured time meanwhile, for relationships and trust",
        "Recommence the programme, in summer 2022.",
        "Bring structured support back, in autumn 2022.",
        "Coordinate it with the wider development workstreams",
    ],
    "A28": [
        "Introduction", "Background", "Approach", "Participants", "Outcomes", "Learning and insights",
        "Observations and next steps",
    ],
}  # fmt: skip
FACTS_B = {
    "B1": [
        "Sustainability and Transformation Partnership since March 2018",
        "Integrated Care System since May 2020",
        "1.5 million people",
    ],
    "B2": [
        "three hospital providers, one community provider, two mental health providers, one ambulance service, three "
        "clinical commissioning groups and two councils"
    ],
    "B3": [
        "A nationally recognised care-home scheme", "A joint health and care approach to mental illness",
        "An emerging accountable care partnership", "Few examples of working effectively as one system.",
    ],
    "B4": ["over twelve weeks, to develop with them the scope and functions of an integrated care system"],
    "B5": ["commissioned a facilitation team from outside", "The team brought together several professions"],
    "B6": [
        "Three workshops were held in person",
        "The three workshops invited chief executives, finance directors and medical directors of trusts; accountable "
        "officers and chairs of commissioning groups; chief executives and finance officers of councils.",
    ],
    "B7": [
        "Develop the case for change.", "Align with national requirements.", "Design the governance arrangements.",
        "Develop ways of joint working.",
    ],
    "B8": [
        "A one-to-one conversation was held with each of the 36 leaders",
        "Which issues does your organisation face in the next three years?", "What are your aspirations for the system",
        "A wide range of aspirations, and different issues in every organisation.",
    ],
    "B9": [
        "The survey “What do you think of our health and care system?” was sent to 120 people, 84 of them not "
        "participants; 107 answered.",
        "Its results went back to the group on 8 June 2018 and were shown in the three workshops.",
    ],
    "B10": ["Case for change: one that is common to all partners."],
    "B11": ["what the system can achieve for the population and for organisations, understood in common"],
    "B12": ["Agreed function: the set of functions that the system is to deliver."],
    "B13": ["Governance: clarity on how the system is governed."],
    "B14": ["What stood in the way:", "Seven recommendations to overcome the barriers:", "(barriers 1 and 5)"],
    "B15": ["Three place partnerships", "built around adults and older people with complex needs"],
    "B16": ["Scope: health and social care", "Provider model: the providers", "Contracting mechanism: a mechanism"],
    "B17": ["Roadmap: the milestones to becoming an integrated care system.", "Reached in 2018"],
    "B18": [
        "Reached in May 2020: Status of an integrated care system, granted by NHS England.",
        "The programme contributed the alignment across professions and the roadmap",
    ],
}  # fmt: skip
