"""What the demonstration's workshops, charter and lists hold, fact by fact: how each is read, and what it must be."""

from collections import Counter

from django.db.models import Count, Q, Sum
from django.utils import timezone

from charters.models import Charter, CharterVersion, Proposal, Resolution, Review, Round, Stance
from charters.selectors import signatures, trends
from hwe_portal.demonstration import accounts, leaders, met_development, since
from programmes.models import Output, Recommendation, User
from workshops.models import (
    Action,
    AgendaItem,
    Attendance,
    CoachingSet,
    Decision,
    Event,
    Exercise,
    Material,
    Option,
    StocktakePoint,
)

DEVELOPMENT = {"programme__title__startswith": "Systems Leaders Group"}
TRANSITION = {"programme__title__startswith": "From partnership"}
NEW, OPEN = accounts.NEW_LEADER.name, accounts.OPEN_LEADER.name


def series():
    """A12, A14: every meeting before today, with its begin and end, its minutes on the agenda, and whom it asked."""
    asked = Count("attendances", filter=Q(attendances__invited_at__isnull=False), distinct=True)
    held = Event.objects.filter(**DEVELOPMENT, starts_on__lt=timezone.localdate()).exclude(kind="group_coaching")
    rows = [
        (event.title, event.written_when, event.people) for event in held.annotate(people=asked).order_by("starts_on")
    ]
    return [(title, when, people, _minutes(title)) for title, when, people in rows]


def _minutes(title):
    return AgendaItem.objects.filter(event__title=title).aggregate(total=Sum("minutes"))["total"]


def coaching():
    """A12: two sets of five to eight, three sessions each; coaching of single leaders is counted."""
    sets = CoachingSet.objects.annotate(people=Count("members", distinct=True), met=Count("events", distinct=True))
    sessions = Event.objects.filter(kind="group_coaching").select_related("coaching_set")
    counted = Event.objects.get(kind="individual_coaching").sessions
    return (
        [(each.name, each.people, each.met) for each in sets.order_by("name")],
        [f"{session.coaching_set}, {session.starts_on}" for session in sessions.order_by("coaching_set", "starts_on")],
        counted,
    )


def gathered():
    """A16: what the rooms did on paper: kind, how many people, cards, clusters."""
    done = Exercise.objects.filter(on_paper=True).order_by("event__starts_on", "position")
    cards, heaps = Count("statements", distinct=True), Count("clusters", distinct=True)
    rows = done.annotate(cards=cards, heaps=heaps)
    return [(row.event.title, row.kind, row.answered, row.cards, row.heaps) for row in rows]


def dots():
    """What they worked on first, by the dots, each option taken from a cluster."""
    voted = Exercise.objects.get(kind="dots", on_paper=True)
    origins = {option.origin.partition(":")[0] for option in Option.objects.filter(exercise=voted)}
    return [(row["text"], row["count"]) for row in voted.result["rows"]], origins


def proposed():
    """A23: each line of the charter was a cluster of the second workshop, then a proposal, then agreed in the room."""
    agreed = Proposal.objects.filter(state="agreed", items__round__on_paper=True)
    return (
        agreed.count(),
        {proposal.origin.partition(":")[0] for proposal in agreed},
        [proposal.text for proposal in agreed.order_by("pk")]
        == [line for section in met_development.PROMISED.values() for line in section],
    )


def agreed():
    """A23: version 1, agreed in the second workshop by those on its register; one question was answered first."""
    version = _version(1)
    items = list(version.agreed_in.items.values_list("agree", "live", "not_yet"))
    below = sum(len(lines) for section in version.sections for lines in section.get("behaviours", ()))
    return (
        version.number, version.event.title, len(version.took_part), Counter(items),
        Resolution.objects.filter(item__round=version.agreed_in).count(), below,
    )  # fmt: skip


def _version(number):
    return CharterVersion.objects.get(charter__in=Charter.objects.filter(**DEVELOPMENT), number=number)


