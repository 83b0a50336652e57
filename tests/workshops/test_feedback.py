"""Feedback on a meeting is asked of those who took part, through the machinery of surveys, and of at least five."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Release, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services import sealing, surveys
from diagnostics.surveys import files
from programmes.models import AuditEvent, Job, PersonAddress
from programmes.services import records
from tests.diagnostics import waves
from tests.factories import member
from tests.signing import signed_in
from workshops.models import Attendance, Feedback
from workshops.services import feedback as services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path / "keys")


def came(event, count, *, mode="in_person", first=1):
    """So many leaders of whom the register says that they took part in this way; their names."""
    names = [f"{mode} {number}" for number in range(first, first + count)]
    for name in names:
        part = member(event.programme, name=name).person.memberships.get()
        Attendance.objects.create(event=event, membership=part, mode=mode)
    return names


def page(user, event):
    return signed_in(user).get(address("feedback", event)).content.decode()


def address(name, event):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk})


def heading(html):
    return " ".join(html.split('nhsuk-heading-l">')[1].split("</h1>")[0].split())


def test_one_press_asks_those_who_came_or_joined_online_and_nobody_else(event, by):
    expected = came(event, 4) + came(event, 2, mode="online")
    came(event, 1, mode="absent")
    came(event, 1, mode="deputy")
    came(event, 1, mode="invited")
    assert heading(page(by, event)) == "Ask 6 people what they thought"
    signed_in(by).post(address("feedback-ask", event))
    survey = Feedback.objects.get().survey
    assert sorted(survey.respondents.values_list("name", flat=True)) == sorted(expected)
    assert (survey.kind, survey.title) == (Survey.Kind.ANONYMOUS, "What did you think of “First workshop”?")
    assert [question.kind for question in form_of(survey).questions] == ["scale", "scale", "long", "long"]
    assert survey.waves.get().closes_on == timezone.localdate() + timedelta(days=7)
    assert AuditEvent.objects.filter(verb="asked for feedback", record=event.key).count() == 1


def test_the_page_follows_the_round_and_never_says_who_answered(event, by):
    came(event, 6)
    feedback = services.ask(event=event, by=by, at=timezone.now())
    assert heading(page(by, event)) == "The feedback survey is about to open"
    waves.done(Job.objects.get(task="diagnostics.sealing.open_wave"), sealing.carry_out_opening)
    wave = Wave.objects.get()
    waves.answer(wave.invitations.first(), waves.given(feedback.survey))
    html = page(by, event)
    assert (heading(html), "in_person 1" in html) == ("1 of 6 answered", False)
    waves.close_now(wave, by)
    html = page(by, event)
    results = reverse("diagnostics:result-preview", args=[event.programme_id, feedback.survey_id, wave.pk])
    assert (heading(html), results in html) == ("1 of 6 answered", True)


def test_leaders_are_led_from_the_meeting_to_the_published_result(event, by):
    came(event, 1)
    client, place = signed_in(member(event.programme)), address("feedback-result", event)
    survey = surveys.create(programme=event.programme, plan=files.template(services.TEMPLATE), by=by)
    Feedback.objects.create(event=event, survey=survey)
    wave = Wave.objects.create(
        survey=survey, number=1, title="After the meeting", closes_on=timezone.localdate(), by=by
    )
    assert (client.get(place).status_code, place in client.get(address("event", event)).content.decode()) == (
        404,
        False,
    )
    release = Release.objects.create(
        instrument="survey", subject="survey", programme=event.programme, wave=wave, number=1, title="It was worth it",
        covered=6, of=6, figures={}, by=by,
    )  # fmt: skip
    led = client.get(place)
    assert led.url == reverse("diagnostics:result-version", args=[event.programme_id, release.pk])
    assert place in client.get(address("event", event)).content.decode()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Nobody on the register took part yet. Keep the register first"),
        (1, "One person took part. Answers stay anonymous only where at least five can give them"),
        (4, "Four people took part. Answers stay anonymous only where at least five can give them"),
    ],
)
def test_too_few_are_not_asked_and_the_page_says_why(event, by, count, said):
    came(event, count)
    came(event, 7, mode="absent")
    shown = signed_in(by).post(address("feedback-ask", event), follow=True).content.decode()
    assert heading(shown) == "Feedback cannot be asked for yet"
    assert (said in shown, Feedback.objects.count(), Survey.objects.count()) == (True, 0, 0)


def test_those_without_an_address_count_as_out_of_reach(event, by):
    came(event, 6)
    for part in event.attendances.all()[:2]:
        PersonAddress.objects.filter(person=part.membership.person).delete()
        part.membership.person.user = None
        part.membership.person.save()
    with pytest.raises(services.NotAsked) as refused:
        services.ask(event=event, by=by, at=timezone.now())
    assert str(refused.value).startswith("Six people took part, but we know an e-mail address of only four.")


def test_pressed_twice_it_is_one_survey(event, by):
    came(event, 5)
    first = services.ask(event=event, by=by, at=timezone.now())
    assert services.ask(event=event, by=by, at=timezone.now()) == first
    assert (Survey.objects.count(), Wave.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_a_survey_that_was_withdrawn_is_said_to_be(event, by):
    came(event, 5)
    records.withdraw(services.ask(event=event, by=by, at=timezone.now()).survey, by=by)
    assert heading(page(by, event)) == "The feedback survey is withdrawn"


@pytest.mark.parametrize("count", [5, 8])
def test_the_page_asks_the_database_the_same_number_of_times(event, by, count, django_assert_num_queries):
    came(event, count)
    client = signed_in(by)
    with django_assert_num_queries(8):
        client.get(address("feedback", event))
    services.ask(event=event, by=by, at=timezone.now())
    with django_assert_num_queries(8):
        client.get(address("feedback", event))
