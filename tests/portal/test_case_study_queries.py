"""A draft of the case study asks the database as often for one record of each kind as for three."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters.models import CharterVersion, Review, Signature
from charters.services.charter import adopt
from programmes.access import Role
from programmes.dates import FactDate
from programmes.forms.records import PROGRAMME_KINDS
from programmes.models import Barrier, FrameworkArea, Passage, Phase, SystemForm
from tests.charters.lines import write
from tests.diagnostics import groups, people
from tests.factories import AppointmentFactory, MembershipFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Action, Attendance, CoachingSet, Decision, Event, EventAim, StocktakePoint

pytestmark = pytest.mark.django_db
DAY = FactDate(date(2022, 1, 14))


def fill(programme, number):
    """One more of everything that the case study tells."""
    for kind in PROGRAMME_KINDS.values():
        dated = {"starts_on": DAY} if hasattr(kind.model, "starts_on") else {}
        needed = {FrameworkArea: {"number": number}, Phase: {"kind": "designed"}}.get(kind.model, {})
        within = {"area": FrameworkArea.objects.filter(programme=programme).last()} if "area" in kind.fields else {}
        row = kind.model.objects.create(programme=programme, **dated, **needed, **within)
        if "barriers" in kind.fields:
            row.barriers.set(Barrier.objects.all())
    SystemForm.objects.create(system=programme.system, kind="ics", starts_on=DAY)
    Passage.objects.create(programme=programme, document="case_study", chapter="learning", text="{aims.count} aims.")
    meet(programme, take_part(programme))


def take_part(programme):
    """Two people in one post, one after the other, of whom the second takes part."""
    post = PostFactory(organisation__system=programme.system)
    AppointmentFactory(post=post, ends_on=DAY)
    newcomer = AppointmentFactory(post=post, starts_on=DAY).person
    return MembershipFactory(programme=programme, person=newcomer, post=post)


def meet(programme, part):
    event = Event.objects.create(programme=programme, title="Workshop", starts_on=DAY)
    EventAim.objects.create(event=event, text="Feed back the diagnostic")
    Attendance.objects.create(event=event, membership=part, mode="in_person", first_in_person_since="2019")
    Decision.objects.create(event=event, text="We meet monthly")
    StocktakePoint.objects.create(event=event, kind="keep", text="Meeting")
    Action.objects.create(programme=programme, event=event, text="Write", due_on=date(2022, 2, 1))
    coached = {"programme": programme, "title": "Coaching", "starts_on": DAY}
    Event.objects.create(kind="group_coaching", coaching_set=_a_set(programme), **coached)
    Event.objects.create(kind="individual_coaching", sessions=3, **coached)
    version = CharterVersion.objects.get()
    Signature.objects.create(version=version, membership=part, name="A leader", post=str(part.post), by=version.by)
    Review.objects.create(charter=version.charter, version=version, due_on=DAY.day, held_on=DAY)


def _a_set(programme):
    return CoachingSet.objects.create(programme=programme, name=f"Set {programme.coaching_sets.count()}")


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def desk(programme, facilitator):
    people.ask(programme)
    groups.answering(programme, facilitator, 5)
    groups.publish(programme, facilitator)
    line = write(programme, "purpose", "We decide together")
    adopt(charter=line.charter, adopted_on=DAY, by=facilitator)
    return signed_in(facilitator)


@pytest.mark.parametrize("name", ["case-study", "passage-add", "programme", "posts"])
def test_one_of_everything_costs_as_many_queries_as_three(desk, programme, name):
    fill(programme, 1)
    one = queries(desk, programme, name)
    fill(programme, 2)
    fill(programme, 3)
    assert queries(desk, programme, name) == one <= 15


def queries(desk, programme, name):
    chapter = {"chapter": "learning"} if name == "passage-add" else {}
    with CaptureQueriesContext(connection) as captured:
        page = desk.get(reverse(name, kwargs={"programme": programme.pk} | chapter))
    assert page.status_code == 200
    return len(captured)