def signed():
    """Who was there in person signed the first version on paper, in the month that is known; with four who left."""
    told = signatures.signatures(_version(1), timezone.localdate())
    names = {one.name for one in told.signed}
    left = [one.name for one in told.signed if one.has_left]
    return names == leaders.ON_REGISTER - set(leaders.AWAY[1]), {str(one.signed_on) for one in told.signed}, left


def agreed_since():
    """Version 2, of successors, after 2022: what it changed, where they stood, and whose names stand under it."""
    version, today = _version(2), timezone.localdate()
    counts = list(version.agreed_in.items.values_list("agree", "live", "not_yet"))
    waiting = [part.person.name for part in signatures.unsigned(version, today)]
    day = version.adopted_on.day
    return (
        [change["kind"] for change in version.changes], counts, len(version.took_part), day.year > 2022 and day < today,
        set(version.signatures.values_list("name", flat=True)) == set(since.SIGNED), waiting,
    )  # fmt: skip


def drifted():
    """Two pulses about version 2: the second shows what drifted; one review is held, one waits."""
    charter = _version(2).charter
    found = trends.trend(charter, User.objects.get(person__name=NEW))
    reviews = [(review.version.number, review.held_on is None) for review in charter.reviews.all()]
    return len(found.rounds), found.drifted, found.people, len(found.figures), reviews


def actions():
    """Done, dropped, handed on to a successor, overdue, and nobody's of the programme."""
    today = timezone.localdate()
    return [
        (
            action.event and action.event.title,
            action.owner.person.name if action.owner else action.owner_words,
            action.state,
            action.state == Action.State.OPEN and action.due_on < today,
        )
        for action in Action.objects.order_by("pk")
    ]


def stocktake():
    """A27: keep, stop, start, and an aim reworded, in summer 2022."""
    points = StocktakePoint.objects.select_related("event")
    return Counter(point.kind for point in points), {str(point.event) for point in points}


def to_come():
    """A workshop with an agenda, five exercises ready, everybody asked, a few replies and needs."""
    event = Event.objects.get(starts_on__gt=timezone.localdate())
    replies = Counter(event.attendances.values_list("reply", flat=True))
    needs = event.attendances.exclude(diet="", access_needs="").count()
    kinds = list(event.exercises.filter(state="planned").values_list("kind", flat=True))
    silent = set(event.attendances.filter(reply="").values_list("membership__person__name", flat=True))
    return _minutes(event.title), kinds, dict(replies), needs, {NEW, OPEN} <= silent


def open_now():
    """One proposal with a comment, one round that the two leaders who sign in have not answered, one review."""
    change = Proposal.objects.get(state="open")
    asked = Round.objects.get(state="open")
    stances = Stance.objects.filter(item__round=asked)
    said = set(stances.values_list("member__membership__person__name", flat=True))
    return (
        (change.kind, change.member.person.name, [comment.member.person.name for comment in change.comments.all()]),
        (asked.items.count(), asked.members.count(), asked.quorum, len(said), said & {NEW, OPEN}),
        [(stance.member.membership.person.name, stance.answer) for stance in stances.filter(choice="not_yet")],
        Review.objects.filter(held_on=None).count(),
    )


def role_groups():
    """B6: three workshops, each with thirty-four invited by their role groups, and an agenda that adds up."""
    events = Event.objects.filter(**TRANSITION)
    groups = Attendance.objects.filter(event__in=events).values_list("membership__post__role_group", flat=True)
    return [(str(event), _minutes(event.title)) for event in events], Counter(groups)


def made():
    """B7, B10 to B14: what the programme made and recommended, by the workshop in which it was."""
    rows = [*Output.objects.order_by("pk"), *Recommendation.objects.order_by("pk")]
    titles = {event.key: event.title for event in Event.objects.all()}
    return Counter((titles[row.origin], getattr(row, "kind", "recommendation")) for row in rows)


