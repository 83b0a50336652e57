"""Mails of a survey: their words, whom a reminder reaches, when, and that nobody learns to whom one went."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from diagnostics import mail_days, survey_letters
from diagnostics.models import PreWorkStep, Respondent, Survey, Wave
from diagnostics.selectors import waves as selectors
from diagnostics.selectors.task_list import prework_for
from diagnostics.selectors.tracker import State, tracker
from diagnostics.services import ballots, mailings, sealing, wave_mail
from programmes.access import Role
from programmes.models import AuditEvent, Job, MailHold, Membership, Notice
from programmes.services import bounces, jobs
from programmes.services.letters import Needless
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
AGAIN = Notice.Kind.SURVEY_AGAIN


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def survey(programme):
    return asked.survey(programme, kinds=("scale",))


@pytest.fixture
def wave(survey, facilitator):
    asked.people(survey, 4)
    fields = {"reminds_every": 3, "closes_on": timezone.localdate() + timedelta(days=60)}
    return waves.opened(survey, facilitator, **fields)


def send_all():
    """Do every waiting job that sends mail, as the sealing worker does."""
    for job in Job.objects.filter(task=survey_letters.TASK, state=Job.State.WAITING):
        waves.done(job, sealing.send_letters)


def do_new_links():
    for job in Job.objects.filter(state=Job.State.WAITING, task="diagnostics.sealing.new_link"):
        waves.done(job, sealing.carry_out_new_link)


def reminded():
    return sorted(Notice.objects.filter(kind=AGAIN).values_list("address", flat=True))


def morning(day):
    return mail_days.opening(day, 9)


# The words ------------------------------------------------------------


@pytest.mark.parametrize("kind", Survey.Kind.values)
def test_the_first_mail_brings_a_link_that_opens_and_says_how_answers_are_held(programme, facilitator, kind, settings):
    survey = asked.survey(programme, kind, kinds=("scale",), title="Our health")
    asked.people(survey, 1)
    wave = waves.opened(survey, facilitator)
    send_all()
    (sent,) = mail.outbox
    link = f"{settings.PORTAL_URL}/s/{waves.token_of(wave.invitations.get())}/"
    assert (sent.to, sent.reply_to) == (["asked1@example.org"], [])  # an answer quotes the link
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert f"write to them at {facilitator.email}" in sent.body
    day = f"{wave.closes_on.day} {wave.closes_on:%B %Y}"
    said = (link, "Dear Asked 1", "Our health", day, "It takes about 2 minutes.", "Fay Lister asks you for Leading")
    promise = survey_letters.words.PROMISES[kind].told
    assert [words for words in (*said, *promise) if words not in sent.body] == []
    assert ballots.find(waves.token_of(wave.invitations.get())) == wave.invitations.get()


def test_the_facilitators_own_words_are_used(survey, wave):
    survey.reminder_subject, survey.reminder_body = "Again, {name}", "By {closes}: {link}"
    survey.save()
    notice = Notice.objects.filter(kind=Notice.Kind.SURVEY).first()
    notice.kind = AGAIN
    sent = survey_letters.write(notice, waves.token_of)
    assert sent.subject.startswith("Again, Asked ")
    assert sent.body.startswith(f"By {wave.closes_on.day} ")


# Whom a reminder reaches ------------------------------------------------------------


def test_a_reminder_reaches_those_who_have_not_answered_and_may_be_mailed(programme, survey, facilitator):
    away = member(programme)
    asked.people(survey, 4)
    Respondent.objects.create(survey=survey, person=away.person, name="Paused", email=away.email)
    wave = waves.opened(survey, facilitator, has_open_link=True)
    ballots.begin(wave)
    waves.answer(wave.invitations.get(respondent__name="Asked 1"), waves.given(survey))
    survey.respondents.filter(name="Asked 2").update(withdrawn_at=timezone.now())
    Membership.objects.filter(person=away.person).update(is_paused=True)
    wave_mail.remind(wave=wave, by=facilitator)
    assert reminded() == ["asked3@example.org", "asked4@example.org"]


def test_whoever_answers_after_a_reminder_was_written_gets_none(wave, survey, facilitator):
    wave_mail.remind(wave=wave, by=facilitator)
    waves.answer(wave.invitations.get(respondent__name="Asked 1"), waves.given(survey))
    survey.respondents.filter(name="Asked 2").update(withdrawn_at=timezone.now())
    mail.outbox.clear()
    send_all()
    got = sorted(each.to[0] for each in mail.outbox if "not in yet" in each.body)
    assert got == ["asked3@example.org", "asked4@example.org"]
    assert {each.reason for each in Notice.objects.filter(state=Notice.State.DROPPED)} == {survey_letters.NO_REASON}


@pytest.mark.parametrize("over", ["closed", "late", "withdrawn"])
def test_there_is_no_reason_left_to_send(wave, over):
    notice = Notice.objects.filter(kind=Notice.Kind.SURVEY).first()
    if over == "closed":
        Wave.objects.update(state=Wave.State.CLOSING)
    elif over == "late":
        Wave.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    else:
        Respondent.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(Needless, match="no reason left"):
        survey_letters.write(notice, waves.token_of)


def test_reminders_go_out_by_themselves_on_working_days_every_so_many_days(wave):
    due_on = selectors.next_reminder(wave)
    assert mail_days.is_working_day(due_on)
    assert wave_mail.send_due(at=morning(due_on - timedelta(days=1))) == 0
    assert wave_mail.send_due(at=morning(due_on) - timedelta(minutes=1)) == 0
    assert wave_mail.send_due(at=morning(due_on)) == 1
    assert wave_mail.send_due(at=morning(due_on) + timedelta(hours=1)) == 0
    assert len(reminded()) == 4
    wave.refresh_from_db()
    assert wave.reminded_on == due_on
    later = selectors.next_reminder(wave)
    assert later == mail_days.next_working_day(due_on + timedelta(days=3))
    assert wave_mail.send_due(at=morning(later)) == 1
    saturday = later + timedelta(days=(5 - later.weekday()) % 7)
    Wave.objects.update(reminded_on=saturday - timedelta(days=9))
    assert wave_mail.send_due(at=morning(saturday)) == 0


def test_none_go_out_after_the_last_day_while_mail_is_held_or_twice_a_day(wave, facilitator):
    day = mail_days.next_working_day(wave.closes_on + timedelta(days=1))
    assert wave_mail.send_due(at=morning(day)) == 0
    wave_mail.remind(wave=wave, by=facilitator)
    with pytest.raises(wave_mail.NotNow, match="went out today"):
        wave_mail.remind(wave=wave, by=facilitator)
    MailHold.objects.create(programme=wave.survey.programme, by=facilitator)
    Wave.objects.update(reminded_on=None)
    with pytest.raises(wave_mail.NotNow, match="is held"):
        wave_mail.remind(wave=wave, by=facilitator)
    assert len(reminded()) == 4


def test_reminders_held_on_their_way_are_not_counted_and_not_sent_later(wave, facilitator):
    send_all()
    wave_mail.remind(wave=wave, by=facilitator)
    mailings.hold(programme=wave.survey.programme, reason="", by=facilitator)
    assert AuditEvent.objects.get(verb="held mail").summary.endswith(": 0 on their way wait too")
    mailings.lift(programme=wave.survey.programme, move_days=0, by=facilitator)
    assert set(Notice.objects.filter(kind=AGAIN).values_list("state", flat=True)) == {Notice.State.DROPPED}


# Nobody learns to whom ------------------------------------------------------------


@pytest.mark.parametrize("answered", [0, 3, 4])
def test_the_job_of_reminders_is_the_same_however_many_they_are(wave, survey, facilitator, answered, monkeypatch):
    for invitation in wave.invitations.order_by("pk")[:answered]:
        waves.answer(invitation, waves.given(survey))
    wave_mail.remind(wave=wave, by=facilitator)
    told = []
    monkeypatch.setattr(jobs, "report", lambda job, **said: told.append(said))
    for job in Job.objects.filter(title=wave_mail.TITLE):
        assert (job.steps, job.shown["words"]) == (1, "Waiting to begin")
        waves.done(job, sealing.send_letters)
    assert [said for said in told if said != {"step": 0, "message": "Mails are going out."}] == []
    assert AuditEvent.objects.get(verb="sent reminders").summary == str(wave)


def test_what_was_sent_as_a_reminder_is_forgotten(wave, facilitator):
    wave_mail.remind(wave=wave, by=facilitator)
    assert wave_mail.forget_sent(at=timezone.now() + timedelta(hours=2)) == 0  # still to go out
    send_all()
    assert wave_mail.forget_sent(at=timezone.now()) == 0
    assert wave_mail.forget_sent(at=timezone.now() + timedelta(hours=2)) == 4
    assert reminded() == []


# Links that did not arrive ------------------------------------------------------------


RETURNED = """\
From: MAILER-DAEMON@mx.example.org
To: bounces@example.org
Subject: failure notice
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 No such user here

