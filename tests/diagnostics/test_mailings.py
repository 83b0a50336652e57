"""Invitations, reminders and nudges: whom they reach, what they say, and what a link in them does."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from diagnostics import letters, mail_words, tasks
from diagnostics.models import Mailing, PersonStep, PreWorkStep, StepMail
from diagnostics.services import mailings
from programmes.models import Job, Notice, Person, PersonAddress
from programmes.services import jobs
from programmes.services.letters import Needless
from tests.diagnostics import mailing, people
from tests.diagnostics.mailing import DAY, MOMENT
from tests.factories import MembershipFactory, PersonFactory, ProgrammeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job: False)


@pytest.fixture
def running():
    return mailing.programme()


@pytest.fixture
def programme(running):
    return running[0]


@pytest.fixture
def by(running):
    return running[1]


def _sent():
    """Who was mailed about what, why: in the order of writing."""
    rows = StepMail.objects.select_related("person", "step").order_by("pk")
    return [(row.person.name, str(row.step), row.purpose) for row in rows]


def test_one_mail_lists_everything_and_goes_once(programme, by):
    mailing.plan(programme, by)
    people.ask(programme, due_on=mailing.DUE)
    mailing.reading(programme)
    mailing.leader(programme, "Ada Field")
    assert mailings.send_due(at=MOMENT) == 1
    assert mailings.send_due(at=MOMENT + timedelta(minutes=5)) == 0
    assert _sent() == [
        ("Ada Field", "Conflict profile", "invitation"),
        ("Ada Field", "A paper on trust", "invitation"),
    ]
    job = Job.objects.get()
    assert (job.task, job.by, job.title, job.steps) == (
        letters.TASK,
        by,
        f"Mail to {Notice.objects.get().address}",
        1,
    )


def test_a_step_that_opens_later_is_a_mail_of_its_own(programme, by):
    mailing.plan(programme, by)
    mailing.leader(programme, "Ada Field")
    mailing.reading(programme, "Now")
    mailing.reading(programme, "Later", opens_on=DAY + timedelta(days=4))
    assert [mailings.send_due(at=MOMENT + timedelta(days=days)) for days in (0, 1, 4)] == [1, 0, 1]
    assert [row[1] for row in _sent()] == ["Now", "Later"]


def test_an_account_is_opened_for_who_has_none_and_others_are_passed_over(programme, by):
    mailing.plan(programme, by)
    mailing.reading(programme)
    new, none, closed, taken = (PersonFactory(name=name) for name in ("New", "None", "Closed", "Taken"))
    closed.user = UserFactory(is_active=False)
    closed.save()
    PersonAddress.objects.create(person=new, address="new@example.org")
    PersonAddress.objects.create(person=taken, address=UserFactory().email)
    for person in (new, none, closed, taken):
        MembershipFactory(programme=programme, person=person)
    assert mailings.send_due(at=MOMENT) == 1
    assert [row[0] for row in _sent()] == ["New"]
    assert Person.objects.get(name="New").user.email == Notice.objects.get().address == "new@example.org"


def test_an_anonymous_survey_is_invited_to_and_never_reminded_of(programme, by):
    mailing.plan(programme, by)
    mailing.remind(programme, by, every_days=1)
    PreWorkStep.objects.create(programme=programme, kind="survey", link="https://example.org/", due_on=mailing.DUE)
    mailing.leader(programme, "Ada Field")
    assert [mailings.send_due(at=MOMENT + timedelta(days=days)) for days in (0, 1, 4)] == [1, 0, 0]


def test_reminders_keep_their_distance_and_end_with_the_date(programme, by):
    mailing.remind(programme, by, every_days=7)
    mailing.reading(programme, due_on=date(2022, 4, 6))
    mailing.leader(programme, "Ada Field")
    sent = [day for day in range(60) if mailings.send_due(at=MOMENT + timedelta(days=day))]
    assert [(DAY + timedelta(days=day)).isoformat() for day in sent] == ["2022-03-17", "2022-03-24", "2022-03-31"]


def test_nobody_is_reminded_of_what_has_no_date_or_was_never_asked(programme, by):
    mailing.remind(programme, by)
    mailing.plan(programme, by, starts_on=date(2022, 3, 21))
    mailing.reading(programme, "No date", due_on=None)
    mailing.reading(programme, "Dated")
    mailing.leader(programme, "Ada Field")
    assert mailings.send_due(at=MOMENT) == 0
    assert mailings.send_due(at=MOMENT + timedelta(days=4)) == 1
    assert {row[2] for row in _sent()} == {"invitation"}
    assert mailings.send_due(at=MOMENT + timedelta(days=11)) == 1
    assert _sent()[2:] == [("Ada Field", "Dated", "reminder")]


def test_the_database_refuses_a_second_reason(programme, by):
    mailing.plan(programme, by)
    step, part = mailing.reading(programme), mailing.leader(programme, "Ada Field")
    mailings.send_due(at=MOMENT)
    again = {"step": step, "person": part.person, "notice": Notice.objects.get()}
    for repeated in ({"purpose": "invitation", "on": DAY + timedelta(days=1)}, {"purpose": "nudge", "on": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StepMail.objects.create(**again, **repeated)


def test_trouble_in_one_programme_keeps_no_other_waiting(programme, by, monkeypatch):
    other = ProgrammeFactory()
    for each in (programme, other):
        mailing.plan(each, by)
        mailing.reading(each)
        mailing.leader(each, f"Leader of {each}")
    real = mailings.selectors.due_letters

    def fail(planned, *, at):
        if planned.programme == programme:
            raise RuntimeError
        return real(planned, at=at)

    monkeypatch.setattr(mailings.selectors, "due_letters", fail)
    assert mailings.send_due(at=MOMENT) == 1
    assert [row[0] for row in _sent()] == [f"Leader of {other}"]


def test_who_signs_is_a_facilitator_of_the_day(programme, by):
    planned = mailing.plan(programme, by)
    assert mailings.author(planned, at=DAY) == by
    programme.memberships.filter(person=by.person).update(ends_on=DAY - timedelta(days=1))
    assert mailings.author(planned, at=DAY) == by
    successor = MembershipFactory(programme=programme, person=PersonFactory(user=UserFactory()), role="facilitator")
    assert mailings.author(planned, at=DAY) == successor.person.user


def test_the_number_of_people_costs_no_queries(programme, by):
    mailing.plan(programme, by)
    mailing.reading(programme)
    counts = []
    for number in (1, 3):
        for each in range(number):
            mailing.leader(programme, f"Leader {number}.{each}")
        with CaptureQueriesContext(connection) as asked:
            assert mailings.send_due(at=MOMENT) == number
        counts.append(len(asked))
    assert counts[0] == counts[1] < 22


# The words ------------------------------------------------------------


def _today(programme, by, **fields):
    """A mail of today's, to be put into words."""
    mailing.plan(programme, by, starts_on=timezone.localdate(), **fields)
    step = mailing.reading(programme, reason="It is short,\nand we begin with it.", minutes=20, due_on=None)
    part = mailing.leader(programme, "Ada Field", starts_on=timezone.localdate())
    mailings.send_due(at=mail_moment())
    return step, part, Notice.objects.get()


