"""Approach and participants: what was done, in which order, and by whom."""

from collections import defaultdict

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import GuideQuestion
from diagnostics.models import Source as Questionnaire
from hwe_portal.reports import evidence, figures
from hwe_portal.reports.case_study.chapters import sessions
from hwe_portal.reports.case_study.chapters.asking import surveys
from hwe_portal.reports.case_study.chapters.building import Said, drawn, numbers, one_or_list, paragraph
from hwe_portal.reports.case_study.content import Block, Listing, Statement
from hwe_portal.reports.evidence import Source
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import capital, counted, listed, sentence, span, spelt, when
from programmes.access import FLOOR
from programmes.models import Commission, Phase, Post, Sector
from workshops.models import Event

LEADERS = {
    Post.Group.CHIEF_EXECUTIVE: ("chief executive or accountable officer", "chief executives or accountable officers"),
    Post.Group.CHAIR: ("chair", "chairs"),
    Post.Group.FINANCE: ("finance director", "finance directors"),
    Post.Group.MEDICAL: ("medical or clinical director", "medical or clinical directors"),
    Post.Group.NURSING: ("nursing director", "nursing directors"),
    Post.Group.SOCIAL_CARE: ("director of social care or public health", "directors of social care or public health"),
    Post.Group.OTHER: ("other director", "other directors"),
}
PHASES = {
    Phase.Kind.MOBILISED: "The programme was mobilised",
    Phase.Kind.DESIGNED: "It was designed together",
    Phase.Kind.DELIVERED: "It was delivered",
    Phase.Kind.STOCKTAKE: "The group took stock",
    Phase.Kind.RESTARTED: "It started again",
}
SETTINGS = {
    Event.Setting.IN_PERSON: "in person",
    Event.Setting.ONLINE: "online",
    Event.Setting.BOTH: "in person and online",
}
INSTRUMENTS = {
    Questionnaire.LICENSED: "the Thomas-Kilmann conflict tool",
    Questionnaire.OWN: "the portal’s own questionnaire",
}
OTHER_MEETINGS = {
    Event.Kind.GROUP_COACHING: "Group coaching took place",
    Event.Kind.INFORMAL: "The group met informally",
}
AT_MOST_NAMED = 6


def approach(facts: Facts) -> tuple[str, list[Block]]:
    prefetch_related_objects(facts.events, "aims")
    blocks = [
        *paragraph(*map(_commission, facts.of(Commission))),
        *paragraph(*_phases(facts)),
        *paragraph(_talks(facts), _themes(facts)),
        *_guide(facts),
        *surveys(facts),
        *paragraph(_prework(facts), _snapshot(facts)),
        *paragraph(_series(facts), *_other_meetings(facts), sessions.individual_coaching(facts)),
        *[block for alike in _alike(facts.events_of(Event.Kind.WORKSHOP)) for block in _workshops(facts, alike)],
        *paragraph(sessions.decisions(facts), sessions.actions(facts), *sessions.stocktakes(facts)),
        *drawn(
            figures.timeline(facts),
            *(evidence.kind(facts.programme, slug) for slug in ("phases", "context", "milestones", "next-steps")),
            evidence.collection(facts.programme, "series"),
        ),
    ]
    return _approach_title(facts), blocks


def _approach_title(facts: Facts) -> str:
    workshops = len(facts.events_of(Event.Kind.WORKSHOP))
    if facts.snapshot and workshops:
        return "First an honest look at ourselves, then the room"
    return capital(f"{counted(workshops, 'workshop', 'workshops')} carried the work") if workshops else "How we worked"


def _commission(row: Commission) -> Statement:
    weeks = f" over {spelt(row.weeks)} weeks" if row.weeks else ""
    team = f" The team brought together {row.professions.rstrip('.')}." if row.professions else ""
    text = f"{row.client} commissioned {row.provider}{weeks}, {row.scope.rstrip('.')}.{team}"
    return Statement(f"commission-{row.pk}", text, (evidence.record(row),))


def _phases(facts: Facts) -> list[Statement]:
    rows = sorted(facts.of(Phase), key=lambda row: row.starts_on.last_day)
    return [Statement(f"phase-{row.pk}", _phase(row), (evidence.record(row),)) for row in rows]


def _phase(row: Phase) -> str:
    return sentence(f"{PHASES[row.kind]} {when(row.starts_on)}{f': {row.note}' if row.note else ''}")


