"""Passages are marked once, found again when the notes change, and given themes without doubling anything."""

import json
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from diagnostics.confidential import keep_words, words_of
from diagnostics.models import Coding, Excerpt, Note, Theme
from diagnostics.selectors import coding as reads
from diagnostics.services import codebook, coding
from programmes.access import Role
from programmes.models import AuditEvent
from tests.diagnostics import codes, talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 13
TEXT = "We meet often. We decide little. Nobody says no."


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER)


@pytest.fixture
def talk(programme, interviewer):
    return talks.held(programme, member(programme).person, interviewer.person, texts=[TEXT])


@pytest.fixture
def note(talk):
    return talk.notes.get()


@pytest.fixture
def deciding(programme):
    return codes.theme(programme, "Deciding")


def address(name, talk, *args):
    return reverse(f"diagnostics:{name}", args=[talk.programme_id, talk.pk, *args])


def rewrite(note, text):
    """The note as if somebody had written in it since."""
    keep_words(note, text)
    note.version += 1
    note.save()


def shown(note):
    """The passages of the note as the page shows them: words now at their place, and their themes."""
    text = words_of(note)
    return [
        (text[slice(*each.place)] if each.place else None, [theme.name for theme in each.themes])
        for each in reads.passages_of(note)
    ]


# Marking


def test_the_same_passage_coded_twice_is_one(note, deciding):
    once, again = (codes.coded(note, "We decide little.", deciding) for _ in range(2))
    assert once == again
    assert (Excerpt.objects.count(), Coding.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="coded").count() == 1


def test_white_space_around_a_passage_is_not_part_of_it(note, deciding, interviewer):
    found = coding.code(note=note, version=1, start=14, end=33, themes=[deciding], by=interviewer)
    assert (found.start, found.end, words_of(found)) == (15, 32, "We decide little.")


@pytest.mark.parametrize(("start", "end"), [(14, 15), (40, 400), (5, 5), (9, 3)])
def test_a_place_that_holds_no_word_or_lies_outside_is_refused(note, deciding, interviewer, start, end):
    with pytest.raises(coding.NotAPassage):
        coding.code(note=note, version=1, start=start, end=end, themes=[deciding], by=interviewer)
    assert Excerpt.objects.count() == 0


def test_a_place_on_an_older_text_is_refused(note, deciding, interviewer):
    rewrite(note, "Written anew.")
    with pytest.raises(coding.NotesChanged):
        coding.code(note=note, version=1, start=0, end=7, themes=[deciding], by=interviewer)


def test_words_are_kept_encrypted_and_bound_to_their_conversation(note, deciding):
    found = codes.coded(note, "We decide little.", deciding)
    assert b"decide" not in bytes(Excerpt.objects.get(pk=found.pk).ciphertext)
    assert found.interview_id == note.interview_id


# When the notes change


def test_a_passage_moves_with_its_words(note, deciding):
    codes.coded(note, "We decide little.", deciding)
    rewrite(note, "Before all: " + TEXT)
    assert shown(note) == [("We decide little.", ["Deciding"])]


def test_the_same_words_coded_again_after_they_moved_are_the_same_passage(note, deciding, programme):
    once = codes.coded(note, "We decide little.", deciding)
    rewrite(note, "Before all: " + TEXT)
    assert codes.coded(note, "We decide little.", codes.theme(programme, "Time")) == once
    assert shown(note) == [("We decide little.", ["Deciding", "Time"])]


def test_a_passage_whose_words_are_gone_is_kept_and_says_so(note, deciding):
    codes.coded(note, "We decide little.", deciding)
    rewrite(note, TEXT.replace("little", "nothing"))
    assert shown(note) == [(None, ["Deciding"])]
    (rows,) = reads.notes_of(note.interview)
    assert [each.words for each in rows.gone] == ["We decide little."]


@pytest.mark.parametrize("earlier", ["Zz zzzz zzzzz. ", ""])
def test_other_words_at_the_old_place_are_another_passage(note, deciding, programme, earlier):
    """Words moved on, or a letter was corrected: the place that was theirs can be coded again."""
    codes.coded(note, "We meet often.", deciding)
    rewrite(note, earlier + TEXT if earlier else TEXT.replace("meet", "meat"))
    words = words_of(note)[:14]
    time = codes.theme(programme, "Time")
    codes.coded(note, words, time)
    codes.coded(note, words, time)
    assert (words, ["Time"]) in shown(note)
    assert len(shown(note)) == 2
    assert Coding.objects.count() == 2


