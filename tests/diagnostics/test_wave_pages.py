"""The pages of a survey's rounds, and that nothing a facilitator can open says who has answered."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diagnostics import survey_letters
from diagnostics.models import PreWorkStep, Respondent, Survey, Wave
from diagnostics.selectors import waves as selectors
from diagnostics.services import ballots, respondents, sealing
from programmes.access import Role
from programmes.models import Job, MailHold, Membership, Notice
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, administrator, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def survey(programme):
    return asked.survey(programme, kinds=("scale",), title="Our health")


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(name, of, **more):
    if isinstance(of, Wave):
        kwargs = {"programme": of.survey.programme_id, "survey": of.survey_id, "wave": of.pk}
    else:
        kwargs = {"programme": of.programme_id, "survey": of.pk}
    return reverse(f"diagnostics:{name}", kwargs=kwargs | more)


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def day_of(day):
    return {"closes_on_day": day.day, "closes_on_month": day.month, "closes_on_year": day.year}


# From planned to closed ------------------------------------------------------------


def test_a_round_is_planned_opened_watched_extended_and_closed(survey, desk):
    asked.people(survey, 3)
    today = timezone.localdate()
    fields = {"title": "Autumn", "reminds_every": "4", **day_of(today + timedelta(days=20))}
    answer = desk.post(url("wave-plan", survey), fields)
    wave = survey.waves.get()
    assert answer.url == url("wave", wave)
    opening = words_of(desk.get(url("wave-open", wave)))
    said = (
        "A link goes to 3 people at once.",
        "nothing in them can change any more",
        "Nobody can see who answered what",
    )
    assert [each for each in said if each not in opening] == []
    job = Job.objects.get(pk=desk.post(url("wave-open", wave)).url.strip("/").split("/")[-1])
    waves.done(job, sealing.carry_out_opening)
    wave.refresh_from_db()
    assert desk.get(reverse("programmes:job", args=[job.pk])).url == url("wave", wave)
    waves.answer(wave.invitations.first(), waves.given(survey))
    page = desk.get(url("wave", wave))
    assert ("Autumn: 1 of 3 answered" in words_of(page), page.context["standing"].waiting) == (True, 0)
    desk.post(url("wave-extend", wave), day_of(today + timedelta(days=30)))
    wave.refresh_from_db()
    assert wave.closes_on == today + timedelta(days=30)
    job = Job.objects.get(pk=desk.post(url("wave-close", wave)).url.strip("/").split("/")[-1])
    waves.done(job, sealing.carry_out_closing)
    assert "Autumn is closed: 1 of 3 answered" in words_of(desk.get(url("wave", wave)))
    assert "1 of 3 answered" in words_of(desk.get(url("waves", survey)))


@pytest.mark.parametrize(
    ("people", "kinds", "words"),
    [(0, ("scale",), "Nobody is on the list yet."), (1, (), "This survey asks nothing yet.")],
)
def test_a_round_that_cannot_open_says_why_and_offers_no_button(programme, desk, facilitator, people, kinds, words):
    survey = asked.survey(programme, kinds=kinds)
    asked.people(survey, people)
    wave = waves.plan(survey, facilitator)
    page = desk.get(url("wave-open", wave))
    assert (words in words_of(page), b"Open it" in page.content) == (True, False)
    assert desk.post(url("wave-open", wave)).url == url("wave", wave)


def test_a_planned_round_is_changed_and_taken_away_and_an_open_one_is_neither(survey, desk, facilitator):
    wave = waves.plan(survey, facilitator)
    fields = {"title": "Winter", **day_of(wave.closes_on)}
    desk.post(url("wave-correct", wave), fields)
    wave.refresh_from_db()
    assert wave.title == "Winter"
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "That day is over" in words_of(desk.post(url("wave-correct", wave), fields | day_of(yesterday)))
    assert desk.post(url("wave-remove", wave)).url == url("waves", survey)
    opened = waves.opened(survey, facilitator)
    for name in ("wave-correct", "wave-remove"):
        desk.post(url(name, opened), {"title": "Changed", **day_of(opened.closes_on)})
    assert survey.waves.get().title == "Autumn"


def test_people_added_since_are_invited(survey, desk, facilitator):
    wave = waves.opened(survey, facilitator)
    asked.people(survey, 2, first=90)
    assert "2 joined the list since it opened" in words_of(desk.get(url("wave", wave)))
    job = Job.objects.get(pk=desk.post(url("wave-late", wave)).url.strip("/").split("/")[-1])
    waves.done(job, sealing.carry_out_adding)
    assert (wave.invitations.count(), selectors.not_invited(wave).count()) == (14, 0)


def test_the_open_link_says_that_it_cannot_stop_a_second_answer(survey, desk, facilitator, settings):
    wave = waves.opened(survey, facilitator, has_open_link=True)
    token = ballots.begin(wave)
    ballots.submit(ballots.find(token), token, waves.given(survey))
    page = desk.get(url("wave", wave))
    assert f'value="{settings.PORTAL_URL}/o/{wave.open_code}/"' in page.content.decode()
    said = words_of(page)
    assert ("cannot stop a second answer" in said, "0 of 12 answered" in said, "And 1 by the open link" in said) == (
        True, True, True,
    )  # fmt: skip
    waves.close_now(wave, facilitator)
    assert "Autumn is closed: 1 answer" in words_of(desk.get(url("wave", wave)))


def test_while_mail_is_held_no_reminder_is_offered(survey, desk, facilitator, programme):
    wave = waves.opened(survey, facilitator)
    MailHold.objects.create(programme=programme, by=facilitator)
    page = words_of(desk.get(url("wave", wave)))
    assert ("All mail of this programme is held." in page, "Remind those" in page) == (True, False)
    assert "Nothing was sent" in words_of(desk.post(url("wave-remind", wave), follow=True))


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_pages_ask_as_often_for_many_as_for_one(survey, desk, facilitator, count, django_assert_max_num_queries):
    asked.people(survey, count)
    earlier = waves.opened(survey, facilitator, title="Earlier")
    waves.close_now(earlier, facilitator)
    wave = waves.opened(survey, facilitator)
    Notice.objects.filter(kind=Notice.Kind.SURVEY).update(state=Notice.State.REFUSED)
    for address in (url("wave", wave), url("waves", survey), url("wave-close", wave), url("wave-link", wave)):
        with django_assert_max_num_queries(15):
            desk.get(address)
    assert len(selectors.undelivered(wave)) == count


# Nobody learns who ------------------------------------------------------------


def test_no_number_moves_as_one_person_is_taken_off_the_list(survey, facilitator):
    wave = waves.opened(survey, facilitator)
    for invitation in wave.invitations.order_by("pk")[:5]:
        waves.answer(invitation, waves.given(survey))
    before = selectors.standing(wave, at=timezone.now()).answered
    for one in survey.respondents.all():
        with transaction.atomic():
            Respondent.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now())
            assert selectors.standing(wave, at=timezone.now()).answered == before
            transaction.set_rollback(True)


def send_all():
    """The sealing worker's mail, a server refusing every address of somebody called Silent."""
    for job in Job.objects.filter(task=survey_letters.TASK, state=Job.State.WAITING):
        waves.done(job, sealing.send_letters)


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that refuses reminders, so that each leaves as much behind as a mail can."""
    send = EmailMessage.send

    def refuse(message, *args, **kwargs):
        if "not in yet" in message.body:
            raise SMTPRecipientsRefused({message.to[0]: (550, b"No such user")})
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", refuse)


def addresses_of(survey, wave, programme):
    """Everything that the facilitator of a programme can open which has to do with people or mail."""
    here = {"programme": programme.pk}
    plain = ("mail", "pre-work", "tracker-csv", "steps", "surveys", "conversations", "snapshot")
    found = [reverse(f"diagnostics:{name}", kwargs=here) for name in plain]
    found += [reverse(f"programmes:{name}", kwargs=here) for name in ("people", "invitations")]
    found += [reverse("programme", kwargs=here)]
    found += [url(name, survey) for name in ("survey", "respondents", "respondent-everybody", "waves")]
    found += [url("respondent-export", survey, ending="csv"), f"{url('respondents', survey)}?show=off"]
    found += [url(name, wave) for name in ("wave", "wave-close", "wave-link", "wave-extend")]
    found += [url("respondent", survey, respondent=one.pk) for one in survey.respondents.all()]
    for part in programme.memberships.all():
        kwargs = here | {"membership": part.pk}
        found.append(reverse("programmes:membership", kwargs=kwargs))
        if part.role == Role.PARTICIPANT:
            found.append(reverse("diagnostics:tracker-person", kwargs=kwargs))
    return found


def told(client, addresses):
    """What each page says, but for what is new each time it is asked for."""
    fresh = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|/jobs/\d+/|nonce="[^"]+"')
    return {address: fresh.sub("", client.get(address).content.decode(errors="replace")) for address in addresses}


@pytest.mark.parametrize("kind", Survey.Kind.values)
def test_nothing_that_can_be_opened_says_who_alone_has_not_answered(programme, facilitator, desk, kind, refusing):
    survey = asked.survey(programme, kind, kinds=("scale",))
    leaders = [member(programme, name=f"Leader {number}") for number in range(3)]
    respondents.add_everybody(survey, at=timezone.localdate(), by=facilitator)
    asked.people(survey, 2)
    PreWorkStep.objects.create(programme=programme, kind=PreWorkStep.Kind.SURVEY, survey=survey, title="Ours")
    wave = waves.opened(survey, facilitator)
    send_all()
    Membership.objects.filter(person=leaders[0].person).update(is_paused=True)
    addresses, operator = addresses_of(survey, wave, programme), signed_in(administrator())
    accounts = [reverse("programmes:account", args=[leader.pk]) for leader in leaders]
    seen = []
    for silent in wave.invitations.order_by("pk"):
        with transaction.atomic():
            for invitation in wave.invitations.exclude(pk=silent.pk).order_by("pk"):
                assert waves.answer(invitation, waves.given(survey)) == ballots.Outcome.SENT
            said = [words_of(desk.post(url("wave-remind", wave), follow=True))]
            said += [
                words_of(desk.post(url("wave-link", wave), {"email": one.email}, follow=True))
                for one in survey.respondents.order_by("pk")
            ]
            for job in Job.objects.filter(state=Job.State.WAITING, task="diagnostics.sealing.new_link"):
                waves.done(job, sealing.carry_out_new_link)
            send_all()
            jobs = [(job.title, job.steps, job.state, job.shown["words"]) for job in Job.objects.order_by("pk")]
            seen.append((said, jobs, told(desk, addresses), told(operator, accounts)))
            transaction.set_rollback(True)
    assert len(seen) == 5
    for other in seen[1:]:
        assert other == seen[0]
