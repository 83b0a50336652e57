"""The case study says what the records say: change a record and the sentence changes, number for number."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters.services.charter import adopt
from hwe_portal.rendering.charts import Posts
from hwe_portal.reports import figures
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.wording import NUMBERS, capital, listed, population, sentence, span, spelt, stopped
from programmes import models
from programmes.dates import FactDate
from programmes.models import Post, Sector
from tests.charters.lines import write
from tests.factories import AppointmentFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.portal import stories
from tests.portal.stories import AT, leader, replaced, when
from tests.signing import signed_in
from workshops.models import Event, EventAim

pytestmark = pytest.mark.django_db
NHS_GIVERS = {sector for sector in models.NHS_SECTORS if sector not in (Sector.COMMISSIONING, Sector.BOARD)}


@pytest.fixture
def story():
    return stories.full()


def _one(model, **fields):
    """Change the only record of a kind; the story keeps everything else."""
    row = model.objects.get()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize(
    ("model", "change", "before", "after"),
    [
        (
            models.System,
            {"population": 1_500_000},
            "Northshire Care System serves 640,000 people in the north.",
            "Northshire Care System serves 1.5 million people in the north.",
        ),
        (
            models.LeadershipGroup,
            {"chair": "nobody yet", "remit": ""},
            "The Systems Leaders Group is the standing group of the system’s leaders, chaired by the lead chief. "
            "To lead. Beside.",
            "The Systems Leaders Group is the standing group of the system’s leaders, chaired by nobody yet. Beside.",
        ),
        (
            models.Programme,
            {"ends_on": when("March 2023")},
            "Leading together, a programme with two of its leaders, ran from September 2021 to 2022.",
            "Leading together, a programme with two of its leaders, ran from September 2021 to March 2023.",
        ),
        (
            models.SystemForm,
            {"starts_on": when("2019")},
            "The system’s partners have worked together as the care system since May 2020.",
            "The system’s partners have worked together as the care system since 2019.",
        ),
        (models.Aim, {"text": "two plans"}, "The programme set out with one aim: one plan.",
         "The programme set out with one aim: two plans."),
        (models.Phase, {"note": "slowly"}, "The programme was mobilised in autumn 2021.",
         "The programme was mobilised in autumn 2021: slowly."),
        (models.Commission, {"weeks": 20}, "The board commissioned a team over twelve weeks, to help.",
         "The board commissioned a team over 20 weeks, to help."),
        (models.ContextEvent, {"ends_on": when("May 2022")}, "autumn 2021: A new law. It changed the rules.",
         "autumn 2021 to May 2022: A new law. It changed the rules."),
        (models.RelatedProgramme, {"reason": ""}, "Another programme ran at the same time. Board development: the same "
         "people.", "Another programme ran at the same time. Board development."),
        (models.OutcomeTheme, {"name": "Culture"}, "The group weighed one core aspect. Impact: how we decide.",
         "The group weighed one core aspect. Culture: how we decide."),
        (models.Strength, {"text": "A shared team"}, "One thing worked well already: A shared ward.",
         "One thing worked well already: A shared team."),
        (models.Recommendation, {"owner": "Finance Director"}, "Keep one plan (barrier 1).",
         "Keep one plan (barrier 1, owner: Finance Director)."),
        (models.Output, {"agreed_on": when("3 May 2022")},
         "The programme made one thing. Case for change: one for all.",
         "The programme made one thing. Case for change: one for all (agreed on 3 May 2022)."),
        (models.Milestone, {"reached_on": None, "planned_on": when("2023")},
         "Reached in May 2022: Status, granted by the regulator.",
         "Planned for 2023: Status, granted by the regulator."),
        (models.Insight, {"text": "Every time."}, "Meeting matters. More than paper.", "Meeting matters. Every time."),
        (models.NextStep, {"due_on": when("3 May 2023"), "owner": "the chair"},
         "One step comes next: Meet again, in autumn 2022.",
         "One step comes next: Meet again, on 3 May 2023 (the chair)."),
        (models.InductionItem, {"text": "Meet the chair"}, "Read the charter.", "Meet the chair."),
        (Event, {"place": "the town hall"}, "One workshop was held in person: Opening day (November 2021).",
         "One workshop was held in person: Opening day (November 2021, the town hall)."),
        (EventAim, {"text": "Say hello"}, "Meet each other.", "Say hello."),
    ],
)  # fmt: skip
def test_a_changed_record_changes_its_sentence(story, model, change, before, after):
    first = story.said()
    _one(model, **change)
    second = story.said()
    # Pictures and counts are made of the same records, so they change as well.
    sentences = {key for key in first if first[key] != second[key] and not key.startswith(("figure-", "numbers."))}
    assert [(first[key], second[key]) for key in sorted(sentences)] == [(before, after)]


def test_a_withdrawn_record_leaves_the_document(story):
    before = story.said()
    for kind in (models.Insight, models.NextStep, models.Strength, models.Commission):
        kind.objects.update(withdrawn_at="2022-01-01T00:00Z")
    gone = {key.partition("-")[0].partition(".")[0] for key in before.keys() - story.said().keys()}
    assert gone == {"insight", "next", "strength", "commission", "numbers"}


def test_a_new_version_of_the_charter_is_the_one_told(story):
    line = write(story.programme, "behaviours", "I listen first")
    adopt(charter=line.charter, adopted_on=when("14 June 2022"), by=story.facilitator)
    said = story.said()
    assert said["charter"] == (
        "The group adopted its charter in March 2022. Version 2, adopted on 14 June 2022, is in force: two "
        "commitments, one of them a behaviour that bears the others out."
    )
    assert said["charter-lines.behaviours-1"] == "I listen first."


def test_what_came_after_the_programmes_end_is_said_to_have_come_after_it(story):
    within = story.said()["programme"]
    assert within.endswith("ran from September 2021 to 2022.")
    adopt(
        charter=write(story.programme, "ways", "We meet").charter, adopted_on=when("1 May 2023"), by=story.facilitator
    )
    later = " The group has gone on since; what bears a later date here came after the programme’s end."
    assert story.said()["programme"] == within + later


def test_behaviours_below_commitments_are_told_beside_those_in_their_own_section(story):
    line = write(story.programme, "ways", "We meet every month")
    for text in ("Comes in person", "Is on time"):
        line.behaviours.create(text=text)
    adopt(charter=line.charter, adopted_on=when("14 June 2022"), by=story.facilitator)
    assert story.said()["charter"] == (
        "The group adopted its charter in March 2022. Version 2, adopted on 14 June 2022, is in force: two "
        "commitments, borne out by two behaviours."
    )
    lines = [text for key, text in story.said().items() if key.startswith("charter-lines.ways-")]
    assert lines == ["We meet every month.", "Comes in person.", "Is on time."]
    write(story.programme, "behaviours", "I listen first")
    adopt(charter=line.charter, adopted_on=when("15 June 2022"), by=story.facilitator)
    assert story.said()["charter"] == (
        "The group adopted its charter in March 2022. Version 3, adopted on 15 June 2022, is in force: three "
        "commitments, one of them a behaviour that bears the others out, with two more below them."
    )


def test_an_empty_programme_is_told_without_a_statement_about_what_is_not_recorded():
    story = stories.bare()
    assert list(story.said()) == ["programme"]
    page = signed_in(story.facilitator).get(reverse("case-study", args=[story.programme.pk]))
    assert page.content.decode().count("Nothing is recorded for this chapter yet.") == 6


# Counting


@pytest.mark.parametrize("seed", range(8))
def test_every_number_follows_from_the_records(seed):
    drawn = stories.at_random(seed)
    said = drawn.story.said(at=date(2030, 1, 1))
    people = sum(drawn.sectors.values())
    assert said["numbers.people"] == f"{people} leaders took part"
    assert said["numbers.weeks"] == f"{drawn.weeks} weeks of facilitation"
    assert said["participants"].startswith(f"{capital(spelt(people))} leaders took part: ")
    by_sector = {key.removeprefix("sectors."): text for key, text in said.items() if key.startswith("sectors.")}
    assert by_sector == {key: f"{count} {Sector(key).label}" for key, count in drawn.sectors.items()}
    assert said["series"] == f"The programme was a series of {_counted(drawn.workshops, 'workshop')}."
    assert said["charter"].split(": ")[1].startswith(_counted(drawn.lines, "commitment"))
    assert len([key for key in said if key.startswith("recommendation.")]) == drawn.advice
    passed = said.get("passed-on", "No place").split(" place")[0]
    assert passed == capital(spelt(drawn.replaced))


@pytest.mark.parametrize("seed", range(8))
def test_organisations_and_new_chief_executives_are_counted_from_posts(seed):
    drawn = stories.at_random(seed)
    said = drawn.story.said(at=date(2030, 1, 1))
    organisations = models.Organisation.objects.filter(system=drawn.story.system)
    here = [one for one in organisations if one.in_footprint and one.sector in NHS_GIVERS]
    chiefs = models.Appointment.objects.filter(
        post__organisation__in=here, post__role_group=Post.Group.CHIEF_EXECUTIVE
    ).order_by("starts_on")
    new = {one.post.organisation_id for one in chiefs if one.starts_on > drawn.story.programme.starts_on}
    partners = {one.post.organisation_id for one in chiefs}
    expected = f"While the programme ran, {spelt(len(new))} of the {_counted(len(partners), 'NHS partner')} based"
    assert said.get("turnover", expected).startswith(expected) is True
    assert ("turnover" in said) is bool(new)
    assert sum(drawn.members.values()) == sum(_numbers_in(said["members"]))


def _counted(count, word):
    return f"{spelt(count)} {word}{'' if count == 1 else 's'}"


def _numbers_in(text):
    words = re.sub(r"\(.*?\)|,", "", text).split()
    return [
        NUMBERS.index(word) if word in NUMBERS else int(word) for word in words if word in NUMBERS or word.isdigit()
    ]


def test_a_successor_takes_the_place_of_the_one_who_left(story):
    replaced(story.programme.memberships.filter(role="participant").first(), until="2022", since="2022",
             by=story.facilitator)  # fmt: skip
    facts = Facts(story.programme, AT)
    assert (len(facts.people), facts.places_passed_on) == (2, 1)
    assert story.said()["passed-on"] == "One place passed to a successor in the post; that place is counted once."


def test_two_who_share_a_post_are_two(story):
    part = story.programme.memberships.filter(role="participant").first()
    other = PersonFactory()
    AppointmentFactory(post=part.post, person=other, kind="joint", starts_on=when(stories.BEGIN))
    story.programme.memberships.create(person=other, post=part.post, starts_on=part.starts_on)
    facts = Facts(story.programme, AT)
    assert (len(facts.people), facts.places_passed_on, facts.turnover.new) == (3, 0, 0)


@pytest.mark.parametrize(
    ("kind", "since", "new"),
    [
        ("substantive", "2022", 1),
        ("joint", "July 2022", 1),
        ("acting", "2022", 0),
        ("designate", "2022", 0),
        ("substantive", "2024", 0),
    ],
)
def test_a_new_chief_executive_is_one_who_took_up_the_post_in_that_time(story, kind, since, new):
    replaced(story.programme.memberships.get(post__organisation__name="Moor Hospital Trust"), until="2022",
             since=since, kind=kind, by=story.facilitator)  # fmt: skip
    assert Facts(story.programme, AT).turnover.new == new


def test_the_end_of_an_acting_time_is_nobody_leaving(story):
    part = story.programme.memberships.get(post__organisation__name="Moor Hospital Trust")
    acting = replaced(part, until="2022", since="2022", kind="acting", reason="retirement", by=story.facilitator)
    acting.ends_on = when("July 2022")
    acting.save()
    assert story.said()["left"] == "One chief executive left, announced as retirement."


def test_other_posts_that_changed_say_how_many_are_of_the_group(story):
    said = "of the system’s leaders changed in the same time"
    organisation = models.Organisation.objects.get(name="Dale Council")
    outside = PostFactory(organisation=organisation, title="Treasurer")
    AppointmentFactory(post=outside, starts_on=when("2022"))
    assert story.said()["other-changes"] == f"One other post {said}, not one of the group."
    replaced(story.programme.memberships.get(post__organisation=organisation), until="2022", since="2022",
             by=story.facilitator)  # fmt: skip
    assert story.said()["other-changes"] == f"Two other posts {said}, one of them a post of the group."
    models.Appointment.objects.filter(post=outside).update(withdrawn_at="2022-01-01T00:00Z")
    assert story.said()["other-changes"] == f"One other post {said}, a post of the group."


def test_who_plans_care_is_no_nhs_partner(story):
    for sector in Sector.values:
        OrganisationFactory(system=story.system, sector=sector)
    assert story.said()["base"] == "Six NHS partners are formally based in its area."


def test_members_are_those_of_the_beginning_and_their_ends_are_told(story):
    board = OrganisationFactory(system=story.system, name="The Board", sector=Sector.BOARD)
    ending = {"system": story.system, "sector": Sector.COMMISSIONING, "succeeded_by": board}
    OrganisationFactory(name="North Group", ends_on=when("30 June 2022"), **ending)
    OrganisationFactory(name="South Group", ends_on=when("30 June 2022"), **ending)
    OrganisationFactory(system=story.system, name="Long gone", ends_on=when("2019"))
    said = story.said()
    assert said["members"] == (
        "When the programme began its members were one hospital provider, two clinical commissioning groups and one "
        "council (Dale Council)."
    )
    told = [text for key, text in said.items() if key.startswith("ending-")]
    assert told == [
        "The two clinical commissioning groups, North Group and South Group, ended on 30 June 2022, their work passing "
        "to The Board."
    ]
    assert [text for key, text in story.said(at=date(2022, 1, 1)).items() if key.startswith("ending-")] == [
        "The two clinical commissioning groups, North Group and South Group, were to end on 30 June 2022, their work "
        "passing to The Board."
    ]


def test_first_meetings_in_person_are_told_of_five_people_or_more(story):
    event = Event.objects.get()
    parts = [leader(story.programme, OrganisationFactory(system=story.system)) for _ in range(5)]
    stories.attended(event, parts[:4])
    assert f"first-time-{event.pk}" not in story.said()
    stories.attended(event, parts[4:])
    assert story.said()[f"first-time-{event.pk}"] == (
        "For several leaders it was the first meeting face to face since the pandemic."
    )


def test_what_a_snapshot_shows_is_not_told(story):
    everything = " ".join(story.said().values())
    assert "6 of 8 leaders were counted together, by the portal’s own questionnaire, in the team snapshot" in everything
    assert "Six of us avoid first" not in everything


# Figures


def test_a_post_that_changed_hands_is_drawn_without_claiming_a_day(story):
    replaced(story.programme.memberships.get(post__organisation__name="Moor Hospital Trust"), until="2022",
             since="2022", by=story.facilitator)  # fmt: skip
    figure = figures.posts_that_changed(Facts(story.programme, AT))
    assert figure.title == "One of the group’s two posts changed hands"
    assert isinstance(figure.chart, Posts)
    first, second = figure.chart.rows[0].holdings
    assert first.until == second.since == date(2022, 7, 2)
    assert [row[2:] for row in figure.table.rows] == [("September\u00a02021", "2022"), ("2022", "still in post")]


def test_nobody_is_still_in_a_post_whose_organisation_has_ended(story):
    replaced(story.programme.memberships.get(post__organisation__name="Moor Hospital Trust"), until="2022",
             since="2022", by=story.facilitator)  # fmt: skip
    models.Organisation.objects.filter(name="Moor Hospital Trust").update(
        ends_on=when("July 2022").day, ends_precision="month"
    )
    *_, last = figures.posts_that_changed(Facts(story.programme, AT)).table.rows
    assert last[3].replace("\u00a0", " ") == "July 2022, when the organisation ended"
    *_, before = figures.posts_that_changed(Facts(story.programme, date(2022, 7, 30))).table.rows
    assert before[3] == "still in post"


def test_where_dates_leave_it_open_one_leaves_when_the_next_takes_over():
    post = PostFactory()
    for since, until in (("2019", "2022"), ("2022", "July 2022"), ("July 2022", "")):
        AppointmentFactory(post=post, starts_on=when(since), ends_on=when(until) if until else None)
    held = list(post.appointments.order_by("starts_on", "pk"))
    drawn = figures._placed(held, when("September 2021"))
    assert [(one.since, one.until) for one in drawn] == [
        (date(2019, 1, 1), date(2022, 4, 9)),
        (date(2022, 4, 9), date(2022, 7, 16)),
        (date(2022, 7, 16), None),
    ]


def test_what_happened_at_one_time_stands_under_one_date(story):
    Event.objects.create(programme=story.programme, title="Second day", starts_on=when("November 2021"))
    rows = figures.timeline(Facts(story.programme, AT)).table.rows
    assert [row for row in rows if row[0] == "November 2021"] == [
        ("November 2021", "Opening day · Second day", "workshop")
    ]


def test_a_meeting_after_the_programmes_end_is_on_its_page_and_not_in_its_case_study(story):
    Event.objects.create(programme=story.programme, title="A year on", starts_on=when("November 2023"))
    facts = Facts(story.programme, AT)
    lines = (figures.timeline(facts), figures.timeline(facts, beyond_its_end=True))
    assert ["A year on" in [row[1] for row in line.table.rows] for line in lines] == [False, True]


# The page


def _queries(story):
    client = signed_in(story.facilitator)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("case-study", args=[story.programme.pk])).status_code == 200
    return len(queries)


def test_the_draft_costs_as_many_queries_for_three_as_for_one(story):
    one = _queries(story)
    for number in range(2):
        organisation = OrganisationFactory(system=story.system)
        replaced(leader(story.programme, organisation), until="2022", since="2022", by=story.facilitator)
        event = Event.objects.create(programme=story.programme, title=f"Day {number}", starts_on=when("May 2022"))
        EventAim.objects.create(event=event, text="Go on")
        models.Barrier.objects.create(programme=story.programme, text="Another")
        advice = models.Recommendation.objects.create(programme=story.programme, text="Another")
        advice.barriers.set(models.Barrier.objects.all())
        models.Partnership.objects.create(system=story.system, name=f"Place {number}")
        models.Insight.objects.create(programme=story.programme, title="Another", text="Another.")
        stories.bare(system=story.system)
    assert one == _queries(story)
    assert one <= 15


# Words


@pytest.mark.parametrize(
    ("people", "written"),
    [(1_500_000, "1.5 million"), (2_000_000, "2 million"), (1_520_000, "1.52 million"), (1_512_345, "1,512,345"),
     (640_000, "640,000")],
)  # fmt: skip
def test_a_population_is_written_as_exactly_as_it_is_known(people, written):
    assert population(people) == written


def test_small_words():
    assert [spelt(count) for count in (0, 12, 13, 1200)] == ["no", "twelve", "13", "1,200"]
    assert [listed(parts) for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert [sentence(" trust. "), sentence("why?"), stopped("as typed"), capital("a title. ")] == [
        "Trust.", "Why?", "as typed.", "A title",
    ]  # fmt: skip
    assert span(when("2021"), None) == "since 2021"
    assert span(when("May 2021"), when("May 2021")) == "in May 2021"
    assert span(FactDate(date(2021, 5, 3)), when("2022")) == "from 3 May 2021 to 2022"