def mail_moment():
    """Some moment at which mail may go out, at which today's leaders take part."""
    return mailings.mail_days.next_moment(timezone.now(), 9)


def test_the_mail_is_the_text_with_its_fields_filled(programme, by):
    _, _, notice = _today(programme, by, subject="For {name}:\n{programme} {due}", body="{tasks}|{link}|{facilitator}")
    message = letters.write(notice)
    assert message.subject == "For Ada Field: Leading together when it suits you"
    task = "- A paper on trust\n  It is short, and we begin with it.\n  About 20 minutes."
    link = letters_link(message.body)
    assert message.body == f"{task}|{link}|Fay Lister"
    assert (message.to, message.reply_to) == ([notice.address], [by.email])
    assert link.endswith("?email=" + notice.address.replace("@", "%40"))


def letters_link(body):
    return re.search(r"http://[^|\s]+", body)[0]


def test_a_field_in_a_name_is_not_filled_again():
    assert mail_words.fill("{name} {due} {none}", {"name": "{due}", "due": "now"}) == "{due} now {none}"


def test_what_is_done_meanwhile_is_not_asked_again(programme, by):
    step, part, notice = _today(programme, by)
    more = mailing.reading(programme, "Another paper", due_on=None)
    StepMail.objects.create(step=more, person=part.person, purpose="nudge", notice=notice, on=DAY)
    PersonStep.objects.create(step=step, person=part.person, done_at=timezone.now())
    body = letters.write(notice).body
    assert ("Another paper" in body, "A paper on trust" in body) == (True, False)
    PersonStep.objects.create(step=more, person=part.person, is_left_out=True)
    with pytest.raises(Needless):
        letters.write(notice)


