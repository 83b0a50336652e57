"""The codebook changes and no coding is ever lost: merged, separated, split, withdrawn, by several people at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from diagnostics.confidential import words_of
from diagnostics.models import Coding, Excerpt, Quote, Theme
from diagnostics.services import codebook, coding
from programmes.access import Role
from programmes.selectors import history
from programmes.services import records
from tests.diagnostics import codes, talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

SENTENCES = ("We meet.", "We wait.", "We pay.", "We ask.")


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER)


@pytest.fixture
def note(programme, interviewer):
    made = talks.held(programme, member(programme).person, interviewer.person, texts=[" ".join(SENTENCES)])
    return made.notes.get()


def coded(programme=None):
    """The words under each standing theme."""
    found = {}
    for each in Coding.objects.filter(theme__withdrawn_at=None).select_related("excerpt", "theme"):
        found.setdefault(each.theme.name, set()).add(words_of(each.excerpt))
    return found


@pytest.fixture
def two(programme, note):
    """Two themes that share a passage."""
    time, pace = codes.theme(programme, "Time"), codes.theme(programme, "Pace")
    codes.coded(note, "We meet.", time)
    codes.coded(note, "We wait.", time, pace)
    codes.coded(note, "We pay.", pace)
    return time, pace


def test_a_merged_theme_brings_its_passages_and_can_be_separated_again(two, interviewer):
    time, pace = two
    before = coded()
    codebook.merge(theme=time, into=pace, by=interviewer)
    assert coded() == {"Pace": {"We meet.", "We wait.", "We pay."}}
    codebook.restore(theme=Theme.objects.get(pk=time.pk), by=interviewer)
    assert coded() == before


def test_what_was_coded_after_the_merge_stays_where_it_is(two, note, interviewer):
    time, pace = two
    codebook.merge(theme=time, into=pace, by=interviewer)
    codes.coded(note, "We ask.", pace)
    codebook.restore(theme=Theme.objects.get(pk=time.pk), by=interviewer)
    assert coded() == {"Time": {"We meet.", "We wait."}, "Pace": {"We wait.", "We pay.", "We ask."}}


def test_a_passage_taken_from_the_whole_does_not_come_back(two, note, interviewer):
    time, pace = two
    codebook.merge(theme=time, into=pace, by=interviewer)
    coding.uncode(excerpt=note.excerpts.first(), theme=pace, by=interviewer)
    assert Excerpt.objects.count() == 2
    codebook.restore(theme=Theme.objects.get(pk=time.pk), by=interviewer)
    assert coded() == {"Time": {"We wait."}, "Pace": {"We wait.", "We pay."}}


def test_themes_merged_one_into_the_next_are_separated_in_turn(two, programme, interviewer):
    time, pace = two
    before = coded()
    all_ = codes.theme(programme, "All")
    codebook.merge(theme=time, into=pace, by=interviewer)
    codebook.merge(theme=Theme.objects.get(pk=pace.pk), into=all_, by=interviewer)
    assert coded() == {"All": {"We meet.", "We wait.", "We pay."}}
    with pytest.raises(codebook.NotPossible, match="Restore that one first"):
        codebook.restore(theme=Theme.objects.get(pk=time.pk), by=interviewer)
    for theme in (pace, time):
        codebook.restore(theme=Theme.objects.get(pk=theme.pk), by=interviewer)
    assert coded() == before


def test_a_theme_is_not_merged_into_itself_nor_into_a_withdrawn_one(two, interviewer):
    time, pace = two
    with pytest.raises(codebook.NotPossible):
        codebook.merge(theme=time, into=time, by=interviewer)
    records.withdraw(pace, by=interviewer)
    with pytest.raises(codebook.NotPossible):
        codebook.merge(theme=time, into=pace, by=interviewer)


def test_a_merge_is_told_in_the_history_of_both(two, interviewer):
    time, pace = two
    codebook.merge(theme=time, into=pace, by=interviewer)
    assert [entry.what for entry in history(time)] == ["Merged. Merged into: nothing → Pace"]
    assert [entry.what for entry in history(pace)] == ["Took in another theme. Merged: nothing → Time"]


def test_passages_split_off_move_and_the_rest_stays(two, note, interviewer):
    _, pace = two
    moving = Excerpt.objects.filter(codings__theme=pace, start=0) | Excerpt.objects.filter(codings__theme=pace, end=25)
    other = codebook.split(theme=pace, passages=moving, name="Money", kind="barrier", by=interviewer)
    assert other.kind == "barrier"
    assert coded() == {"Time": {"We meet.", "We wait."}, "Pace": {"We wait."}, "Money": {"We pay."}}


def test_passages_split_off_to_a_theme_that_has_them_already_are_there_once(two, interviewer):
    time, pace = two
    codebook.split(theme=pace, passages=pace.excerpts.all(), name="time", kind="issue", by=interviewer)
    assert coded() == {"Time": {"We meet.", "We wait.", "We pay."}}
    assert time.codings.count() == 3


def test_quotes_that_have_not_gone_out_follow_their_passage(two, note, interviewer):
    time, pace = two
    excerpt = time.excerpts.first()
    quote = Quote.objects.create(interview=note.interview, theme=time, excerpt=excerpt, ciphertext=b"x", by=interviewer)
    codebook.merge(theme=time, into=pace, by=interviewer)
    quote.refresh_from_db()
    assert quote.theme == pace
    codebook.restore(theme=Theme.objects.get(pk=time.pk), by=interviewer)
    quote.refresh_from_db()
    assert quote.theme == time


def test_a_quoted_passage_outlives_its_last_theme(two, note, interviewer):
    time, _ = two
    excerpt = time.excerpts.first()
    Quote.objects.create(interview=note.interview, theme=time, excerpt=excerpt, ciphertext=b"x", by=interviewer)
    coding.uncode(excerpt=excerpt, theme=time, by=interviewer)
    assert Excerpt.objects.filter(pk=excerpt.pk).exists()


class NothingIsLost(TestCase):
    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=10),
        st.lists(st.tuples(st.sampled_from(["merge", "split", "withdraw"]), st.integers(0, 2), st.integers(0, 2)),
                 max_size=5),
    )  # fmt: skip
    def test_whatever_is_done_can_be_taken_back_in_turn(self, codings, changes):
        """Every passage keeps a theme throughout, and undoing merges in turn gives back what was before them."""
        programme = ProgrammeFactory()
        by = member(programme, Role.INTERVIEWER)
        talk = talks.held(programme, member(programme).person, by.person, texts=[" ".join(SENTENCES)])
        note = talk.notes.get()
        themes = [codes.theme(programme, name) for name in ("A", "B", "C")]
        for sentence, theme in codings:
            codes.coded(note, SENTENCES[sentence], themes[theme])
        passages = {words_of(each) for each in Excerpt.objects.filter(interview=talk)}
        taken = []
        for change, one, other in changes:
            before = coded()
            theme, into = (Theme.objects.get(pk=themes[each].pk) for each in (one, other))
            if theme == into or theme.withdrawn_at or into.withdrawn_at:
                continue
            if change == "merge":
                codebook.merge(theme=theme, into=into, by=by)
            elif change == "split":
                codebook.split(theme=theme, passages=theme.excerpts.all(), name=into.name, kind="issue", by=by)
                continue
            else:
                records.withdraw(theme, by=by)
            taken.append((theme.pk, before))
        assert {words_of(each) for each in Excerpt.objects.filter(interview=talk)} == passages
        split = any(change == "split" for change, _, _ in changes)
        for key, before in reversed(taken):
            codebook.restore(theme=Theme.objects.get(pk=key), by=by)
            if not split:
                assert coded() == before


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_passage_coded_while_its_theme_is_merged_is_not_lost(programme, note, interviewer):
    time, pace = codes.theme(programme, "Time"), codes.theme(programme, "Pace")
    start = Barrier(2)

    def run(work):
        start.wait()
        work()
        connection.close()

    acts = [
        lambda: codes.coded(note, "We meet.", time),
        lambda: codebook.merge(theme=time, into=pace, by=interviewer),
    ]
    threads = [Thread(target=run, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert coded() == {"Pace": {"We meet."}}


# The pages


def address(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def test_a_theme_is_made_corrected_withdrawn_and_restored(programme, interviewer):
    client = signed_in(interviewer)
    client.post(
        address("codebook-add", programme), {"name": " Being  heard ", "kind": "issue", "description": "Or not."}
    )
    theme = Theme.objects.get(name="Being heard")
    client.post(address("codebook-theme", programme, theme.pk), {"name": "Being heard", "kind": "aspiration"})
    theme.refresh_from_db()
    assert (theme.kind, theme.description) == ("aspiration", "")
    client.post(address("codebook-withdraw", programme, theme.pk))
    assert Theme.objects.standing().count() == 0
    client.post(address("codebook-restore", programme, theme.pk))
    assert Theme.objects.standing().count() == 1


def test_a_second_theme_of_a_name_is_refused_however_it_is_written(programme, interviewer):
    codes.theme(programme, "Being heard")
    answer = signed_in(interviewer).post(address("codebook-add", programme), {"name": "being  HEARD", "kind": "issue"})
    assert "Another theme has this name" in answer.content.decode()
    assert Theme.objects.count() == 1


def test_a_name_that_was_taken_meanwhile_is_not_restored(programme, interviewer):
    first = codes.theme(programme, "Time")
    client = signed_in(interviewer)
    client.post(address("codebook-withdraw", programme, first.pk))
    Theme.objects.create(programme=programme, name="Time")
    answer = client.post(address("codebook-restore", programme, first.pk), follow=True)
    assert "another theme has its name now" in answer.content.decode()
    first.refresh_from_db()
    assert first.withdrawn_at is not None


def test_themes_are_merged_and_separated_on_the_pages(programme, two, interviewer):
    time, pace = two
    client = signed_in(interviewer)
    before = coded()
    page = client.post(address("codebook-merge", programme, time.pk), {"into": pace.pk}, follow=True).content.decode()
    assert "Time is part of Pace." in page
    client.post(address("codebook-restore", programme, time.pk))
    assert coded() == before


def test_only_passages_that_one_may_read_are_split_off(programme, two, interviewer):
    _, pace = two
    closed = talks.held(
        programme, member(programme).person, member(programme, Role.INTERVIEWER).person, texts=["Shut."]
    )
    hidden = codes.coded(closed.notes.get(), "Shut.", pace)
    posted = {"passage": [hidden.pk], "name": "Elsewhere", "kind": "issue"}
    signed_in(interviewer).post(address("codebook-split", programme, pace.pk), posted)
    assert not Theme.objects.filter(name="Elsewhere").exists()
    assert coded()["Pace"] == {"We wait.", "We pay.", "Shut."}


def test_a_theme_of_another_programme_is_not_there_and_cannot_be_merged_into(programme, two, interviewer):
    theirs = codes.theme(ProgrammeFactory(), "Theirs")
    client = signed_in(interviewer)
    assert client.get(address("codebook-theme", programme, theirs.pk)).status_code == 404
    assert client.post(address("codebook-merge", programme, theirs.pk), {}).status_code == 404
    client.post(address("codebook-merge", programme, two[0].pk), {"into": theirs.pk})
    assert Theme.objects.filter(merged_into__isnull=False).count() == 0
