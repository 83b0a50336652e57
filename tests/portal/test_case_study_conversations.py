"""The case study says that people were spoken with and that themes were published, never what was said."""

import pytest
from django.urls import reverse

from diagnostics.models import GuideQuestion, Interview, PreWorkStep
from diagnostics.services import theme_records
from hwe_portal.reports import evidence, figures
from hwe_portal.reports.facts import Facts
from programmes.models import Barrier
from tests.diagnostics import coded, talks
from tests.factories import OrganisationFactory, PersonFactory
from tests.portal import stories
from tests.portal.stories import AT, leader
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """Nine leaders, none of whom was spoken with yet."""
    story = stories.bare()
    for _ in range(9):
        leader(story.programme, OrganisationFactory(system=story.system))
    return story


def spoken_with(story, number, **fields):
    """Conversations with the first so many leaders, coded to one theme."""
    programme, by = story.programme, story.facilitator
    theme = coded.theme(programme, by, "Agreeing", "We agree in the room and then do as before.")
    people = [part.person for part in Facts(programme, AT).people[:number]]
    for person in people:
        coded.code(coded.talk(programme, by, person, **fields), theme)
    return theme


def test_without_conversations_nothing_is_said_of_them(story):
    talks.guide(story.programme)
    said = story.said()
    assert [key for key in said if key in ("talks", "themes") or key.startswith("guide")] == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (9, "A one-to-one conversation was held with each of the nine leaders, to inform content and sequence."),
        (7, "A one-to-one conversation was held with seven of the nine leaders, to inform content and sequence."),
    ],
)
def test_it_says_with_how_many_of_the_leaders_somebody_spoke(story, number, text):
    spoken_with(story, number)
    assert story.said()["talks"] == text


def test_a_booked_or_cancelled_conversation_and_one_of_another_purpose_are_not_counted(story):
    spoken_with(story, 9)
    interviews = Interview.objects.order_by("pk")
    interviews.filter(pk=interviews[0].pk).update(state="cancelled")
    interviews.filter(pk=interviews[1].pk).update(purpose="handover")
    assert "seven of the nine leaders" in story.said()["talks"]


def test_what_was_asked_comes_from_the_guide_and_changes_with_it(story):
    spoken_with(story, 7)
    _, hopes = talks.guide(story.programme, "Which issues do you face?", "What do you hope for?")
    asked = [text for key, text in story.said().items() if key.startswith("guide")]
    assert asked == ["Which issues do you face?", "What do you hope for?"]
    GuideQuestion.objects.filter(pk=hopes.pk).update(text="What do you aspire to?")
    assert "What do you aspire to?" in story.said().values()


def test_published_themes_are_told_of_and_never_told(story):
    theme = spoken_with(story, 7)
    coded.publish(story.programme, story.facilitator)
    said = story.said()
    assert said["themes"].endswith("7 of 7 conversations counted together and nobody named.")
    everything = " ".join(said.values())
    assert [word for word in (theme.statement, theme.name, "most", coded.CANARY) if word in everything] == []


def test_a_record_made_of_a_theme_leads_back_to_where_it_was_published(story):
    theme = spoken_with(story, 7)
    release = coded.publish(story.programme, story.facilitator)
    text = theme.statement
    made = theme_records.add(release=release, theme=theme.pk, kind="barriers", text=text, by=story.facilitator)
    statement = next(one for one in story.tell().statements if one.key == f"barrier.{made.pk}")
    version = reverse("diagnostics:theme-release-version", args=[story.programme.pk, release.pk])
    assert [evidence.address(source.key, story.programme) for source in statement.sources] == [
        f"{version}#theme-{theme.pk}",
        reverse("programmes:programme-record", args=[story.programme.pk, "barriers", made.pk]),
    ]
    Barrier.objects.filter(pk=made.pk).update(text="We agree too fast.")
    assert story.said()[f"barrier.{made.pk}"] == "We agree too fast."


def test_the_sources_of_conversations_and_themes_have_addresses(story):
    spoken_with(story, 7)
    talks.guide(story.programme)
    release = coded.publish(story.programme, story.facilitator)
    found = {
        one.key.partition(".")[0]: [evidence.address(source.key, story.programme) for source in one.sources]
        for one in story.tell().statements
        if one.key in ("talks", "themes") or one.key.startswith("guide")
    }
    within = [story.programme.pk]
    assert found == {
        "talks": [reverse("diagnostics:conversations", args=within)],
        "themes": [reverse("diagnostics:theme-release-version", args=[*within, release.pk])],
        "guide": [reverse("diagnostics:guide", args=within)],
    }


def test_conversations_are_a_stretch_on_the_time_line(story):
    programme, by = story.programme, story.facilitator
    for day in (4, 20):
        talks.held(programme, PersonFactory(), by.person, held_on=AT.replace(2021, 10, day))
    first, last = (part.person for part in Facts(programme, AT).people[:2])
    talks.held(programme, first, by.person, held_on=AT.replace(2021, 10, 5))
    talks.held(programme, last, by.person, held_on=AT.replace(2021, 10, 29))
    rows = figures.timeline(Facts(programme, AT)).table.rows
    assert ("5 October 2021 to 29 October 2021", "One-to-one conversations", "programme") in rows


def test_a_step_of_another_kind_is_no_conflict_profile(story):
    PreWorkStep.objects.create(programme=story.programme, kind=PreWorkStep.Kind.CONVERSATION)
    assert "prework" not in story.said()


def test_an_origin_that_is_none_is_not_there(story):
    client = signed_in(story.facilitator)
    for key in ("nonsense", "diagnostics.theme:x@y", "diagnostics.theme:1", "programmes.user:1", "a.b:1"):
        assert client.get(reverse("origin", args=[story.programme.pk, key])).status_code == 404
