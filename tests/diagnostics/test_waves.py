"""Rounds are opened and closed by the sealing worker: once, whatever happens to it, and never without the key."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics import sealing_keys, tasks
from diagnostics.models import Ballot, Comment, Draft, Invitation, Response, Survey, Wave
from diagnostics.services import ballots, responses, sealing, surveys
from diagnostics.services import waves as services
from diagnostics.surveys import sectors, tokens
from programmes.access import Role
from programmes.models import Job, MailHold, Notice
from programmes.services import jobs
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A folder of keys for this test alone."""
    settings.KEY_FOLDER = str(tmp_path / "keys")
    return Path(settings.KEY_FOLDER)


@pytest.fixture
def by():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def survey(by):
    return asked.survey(by.person.memberships.get().programme, kinds=("number", "long"))


@pytest.fixture
def planned(survey, by):
    asked.people(survey, 3)
    return waves.plan(survey, by)


@pytest.fixture
def wave(planned, by):
    return waves.open_now(planned, by)


def failing(job, carry_out):
    """Why the job fails."""
    with pytest.raises(jobs.JobError) as caught:
        waves.done(job, carry_out)
    return str(caught.value)


# Opening ------------------------------------------------------------


def test_opening_invites_everybody_on_the_list_and_fixes_the_survey(planned, survey, by, folder):
    survey.respondents.filter(name="Asked 3").update(withdrawn_at=timezone.now())
    wave = waves.open_now(planned, by)
    survey.refresh_from_db()
    assert (wave.state, wave.is_sealed, len(bytes(wave.public_key))) == (Wave.State.OPEN, True, 32)
    assert survey.is_fixed
    invited = Invitation.objects.filter(wave=wave).order_by("pk")
    assert [each.respondent.name for each in invited] == ["Asked 1", "Asked 2"]
    assert [ballots.find(waves.token_of(each)) for each in invited] == list(invited)
    mails = Notice.objects.order_by("pk")
    assert [(mail.address, mail.about, mail.person, mail.kind) for mail in mails] == [
        (each.respondent.email, {"invitation": each.pk}, None, Notice.Kind.SURVEY) for each in invited
    ]
    (job,) = Job.objects.filter(task="diagnostics.sealing.send_letters")
    assert job.subject["notices"] == [mail.pk for mail in mails]
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_opening_takes_as_many_queries_for_three_people_as_for_forty(by):
    counted = []
    for people in (3, 40):
        survey = asked.survey(by.person.memberships.get().programme, kinds=("scale",))
        asked.people(survey, people)
        job = services.ask_to_open(wave=waves.plan(survey, by), by=by)
        with CaptureQueriesContext(connection) as queries:
            waves.done(job, sealing.carry_out_opening)
        counted.append(len(queries))
    assert counted == [counted[0]] * 2
    assert counted[0] <= 30


def test_mail_goes_out_in_bundles(planned, by, monkeypatch):
    monkeypatch.setattr(services, "BUNDLE", 2)
    waves.open_now(planned, by)
    sent = Job.objects.filter(task="diagnostics.sealing.send_letters").order_by("pk")
    assert [len(job.subject["notices"]) for job in sent] == [2, 1]


def test_mail_waits_while_the_programme_holds_it(planned, survey, by):
    MailHold.objects.create(programme=survey.programme, by=by)
    waves.open_now(planned, by)
    assert list(Notice.objects.values_list("state", flat=True)) == [Notice.State.HELD] * 3
    assert not Job.objects.filter(task="diagnostics.sealing.send_letters").exists()


def nothing_asked(survey, by, monkeypatch):
    survey.sections.get().questions.update(withdrawn_at=timezone.now())


def nobody_listed(survey, by, monkeypatch):
    survey.respondents.update(withdrawn_at=timezone.now())


def last_day_over(survey, by, monkeypatch):
    survey.waves.update(closes_on=timezone.localdate() - timedelta(days=1))


