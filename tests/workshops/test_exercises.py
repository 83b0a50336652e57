"""Planning exercises: a short form for each kind, their order, and what is fixed once somebody has answered."""

import pytest
from django.urls import reverse

from diagnostics.models import Card, Deck
from diagnostics.services import decks
from programmes.access import Role
from programmes.services import records
from tests.factories import MembershipFactory
from tests.signing import signed_in
from tests.workshops import gathering
from workshops.forms.exercises import PLANNED
from workshops.models import AgendaItem, Exercise
from workshops.services import answers, clusters, exercises, rooms
from workshops.services.exercises import AlreadyAnswered, Choice, StillOpen

pytestmark = pytest.mark.django_db

Kind = Exercise.Kind


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


def address(event, name="exercises", **more):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk} | more)


def texts(exercise):
    return list(exercise.options.values_list("text", flat=True))


FORMS = {
    Kind.SINGLE: {"prompt": "Which?", "voices": "named", "options": "Ours\n\n- Mine\n"},
    Kind.MULTIPLE: {"prompt": "Which?", "voices": "anonymous", "options": "1. Ours\n2) Mine", "most": "2"},
    Kind.SCALE: {"prompt": "How far?", "voices": "named", "points": "7", "low_label": "not", "high_label": "fully"},
    Kind.CARDS: {"prompt": "What?", "voices": "anonymous", "most": "3"},
    Kind.DOTS: {"prompt": "Which?", "voices": "named", "options": "Ours\nMine", "most": "5"},
    Kind.RANKING: {"prompt": "Which first?", "voices": "anonymous", "options": "Ours\nMine\nours"},
    Kind.TIMER: {"prompt": "In pairs", "minutes": "12"},
}


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_is_planned_with_the_few_things_that_it_needs(event, client, kind):
    shown = client.get(address(event, "exercise-add", kind=kind)).context["form"]
    detail = {"detail"} if "voices" in FORMS[kind] else set()
    assert set(shown.fields) == {*FORMS[kind], *detail, "agenda_item"}
    client.post(address(event, "exercise-add", kind=kind), FORMS[kind])
    made = event.exercises.get()
    kept = {name: str(getattr(made, name)) for name in FORMS[kind] if name != "options"}
    assert kept == {name: value for name, value in FORMS[kind].items() if name != "options"}
    assert (made.kind, texts(made)) == (kind, ["Ours", "Mine"] if "options" in FORMS[kind] else [])


def copied(client, event, source):
    page = client.post(address(event, "exercises-copy"), {"source": source.pk}, follow=True)
    rows = event.exercises.order_by("position", "pk")
    return page.content.decode(), [(row.prompt, row.kind, row.state, texts(row)) for row in rows]


def test_exercises_of_an_earlier_meeting_are_planned_anew_with_their_options_and_without_answers(
    event, facilitator, client
):
    source = gathering.meeting(event.programme, "Before")
    polled = gathering.planned(source, Kind.SINGLE, "Which?", options=("Ours", "Mine"), voices="named", detail="Today")
    gathering.planned(source, Kind.PAGE, "The round")
    records.withdraw(gathering.planned(source, prompt="Withdrawn"), by=None)
    gathering.on_paper(source, ["A card"], facilitator, prompt="What gets in our way?")
    gathering.planned(event, prompt="Planned here")
    page, rows = copied(client, event, source)
    assert "Copied 2 exercises from Before, 9 November 2021. Change them as this meeting needs." in page
    assert rows == [
        ("Planned here", "cards", "planned", []),
        ("Which?", "single", "planned", ["Ours", "Mine"]),
        ("What gets in our way?", "cards", "planned", []),
    ]
    made = event.exercises.get(prompt="Which?")
    assert (made.voices, made.detail, made.result, made.agenda_item) == (polled.voices, polled.detail, None, None)
    assert "Nothing was copied from Before" in copied(client, event, source)[0]
    assert event.exercises.count() == 3


