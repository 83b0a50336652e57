"""What came of coding is counted over the conversations that are open to the reader, and over no other."""

from datetime import date

import pytest
from django.urls import reverse

from diagnostics.selectors import themes as reads
from programmes.access import Role
from programmes.models import AuditEvent, Membership, Sector
from tests.diagnostics import codes, talks
from tests.factories import OrganisationFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

CANARY = "Zwartbont"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER)


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def converse(programme, interviewer):
    """A function that holds a conversation with a leader of a sector: (day, sector, {words: themes})."""

    def hold(day, sector, said, *, readers=(), by=None):
        leader = member(programme)
        if sector:
            post = PostFactory(organisation=OrganisationFactory(system=programme.system, sector=sector))
            Membership.objects.filter(person=leader.person).update(post=post)
        text = " ".join(said) or "Nothing much."
        held_on = date(2021, 10, day)
        talk = talks.held(
            programme, leader.person, (by or interviewer).person, texts=[text], readers=readers, held_on=held_on
        )
        for words, themes in said.items():
            codes.coded(talk.notes.get(), words, *(codes.theme(programme, name) for name in themes))
        return talk

    return hold


def address(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def counts(programme, user):
    return {
        row.theme.name: (row.conversations, row.passages)
        for _, rows in reads.codebook(programme, user).kinds
        for row in rows
    }


def test_a_conversation_backs_a_theme_once_however_often_it_speaks_of_it(programme, converse, interviewer):
    converse(4, None, {"We wait.": ["Time"], "We hurry.": ["Time", "Pace"]})
    converse(5, None, {"No time.": ["Time"]})
    converse(6, None, {})
    found = reads.codebook(programme, interviewer)
    assert counts(programme, interviewer) == {"Time": (2, 3), "Pace": (1, 1)}
    assert (found.open_to_you, found.coded) == (3, 2)


def test_themes_by_sector(programme, converse, interviewer):
    converse(4, Sector.HOSPITAL, {"We wait.": ["Time"]})
    converse(5, Sector.COUNCIL, {"We wait.": ["Time"], "We pay.": ["Money"]})
    converse(6, Sector.HOSPITAL, {"We pay.": ["Money"]})
    converse(7, None, {"We pay.": ["Money"]})
    found = reads.analysis(programme, interviewer)
    assert found.sectors == (("Hospital", 2), ("Council or social care", 1), (reads.NO_SECTOR, 1))
    assert [(row.theme.name, row.counts, row.all) for _, rows in found.kinds for row in rows] == [
        ("Money", (1, 1, 1), 3),
        ("Time", (1, 1, 0), 2),
    ]


def test_new_themes_are_counted_in_the_order_held(programme, converse, interviewer):
    converse(6, None, {"We wait.": ["Time"], "We pay.": ["Money"]})
    converse(4, None, {"We pay.": ["Money", "Trust"]})
    converse(5, None, {})
    converse(8, None, {"We trust.": ["Trust"]})
    found = reads.analysis(programme, interviewer)
    assert (found.held, found.new) == ((date(2021, 10, 4), date(2021, 10, 6), date(2021, 10, 8)), (2, 1, 0))
    assert (found.open_to_you, found.coded) == (4, 3)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ((), "No conversation has been coded yet"),
        ((3,), "The last conversation still brought three new themes"),
        ((3, 1), "The last conversation still brought one new theme"),
        ((3, 0), "The last conversation brought no new theme"),
        ((3, 0, 0, 0, 0, 0, 0), "No new theme in the last six conversations"),
        ((3, *[0] * 13), "No new theme in the last 13 conversations"),
    ],
)
def test_the_title_says_what_the_curve_says(new, message):
    assert reads.saturation_message(new) == message


def test_withdrawn_themes_count_nowhere(programme, converse, interviewer):
    converse(4, None, {"We wait.": ["Time"]})
    client = signed_in(interviewer)
    client.post(address("codebook-withdraw", programme, codes.theme(programme, "Time").pk))
    assert counts(programme, interviewer) == {}
    assert reads.analysis(programme, interviewer).new == ()


