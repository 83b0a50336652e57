"""Cards from the room: each sending once, taken back, and of an anonymous exercise detached as it closes."""

import random
import threading

import pytest
from django.db import close_old_connections, connection

from programmes.models import AuditEvent
from tests.workshops import gathering
from workshops.models import Statement
from workshops.selectors import clusters
from workshops.services import cards, rooms, seats
from workshops.services.cards import TooLate, Wrong

pytestmark = pytest.mark.django_db

PEOPLE = 6


@pytest.fixture
def exercise(event):
    return gathering.planned(event, most=2)


@pytest.fixture
def room(event, exercise, facilitator):
    return gathering.opened(event, exercise, facilitator)


def texts(exercise):
    return list(Statement.objects.filter(exercise=exercise).values_list("text", flat=True))


@pytest.mark.embedded
def test_a_card_sent_twice_is_there_once(exercise, room):
    seat = gathering.seated(room)[0]
    sent = [gathering.card(exercise, seat, "Too many meetings", nonce="once") for _ in range(2)]
    assert (sent[0], texts(exercise)) == (sent[1], ["Too many meetings"])


@pytest.mark.embedded
def test_one_has_so_many_cards_and_no_more(exercise, room):
    seat, other = gathering.seated(room, 2)
    gathering.card(exercise, seat, "One")
    two = gathering.card(exercise, seat, "Two")
    with pytest.raises(Wrong, match="You have given all your cards"):
        gathering.card(exercise, seat, "Three")
    cards.take_back(exercise=exercise, seat=other, card=str(two.pk))
    cards.take_back(exercise=exercise, seat=seat, card="no card at all")
    assert len(texts(exercise)) == 2
    cards.take_back(exercise=exercise, seat=seat, card=str(two.pk))
    gathering.card(exercise, seat, "Three")
    assert [card.text for card in cards.given(exercise=exercise, seat=seat)] == ["One", "Three"]


@pytest.mark.parametrize(
    ("text", "says"),
    [(" \n ", "Write a few words"), ("x" * 203, "3 letters too long"), ("x" * 201, "1 letter too long")],
)
def test_a_card_has_a_few_words(exercise, room, text, says):
    with pytest.raises(Wrong, match=says):
        gathering.card(exercise, gathering.seated(room)[0], text)


def test_a_card_is_one_line_that_a_wall_can_show(exercise, room):
    assert gathering.card(exercise, gathering.seated(room)[0], "a\r\nb\u202e\x00 c").text == "a b c"


def test_a_closed_exercise_takes_no_card_and_gives_none_back(exercise, room, facilitator):
    seat = gathering.seated(room)[0]
    rooms.finish(exercise=exercise, by=facilitator)
    with pytest.raises(TooLate):
        gathering.card(exercise, seat, "Late")
    with pytest.raises(TooLate):
        cards.take_back(exercise=exercise, seat=seat, card="any")


def give_all(exercise, room):
    """Two cards from each of PEOPLE, in an order that tells whose they are."""
    seats = gathering.seated(room, PEOPLE)
    for number, seat in enumerate(seats):
        for card in "ab":
            gathering.card(exercise, seat, f"{number}{card}")
    return seats