def another_open(survey, by, monkeypatch):
    waves.open_now(waves.plan(survey, by), by)


def withdrawn(survey, by, monkeypatch):
    Survey.objects.update(withdrawn_at=timezone.now())


def no_folder(survey, by, monkeypatch):
    monkeypatch.setattr(django_settings, "KEY_FOLDER", "")


REFUSED = [
    (nothing_asked, services.NO_QUESTION),
    (nobody_listed, services.NOBODY),
    (last_day_over, services.OVER),
    (another_open, services.ANOTHER),
    (withdrawn, services.WITHDRAWN),
    (no_folder, sealing_keys.NO_FOLDER),
]


@pytest.mark.parametrize(("happened", "reason"), REFUSED)
def test_what_happens_before_the_worker_comes_is_said_in_plain_words(
    planned, survey, by, happened, reason, monkeypatch
):
    job = services.ask_to_open(wave=planned, by=by)
    happened(survey, by, monkeypatch)
    assert failing(job, sealing.carry_out_opening) == reason
    planned.refresh_from_db()
    assert (planned.state, planned.invitations.count()) == (Wave.State.PLANNED, 0)


@pytest.mark.parametrize(("happened", "reason"), REFUSED[:-1])
def test_what_cannot_be_opened_is_refused_when_it_is_asked_for(planned, survey, by, happened, reason, monkeypatch):
    happened(survey, by, monkeypatch)
    with pytest.raises(services.Refused, match=reason):
        services.ask_to_open(wave=planned, by=by)


def test_an_open_link_needs_nobody_on_the_list(survey, by):
    wave = waves.open_now(waves.plan(survey, by, has_open_link=True), by)
    assert (len(wave.open_code), wave.invitations.count()) == (43, 0)


def test_asking_twice_is_one_job(planned, by):
    assert services.ask_to_open(wave=planned, by=by) == services.ask_to_open(wave=planned, by=by)
    waves.open_now(planned, by)
    assert services.ask_to_close(wave=planned, by=by) == services.ask_to_close(wave=planned, by=by)


def test_an_opening_that_is_done_again_changes_nothing(wave, by):
    job = jobs.enqueue(task=services.OPEN, title="Open", by=by, subject={"wave": wave.pk})
    before = list(Invitation.objects.values_list("token_hash", flat=True))
    waves.done(job, sealing.carry_out_opening)
    assert list(Invitation.objects.values_list("token_hash", flat=True)) == before
    assert Notice.objects.count() == 3


def test_somebody_added_later_is_invited_and_nobody_twice(wave, survey, by):
    asked.people(survey, 2, first=4)
    waves.done(services.add_late(wave=wave, by=by), sealing.carry_out_adding)
    waves.done(services.add_late(wave=wave, by=by), sealing.carry_out_adding)
    assert list(wave.invitations.values_list("respondent__name", flat=True).order_by("pk")) == [
        f"Asked {number}" for number in range(1, 6)
    ]
    assert Notice.objects.count() == 5
    last = wave.invitations.last()
    assert ballots.find(waves.token_of(last)) == last


def test_the_last_day_moves_while_the_round_is_open(wave, by):
    later = wave.closes_on + timedelta(days=7)
    assert services.extend(wave=wave, closes_on=later, by=by).closes_on == later
    with pytest.raises(services.Refused, match=services.OVER):
        services.extend(wave=wave, closes_on=timezone.localdate() - timedelta(days=1), by=by)
    waves.close_now(wave, by)
    with pytest.raises(services.Refused, match=services.NOT_OPEN):
        services.extend(wave=wave, closes_on=later, by=by)


# Closing ------------------------------------------------------------


