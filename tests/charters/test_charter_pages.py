"""The pages of the charter: what each reader sees and may do, conflicts that lose nothing, and how often they ask."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from charters.models import Comment, Commitment, Proposal
from charters.services import charter as services
from charters.services import reviews, rounds
from charters.services.charter import adopt, charter_of
from charters.services.proposals import comment, reword
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent
from programmes.services import records
from tests.charters import agreed, pulses
from tests.charters.lines import write
from tests.charters.words import REASON, about, address, proposed, typed
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops import gathering
from workshops.models import Event
from workshops.services import clusters

pytestmark = pytest.mark.django_db

DAY = FactDate(date(2022, 1, 14))
GROUND = ("diagnostics.theme:3@1", "We agree in the room and undo it in the corridor")
GATHERED = ("workshops.cluster:7", "Say it here (Second workshop)")


@pytest.fixture
def leader(programme):
    return member(programme, name="Amina Khan")


def _page(user, name, programme, **kwargs):
    return signed_in(user).get(address(name, programme, **kwargs)).content.decode()


def test_the_page_shows_the_rule_behaviours_what_is_answered_and_what_is_proposed(programme, facilitator, leader):
    charter = charter_of(programme)
    line = services.write(
        charter=charter, section=charter.sections.get(key="ways"), text="We meet every month",
        behaviours="Comes in person", grounds=[GROUND, GATHERED], by=facilitator,
    )  # fmt: skip
    made, removal = about(line, leader, text="We meet every week"), about(line, leader, kind="remove")
    page = _page(leader, "charter", programme)
    for said in (
        "How we agree",
        "We meet every month",
        "Comes in person",
        GROUND[1],
        "We meet every week",
        "Do without it",
    ):
        assert said in page
    for proposal in (made, removal):
        assert address("proposal", programme, proposal=proposal.pk) in page
    assert "/themes/published/1/#theme-3" in page
    assert reverse("origin", kwargs={"programme": programme.pk, "key": GATHERED[0]}) in page


def test_a_change_that_is_not_in_force_is_marked_and_told_word_by_word(programme, facilitator):
    charter = charter_of(programme)
    line, gone = write(charter, "ways", "We meet every month"), write(charter, "ways", "We write less")
    adopt(charter=charter, adopted_on=DAY, by=facilitator)
    services.edit(
        commitment=line, section=line.section, text="We meet every week", behaviours="", seen_revision=1, by=facilitator
    )
    records.withdraw(gone, by=facilitator)
    page = _page(facilitator, "charter", programme)
    assert page.count("Changed, not in force yet") == 1
    assert '<del class="app-diff__gone"><span class="nhsuk-u-visually-hidden">(taken out: </span>month' in page
    assert '<ins class="app-diff__new"><span class="nhsuk-u-visually-hidden">(put in: </span>week' in page
    assert "Taken out since version 1" in page


def test_once_a_version_is_in_force_leaders_read_what_stands_and_no_empty_sections(programme, facilitator, leader):
    charter = charter_of(programme)
    write(charter, "ways", "We meet every month")

    def empty():
        pages = (_page(user, "charter", programme) for user in (leader, facilitator))
        return [page.count("Nothing stands here yet.") for page in pages]

    assert empty() == [6, 6]
    adopt(charter=charter, adopted_on=DAY, by=facilitator)
    assert empty() == [0, 6]
    assert "Propose a commitment for another section" in _page(leader, "charter", programme)


@pytest.mark.parametrize(
    ("role", "offers"),
    [
        (Role.FACILITATOR, {"Edit the sections", "Propose a commitment", "Add a commitment"}),
        (Role.PARTICIPANT, {"Propose a commitment"}),
        (Role.INTERVIEWER, set()),
    ],
)
def test_each_is_offered_what_is_theirs(programme, role, offers):
    write(programme, "ways", "We meet every month")
    page = _page(member(programme, role), "charter", programme)
    assert {
        each for each in ("Edit the sections", "Propose a commitment", "Add a commitment") if each in page
    } == offers


def test_the_version_says_how_it_was_agreed_and_what_changed(programme, facilitator, leader):
    charter = charter_of(programme)
    line = write(charter, "ways", "We meet every month")
    adopt(charter=charter, adopted_on=DAY, by=facilitator)
    services.apply(about(line, leader, text="We meet every week", behaviours="Comes in person"), facilitator)
    people = [{"name": "Amina Khan", "post": "Chief Executive"}, {"name": "David Hughes", "post": ""}]
    version = services.freeze(charter=charter, adopted_on=DAY, took_part=people, by=facilitator)
    page = _page(leader, "version", programme, version=version.pk)
    for said in (
        "What changed since version 1", "2 people took part in agreeing it", "Amina Khan, Chief Executive",
        "</span>week", "</span>Comes in person", version.sha256,
    ):  # fmt: skip
        assert said in page


def test_a_leader_proposes_through_the_form(programme, leader):
    section = charter_of(programme).sections.get(key="ways")
    data = {
        "section": section.pk,
        "text": "We meet\r\nevery week",
        "behaviours": "Comes in person\r\n",
        "reason": REASON,
    }
    answer = signed_in(leader).post(address("proposal-add", programme), data)
    made = Proposal.objects.get()
    assert answer.url == address("proposal", programme, proposal=made.pk)
    assert (made.text, made.behaviours, made.section) == ("We meet every week", "Comes in person", section)


def test_what_is_missing_or_too_long_is_said_and_the_words_stay(programme, leader):
    section = charter_of(programme).sections.get(key="ways")
    data = {"section": section.pk, "text": "We meet every week", "behaviours": f"Short\n{'long ' * 70}", "reason": ""}
    page = signed_in(leader).post(address("proposal-add", programme), data).content.decode()
    assert ("There is a problem" in page, "Behaviour 2 is longer than 300 letters" in page) == (True, True)
    assert (typed(page, "text"), Proposal.objects.count()) == ("We meet every week", 0)


def test_another_programmes_section_or_evidence_cannot_be_chosen(programme, leader):
    foreign = charter_of(ProgrammeFactory()).sections.get(key="ways")
    data = {"section": foreign.pk, "text": "x", "reason": "y", "answers": ["diagnostics.release:1"]}
    page = signed_in(leader).post(address("proposal-add", programme), data).content.decode()
    assert (page.count('nhsuk-error-message" id='), Proposal.objects.count()) == (1, 0)
    assert "There is a problem" in page


def test_what_it_answers_is_folded_and_what_reads_alike_says_its_day(programme, leader, facilitator):
    for day in (9, 10):
        event = gathering.meeting(programme)
        Event.objects.filter(pk=event.pk).update(starts_on=date(2021, 11, day))
        clusters.make(exercise=gathering.on_paper(event, ["Beds"], facilitator), name="Beds", by=facilitator)
    page = BeautifulSoup(signed_in(leader).get(address("proposal-add", programme)).content, "html.parser")
    fold = page.select_one("form details")
    assert fold.select_one("summary").get_text() == "Choose what it answers"
    assert (fold.has_attr("open"), [each.get_text().strip() for each in fold.select("label")]) == (
        False,
        ["9 November 2021: Beds (First workshop)", "10 November 2021: Beds (First workshop)"],
    )


def test_a_conflict_gives_back_the_words_beside_those_saved_meanwhile(programme, leader, facilitator):
    made = proposed(programme, leader, behaviours="Asks first")
    reword(
        proposal=made, text="We decide once", behaviours="Asks first", reason=REASON, seen_revision=1, by=facilitator
    )
    client, url = signed_in(leader), address("proposal-reword", programme, proposal=made.pk)
    mine = {"text": "We decide in public", "behaviours": "Asks first\nThanks", "reason": "Because", "revision": 1}
    answer = client.post(url, mine)
    page = answer.content.decode()
    assert (answer.status_code, typed(page, "revision")) == (409, "2")
    assert [typed(page, name) for name in ("text", "behaviours", "reason")] == [
        "We decide in public", "Asks first\nThanks", "Because",
    ]  # fmt: skip
    assert "We decide once" in page
    assert "</span>in public<" in page
    made.refresh_from_db()
    assert made.text == "We decide once"
    assert client.post(url, mine | {"revision": 2}).status_code == 302
    made.refresh_from_db()
    assert (made.text, made.revision) == ("We decide in public", 3)


def test_words_sent_into_a_round_come_back_in_the_form(programme, leader):
    made = proposed(programme, leader)
    Proposal.objects.update(state=Proposal.State.IN_ROUND)
    mine = {"text": "We decide in public", "behaviours": "", "reason": "Because", "revision": 1}
    answer = signed_in(leader).post(address("proposal-reword", programme, proposal=made.pk), mine)
    page = answer.content.decode()
    assert (answer.status_code, typed(page, "text")) == (409, "We decide in public")
    assert "The group is deciding about these words." in page


def test_a_commitment_saved_over_a_newer_one_is_offered_back(programme, facilitator):
    other, line = member(programme, Role.FACILITATOR), write(programme, "ways", "We meet every month")
    url = address("commitment", programme, commitment=line.pk)
    theirs = {"section": line.section.pk, "text": "We meet every week", "behaviours": "", "revision": 1}
    assert signed_in(other).post(url, theirs).status_code == 302
    answer = signed_in(facilitator).post(url, theirs | {"text": "We meet on Mondays", "behaviours": "Is on time"})
    page = answer.content.decode()
    assert (answer.status_code, typed(page, "text"), typed(page, "behaviours"), typed(page, "revision")) == (
        409, "We meet on Mondays", "Is on time", "2",
    )  # fmt: skip
    assert "We meet every week" in page
    assert Commitment.objects.get().text == "We meet every week"


def test_a_form_without_its_revision_overwrites_nothing(programme, facilitator):
    line = write(programme, "ways", "We meet every month")
    said = {"section": line.section.pk, "text": "We meet every week", "behaviours": ""}
    assert signed_in(facilitator).post(address("commitment", programme, commitment=line.pk), said).status_code == 409
    assert Commitment.objects.get().text == "We meet every month"


def test_a_commitment_that_changed_while_one_proposed_is_shown_with_ones_words(programme, leader, facilitator):
    line = write(programme, "ways", "We meet every month")
    services.edit(
        commitment=line, section=line.section, text="We meet every week", behaviours="", seen_revision=1, by=facilitator
    )
    url = address("proposal-change", programme, commitment=line.pk)
    mine = {"text": "We meet every month in person", "behaviours": "", "reason": REASON, "seen": 1}
    answer = signed_in(leader).post(url, mine)
    page = answer.content.decode()
    assert (answer.status_code, typed(page, "text"), typed(page, "seen")) == (409, mine["text"], "2")
    assert ("We meet every week" in page, Proposal.objects.count()) == (True, 0)
    assert signed_in(leader).post(url, mine | {"seen": 2}).status_code == 302


def test_the_page_of_a_proposal_says_what_moved_and_what_others_say(programme, leader, facilitator):
    line = write(programme, "ways", "We meet every month")
    made = about(line, leader, text="We meet every week", grounds=[GROUND])
    comment(proposal=made, text="<b>Once</b> is enough.", by=facilitator)
    services.edit(
        commitment=line, section=line.section, text="We meet each month", behaviours="", seen_revision=1, by=facilitator
    )
    page = _page(leader, "proposal", programme, proposal=made.pk)
    for said in (
        "Amina Khan proposes a change",
        "The commitment itself has changed since",
        "&lt;b&gt;Once&lt;/b&gt;",
        GROUND[1],
    ):
        assert said in page


def test_what_is_agreed_is_read_as_plain_words_with_the_difference_one_step_away(programme, facilitator, leader):
    kept, gone = write(programme, "ways", "We meet every month"), write(programme, "ways", "We write less")
    made = [
        proposed(programme, leader, text="We decide together", behaviours="Asks first"),
        about(kept, leader, text="We meet every week"),
        about(gone, leader, kind="remove"),
    ]
    one = agreed.opened(programme, facilitator, *made)
    agreed.take(one, leader)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    listed = _page(leader, "proposals", programme)
    assert (listed.count("Agreed in round 1"), "<ins" in listed, "<del" in listed) == (3, False, False)
    assert [
        text for text in ("We decide together", "We meet every week", "We write less") if f'line">{text}</p>' in listed
    ] == ["We decide together", "We meet every week", "We write less"]
    pages = [_page(leader, "proposal", programme, proposal=each.pk) for each in made]
    assert [page.count("Agreed in round 1") for page in pages] == [1, 1, 1]
    assert ["<ins" in page for page in pages] == [False, True, False]
    assert "Amina Khan proposed a change" in pages[1]
    assert "<ins" not in pages[1].partition("What it changed")[0]
    assert ("<li>Asks first</li>" in pages[0], "It was agreed to do without this" in pages[2]) == (True, True)


def test_a_commitment_withdrawn_twice_was_withdrawn_once(programme, facilitator):
    line, client = write(programme, "ways", "We meet every month"), signed_in(facilitator)
    for _ in range(2):
        client.post(address("commitment-withdraw", programme, commitment=line.pk))
    assert AuditEvent.objects.about(line.key).filter(verb="withdrew").count() == 1


def test_comments_are_said_and_taken_back_by_who_said_them(programme, leader):
    made, other = proposed(programme, leader), member(programme)
    url = address("proposal-comment", programme, proposal=made.pk)
    assert "There is a problem" in signed_in(leader).post(url, {"text": " "}).content.decode()
    signed_in(leader).post(url, {"text": "It says what we mean."})
    said = Comment.objects.get()
    undo = address("proposal-comment-withdraw", programme, proposal=made.pk, comment=said.pk)
    assert signed_in(other).post(undo).status_code == 403
    assert signed_in(leader).post(undo).status_code == 302
    assert "It says what we mean." not in _page(other, "proposal", programme, proposal=made.pk)


def test_a_comment_is_not_found_under_another_proposal(programme, leader):
    first, second = proposed(programme, leader), proposed(programme, leader, text="We write less")
    said = comment(proposal=first, text="Yes.", by=leader)
    wrong = address("proposal-comment-withdraw", programme, proposal=second.pk, comment=said.pk)
    assert signed_in(leader).post(wrong).status_code == 404


def _queries(user, *urls):
    client = signed_in(user)
    with CaptureQueriesContext(connection) as captured:
        for url in urls:
            client.get(url)
    return len(captured)


def test_the_charter_asks_as_often_for_one_as_for_three(programme, facilitator):
    charter, asked = charter_of(programme), {}
    adopted = write(charter, "purpose", "We lead as one")
    adopt(charter=charter, adopted_on=DAY, by=facilitator)
    for count in range(1, 4):
        line = services.write(
            charter=charter, section=charter.sections.get(key="ways"), text=f"We meet {count}",
            behaviours="Comes\nStays", grounds=[GROUND], by=facilitator,
        )  # fmt: skip
        about(line, member(programme), text=f"We meet again {count}")
        proposed(programme, member(programme), text=f"We decide {count}")
        about(adopted, member(programme), kind="remove")
        asked[count] = _queries(facilitator, address("charter", programme))
    assert asked[1] == asked[3] <= 15


def test_a_round_and_a_trend_on_the_page_cost_as_much_for_one_as_for_three(programme, facilitator):
    charter, users = charter_of(programme), agreed.leaders(programme, 12)
    line = services.write(
        charter=charter, section=charter.sections.get(key="ways"), text="We meet", behaviours="Comes", by=facilitator
    )
    version = adopt(charter=charter, adopted_on=DAY, by=facilitator)
    first = reviews.add(charter=charter, due_on=pulses.SOON, by=facilitator)
    pulses.sent(first, facilitator)
    pulses.answered(first, facilitator)
    pulses.next_pulse(version, facilitator, ours=2)
    asked = {}
    for count in (1, 3):
        made = [proposed(programme, facilitator, text=f"We decide {count} {each}") for each in range(count)]
        one = agreed.opened(programme, facilitator, *made)
        about(line, facilitator, text=f"We meet again {count}")
        asked[count] = [_queries(user, address("charter", programme)) for user in (users[0], facilitator)]
        rounds.close(round=one, at=timezone.now(), by=facilitator)
    page = _page(users[0], "charter", programme)
    assert "How well do we live this?" in page
    assert asked[1] == asked[3]
    assert max(asked[3]) <= 15


def test_proposals_ask_as_often_for_one_as_for_three(programme, leader):
    made, asked = proposed(programme, leader, grounds=[GROUND]), {}
    for count in range(1, 4):
        author = member(programme)
        comment(proposal=made, text=f"Yes {count}", by=author)
        proposed(programme, author, text=f"We decide {count}")
        made = reword(
            proposal=made, text=f"We {count}", behaviours="", reason=REASON, seen_revision=made.revision, by=author
        )
        pages = [address("proposals", programme), address("proposal", programme, proposal=made.pk)]
        asked[count] = [_queries(leader, page) for page in pages]
    assert asked[1] == asked[3]
    assert max(asked[3]) <= 15
