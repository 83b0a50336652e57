"""The questionnaire as a leader meets it: page by page, two devices, a session that ends, one finish."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import ConflictAnswer, ConflictProfile, PreWorkStep, Source
from diagnostics.selectors import profiles as selectors
from diagnostics.services import profiles
from programmes.access import Role
from programmes.models import Membership, Programme
from programmes.services import records
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    found = ProgrammeFactory()
    people.ask(found)
    return found


@pytest.fixture
def leader(programme):
    return member(programme, name="Ada Reed")


@pytest.fixture
def phone(leader):
    return signed_in(leader)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def post_answer(client, programme, number, side="a", query=""):
    return client.post(url("question", programme, number) + query, {"choice": side})


def answers(leader, programme):
    return selectors.answers_of(ConflictProfile.objects.get(person=leader.person, programme=programme))


def set_debrief(programme, debrief):
    Programme.objects.filter(pk=programme.pk).update(debrief=debrief)


@pytest.mark.parametrize(
    ("days", "words"), [(9, "Please do it by {}."), (-9, "We asked for it by {}. It still helps, whenever you can.")]
)
def test_the_first_page_says_by_when_as_the_list_does(phone, programme, days, words):
    due_on = timezone.localdate() + timedelta(days=days)
    PreWorkStep.objects.filter(programme=programme).update(due_on=due_on)
    page = phone.get(url("about", programme)).content.decode()
    assert words.format(date_format(due_on, "j F Y")) in page


def test_the_first_page_says_what_happens_to_the_answers(phone, programme):
    member(programme, Role.FACILITATOR, name="Grace Lind")
    page = phone.get(url("about", programme)).content.decode()
    for words in (
        "Grace Lind, who facilitates",
        "About ten minutes",
        "When they are deleted",
        "freedom of information",
    ):
        assert words in page


def test_starting_leads_to_the_first_question(phone, programme):
    assert phone.get(url("profile", programme)).url == url("about", programme)
    assert phone.post(url("begin", programme), {"after": ""}).url == url("question", programme, 1)


def test_each_answer_is_saved_and_leads_to_the_next(phone, leader, programme):
    phone.post(url("begin", programme))
    assert post_answer(phone, programme, 1, "b").url == url("question", programme, 2)
    assert answers(leader, programme) == {"p01": "b"}
    assert "Question 2 of 30" in phone.get(url("question", programme, 2)).content.decode()


def test_an_answer_that_was_given_is_shown_and_can_be_changed(phone, leader, programme):
    people.begin(leader, programme, answers=3)
    form = phone.get(url("question", programme, 2)).context["form"]
    assert form["choice"].value() == "a"
    post_answer(phone, programme, 2, "b")
    assert answers(leader, programme) == {"p01": "a", "p02": "b", "p03": "a"}


def test_nothing_is_chosen_beforehand(phone, leader, programme):
    people.begin(leader, programme)
    page = phone.get(url("question", programme, 1)).content.decode()
    assert 'type="radio"' in page
    assert "checked" not in page


def test_a_missing_choice_says_so_and_loses_nothing(phone, leader, programme):
    people.begin(leader, programme, answers=3)
    page = phone.post(url("question", programme, 4), {})
    assert page.status_code == 200
    assert page.context["form"].errors == {"choice": ["Choose the one that is more like you"]}
    assert "There is a problem" in page.content.decode()
    assert len(answers(leader, programme)) == 3


def test_an_unknown_side_is_refused(phone, leader, programme):
    people.begin(leader, programme)
    assert post_answer(phone, programme, 1, "c").status_code == 200
    assert answers(leader, programme) == {}


@pytest.mark.parametrize("number", [0, 31])
def test_there_are_thirty_questions(phone, leader, programme, number):
    people.begin(leader, programme)
    assert phone.get(url("question", programme, number)).status_code == 404


def test_another_device_carries_on_at_the_first_unanswered_question(leader, programme):
    people.begin(leader, programme, answers=12)
    laptop = signed_in(leader)
    assert laptop.get(url("profile", programme)).url == url("about", programme)
    assert laptop.get(url("about", programme)).context["carry_on_url"] == url("question", programme, 13)
    assert laptop.post(url("begin", programme)).url == url("question", programme, 13)


def test_two_devices_answer_side_by_side(leader, programme):
    people.begin(leader, programme)
    phone, laptop = signed_in(leader), signed_in(leader)
    post_answer(phone, programme, 1, "a")
    post_answer(laptop, programme, 2, "b")
    post_answer(laptop, programme, 1, "b")
    assert answers(leader, programme) == {"p01": "b", "p02": "b"}


def test_the_last_question_leads_to_the_check(phone, leader, programme):
    people.begin(leader, programme, answers=29)
    assert post_answer(phone, programme, 30).url == url("check", programme)


def test_changing_an_answer_from_the_check_returns_to_it(phone, leader, programme):
    people.begin(leader, programme, answers=30)
    rows = phone.get(url("check", programme)).context["rows"]
    assert [row["url"] for row in rows] == [url("question", programme, n) + "?from=check" for n in range(1, 31)]
    assert post_answer(phone, programme, 7, "b", "?from=check").url == url("check", programme)
    assert answers(leader, programme)["p07"] == "b"


def test_finishing_too_early_names_the_questions_without_an_answer(phone, leader, programme):
    people.begin(leader, programme, answers=28)
    page = phone.post(url("check", programme))
    assert [row["number"] for row in page.context["missing"]] == [29, 30]
    assert page.content.decode().count("There is a problem") == 1
    assert ConflictAnswer.objects.count() == 28


def test_finishing_leads_to_the_result_where_the_programme_opens_it_at_once(phone, leader, programme):
    set_debrief(programme, Programme.Debrief.AT_ONCE)
    people.begin(leader, programme, answers=30)
    phone.post(url("check", programme))
    finished = ConflictProfile.objects.get()
    page = phone.get(url("profile", programme), follow=True)
    assert page.redirect_chain[-1][0] == url("result", programme, finished.pk)


def test_finishing_leads_to_a_page_that_says_when_it_opens(phone, leader, programme):
    people.begin(leader, programme, answers=30)
    page = phone.post(url("check", programme), follow=True)
    assert "Your profile opens at your debrief" in page.content.decode()
    finished = ConflictProfile.objects.get()
    assert phone.get(url("result", programme, finished.pk)).status_code == 404


def test_the_other_device_learns_that_it_is_finished(leader, programme):
    begun = people.begin(leader, programme, answers=30)
    phone, laptop = signed_in(leader), signed_in(leader)
    phone.post(url("check", programme))
    for response in (post_answer(laptop, programme, 3), laptop.post(url("check", programme))):
        assert response.url == url("profile", programme)
    begun.refresh_from_db()
    assert ConflictProfile.objects.count() == 1
    assert not ConflictAnswer.objects.exists()
    assert laptop.post(url("begin", programme), {"after": ""}).url == url("profile", programme)
    assert ConflictProfile.objects.count() == 1


def test_answering_again_makes_a_newer_version_that_counts(phone, leader, programme):
    set_debrief(programme, Programme.Debrief.AT_ONCE)
    first = people.finish(leader, Programme.objects.get(pk=programme.pk))
    after = phone.get(url("about", programme)).context["after"]
    phone.post(url("begin", programme), {"after": after})
    for number in range(1, 31):
        post_answer(phone, programme, number, "b")
    phone.post(url("check", programme))
    newest = ConflictProfile.objects.newest(Source.OWN).get()
    assert newest != first
    page = phone.get(url("result", programme, newest.pk))
    assert page.context["others"] == [first]


def test_a_session_that_ended_leads_back_to_the_same_question(phone, leader, programme):
    people.begin(leader, programme, answers=3)
    Session.objects.all().delete()
    refused = post_answer(phone, programme, 4)
    assert refused.url == f"{reverse('account_login')}?next={url('question', programme, 4)}"
    assert len(answers(leader, programme)) == 3


def test_an_emailed_code_alone_opens_no_question(leader, programme):
    people.begin(leader, programme)
    weak = signed_in(leader, by="code")
    asked = weak.get(url("question", programme, 1))
    assert asked.url.startswith(reverse("account_strong_sign_in"))
    assert weak.get(url("about", programme)).status_code == 200


@pytest.mark.parametrize(
    ("name", "days"),
    [("profile", 1), ("about", 1), ("question", 1), ("check", 1), ("consent", 1), ("delete", 31)],
)
def test_who_has_left_finds_nothing(leader, programme, name, days):
    finished = people.finish(leader, programme)
    profiles.begin(person=leader.person, programme=programme, by=leader, after=finished.pk)
    Membership.objects.update(ends_on=timezone.localdate() - timezone.timedelta(days=days))
    address = url(name, programme, 1) if name == "question" else url(name, programme)
    assert signed_in(leader).get(address).status_code == 404


def test_a_step_that_was_withdrawn_asks_nothing(phone, leader, programme):
    people.begin(leader, programme, answers=3)
    records.withdraw(programme.steps.get(), by=leader)
    for name in ("profile", "about", "check"):
        assert phone.get(url(name, programme)).status_code == 404
    assert post_answer(phone, programme, 4).status_code == 404
    assert phone.post(url("begin", programme)).status_code == 404


def test_where_the_questionnaire_is_licensed_nothing_is_asked_here(phone, leader, programme):
    programme.steps.update(source=Source.LICENSED)
    page = phone.get(url("about", programme)).content.decode()
    assert "Your facilitator records your conflict profile" in page
    assert "thirty answers" not in page
    assert phone.post(url("begin", programme)).status_code == 404


def queries(client, method, address, data=None):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = getattr(client, method)(address, data or {})
    assert response.status_code in (200, 302)
    return len(captured)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_question_costs_the_same_at_one_answer_and_at_thirty(programme, method):
    counts = []
    for number in (1, 30):
        leader = member(programme)
        people.begin(leader, programme, answers=number)
        counts.append(queries(signed_in(leader), method, url("question", programme, 1), {"choice": "a"}))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("name", ["profile", "about", "check"])
def test_the_pages_around_it_stay_within_fifteen_queries(leader, programme, name):
    people.begin(leader, programme, answers=30)
    assert queries(signed_in(leader), "get", url(name, programme)) <= 15