def test_what_another_group_said_is_not_copied_into_another_programme(event, facilitator, client):
    source = gathering.meeting(title="Elsewhere")
    MembershipFactory(programme=source.programme, person=facilitator.person, role=Role.FACILITATOR)
    gathering.planned(source, prompt="What gets in our way?")
    about = exercises.add(
        exercise=Exercise(event=source, kind=Kind.DOTS, prompt="What first?"),
        options=[Choice("Nobody decides", origin="workshops.cluster:1"), Choice("Trust")],
        by=None,
    )
    deck = records.add(Deck(programme=source.programme, title="What we heard"), by=facilitator)
    card = decks.add_message(card=Card(deck=deck, title="Trust is furthest away"), by=facilitator)
    gathering.planned(source, Kind.REFLECT, "What do you see?", card=card)
    within = gathering.meeting(source.programme, "Later")
    assert [row[0] for row in copied(client, event, source)[1]] == ["What gets in our way?"]
    again = [(row[0], row[3]) for row in copied(client, within, source)[1]]
    assert again == [("What gets in our way?", []), ("What first?", texts(about)), ("What do you see?", [])]
    assert within.exercises.get(kind=Kind.DOTS).options.first().origin == "workshops.cluster:1"


def test_exercises_of_a_programme_that_is_not_theirs_cannot_be_copied(event, client):
    foreign = gathering.meeting(title="Foreign")
    gathering.planned(foreign, prompt="kanarienfrage")
    page, rows = copied(client, event, foreign)
    assert (rows, "kanarienfrage" in page, "Foreign" in page) == ([], False, False)
    assert "No other meeting of a programme that you run has exercises yet." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_to_copy_from_asks_as_much_for_three_meetings(event, client, count, django_assert_num_queries):
    for number in range(count):
        gathering.planned(gathering.meeting(event.programme, f"Workshop {number}"))
    with django_assert_num_queries(6):
        client.get(address(event, "exercises-copy"))


def test_a_page_of_the_portal_is_not_planned_here(event, client):
    assert client.get(address(event, "exercise-add", kind="page")).status_code == 404
    assert set(PLANNED) == set(Kind) - {Kind.PAGE}


def test_a_card_is_picked_from_the_decks_of_the_programme(event, facilitator, client):
    page = client.get(address(event, "exercise-add", kind="reflect")).content.decode()
    assert "There is no card yet." in page
    deck = records.add(Deck(programme=event.programme, title="What we heard"), by=facilitator)
    card = decks.add_message(card=Card(deck=deck, title="Trust is furthest away"), by=facilitator)
    other = gathering.meeting()
    elsewhere = records.add(Deck(programme=other.programme, title="Theirs"), by=facilitator)
    theirs = decks.add_message(card=Card(deck=elsewhere, title="Theirs"), by=facilitator)
    refused = client.post(address(event, "exercise-add", kind="reflect"), {"card": theirs.pk})
    assert (refused.status_code, event.exercises.count()) == (200, 0)
    block = AgendaItem.objects.create(event=event, title="Reflecting", minutes=20)
    client.post(address(event, "exercise-add", kind="reflect"), {"card": card.pk, "agenda_item": block.pk})
    made = event.exercises.get()
    assert (made.card, made.prompt, made.agenda_item) == (card, "Trust is furthest away", block)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("Only one", "Write at least two options, one on each line"),
        ("\n".join(map(str, range(1, 15))), "Use at most 12 options: more cannot be weighed at once"),
        (f"Short\n{'x' * 201}", f"Shorten “{'x' * 40}…”: an option has at most 200 letters"),
    ],
)
def test_options_that_cannot_be_weighed_come_back(event, client, options, says):
    said = FORMS[Kind.DOTS] | {"options": options}
    page = client.post(address(event, "exercise-add", kind="dots"), said).content.decode()
    assert (says in page, options.splitlines()[0] in page, event.exercises.count()) == (True, True, 0)


def test_options_are_taken_from_clusters_and_say_so(event, facilitator, client):
    source = gathering.on_paper(event, ["a"], facilitator)
    made = [clusters.make(exercise=source, name=name, by=facilitator) for name in ("Trust", "Ours", "Gone")]
    clusters.withdraw(cluster=made[2], by=facilitator)
    said = FORMS[Kind.DOTS] | {"taken_from": source.pk}
    client.post(address(event, "exercise-add", kind="dots"), said)
    dots = event.exercises.get(kind="dots")
    assert exercises.options_of(dots) == (Choice("Ours"), Choice("Mine"), Choice("Trust", made[0].key))
    # Changed later, an option that stays keeps where it came from.
    said = FORMS[Kind.DOTS] | {"options": "Trust\nMine"}
    client.post(address(event, "exercise", exercise=dots.pk), said)
    assert exercises.options_of(dots) == (Choice("Trust", made[0].key), Choice("Mine"))