def test_rounds_whose_last_day_is_over_are_closed_once_and_again_a_day_after_a_failure(wave, by):
    day = datetime.combine(wave.closes_on, datetime.min.time(), tzinfo=timezone.get_current_timezone())
    last_moment, next_day = day + timedelta(hours=23, minutes=59), day + timedelta(days=1, minutes=1)
    assert services.close_due(at=last_moment) == 0
    assert [services.close_due(at=next_day), services.close_due(at=next_day)] == [1, 0]
    Job.objects.update(state=Job.State.FAILED, finished_at=next_day)
    assert services.close_due(at=next_day + timedelta(hours=23)) == 0
    assert services.close_due(at=next_day + timedelta(hours=25)) == 1


@pytest.mark.parametrize("harm", ["missing", "cut short", "of another wave", "not even a file"])
def test_without_its_key_a_round_does_not_close_and_loses_nothing(wave, survey, by, folder, harm):
    invitation = wave.invitations.first()
    waves.answer(invitation, waves.given(survey))
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.unlink()
    if harm == "cut short":
        file.write_bytes(whole[:-20])
    elif harm == "of another wave":
        sealing_keys.make(wave.pk + 1)
        (other,) = folder.iterdir()
        other.rename(file)
    elif harm == "not even a file":
        file.mkdir()
    assert failing(services.ask_to_close(wave=wave, by=by), sealing.carry_out_closing) == sealing_keys.MISSING
    wave.refresh_from_db()
    assert (wave.state, Ballot.objects.count(), Response.objects.count()) == (Wave.State.OPEN, 1, 0)
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)
    jobs.fail(Job.objects.get(task=services.CLOSE), why="as the worker does")
    Job.objects.filter(task=services.CLOSE).delete()
    waves.close_now(wave, by)
    assert responses.answers_of(wave) == [{str(survey.sections.get().questions.first().pk): 0}]


def test_a_ballot_that_was_damaged_stops_the_close_and_nothing_is_lost(wave, survey, by):
    for invitation in wave.invitations.all():
        waves.answer(invitation, waves.given(survey))
    ballot = Ballot.objects.first()
    Ballot.objects.filter(pk=ballot.pk).update(sealed=bytes(ballot.sealed)[:-1] + b"?")
    assert failing(services.ask_to_close(wave=wave, by=by), sealing.carry_out_closing) == sealing.DAMAGED
    assert (Ballot.objects.count(), Response.objects.count()) == (3, 0)


def test_mail_waits_where_the_links_cannot_be_made(wave, by, folder):
    (file,) = folder.iterdir()
    file.unlink()
    job = Job.objects.get(task="diagnostics.sealing.send_letters")
    assert failing(job, sealing.send_letters) == sealing_keys.MISSING
    assert set(Notice.objects.values_list("state", flat=True)) == {Notice.State.WAITING}


def test_sectors_of_too_few_answers_are_stored_as_one(survey, by):
    many = {"Hospital": 7, "Council": 5, "Charity": 2, "Police": 1, "": 3}
    for sector, count in many.items():
        asked.people(survey, count, sectors=(sector,), first=survey.respondents.count() + 1)
    wave = waves.opened(survey, by)
    waves.closed(wave, [waves.given(survey, number) for number in range(18)])
    stored = sorted(wave.responses.values_list("sector", flat=True))
    assert stored == sorted(["Hospital"] * 7 + ["Council"] * 5 + [sectors.OTHERS] * 6)


@pytest.mark.parametrize("last", [False, True])
def test_no_sector_stored_says_whether_the_only_one_of_a_sector_answered(survey, by, last):
    for sector, count in {"Hospital": 7, "Council": 5, "Hospice": 1}.items():
        asked.people(survey, count, sectors=(sector,), first=survey.respondents.count() + 1)
    wave = waves.opened(survey, by)
    waves.closed(wave, [waves.given(survey, number) for number in range(12 + last)])
    stored = sorted(wave.responses.values_list("sector", flat=True))
    assert stored == ["Hospital"] * 7 + [sectors.OTHERS] * (5 + last)


