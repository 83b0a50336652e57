"""The pulse before a review: what it asks, of whom, and what the group reads of it once it is published."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from charters import asking
from charters.selectors import keeping, trends
from charters.services import pulse, reviews
from charters.services.charter import charter_of, edit, freeze
from charters.services.pulse import Refused
from diagnostics.models import Question, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services import results
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership, Notice
from tests.charters.lines import write
from tests.charters.pulses import SOON, TODAY, answered, held, next_pulse, sent
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

DAY = FactDate(date(2022, 1, 14))
BEHAVIOUR = "I ring before I write"


@pytest.fixture
def version(programme, facilitator):
    """Two commitments, the first with a behaviour."""
    line = write(charter_of(programme), "purpose", "We say it to each other first")
    line.behaviours.create(text=BEHAVIOUR)
    write(charter_of(programme), "ways", "We share our numbers early")
    return freeze(charter=charter_of(programme), adopted_on=DAY, by=facilitator)


@pytest.fixture
def leaders(programme):
    return [member(programme, name=f"Leader {number:02}") for number in range(12)]


@pytest.fixture
def review(version, facilitator):
    return reviews.add(charter=version.charter, due_on=SOON, by=facilitator)


def test_one_press_asks_every_leader_twice_about_each_line_without_anybodys_name(
    programme, facilitator, version, review, leaders
):
    member(programme, ends_on=TODAY - timedelta(days=1))
    url = reverse("charters:review-pulse", kwargs={"programme": programme.pk, "review": review.pk})
    client = signed_in(facilitator)
    page = client.get(url)
    assert "12 leaders take part now and are asked" in page.content.decode()
    day = {"closes_on_day": SOON.day, "closes_on_month": SOON.month, "closes_on_year": SOON.year}
    client.post(url, {"about": "behaviours"} | day)
    review.refresh_from_db()
    assert (review.survey.kind, review.wave.closes_on) == (Survey.Kind.ANONYMOUS, SOON)
    assert sorted(review.survey.respondents.values_list("name", flat=True)) == [f"Leader {n:02}" for n in range(12)]
    form = form_of(review.survey)
    lines = [BEHAVIOUR, "We share our numbers early"]
    assert [(part.title, [each.text for each in part.questions]) for part in form.sections] == [
        (asking.MINE, lines),
        (asking.OURS, lines),
    ]
    assert {(each.kind, each.points, each.labels, each.is_required) for each in form.questions} == {
        ("scale", 5, asking.POINTS, True)
    }
    assert [(one["line"], one["text"]) for one in review.questions] == [
        ("We say it to each other first", BEHAVIOUR),
        ("We share our numbers early", "We share our numbers early"),
    ]
    texts = dict(Question.objects.values_list("pk", "text"))
    assert [(texts[one["mine"]], texts[one["ours"]]) for one in review.questions] == [(line, line) for line in lines]
    client.post(url, {"about": "behaviours"} | day)
    assert (Survey.objects.count(), Wave.objects.count()) == (1, 1)


def test_every_leader_gets_a_link_once_it_is_open(facilitator, review, leaders):
    wave = sent(review, facilitator)
    assert (wave.state, wave.is_sealed, wave.invitations.count()) == (Wave.State.OPEN, True, 12)
    assert Notice.objects.filter(kind=Notice.Kind.SURVEY).count() == 12


def test_it_may_ask_about_commitments_where_behaviours_are_many(facilitator, review, leaders):
    sent(review, facilitator, by_commitment=True)
    assert [one["text"] for one in review.questions] == [
        "We say it to each other first", "We share our numbers early"
    ]  # fmt: skip


def test_too_few_leaders_or_a_day_that_is_over_and_nothing_is_made(programme, facilitator, review):
    for number in range(4):
        member(programme, name=f"Leader {number}")
    for closes_on, why in ((SOON, pulse.TOO_FEW), (TODAY - timedelta(days=1), pulse.OVER)):
        with pytest.raises(Refused, match=why):
            pulse.begin(review=review, closes_on=closes_on, by=facilitator)
    assert (Survey.objects.count(), Wave.objects.count()) == (0, 0)


def test_while_the_lines_stay_the_next_review_asks_the_same_survey_of_who_takes_part_now(
    programme, facilitator, version, review, leaders
):
    sent(review, facilitator)
    answered(review, facilitator)
    Membership.objects.filter(person=leaders[0].person).update(ends_on=TODAY - timedelta(days=1))
    member(programme, name="Successor")
    held(review, facilitator)
    second = reviews.add(charter=version.charter, due_on=SOON, by=facilitator)
    sent(second, facilitator)
    assert (second.survey, second.wave.number, second.questions) == (review.survey, 2, review.questions)
    listed = second.survey.respondents.filter(withdrawn_at=None).values_list("name", flat=True)
    assert sorted(listed) == [f"Leader {n:02}" for n in range(1, 12)] + ["Successor"]


def test_behaviours_that_changed_make_a_new_survey(programme, facilitator, version, review, leaders):
    sent(review, facilitator)
    answered(review, facilitator)
    line = version.charter.commitments.get(text="We say it to each other first")
    edit(
        commitment=line, section=line.section, text=line.text, behaviours="I ask first", seen_revision=1, by=facilitator
    )
    newer = freeze(charter=version.charter, adopted_on=FactDate(date(2022, 6, 1)), by=facilitator)
    held(review, facilitator)
    second = reviews.add(charter=version.charter, due_on=SOON, by=facilitator)
    sent(second, facilitator)
    assert (second.survey == review.survey, second.version, second.wave.number) == (False, newer, 1)
    # Nothing of the new one is out, so the page still shows the old.
    assert trends.trend(version.charter, facilitator).rows[0].asked.text == BEHAVIOUR


# What is shown of it ------------------------------------------------------------


def test_nothing_is_shown_before_it_is_published_and_then_by_line(programme, facilitator, version, review, leaders):
    sent(review, facilitator)
    answered(review, facilitator, publish=False)
    assert trends.trend(version.charter, facilitator) is None
    results.publish(wave=Wave.objects.get(), by=facilitator)
    found = trends.trend(version.charter, leaders[0])
    assert (found.message, found.is_compared, found.people) == ("How we live what we agreed", False, "")
    assert [(row.asked.text, row.ours, row.mine) for row in found.rows] == [
        (BEHAVIOUR, ("4",), ("4",)),
        ("We share our numbers early", ("4",), ("4",)),
    ]
    assert [figure.table.rows for figure in found.figures] == [
        ((BEHAVIOUR, "4"), ("We share our numbers early", "4"))
    ] * 2


def test_who_may_not_read_results_sees_no_trend(programme, facilitator, version, review, leaders):
    interviewer, stranger = member(programme, Role.INTERVIEWER), member(ProgrammeFactory())
    sent(review, facilitator)
    answered(review, facilitator)
    seen = [trends.trend(version.charter, user) is not None for user in (facilitator, interviewer, stranger)]
    assert seen == [True, False, False]
    page = signed_in(interviewer).get(reverse("charters:reviews", kwargs={"programme": programme.pk}))
    assert "Each line, pulse by pulse" not in page.content.decode()


def test_two_pulses_say_what_drifted_and_how_many_people_changed(programme, facilitator, version, review, leaders):
    sent(review, facilitator)
    answered(review, facilitator, mine=4, ours=4)
    Membership.objects.filter(person=leaders[0].person).update(ends_on=TODAY - timedelta(days=1))
    member(programme, name="Successor")
    next_pulse(version, facilitator, mine=4, ours=3)
    found = trends.trend(version.charter, facilitator)
    assert found.drifted == ["We say it to each other first", "We share our numbers early"]
    assert found.people == "1 of 12 people changed; some movement may be theirs."
    assert {fall.words for fall in found.falls} == {"how we live it: from 4 to 3"}
    assert [row.ours for row in found.rows] == [("4", "3"), ("4", "3")]
    assert [figure.title for figure in found.figures] == [
        "How well do we live this? Two lines stand lower",
        "How well do I live this? No line moved by half a point",
    ]
    assert found.figures[0].table.head == ("Statement", "The mean", "How true it was before")
    url = reverse("charters:reviews", kwargs={"programme": programme.pk})
    page = signed_in(leaders[1]).get(url).content.decode()
    assert (f"Two commitments drifted since {found.rounds[0]}" in page, found.people in page) == (True, True)


def test_a_result_by_sector_says_nothing_of_everybody(programme, facilitator, version, review, leaders):
    sent(review, facilitator)
    release = answered(review, facilitator)
    type(release).objects.update(figures=release.figures | {"by_sector": True})
    assert trends.trend(version.charter, facilitator) is None


@pytest.mark.parametrize("pulses", [1, 3])
def test_a_glance_takes_as_many_queries_after_one_pulse_as_after_three(
    programme, facilitator, version, review, leaders, pulses, django_assert_num_queries
):
    sent(review, facilitator)
    answered(review, facilitator)
    for _ in range(pulses - 1):
        next_pulse(version, facilitator)
    charter = version.charter
    charter.programme = programme
    with django_assert_num_queries(5):
        found = keeping.now(charter, leaders[0], TODAY)
    assert (len(found.trend.rounds), found.told, found.may_sign) == (pulses, "Nobody has signed it yet.", True)


def test_a_round_that_belongs_to_a_review_cannot_be_taken_away(programme, facilitator, review, leaders):
    wave = pulse.begin(review=review, closes_on=SOON, by=facilitator)
    where = {"programme": programme.pk, "survey": wave.survey_id, "wave": wave.pk}
    page = signed_in(facilitator).post(reverse("diagnostics:wave-remove", kwargs=where), follow=True)
    assert (page.status_code, Wave.objects.count()) == (200, 1)
