"""Saying where one stands, on a phone; answering a "not yet"; and what is left of it in the database."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from charters.models import Resolution, Stance
from charters.services import rounds, stances
from programmes.dates import FactDate
from programmes.models import AuditEvent, Membership
from tests.charters import agreed
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

WHY, ANSWER = "kanarienvogel: we have not met", "We meet on the first of the month."


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together")


@pytest.fixture
def facilitator(programme):
    return agreed.facilitator(programme)


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


def test_what_was_answered_in_the_room_is_noted_only_of_a_round_that_is_in_one(programme, one, users, facilitator):
    said = agreed.take(one, users[0], "not_yet", item=one.items.first(), reason=WHY)

    def note(choice="live"):
        given = {"seen": WHY, "text": ANSWER, "at": timezone.now(), "by": facilitator}
        return stances.answered_in_room(stance=Stance.objects.get(pk=said.pk), choice=choice, **given)

    with pytest.raises(stances.Refused, match="in no meeting"):
        note()
    event = Event.objects.create(programme=programme, title="Workshop", starts_on=FactDate(date(2022, 1, 14)))
    rounds.run_in_room(round=one, event=event, by=facilitator)
    with pytest.raises(stances.Refused):
        note("not_yet")
    note()
    said.refresh_from_db()
    assert (said.choice, said.reason, Resolution.objects.get().text) == ("live", "", ANSWER)
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
    named = client.post(address, {"how": "written", "text": "Leader 1 is right", "seen": seen})
    assert "it names Leader 1" in body(named)
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


def test_the_wall_shows_words_and_counts_and_no_name(one, users, facilitator):
    agreed.take(one, users[0], "not_yet", reason=WHY)
    client = signed_in(facilitator)
    wall = client.get(place(one, "wall/"))
    assert ("We say it in the room" in body(wall), WHY in body(wall), "Leader" in body(wall)) == (True, False, False)
    part = client.get(place(one, "wall/"), headers={"HX-Request": "true"})
    assert body(part).startswith('<div id="round-wall" hx-get=')
    rounds.close(round=one, at=timezone.now(), by=facilitator)
    assert "Too few answered" in body(client.get(place(one, "wall/")))