# Who may read what


@pytest.fixture
def closed(programme, converse, facilitator):
    """One conversation open to the facilitator, one not; both speak of the same theme, the closed one of another."""
    converse(4, Sector.HOSPITAL, {"We wait.": ["Time"]}, readers=[facilitator.person])
    return converse(5, Sector.COUNCIL, {f"{CANARY} waits.": ["Time"], f"{CANARY} pays.": ["Money"]})


def test_who_is_not_named_sees_neither_passage_nor_count(programme, closed, facilitator, interviewer):
    assert counts(programme, facilitator) == {"Time": (1, 1), "Money": (0, 0)}
    assert counts(programme, interviewer) == {"Time": (2, 2), "Money": (1, 1)}
    time = codes.theme(programme, "Time")
    assert [each.interview.pk for each in reads.conversations_of(time, facilitator)] != [closed.pk]
    found = reads.analysis(programme, facilitator)
    assert (found.sectors, found.new, found.open_to_you) == ((("Hospital", 1),), (1,), 1)


def test_no_page_shows_a_word_of_a_closed_conversation(programme, closed, facilitator):
    client = signed_in(facilitator)
    time = codes.theme(programme, "Time").pk
    money = codes.theme(programme, "Money").pk
    pages = [("codebook",), ("themes",), ("theme", time), ("theme", money), ("codebook-theme", time)]
    bodies = [client.get(address(name, programme, *args)).content.decode() for name, *args in pages]
    assert [CANARY in body or "Council or social care" in body for body in bodies] == [False] * len(pages)
    assert "heard in 1 of 1 conversation" in bodies[2]
    assert "heard in 0 of 1 conversation" in bodies[3]


def test_a_reader_who_was_taken_off_again_sees_nothing_more(programme, closed, facilitator):
    client = signed_in(facilitator)
    assert "We wait." in client.get(address("theme", programme, codes.theme(programme, "Time").pk)).content.decode()
    facilitator_reads = closed.programme.interviews.order_by("held_on").first().readers.get(person=facilitator.person)
    facilitator_reads.ended_at = facilitator_reads.named_at
    facilitator_reads.save()
    page = client.get(address("theme", programme, codes.theme(programme, "Time").pk)).content.decode()
    assert "We wait." not in page
    assert counts(programme, facilitator) == {"Time": (0, 0), "Money": (0, 0)}


def test_opening_a_theme_is_noted_for_each_leader_whose_words_it_shows(programme, closed, facilitator):
    signed_in(facilitator).get(address("theme", programme, codes.theme(programme, "Time").pk))
    opened = AuditEvent.objects.filter(verb="opened", summary="Passages of a theme")
    open_one = programme.interviews.exclude(pk=closed.pk).get()
    assert list(opened.values_list("record", flat=True)) == [open_one.key]


@pytest.mark.parametrize("name", ["theme", "coding-next", "codebook", "themes"])
def test_an_e_mailed_code_alone_opens_nothing(name, programme, closed, interviewer):
    args = [codes.theme(programme, "Time").pk] if name == "theme" else []
    answer = signed_in(interviewer, by="code").get(address(name, programme, *args))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("codebook", 7), ("themes", 8), ("theme", 11)])
def test_pages_ask_as_much_however_much_there_is(
    name, queries, number, programme, converse, interviewer, django_assert_num_queries
):
    for day in range(1, number + 1):
        converse(day, Sector.HOSPITAL, {"We wait.": ["Time", f"Theme {day}"], f"Word {day}.": ["Time"]})
    client = signed_in(interviewer)
    args = [codes.theme(programme, "Time").pk] if name == "theme" else []
    client.get(address(name, programme, *args))
    with django_assert_num_queries(queries):
        client.get(address(name, programme, *args))
