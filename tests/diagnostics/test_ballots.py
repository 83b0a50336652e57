"""What respondents do: an answer counts once, what was begun is kept, and nothing says who answered what or when."""

import logging
import threading
from collections import Counter

import pytest
from django.utils import timezone

from diagnostics.models import Ballot, Comment, Draft, Invitation, Response, Survey, Wave
from diagnostics.services import ballots, responses, sealing
from diagnostics.services import waves as services
from diagnostics.services.ballots import Outcome
from diagnostics.surveys import sealing as boxes
from programmes.access import Role
from programmes.models import AuditEvent, Job, Notice
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
KINDS = [kind.value for kind in Survey.Kind]
ANONYMOUS = Survey.Kind.ANONYMOUS


@pytest.fixture
def by():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def survey(by):
    return asked.survey(by.person.memberships.get().programme, ANONYMOUS)


@pytest.fixture
def wave(survey, by):
    return waves.opened(survey, by)


@pytest.fixture
def link(wave):
    """A personal link of the open round: the invitation as it is found, and its token."""
    token = waves.token_of(waves.invitation_of(wave))
    return ballots.find(token), token


@pytest.mark.parametrize("kind", KINDS)
def test_each_answer_is_read_as_it_was_given_once_the_round_has_closed(by, kind):
    survey = asked.survey(by.person.memberships.get().programme, kind)
    wave = waves.opened(survey, by)
    given = [waves.given(survey, number) for number in range(9)]
    wave = waves.closed(wave, given)
    in_words = [str(question.pk) for question in survey.sections.get().questions.filter(kind__in=("short", "long"))]
    kept = [{k: v for k, v in each.items() if k not in in_words} if wave.is_sealed else each for each in given]
    assert sorted(responses.answers_of(wave), key=str) == sorted(kept, key=str)
    comments = Counter((str(one.question_id), responses.words_of(one)) for one in Comment.objects.filter(wave=wave))
    assert comments == Counter((key, each[key]) for each in given for key in in_words)
    assert (wave.invited, wave.answered, wave.state) == (12, 9, Wave.State.CLOSED)
    assert not Ballot.objects.exists()
    assert wave.is_sealed is (kind == ANONYMOUS)


def test_answers_are_not_read_while_the_round_is_open(wave):
    with pytest.raises(responses.NotClosed):
        responses.answers_of(wave)


def test_sending_twice_counts_once_and_the_second_is_told_so(wave, survey, link):
    first, second = waves.given(survey, 1), waves.given(survey, 2)
    outcomes = [ballots.submit(*link, each) for each in (first, first, second)]
    assert outcomes == [Outcome.SENT, Outcome.ALREADY, Outcome.ALREADY]
    key = sealing.sealing_keys.read(wave.pk, bytes(wave.public_key))
    held = [boxes.unseal(key.pair.private, bytes(ballot.sealed)) for ballot in wave.ballots.all()]
    assert held == [{"answers": first, "sector": "Council"}]
    waves.close_now(wave, wave.by)
    assert ballots.submit(*link, first) == Outcome.ALREADY


def test_a_closed_round_takes_nothing(wave, survey, link):
    waves.close_now(wave, wave.by)
    invitation, token = ballots.find(link[1]), link[1]
    assert ballots.submit(invitation, token, waves.given(survey)) == Outcome.CLOSED
    assert not ballots.keep_draft(invitation, token, waves.given(survey))
    assert ballots.begin(invitation.wave) is None
    assert not Response.objects.exists()


def test_what_was_begun_is_kept_under_the_link_only(wave, link, survey):
    invitation, token = link
    assert ballots.draft_of(invitation, token) == {}
    assert ballots.keep_draft(invitation, token, {"1": "first"})
    assert ballots.keep_draft(invitation, token, {"1": "second"})
    row = Draft.objects.get()
    assert ballots.draft_of(invitation, token) == {"1": "second"}
    assert b"second" not in bytes(row.ciphertext)
    assert len(bytes(row.ciphertext)) == wave.ballot_size + 28
    assert bytes(row.pk) not in (token.encode(), bytes(invitation.token_hash))
    other = waves.token_of(Invitation.objects.filter(wave=wave).last())
    assert ballots.draft_of(ballots.find(other), other) == {}


def test_what_was_begun_is_gone_once_it_is_sent_and_not_kept_after(link, survey):
    ballots.keep_draft(*link, waves.given(survey))
    assert ballots.submit(*link, waves.given(survey)) == Outcome.SENT
    assert not ballots.keep_draft(ballots.find(link[1]), link[1], waves.given(survey))
    assert not ballots.keep_draft(*link, waves.given(survey))  # another page that was open already
    assert not Draft.objects.exists()


