"""Notes: saved as they are typed, with and without scripts, added to, taken back, deleted as promised."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from diagnostics.merging import Save, Unfounded
from diagnostics.models import Coding, Excerpt, GuideQuestion, Interview, Note, NotesReader, NoteTab, Quote, Theme
from diagnostics.selectors import notes as selectors
from diagnostics.services import notes
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def questions(programme):
    return talks.guide(programme)


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ida Moss")


@pytest.fixture
def reader(programme):
    return member(programme, Role.FACILITATOR, name="Grace Lind")


@pytest.fixture
def talk(programme, questions, interviewer, reader):
    leader = member(programme, name="Ada Reed").person
    return talks.held(programme, leader, interviewer.person, readers=[reader.person])


def url(talk, name="notes"):
    return reverse(f"diagnostics:{name}", args=[talk.programme_id, talk.pk])


def words(talk):
    """What stands under each question, by its key."""
    return {section.key: section.text for section in selectors.sections(Interview.objects.get(pk=talk.pk))}


def save(client, talk, *, headers=None, **fields):
    return client.post(url(talk, "notes-save"), fields, headers={"accept": "application/json"})


def typed(talk, text, *, tab, seq=1, by, question=None, **more):
    return notes.save(interview=talk, question=question, tab=tab, save=Save(seq, text, **more), by=by)


# Saved as they are typed


def test_saves_of_one_page_follow_each_other(talk, interviewer, questions):
    client, tab, key = signed_in(interviewer), uuid4(), questions[0].pk
    first = save(client, talk, question=key, tab=tab, seq=1, text="Trust", base="")
    assert first.json() == {"seq": 1, "version": 1, "text": "Trust"}
    second = save(client, talk, question=key, tab=tab, seq=2, text="Trust matters", adopted=1)
    assert second.json() == {"seq": 2, "version": 2, "text": "Trust matters"}
    assert words(talk) == {str(key): "Trust matters", str(questions[1].pk): "", "0": ""}


def test_a_repeated_save_is_answered_and_changes_nothing(talk, interviewer):
    client, tab = signed_in(interviewer), uuid4()
    sent = {"question": 0, "tab": tab, "seq": 1, "text": "Trust", "base": ""}
    assert save(client, talk, **sent).json() == save(client, talk, **sent).json()
    assert Note.objects.get().version == 1


def test_two_pages_keep_both_words(talk, interviewer, reader):
    one, two = uuid4(), uuid4()
    typed(talk, "from the laptop", tab=one, base="", by=interviewer)
    answer = typed(talk, "from the phone", tab=two, base="", by=interviewer)
    assert answer.text == "from the laptop from the phone"
    typed(talk, "from the laptop again", tab=one, seq=2, by=interviewer)
    assert words(talk)["0"] == "from the laptop from the phone again"


def test_a_late_save_of_the_same_page_is_ignored(talk, interviewer):
    tab = uuid4()
    typed(talk, "one two", tab=tab, seq=2, base="", by=interviewer)
    assert typed(talk, "one", tab=tab, seq=1, base="", by=interviewer).text == "one two"
    assert words(talk)["0"] == "one two"


def test_a_page_that_was_silent_too_long_says_again_from_what_it_grew(talk, interviewer):
    tab = uuid4()
    typed(talk, "one", tab=tab, base="", by=interviewer)
    assert notes.forget_tabs(at=timezone.now() + timedelta(days=4)) == 1
    with pytest.raises(Unfounded):
        typed(talk, "one two", tab=tab, seq=2, adopted=1, by=interviewer)
    client = signed_in(interviewer)
    asked = save(client, talk, question=0, tab=tab, seq=2, text="one two", adopted=1)
    assert (asked.status_code, asked.json()) == (409, {"why": "base"})
    assert save(client, talk, question=0, tab=tab, seq=2, text="one two", base="one").json()["text"] == "one two"


def test_what_pages_sent_is_forgotten_after_some_days_of_silence(talk, interviewer):
    typed(talk, "one", tab=uuid4(), base="", by=interviewer)
    assert notes.forget_tabs(at=timezone.now() + timedelta(days=2)) == 0
    assert notes.forget_tabs(at=timezone.now() + timedelta(days=4)) == 1
    assert words(talk)["0"] == "one"


def test_each_page_that_writes_leaves_one_audit_row_without_a_word(talk, interviewer):
    tab = uuid4()
    for seq in (1, 2, 3):
        typed(talk, "canary " * seq, tab=tab, seq=seq, base="", by=interviewer)
    row = AuditEvent.objects.get(verb="opened")
    assert (row.by, row.record, row.summary, row.changes) == (interviewer, talk.key, "Notes, to write", {})


def test_what_controls_the_page_is_taken_out_and_right_to_left_stays(talk, interviewer):
    text = "a\x00b\u202ec\r\nשבת"
    answer = save(signed_in(interviewer), talk, question=0, tab=uuid4(), seq=1, text=text, base="")
    assert answer.json()["text"] == "abc\nשבת"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": "x" * 1_000_000}, "long"),
        ({"seq": "0"}, "unreadable"),
        ({"seq": "99999999999"}, "unreadable"),
        ({"tab": "not one"}, "unreadable"),
        ({"question": "x"}, "unreadable"),
        ({"adopted": "-1"}, "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_word(fields, why, talk, interviewer):
    sent = {"question": 0, "tab": uuid4(), "seq": 1, "text": "kept", "base": ""} | fields
    answer = save(signed_in(interviewer), talk, **sent)
    assert (answer.status_code, answer.json()) == (400, {"why": why})
    assert Note.objects.count() == 0


def test_a_question_of_another_programme_is_not_there(talk, interviewer):
    other = talks.guide(ProgrammeFactory())[0]
    answer = save(signed_in(interviewer), talk, question=other.pk, tab=uuid4(), seq=1, text="x", base="")
    assert answer.status_code == 404


def test_who_is_named_to_read_does_not_write(talk, reader, interviewer):
    client = signed_in(reader)
    typed(talk, "canary", tab=uuid4(), base="", by=interviewer)
    page = client.get(url(talk)).content.decode()
    assert ("canary" in page, "<textarea" in page) == (True, False)
    assert save(client, talk, question=0, tab=uuid4(), seq=1, text="x", base="").status_code == 403


def test_who_is_taken_off_while_typing_learns_it(talk, interviewer):
    client = signed_in(interviewer)
    NotesReader.objects.filter(person=interviewer.person).update(ended_at=timezone.now())
    answer = save(client, talk, question=0, tab=uuid4(), seq=1, text="x", base="")
    assert (answer.status_code, Note.objects.count()) == (404, 0)


def test_a_withdrawn_question_stays_where_there_are_words(talk, interviewer, questions):
    typed(talk, "under it", tab=uuid4(), base="", by=interviewer, question=questions[0])
    GuideQuestion.objects.update(withdrawn_at=timezone.now())
    assert words(talk) == {str(questions[0].pk): "under it", "0": ""}


# Without scripts


def _page(client, talk):
    """What the page's form holds when it is opened."""
    form = client.get(url(talk)).context["form"]
    held = {"tab": form["tab"].value()}
    for _, note, base in form.rows():
        held |= {note.html_name: note.value(), base.html_name: base.value()}
    return held