def _talks(facts: Facts) -> Statement | None:
    """That somebody spoke with the leaders one to one; of what they said, nothing."""
    talks, of = facts.talks, len(facts.people)
    if talks is None:
        return None
    if talks.held > talks.leaders:
        who = f"{counted(talks.held, 'one-to-one conversation was', 'one-to-one conversations were')} held"
        text = f"{who} before the workshops, to inform their content and sequence."
    else:
        whom = f"each of the {spelt(of)}" if talks.leaders == of else f"{spelt(talks.leaders)} of the {spelt(of)}"
        text = f"A one-to-one conversation was held with {whom} leaders, to inform content and sequence."
    return Statement("talks", sentence(text), (evidence.collection(facts.programme, "conversations"),))


def _themes(facts: Facts) -> Statement | None:
    """That themes were published, and of how many conversations; never which."""
    shown = facts.themes
    if shown is None:
        return None
    day = date_format(timezone.localtime(shown.published_at), "j F Y")
    text = (
        f"What was heard went back to the group as themes on {day}, "
        f"{shown.covered} of {shown.of} conversations counted together and nobody named."
    )
    return Statement("themes", text, (evidence.themes(shown),))


def _guide(facts: Facts) -> list[Block]:
    """What the conversations were about: the questions of the guide, once some were held."""
    if facts.talks is None:
        return []
    asked: list[Said] = [(row, row.text, "") for row in facts.of(GuideQuestion)]
    return one_or_list("guide", "Each began from one question:", "Each went through the same questions:", asked)


def _prework(facts: Facts) -> Statement | None:
    if facts.step is None:
        return None
    text = "Before the workshops every participant was asked to complete a conflict profile."
    source = evidence.record(facts.step, "The conflict profile, asked of every participant")
    return Statement("prework", text, (source,))


def _snapshot(facts: Facts) -> Statement | None:
    shown = facts.snapshot
    if shown is None:
        return None
    day = date_format(timezone.localtime(shown.published_at), "j F Y")
    tool = INSTRUMENTS[shown.instrument]
    text = f"{shown.covered} of {shown.of} leaders were counted together, by {tool}, in the team snapshot of {day}."
    return Statement("snapshot", text, (evidence.record(shown, "Team snapshot"),))


# The series


def _series(facts: Facts) -> Statement | None:
    workshops, coaching = facts.events_of(Event.Kind.WORKSHOP), facts.events_of(Event.Kind.GROUP_COACHING)
    kinds = [counted(len(workshops), "workshop", "workshops")] if workshops else []
    if coaching:
        kinds.append("group coaching" if len(coaching) == 1 else f"{spelt(len(coaching))} group coaching sessions")
    if not kinds:
        return None
    text = f"The programme was a series of {listed(kinds)}."
    return Statement("series", text, (evidence.collection(facts.programme, "series"),))


def _other_meetings(facts: Facts) -> list[Statement]:
    """Coaching of groups, in how many sets, and informal meetings."""
    found = []
    for kind, words in OTHER_MEETINGS.items():
        events = facts.events_of(kind)
        if events:
            sets = len({event.coaching_set_id for event in events if event.coaching_set_id})
            within = f", in {counted(sets, 'set', 'sets')}" if sets else ""
            behind = (evidence.collection(facts.programme, "sets"),) if sets else ()
            text = f"{words} {_dates(events)}{within}."
            found.append(Statement(f"{kind}-meetings", text, (*_of_events(events), *behind)))
    return found


def _dates(events: list[Event]) -> str:
    """ "from 2021 to 2022", "in March 2022 and May 2022", "12 times from March 2021 to May 2022"."""
    first = events[0].starts_on
    last = max((one.ends_on or one.starts_on for one in events), key=lambda day: day.last_day)
    if len(events) == 1:
        return span(first, last)
    if len(events) > AT_MOST_NAMED:
        return f"{spelt(len(events))} times {span(first, last)}"
    return listed(list(dict.fromkeys(when(one.starts_on) for one in events)))


def _of_events(events: list[Event]) -> tuple[Source, ...]:
    return tuple(map(evidence.meeting, events))


def _alike(events: list[Event]) -> list[list[Event]]:
    """Meetings that had the same aims and were held in the same way, told together."""
    groups: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in events:
        groups[(event.setting, event.invited, *_aims(event))].append(event)
    return list(groups.values())


