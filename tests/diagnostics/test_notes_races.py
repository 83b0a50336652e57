"""Many pages save one note at the same moment, while somebody deletes it: real threads, real locks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from diagnostics.merging import Save
from diagnostics.models import Excerpt, Interview, Note, NoteTab
from diagnostics.selectors import notes as selectors
from diagnostics.services import coding, notes
from programmes.access import Role
from tests.diagnostics import codes, talks
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PAGES = 8


@pytest.fixture
def interviewer():
    return member(ProgrammeFactory(), Role.INTERVIEWER)


@pytest.fixture
def talk(interviewer):
    programme = interviewer.person.memberships.get().programme
    return talks.held(programme, member(programme).person, interviewer.person)


def _at_once(acts):
    """Run each act in a thread of its own, all at the same moment; returns what each returned."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _page(talk, by, name):
    """An open page that saves three times, each time with one word more, and never shows an answer."""
    tab = uuid4()

    def type_on():
        for seq in (1, 2, 3):
            text = " ".join(f"{name}-{word}" for word in range(seq))
            try:
                notes.save(interview=talk, question=None, tab=tab, save=Save(seq, text, base=""), by=by)
            except notes.NotesGone:
                return "deleted"
        return "saved"

    return type_on


def test_every_word_of_every_page_is_there_once(talk, interviewer):
    assert _at_once([_page(talk, interviewer, f"page{n}") for n in range(PAGES)]) == ["saved"] * PAGES
    words = selectors.sections(Interview.objects.get(pk=talk.pk))[-1].text.split()
    assert sorted(words) == sorted(f"page{page}-{word}" for page in range(PAGES) for word in range(3))
    assert all(
        [word for word in words if word.startswith(f"page{n}-")] == [f"page{n}-{k}" for k in range(3)]
        for n in range(PAGES)
    )
    assert Note.objects.get().version == 3 * PAGES


def test_one_save_sent_many_times_at_once_counts_once(talk, interviewer):
    tab = uuid4()

    def send():
        return notes.save(interview=talk, question=None, tab=tab, save=Save(1, "once", base=""), by=interviewer)

    assert len(set(_at_once([send] * PAGES))) == 1
    assert (Note.objects.get().version, NoteTab.objects.count()) == (1, 1)


def test_no_word_comes_back_after_a_deletion(talk, interviewer):
    def delete():
        notes.delete(interview=talk, by=interviewer)
        return "done"

    results = _at_once([*[_page(talk, interviewer, f"page{n}") for n in range(PAGES)], delete])
    assert set(results) <= {"saved", "deleted", "done"}
    assert (Note.objects.count(), NoteTab.objects.count()) == (0, 0)


def test_passages_are_coded_while_the_notes_are_deleted(talk, interviewer):
    theme = codes.theme(talk.programme, "Deciding")
    note = talks.note(talk, " ".join(f"word{number}" for number in range(PAGES)))

    def code(number):
        try:
            place = {"start": 6 * number, "end": 6 * number + 5}
            coding.code(note=note, version=1, themes=[theme], by=interviewer, **place)
        except coding.NotesChanged:
            return "deleted"
        return "coded"

    def delete():
        notes.delete(interview=talk, by=interviewer)
        return "done"

    acts = [*[lambda number=number: code(number) for number in range(PAGES)], delete]
    assert set(_at_once(acts)) <= {"coded", "deleted", "done"}
    assert (Note.objects.count(), Excerpt.objects.count()) == (0, 0)
