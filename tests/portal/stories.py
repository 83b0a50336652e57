"""Programmes to tell: one small and known by heart, and others made at random."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from charters.models import Section
from charters.services.charter import adopt, charter_of
from diagnostics import scoring, snapshot
from diagnostics.models import PreWorkStep, Release
from hwe_portal.reports.case_study.gather import gather
from hwe_portal.services import case_study
from programmes import models
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Post, Sector
from programmes.services import jobs
from programmes.services.succession import Arrival, succeed
from tests.charters.lines import write
from tests.factories import (
    AppointmentFactory,
    LeadershipGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    SystemFactory,
    member,
)
from workshops.models import Attendance, Event, EventAim

AT = date(2023, 6, 1)
BEGIN = "September 2021"


def when(text):
    return FactDate.parse(text)


def leader(programme, organisation, *, title="Chief Executive", group=Post.Group.CHIEF_EXECUTIVE, name=None, **fields):
    """Somebody in a post since the programme began, who takes part in it."""
    post = PostFactory(organisation=organisation, title=title, role_group=group)
    person = PersonFactory(**({"name": name} if name else {}), **fields)
    AppointmentFactory(post=post, person=person, starts_on=programme.starts_on)
    return MembershipFactory(programme=programme, person=person, post=post, starts_on=programme.starts_on.day)


def replaced(part, *, until, since, by, reason="", kind="substantive", name="A newcomer"):
    """The leader leaves the post; somebody else takes it up and takes their place."""
    leaving = part.post.appointments.get(person=part.person, ends_on=None)
    arrival = Arrival(starts_on=when(since), kind=kind, name=name)
    return succeed(
        leaving=leaving, ends_on=when(until), reason=reason, arrival=arrival, programmes=[part.programme], by=by
    ).appointment


def published(programme, by, *, covered, of):
    """A team snapshot that is out: so many people who all avoid first."""
    alike = scoring.own_profile(scoring.Scores(3, 6, 6, 10, 5))
    facts = snapshot.Facts(
        programme.system.name, programme.title, "", 1, covered, of, past=False, floor=5, published_on=AT, room_on=None
    )
    figures = snapshot.compose([alike] * covered, facts)
    return Release.objects.create(
        instrument="own", programme=programme, number=1, title=figures["reading"]["title"], covered=covered, of=of,
        figures=figures, by=by,
    )  # fmt: skip


@dataclass
class Story:
    """A small programme with one record of each kind that a case study tells, and its facilitator."""

    programme: models.Programme
    facilitator: models.User

    @property
    def system(self):
        return self.programme.system

    def tell(self, at=AT):
        return gather(models.Programme.objects.get(pk=self.programme.pk), at=at)

    def said(self, at=AT):
        """Every statement's text, by its key."""
        return {one.key: one.text for one in self.tell(at).statements}

    def issue(self, title="What we learnt", *, to_sponsors=False):
        """Issue the case study as a worker would; the job when it is over."""
        job = case_study.request_issue(
            programme=self.programme, title=title, to_sponsors=to_sponsors, by=self.facilitator
        )
        jobs.work(job.pk, case_study.prepare)
        job.refresh_from_db()
        return job

    def issued(self, title="What we learnt", **options):
        """The report that the job led to."""
        assert self.issue(title, **options).message == ""
        return self.programme.reports.order_by("number").last()


def bare(**fields):
    """A programme with nothing recorded but itself."""
    programme = ProgrammeFactory(title="Leading together", starts_on=when(BEGIN), ends_on=when("2022"), **fields)
    return Story(programme, member(programme, Role.FACILITATOR))


def full():
    """One record of each kind."""
    system = SystemFactory(name="Northshire Care System", population=640_000, geography="the north")
    group = LeadershipGroupFactory(system=system, chair="the lead chief", remit="to lead", place_in_governance="beside")
    story = bare(system=system, group=group)
    programme, by = story.programme, story.facilitator
    acute = OrganisationFactory(system=system, name="Moor Hospital Trust")
    council = OrganisationFactory(system=system, name="Dale Council", sector=Sector.COUNCIL)
    models.SystemForm.objects.create(system=system, kind="ics", name="the care system", starts_on=when("May 2020"))
    leader(programme, acute)
    leader(programme, council, title="Director of Adult Care", group=Post.Group.SOCIAL_CARE)
    _records(programme)
    event = Event.objects.create(programme=programme, title="Opening day", starts_on=when("November 2021"))
    EventAim.objects.create(event=event, text="Meet each other")
    PreWorkStep.objects.create(programme=programme)
    published(programme, by, covered=6, of=8)
    line = write(programme, "purpose", "We lead together")
    adopt(charter=line.charter, adopted_on=when("March 2022"), by=by)
    return story


