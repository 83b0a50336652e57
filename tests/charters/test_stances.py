"""Saying where one stands, on a phone; answering a "not yet"; and what is left of it in the database."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from charters import letters, tasks
from charters.models import Resolution, Stance
from charters.services import expired_stances, rounds, stances
from programmes.dates import FactDate
from programmes.models import AuditEvent, Job, Membership, Programme
from tests.charters import agreed
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Attendance, Event
from workshops.services import rooms, seats

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

WHY, ANSWER = "kanarienvogel: we have not met", "We meet on the first of the month."


@pytest.fixture
def users(programme):
    return agreed.leaders(programme, 3)


@pytest.fixture
def one(programme, facilitator, users):
    made = [agreed.proposal(programme, facilitator, text) for text in ("We say it in the room", "We begin on time")]
    return agreed.opened(programme, facilitator, *made)


def answered(stance, by, text=ANSWER, seen=WHY):
    return stances.answer(stance=stance, seen=seen, text=text, at=timezone.now(), by=by)


def everything():
    """Every row of every table, as one text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [f"{table} {row}" for row in cursor.fetchall()]
    return rows


def place(one, page):
    return f"/programmes/{one.charter.programme_id}/charter/rounds/{one.pk}/{page}"


def body(response):
    return " ".join(response.content.decode().split())


# Saying it ------------------------------------------------------------


def test_said_again_it_takes_the_place_of_what_was_said(one, users):
    first = one.items.first()
    agreed.take(one, users[0], "not_yet", item=first, reason=" Two\r\nlines ", only_facilitator=True)
    said = Stance.objects.get()
    assert (said.choice, said.reason, said.only_facilitator) == ("not_yet", "Two\nlines", True)
    agreed.take(one, users[0], "live", item=first)
    said = Stance.objects.get()
    assert (said.choice, said.reason, said.only_facilitator) == ("live", "", False)
    assert not AuditEvent.objects.filter(record__startswith="charters.stance").exists()


def test_a_not_yet_says_why_and_nobody_speaks_in_another_round(programme, facilitator, one, users):
    for empty in ("", "  \r\n "):
        with pytest.raises(ValidationError, match="Say why not yet"):
            agreed.take(one, users[0], "not_yet", reason=empty)
    with pytest.raises(ValidationError):
        agreed.take(one, users[0], "perhaps")
    elsewhere = ProgrammeFactory()
    their_own = agreed.leaders(elsewhere, 1)[0]
    other = agreed.opened(elsewhere, agreed.facilitator(elsewhere))
    with pytest.raises(ValueError, match="nothing in another"):
        stances.take(item=one.items.first(), member=agreed.me(other, their_own), choice="agree", at=timezone.now())
    assert Stance.objects.count() == 0


def test_after_the_last_moment_it_is_too_late_whether_or_not_the_clock_has_come(one, users, facilitator):
    with pytest.raises(stances.TooLate, match="was not counted"):
        agreed.take(one, users[0], at=one.closes_at)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    with pytest.raises(stances.TooLate):
        agreed.take(one, users[0])
    assert Stance.objects.count() == 0


# Answering a "not yet" ------------------------------------------------------------


def test_of_an_answered_not_yet_only_the_answer_is_left_in_the_database(one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)
    answered(said, facilitator)
    assert sum("kanarienvogel" in row for row in everything()) == 1
    agreed.take(one, users[0], "live", item=said.item)
    assert [row for row in everything() if "kanarienvogel" in row] == []
    (resolution,) = Resolution.objects.all()
    assert (resolution.text, resolution.by, resolution.item) == (ANSWER, facilitator, said.item)
    assert [row for row in everything() if ANSWER in row and not row.startswith("charters_resolution ")] == []
    said.refresh_from_db()
    assert (said.choice, said.answer) == ("live", "")


def test_the_facilitator_reads_how_many_are_to_answer_and_how_many_wait_for_their_authors(one, users, facilitator):
    client, page = signed_in(facilitator), place(one, "stances/")
    said = [agreed.take(one, user, "not_yet", item=one.items.first(), reason=WHY) for user in users[:2]]
    assert "2 “not yet” to answer.</strong> Answer below" in body(client.get(page))
    answered(said[0], facilitator)
    assert "1 “not yet” to answer, 1 answered and waiting for its author.</strong>" in body(client.get(page))
    answered(said[1], facilitator)
    assert "2 “not yet” answered and waiting for their authors.</strong> Whoever" in body(client.get(page))