LIVED = {
    "A12 A14 A27 the series": (
        series,
        [
            ("Coaching of single leaders", "2021 to 2022", 0, None),
            ("First workshop", "November 2021, 9:30 to 16:00", 19, 390),
            ("Second workshop", "January 2022, 9:30 to 16:00", 19, 390),
            ("Supper, and taking stock", "summer 2022", 0, None),
        ],
    ),
    "A12 coaching": (
        coaching,
        (
            [("Set A", 7, 3), ("Set B", 8, 3)],
            [
                f"{name}, {month}"
                for name in ("Set A", "Set B")
                for month in ("December 2021", "February 2022", "March 2022")
            ],
            24,
        ),
    ),
    "A16 in the room": (
        gathered,
        [
            ("First workshop", "single", 18, 0, 0),
            ("First workshop", "cards", 18, 14, 4),
            ("First workshop", "dots", 18, 0, 0),
            ("Second workshop", "cards", 17, 19, 9),
            ("Second workshop", "scale", 17, 0, 0),
        ],
    ),
    "A16 dots": (
        dots,
        (
            [
                ("Telling each other the truth", 21),
                ("Leading one system, beyond our own organisations", 17),
                ("Preparing what boards and councils decide", 9),
                ("Looking after whoever leads here", 7),
            ],
            {"workshops.cluster"},
        ),
    ),
    "A16 materials": (lambda: sorted(Material.objects.values_list("for_leaders", flat=True)), [False, True, True]),
    "A23 from clusters": (proposed, (9, {"workshops.cluster"}, True)),
    "A23 agreed": (agreed, (1, "Second workshop", 17, Counter({(17, 0, 0): 8, (13, 4, 0): 1}), 1, 5)),
    "A23 signed": (
        signed,
        (
            True,
            {"January 2022"},
            ["Gareth Pennymore", "Hamish Brackenridge", "Marguerite Ashcombe", "Philippa Thornbury"],
        ),
    ),
    "A25 agreed since": (
        agreed_since,
        (
            ["changed", "added"],
            [(14, 3, 0), (13, 4, 0)],
            17,
            True,
            True,
            ["Imogen Tarrant", "Kwabena Mulholland", "Leopold Sandiford", NEW],
        ),
    ),
    "A25 lived since": (
        drifted,
        (
            2,
            [
                "We settle our differences with each other first, and openly.",
                "I stand by what we agreed, also at home.",
            ],
            "The same people were asked both times.",
            2,
            [(2, False), (2, True)],
        ),
    ),
    "decisions": (
        lambda: Counter(Decision.objects.values_list("event__title", flat=True)),
        {
            "First workshop": 2,
            "Second workshop": 2,
            "First large workshop": 1,
            "Second large workshop": 1,
            "Third large workshop": 2,
        },
    ),
    "actions": (
        actions,
        [
            ("First workshop", "Ravi Chandrasekar", "done", False),
            ("Second workshop", "Eilidh Strathairn", "dropped", False),
            ("Second workshop", "Rhys Calloway", "open", False),
            (None, OPEN, "open", True),
            (None, NEW, "open", False),
            (None, "The programme office", "open", False),
        ],
    ),
    "A27 stocktake": (
        stocktake,
        ({"keep": 3, "stop": 2, "start": 2, "aim": 1}, {"Supper, and taking stock, summer 2022"}),
    ),
    "to come": (
        to_come,
        (
            180,
            ["reflect", "scale", "cards", "dots", "timer"],
            {"": 14, "in_person": 2, "online": 1, "deputy": 1, "no": 1},
            3,
            True,
        ),
    ),
    "open now": (
        open_now,
        (("change", "Nadia Fairweather", [OPEN]), (2, 19, 13, 7, set()), [("Jerome Balewa", "")], 1),
    ),
    "B6 role groups": (
        role_groups,
        (
            [(f"{number} large workshop, 2018", 300) for number in ("First", "Second", "Third")],
            {"chief_executive": 36, "finance": 36, "medical": 21, "chair": 9},
        ),
    ),
    "B7 B10 to B14 made in sessions": (
        made,
        {
            ("First large workshop", "case_for_change"): 1,
            ("First large workshop", "benefits"): 1,
            ("Second large workshop", "function"): 1,
            ("Second large workshop", "governance"): 1,
            ("Third large workshop", "agreement"): 1,
            ("Third large workshop", "roadmap"): 1,
            ("Third large workshop", "recommendation"): 7,
        },
    ),
}