def test_a_survey_withdrawn_as_it_is_being_opened_stays_closed(planned, survey, by, monkeypatch):
    job, fix = services.ask_to_open(wave=planned, by=by), surveys.fix

    def fixed(one, *, at):  # what the opening waited for
        Survey.objects.filter(pk=one.pk).update(withdrawn_at=at)
        return fix(one, at=at)

    monkeypatch.setattr(surveys, "fix", fixed)
    assert failing(job, sealing.carry_out_opening) == services.WITHDRAWN
    survey.refresh_from_db()
    assert (survey.is_fixed, planned.invitations.count()) == (False, 0)


def test_a_comment_is_kept_apart_and_an_empty_one_not_at_all(survey, by):
    number, long = survey.sections.get().questions.all()
    wave = waves.opened(survey, by)
    given = [{str(number.pk): each, str(long.pk): text} for each, text in enumerate(("Say more", " ", "-", "More"))]
    waves.closed(wave, given)
    assert sorted(each[str(number.pk)] for each in responses.answers_of(wave)) == [0, 1, 2, 3]
    assert {key for each in responses.answers_of(wave) for key in each} == {str(number.pk)}
    assert sorted(map(responses.words_of, Comment.objects.all())) == ["More", "Say more"]
    stored = [bytes(row.ciphertext) for row in (*Comment.objects.all(), *Response.objects.all())]
    assert not any(b"More" in each for each in stored)


# Keys that nobody needs any more ------------------------------------


def test_a_key_is_destroyed_once_its_round_has_closed_and_then_opens_no_copy(wave, survey, by, folder, monkeypatch):
    waves.answer(wave.invitations.first(), waves.given(survey))
    copied = bytes(Ballot.objects.get().sealed)
    (file,) = folder.iterdir()
    whole, overwritten = file.read_bytes(), []
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path: overwritten.append(path.read_bytes()) or unlink(path))
    assert sealing.destroy_spent_keys() == 0
    waves.close_now(wave, by)
    assert sealing.destroy_spent_keys() == 1
    assert list(folder.iterdir()) == []
    assert [len(each) for each in overwritten] == [len(whole)]
    assert overwritten[0] != whole
    assert len(copied) == wave.ballot_size + 48
    with pytest.raises(sealing_keys.KeyMissing):
        waves.token_of(wave.invitations.first())


def test_what_cut_off_openings_left_is_destroyed_and_keys_in_use_are_not(planned, by, folder):
    sealing_keys.make(planned.pk)
    assert sealing.destroy_spent_keys() == 0  # perhaps the opening is under way
    waves.open_now(planned, by)
    sealing_keys.make(planned.pk + 100)  # of a database that is about to be restored
    (folder / "1-cut-off.key.new").write_text("half")
    assert sealing.destroy_spent_keys() == 1
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {str(planned.pk), str(planned.pk + 100)}
    assert ballots.find(waves.token_of(planned.invitations.first()))
    assert not list(folder.glob("*.new"))


def test_pages_need_no_folder_of_keys(survey, by, settings, monkeypatch):
    wave = waves.opened(survey, by, has_open_link=True)
    tokens = [waves.token_of(waves.invitation_of(wave)), ballots.begin(wave)]
    settings.KEY_FOLDER = ""
    monkeypatch.setattr(sealing_keys, "_path", die)
    programme, client = survey.programme, signed_in(by)
    named = {"programme": programme.pk, "survey": survey.pk, "wave": wave.pk}
    assert client.get(reverse("diagnostics:wave", kwargs=named)).status_code == 200
    assert [Client().get(f"/s/{token}/").status_code for token in tokens] == [200, 200]
    assert [Client().post(f"/s/{token}/check/").status_code for token in tokens] == [302, 302]
    assert Client().post(f"/o/{wave.open_code}/").status_code == 302
    assert client.post(reverse("diagnostics:wave-close", kwargs=named)).status_code == 302
    assert (Ballot.objects.count(), Job.objects.filter(task=services.CLOSE).count()) == (2, 1)


