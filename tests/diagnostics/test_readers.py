"""Who reads notes: nobody of whom the leader does not know."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Interview, NotesReader, ProgrammeReader
from diagnostics.selectors import conversations
from diagnostics.services import booking, quote_choices, readers
from programmes.access import Role
from programmes.models import AuditEvent, Notice
from programmes.services import audit
from tests.diagnostics import talks, times
from tests.factories import MembershipFactory, PersonFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

CANARY = "canary-4417"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ivy Asker")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def other(programme):
    return member(programme, Role.INTERVIEWER, name="Otto Other")


@pytest.fixture
def leader(programme):
    return member(programme, name="Lena Lead")


@pytest.fixture
def interview(programme, leader, interviewer):
    return talks.held(programme, leader.person, interviewer.person, texts=[CANARY])


@pytest.fixture
def unregistered(programme, interviewer):
    """A conversation with a leader who has no account."""
    person = PersonFactory(name="No Account")
    MembershipFactory(programme=programme, person=person)
    return talks.held(programme, person, interviewer.person)


def url(name, interview, *more):
    return reverse(f"diagnostics:{name}", args=[interview.programme_id, interview.pk, *more])


def reads(user):
    return Interview.objects.readable_by(user).exists()


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


# Named, and known ------------------------------------------------------------


def test_a_named_reader_reads_once_the_leader_knows(interview, interviewer, other, leader):
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    assert (reads(other), Notice.objects.get().kind) == (False, "reader_named")
    readers.acknowledge(reader=reader, by=leader)
    assert reads(other)
    verbs = AuditEvent.objects.about(interview.key).values_list("verb", flat=True)
    assert list(verbs) == ["named a reader", "knows of a reader"]
    readers.end(reader=reader, by=interviewer)
    assert not reads(other)


def test_a_leader_may_rather_not(interview, interviewer, other, leader):
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    readers.decline(reader=reader, by=leader)
    readers.acknowledge(reader=reader, by=leader)
    assert not reads(other), "an answer stands"


def test_nobody_is_named_twice(interview, interviewer, other):
    readers.name_reader(interview=interview, person=other.person, by=interviewer)
    with pytest.raises(readers.NotNow, match="Otto Other is named already"):
        readers.name_reader(interview=interview, person=other.person, by=interviewer)


def test_handing_over_waits_for_the_leader_and_then_moves_the_notes(interview, interviewer, other, leader):
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer, takes_notes=True)
    interview.refresh_from_db()
    assert interview.interviewer == interviewer.person
    readers.acknowledge(reader=reader, by=leader)
    interview.refresh_from_db()
    assert interview.interviewer == other.person
    takers = interview.readers.standing().filter(takes_notes=True)
    assert [row.person for row in takers] == [other.person]
    first = interview.readers.get(person=interviewer.person)
    readers.end(reader=first, by=other)
    assert (reads(interviewer), reads(other)) == (False, True)


def test_a_reader_whom_the_leader_knows_takes_over_at_once(interview, interviewer, other, leader):
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    readers.acknowledge(reader=reader, by=leader)
    Notice.objects.all().delete()
    readers.name_reader(interview=interview, person=other.person, by=interviewer, takes_notes=True)
    interview.refresh_from_db()
    assert (interview.interviewer, Notice.objects.get().person) == (other.person, leader.person)


def test_one_that_is_still_to_come_is_not_handed_over(programme, interviewer, other, leader):
    (slot,) = times.offer(interviewer, programme)
    booked = booking.book(person=leader.person, slot=slot, by=leader)
    with pytest.raises(readers.NotNow, match="moved to another interviewer's time"):
        readers.name_reader(interview=booked, person=other.person, by=interviewer, takes_notes=True)


def test_whoever_takes_the_notes_is_not_ended(interview, interviewer):
    with pytest.raises(readers.NotNow, match="Hand the conversation over"):
        readers.end(reader=interview.readers.get(), by=interviewer)


def test_only_for_somebody_without_an_account_it_is_written_down(interview, unregistered, interviewer, other):
    asked = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    with pytest.raises(readers.NotNow, match="they say it themselves"):
        readers.tell_of(reader=asked, on=date(2022, 1, 10), by=interviewer)
    assert not reads(other)
    Notice.objects.all().delete()
    told = readers.name_reader(interview=unregistered, person=other.person, by=interviewer)
    assert (Notice.objects.count(), reads(other)) == (0, False)
    readers.tell_of(reader=told, on=date(2022, 1, 10), by=interviewer)
    told.refresh_from_db()
    assert (told.told_by, told.known_at, reads(other)) == (interviewer, times.on(2022, 1, 10, 0), True)


# The pages of those who hold it ------------------------------------------------------------


def test_an_interviewer_who_does_not_read_it_names_nobody(interview, other):
    client = signed_in(other)
    page = client.get(url("conversation", interview))
    assert (page.status_code, CANARY in page.content.decode()) == (200, False)
    waiting = NotesReader.objects.create(interview=interview, person=other.person)
    for name, more in (("reader", ()), ("reader-told", (waiting.pk,)), ("reader-end", (waiting.pk,)), ("quotes", ())):
        assert (
            client.post(url(f"conversation-{name}", interview, *more), {"person": other.person.pk}).status_code == 403
        )
    assert not reads(other)


def test_a_facilitator_names_themselves_and_waits_for_the_leader(interview, facilitator, leader):
    client = signed_in(facilitator)
    client.post(url("conversation-reader", interview), {"person": facilitator.person.pk, "part": "reads"})
    reader = interview.readers.get(person=facilitator.person)
    assert (reader.known_at, reads(facilitator)) == (None, False)
    client.post(url("conversation-reader-told", interview, reader.pk), {"on_day": 1, "on_month": 1, "on_year": 2022})
    assert not reads(facilitator)
    signed_in(leader).post(url("my-conversation-reader", interview, reader.pk), {"answer": "yes"})
    assert reads(facilitator)


def test_only_those_who_hold_conversations_here_can_be_named(interview, interviewer, leader):
    stranger = member(ProgrammeFactory(), Role.INTERVIEWER)
    for person in (stranger.person, leader.person):
        page = signed_in(interviewer).post(
            url("conversation-reader", interview), {"person": person.pk, "part": "reads"}
        )
        assert page.context["form"].errors.keys() == {"person"}
    assert interview.readers.count() == 1


def test_the_programmes_readers_are_the_facilitators_to_name(programme, facilitator, interviewer, other):
    address = reverse("diagnostics:conversation-readers", args=[programme.pk])
    assert signed_in(interviewer).post(address, {"person": other.person.pk}).status_code == 403
    desk = signed_in(facilitator)
    for _ in range(2):
        desk.post(address, {"person": other.person.pk})
    (reader,) = ProgrammeReader.objects.all()
    assert "1 person reads notes beside the interviewer" in text(desk.get(address))
    desk.post(reverse("diagnostics:conversation-readers-withdraw", args=[programme.pk, reader.pk]))
    desk.post(address, {"person": other.person.pk})
    assert ProgrammeReader.objects.standing().count() == 1


# The leader's own page ------------------------------------------------------------


def test_the_leader_reads_who_knows_who_opened_and_answers(interview, interviewer, other, leader):
    audit.write(by=interviewer, verb="opened", record=interview, summary="Notes")
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    client = signed_in(leader)
    page = client.get(url("my-conversation-page", interview))
    assert CANARY not in page.content.decode()
    assert "Somebody else is to read the notes: is that all right?" in text(page)
    (opening,) = page.context["detail"].openings
    assert (opening.who, opening.what) == ("Ivy Asker", "Notes")
    page = client.post(url("my-conversation-reader", interview, reader.pk), {"answer": "no"}, follow=True)
    assert "Noted. The notes stay closed to them." in text(page)
    assert (page.context["detail"].waiting, reads(other)) == ((), False)


def test_a_day_of_openings_is_one_line_with_each_single_time_behind_it(interview, interviewer, leader):
    for page in ("Notes", "Coding", "Coding"):
        audit.write(by=interviewer, verb="opened", record=interview, summary=page)
    shown = signed_in(leader).get(url("my-conversation-page", interview))
    (day,) = shown.context["detail"].opened_by_day
    assert (day.who, day.times, day.pages) == ("Ivy Asker", 3, ("Coding", "Notes"))
    assert text(shown).count("Ivy Asker: Coding") == 2


def test_the_page_asks_for_a_strong_sign_in(interview, leader, other, interviewer):
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    by_code = signed_in(leader, by="code")
    assert by_code.get(url("my-conversation-page", interview)).status_code == 302
    by_code.post(url("my-conversation-reader", interview, reader.pk), {"answer": "yes"})
    by_code.post(url("my-conversation-page", interview), {"choice": "unattributed"})
    interview.refresh_from_db()
    assert (reads(other), interview.quotes) == (False, "")


def test_quotes_are_asked_once_and_stay_the_leaders_to_change(interview, interviewer, leader):
    desk, client = signed_in(interviewer), signed_in(leader)
    desk.post(url("conversation-quotes", interview), {"choice": "first"})
    interview.refresh_from_db()
    assert (interview.quotes, interview.quotes_told_to) == ("first", interviewer)
    assert "Ivy Asker wrote this down as you said it" in text(client.get(url("my-conversation-page", interview)))
    client.post(url("my-conversation-page", interview), {"choice": "none"})
    interview.refresh_from_db()
    assert (interview.quotes, interview.quotes_told_to) == ("none", None)
    desk.post(url("conversation-quotes", interview), {"choice": "unattributed"})
    interview.refresh_from_db()
    assert interview.quotes == "none", "never over the leader's own"


def test_once_something_went_out_only_nothing_more_can_be_said(interview, leader, monkeypatch):
    quote_choices.say(interview=interview, choice=Interview.Quotes.UNATTRIBUTED, by=leader)
    monkeypatch.setattr(quote_choices, "went_out", lambda interview: True)
    with pytest.raises(quote_choices.WentOut):
        quote_choices.say(interview=interview, choice=Interview.Quotes.FIRST, by=leader)
    assert quote_choices.say(interview=interview, choice=Interview.Quotes.NONE, by=leader).quotes == "none"


# The leader's task list ------------------------------------------------------------


def tasks(leader, programme):
    found = conversations.tasks_for(leader.person, [programme], at=timezone.localdate())
    return [task.title for task in found[programme.pk]]


def test_what_the_conversation_asks_of_its_leader(
    programme, interview, interviewer, other, leader, django_assert_num_queries
):
    quoted, waits = "Say whether you may be quoted", "Say whether somebody else may read your notes"
    assert tasks(leader, programme) == [quoted]
    reader = readers.name_reader(interview=interview, person=other.person, by=interviewer)
    with django_assert_num_queries(1):
        assert tasks(leader, programme) == [waits, quoted]
    readers.acknowledge(reader=reader, by=leader)
    quote_choices.say(interview=interview, choice=Interview.Quotes.NONE, by=leader)
    assert tasks(leader, programme) == []
    assert tasks(interviewer, programme) == []


def test_nobody_answers_about_quotes_for_a_leader_without_their_seeing_it(programme, interview, interviewer, leader):
    quote_choices.note_told(interview=interview, choice=Interview.Quotes.UNATTRIBUTED, by=interviewer)
    assert tasks(leader, programme) == ["Look at what was written down about quoting you"]
    signed_in(leader).post(url("my-conversation-page", interview), {"choice": "unattributed"})
    assert tasks(leader, programme) == []


def test_who_does_not_read_the_notes_learns_nothing_about_quotes(interview, interviewer, facilitator, leader):
    quote_choices.say(interview=interview, choice=Interview.Quotes.NONE, by=leader)
    said = "They want nothing quoted"
    pages = [text(signed_in(user).get(url("conversation", interview))) for user in (interviewer, facilitator)]
    assert [said in page for page in pages] == [True, False]
    form = url("conversation-quotes", interview)
    assert [signed_in(user).get(form).status_code for user in (interviewer, facilitator)] == [200, 403]
    assert signed_in(facilitator).post(form, {"choice": "unattributed"}).status_code == 403


def test_a_person_without_openings_is_told_so(interview, leader):
    assert "Nobody yet. Each opening is listed here" in text(
        signed_in(leader).get(url("my-conversation-page", interview))
    )
