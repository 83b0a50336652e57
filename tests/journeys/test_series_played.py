"""The workshops of the second case study played in a browser: three large ones, each with the role groups it needs.

What each session made (a case for change, functions, governance, ways of working) becomes records that say where.
"""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Output, Post
from tests.factories import PostFactory, ProgrammeFactory, SystemFactory, member
from tests.journeys import meeting_steps as steps
from workshops.models import Attendance

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN = date(2018, 3, 1)
CHIEFS, CHAIRS = "Chief executive or accountable officer", "Chair"
FINANCE, MEDICAL = "Finance director", "Medical or clinical director"
# How many leaders of each role group take part: of trusts, commissioners and councils.
LEADERS = {CHIEFS: 5, CHAIRS: 3, FINANCE: 4, MEDICAL: 3}
CASE = "Demand grows faster than what any one of us can offer. Only together can we care for people earlier."
FUNCTIONS = ("Set the direction", "Hold one budget for winter", "Plan the workforce")
GOVERNANCE = "A board of chairs and chief executives meets in public each quarter."
WAYS = "No decision about a place without the place in the room."
# The three workshops: the day, who is invited, and what their session made.
WORKSHOPS = {
    "Why we must change": (date(2018, 4, 12), (CHIEFS, CHAIRS), [("Case for change", (CASE,))]),
    "What the system does": (date(2018, 5, 10), (CHIEFS, FINANCE, MEDICAL), [("Agreed function", FUNCTIONS)]),
    "How we govern and work": (
        date(2018, 6, 7),
        (CHIEFS, CHAIRS, FINANCE, MEDICAL),
        [("Governance", (GOVERNANCE,)), ("Agreement", (WAYS,))],
    ),
}


@pytest.fixture
def programme():
    system = SystemFactory(name="Partnership of the Downs")
    return ProgrammeFactory(
        system=system,
        title="Towards one system",
        starts_on=FactDate(BEGAN, "month"),
        ends_on=FactDate(date(2018, 6, 30)),
    )


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister", starts_on=BEGAN)


@pytest.fixture
def leaders(programme):
    """The users of everybody who takes part, by role group."""
    groups = {label: value for value, label in Post.Group.choices}
    return {
        group: [_leader(programme, group, groups[group], n) for n in range(many)] for group, many in LEADERS.items()
    }


def _leader(programme, title, group, number):
    post = PostFactory(organisation__system=programme.system, title=title, role_group=group)
    return member(programme, name=f"{title.split()[0]} Number {number + 1}", post=post, starts_on=BEGAN)


def test_three_workshops_with_role_groups_make_records_that_say_in_which_session(
    programme, facilitator, leaders, new_page
):
    desk = new_page(user=facilitator)
    events = {title: hold(desk, programme, title, leaders) for title in WORKSHOPS}
    assert made_in(programme) == [
        (events["Why we must change"].key, "case_for_change", CASE, date(2018, 4, 12)),
        *((events["What the system does"].key, "function", text, date(2018, 5, 10)) for text in FUNCTIONS),
        (events["How we govern and work"].key, "governance", GOVERNANCE, date(2018, 6, 7)),
        (events["How we govern and work"].key, "agreement", WAYS, date(2018, 6, 7)),
    ]
    its_record_leads_back(desk, programme, events["What the system does"])
    a_leader_reads(new_page(width=390, user=leaders[CHAIRS][0]), events["Why we must change"])


def hold(page, programme, title, leaders):
    """Plan it, note who was invited and who came, and record what it made."""
    day, groups, made = WORKSHOPS[title]
    event = steps.plan(page, programme, title, day, aims=[("Agree what comes next", "The case for change")])
    steps.invite(page, event, *groups)
    invited = [user for group in groups for user in leaders[group]]
    assert names(event.attendances.filter(invited_at__isnull=False)) == names_of(invited)
    absent = invited[-1].person.name
    modes = {user.person.name: "Absent" if user.person.name == absent else "In person" for user in invited}
    steps.keep_register(page, event, modes)
    came = event.attendances.filter(mode=Attendance.Mode.IN_PERSON)
    assert names(came) == names_of(invited[:-1])
    for kind, texts in made:
        steps.record_what_was_made(page, event, kind, *texts)
    return event


def names(attendances):
    return sorted(attendances.values_list("membership__person__name", flat=True))


def names_of(users):
    return sorted(user.person.name for user in users)


def made_in(programme):
    """In which session each output was made, what it is, its words and when it was agreed."""
    rows = Output.objects.filter(programme=programme).order_by("pk")
    return [(row.origin, row.kind, row.text, row.agreed_on.day) for row in rows]


def its_record_leads_back(page, programme, event):
    record = Output.objects.get(programme=programme, text=FUNCTIONS[0])
    page.goto(reverse("programmes:programme-record", args=[programme.pk, "outputs", record.pk]))
    page.get_by_role("link", name="Where this record came from").click()
    expect(page.get_by_role("heading", name=f"Made in {event}")).to_be_visible()
    expect(page.locator(".app-made")).to_have_text(list(FUNCTIONS))


def a_leader_reads(page, event):
    page.goto(steps.at("outcomes", event))
    expect(page.locator(".app-made")).to_have_text([CASE])
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