@pytest.mark.parametrize("change", ["paused", "gone", "stopped"])
def test_a_mail_that_lost_its_reason_is_dropped_and_written_anew_when_it_has_one(programme, by, change):
    _, part, notice = _today(programme, by)
    job = Job.objects.get()
    if change == "paused":
        mailings.pause(part, is_paused=True, by=by)
    elif change == "gone":
        programme.memberships.filter(pk=part.pk).update(starts_on=DAY, ends_on=DAY)
    else:
        Mailing.objects.update(withdrawn_at=timezone.now())
    tasks.send_letters(job.pk)
    notice.refresh_from_db()
    job.refresh_from_db()
    assert (notice.state, job.state) == ("dropped", "done")
    mailings.pause(part, is_paused=False, by=by)
    programme.memberships.filter(pk=part.pk).update(ends_on=None)
    Mailing.objects.update(withdrawn_at=None)
    assert mailings.send_due(at=mail_moment()) == 1


def test_a_link_that_a_mail_scanner_opens_spends_and_records_nothing(programme, by):
    _, _, notice = _today(programme, by)
    path = letters_link(letters.write(notice).body).removeprefix("http://localhost:8000")
    before = _everything()
    for method in ("head", "get", "get"):
        assert getattr(Client(), method)(path).status_code == 200
    assert _everything() == before


def _everything():
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model.__name__: sorted(model.objects.order_by().values_list(), key=str) for model in models}


# By hand ------------------------------------------------------------


def test_a_nudge_goes_to_who_has_not_done_it_and_says_why_others_get_none(programme, by):
    step = mailing.reading(programme)
    parts = {name: mailing.leader(programme, name) for name in ("Ada", "Bo", "Cy", "Di", "Eve", "Flo")}
    PersonStep.objects.create(step=step, person=parts["Bo"].person, done_at=timezone.now())
    PersonStep.objects.create(step=step, person=parts["Cy"].person, is_left_out=True)
    mailings.pause(parts["Di"], is_paused=True, by=by)
    PersonStep.objects.create(step=step, person=parts["Eve"].person, due_on=DAY - timedelta(days=1))
    gone = mailing.leader(programme, "Gone", ends_on=DAY - timedelta(days=1))
    everybody = [part.person for part in (*parts.values(), gone)]
    mailings.nudge(step=step, people=[parts["Flo"].person], by=by, at=DAY)
    sent = mailings.nudge(step=step, people=everybody, by=by, at=DAY)
    assert (sent.number, sent.job.title) == (1, f"Mail to {parts['Ada'].person.user.email}")
    assert sent.refused == (
        "Bo has done it.",
        "Cy is not asked for it.",
        "Di gets no mail for now. Let mail go to them again first.",
        "The date for Eve has passed. Give them a later one first.",
        "Flo got a mail about it today.",
        mailings.GONE,
    )
    assert _sent() == [("Flo", "A paper on trust", "nudge"), ("Ada", "A paper on trust", "nudge")]


def test_nobody_is_nudged_about_an_anonymous_survey(programme, by):
    step = PreWorkStep.objects.create(programme=programme, kind="survey", link="https://example.org/")
    part = mailing.leader(programme, "Ada")
    sent = mailings.nudge(step=step, people=[part.person], by=by, at=DAY)
    assert (sent.number, sent.job, sent.refused) == (0, None, (mailings.ANONYMOUS,))


def test_a_nudge_counts_as_a_mail_for_the_reminders(programme, by):
    mailing.remind(programme, by, every_days=7)
    step, part = mailing.reading(programme), mailing.leader(programme, "Ada")
    mailings.nudge(step=step, people=[part.person], by=by, at=DAY - timedelta(days=3))
    assert [mailings.send_due(at=MOMENT + timedelta(days=days)) for days in (0, 4)] == [0, 1]


def test_who_was_nudged_today_is_invited_the_next_day(programme, by):
    mailing.plan(programme, by)
    step, part = mailing.reading(programme), mailing.leader(programme, "Ada")
    mailings.nudge(step=step, people=[part.person], by=by, at=DAY)
    assert [mailings.send_due(at=MOMENT + timedelta(days=days)) for days in (0, 1)] == [0, 1]
    assert [row[2] for row in _sent()] == ["nudge", "invitation"]


def test_what_was_refused_or_is_unsure_is_sent_again_when_somebody_says_so(programme, by, mailoutbox):
    _, _, notice = _today(programme, by)
    Notice.objects.update(state=Notice.State.UNSURE, reason="Perhaps.")
    accepted = Notice.objects.create(
        kind="prework", person=notice.person, address="a@example.org", programme=programme, state="accepted"
    )
    assert len(mailings.send_again([notice, accepted], programme=programme, by=by)) == 1
    tasks.send_letters(Job.objects.first().pk)
    notice.refresh_from_db()
    assert (notice.state, notice.reason, len(mailoutbox)) == ("accepted", "", 1)
    assert mailoutbox[0].extra_headers["Message-ID"] == notice.message_id
