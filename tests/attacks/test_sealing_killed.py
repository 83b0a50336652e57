"""`kill -9` of the sealing worker at every point that matters: nothing is lost, nothing is doubled, no key stays."""

from pathlib import Path

import pytest
from django.conf import settings

from diagnostics.models import Ballot, Draft, Survey, Wave
from diagnostics.services import ballots, responses
from diagnostics.services import waves as services
from hwe_portal.celery import app
from programmes.access import Role
from programmes.models import Job, Notice
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

SEALING = "diagnostics.services.sealing"
CLOSING = {
    "before the lock": f"{SEALING}:_shut",
    "once no more answers come": f"{SEALING}:_gather_ballots",
    "in the transaction": f"{SEALING}:_write_comments",
    "before the key is destroyed": f"{SEALING}:destroy_spent_keys",
    "while the key is destroyed": "pathlib.Path:unlink",
}
OPENING = {
    "before the key is written": "diagnostics.sealing_keys:make",
    "between the key and the links": f"{SEALING}:_invite",
    "at the end of the transaction": "programmes.services.audit:write",
}
PEOPLE = 12


@pytest.fixture
def by(transactional_db):
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def survey(by):
    made = asked.survey(by.person.memberships.get().programme, Survey.Kind.ANONYMOUS, kinds=("number", "long"))
    asked.people(made, PEOPLE)
    return made


@pytest.fixture
def start_mortal(start_worker, clock, tmp_path):
    """A function that starts the ordinary worker, and a sealing worker that dies once at a point."""

    def start(dies_at):
        start_worker("--queues", "celery", KEY_FOLDER="")
        mortal = {"DIES_AT": dies_at, "HAS_DIED": str(tmp_path / "died")}
        options = ("--queues", "sealing", "--concurrency", "1", "--include", "tests.attacks.mortal_sealing")
        start_worker(*options, "--hostname", "sealing@%h", **mortal)
        return tmp_path / "died"

    return start


def keys_of(wave):
    return list(Path(settings.KEY_FOLDER).glob(f"{wave.pk}-*"))


def is_done(job):
    return Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists()


@pytest.mark.parametrize("point", CLOSING)
def test_a_close_survives(by, survey, start_mortal, wait_until, point):
    wave = waves.opened(survey, by)
    number, long = (str(question.pk) for question in survey.sections.get().questions.all())
    for each, invitation in enumerate(wave.invitations.order_by("pk")):
        waves.answer(invitation, {number: each, long: f"Words {each}"})
    Job.objects.all().delete()
    Notice.objects.all().delete()
    died = start_mortal(CLOSING[point])
    job = services.ask_to_close(wave=wave, by=by)
    wait_until(lambda: is_done(job) and died.exists(), seconds=120)
    app.send_task("diagnostics.sealing.destroy_spent_keys")  # as the clock does every five minutes
    wait_until(lambda: not keys_of(wave), seconds=60)
    wave.refresh_from_db()
    assert sorted(each[number] for each in responses.answers_of(wave)) == list(range(PEOPLE))
    assert sorted(map(responses.words_of, wave.comments.all())) == sorted(f"Words {each}" for each in range(PEOPLE))
    assert (wave.state, wave.answered, wave.invited) == (Wave.State.CLOSED, PEOPLE, PEOPLE)
    assert (Ballot.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize("point", OPENING)
def test_an_opening_survives_and_every_link_works(by, survey, start_mortal, wait_until, point):
    wave = waves.plan(survey, by)
    died = start_mortal(OPENING[point])
    job = services.ask_to_open(wave=wave, by=by)
    wait_until(lambda: is_done(job) and died.exists(), seconds=120)
    wait_until(lambda: Notice.objects.filter(state=Notice.State.ACCEPTED).count() == PEOPLE, seconds=60)
    wave.refresh_from_db()
    invitations = list(wave.invitations.order_by("pk"))
    assert [ballots.find(waves.token_of(each)) for each in invitations] == invitations
    assert (len(invitations), wave.state) == (PEOPLE, Wave.State.OPEN)
