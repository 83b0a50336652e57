"""Comments are read by those who may, coded once, and counted as themes; no word of theirs is anywhere else."""

import pytest
from django.urls import reverse

from diagnostics.models import Comment, CommentCoding, Question, Survey
from diagnostics.selectors import comments as reads
from diagnostics.services import codebook, comments
from programmes.access import Role
from programmes.models import AuditEvent
from tests.diagnostics import asked, codes, waves
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

CANARY = "zanzibarcanary"
PAGE_QUERIES = 15


@pytest.fixture
def facilitator():
    return member(ProgrammeFactory(), Role.FACILITATOR)


def closed_wave(by, *, people=6, kind=Survey.Kind.ANONYMOUS, words=CANARY):
    programme = by.person.memberships.get().programme
    survey = asked.survey(programme, kind, kinds=(Question.Kind.SCALE, Question.Kind.LONG))
    text = survey.sections.get().questions.get(kind=Question.Kind.LONG)
    wave = waves.opened(survey, by)
    return waves.closed(wave, [{str(text.pk): f"{words} {number}"} for number in range(people)])


@pytest.fixture
def wave(facilitator):
    return closed_wave(facilitator)


def address(wave, name="comments", *args):
    return reverse(f"diagnostics:{name}", args=[wave.survey.programme_id, wave.survey_id, wave.pk, *args])


def theme(wave, name="Deciding", **fields):
    return codes.theme(wave.survey.programme, name, **{"statement": "We decide little.", **fields})


def code(wave, many, *themes):
    for comment in wave.comments.all()[:many]:
        comments.code(comment=comment, themes=themes, by=wave.by)


def counted(wave):
    return {words: many for rows in reads.themes_of(wave).values() for _, words, many in rows}


# Coding


def test_the_same_act_twice_counts_once(wave):
    code(wave, 2, theme(wave))
    code(wave, 2, theme(wave))
    assert counted(wave) == {"We decide little.": 2}
    assert AuditEvent.objects.filter(verb="coded a comment of").count() == 2


def test_a_theme_taken_away_is_gone(wave):
    code(wave, 3, theme(wave))
    comments.uncode(comment=wave.comments.first(), theme=theme(wave), by=wave.by)
    assert counted(wave) == {"We decide little.": 2}


def test_a_merged_theme_counts_as_the_one_that_took_it_in_each_comment_once(wave):
    into, other = theme(wave), theme(wave, "Time", statement="We have no time.")
    code(wave, 3, into)
    code(wave, 5, other)
    codebook.merge(theme=other, into=into, by=wave.by)
    assert counted(wave) == {"We decide little.": 5}
    other.refresh_from_db()
    codebook.restore(theme=other, by=wave.by)
    assert counted(wave) == {"We decide little.": 3, "We have no time.": 5}


def test_a_withdrawn_theme_counts_nowhere(wave):
    gone = theme(wave)
    code(wave, 3, gone)
    gone.withdrawn_at = wave.closed_at
    gone.save()
    assert counted(wave) == {}
    with pytest.raises(comments.ThemeGone):
        comments.code(comment=wave.comments.first(), themes=[gone], by=wave.by)


def test_a_theme_without_a_sentence_or_with_a_name_in_it_does_not_go_out(wave):
    asked.people(wave.survey, 1, first=90)
    wave.survey.respondents.filter(email="asked90@example.org").update(name="Zebedee Oyelaran")
    code(wave, 6, theme(wave, "Bare", statement=""), theme(wave, "Named", statement="Oyelaran never listens."))
    assert counted(wave) == {}
    assert [(str(each.theme), each.why) for each in reads.waiting(reads.coded(wave))] == [
        ("Bare", "It has no sentence to go out with."),
        ("Named", "Its sentence names Oyelaran."),
    ]


# Reading


def test_comments_are_read_by_the_facilitator_and_each_opening_is_noted(wave):
    page = signed_in(wave.by).get(address(wave))
    assert page.status_code == 200
    assert page.content.decode().count(CANARY) == 6
    assert AuditEvent.objects.filter(verb="opened comments").count() == 1