def test_one_button_saves_every_note(talk, interviewer, questions):
    client = signed_in(interviewer)
    sent = _page(client, talk)
    sent |= {f"note-{questions[0].pk}": "  One\r\n\r\ntwo ", "note-0": "Beside"}
    answer = client.post(url(talk), sent, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Saved."]
    assert words(talk) == {str(questions[0].pk): "  One\n\ntwo ", str(questions[1].pk): "", "0": "Beside"}
    assert Note.objects.count() == 2


def test_two_pages_without_scripts_keep_both_and_say_so(talk, interviewer):
    client = signed_in(interviewer)
    one, two = _page(client, talk), _page(client, talk)
    client.post(url(talk), one | {"note-0": "from one"})
    answer = client.post(url(talk), two | {"note-0": "from two"}, follow=True)
    assert words(talk)["0"] == "from one from two"
    assert "both are kept" in answer.content.decode()
    assert "from one from two" in answer.content.decode()


def test_a_form_sent_twice_counts_once(talk, interviewer):
    client = signed_in(interviewer)
    sent = _page(client, talk) | {"note-0": "once"}
    client.post(url(talk), sent)
    client.post(url(talk), _page(client, talk) | {"note-0": "once and more"})
    client.post(url(talk), sent)
    assert words(talk)["0"] == "once and more"


def test_a_note_that_is_too_long_keeps_every_word_on_the_page(talk, interviewer):
    client = signed_in(interviewer)
    long, sent = "word " * 200_000, _page(client, talk)
    page = client.post(url(talk), sent | {"note-0": long})
    assert page.status_code == 200
    assert "longer than 200,000 characters" in page.content.decode()
    assert long in page.content.decode()
    again = client.post(url(talk), sent | {"note-0": "shorter"})
    assert (again.status_code, words(talk)["0"]) == (302, "shorter")


def test_the_page_shows_lines_as_they_were_typed(talk, interviewer):
    typed(talk, "\nfirst line is empty\n<b>", tab=uuid4(), base="", by=interviewer)
    page = signed_in(interviewer).get(url(talk)).content.decode()
    assert ">\n\nfirst line is empty\n&lt;b&gt;</textarea>" in page


# Pasted or uploaded afterwards


def _add(client, talk, **fields):
    return client.post(url(talk, "notes-add"), {"batch": uuid4(), "text": ""} | fields)


def test_pasted_notes_go_under_the_questions_whose_words_head_them(talk, interviewer, questions):
    typed(talk, "already here\n", tab=uuid4(), base="", by=interviewer, question=questions[0])
    text = f"Before all\n1. {questions[0].text.upper()}\nTrust.\nAnd time.\n{questions[1].text} The payment rules."
    answer = _add(signed_in(interviewer), talk, text=text)
    assert answer.status_code == 302
    assert words(talk) == {
        str(questions[0].pk): "already here\n\nTrust.\nAnd time.",
        str(questions[1].pk): "The payment rules.",
        "0": "Before all",
    }


def test_sent_twice_they_are_added_once(talk, interviewer):
    client, batch = signed_in(interviewer), uuid4()
    for _ in range(2):
        _add(client, talk, text="once", batch=batch)
    assert words(talk)["0"] == "once"


def test_what_was_added_can_be_taken_back_and_what_was_written_since_stays(talk, interviewer):
    client = signed_in(interviewer)
    typed(talk, "before", tab=uuid4(), base="", by=interviewer)
    page = client.get(_add(client, talk, text="pasted by mistake").url)
    assert "Your notes are added" in page.content.decode()
    typed(talk, "before\n\npasted by mistake after", tab=uuid4(), base="before\n\npasted by mistake", by=interviewer)
    undone = client.post(url(talk, "notes-undo"), {"id": page.context["added"]}, follow=True)
    assert words(talk)["0"].split() == ["before", "after"]
    assert "taken out again" in undone.content.decode()
    again = client.post(url(talk, "notes-undo"), {"id": page.context["added"]}, follow=True)
    assert "Nothing was changed" in again.content.decode()


@pytest.mark.parametrize("batch", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_undo_of_nothing_changes_nothing(batch, talk, interviewer):
    answer = signed_in(interviewer).post(url(talk, "notes-undo"), {"id": batch}, follow=True)
    assert "There is nothing to take out again" in answer.content.decode()


def test_a_megabyte_of_pasted_text_stays_in_the_form(talk, interviewer):
    long = "word " * 200_000
    page = _add(signed_in(interviewer), talk, text=long)
    assert page.status_code == 200
    assert long in page.content.decode()
    assert Note.objects.count() == 0


# Deleted


def _code(talk, interviewer):
    """A passage, coded and quoted, in a note of the conversation."""
    note = talks.note(talk, "canary")
    theme = Theme.objects.create(programme=talk.programme, name="Trust")
    excerpt = Excerpt.objects.create(interview=talk, note=note, start=0, end=3, ciphertext=b"x", by=interviewer)
    Coding.objects.create(excerpt=excerpt, theme=theme, by=interviewer)
    Quote.objects.create(interview=talk, theme=theme, excerpt=excerpt, ciphertext=b"x", by=interviewer)


def test_deleting_takes_two_steps_leaves_no_word_and_is_seen(talk, interviewer):
    _code(talk, interviewer)
    typed(talk, "more", tab=uuid4(), base="canary", by=interviewer)
    client = signed_in(interviewer)
    assert "cannot be undone" in client.get(url(talk, "notes-delete")).content.decode()
    assert Note.objects.count() == 1
    page = client.post(url(talk, "notes-delete"), follow=True).content.decode()
    assert ("The notes were deleted on" in page, "<textarea" in page) == (True, False)
    left = [model.objects.count() for model in (Note, NoteTab, Excerpt, Coding, Quote, Theme)]
    assert left == [0, 0, 0, 0, 0, 1]
    assert AuditEvent.objects.filter(verb="deleted", record=talk.key, by=interviewer).count() == 1


def test_a_page_still_open_cannot_bring_deleted_words_back(talk, interviewer):
    client, tab = signed_in(interviewer), uuid4()
    typed(talk, "canary", tab=tab, base="", by=interviewer)
    form = _page(client, talk)
    notes.delete(interview=talk, by=interviewer)
    late = save(client, talk, question=0, tab=tab, seq=2, text="canary again", adopted=1)
    assert (late.status_code, late.json()) == (410, {"why": "deleted"})
    page = client.post(url(talk), form | {"note-0": "kept on the page"})
    assert "kept on the page" in page.content.decode()
    assert _add(client, talk, text="canary").status_code == 302
    notes.delete(interview=talk, by=interviewer)
    assert (Note.objects.count(), AuditEvent.objects.filter(verb="deleted").count()) == (0, 1)


def _end(talk, day):
    talk.programme.ends_on = FactDate(day)
    talk.programme.save()


def _written(talk, day):
    note = talks.note(talk, "canary")
    Note.objects.filter(pk=note.pk).update(changed_at=f"{day}T12:00Z")


def test_notes_are_deleted_a_year_after_the_programme(talk):
    _written(talk, "2021-10-04")
    _end(talk, date(2022, 3, 31))
    assert notes.delete_expired(at=date(2023, 3, 31)) == 0
    assert notes.delete_expired(at=date(2023, 4, 1)) == 1
    assert notes.delete_expired(at=date(2023, 4, 2)) == 0
    talk.refresh_from_db()
    assert (Note.objects.count(), talk.notes_deleted_at is not None) == (0, True)


def test_notes_written_later_are_kept_a_year_from_then(talk):
    _end(talk, date(2021, 10, 31))
    _written(talk, "2022-05-01")
    assert notes.delete_expired(at=date(2023, 5, 1)) == 0
    assert notes.delete_expired(at=date(2023, 5, 3)) == 1


def test_a_programme_without_an_end_keeps_its_notes_and_says_so(talk, interviewer):
    _written(talk, "2021-10-04")
    assert notes.delete_expired(at=date(2040, 1, 1)) == 0
    assert "has no end date yet" in signed_in(interviewer).get(url(talk)).content.decode()
    _end(talk, date(2022, 3, 31))
    assert "on 31 March 2023" in signed_in(interviewer).get(url(talk)).content.decode()


# What the leader sees


def test_the_leader_sees_who_deleted_the_notes(talk, interviewer):
    signed_in(interviewer).post(url(talk, "notes-delete"))
    own = reverse("diagnostics:my-conversation-page", args=[talk.programme_id, talk.pk])
    assert "The notes were deleted by Ida Moss on" in signed_in(talk.person.user).get(own).content.decode()


# Queries


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_more_questions_and_notes(
    number, programme, interviewer, django_assert_num_queries
):
    asked = talks.guide(programme, *[f"Question number {n}" for n in range(number)])
    leader = member(programme).person
    talk = talks.held(programme, leader, interviewer.person, texts=["word"] * (len(asked) + 1))
    client = signed_in(interviewer)
    with django_assert_num_queries(13):
        client.get(url(talk))


def test_a_save_costs_little(talk, interviewer, django_assert_max_num_queries):
    client, tab = signed_in(interviewer), uuid4()
    save(client, talk, question=0, tab=tab, seq=1, text="one", base="")
    with django_assert_max_num_queries(15):
        save(client, talk, question=0, tab=tab, seq=2, text="one two", adopted=1)