def _records(programme):
    barrier = models.Barrier.objects.create(programme=programme, text="Too many plans")
    advice = models.Recommendation.objects.create(programme=programme, text="Keep one plan")
    advice.barriers.add(barrier)
    area = models.FrameworkArea.objects.create(programme=programme, number=1, name="Trust", definition="We say so.")
    models.FrameworkPoint.objects.create(programme=programme, area=area, text="Candour")
    dated = {"starts_on": when("autumn 2021")}
    rows = (
        models.Aim(text="one plan"),
        models.Phase(kind="mobilised", **dated),
        models.Commission(client="The board", provider="a team", scope="to help", weeks=12),
        models.ContextEvent(title="A new law", effect="It changed the rules.", **dated),
        models.RelatedProgramme(title="Board development", reason="the same people"),
        models.EvidenceSource(citation="A study", says="it helps"),
        models.OutcomeTheme(name="Impact", text="how we decide"),
        models.Strength(text="A shared ward"),
        models.Output(kind="case_for_change", text="one for all"),
        models.Milestone(title="Status", reached_on=when("May 2022"), granted_by="the regulator"),
        models.Insight(title="Meeting matters", text="More than paper."),
        models.NextStep(text="Meet again", due_on=when("autumn 2022")),
        models.InductionItem(text="Read the charter"),
    )
    for row in rows:
        row.programme = programme
        row.save()


@dataclass
class Drawn:
    """A programme made at random, with what was put into it."""

    story: Story
    sectors: dict
    groups: dict
    members: dict
    replaced: int
    workshops: int
    advice: int
    lines: int
    weeks: int


def at_random(seed):
    """Another roster, other sectors, other dates: what the documents say must follow."""
    rng = Random(seed)
    system = SystemFactory(population=rng.randrange(100_000, 3_000_000))
    begin = date(2015, 1, 1) + timedelta(days=rng.randrange(3000))
    programme = ProgrammeFactory(system=system, starts_on=FactDate(begin))
    story = Story(programme, member(programme, Role.FACILITATOR))
    organisations = [
        OrganisationFactory(system=system, sector=rng.choice(Sector.values), in_footprint=rng.random() < 0.7)
        for _ in range(rng.randrange(2, 16))
    ]
    parts = [_somebody(programme, organisations, number, rng) for number in range(rng.randrange(3, 40))]
    leaving = rng.sample(parts, rng.randrange(len(parts)))
    for part in leaving:
        day = FactDate(begin + timedelta(days=rng.randrange(30, 700)))
        replaced(part, until=str(day), since=str(FactDate(day.day + timedelta(days=1))), by=story.facilitator)
    drawn = Drawn(story, {}, {}, {}, len(leaving), rng.randrange(1, 12), rng.randrange(9), rng.randrange(1, 9), 0)
    for part in parts:
        _count(drawn.sectors, part.post.organisation.sector)
        _count(drawn.groups, part.post.role_group)
    for organisation in organisations:
        _count(drawn.members, organisation.sector)
    drawn.weeks = rng.randrange(1, 60)
    _fill(drawn, begin, rng)
    return drawn


def _somebody(programme, organisations, number, rng):
    organisation = rng.choice(organisations)
    return leader(programme, organisation, title=f"Post {number}", group=rng.choice(Post.Group.values))


def _count(counts, key):
    counts[key] = counts.get(key, 0) + 1


def _fill(drawn, begin, rng):
    programme, by = drawn.story.programme, drawn.story.facilitator
    for number in range(drawn.workshops):
        day = FactDate(begin + timedelta(days=rng.randrange(900)))
        Event.objects.create(programme=programme, title=f"Workshop {number}", starts_on=day)
    for number in range(drawn.advice):
        models.Recommendation.objects.create(programme=programme, text=f"Do {number}")
    models.Commission.objects.create(programme=programme, client="C", provider="p", scope="s", weeks=drawn.weeks)
    charter = charter_of(programme)
    for number in range(drawn.lines):
        write(charter, rng.choice(Section.Usual.values), f"Line {number}")
    adopt(charter=charter, adopted_on=FactDate(begin), by=by)


def attended(event, parts, since="the pandemic"):
    """These took part in person, for the first time in long."""
    for part in parts:
        Attendance.objects.create(event=event, membership=part, mode="in_person", first_in_person_since=since)