def test_exercises_change_places_and_are_withdrawn_and_restored(event, client):
    first, second = (gathering.planned(event, prompt=prompt) for prompt in ("First", "Second"))
    client.post(address(event, "exercise-move", exercise=second.pk), {"direction": "up"})
    client.post(address(event, "exercise-withdraw", exercise=first.pk))
    page = client.get(address(event))
    assert [line.exercise for line in page.context["lines"]] == [second]
    assert page.context["withdrawn"] == [first]
    client.post(address(event, "exercise-restore", exercise=first.pk))
    assert [line.exercise for line in client.get(address(event)).context["lines"]] == [second, first]


def test_what_the_room_does_now_is_not_withdrawn(event, facilitator):
    exercise = gathering.planned(event)
    gathering.opened(event, exercise, facilitator)
    with pytest.raises(StillOpen):
        exercises.withdraw(exercise=exercise, by=facilitator)


@pytest.mark.embedded
def test_what_people_were_asked_does_not_change_once_it_is_open(event, facilitator, client):
    exercise = gathering.planned(event, Kind.SINGLE, options=("Ours", "Mine"))
    stale = Exercise.objects.get(pk=exercise.pk)
    room = gathering.opened(event, exercise, facilitator)
    key = exercise.options.first().pk
    answers.give(exercise=exercise, seat=gathering.seated(room)[0], body={"options": [key]})
    stale.voices = "named"
    with pytest.raises(AlreadyAnswered):
        exercises.correct(exercise=stale, by=facilitator)
    stale.voices, stale.prompt = "anonymous", "Whose is it?"
    with pytest.raises(AlreadyAnswered):
        exercises.correct(exercise=stale, by=facilitator)
    stale.prompt = exercise.prompt
    with pytest.raises(AlreadyAnswered):
        exercises.correct(exercise=stale, by=facilitator, options=[Choice("Ours"), Choice("Yours")])
    said = {"prompt": "Whose is it?", "voices": "named", "options": "Nobody’s\nMine"}
    client.post(address(event, "exercise", exercise=exercise.pk), said)
    kept = Exercise.objects.get(pk=exercise.pk)
    assert (kept.prompt, kept.voices, kept.state, texts(kept)) == (
        exercise.prompt, "anonymous", "open", ["Ours", "Mine"],
    )  # fmt: skip
    assert "Finish it first" in client.get(address(event, "exercise", exercise=exercise.pk)).content.decode()


def test_a_finished_exercise_is_asked_again_as_a_copy_that_can_be_changed(event, facilitator, client):
    exercise = gathering.planned(event, Kind.DOTS, options=("Ours", "Mine"), most=4, detail="Of all")
    after = gathering.planned(event, prompt="After it")
    again = address(event, "exercise-again", exercise=exercise.pk)
    assert "Finish it first." in client.post(again, follow=True).content.decode()
    gathering.opened(event, exercise, facilitator)
    rooms.finish(exercise=exercise, by=facilitator)
    for page in (address(event), address(event, "exercise", exercise=exercise.pk)):
        assert again in client.get(page).content.decode()
    for _ in range(2):
        client.post(again)
    first, copy, last = event.exercises.order_by("position", "pk")
    assert (first, last, copy.state, copy.result, copy.opened_at) == (exercise, after, "planned", None, None)
    assert (copy.prompt, copy.detail, copy.most, texts(copy)) == (exercise.prompt, "Of all", 4, ["Ours", "Mine"])
    client.post(address(event, "exercise", exercise=copy.pk), FORMS[Kind.DOTS] | {"prompt": "Better words"})
    client.post(again)
    prompts = list(event.exercises.order_by("position", "pk").values_list("prompt", flat=True))
    assert prompts == [exercise.prompt, exercise.prompt, "Better words", after.prompt]


def test_a_form_that_was_opened_before_does_not_undo_what_the_room_did(event, facilitator):
    exercise = gathering.planned(event, voices="named")
    stale = Exercise.objects.get(pk=exercise.pk)
    gathering.opened(event, exercise, facilitator)
    rooms.finish(exercise=exercise, by=facilitator)
    exercises.withdraw(exercise=exercise, by=facilitator)
    stale.agenda_item = AgendaItem.objects.create(event=event, title="Reflecting", minutes=20)
    exercises.correct(exercise=stale, by=facilitator)
    kept = Exercise.objects.get(pk=exercise.pk)
    assert (kept.agenda_item.title, kept.state, kept.result) == ("Reflecting", "closed", {"cards": 0, "shown": True})
    assert kept.withdrawn_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(event, client, count, django_assert_num_queries):
    for number in range(count):
        gathering.planned(event, Kind.DOTS, f"Number {number}", options=("Ours", "Mine"))
    with django_assert_num_queries(8):
        client.get(address(event))
