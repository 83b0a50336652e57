"""Opening and closing a round: who is asked, when a proposal is agreed, and what is frozen then."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from charters import agreeing
from charters.agreeing import Counts
from charters.models import CharterVersion, Commitment, Proposal, Round, RoundItem, Stance
from charters.selectors import round_pages
from charters.selectors import rounds as selectors
from charters.services import proposals, rounds, stances
from charters.services.charter import charter_of, freeze
from programmes.dates import FactDate
from programmes.models import AuditEvent, Membership
from tests.charters import agreed
from tests.charters.agreed import leave, meeting, outcomes
from tests.charters.lines import write
from tests.factories import AppointmentFactory, OrganisationFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Event, Exercise, Room
from workshops.services import rooms, seats

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

OUTCOME = RoundItem.Outcome
NOW = timezone.now


# The arithmetic ------------------------------------------------------------


def test_two_thirds_are_asked_for_and_the_share_stays_when_people_leave():
    assert [agreeing.usual_quorum(asked) for asked in (0, 1, 2, 3, 4, 19, 20)] == [1, 1, 2, 2, 3, 13, 14]
    assert [agreeing.needed(13, 19, left) for left in (0, 1, 3, 18, 19)] == [13, 13, 11, 1, 1]
    with pytest.raises(ValueError, match="More people left"):
        agreeing.needed(2, 3, 4)


@pytest.mark.parametrize("asked", range(1, 41))
def test_who_leaves_never_makes_it_harder_and_never_asks_for_more_than_there_are(asked):
    for quorum in range(1, asked + 1):
        found = [agreeing.needed(quorum, asked, left) for left in range(asked + 1)]
        assert found[0] == quorum
        assert found == sorted(found, reverse=True)
        assert all(1 <= each <= max(1, asked - left) for left, each in enumerate(found))


def test_too_few_comes_before_a_not_yet_and_nothing_is_outvoted():
    said = {(3, 0, 0): "agreed", (0, 3, 0): "agreed", (99, 0, 1): "not_yet", (1, 0, 1): "too_few", (2, 0, 0): "too_few"}
    assert {counts: agreeing.outcome(Counts(*counts), 3) for counts in said} == said


# Opening ------------------------------------------------------------


def test_a_round_asks_the_leaders_who_take_part_now_and_fixes_the_words(programme, facilitator):
    first, second, _third = agreed.leaders(programme, 3)
    gone = member(programme, ends_on=date(2022, 1, 31))
    one = agreed.opened(programme, facilitator, agreed.proposal(programme, facilitator, behaviours="We ask first"))
    newcomer = member(programme)
    asked = {each.membership.person.user for each in one.members.all()}
    assert asked == {first, second, _third} - {gone, newcomer}
    assert (one.number, one.quorum, one.is_open) == (1, 2, True)
    item = one.items.get()
    assert (item.text, item.behaviours, item.position) == ("We say it in the room", "We ask first", 1)
    assert item.proposal.state == Proposal.State.IN_ROUND
    with pytest.raises(proposals.NotFree):
        proposals.reword(
            proposal=item.proposal, text="Other words", behaviours="", reason="x", seen_revision=1, by=facilitator
        )
    assert AuditEvent.objects.get(record=one.key).summary == "Round 1: 1 proposals, 2 must answer"


def test_a_round_is_refused_where_nobody_could_answer_it_well(programme, facilitator, charter):
    line = write(charter, "behaviours", "We listen")
    with pytest.raises(rounds.Refused, match="nobody to ask"):
        agreed.opened(programme, facilitator)
    agreed.leaders(programme, 3)
    waiting = agreed.proposal(programme, facilitator)
    change = agreed.proposal(programme, facilitator, "We listen first", kind="change", commitment=line)
    remove = agreed.proposal(programme, facilitator, kind="remove", commitment=line)
    withdrawn = agreed.proposal(programme, facilitator, "Never mind")
    proposals.withdraw(proposal=withdrawn, by=facilitator)
    refused = {
        rounds.NOTHING: lambda: rounds.open_round(charter=charter, proposals=[], closes_at=NOW(), by=facilitator),
        rounds.PAST: lambda: agreed.opened(programme, facilitator, waiting, days=-1),
        rounds.TWICE: lambda: agreed.opened(programme, facilitator, change, remove),
        rounds.QUORUM.format(asked=3): lambda: agreed.opened(programme, facilitator, waiting, quorum=4),
        rounds.NOT_FREE.format(proposal="Never mind"): lambda: agreed.opened(programme, facilitator, withdrawn),
    }
    said = []
    for act in refused.values():
        with pytest.raises(rounds.Refused) as error:
            act()
        said.append(str(error.value))
    assert said == list(refused)
    agreed.opened(programme, facilitator, waiting)
    with pytest.raises(rounds.Refused, match="A round is open"):
        agreed.opened(programme, facilitator, change)
    assert Round.objects.count() == 1


# Closing ------------------------------------------------------------


def test_what_all_can_live_with_is_agreed_and_frozen_with_who_took_part(programme, facilitator, charter):
    post = PostFactory(organisation=OrganisationFactory(system=programme.system, name="North Trust"))
    users = agreed.leaders(programme, 4)
    AppointmentFactory(post=post, person=users[0].person)
    Membership.objects.filter(person=users[0].person).update(post=post)
    one = agreed.opened(programme, facilitator, agreed.proposal(programme, facilitator, behaviours="We ask first"))
    agreed.take(one, users[0])
    agreed.take(one, users[1], "live")
    agreed.take(one, users[2])
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert outcomes(one) == [(OUTCOME.AGREED, 2, 1, 0)]
    version = CharterVersion.objects.get()
    assert (version.number, version.agreed_in, version.by) == (1, one, facilitator)
    assert version.adopted_on == FactDate(timezone.localdate())
    assert version.took_part == [
        {"name": "Leader 1", "post": "Chief Executive, North Trust"},
        {"name": "Leader 2", "post": ""},
        {"name": "Leader 3", "post": ""},
    ]
    assert version.sections[0]["commitments"] == ["We say it in the room"]
    assert version.sections[0]["behaviours"] == [["We ask first"]]
    assert one.items.get().proposal.state == Proposal.State.AGREED


def test_what_is_not_agreed_goes_back_with_its_reasons_and_the_rest_is_frozen(programme, facilitator, charter):
    users = agreed.leaders(programme, 3)
    made = [agreed.proposal(programme, facilitator, text) for text in ("Agreed", "Not yet", "Too few")]
    one = agreed.opened(programme, facilitator, *made)
    first, second, third = one.items.all()
    for user in users:
        agreed.take(one, user, item=first)
    agreed.take(one, users[0], "not_yet", item=second, reason="We are not ready")
    agreed.take(one, users[1], "not_yet", item=second, reason="Between us", only_facilitator=True)
    agreed.take(one, users[2], item=third)
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert outcomes(one) == [(OUTCOME.AGREED, 3, 0, 0), (OUTCOME.NOT_YET, 0, 0, 2), (OUTCOME.TOO_FEW, 1, 0, 0)]
    assert list(charter.proposals.order_by("pk").values_list("state", flat=True)) == ["agreed", "open", "open"]
    assert [line.text for line in Commitment.objects.all()] == ["Agreed"]
    page = round_pages.page(Round.objects.get(), users[2], at=NOW())
    told = [[(reason.name, reason.text) for reason in row.reasons] for row in page.rows]
    assert told == [[], [("Leader 1", "We are not ready")], []]
    assert round_pages.said_of(made[1]).reasons[0].text == "We are not ready"


def test_a_round_in_which_nothing_is_agreed_freezes_no_version(programme, facilitator):
    agreed.leaders(programme, 3)
    one = agreed.opened(programme, facilitator)
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert (outcomes(one), CharterVersion.objects.count()) == ([(OUTCOME.TOO_FEW, 0, 0, 0)], 0)


def test_changes_and_removals_are_written_into_the_charter(programme, facilitator, charter):
    kept, gone = write(charter, "behaviours", "We listen"), write(charter, "purpose", "We meet")
    users = agreed.leaders(programme, 3)
    one = agreed.opened(
        programme,
        facilitator,
        agreed.proposal(programme, facilitator, "We listen first", kind="change", commitment=kept),
        agreed.proposal(programme, facilitator, kind="remove", commitment=gone),
    )
    for user in users:
        agreed.take(one, user)
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert [line.text for line in Commitment.objects.standing()] == ["We listen first"]


def test_a_group_may_agree_its_last_commitment_away(programme, facilitator, charter):
    line = write(charter, "purpose", "We meet")
    users = agreed.leaders(programme, 2)
    one = agreed.opened(programme, facilitator, agreed.proposal(programme, facilitator, kind="remove", commitment=line))
    for user in users:
        agreed.take(one, user)
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert (outcomes(one)[0][0], CharterVersion.objects.count()) == (OUTCOME.AGREED, 0)


def test_who_left_counts_neither_among_those_asked_nor_among_those_who_answered(programme, facilitator):
    users = agreed.leaders(programme, 6)
    one = agreed.opened(programme, facilitator)
    assert one.quorum == 4
    agreed.take(one, users[0], "not_yet", reason="I go, and so does this")
    for user in users[1:4]:
        agreed.take(one, user)
    leave(users[0])
    leave(users[5])
    assert "when at least 3 of 4 leaders" in selectors.rule_of(one, at=timezone.localdate()).words
    with pytest.raises(stances.Refused, match="take part no longer"):
        agreed.take(one, users[5])
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert outcomes(one) == [(OUTCOME.AGREED, 3, 0, 0)]
    assert [person["name"] for person in CharterVersion.objects.get().took_part] == ["Leader 2", "Leader 3", "Leader 4"]
    assert not Stance.objects.filter(reason__contains="I go").exists()


def test_a_round_closes_once_and_by_the_clock_when_its_time_is_over(programme, facilitator):
    users = agreed.leaders(programme, 2)
    one = agreed.opened(programme, facilitator)
    for user in users:
        agreed.take(one, user)
    assert rounds.close_due(at=one.closes_at - timedelta(seconds=1)) == 0
    assert rounds.close_due(at=one.closes_at) == 1
    assert rounds.close_due(at=one.closes_at + timedelta(days=1)) == 0
    rounds.close(round=one, at=one.closes_at + timedelta(days=2), by=facilitator)
    one.refresh_from_db()
    assert (one.closed_at, one.state, CharterVersion.objects.count()) == (one.closes_at, "closed", 1)
    assert AuditEvent.objects.filter(record=one.key, verb="closed").count() == 1


def test_a_round_is_given_more_time_while_it_is_open_and_the_clock_looks_again(programme, facilitator):
    agreed.leaders(programme, 2)
    one = agreed.opened(programme, facilitator)
    before, stale = one.closes_at, Round.objects.select_related("charter", "by").get()
    for closes_at, at, why in (
        (before, None, "Choose a later moment"),
        (before + timedelta(days=1), before, "time to answer is over"),
    ):
        with pytest.raises(rounds.Refused, match=why):
            rounds.extend(round=one, closes_at=closes_at, by=facilitator, at=at)
    client, address = signed_in(facilitator), f"/programmes/{programme.pk}/charter/rounds/{one.pk}/extend/"
    day = timezone.localdate(before)

    def given(days):
        until = day + timedelta(days=days)
        when = {"day_day": until.day, "day_month": until.month, "day_year": until.year, "hour": "17:00"}
        return client.post(address, when)

    refused = given(-1).content.decode()
    assert ("There is a problem" in refused, "it is open until then anyway" in refused) == (True, True)
    assert given(2).status_code == 302
    one.refresh_from_db()
    assert timezone.localdate(one.closes_at) == day + timedelta(days=2)
    until = timezone.localtime(one.closes_at)
    assert AuditEvent.objects.get(verb="extended").summary == f"Round 1: until {until:%d.%m.%Y, %H:%M}"
    assert rounds._close_or_log(stale, before) is False  # the clock had read it before
    assert Round.objects.get().is_open
    rounds.close(round=one, at=NOW(), by=facilitator)
    assert client.get(address).url == f"/programmes/{programme.pk}/charter/rounds/{one.pk}/"
    with pytest.raises(rounds.Refused, match="time to answer is over"):
        rounds.extend(round=one, closes_at=until + timedelta(days=1), by=facilitator)


def test_one_round_that_cannot_be_closed_keeps_no_other_waiting(programme, facilitator, monkeypatch, caplog):
    others = ProgrammeFactory()
    for each in (programme, others):
        user = agreed.leaders(each, 1)[0]
        agreed.take(agreed.opened(each, facilitator), user)
    broken, sound = Round.objects.order_by("pk")
    apply = rounds.apply

    def failing(proposal, by):
        if proposal.charter_id == broken.charter_id:
            raise RuntimeError("no")
        return apply(proposal, by)

    monkeypatch.setattr(rounds, "apply", failing)
    assert rounds.close_due(at=broken.closes_at + timedelta(days=1)) == 1
    assert [Round.objects.get(pk=each.pk).is_open for each in (broken, sound)] == [True, False]
    assert outcomes(broken) == [("", 0, 0, 0)]
    assert f"Round {broken.pk} could not be closed." in caplog.text


def test_what_is_agreed_later_leaves_no_reason_of_an_earlier_round(programme, facilitator):
    users = agreed.leaders(programme, 2)
    made = agreed.proposal(programme, facilitator)
    first = agreed.opened(programme, facilitator, made)
    agreed.take(first, users[0], "not_yet", reason="Too early")
    agreed.take(first, users[1])
    rounds.close(round=first, at=NOW(), by=facilitator)
    made.refresh_from_db()
    second = agreed.opened(programme, facilitator, made)
    for user in users:
        agreed.take(second, user)
    rounds.close(round=second, at=NOW(), by=facilitator)
    assert outcomes(first) + outcomes(second) == [(OUTCOME.NOT_YET, 1, 0, 1), (OUTCOME.AGREED, 2, 0, 0)]
    assert (first.number, second.number) == (1, 2)
    assert list(Stance.objects.exclude(reason="")) == []


# In the room ------------------------------------------------------------


def test_phones_in_the_room_are_led_to_the_round_once(programme, facilitator):
    agreed.leaders(programme, 1)
    one, event = agreed.opened(programme, facilitator), meeting(programme)
    rooms.open_room(event=event, by=facilitator)
    for _ in range(2):
        rounds.run_in_room(round=one, event=event, by=facilitator)
    page = Exercise.objects.get(event=event)
    address = f"/programmes/{programme.pk}/charter/rounds/{one.pk}/"
    assert (page.kind, page.address, page.prompt) == ("page", address, "How we lead together: where do you stand?")
    assert (Room.objects.get().exercise, Round.objects.get().event) == (page, event)
    rounds.close(round=one, at=NOW(), by=facilitator)
    with pytest.raises(rounds.Refused, match="has closed"):
        rounds.run_in_room(round=one, event=event, by=facilitator)


# The pages ------------------------------------------------------------


def test_the_facilitator_opens_a_round_through_the_pages(programme, facilitator, django_assert_max_num_queries):
    agreed.leaders(programme, 3)
    made = agreed.proposal(programme, facilitator, "One")
    agreed.proposal(programme, facilitator, "Two")
    client = signed_in(facilitator)
    address = f"/programmes/{programme.pk}/charter/rounds/open/"
    with django_assert_max_num_queries(15):
        assert "Two thirds are 2." in client.get(address).content.decode()
    day = timezone.localdate() + timedelta(days=3)
    when = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "hour": "17:00"}
    wrong = client.post(address, {**when, "proposals": [made.pk], "quorum": "4"})
    assert "Enter a number from 1 to 3" in wrong.content.decode()
    assert client.post(address, {**when, "proposals": [made.pk], "quorum": "3"}).status_code == 302
    one = Round.objects.get()
    closes_at = timezone.localtime(one.closes_at)
    assert (closes_at.date(), closes_at.hour, one.quorum) == (day, 17, 3)
    assert [item.proposal for item in one.items.all()] == [made]
    assert "A round is open already" in client.get(address).content.decode()


def test_a_closed_round_leads_to_the_version_and_its_members_to_signing_it(programme, facilitator):
    users = agreed.leaders(programme, 2)
    one = agreed.opened(programme, facilitator, *(agreed.proposal(programme, facilitator, text) for text in "ab"))
    for user in users:
        agreed.take(one, user)
    rounds.close(round=one, at=NOW(), by=facilitator)
    version = CharterVersion.objects.get(agreed_in=one)
    address = f"/programmes/{programme.pk}/charter"
    pages = [signed_in(user).get(f"{address}/rounds/{one.pk}/").content.decode() for user in (users[0], facilitator)]
    assert ["Both proposals are agreed" in page for page in pages] == [True, True]
    assert [f"{address}/versions/{version.pk}/sign/" in page for page in pages] == [True, False]
    write(charter_of(programme), "purpose", "We lead as one")
    freeze(charter=charter_of(programme), adopted_on=FactDate(timezone.localdate()), by=facilitator)
    assert "/sign/" not in signed_in(users[0]).get(f"{address}/rounds/{one.pk}/").content.decode()


def test_who_sits_in_the_room_is_led_back_to_it(programme, facilitator):
    users, event = agreed.leaders(programme, 2), meeting(programme)
    one, room = agreed.opened(programme, facilitator), rooms.open_room(event=event, by=facilitator)
    rounds.run_in_room(round=one, event=event, by=facilitator)
    seats.take(room=room, membership=users[0].person.memberships.get())
    base, back = f"/programmes/{programme.pk}/charter/rounds/{one.pk}/", f'href="/r/{room.code}/"'

    def leads():
        pages = [signed_in(user).get(f"{base}{name}").content.decode() for user in users for name in ("", "check/")]
        return [back in page for page in pages]

    assert leads() == [True, True, False, False]
    rooms.close_room(room=room, by=facilitator)
    assert leads() == [False] * 4


def test_the_desk_offers_no_meeting_long_past_and_closing_is_primary_once_all_is_agreed(programme, facilitator):
    users, past = agreed.leaders(programme, 2), meeting(programme)
    today = FactDate(timezone.localdate())
    now = Event.objects.create(programme=programme, title="Today", starts_on=today)
    one = agreed.opened(programme, facilitator)
    base = f"/programmes/{programme.pk}/charter/rounds/{one.pk}/"

    def desk():
        page = signed_in(facilitator).get(f"{base}stances/")
        button = page.content.decode().split("Close the round</a>")[0].rpartition("<a ")[2]
        return list(page.context["meetings"]), "--secondary" in button

    assert desk() == ([now], True)
    rooms.open_room(event=past, by=facilitator)
    said = agreed.take(one, users[0], "not_yet", reason="Why")
    agreed.take(one, users[1])
    assert desk() == ([now, past], True)
    agreed.take(one, users[0], item=said.item)
    assert desk() == ([now, past], False)


@pytest.mark.parametrize("name", ["round", "stances", "wall", "item", "check", "close", "extend", "rounds"])
def test_queries_stay_flat(programme, facilitator, name, django_assert_max_num_queries):
    found = []
    for number in (1, 3):
        users = agreed.leaders(programme, 2 * number)
        made = [agreed.proposal(programme, facilitator, f"Proposal {number} {each}") for each in range(number)]
        one = agreed.opened(programme, facilitator, *made)
        for user in users:
            agreed.take(one, user, "not_yet", reason="Why")
        own = {"item": f"{one.pk}/proposals/{one.items.first().pk}/", "round": f"{one.pk}/", "rounds": ""}
        asks = users[0] if name in ("item", "check", "round") else facilitator
        client = signed_in(asks)
        address = f"/programmes/{programme.pk}/charter/rounds/{own.get(name, f'{one.pk}/{name}/')}"
        with django_assert_max_num_queries(15) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
        rounds.close(round=one, at=NOW(), by=facilitator)
    assert found[0] == found[1]
