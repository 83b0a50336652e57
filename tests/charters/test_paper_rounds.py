"""What a room agreed on paper or by show of hands: who must have been there, and which version comes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from charters.models import CharterVersion, Proposal, Resolution, Round, RoundItem, Stance
from charters.selectors import rounds as selectors
from charters.services import paper_rounds, proposals, rounds
from charters.services.charter import freeze
from charters.services.paper_rounds import Agreed
from hwe_portal.reports.own_data import gather as own_data
from programmes.dates import FactDate
from programmes.models import AuditEvent
from tests.charters import agreed
from tests.charters.agreed import leave, meeting, outcomes
from tests.charters.lines import write
from tests.signing import signed_in
from tests.workshops import gathering
from workshops.models import Attendance, Event
from workshops.services import clusters

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

OUTCOME = RoundItem.Outcome
NOW = timezone.now


def came(event, users, *modes):
    for user, mode in zip(users, modes, strict=True):
        Attendance.objects.create(event=event, membership=user.person.memberships.get(), mode=mode)


def test_what_a_room_agreed_on_paper_is_frozen_for_those_on_the_register(programme, facilitator, charter):
    users, event = agreed.leaders(programme, 9), meeting(programme)
    came(event, users, "in_person", "online", *["in_person"] * 4, "absent", "deputy", "invited")
    first, second = (agreed.proposal(programme, facilitator, text) for text in ("We begin on time", "Later"))
    version = paper_rounds.agreed_in_room(
        charter=charter, event=event, agreed=[Agreed(first, 1, ("On time means when all can see.",))], by=facilitator
    )
    assert (version.event, version.adopted_on) == (event, FactDate(date(2022, 1, 14)))
    assert version.took_part == [{"name": f"Leader {number}", "post": ""} for number in range(1, 7)]
    one = Round.objects.get()
    assert (one.on_paper, one.is_open, one.quorum, version.agreed_in) == (True, False, 6, one)
    assert outcomes(one) == [(OUTCOME.AGREED, 5, 1, 0)]
    assert [each.text for each in Resolution.objects.all()] == ["On time means when all can see."]
    second.refresh_from_db()
    assert (second.state, Stance.objects.count()) == (Proposal.State.OPEN, 0)
    leave(users[0])
    shown = selectors.rule_of(one, at=timezone.localdate())
    assert (shown.asked, shown.left) == (6, 0)  # who left since was there
    page = signed_in(facilitator).get(f"/programmes/{programme.pk}/charter/rounds/{one.pk}/").content.decode()
    assert "6 leaders were in the room and agreed by show of hands." in page
    written = AuditEvent.objects.get(record=one.key)
    assert (written.verb, written.summary) == (
        "entered as agreed in the room",
        "Round 1: 1 proposals, 6 people, Second workshop, 14 January 2022",
    )


def test_paper_is_refused_without_a_register_beside_an_open_round_or_with_impossible_counts(
    programme, facilitator, charter
):
    users, event = agreed.leaders(programme, 1), meeting(programme)
    made, other = (agreed.proposal(programme, facilitator, text) for text in ("One", "Two"))

    def enter(row):
        return paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[row], by=facilitator)

    with pytest.raises(rounds.Refused, match="Nobody is on the register"):
        enter(Agreed(made))
    Attendance.objects.create(event=event, membership=users[0].person.memberships.get(), mode="in_person")
    with pytest.raises(rounds.Refused, match="at most 1 people"):
        enter(Agreed(made, 2))
    agreed.opened(programme, facilitator, other)
    with pytest.raises(rounds.Refused, match="A round is open"):
        enter(Agreed(made))
    assert (Round.objects.count(), CharterVersion.objects.count()) == (1, 0)


def test_a_few_on_the_register_agree_nothing_for_all(programme, facilitator, charter):
    users, event = agreed.leaders(programme, 19), meeting(programme)
    made = agreed.proposal(programme, facilitator)
    came(event, users[:12], *["in_person"] * 12)
    with pytest.raises(rounds.Refused) as refused:
        paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[Agreed(made)], by=facilitator)
    told = "Of the 19 leaders who take part now, 12 were there. At least 13 must agree for all."
    assert str(refused.value).startswith(told)
    page = signed_in(facilitator).get(f"/programmes/{programme.pk}/charter/rounds/in-the-room/?event={event.pk}")
    shown = page.content.decode()
    assert (told in shown, "Complete the register" in shown, "<textarea" in shown) == (True, True, False)
    came(event, users[12:13], "online")
    leave(users[0])  # was there, and counts no more: 12 of 18 are enough
    version = paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[Agreed(made)], by=facilitator)
    assert len(version.took_part) == 13


@pytest.mark.parametrize(
    ("when", "typed", "refused"),
    [
        (date(2022, 1, 14), "day", True),
        (date(2022, 1, 1), "month", False),
        (date(2021, 12, 1), "season", False),
        (date(2021, 12, 1), "month", True),
    ],
)
def test_a_meeting_before_the_last_version_agreed_none_that_follows(
    programme, facilitator, charter, when, typed, refused
):
    users = agreed.leaders(programme, 1)
    event = Event.objects.create(programme=programme, title="Then", starts_on=FactDate(when, typed))
    came(event, users, "in_person")
    write(charter, "purpose", "We lead together")
    freeze(charter=charter, adopted_on=FactDate(date(2022, 1, 15)), by=facilitator)
    made = agreed.proposal(programme, facilitator)
    reason = paper_rounds.too_early(charter, event, at=timezone.localdate())
    assert reason.startswith("Version 1 was adopted 15 January 2022, after this meeting.") == refused
    if refused:
        with pytest.raises(rounds.Refused, match="after this meeting"):
            paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[Agreed(made)], by=facilitator)


def test_a_meeting_agreed_nothing_that_was_proposed_after_it_and_nothing_before_it_is_held(
    programme, facilitator, charter
):
    users, then = agreed.leaders(programme, 1), meeting(programme)
    later = Event.objects.create(programme=programme, title="Later", starts_on=FactDate(date(2022, 2, 1)))
    cluster = clusters.make(
        exercise=gathering.on_paper(later, ["Beds"], facilitator), name="Deciding together", by=facilitator
    )
    ahead = FactDate(timezone.localdate() + timedelta(days=1))
    coming = Event.objects.create(programme=programme, title="Ahead", starts_on=ahead)
    for event in (then, later, coming):
        came(event, users, "in_person")
    theirs = agreed.proposal(programme, users[0], "Proposed today")
    gathered = agreed.proposal(programme, facilitator, "Gathered", origin=cluster.key)

    def enter(event, made):
        return paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[Agreed(made)], by=facilitator)

    for event, made, reason in (
        (then, theirs, f"“Proposed today” was proposed on {timezone.localdate():%-d %B %Y}, after this meeting"),
        (then, gathered, "“Gathered” was proposed on 1 February 2022, after this meeting"),
        (coming, gathered, "This meeting is still to come"),
    ):
        with pytest.raises(rounds.Refused, match=reason):
            enter(event, made)
    assert enter(later, gathered).number == 1


def test_what_was_agreed_on_paper_says_the_day_of_the_meeting_and_when_it_was_entered(programme, facilitator, charter):
    users, event = agreed.leaders(programme, 1), meeting(programme)
    came(event, users, "in_person")
    made = agreed.proposal(programme, facilitator)
    paper_rounds.agreed_in_room(charter=charter, event=event, agreed=[Agreed(made)], by=facilitator)
    client, base = signed_in(facilitator), f"/programmes/{programme.pk}/charter/proposals/"
    today = FactDate(timezone.localdate())
    told = [BeautifulSoup(client.get(where).content, "html.parser").main for where in (base, f"{base}{made.pk}/")]
    listed, page = (" ".join(each.get_text().split()) for each in told)
    assert "Agreed in round 1, 14 January 2022" in listed
    assert f", entered on {today} · 0 comments" in listed
    assert f"· agreed 14 January 2022 · entered on {today}" in page
    Proposal.objects.update(created_at=datetime(2022, 1, 10, 9, tzinfo=UTC))
    assert "entered on" not in client.get(base).content.decode()
    assert "agreed 14 January 2022 · proposed on 10 January 2022" in client.get(f"{base}{made.pk}/").content.decode()
    rows = {one.key: one.rows for one in own_data.gather(users[0].person, programme, at=timezone.now()).sections}
    assert [row[:2] for row in rows["rounds"]] == [("Round 1", "Agreed in the room on 14 January 2022")]
    assert rows["rounds"][0][2].startswith(f"Entered on {today}")


def test_a_room_on_paper_is_entered_through_the_page(programme, facilitator):
    user, event = agreed.leaders(programme, 1)[0], meeting(programme)
    made = agreed.proposal(programme, facilitator)
    client, address = signed_in(facilitator), f"/programmes/{programme.pk}/charter/rounds/in-the-room/"
    assert f"?event={event.pk}" in client.get(address).content.decode()
    assert "Nobody is on the register" in client.get(f"{address}?event={event.pk}").content.decode()
    Attendance.objects.create(event=event, membership=user.person.memberships.get(), mode="in_person")
    none = client.post(f"{address}?event={event.pk}", {f"live_{made.pk}": "0"})
    assert "Tick at least one proposal" in none.content.decode()
    many = client.post(f"{address}?event={event.pk}", {f"agreed_{made.pk}": "on", f"live_{made.pk}": "2"})
    assert "Enter a whole number from 0 to 1" in many.content.decode()
    said = {f"agreed_{made.pk}": "on", f"live_{made.pk}": "", f"resolved_{made.pk}": "First\r\n\r\nSecond"}
    check = client.post(f"{address}?event={event.pk}", said)
    shown = check.content.decode()
    assert "Freeze version 1 for everybody?" in shown
    assert "1 of the 1 leader who takes part now was there." in shown
    assert Round.objects.count() == 0
    typed = dict(check.context["form"].typed())
    changed = client.post(f"{address}?event={event.pk}", typed | {"change": "yes"})
    assert "First\r\n\r\nSecond" in changed.content.decode()
    proposals.reword(
        proposal=made, text="Reworded", behaviours="", reason="So", seen_revision=made.revision, by=facilitator
    )
    stale = client.post(f"{address}?event={event.pk}", typed | {"sure": "yes"})
    assert ("was reworded meanwhile" in stale.content.decode(), Round.objects.count()) == (True, 0)
    typed = dict(client.post(f"{address}?event={event.pk}", said).context["form"].typed())
    assert client.post(f"{address}?event={event.pk}", typed | {"sure": "yes"}).status_code == 302
    assert [each.text for each in Resolution.objects.all()] == ["First", "Second"]
    assert [client.get(f"{address}?event={wrong}").status_code for wrong in ("0", "x", "٣")] == [404, 404, 404]