def test_once_a_round_has_closed_nothing_tells_whose_not_yet_was_answered(programme, one, users, facilitator):
    first, second = one.items.all()
    written = agreed.take(one, users[0], "not_yet", item=first, reason=WHY)
    agreed.take(one, users[0], "not_yet", item=second, reason=WHY)
    event = Event.objects.create(programme=programme, title="Workshop", starts_on=FactDate(date(2022, 1, 14)))
    for user in users:
        Attendance.objects.create(event=event, membership=user.person.memberships.get(), mode="in_person")
    rounds.run_in_room(round=one, event=event, by=facilitator)
    answered(written, facilitator)
    for job in Job.objects.filter(task=letters.TASK):
        tasks.send_letters(job.pk)
    agreed.take(one, users[0], "live", item=first)
    noted = Stance.objects.get(item=second)
    stances.answered_in_room(stance=noted, seen=WHY, text=ANSWER, choice="live", at=timezone.now(), by=facilitator)
    agreed.take(one, users[1], "live")

    def traces(user):
        own = [f"'{user.email}'", user.person.name]
        return Counter(row.split(" ")[0] for row in everything() if any(word in row for word in own))

    assert traces(users[0]) - traces(users[1]) == {"programmes_notice": 2}
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    assert traces(users[0]) == traces(users[1])
    said = Stance.objects.values_list("choice", "reason", "answer", "noted_in_room")
    kept = [list(said.filter(member=agreed.me(one, user))) for user in users[:2]]
    assert kept[0] == kept[1] == [("live", "", "", False)] * 2
    mails = [sorted(user.person.notices.values_list("kind", flat=True)) for user in users[:2]]
    assert mails[0] == mails[1]


def test_what_the_facilitator_typed_is_not_lost_when_the_owner_says_something_else(one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)
    client, address = signed_in(facilitator), place(one, f"stances/{said.pk}/")
    agreed.take(one, users[0], item=said.item)
    late = body(client.post(address, {"how": "written", "text": ANSWER, "seen": WHY}))
    assert [word for word in ("changed what they say", ANSWER) if word not in late] == []
    assert client.get(address).url == place(one, "stances/")


def test_who_said_what_is_deleted_a_year_after_the_end_and_counts_stay(programme, one, users, facilitator):
    first, second = one.items.all()
    for user in users:
        agreed.take(one, user, item=first)
    agreed.take(one, users[0], "not_yet", item=second, reason=WHY)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    Resolution.objects.create(item=first, text=ANSWER, by=facilitator)
    today = timezone.localdate()
    year = timedelta(days=365)

    def deleted(*, ended, at):
        Programme.objects.filter(pk=programme.pk).update(ends_on=ended)
        return expired_stances.delete_expired(at=at)

    assert deleted(ended=None, at=today + 3 * year) == 0
    assert deleted(ended=FactDate(today - 2 * year), at=today) == 0  # it closed today
    assert deleted(ended=FactDate(today), at=today + year) == 0
    assert deleted(ended=FactDate(today), at=today + year + timedelta(days=1)) == 4
    assert deleted(ended=FactDate(today), at=today + 2 * year) == 0
    assert [row for row in everything() if "kanarienvogel" in row] == []
    assert [(item.outcome, item.agree, item.not_yet) for item in one.items.all()] == [
        ("agreed", 3, 0), ("too_few", 0, 1),
    ]  # fmt: skip
    assert Resolution.objects.get().text == ANSWER
    assert AuditEvent.objects.get(verb="deleted stances").summary == "Round 1: who said what"
    desk = body(signed_in(facilitator).get(place(one, "stances/")))
    said = ("1 of 2 proposals was agreed", "Who said what is kept no longer", "0 agree, 0 can live with it, 1 not yet")
    assert [word for word in said if word not in desk] == []
    assert "who has not answered" not in desk.lower()


def test_reason_and_resolution_change_together_or_not_at_all(one, users, facilitator, monkeypatch):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)
    answered(said, facilitator)

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(stances, "_store", broken)
        with pytest.raises(RuntimeError):
            agreed.take(one, users[0], "agree", item=said.item)
    said.refresh_from_db()
    assert (said.choice, said.reason, said.answer, Resolution.objects.count()) == ("not_yet", WHY, ANSWER, 0)


def test_who_keeps_their_not_yet_keeps_the_answer_and_another_reason_is_unanswered(one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)
    answered(said, facilitator)
    assert agreed.take(one, users[0], "not_yet", item=said.item, reason=WHY).answer == ANSWER
    assert agreed.take(one, users[0], "not_yet", item=said.item, reason="Something else").answer == ""
    with pytest.raises(stances.Refused, match="changed what they say"):
        answered(said, facilitator)
    agreed.take(one, users[0], item=said.item)
    with pytest.raises(stances.Refused):
        answered(said, facilitator, seen="Something else")
    assert Resolution.objects.count() == 0