def test_no_word_of_a_comment_is_in_the_audit_or_in_an_address(wave, client):
    reader = signed_in(wave.by)
    reader.get(address(wave))
    comment = wave.comments.first()
    fields = {"did": "code", "note": comment.pk, "end": 16, "name": "Deciding", "kind": "issue"}
    answer = reader.post(address(wave, "comment-act"), fields)
    assert answer.json()["passages"][0]["themes"] == [answer.json()["theme"]]
    assert CANARY not in answer.content.decode()
    assert not AuditEvent.objects.filter(summary__contains=CANARY).exists()
    assert CANARY not in address(wave, "comment", comment.pk)


def test_who_has_not_confirmed_is_asked_first(wave):
    page = signed_in(wave.by, confirmed=False).get(address(wave))
    assert (page.status_code, CANARY in page.content.decode()) == (302, False)


def test_what_fewer_than_five_wrote_anonymously_stays_closed(facilitator):
    wave = closed_wave(facilitator, people=4)
    reader = signed_in(facilitator)
    assert "stays closed" in reader.get(address(wave)).content.decode()
    assert reader.get(address(wave, "comment", wave.comments.first().pk)).status_code == 404
    assert reader.post(address(wave, "comment-act"), {"did": "code", "note": wave.comments.first().pk,
                                                      "name": "New"}).status_code == 404  # fmt: skip


def test_of_a_round_that_is_open_there_is_nothing_to_read(facilitator):
    survey = asked.survey(facilitator.person.memberships.get().programme, kinds=(Question.Kind.LONG,))
    wave = waves.opened(survey, facilitator)
    assert signed_in(facilitator).get(address(wave)).status_code == 404


def test_comments_of_another_round_are_not_there(wave):
    other = closed_wave(wave.by)
    reader = signed_in(wave.by)
    assert reader.get(address(wave, "comment", other.comments.first().pk)).status_code == 404


# Without a script


def test_ticked_comments_get_the_ticked_themes(wave):
    ticked = [str(each.pk) for each in wave.comments.all()[:3]]
    fields = {"comment": ticked, "theme": [theme(wave).pk], "new_name": "Listening", "kind": "strength"}
    assert signed_in(wave.by).post(address(wave), fields).status_code == 302
    assert CommentCoding.objects.filter(comment__in=ticked).count() == 6


def test_nothing_ticked_is_said_and_what_was_ticked_stays(wave):
    ticked = str(wave.comments.first().pk)
    page = signed_in(wave.by).post(address(wave), {"comment": [ticked]}).content.decode()
    assert "Tick a theme, or write a new one" in page
    assert f'value="{ticked}" checked' in page


def test_the_themes_of_one_comment_are_changed(wave):
    comment, old, new = wave.comments.first(), theme(wave), theme(wave, "Time")
    comments.code(comment=comment, themes=[old], by=wave.by)
    signed_in(wave.by).post(address(wave, "comment", comment.pk), {"theme": [new.pk]})
    assert comments.themes_of(Comment.objects.get(pk=comment.pk)) == (new,)


def test_only_those_without_a_theme(wave):
    code(wave, 4, theme(wave))
    page = signed_in(wave.by).get(address(wave), {"only": "open"}).content.decode()
    assert page.count(CANARY) == 2


# Queries


@pytest.mark.parametrize("people", [6, 18])
def test_the_page_asks_the_same_of_many_comments(facilitator, people, django_assert_num_queries):
    programme = facilitator.person.memberships.get().programme
    survey = asked.survey(programme, kinds=(Question.Kind.LONG,))
    asked.people(survey, people)
    text = survey.sections.get().questions.get()
    wave = waves.closed(waves.opened(survey, facilitator), [{str(text.pk): "Yes"}] * people)
    code(wave, people - 1, theme(wave), theme(wave, "Time"))
    reader = signed_in(facilitator)
    reader.get(address(wave))
    with django_assert_num_queries(PAGE_QUERIES):
        assert reader.get(address(wave)).status_code == 200
