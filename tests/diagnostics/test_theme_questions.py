"""What three or four spoke of becomes a question if all of them agree; nobody learns who did not."""

import json
import re

import pytest
from django.urls import reverse

from diagnostics.models import NotesReader, ThemeAgreement
from diagnostics.selectors.quotes import tasks_for
from diagnostics.services import theme_questions, theme_releases
from programmes.access import Role
from programmes.models import AuditEvent, Job, Notice
from tests.diagnostics import coded
from tests.factories import OrganisationFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

QUESTION = "What would it take to say no to one another?"


@pytest.fixture
def run():
    return coded.run()


@pytest.fixture
def shared(run):
    """A theme of seven; the few who speak of something else come beside them."""
    made = coded.theme(*run)
    coded.speaking(*run, 7, made)
    return made


def few(run, shared, number, name="Few"):
    """A theme that so many speak of, and their conversations."""
    made = coded.theme(*run, name, "Few of us say this.")
    return made, coded.speaking(*run, number, shared, made)


def ask(run, theme, question=QUESTION):
    theme_questions.ask(theme=theme, question=question, by=run[1])


def say(interview, choice="yes"):
    asked = ThemeAgreement.objects.get(person=interview.person)
    return theme_questions.answer(asked=asked, choice=choice, by=None)


def published(run):
    return [each["question"] for each in coded.publish(*run).figures["questions"]]


@pytest.mark.parametrize("number", [3, 4])
def test_it_goes_out_when_all_of_three_or_four_agree_without_a_count(run, shared, number):
    theme, speakers = few(run, shared, number)
    ask(run, theme)
    assert set(ThemeAgreement.objects.values_list("person", flat=True)) == {each.person_id for each in speakers}
    for each in speakers:
        say(each)
    assert published(run) == [QUESTION]
    release = coded.publish(*run)
    assert {key for each in release.figures["questions"] for key in each} == {"theme", "question"}
    assert theme.statement not in json.dumps(release.figures)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_fewer_are_never_asked_and_more_need_not_be(run, shared, number):
    theme, _ = few(run, shared, number)
    with pytest.raises(theme_questions.Refused):
        ask(run, theme)
    assert ThemeAgreement.objects.count() == 0


@pytest.mark.parametrize("other", ["no", ""])
def test_one_who_declines_or_says_nothing_holds_it_back_and_leaves_no_trace(run, shared, other):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    for each in speakers[:2]:
        say(each)
    say(speakers[2], other)
    assert (published(run), ThemeAgreement.objects.count()) == ([], 0)


def test_a_mind_may_change_until_it_goes_out_and_not_after(run, shared):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    for each in speakers:
        say(each)
    assert say(speakers[0], "no") is True
    assert say(speakers[0], "yes") is True
    assert published(run) == [QUESTION]
    assert say(speakers[0], "no") is False
    assert published(run) == [QUESTION]


def test_leaving_a_speaker_out_and_asking_again_tells_nothing(run, shared):
    """Who reads the notes could code one of them out, to see whether it was that one who had not agreed."""
    theme, speakers = few(run, shared, 4)
    ask(run, theme)
    for each in speakers[:3]:
        say(each)
    coded.uncode(speakers[3], theme)
    ask(run, theme)
    assert published(run) == []


def test_somebody_who_speaks_of_it_later_must_agree_too(run, shared):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    for each in speakers:
        say(each)
    coded.speaking(*run, 1, shared, theme)
    assert published(run) == []


def test_in_other_words_everybody_is_asked_anew(run, shared):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    for each in speakers:
        say(each)
    before = ThemeAgreement.objects.get(person=speakers[0].person)
    ask(run, theme, "And in other words?")
    assert set(ThemeAgreement.objects.values_list("question", "answer")) == {("And in other words?", "")}
    assert theme_questions.answer(asked=before, choice="yes", by=None) is False
    assert published(run) == []


def test_once_enough_speak_of_it_it_is_a_theme(run, shared):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    for each in speakers:
        say(each)
    coded.speaking(*run, 2, shared, theme)
    release = coded.publish(*run)
    assert (release.figures["questions"], theme.statement in coded.heard(release)) == ([], True)


def test_a_question_that_names_somebody_is_not_asked(run, shared):
    OrganisationFactory(system=run[0].system, name="St Mary's Hospital NHS Trust")
    theme, _ = few(run, shared, 3)
    with pytest.raises(theme_questions.Refused, match="It names St Marys"):
        ask(run, theme, "Why is St Marys on its own?")


def test_nobody_is_named_in_what_is_stored_of_the_asking(run, shared):
    theme, speakers = few(run, shared, 3)
    ask(run, theme)
    say(speakers[0], "no")
    assert (Notice.objects.count(), Job.objects.count()) == (0, 0)
    rows = AuditEvent.objects.filter(summary=theme_questions.SUMMARY).order_by("pk")
    assert [(row.verb, row.changes) for row in rows] == [("asked", {}), ("answered", {})]
    assert rows[1].record == f"diagnostics.themeagreement:{ThemeAgreement.objects.get(person=speakers[0].person).pk}"


# Pages ------------------------------------------------------------


def standing(client, run):
    """What the facilitator's two pages say of the question."""
    preview = client.get(reverse("diagnostics:theme-release-preview", args=[run[0].pk])).content.decode()
    return re.findall(r"(not asked|asked, not yet allowed|may go out)</li>", preview)


def test_the_facilitator_sees_asked_and_then_may_go_out_and_nothing_between(run, shared):
    theme, speakers = few(run, shared, 3)
    client, seen = signed_in(run[1]), []
    seen += standing(client, run)
    page = reverse("diagnostics:theme-question-ask", kwargs={"programme": run[0].pk, "theme": theme.pk})
    client.post(page, {"question": QUESTION})
    for each, choice in zip([None, *speakers], ["", "yes", "no", "yes"], strict=True):
        if each:
            say(each, choice)
        seen += standing(client, run)
    say(speakers[1], "yes")
    seen += standing(client, run)
    assert seen == ["not asked", *["asked, not yet allowed"] * 4, "may go out"]


def test_who_may_not_read_every_note_does_not_learn_that_few_spoke(run, shared):
    theme, speakers = few(run, shared, 3)
    other = member(run[0], Role.FACILITATOR)
    for interview in speakers:
        NotesReader.objects.create(interview=interview, person=other.person, known_at=interview.created_at)
    client = signed_in(other)
    page = reverse("diagnostics:theme-question-ask", kwargs={"programme": run[0].pk, "theme": theme.pk})
    assert (client.get(page).status_code, client.post(page, {"question": QUESTION}).status_code) == (404, 404)
    assert standing(client, run) == []


def test_only_who_was_asked_sees_the_question_and_answers(run, shared):
    theme, speakers = few(run, shared, 3)
    user = coded.user_of(speakers[0])
    ask(run, theme)
    asked = ThemeAgreement.objects.get(person=speakers[0].person)
    page = reverse("diagnostics:theme-question", kwargs={"programme": run[0].pk, "question": asked.pk})
    for other in (run[1], member(run[0])):
        assert signed_in(other).get(page).status_code == 404
    client = signed_in(user)
    (task,) = tasks_for(user.person, [run[0]], at=asked.asked_at.date())[run[0].pk]
    assert (task.url_name, task.state, QUESTION in str(task)) == ("diagnostics:theme-question", "open", False)
    assert QUESTION in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 200
    assert client.post(page, {"answer": "yes"}).url == reverse("home")
    asked.refresh_from_db()
    assert asked.answer == "yes"
    assert theme_releases.draft(programme=run[0]).questions == []
