"""What a room made on paper, entered afterwards: quickly, as it stands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import AuditEvent
from tests.signing import signed_in
from tests.workshops import gathering
from workshops import paper_tallies
from workshops.lines import lines_of
from workshops.models import Exercise, Room
from workshops.services import paper, rooms
from workshops.services.paper import NotNow

pytestmark = pytest.mark.django_db

Kind = Exercise.Kind


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


def address(exercise, name="exercise-paper"):
    within = {"programme": exercise.event.programme_id, "event": exercise.event_id, "exercise": exercise.pk}
    return reverse(f"workshops:{name}", kwargs=within)


def test_marks_of_lists_go_and_words_stay():
    marked = "1. Trust\r\n2) Time\n- money\n• People\n–  “Later”\n☐ Sign\n(c) Beds\nD) Notes\nA. Osman\n"
    pasted = f"{marked}\n  \n4 trusts\nA&E is full\n3.5 beds\n-\nTrust"
    expected = [
        "Trust",
        "Time",
        "money",
        "People",
        "“Later”",
        "Sign",
        "Beds",
        "Notes",
        "A. Osman",
        "4 trusts",
        "A&E is full",
        "3.5 beds",
        "Trust",
    ]
    assert lines_of(pasted) == expected


@pytest.mark.embedded
def test_cards_pasted_as_lines_close_the_exercise_and_keep_doubles(event, client):
    exercise = gathering.planned(event)
    client.post(address(exercise), {"lines": "- Trust\n- Time\n- Trust", "people": "19"})
    exercise.refresh_from_db()
    assert [card.text for card in exercise.statements.all()] == ["Trust", "Time", "Trust"]
    kept = (exercise.state, exercise.on_paper, exercise.answered, exercise.result)
    assert kept == ("closed", True, 19, {"cards": 3, "shown": True})
    client.post(address(exercise), {"lines": "Later"})
    exercise.refresh_from_db()
    assert (exercise.answered, exercise.result) == (19, {"cards": 4, "shown": True})
    assert exercise.statements.last().text == "Later"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("\n".join(map(str, range(1000, 1301))), "These are 301 cards. Enter at most 300 at a time"),
        (f"ok\n{'x' * 201}", "A card has at most 200 letters. Shorten the one that begins “xxxx"),
        ("- \n\n", "Paste or type at least one card"),
    ],
)
def test_what_cannot_be_kept_comes_back_whole(event, client, lines, says):
    exercise = gathering.planned(event)
    page = client.post(address(exercise), {"lines": lines}).content.decode()
    assert (says in page, lines.split("\n")[0] in page, exercise.statements.count()) == (True, True, 0)


def test_dots_are_typed_beside_the_options(event, client):
    exercise = gathering.planned(event, Kind.DOTS, options=("Trust", "Time", "Money"))
    trust, time, money = exercise.options.values_list("pk", flat=True)
    client.post(address(exercise), {f"count-{trust}": "3", f"count-{time}": "12", f"count-{money}": "", "people": ""})
    exercise.refresh_from_db()
    assert exercise.result == {
        "kind": "dots",
        "answered": 0,
        "shown": "counts",
        "rows": [
            {"option": time, "text": "Time", "count": 12, "share": 100},
            {"option": trust, "text": "Trust", "count": 3, "share": 25},
            {"option": money, "text": "Money", "count": 0, "share": 0},
        ],
    }
    assert (exercise.state, exercise.on_paper) == ("closed", True)


@pytest.mark.embedded
def test_what_was_counted_is_corrected_and_the_audit_keeps_both(event, facilitator, client):
    exercise = gathering.planned(event, Kind.DOTS, "Were do we begin?", options=("Trust", "Time"))
    trust, time = exercise.options.values_list("pk", flat=True)
    wrong = {f"count-{trust}": "40", f"count-{time}": "3", "people": "4"}
    refused = client.post(address(exercise), wrong).content.decode()
    assert "43 dots are more than 4 people with 3 each can give." in refused
    paper.enter_counts(exercise=exercise, counts={trust: 4, time: 7}, people=4, by=facilitator)
    shown = client.get(address(exercise))
    assert ("Correct what was counted" in shown.content.decode(), shown.context["form"]["people"].value()) == (True, 4)
    assert [shown.context["form"][f"count-{key}"].value() for key in (trust, time)] == [4, 7]
    right = {f"count-{trust}": "5", f"count-{time}": "7", "people": "4"}
    client.post(address(exercise), right)  # from a page that is older than what was entered
    assert Exercise.objects.get().result["rows"][1]["count"] == 4
    client.post(address(exercise), right | {"corrects": "yes"})
    kept = AuditEvent.objects.get(verb="corrected")
    assert kept.changes == {"result": [["Trust: 4", "Time: 7"], ["Trust: 5", "Time: 7"]]}
    assert [row["count"] for row in Exercise.objects.get().result["rows"]] == [7, 5]
    # Nobody read its words here, so they may be corrected; how it was counted stays.
    page = client.get(address(exercise, "exercise")).content.decode()
    assert ("People were asked" in page, "This was entered from paper." in page) == (False, True)
    client.post(address(exercise, "exercise"), {"prompt": "Where do we begin?", "most": "9"})
    assert list(Exercise.objects.values_list("prompt", "most")) == [("Where do we begin?", 3)]


def test_what_the_room_answered_is_not_typed_over(event, facilitator, client):
    exercise = gathering.planned(event, Kind.DOTS, options=("Trust", "Time"))
    gathering.opened(event, exercise, facilitator)
    rooms.finish(exercise=exercise, by=facilitator)
    assert client.get(address(exercise)).status_code == 404
    for corrects in (True, False):
        with pytest.raises(NotNow):
            paper.enter_counts(exercise=exercise, counts={}, people=0, by=facilitator, corrects=corrects)


def test_the_wall_turns_to_what_was_counted_and_its_clock_stops(event, facilitator):
    exercise = gathering.planned(event, Kind.DOTS, options=("Trust", "Time"))
    room = rooms.open_room(event=event, by=facilitator)
    rooms.show(room=room, exercise=exercise, by=facilitator)
    rooms.start_timer(room=room)
    step = Room.objects.get().step
    paper.enter_counts(exercise=exercise, counts={exercise.options.first().pk: 3}, people=0, by=facilitator)
    exercise.refresh_from_db()
    assert (Room.objects.get().step, exercise.ends_at) == (step + 1, None)


def test_nothing_counted_is_not_entered(event, client):
    exercise = gathering.planned(event, Kind.DOTS, options=("Trust", "Time"))
    page = client.post(address(exercise), {"people": "19"}).content.decode()
    exercise.refresh_from_db()
    assert ("Enter what was counted for at least one of them" in page, exercise.state) == (True, "planned")


def test_polls_scales_and_orders_have_the_shape_that_the_wall_shows():
    options = [(7, "Ours"), (8, "Mine")]
    single = paper_tallies.result("single", {7: 15, 8: 4}, options, 19)
    assert [row["share"] for row in single["rows"]] == [79, 21]
    ranking = paper_tallies.result("ranking", {7: 2, 8: 1}, options, 0)
    assert ranking["rows"] == [{"option": 8, "text": "Mine", "place": 1}, {"option": 7, "text": "Ours", "place": 2}]
    scale = paper_tallies.result("scale", {1: 1, 5: 3}, [(n, str(n)) for n in range(1, 6)], 4)
    assert scale["mean"] == {"value": 4.0, "text": "4.0", "share": 75}
    assert paper_tallies.result("scale", {}, [(1, "1"), (2, "2")], 0)["rows"][0]["count"] == 0


@pytest.mark.embedded
def test_what_the_room_answers_now_is_not_entered_from_paper(event, facilitator):
    exercise = gathering.planned(event, Kind.DOTS, options=("Trust", "Time"))
    gathering.opened(event, exercise, facilitator)
    with pytest.raises(NotNow):
        paper.enter_counts(exercise=exercise, counts={}, people=0, by=facilitator)
    with pytest.raises(NotNow):
        paper.enter_cards(exercise=exercise, lines=["a"], by=facilitator)


def test_photographs_of_flipcharts_stay_with_their_exercise(event, client):
    exercise = gathering.planned(event, prompt="What gets in our way?")
    assert "What gets in our way?" in client.get(address(exercise, "exercise-photographs")).content.decode()
    taken = [SimpleUploadedFile(f"{n}.jpg", gathering.jpeg(), "image/jpeg") for n in range(2)]
    broken = SimpleUploadedFile("no.jpg", b"not a photograph", "image/jpeg")
    said = {"title": "Flipchart", "photographs": [*taken, broken], "for_leaders": "yes"}
    page = client.post(address(exercise, "exercise-photographs"), said, follow=True).content.decode()
    assert [str(each) for each in exercise.photographs.all()] == ["Flipchart (1 of 2)", "Flipchart (2 of 2)"]
    assert ("2 photographs are with this exercise." in page, "no.jpg is not added" in page) == (True, True)
