"""Sorting cards: small acts that lose nothing, whoever else sorts at the same time."""

import threading

import pytest
from django.db import close_old_connections
from django.urls import reverse

from programmes.models import AuditEvent
from tests.signing import signed_in
from tests.workshops import gathering
from workshops.models import Cluster, Room, Statement
from workshops.selectors import clusters as selectors
from workshops.services import clusters as services
from workshops.services import rooms
from workshops.services.clusters import Changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(event, facilitator):
    return gathering.on_paper(event, ["a", "b", "c", "d"], facilitator)


def shown(exercise):
    """The board in words: each cluster's cards, "" for those in none."""
    board = selectors.board(exercise)
    piles = {pile.cluster.name: [card.text for card in pile.cards] for pile in board.piles}
    return piles | {"": [card.text for card in board.loose]}


def named(exercise, *names):
    return [services.make(exercise=exercise, name=name, by=None) for name in names]


def card(exercise, text):
    return Statement.objects.get(exercise=exercise, text=text)


def put(exercise, text, cluster):
    services.put(statement=card(exercise, text), into=cluster, by=None)


def address(exercise, name="clusters", **more):
    kwargs = {"programme": exercise.event.programme_id, "event": exercise.event_id, "exercise": exercise.pk} | more
    return reverse(f"workshops:{name}", kwargs=kwargs)


@pytest.mark.embedded
def test_cards_are_put_taken_out_merged_ordered_and_restored(exercise):
    trust, time = named(exercise, "Trust", "Time")
    for text, cluster in (("a", trust), ("b", trust), ("c", time), ("a", None)):
        put(exercise, text, cluster)
    assert shown(exercise) == {"Trust": ["b"], "Time": ["c"], "": ["a", "d"]}
    services.move(cluster=time, up=True, by=None)
    assert list(shown(exercise)) == ["Time", "Trust", ""]
    services.merge(cluster=time, into=trust, by=None)
    assert shown(exercise) == {"Trust": ["b", "c"], "": ["a", "d"]}
    services.withdraw(cluster=trust, by=None)
    assert shown(exercise) == {"": ["a", "b", "c", "d"]}
    put(exercise, "b", services.make(exercise=exercise, name="Elsewhere", by=None))
    trust.refresh_from_db()
    services.restore(cluster=trust, by=None)
    assert shown(exercise) == {"Trust": ["c"], "Elsewhere": ["b"], "": ["a", "d"]}


def test_pages_say_how_many_cards_are_sorted_and_how_many_to_go(exercise, facilitator):
    client = signed_in(facilitator)
    listed = reverse("workshops:exercises", args=[exercise.event.programme_id, exercise.event_id])

    def told(words):
        heading = client.get(address(exercise)).content.decode().split("<h1")[1].split("</h1>")[0]
        return words in heading, words in client.get(listed).content.decode()

    trust, time = named(exercise, "Trust", "Time")
    assert (told("4 cards to sort")[0], told("4 cards, not sorted yet")[1]) == (True, True)
    put(exercise, "a", trust)
    assert told("1 of 4 cards sorted, 3 to go") == (True, True)
    for text in "bcd":
        put(exercise, text, time)
    assert told("4 cards in 2 clusters") == (True, True)
    services.withdraw(cluster=time, by=None)
    assert told("1 of 4 cards sorted, 3 to go") == (True, True)


def test_a_cluster_can_begin_with_a_card_and_take_its_words(exercise, facilitator):
    statement = card(exercise, "c")
    signed_in(facilitator).post(address(exercise, "room-card-put", card=statement.pk), {"cluster": "new"})
    assert shown(exercise) == {"c": ["c"], "": ["a", "b", "d"]}


def test_nobody_renames_over_another(exercise):
    cluster = named(exercise, "Trust")[0]
    services.rename(cluster=cluster, name="Trust first", seen="Trust", by=None)
    with pytest.raises(Changed, match=r"called it “Trust first” meanwhile. Your words were: “Trusting”"):
        services.rename(cluster=cluster, name="Trusting", seen="Trust", by=None)
    assert Cluster.objects.get().name == "Trust first"


def test_what_was_merged_meanwhile_takes_no_card(exercise):
    trust, time = named(exercise, "Trust", "Time")
    services.merge(cluster=time, into=trust, by=None)
    for act in (
        lambda: put(exercise, "a", time),
        lambda: services.merge(cluster=trust, into=time, by=None),
        lambda: services.merge(cluster=trust, into=trust, by=None),
    ):
        with pytest.raises(Changed):
            act()
    assert shown(exercise) == {"Trust": [], "": ["a", "b", "c", "d"]}