def _aims(event: Event) -> list[str]:
    return [aim.text for aim in event.aims.all() if aim.withdrawn_at is None]


def _workshops(facts: Facts, alike: list[Event]) -> list[Block]:
    sources, first = _of_events(alike), alike[0]
    held = Statement(f"workshops-{first.pk}", _held(alike), sources)
    aims = tuple(
        Statement(f"workshop-aims-{first.pk}.{number}", sentence(text), sources)
        for number, text in enumerate(_aims(first), start=1)
    )
    lead = "Its aims were to:" if len(alike) == 1 else "Their aims were to:"
    return [*paragraph(held, _first_time(facts, alike, sources)), *([Listing(aims, lead)] if aims else [])]


def _held(alike: list[Event]) -> str:
    setting = SETTINGS[alike[0].setting]
    if len(alike) > AT_MOST_NAMED:
        return f"{capital(spelt(len(alike)))} workshops were held {setting}, {_dates(alike)}."
    named = listed([_named(one) for one in alike])
    many = f"{spelt(len(alike))} workshops were" if len(alike) > 1 else "one workshop was"
    return sentence(f"{many} held {setting}: {named}")


def _named(event: Event) -> str:
    return f"{event.title} ({event.starts_on}{f', {event.place}' if event.place else ''})"


def _first_time(facts: Facts, alike: list[Event], sources: tuple[Source, ...]) -> Statement | None:
    """For several people the first time in person; said without a number, and of fewer than the floor not at all."""
    first = [row for event in alike for row in facts.tallied.first_times.get(event.pk, ())]
    if len({member for member, _ in first}) < FLOOR:
        return None
    since = listed(sorted({since for _, since in first}))
    text = f"For several leaders it was the first meeting face to face since {since}."
    return Statement(f"first-time-{alike[0].pk}", text, sources)


# Participants


def participants(facts: Facts) -> tuple[str, list[Block]]:
    people = (evidence.collection(facts.programme, "people"),)
    sectors = [(sector, str(count), str(Sector(sector).label), people) for sector, count in facts.sectors]
    blocks = [
        *paragraph(_who(facts, people), _passed_on(facts, people)),
        *numbers("sectors", "Leaders by sector", sectors),
        *paragraph(*_invited(facts)),
        *drawn(
            figures.posts_that_changed(facts),
            evidence.collection(facts.programme, "posts"),
            evidence.kind(facts.programme, "appointments"),
        ),
    ]
    return _participants_title(facts), blocks


def _participants_title(facts: Facts) -> str:
    people, sectors = len(facts.people), len(facts.sectors)
    if people and sectors:
        return f"{capital(counted(people, 'leader', 'leaders'))} from {counted(sectors, 'sector', 'sectors')}"
    return "Whom the workshops brought together" if any(one.invited for one in facts.held) else "Who takes part"


def _who(facts: Facts, people: tuple[Source, ...]) -> Statement | None:
    if not facts.people:
        return None
    groups = [counted(count, *LEADERS[Post.Group(group)]) for group, count in facts.role_groups]
    of_whom = f": {listed(groups)}" if groups else ""
    text = sentence(f"{counted(len(facts.people), 'leader', 'leaders')} took part{of_whom}")
    return Statement("participants", text, people)


def _passed_on(facts: Facts, people: tuple[Source, ...]) -> Statement | None:
    passed = facts.places_passed_on
    if not passed:
        return None
    whose = "that place is" if passed == 1 else "such a place is"
    text = f"{counted(passed, 'place', 'places')} passed to a successor in the post; {whose} counted once."
    return Statement("passed-on", sentence(text), people)


def _invited(facts: Facts) -> list[Statement]:
    """Whom meetings were for, where it was not everybody."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in facts.held:
        if event.invited:
            groups[event.invited].append(event)
    return [_for_whom(invited, events) for invited, events in groups.items()]


def _for_whom(invited: str, events: list[Event]) -> Statement:
    workshops = all(event.kind == Event.Kind.WORKSHOP for event in events)
    one, many = ("workshop", "workshops") if workshops else ("meeting", "meetings")
    which = events[0].title if len(events) == 1 else f"the {counted(len(events), one, many)}"
    text = sentence(f"{which} invited {invited.rstrip('.')}")
    return Statement(f"invited-{events[0].pk}", text, _of_events(events))