# Taking away


def test_a_passage_without_a_theme_is_a_passage_no_more(note, deciding, interviewer):
    found = codes.coded(note, "We decide little.", deciding)
    for _ in range(2):
        coding.uncode(excerpt=found, theme=deciding, by=interviewer)
    assert (Excerpt.objects.count(), AuditEvent.objects.filter(verb="took a theme from").count()) == (0, 1)


def test_the_themes_of_a_passage_can_be_set_as_a_whole(note, deciding, programme, interviewer):
    found = codes.coded(note, "We decide little.", deciding, codes.theme(programme, "Time"))
    money = codes.theme(programme, "Money")
    coding.set_themes(excerpt=found, themes=[deciding, money], by=interviewer)
    assert shown(note) == [("We decide little.", ["Deciding", "Money"])]


def test_a_theme_that_was_merged_meanwhile_stands_for_the_one_that_took_it_in(note, deciding, programme, interviewer):
    codebook.merge(theme=deciding, into=codes.theme(programme, "Pace"), by=interviewer)
    codes.coded(note, "We decide little.", deciding)
    assert shown(note) == [("We decide little.", ["Pace"])]


def test_a_withdrawn_theme_is_given_no_more(note, deciding):
    Theme.objects.update(withdrawn_at="2021-10-01T12:00Z")
    with pytest.raises(coding.ThemeGone):
        codes.coded(note, "We decide little.", deciding)
    assert Excerpt.objects.count() == 0


# Two at once


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_who_code_the_same_passage_at_once_make_one(note, programme, interviewer):
    start = Barrier(2)

    def work():
        start.wait()
        theme = codebook.add(programme=programme, name="  Being   heard ", kind="issue", by=interviewer)
        coding.code(note=note, version=1, start=15, end=32, themes=[theme], by=interviewer)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Theme.objects.count(), Excerpt.objects.count(), Coding.objects.count()) == (1, 1, 1)
    assert Theme.objects.get().name == "Being heard"


# What to code next


def test_next_is_the_first_without_a_theme_in_the_order_held(programme, interviewer, deciding):
    made = [
        talks.held(programme, member(programme).person, interviewer.person, texts=[TEXT], held_on=f"2021-10-0{day}")
        for day in (3, 1, 2)
    ]
    codes.coded(made[1].notes.get(), "We decide little.", deciding)
    talks_of = reads.open_conversations(programme, interviewer)
    assert [each.pk for each in talks_of] == [made[1].pk, made[2].pk, made[0].pk]
    assert reads.next_to_code(talks_of).pk == made[2].pk
    assert reads.next_to_code(talks_of, made[2].pk).pk == made[0].pk
    assert reads.next_to_code(talks_of, made[0].pk).pk == made[2].pk
    assert reads.next_to_code([talks_of[0]]) is None


# The pages


def act(client, talk, written, **fields):
    whole = {"did": "code", "note": written.pk, "version": 1, "start": 15, "end": 32} | fields
    return client.post(address("coding-act", talk), whole, headers={"accept": "application/json"})


def test_an_act_answers_with_places_and_never_with_words(talk, note, deciding, interviewer):
    client = signed_in(interviewer)
    for _ in range(2):
        answer = act(client, talk, note, theme=deciding.pk)
        theme = {"id": deciding.pk, "name": "Deciding", "kind": "issue"}
        assert json.loads(answer.content) == {"passages": [{"start": 15, "end": 32, "themes": [theme]}], "theme": theme}
    for _ in range(2):
        assert act(client, talk, note, theme=deciding.pk, did="uncode").json()["passages"] == []
    assert Excerpt.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"version": 4}, 409),
        ({"version": 4, "did": "uncode"}, 409),
        ({"end": 9000}, 400),
        ({"start": -1}, 400),
        ({"start": "x" * 5000}, 400),
        ({"end": 10**30}, 400),
        ({"theme": 987654}, 400),
        ({"theme": "", "name": ""}, 400),
        ({"theme": "", "name": "n" * 81}, 400),
        ({"did": "delete"}, 400),
        ({"note": 987654}, 404),
        ({"note": 10**30}, 404),
    ],
)
def test_an_act_that_cannot_be_is_refused_kindly(talk, note, deciding, interviewer, fields, status):
    answer = act(signed_in(interviewer), talk, note, **({"theme": deciding.pk} | fields))
    assert answer.status_code == status
    assert Coding.objects.count() == 0