def test_sending_leaves_no_trace_beside_the_ballot(wave, survey, link, caplog):
    caplog.set_level(logging.DEBUG)
    before = [model.objects.count() for model in (AuditEvent, Notice, Job)]
    caplog.clear()
    ballots.keep_draft(*link, waves.given(survey))
    ballots.submit(*link, waves.given(survey))
    assert [model.objects.count() for model in (AuditEvent, Notice, Job)] == before
    assert caplog.records == []
    times = ("DateTimeField", "DateField", "TimeField")
    written = {field.get_internal_type() for model in (Ballot, Draft, Invitation) for field in model._meta.fields}
    assert not written & set(times)


def test_an_answer_that_does_not_fit_is_refused_and_the_link_stays_good(survey, link):
    with pytest.raises(boxes.TooLong):
        ballots.submit(*link, {"1": "a" * 10**6})
    assert ballots.submit(*link, waves.given(survey)) == Outcome.SENT


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "\udcff", "a" * 100_000])
def test_an_unknown_link_finds_nothing(wave, token):
    assert ballots.find(token) is None


def test_an_open_link_gives_everybody_a_place_and_those_unused_go_at_the_close(survey, by):
    wave = waves.opened(survey, by, has_open_link=True)
    used, unused = ballots.begin(wave), ballots.begin(wave)
    assert ballots.submit(ballots.find(used), used, waves.given(survey)) == Outcome.SENT
    waves.close_now(wave, by)
    assert (ballots.find(used).used, ballots.find(unused)) == (True, None)
    assert (wave.invited, wave.answered) == (13, 1)


def test_a_round_without_an_open_link_gives_no_places(wave):
    assert ballots.begin(wave) is None


def test_a_new_link_takes_the_place_of_the_old_one_and_keeps_what_was_begun(wave, survey, link):
    invitation, old = link
    ballots.keep_draft(invitation, old, {"1": "begun"})
    waves.done(services.new_link(invitation=invitation, by=wave.by), sealing.carry_out_new_link)
    again = Invitation.objects.get(pk=invitation.pk)
    new = waves.token_of(again)
    assert (new == old, ballots.find(old)) == (False, None)
    assert ballots.submit(invitation, old, waves.given(survey)) == Outcome.CLOSED
    assert not ballots.keep_draft(invitation, old, {"1": "by whoever has the old link"})
    assert ballots.draft_of(ballots.find(new), new) == {"1": "begun"}
    assert Notice.objects.filter(about__invitation=invitation.pk).count() == 2
    assert ballots.submit(ballots.find(new), new, waves.given(survey)) == Outcome.SENT


def test_a_named_answer_says_who_and_when_and_is_encrypted(by):
    survey = asked.survey(by.person.memberships.get().programme, Survey.Kind.NAMED, kinds=("long",))
    wave = waves.opened(survey, by)
    invitation = waves.invitation_of(wave)
    before = timezone.now()
    assert waves.answer(invitation, waves.given(survey)) == Outcome.SENT
    response = Response.objects.get()
    assert (response.invitation, response.sector) == (invitation, "Council")
    assert before <= response.answered_at <= timezone.now()
    assert b"would say" not in bytes(response.ciphertext)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [ANONYMOUS, Survey.Kind.NAMED])
def test_50_people_who_each_send_three_times_at_once_give_50_answers(by, kind):
    survey = asked.survey(by.person.memberships.get().programme, kind, kinds=("number",))
    asked.people(survey, 50)
    wave = waves.opened(survey, by)
    key = survey.sections.get().questions.get().pk
    people = enumerate(wave.invitations.order_by("pk"))
    sent = [(number, waves.token_of(invitation)) for number, invitation in people] * 3
    outcomes = waves.at_once(
        [lambda n=number, t=token: ballots.submit(ballots.find(t), t, {str(key): n}) for number, token in sent], 6
    )
    assert Counter(outcomes) == {Outcome.SENT: 50, Outcome.ALREADY: 100}
    waves.close_now(wave, by)
    assert sorted(each[str(key)] for each in responses.answers_of(wave)) == list(range(50))
    assert wave.answered == 50


@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_as_the_round_closes_counts_or_is_told_that_it_is_closed(by):
    survey = asked.survey(by.person.memberships.get().programme, ANONYMOUS, kinds=("number",))
    asked.people(survey, 40)
    wave = waves.opened(survey, by)
    key = str(survey.sections.get().questions.get().pk)
    tokens = [waves.token_of(invitation) for invitation in wave.invitations.order_by("pk")]
    some_sent = threading.Event()

    def send(number):
        outcome = ballots.submit(ballots.find(tokens[number]), tokens[number], {key: number})
        if number >= 12:
            some_sent.set()
        return number, outcome

    def close():
        some_sent.wait(timeout=60)
        waves.close_now(wave, by)

    found = waves.at_once([close, *(lambda n=number: send(n) for number in range(40))], 5)
    outcomes = dict(each for each in found if each)
    counted = {each[key] for each in responses.answers_of(wave)}
    assert {number for number, outcome in outcomes.items() if outcome == Outcome.SENT} == counted
    assert set(outcomes.values()) <= {Outcome.SENT, Outcome.CLOSED}
    assert (wave.answered, Invitation.objects.filter(used=True).count()) == (len(counted), len(counted))
