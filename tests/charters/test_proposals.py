"""Proposals: made, reworded by several, kept word for word, and written into the charter once they are agreed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from charters.models import Behaviour, Commitment, Proposal, Revision
from charters.selectors.proposals import groups, proposal_shown, with_everything
from charters.services import charter as services
from charters.services.charter import Conflict, NotFree, apply, as_it_stands, charter_of, edit, freeze
from charters.services.proposals import comment, propose, reword, withdraw
from programmes.dates import FactDate
from programmes.models import AuditEvent
from programmes.services import records
from tests.charters.lines import write
from tests.charters.words import REASON, about, proposed
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

DAY = FactDate(date(2022, 1, 14))
THEME = ("diagnostics.theme:3@1", "We agree in the room and undo it in the corridor")
CLUSTER = ("workshops.cluster:7", "Say it in the room")


@pytest.fixture
def leader(programme):
    return member(programme)


def _words(proposal, **changes):
    kept = {"text": proposal.text, "behaviours": proposal.behaviours, "reason": proposal.reason}
    return kept | changes


def _reworded(proposal, by, seen=None, **changes):
    seen = proposal.revision if seen is None else seen
    return reword(proposal=proposal, by=by, seen_revision=seen, **_words(proposal, **changes))


def test_a_proposal_keeps_its_words_its_grounds_and_whose_it_is(programme, leader):
    made = proposed(programme, leader, behaviours=" Asks first \n\nAsks first\nNames who decides", grounds=[THEME])
    assert (made.text, made.behaviours, made.state) == ("We decide together", "Asks first\nNames who decides", "open")
    assert (made.member, made.by, made.before) == (leader.person.memberships.get(), leader, "")
    assert list(made.grounds.values_list("record", "label")) == [THEME]
    said = [("We decide together", "Asks first\nNames who decides", REASON, leader.pk)]
    assert list(made.revisions.values_list("text", "behaviours", "reason", "by")) == said
    assert list(AuditEvent.objects.about(made.key).values_list("verb", flat=True)) == ["added"]


def test_a_proposal_to_change_keeps_what_it_changes_and_one_to_remove_has_no_words(programme, leader, facilitator):
    line = services.write(
        charter=charter_of(programme), section=charter_of(programme).sections.get(key="ways"),
        text="We meet every month", behaviours="Comes in person", by=facilitator,
    )  # fmt: skip
    change = about(line, leader, text="We meet every week", behaviours="Comes in person")
    removal = about(line, leader, kind="remove", text="these words are not taken")
    assert (change.before, change.behaviours_before, change.section.key) == (
        "We meet every month", "Comes in person", "ways",
    )  # fmt: skip
    assert (removal.text, removal.behaviours, removal.before) == ("", "", "We meet every month")


def test_each_wording_is_kept_and_saving_the_same_twice_changes_nothing(programme, leader, facilitator):
    made = proposed(programme, leader)
    first = _reworded(made, facilitator, text="We decide together, once")
    again = _reworded(made, facilitator, text="We decide together, once")
    assert (first.revision, again.revision) == (2, 2)
    assert list(made.revisions.values_list("number", "text", "by")) == [
        (1, "We decide together", leader.pk),
        (2, "We decide together, once", facilitator.pk),
    ]


def test_words_that_were_not_seen_are_not_overwritten(programme, leader, facilitator):
    made = proposed(programme, leader)
    _reworded(made, facilitator, text="We decide together, once")
    with pytest.raises(Conflict) as raised:
        _reworded(made, leader, seen=1, text="We decide together, in public")
    assert raised.value.current.text == "We decide together, once"
    assert Revision.objects.count() == 2
    settled = _reworded(raised.value.current, leader, seen=2, text="We decide together, once, in public")
    assert (settled.revision, settled.text) == (3, "We decide together, once, in public")


def test_what_it_answers_is_guarded_like_its_words(programme, leader, facilitator):
    made = proposed(programme, leader, grounds=[THEME])
    reword(proposal=made, seen_revision=1, grounds=[CLUSTER], by=facilitator, **_words(made))
    with pytest.raises(Conflict):
        reword(proposal=made, seen_revision=1, grounds=[THEME, CLUSTER], by=leader, **_words(made))
    assert list(made.grounds.values_list("record", flat=True)) == [CLUSTER[0]]
    kept = AuditEvent.objects.about(made.key).get(verb="reworded").changes
    assert kept == {"grounds": [THEME[1], CLUSTER[1]]}


@pytest.mark.parametrize("state", [Proposal.State.IN_ROUND, Proposal.State.AGREED])
def test_words_in_a_round_or_agreed_stay_as_they_are(programme, leader, state):
    made = proposed(programme, leader)
    Proposal.objects.update(state=state)
    with pytest.raises(NotFree):
        _reworded(made, leader, text="Other words")
    with pytest.raises(NotFree):
        withdraw(proposal=made, by=leader)
    made.refresh_from_db()
    assert (made.text, made.revision, made.withdrawn_at) == ("We decide together", 1, None)


def test_a_withdrawn_proposal_is_not_reworded_and_a_withdrawn_commitment_not_changed(programme, leader, facilitator):
    made = proposed(programme, leader)
    withdraw(proposal=made, by=leader)
    with pytest.raises(NotFree):
        _reworded(made, leader, text="Other words")
    line = write(programme, "ways", "We meet every month")
    records.withdraw(line, by=facilitator)
    with pytest.raises(NotFree):
        about(line, leader, text="We meet every week")


def test_who_saw_an_older_commitment_is_shown_the_newer_before_proposing(programme, leader, facilitator):
    line = write(programme, "ways", "We meet every month")
    changed = edit(
        commitment=line, section=line.section, text="We meet monthly", behaviours="", seen_revision=1, by=facilitator
    )
    with pytest.raises(Conflict) as raised:
        about(line, leader, text="We meet every week", seen_commitment=1)
    assert (raised.value.current.text, Proposal.objects.count()) == ("We meet monthly", 0)
    assert about(line, leader, text="We meet every week", seen_commitment=changed.revision).before == "We meet monthly"


def test_a_proposal_says_that_its_commitment_changed_underneath(programme, leader, facilitator):
    line = write(programme, "ways", "We meet every month")
    made = about(line, leader, text="We meet every week")
    edit(
        commitment=line, section=line.section, text="We meet each month", behaviours="", seen_revision=1, by=facilitator
    )

    def moved():
        return proposal_shown(with_everything(Proposal.objects.all()).get(), programme, leader).moved

    assert [(piece.kind, piece.words) for piece in moved().pieces] == [
        ("same", "We meet"), ("gone", "every"), ("new", "each"), ("same", "month"),
    ]  # fmt: skip
    _reworded(made, leader, text="We meet in each week", seen_commitment=1)
    assert moved() is not None
    made.refresh_from_db()
    _reworded(made, leader, text="We meet each week", seen_commitment=2)
    assert moved() is None


def test_what_is_agreed_is_written_into_the_charter_once(programme, leader, facilitator):
    made = proposed(
        programme, leader, behaviours="Asks first\nNames who decides", grounds=[THEME], origin="workshops.cluster:7"
    )
    line = apply(made, facilitator)
    assert apply(made, facilitator) == line
    assert (line.text, line.section.key, line.origin) == ("We decide together", "purpose", made.key)
    assert [each.text for each in line.behaviours.all()] == ["Asks first", "Names who decides"]
    assert list(line.grounds.values_list("record", "label")) == [THEME]
    made.refresh_from_db()
    assert (made.state, made.settled_at is None, made.origin) == ("agreed", False, "workshops.cluster:7")
    assert Commitment.objects.count() == 1


def test_an_agreed_change_keeps_the_behaviours_that_stay(programme, leader, facilitator):
    charter = charter_of(programme)
    line = services.write(
        charter=charter, section=charter.sections.get(key="ways"), text="We meet every month",
        behaviours="Comes in person\nIs on time", grounds=[CLUSTER], by=facilitator,
    )  # fmt: skip
    first = {each.text: each.pk for each in line.behaviours.all()}
    apply(
        about(line, leader, text="We meet every week", behaviours="Stays\nComes in person", grounds=[THEME]),
        facilitator,
    )
    line.refresh_from_db()
    standing = [(each.text, each.pk) for each in Behaviour.objects.standing()]
    assert (line.text, line.revision) == ("We meet every week", 2)
    assert (standing[0][0], standing[1]) == ("Stays", ("Comes in person", first["Comes in person"]))
    assert set(line.grounds.values_list("record", flat=True)) == {CLUSTER[0], THEME[0]}


def test_an_agreed_removal_withdraws_and_an_agreed_change_brings_back(programme, leader, facilitator):
    line = write(programme, "ways", "We meet every month")
    change, removal = about(line, leader, text="We meet every week"), about(line, leader, kind="remove")
    apply(removal, facilitator)
    line.refresh_from_db()
    assert (line.withdrawn_at is None, as_it_stands(charter_of(programme))) == (False, [])
    apply(change, facilitator)
    line.refresh_from_db()
    assert (line.withdrawn_at, line.text) == (None, "We meet every week")


def test_a_version_keeps_what_it_changed_who_took_part_and_behaviours_in_its_hash(programme, leader, facilitator):
    charter, people = charter_of(programme), [{"name": "Amina Khan", "post": "Chief Executive"}]
    line = write(charter, "ways", "We meet every month")
    first = freeze(charter=charter, adopted_on=DAY, by=facilitator)
    apply(about(line, leader, text="We meet every month", behaviours="Comes in person"), facilitator)
    second = freeze(charter=charter, adopted_on=DAY, took_part=people, by=facilitator)
    assert (first.changes, second.took_part, second.number) == ([], people, 2)
    assert second.changes == [
        {
            "section": "Ways of working",
            "kind": "changed",
            "before": {"text": "We meet every month", "behaviours": []},
            "after": {"text": "We meet every month", "behaviours": ["Comes in person"]},
        }
    ]
    assert first.sha256 != second.sha256


def test_the_database_refuses_a_removal_with_words(programme, leader):
    made = about(write(programme, "ways", "We meet every month"), leader, kind="remove")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(text="Words")


def test_the_list_tells_what_is_decided_first_and_counts_what_is_said(programme, leader, facilitator):
    open_one, agreed = proposed(programme, leader), proposed(programme, leader, text="We write less")
    proposed(programme, leader, text="We write first")
    Proposal.objects.filter(pk=open_one.pk).update(reason="Better said")  # where the row lies is no order
    comment(proposal=open_one, text="Yes.", by=facilitator)
    apply(agreed, facilitator)
    Proposal.objects.filter(pk=proposed(programme, leader, text="Now").pk).update(state="in_round")
    withdraw(proposal=proposed(programme, leader, text="Gone"), by=leader)
    found = [
        (group.heading, [(str(row.proposal), row.comments) for row in group.rows])
        for group in groups(Proposal.objects.all())
    ]
    assert found == [
        ("In a round now", [("Now", 0)]),
        ("Open for comments", [("We decide together", 1), ("We write first", 0)]),
        ("Agreed", [("We write less", 0)]),
    ]


def test_a_proposal_outlives_the_part_of_who_made_it(programme, leader):
    made = proposed(programme, leader)
    leader.person.memberships.get().delete()
    made.refresh_from_db()
    assert (made.member, proposal_shown(made, programme, leader).who) == (None, "The facilitator")


def test_a_member_of_another_programme_proposes_without_a_part_here(programme):
    stranger = member(ProgrammeFactory())
    made = propose(
        charter=charter_of(programme), kind="add", section=charter_of(programme).sections.first(), text="x", reason="y",
        by=stranger,
    )  # fmt: skip
    assert made.member is None