def test_an_answer_comes_too_late_once_the_round_has_closed(one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    with pytest.raises(stances.TooLate):
        answered(said, facilitator)


def test_what_was_answered_in_the_room_is_noted_only_of_who_is_there_and_may_be_unsaid(
    programme, one, users, facilitator
):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)

    def note(choice="live"):
        given = {"seen": WHY, "text": ANSWER, "at": timezone.now(), "by": facilitator}
        return stances.answered_in_room(stance=Stance.objects.get(pk=said.pk), choice=choice, **given)

    with pytest.raises(stances.Refused, match="in no meeting"):
        note()
    event = Event.objects.create(programme=programme, title="Workshop", starts_on=FactDate(date(2022, 1, 14)))
    rounds.run_in_room(round=one, event=event, by=facilitator)
    line = Attendance.objects.create(event=event, membership=said.member.membership, mode="deputy")
    room = rooms.open_room(event=event, by=facilitator)
    rooms.close_room(room=room, by=facilitator)
    seats.take(room=room, membership=said.member.membership)
    with pytest.raises(stances.Refused, match="Write an answer instead"):
        note()
    assert "In the room: they said" not in body(signed_in(facilitator).get(place(one, f"stances/{said.pk}/")))
    Attendance.objects.filter(pk=line.pk).update(mode="online")
    assert "In the room: they said" in body(signed_in(facilitator).get(place(one, f"stances/{said.pk}/")))
    with pytest.raises(ValueError, match="was not answered"):
        note("not_yet")
    note()
    said.refresh_from_db()
    assert (said.choice, said.reason, Resolution.objects.get().text) == ("live", "", ANSWER)
    told = "noted this for you, as you said it in the room"
    owner, item = signed_in(users[0]), place(one, f"proposals/{said.item_id}/")
    assert [told in body(owner.get(page)) for page in (item, place(one, "check/"))] == [True, True]
    closing = place(one, "close/")
    assert "1 answer was noted for somebody in the room." in body(signed_in(facilitator).get(closing))
    owner.post(item, {"choice": "agree"})
    assert [told in body(owner.get(item)), "was noted for" in body(signed_in(facilitator).get(closing))] == [False] * 2
    written = AuditEvent.objects.filter(verb="noted an answer in the room to").values_list("by", "summary")
    assert list(written) == [(facilitator.pk, "We say it in the room")]
    assert [row for row in everything() if "kanarienvogel" in row] == []


# The pages ------------------------------------------------------------


def test_a_leader_answers_one_proposal_a_page_then_reads_what_they_said(one, users, django_assert_max_num_queries):
    client, (first, second) = signed_in(users[0]), one.items.all()
    begin = body(client.get(place(one, "")))
    assert "when at least 2 of 3 leaders have answered" in begin
    assert place(one, f"proposals/{first.pk}/") in begin
    page = client.get(place(one, f"proposals/{first.pk}/"))
    assert "unless you send it through the facilitator only" in body(page)
    empty = client.post(place(one, f"proposals/{first.pk}/"), {"choice": "not_yet"})
    assert "Say why not yet: it is what can be answered." in body(empty)
    with django_assert_max_num_queries(30):
        going_on = client.post(place(one, f"proposals/{first.pk}/"), {"choice": "not_yet", "reason": WHY})
    assert going_on.url == place(one, f"proposals/{second.pk}/")
    done = client.post(place(one, f"proposals/{second.pk}/"), {"choice": "agree"})
    assert done.url == place(one, "check/")
    check = body(client.get(done.url))
    assert ("Everything is saved." in check, WHY in check, "I agree" in check) == (True, True, True)


def test_while_it_is_open_a_member_sees_how_many_answered_and_never_how(one, users):
    agreed.take(one, users[0], "not_yet", reason=WHY)
    for page in ("", "check/", f"proposals/{one.items.first().pk}/"):
        told = body(signed_in(users[1]).get(place(one, page)))
        assert [word for word in (WHY, "Leader 1", "1 not yet", "can live with it, 1") if word in told] == []
    assert "1 of 3 leaders has answered." in body(signed_in(users[1]).get(place(one, "")))


def test_the_facilitator_sees_who_said_what_and_who_has_not_answered(one, users, facilitator):
    agreed.take(one, users[0], "not_yet", reason=WHY, only_facilitator=True)
    agreed.take(one, users[1], "live", item=one.items.first())
    told = body(signed_in(facilitator).get(place(one, "stances/")))
    said = ("1 of 3 has answered", WHY, "Leader 1, through you only", "Leader 2: I can live with it")
    assert [word for word in said if word not in told] == []
    silent = told[told.index("Who has not answered") :]
    assert [name for name in ("Leader 1", "Leader 2", "Leader 3") if name in silent] == ["Leader 2", "Leader 3"]
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    assert WHY not in body(signed_in(users[1]).get(place(one, "")))