def test_a_theme_of_another_programme_is_none(talk, note, interviewer):
    theirs = codes.theme(ProgrammeFactory(), "Theirs")
    assert act(signed_in(interviewer), talk, note, theme=theirs.pk).status_code == 400


def test_a_note_of_another_conversation_is_not_there(talk, programme, interviewer, deciding):
    other = talks.held(programme, member(programme).person, member(programme, Role.INTERVIEWER).person, texts=[TEXT])
    assert act(signed_in(interviewer), talk, other.notes.get(), theme=deciding.pk).status_code == 404


def test_whoever_is_not_named_finds_nothing_and_changes_nothing(talk, note, programme, deciding):
    facilitator = signed_in(member(programme, Role.FACILITATOR))
    found = codes.coded(note, "We decide little.", deciding)
    assert facilitator.get(address("coding", talk)).status_code == 404
    assert act(facilitator, talk, note, theme=deciding.pk).status_code == 404
    assert facilitator.get(address("coding-passage", talk, found.pk)).status_code == 404
    assert facilitator.post(address("coding-passage", talk, found.pk), {}).status_code == 404
    assert Excerpt.objects.count() == 1


def test_each_opening_is_noted_for_the_leader(talk, interviewer):
    signed_in(interviewer).get(address("coding", talk))
    assert AuditEvent.objects.about(talk.key).filter(verb="opened", summary="Coding").count() == 1


def test_who_has_not_confirmed_is_asked_first(talk, note, deciding, interviewer):
    client = signed_in(interviewer, confirmed=False)
    assert client.get(address("coding", talk)).status_code == 302
    answer = act(client, talk, note, theme=deciding.pk)
    assert (answer.status_code, answer.json()) == (401, {"why": "confirm"})
    assert Coding.objects.count() == 0


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"sentence": "nonsense", "theme": "x"},
        {"sentence": "1:1:0:999999999", "new_name": "\u202e\x00\x07"},
        {"new_name": "n" * 100_000},
        {"theme": ["1", "-1", "1e9"], "kind": "other"},
    ],
)
def test_a_form_that_cannot_be_comes_back_with_the_notes(talk, note, interviewer, posted):
    answer = signed_in(interviewer).post(address("coding", talk), posted)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert (Coding.objects.count(), Theme.objects.count()) == (0, 0)


def test_sentences_of_two_notes_are_no_passage(talk, note, deciding, interviewer):
    other = talks.note(talk, "Elsewhere.", talks.guide(talk.programme, "And?")[0])
    posted = {"sentence": [f"{note.pk}:1:0:14", f"{other.pk}:1:0:10"], "theme": deciding.pk}
    answer = signed_in(interviewer).post(address("coding", talk), posted)
    assert "A passage stays under one question" in answer.content.decode()
    assert Coding.objects.count() == 0


def test_what_is_typed_as_markup_is_shown_as_words(talk, interviewer, programme):
    talks.note(talk, "<script>alert(1)</script> & so on.", talks.guide(programme, "And?")[0])
    page = signed_in(interviewer).get(address("coding", talk)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on." in page
    assert "<script>alert" not in page


def test_three_thousand_words_are_one_row_a_sentence(talk, interviewer, programme):
    long = " ".join(f"We say number {n} and mean it well." for n in range(375))
    talks.note(talk, long, talks.guide(programme, "And?")[0])
    page = signed_in(interviewer).get(address("coding", talk)).content.decode()
    assert page.count('name="sentence"') == 375 + 3


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_much_of_the_database_however_much_is_coded(
    number, talk, programme, interviewer, django_assert_num_queries
):
    for n in range(number):
        extra = talks.note(talk, f"Word {n}. Another one.", talks.guide(programme, f"Question {n}?")[0])
        codes.coded(extra, "Another one.", codes.theme(programme, f"Theme {n}"))
    client = signed_in(interviewer)
    client.get(address("coding", talk))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(address("coding", talk))


def test_notes_that_are_deleted_are_coded_no_more(talk, note, deciding, interviewer):
    client = signed_in(interviewer)
    Note.objects.all().delete()
    assert act(client, talk, note, theme=deciding.pk).status_code == 404
    assert "There are no notes to code yet" in client.get(address("coding", talk)).content.decode()
