"""The guide of a programme's conversations."""

import pytest
from django.urls import reverse

from diagnostics.models import GuideQuestion
from diagnostics.services import guide
from programmes.access import Role
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER)


@pytest.fixture
def desk(interviewer):
    return signed_in(interviewer)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def order(programme):
    return list(programme.guide.standing().values_list("text", flat=True))


def test_an_empty_guide_offers_questions_of_ours_once(desk, programme):
    page = desk.get(url("guide", programme))
    assert "The guide has no questions yet" in page.content.decode()
    for _ in range(2):
        page = desk.post(url("guide-start", programme), follow=True)
    assert order(programme) == [text for text, _ in guide.STARTING]
    assert "The guide has questions already. Nothing was added." in page.content.decode()


def test_questions_are_added_last_and_corrected(desk, programme):
    talks.guide(programme, "One", "Two")
    desk.post(url("guide-add", programme), {"text": "Three", "hint": ""})
    assert order(programme) == ["One", "Two", "Three"]
    three = GuideQuestion.objects.get(text="Three")
    desk.post(url("guide-question", programme, three.pk), {"text": "Third", "hint": "Ask gently."})
    assert order(programme) == ["One", "Two", "Third"]
    page = desk.post(url("guide-add", programme), {"text": "", "hint": "kept"})
    assert (list(page.context["form"].errors), page.context["form"]["hint"].value()) == (["text"], "kept")


def test_questions_move_up_and_down_past_withdrawn_ones(desk, programme):
    one, two, three = talks.guide(programme, "One", "Two", "Three")
    desk.post(url("guide-withdraw", programme, two.pk))
    desk.post(url("guide-move", programme, three.pk), {"direction": "up"})
    assert order(programme) == ["Three", "One"]
    desk.post(url("guide-move", programme, three.pk), {"direction": "up"})
    desk.post(url("guide-move", programme, one.pk), {"direction": "down"})
    desk.post(url("guide-move", programme, two.pk), {"direction": "up"})
    assert order(programme) == ["Three", "One"]
    desk.post(url("guide-move", programme, three.pk), {"direction": "down"})
    assert order(programme) == ["One", "Three"]


def test_a_withdrawn_question_is_restored_and_keeps_its_notes(desk, programme, interviewer):
    (question,) = talks.guide(programme, "One")
    talks.held(programme, member(programme).person, interviewer.person, texts=["", "said"])
    page = desk.post(url("guide-withdraw", programme, question.pk), follow=True)
    assert (page.context["questions"], page.context["withdrawn"]) == ([], [question])
    assert question.notes.count() == 1
    desk.post(url("guide-restore", programme, question.pk))
    assert order(programme) == ["One"]


def test_the_guide_of_another_programme_is_not_there(desk, programme):
    (theirs,) = talks.guide(ProgrammeFactory(), "One")
    assert desk.get(url("guide-question", programme, theirs.pk)).status_code == 404