@pytest.mark.django_db(transaction=True)
def test_two_who_sort_at_once_lose_nothing(event, facilitator):
    lines = [f"card {number}" for number in range(24)]
    exercise = gathering.on_paper(event, lines, facilitator)
    start = threading.Barrier(2)

    def sort(name, texts):
        start.wait()
        cluster = services.make(exercise=exercise, name=name, by=facilitator)
        for text in texts:
            put(exercise, text, cluster)
        close_old_connections()

    work = {"One": lines[:12], "Other": lines[12:]}
    threads = [threading.Thread(target=sort, args=each) for each in work.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown(exercise) == work | {"": []}
    assert sorted(Cluster.objects.values_list("position", flat=True)) == [0, 1]
    assert AuditEvent.objects.filter(verb="sorted").count() == len(lines)


def test_the_wall_follows_while_it_is_on_the_exercise_and_phones_are_left_in_peace(event, exercise, facilitator):
    room = rooms.open_room(event=event, by=facilitator)

    def numbers():
        return Room.objects.values_list("step", "tally").get(pk=room.pk)

    before = numbers()
    cluster = named(exercise, "Trust")[0]
    assert numbers() == before
    rooms.show(room=room, exercise=exercise, by=facilitator)
    step, tally = numbers()
    put(exercise, "a", cluster)
    services.rename(cluster=cluster, name="Trusting", seen="Trust", by=None)
    assert numbers() == (step, tally + 2)
    wall = signed_in(facilitator).get(reverse("workshops:wall", args=[event.programme_id, event.pk])).content.decode()
    assert ("Trusting" in wall, "3 cards in no cluster yet" in wall) == (True, True)
    assert wall.count("<li>") == exercise.statements.count()


def test_a_wall_that_cannot_hold_all_cards_shows_names_and_counts(event, facilitator):
    exercise = gathering.on_paper(event, [f"card {n}" for n in range(60)], facilitator)
    wall = selectors.on_wall(exercise)
    assert (len(wall.loose), wall.more) == (48, 12)
    cluster = named(exercise, "All")[0]
    assert selectors.on_wall(exercise).loose == ()
    Statement.objects.update(cluster=cluster)
    assert selectors.on_wall(exercise).shows_cards is False


def test_a_script_gets_the_board_alone_and_nothing_where_nothing_changed(exercise, facilitator):
    client = signed_in(facilitator)
    version = selectors.board(exercise).version
    same = client.get(address(exercise), {"seen": version}, headers={"X-Board": "yes"})
    other = client.get(address(exercise), {"seen": "another"}, headers={"X-Board": "yes"})
    act = client.post(address(exercise, "cluster-add"), {"name": "Trust"}, headers={"X-Board": "yes"})
    assert [each.status_code for each in (same, other, act)] == [204, 200, 200]
    assert [b"<html" in each.content for each in (other, act)] == [False, False]
    assert b'data-said-now="Made: Trust"' in act.content


def test_without_a_script_the_page_says_what_happened(exercise, facilitator):
    client = signed_in(facilitator)
    page = client.post(address(exercise, "cluster-add"), {"name": " "}, follow=True).content.decode()
    assert "Enter a name for the cluster" in page
    cluster = named(exercise, "Trust")[0]
    said = {"name": "Trusting", "seen": "Trust in others"}
    page = client.post(address(exercise, "cluster-rename", cluster=cluster.pk), said, follow=True).content.decode()
    assert "Somebody has called it “Trust” meanwhile." in page


def test_anonymous_cards_cannot_be_sorted_before_they_may_be_read(event, facilitator):
    exercise = gathering.planned(event)
    room = gathering.opened(event, exercise, facilitator)
    gathering.card(exercise, gathering.seated(room)[0], "Not yet to be read")
    client = signed_in(facilitator)
    assert client.get(address(exercise)).status_code == 404
    listing = client.get(reverse("workshops:exercises", args=[event.programme_id, event.pk])).content.decode()
    desk = client.get(reverse("workshops:room", args=[event.programme_id, event.pk])).content.decode()
    wall = client.get(reverse("workshops:wall", args=[event.programme_id, event.pk])).content.decode()
    assert "Not yet to be read" not in listing + desk + wall


def test_a_card_of_another_exercise_is_not_there(event, exercise, facilitator):
    other = gathering.on_paper(event, ["elsewhere"], facilitator)
    cluster, client = named(other, "Elsewhere")[0], signed_in(facilitator)
    for name, more, said in (
        ("room-card-put", {"card": card(other, "elsewhere").pk}, {"cluster": ""}),
        ("room-card-put", {"card": card(exercise, "a").pk}, {"cluster": cluster.pk}),
        ("cluster-rename", {"cluster": cluster.pk}, {"name": "x"}),
        ("cluster-merge", {"cluster": cluster.pk}, {"into": cluster.pk}),
    ):
        assert client.post(address(exercise, name, **more), said).status_code == 404


def test_a_slip_is_corrected_and_a_card_taken_out(exercise, facilitator):
    client, statement = signed_in(facilitator), card(exercise, "a")
    client.post(address(exercise, "room-card", card=statement.pk), {"text": " A "})
    client.post(address(exercise, "room-card-withdraw", card=card(exercise, "b").pk))
    assert shown(exercise) == {"": ["A", "c", "d"]}
    client.post(address(exercise, "room-card-restore", card=Statement.objects.get(text="b").pk))
    assert shown(exercise) == {"": ["A", "b", "c", "d"]}
    stale = card(exercise, "c")
    put(exercise, "c", named(exercise, "Trust")[0])  # while somebody else types
    stale.text = "C"
    services.correct_card(statement=stale, by=None)
    assert shown(exercise) == {"Trust": ["C"], "": ["A", "b", "d"]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_the_database_the_same_number_of_times(event, facilitator, count, django_assert_num_queries):
    exercise = gathering.on_paper(event, [f"card {n}" for n in range(count)], facilitator)
    for cluster in named(exercise, *(f"cluster {n}" for n in range(count))):
        Statement.objects.filter(text="card 0").update(cluster=cluster)
    client = signed_in(facilitator)
    with django_assert_num_queries(10):
        client.get(address(exercise))