class Killed(BaseException):
    """What `kill -9` is to a test that runs on: nothing after it is done."""


def die(*args, **kwargs):
    raise Killed


def killed_at(where, monkeypatch, task, job):
    """Do the job's task until it comes to `where`, and let its lease run out."""
    with monkeypatch.context() as patched:
        patched.setattr(where, die)
        with pytest.raises(Killed):
            task(job.pk)
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(leased_until=timezone.now() - timedelta(seconds=1))


POINTS = {
    "before the lock": ("diagnostics.services.sealing._shut", Wave.State.OPEN, 1),
    "once no more answers come": ("diagnostics.services.sealing._gather_ballots", Wave.State.CLOSING, 1),
    "in the transaction": ("diagnostics.services.sealing._write_comments", Wave.State.CLOSING, 1),
    "before the key is destroyed": ("diagnostics.services.sealing.destroy_spent_keys", Wave.State.CLOSED, 1),
    "while the key is destroyed": ("diagnostics.sealing_keys.Path.unlink", Wave.State.CLOSED, 1),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_mixing_that_is_killed_loses_and_doubles_nothing(survey, by, folder, monkeypatch, point):
    where, state, keys = POINTS[point]
    asked.people(survey, 9)
    wave = waves.opened(survey, by)
    number, long = (str(question.pk) for question in survey.sections.get().questions.all())
    for each, invitation in enumerate(wave.invitations.order_by("pk")):
        waves.answer(invitation, {number: each, long: f"Words {each}"})
    token = tokens.new_token()
    Draft.objects.create(id=tokens.draft_id(token), wave=wave, ciphertext=b"begun")
    job = services.ask_to_close(wave=wave, by=by)
    killed_at(where, monkeypatch, tasks.close_wave, job)
    wave.refresh_from_db()
    assert (wave.state, len(list(folder.iterdir()))) == (state, keys)
    assert Ballot.objects.count() + Response.objects.count() == 9
    tasks.close_wave(job.pk)
    tasks.destroy_spent_keys()
    wave.refresh_from_db()
    assert sorted(each[number] for each in responses.answers_of(wave)) == list(range(9))
    assert sorted(map(responses.words_of, wave.comments.all())) == [f"Words {each}" for each in range(9)]
    assert (wave.state, wave.answered, wave.invited) == (Wave.State.CLOSED, 9, 9)
    assert (Ballot.objects.count(), Draft.objects.count(), list(folder.iterdir())) == (0, 0, [])
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["_invite", "waves.write_letters", "audit.write"])
def test_an_opening_that_is_killed_gives_nobody_a_link_that_does_not_work(planned, by, monkeypatch, where, folder):
    job = services.ask_to_open(wave=planned, by=by)
    killed_at(f"diagnostics.services.sealing.{where}", monkeypatch, tasks.open_wave, job)
    planned.refresh_from_db()
    assert (planned.state, Notice.objects.count(), len(list(folder.iterdir()))) == (Wave.State.PLANNED, 0, 1)
    tasks.open_wave(job.pk)
    tasks.destroy_spent_keys()
    planned.refresh_from_db()
    found = [ballots.find(waves.token_of(each)) for each in planned.invitations.order_by("pk")]
    assert found == list(planned.invitations.order_by("pk"))
    assert (len(found), len(list(folder.iterdir()))) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_opening_open_once_with_one_key(planned, by, folder):
    job = services.ask_to_open(wave=planned, by=by)
    taken = jobs.take(job.pk)
    effects = [sealing.carry_out_opening(taken) for _ in range(4)]
    waves.at_once([lambda effect=effect: waves.in_one(effect) for effect in effects], 4)
    planned.refresh_from_db()
    assert (planned.state, planned.invitations.count()) == (Wave.State.OPEN, 3)
    assert [sealing_keys.is_of(path, planned.public_key) for path in folder.iterdir()] == [True]
    assert ballots.find(waves.token_of(planned.invitations.first()))