def test_the_facilitator_answers_without_a_name_and_the_owner_takes_it(one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=f"{WHY}\nat all")
    client, address = signed_in(facilitator), place(one, f"stances/{said.pk}/")
    seen = f"{WHY}\r\nat all"  # as a browser sends it back
    for text, named in (("Leader 1 is right", "Leader 1"), ("As our leader’s own note says", "leader’s")):
        refused = body(client.post(address, {"how": "written", "text": text, "seen": seen}))
        assert (f"“{named}” tells whose reason it was" in refused, text in refused) == (True, True)
    assert client.post(address, {"how": "written", "text": ANSWER, "seen": seen}).status_code == 302
    own = signed_in(users[0])
    page = body(own.get(place(one, f"proposals/{said.item_id}/")))
    assert ("Your “not yet” has an answer" in page, ANSWER in page) == (True, True)
    assert "has an answer" in body(own.get(place(one, "")))
    own.post(place(one, f"proposals/{said.item_id}/"), {"choice": "agree", "reason": "left over"})
    assert (Stance.objects.get().choice, Resolution.objects.get().text) == ("agree", ANSWER)


def test_who_comes_late_is_told_so_and_their_words_are_shown_again(one, users, facilitator, monkeypatch):
    client, item = signed_in(users[0]), one.items.first()
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    late = client.post(place(one, f"proposals/{item.pk}/"), {"choice": "not_yet", "reason": WHY})
    assert late.status_code == 409
    told = body(late)
    assert [word for word in ("Your answer came too late", stances.LATE, WHY) if word not in told] == []
    assert Stance.objects.count() == 0


def test_who_is_not_asked_reads_and_says_nothing(programme, one, users, facilitator):
    newcomer, item = member(programme), one.items.first()
    client = signed_in(newcomer)
    assert "You are not asked in this round" in body(client.get(place(one, "")))
    assert client.get(place(one, f"proposals/{item.pk}/")).status_code == 200
    assert client.post(place(one, f"proposals/{item.pk}/"), {"choice": "agree"}).status_code == 403
    Membership.objects.filter(person__user=users[0]).update(ends_on=timezone.localdate() - timedelta(days=40))
    assert signed_in(users[0]).get(place(one, "")).status_code == 404
    assert client.get(place(one, "proposals/0/")).status_code == 404


def test_a_code_that_an_assistant_may_read_opens_no_stance(one, users, facilitator):
    item = one.items.first()
    by_code = signed_in(users[0], by="code")
    assert by_code.get(place(one, "")).status_code == 200
    for page in (f"proposals/{item.pk}/", "check/"):
        assert by_code.get(place(one, page)).url.startswith("/accounts/")
    by_code.post(place(one, f"proposals/{item.pk}/"), {"choice": "agree"})
    assert Stance.objects.count() == 0
    assert signed_in(facilitator, by="code").get(place(one, "stances/")).url.startswith("/accounts/")


def test_the_wall_shows_words_and_counts_and_no_name(programme, one, users, facilitator):
    agreed.take(one, users[0], "not_yet", reason=WHY)
    client = signed_in(facilitator)
    wall = client.get(place(one, "wall/"))
    assert ("We say it in the room" in body(wall), WHY in body(wall), "Leader" in body(wall)) == (True, False, False)
    part = client.get(place(one, "wall/"), headers={"HX-Request": "true"})
    assert body(part).startswith('<div id="round-wall" hx-get=')
    # Run live, the wall of the room shows the same in place of its own words; of a page that nobody draws it says so.
    event = Event.objects.create(programme=programme, title="Workshop", starts_on=FactDate(date(2022, 1, 14)))
    room = rooms.open_room(event=event, by=facilitator)
    rounds.run_in_room(round=one, event=event, by=facilitator)
    in_room = body(client.get(reverse("workshops:wall", args=[programme.pk, event.pk])))
    assert [words in in_room for words in ("We say it in the room", "of 3 have answered", WHY)] == [True, True, False]
    assert body(part).strip() in in_room
    rooms.offer_page(event=event, title="Read this", address="/nowhere/", by=facilitator)
    assert "Look at your phone" in body(client.get(reverse("workshops:wall-now", args=[programme.pk, room.event_id])))
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    assert "Too few answered" in body(client.get(place(one, "wall/")))
