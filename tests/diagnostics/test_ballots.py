"""What respondents do: an answer counts once, a draft is kept, and nothing says who or when."""

import pytest

from diagnostics.models import Ballot, Comment, Survey, Wave
from diagnostics.services import responses
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
KINDS = [kind.value for kind in Survey.Kind]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def by(programme):
    return member(programme, Role.FACILITATOR)


@pytest.mark.parametrize("kind", KINDS)
def test_each_answer_is_read_as_it_was_given_once_the_round_has_closed(programme, by, kind):
    survey = asked.survey(programme, kind)
    wave = waves.opened(survey, by)
    given = [waves.given(survey, number) for number in range(9)]
    wave = waves.closed(wave, given)
    in_words = [str(question.pk) for question in survey.sections.get().questions.filter(kind__in=("short", "long"))]
    kept = [{k: v for k, v in each.items() if k not in in_words} if wave.is_sealed else each for each in given]
    found = responses.answers_of(wave)
    assert sorted(found, key=str) == sorted(kept, key=str)
    assert sorted(map(responses.words_of, Comment.objects.filter(wave=wave))) == sorted(
        each[key] for each in given for key in in_words
    )
    assert (wave.invited, wave.answered, wave.state) == (12, 9, Wave.State.CLOSED)
    assert not Ballot.objects.exists()