def everything_about(exercise):
    """Every column of every card, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM workshops_statement WHERE exercise_id = %s", [exercise.pk])
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.embedded
def test_an_anonymous_exercise_keeps_no_link_and_no_order(exercise, room, facilitator):
    before = {card.pk for card in Statement.objects.all()}
    give_all(exercise, room)
    rooms.finish(exercise=exercise, by=facilitator)
    rows = everything_about(exercise)
    assert sorted(row["text"] for row in rows) == sorted(f"{n}{card}" for n in range(PEOPLE) for card in "ab")
    assert {(row["voter"], row["seat_id"], row["nonce"], row["cluster_id"]) for row in rows} == {(None, None, "", None)}
    assert not before & {row["id"] for row in rows}
    # Made at one go as it closed, in the order in which they are shown: when and where a row lies says nothing more.
    exercise.refresh_from_db()
    assert not exercise.statements.filter(created_at__lt=exercise.opened_at).exists()
    by_time, by_place = (sorted(rows, key=lambda row, name=name: row[name]) for name in ("created_at", "position"))
    assert [row["text"] for row in by_time] == [row["text"] for row in by_place]
    assert (exercise.answered, exercise.result) == (PEOPLE, {"cards": 2 * PEOPLE, "shown": True})


def test_the_order_is_the_system_sources_and_no_other(exercise, room, facilitator, monkeypatch):
    assert isinstance(cards._random, random.SystemRandom)
    give_all(exercise, room)
    monkeypatch.setattr(cards._random, "shuffle", list.sort)
    rooms.finish(exercise=exercise, by=facilitator)
    found = Statement.objects.filter(exercise=exercise).order_by("position")
    assert [card.text for card in found] == sorted(f"{n}{card}" for n in range(PEOPLE) for card in "ab")


def test_no_audit_row_tells_of_a_card(exercise, room, facilitator):
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    give_all(exercise, room)
    assert set(AuditEvent.objects.values_list("pk", flat=True)) == before


def test_below_the_floor_nothing_is_kept(exercise, room, facilitator):
    for number, seat in enumerate(gathering.seated(room, 4)):
        gathering.card(exercise, seat, f"{number}")
    rooms.finish(exercise=exercise, by=facilitator)
    exercise.refresh_from_db()
    assert (texts(exercise), exercise.answered, exercise.result) == ([], 4, {"cards": 0, "shown": False})


def test_the_wall_shows_anonymous_cards_only_when_they_are_closed(exercise, room, facilitator):
    give_all(exercise, room)
    exercise.refresh_from_db()
    assert clusters.on_wall(exercise) is None
    rooms.finish(exercise=exercise, by=facilitator)
    assert len(clusters.on_wall(exercise).loose) == 2 * PEOPLE


def test_named_cards_are_on_the_wall_as_they_come_and_stay_whose_they_are(event, facilitator):
    exercise = gathering.planned(event, voices="named")
    room = gathering.opened(event, exercise, facilitator)
    seat = gathering.seated(room)[0]
    gathering.card(exercise, seat, "Mine")
    exercise.refresh_from_db()
    assert [card.text for card in clusters.on_wall(exercise).loose] == ["Mine"]
    rooms.finish(exercise=exercise, by=facilitator)
    exercise.refresh_from_db()
    assert [(card.text, card.seat) for card in Statement.objects.all()] == [("Mine", seat)]
    assert (exercise.answered, exercise.result) == (1, {"cards": 1, "shown": True})


@pytest.mark.django_db(transaction=True)
def test_cards_given_while_it_closes_are_kept_once_or_told_that_they_are_late(event, exercise, room, facilitator):
    """Each person sends two cards, the same sending twice at a time, while the facilitator closes."""
    seats = gathering.seated(room, 8)
    told, start = [], threading.Barrier(2 * len(seats) + 1)

    def send(number):
        start.wait()
        for text in "ab":
            try:
                gathering.card(exercise, seats[number // 2], f"{number // 2}{text}", nonce=text)
                told.append(f"{number // 2}{text}")
            except TooLate:
                pass
        close_old_connections()

    threads = [threading.Thread(target=send, args=[number]) for number in range(2 * len(seats))]
    for thread in threads:
        thread.start()
    start.wait()
    rooms.finish(exercise=exercise, by=facilitator)
    for thread in threads:
        thread.join()
    exercise.refresh_from_db()
    people = {text[0] for text in told}
    kept = sorted(set(told)) if len(people) >= 5 else []
    assert (sorted(texts(exercise)), exercise.answered) == (kept, len(people))


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_of_a_guest_who_is_put_out_while_they_send_nothing_is_left(event, facilitator):
    """Whatever comes first: what they gave goes with them, and what they give afterwards is refused."""
    exercise = gathering.planned(event, most=20)
    room = gathering.opened(event, exercise, facilitator)
    room.guests_allowed = True
    room.save()
    guests = [seats.take_as_guest(room=room, name=f"Guest {number}")[0] for number in range(4)]
    start = threading.Barrier(len(guests) + 1)

    def send(number):
        start.wait()
        try:
            for text in range(20):
                gathering.card(exercise, guests[number], f"{number}, {text}")
        except seats.NotLetIn:
            pass
        close_old_connections()

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(guests))]
    for thread in threads:
        thread.start()
    start.wait()
    for guest in guests[:3]:
        seats.put_out(seat=guest, by=facilitator)
    for thread in threads:
        thread.join()
    assert sorted(texts(exercise)) == sorted(f"3, {text}" for text in range(20))
