"""Published results of every kind for decks, and decks made of them."""

from datetime import timedelta

from django.utils import timezone

from diagnostics import survey_picture
from diagnostics.models import Card, Deck, Release, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services import decks as services
from diagnostics.surveys.figures import figures
from programmes.services import records
from tests.diagnostics import asked, coded, groups

# A statement as long as facilitators write them.
LONG = "We agree in the room, and then each of us goes home and does what we did before, and nobody says so out loud"


def picture(programme, by, people=7):
    """A published team snapshot of so many."""
    groups.answering(programme, by, people)
    return groups.publish(programme, by)


def themes(programme, by, number=3, people=7):
    """A published list of so many themes, each heard by all."""
    kinds = ("issue", "barrier", "strength")
    made = [
        coded.theme(programme, by, f"Theme {each}", f"{LONG}, {each}.", kinds[each % len(kinds)])
        for each in range(number)
    ]
    coded.speaking(programme, by, people, *made)
    return coded.publish(programme, by)


def survey(programme, by, *, answered=40, pairs=8, audience=Release.Audience.GROUP, since=None, kinds=("single",)):
    """A published result of a survey: so many pairs in one picture, and a question of each of `kinds`."""
    made = asked.survey(programme, Survey.Kind.ANONYMOUS, kinds=kinds)
    section = made.sections.get()
    for number in range(pairs):
        asked.question(section, "pair", position=10 + number, text=f"{LONG[: 20 + 10 * number]} {number}")
    form = form_of(made)
    shown = figures(form, [_answers(form, number) for number in range(answered)])
    wave = Wave.objects.create(
        survey=made, number=1, title="Round 1", by=by, state=Wave.State.PLANNED,
        closes_on=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    composed = survey_picture.compose({"": shown}, _facts(programme, answered), since=since and since(shown))
    number = Release.objects.filter(programme=programme, subject="survey", audience=audience).count() + 1
    return Release.objects.create(
        instrument="survey", subject="survey", programme=programme, wave=wave, audience=audience, number=number,
        title=composed["message"], covered=answered, of=answered + 13, figures=composed, by=by,
        floor=8 if audience == Release.Audience.SPONSOR else 5,
    )  # fmt: skip


def moved(shown):
    """The round before, in which everything was one point less true, and three of nineteen people were others."""
    before = [
        figure | {"items": [item | {"true": item["true"] - 1} for item in figure["items"]]}
        for figure in shown
        if figure["kind"] == "gap"
    ]
    return survey_picture.Since("Round 0", "Round 1", 3, 16, 3, {"": (before, shown)})


def _answers(form, number):
    given = {"scale": 1 + number % 5, "single": "abc"[number % 3], "multiple": ["a", "b"][: 1 + number % 2]}
    return {
        question.key: [5 - number % 2, 1 + (number + int(question.key)) % 3]
        if question.kind == "pair"
        else given[question.kind]
        for question in form.questions
    }


def _facts(programme, answered):
    today = timezone.localdate()
    return survey_picture.Facts(
        system=programme.system.name, programme=programme.title, survey="How we work together",
        wave="Round 1", kind="anonymous", by_sector=False, parts=(("", answered),), put_together=(), in_words=(),
        covered=answered, of=answered + 13, floor=5, closed_on=today, published_on=today,
    )  # fmt: skip


def deck(programme, by, *titles, notes=""):
    """A deck with a card in the facilitator's own words for each title."""
    made = records.add(Deck(programme=programme, title="For workshop 1"), by=by)
    for title in titles:
        services.add_message(card=Card(deck=made, title=title, notes=notes), by=by)
    return made


def titles(deck):
    return [card.title for card in deck.cards.standing()]