--cut
Content-Type: message/rfc822

Message-ID: {original}
To: {to}

Words
--cut--
"""


def test_a_first_link_that_comes_back_is_listed_corrected_and_sent_again(wave, facilitator):
    send_all()
    first = Notice.objects.get(address="asked1@example.org")
    assert bounces.note(RETURNED.format(to=first.address, original=first.message_id).encode())
    (found,) = selectors.undelivered(wave)
    assert (found.respondent.name, found.notice.reason) == ("Asked 1", "It came back: 550 No such user here")
    Respondent.objects.filter(name="Asked 1").update(email="right@example.org")
    mail.outbox.clear()
    wave_mail.send_again(wave=wave, by=facilitator)
    send_all()
    assert ([each.to for each in mail.outbox], selectors.undelivered(wave)) == ([["right@example.org"]], ())


def test_a_link_asked_for_later_that_does_not_arrive_is_not_listed(wave, facilitator):
    send_all()
    Notice.objects.create(
        kind=Notice.Kind.SURVEY, person=None, address="x@example.org", programme=wave.survey.programme, by=facilitator,
        about={"invitation": wave.invitations.first().pk, "asked_for": True}, state=Notice.State.REFUSED,
    )  # fmt: skip
    assert selectors.undelivered(wave) == ()


def test_no_link_of_somebody_else_comes_to_an_address_that_was_put_in_place_of_theirs(wave, facilitator):
    """Neither a new link nor a reminder, where the address was changed while the first mail waited or was held."""
    desk, one = signed_in(facilitator), wave.survey.respondents.get(name="Asked 1")
    kwargs = {"programme": wave.survey.programme_id, "survey": wave.survey_id}
    mine = {"name": one.name, "email": "mine@example.org", "sector": one.sector, "role": one.role}
    desk.post(reverse("diagnostics:respondent", kwargs=kwargs | {"respondent": one.pk}), mine)
    send_all()
    desk.post(reverse("diagnostics:wave-link", kwargs=kwargs | {"wave": wave.pk}), {"email": mine["email"]})
    do_new_links()
    wave_mail.remind(wave=wave, by=facilitator)
    send_all()
    assert {to for each in mail.outbox for to in each.to if "Dear Asked 1," in each.body} == {"asked1@example.org"}


# A leader's own link ------------------------------------------------------------


@pytest.fixture
def leader(programme):
    return member(programme, name="Ada")


def own(programme, leader, facilitator, kind):
    """The leader alone is asked by a survey of this kind, and it is a step of the pre-work: the step and their link."""
    survey = asked.survey(programme, kind, kinds=("scale",))
    Respondent.objects.create(survey=survey, person=leader.person, name="Ada", email=leader.email)
    step = PreWorkStep.objects.create(programme=programme, kind=PreWorkStep.Kind.SURVEY, survey=survey, title="Ours")
    return step, waves.opened(survey, facilitator).invitations.get()


def own_url(step, name="own-step"):
    return reverse(f"diagnostics:{name}", kwargs={"programme": step.programme_id, "step": step.pk})


def test_a_leader_has_their_link_sent_again_once_in_ten_minutes(programme, leader, facilitator):
    step, invitation = own(programme, leader, facilitator, Survey.Kind.ANONYMOUS)
    send_all()
    mail.outbox.clear()
    client, jobs_before = signed_in(leader), Job.objects.filter(by=facilitator).count()
    for _ in range(2):
        client.post(own_url(step, "own-step-link"))
    do_new_links()
    send_all()
    (sent,) = mail.outbox
    invitation.refresh_from_db()
    assert (sent.to, facilitator.email in sent.body, invitation.generation) == ([leader.email], True, 2)
    assert waves.token_of(invitation) in sent.body
    assert "Fay Lister asks you" in sent.body
    assert Job.objects.filter(by=facilitator).count() == jobs_before
    later = timezone.now() + timedelta(minutes=11)
    wave_mail.send_own_link(invitation=invitation, by=leader, at=later)


@pytest.mark.parametrize("kind", Survey.Kind.values)
def test_only_a_named_survey_says_on_their_list_that_they_answered(programme, leader, facilitator, kind):
    step, invitation = own(programme, leader, facilitator, kind)
    client = signed_in(leader)

    def lines():
        tasks = prework_for(leader.person, [programme], at=timezone.localdate())[programme.pk]
        return [(task.title, task.status) for task in tasks]

    assert lines() == [("Ours", "Sent to you by email")]
    before = client.get(own_url(step)).content
    waves.answer(invitation, waves.given(step.survey))
    Membership.objects.update(is_paused=True)  # what they ask for themselves they still get
    assert lines() == [("Ours", "Answered" if kind == "named" else "Sent to you by email")]
    if kind != "named":
        assert _without_tokens(client.get(own_url(step)).content) == _without_tokens(before)
    mail.outbox.clear()
    client.post(own_url(step, "own-step-link"))
    do_new_links()
    send_all()
    assert [each.to for each in mail.outbox][-1:] == [[leader.email]]


def _without_tokens(content):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


# The step of the pre-work ------------------------------------------------------------


def test_a_step_is_one_of_our_surveys_or_one_elsewhere_and_not_both(programme, survey, facilitator):
    desk = signed_in(facilitator)
    address = reverse("diagnostics:step-add-kind", kwargs={"programme": programme.pk, "kind": "survey"})
    elsewhere = {"title": "A survey", "link": "https://example.org/survey"}
    theirs = asked.survey(ProgrammeFactory(), kinds=("scale",))
    for refused in (elsewhere | {"survey": survey.pk}, {"title": "A survey"}, {"title": "X", "survey": theirs.pk}):
        assert desk.post(address, refused).status_code == 200
    for accepted in (elsewhere, {"title": "Ours", "survey": survey.pk}):
        desk.post(address, accepted)
    kept = PreWorkStep.objects.order_by("pk").values_list("title", "link", "survey")
    assert list(kept) == [("A survey", elsewhere["link"], None), ("Ours", "", survey.pk)]


def test_the_tracker_says_sent_and_no_more(programme, leader, facilitator):
    member(programme, name="Not asked")
    step, invitation = own(programme, leader, facilitator, Survey.Kind.NAMED)
    waves.answer(invitation, waves.given(step.survey))
    rows = tracker(programme, at=timezone.localdate()).rows
    assert {row.membership.shown_name: row.steps[0].state for row in rows} == {
        "Ada": State.SENT, "Not asked": State.NOT_SENT,
    }  # fmt: skip
