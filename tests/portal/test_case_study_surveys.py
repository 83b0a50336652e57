"""The case study tells surveys from their rounds: whom they went to, how many answered, what became of the results."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Invitation, Respondent, Sharing, Wave
from diagnostics.services import results, sharing
from hwe_portal.reports import evidence
from hwe_portal.reports.facts import Facts
from programmes.models import Passage
from tests.diagnostics import asked, waves
from tests.factories import OrganisationFactory
from tests.portal import stories
from tests.portal.stories import AT, leader
from tests.signing import signed_in

pytestmark = pytest.mark.django_db
OPENED = datetime(2018, 5, 1, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def story():
    """Nineteen leaders."""
    story = stories.bare()
    for _ in range(19):
        leader(story.programme, OrganisationFactory(system=story.system))
    return story


def survey_round(story, *, leaders, others, answered, survey=None, title="May 2018", **fields):
    """A closed round of a survey that so many of the leaders and so many others were asked in."""
    survey = survey or asked.survey(story.programme, title="Opinion of the system", kinds=("pair",))
    number = survey.waves.count() + 1
    wave = Wave.objects.create(
        survey=survey, number=number, title=title, state=Wave.State.CLOSED, closes_on=date(2018, 5, 31),
        opened_at=OPENED + timedelta(days=number), closed_at=OPENED + timedelta(days=30), invited=leaders + others,
        answered=answered, by=story.facilitator, **fields,
    )  # fmt: skip
    people = [part.person for part in Facts(story.programme, AT).people[:leaders]]
    listed = [
        Respondent(survey=survey, person=person, name="x", email=f"l{person.pk}@example.org") for person in people
    ]
    listed += [Respondent(survey=survey, name="y", email=f"o{number}-{n}@example.org") for n in range(others)]
    rows = Respondent.objects.bulk_create(listed) if number == 1 else list(survey.respondents.all())
    Invitation.objects.bulk_create(
        Invitation(wave=wave, respondent=row, token_hash=f"{wave.pk}-{row.pk}".encode()) for row in rows
    )
    return wave


def test_b9_an_opinion_survey_to_over_100_people_not_all_of_them_participants(story):
    wave = survey_round(story, leaders=19, others=101, answered=107)
    said = story.said()
    assert said[f"survey-{wave.pk}"] == (
        "The survey “Opinion of the system” was sent to 120 people, 101 of them not participants; 107 answered."
    )
    Wave.objects.filter(pk=wave.pk).update(answered=90)
    assert story.said()[f"survey-{wave.pk}"].endswith("; 90 answered.")


@pytest.mark.parametrize(("leaders", "others"), [(19, 4), (4, 30), (19, 0)])
def test_a_few_outside_or_inside_are_not_counted_apart(story, leaders, others):
    wave = survey_round(story, leaders=leaders, others=others, answered=15)
    assert story.said()[f"survey-{wave.pk}"] == (
        f"The survey “Opinion of the system” was sent to {leaders + others} people; 15 answered."
    )


def test_a_round_that_is_open_a_withdrawn_survey_and_other_programmes_are_not_told(story):
    wave = survey_round(story, leaders=19, others=0, answered=15)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN, closed_at=None)
    other = stories.bare()
    assert [key for one in (story, other) for key in one.said() if key.startswith("survey")] == []
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED, closed_at=OPENED)
    wave.survey.withdrawn_at = OPENED
    wave.survey.save()
    assert [key for key in story.said() if key.startswith("survey")] == []


def test_the_next_round_and_an_open_link_read_on(story):
    first = survey_round(story, leaders=19, others=0, answered=17)
    second = survey_round(story, leaders=19, others=0, answered=16, survey=first.survey, title="July 2018")
    link = survey_round(story, leaders=0, others=0, answered=60, has_open_link=True)
    said = story.said()
    assert said[f"survey-{second.pk}"] == "The survey was repeated (July 2018) and sent to 19 people; 16 answered."
    assert said[f"survey-{link.pk}"].endswith("was open to whoever had its link; 60 answered.")


def test_that_results_went_back_and_were_shared_and_never_what_they_say(story):
    survey = asked.survey(story.programme, title="Opinion of the system", kinds=("pair",))
    asked.people(survey, 12)
    by = story.facilitator
    wave = waves.closed(waves.opened(survey, by), [waves.given(survey, each) for each in range(12)])
    release = results.publish(wave=wave, by=by, at=OPENED)
    shared = sharing.decide(release=release, decided_on=date(2018, 7, 2), how="In the room", by=by)
    said = story.said()
    assert said[f"survey-result-{wave.pk}"] == "Its results went back to the group on 1 May 2018."
    assert said[f"survey-shared-{wave.pk}"] == "The group decided on 2 July 2018 to share them with its sponsors."
    assert release.title not in " ".join(said.values())
    sharing.withdraw(decision=shared, by=by)
    assert f"survey-shared-{wave.pk}" not in story.said()


def test_statements_lead_to_their_records_and_are_out_of_date_once_those_changed(story):
    survey = asked.survey(story.programme, title="Opinion of the system", kinds=("pair",))
    asked.people(survey, 12)
    by, programme = story.facilitator, story.programme
    wave = waves.closed(waves.opened(survey, by), [waves.given(survey, each) for each in range(12)])
    release = results.publish(wave=wave, by=by, at=OPENED)
    sharing.decide(release=release, decided_on=date(2018, 7, 2), how="In the room", by=by)
    Passage.objects.create(
        programme=programme, document="case_study", chapter="learning",
        text=f"Asked {{survey-{wave.pk}.asked}}, answered {{survey-{wave.pk}.answered}}.",
    )  # fmt: skip
    report = story.issued()
    rows = {row.statement: row.record for row in report.evidence.filter(statement__startswith="survey")}
    client = signed_in(by)
    assert {client.get(evidence.address(key, programme)).status_code for key in rows.values()} == {200}
    assert evidence.out_of_date(report, story.tell().fingerprints) == []
    Sharing.objects.update(decided_on=date(2018, 8, 2))
    Wave.objects.update(answered=11)
    stale = {one.statement.partition("-")[0] for one in evidence.out_of_date(report, story.tell().fingerprints)}
    assert stale == {"survey", "passage"}


def test_surveys_cost_the_draft_one_query_however_many(story):
    survey_round(story, leaders=19, others=0, answered=17)
    client = signed_in(story.facilitator)
    url = reverse("case-study", args=[story.programme.pk])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
        survey_round(story, leaders=19, others=0, answered=17)
        survey_round(story, leaders=19, others=0, answered=17)
    assert counts[0] == counts[1] <= 15
