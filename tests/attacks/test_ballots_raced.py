"""500 people who each send three times at once."""

import random
from collections import Counter

import pytest

from diagnostics.models import Ballot, Draft, Response, Survey
from diagnostics.services import ballots, responses, sealing
from diagnostics.services.ballots import Outcome
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PEOPLE = 500
THREADS = 12


@pytest.mark.parametrize("kind", [Survey.Kind.ANONYMOUS, Survey.Kind.NAMED])
def test_500_people_who_each_send_three_times_give_500_answers(kind):
    by = member(ProgrammeFactory(), Role.FACILITATOR)
    survey = asked.survey(by.person.memberships.get().programme, kind, kinds=("number", "long"))
    asked.people(survey, PEOPLE)
    wave = waves.opened(survey, by)
    number, long = (str(question.pk) for question in survey.sections.get().questions.all())
    tokens = [waves.token_of(invitation) for invitation in wave.invitations.order_by("pk")]

    def send(person):
        answers = {number: person, long: f"Words {person}"}
        ballots.keep_draft(ballots.find(tokens[person]), tokens[person], answers)
        return ballots.submit(ballots.find(tokens[person]), tokens[person], answers)

    acts = [lambda person=person: send(person) for person in range(PEOPLE) for _ in range(3)]
    random.shuffle(acts)
    outcomes = Counter(waves.at_once(acts, THREADS))
    assert outcomes == {Outcome.SENT: PEOPLE, Outcome.ALREADY: 2 * PEOPLE}
    waves.close_now(wave, by)
    sealing.destroy_spent_keys()
    assert sorted(each[number] for each in responses.answers_of(wave)) == list(range(PEOPLE))
    said = sorted(map(responses.words_of, wave.comments.all()))
    assert said == sorted(f"Words {person}" for person in range(PEOPLE))
    assert [model.objects.filter(wave=wave).count() for model in (Response, Ballot, Draft)] == [PEOPLE, 0, 0]
